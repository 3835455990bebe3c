"""Runs commands on two hosts: network namespaces with a cable between them, or loopback."""

from __future__ import annotations

import ctypes
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

import cli

_CLONE_NEWNET = 0x40000000


@dataclass(frozen=True)
class Host:
    """A host that programs can be started on: its address, and its namespace if it has one."""

    address: str
    namespace: str = ""

    def enter(self) -> None:
        """Move the calling process to this host."""
        if self.namespace:
            with open(f"/run/netns/{self.namespace}", "rb") as place:  # noqa: PTH123
                if ctypes.CDLL(None, use_errno=True).setns(place.fileno(), _CLONE_NEWNET):
                    raise OSError(ctypes.get_errno(), "setns")


LOOPBACK = (Host("127.0.0.1"), Host("127.0.0.1"))


def why_no_namespaces() -> str:
    """Say why this machine has no network namespaces for a test, nothing if it has."""
    if not sys.platform.startswith("linux"):
        return "network namespaces are Linux's"
    if os.geteuid() != 0:
        return "only root makes network namespaces"
    name = f"tf{secrets.token_hex(3)}"
    try:
        done = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True)
    except FileNotFoundError:
        return "there is no ip: apt-get install iproute2"
    if done.returncode:
        return f"ip netns add: {done.stderr.strip()}"
    _ip("netns", "delete", name)
    return ""


@contextmanager
def two_hosts() -> Iterator[tuple[Host, Host]]:
    """Make two network namespaces with a cable between them."""
    tag = secrets.token_hex(3)
    network = f"10.{secrets.randbelow(200) + 20}.{secrets.randbelow(250)}"
    hosts = [Host(f"{network}.{end}", f"tf{tag}{end}") for end in (1, 2)]
    try:
        for host in hosts:
            _ip("netns", "add", host.namespace)
        one, two = hosts
        cable = [f"v{tag}1", "netns", one.namespace, "type", "veth"]
        _ip("link", "add", *cable, "peer", "name", f"v{tag}2", "netns", two.namespace)
        for end, host in enumerate(hosts, start=1):
            there = ("-n", host.namespace)
            _ip(*there, "address", "add", f"{host.address}/24", "dev", f"v{tag}{end}")
            _ip(*there, "link", "set", f"v{tag}{end}", "up")
            _ip(*there, "link", "set", "lo", "up")
        yield one, two
    finally:
        for host in hosts:
            subprocess.run(["ip", "netns", "delete", host.namespace], capture_output=True)


class Running:
    """A command line that runs on a host inside a `with` block; what it says is read as it comes.

    When the block is left, it is killed if it still runs.
    """

    def __init__(self, host: Host, *args: str | Path, cwd: Path) -> None:
        cwd.mkdir(exist_ok=True)
        environment = {"TMPDIR": str(cwd)}
        self.process = cli.start(*args, cwd=cwd, env=environment, before=host.enter)
        self.out: list[str] = []
        self.err: list[str] = []
        self._readers = [
            threading.Thread(target=_read, args=(pipe, lines), daemon=True)
            for pipe, lines in ((self.process.stdout, self.out), (self.process.stderr, self.err))
        ]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.ended(10)

    def says(self, text: str, seconds: float = 90.0) -> str:
        """Wait until standard error has a line with a text, and give that line."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            over = self.process.poll() is not None and not self._readers[1].is_alive()
            for line in list(self.err):
                if text in line:
                    return line
            assert not over, f"it has ended without {text!r}: {''.join(self.err)}"
            time.sleep(0.02)
        raise AssertionError(f"it does not say {text!r}: {''.join(self.err)}")

    def ended(self, seconds: float = 120.0) -> cli.Ended:
        """Wait until it has ended."""
        status = self.process.wait(timeout=seconds)
        for reader in self._readers:
            reader.join(timeout=5)
        return cli.Ended(status, "".join(self.out), "".join(self.err))


def _read(pipe: IO[str] | None, lines: list[str]) -> None:
    assert pipe is not None
    with pipe:
        for line in pipe:
            lines.append(line)


def _ip(*args: str) -> None:
    subprocess.run(["ip", *args], check=True, capture_output=True)
