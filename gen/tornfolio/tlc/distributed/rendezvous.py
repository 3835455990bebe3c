"""Tells the workers of all machines which search is on: a line of JSON over TCP for each."""

from __future__ import annotations

import contextlib
import json
import selectors
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from tornfolio.support.errors import BadInput, ToolFailed

__all__ = ["PORT", "Call", "Rendezvous", "free_port", "listen"]

PORT = 10996

_BEAT_SECONDS = 2.0
_SILENCE_SECONDS = 30.0
_MOST_GUESTS = 1000
_LONGEST_LINE = 1000


@dataclass(frozen=True)
class Call:
    """What a worker is told. `over`: the check has ended.

    Otherwise `search` numbers the searches of a check, 0 for none, `port` is that of TLC's server
    and `jar` the SHA-256 of its tla2tools.jar.
    """

    search: int = 0
    port: int = 0
    jar: str = ""
    over: bool = False


class Rendezvous:
    """Listens at one address of this machine, inside a `with` block, for workers that ask.

    Whatever a stranger sends is read and forgotten. `address` is the numeric one.
    """

    def __init__(self, host: str) -> None:
        self.address = _own_address(host)
        self._listener = _listener(self.address)
        self.port: int = self._listener.getsockname()[1]
        self._selector = selectors.DefaultSelector()
        self._guests: set[socket.socket] = set()
        self._line = _encoded(Call())
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._thread.join()
        self.announce(Call(over=True))
        for guest in [*self._guests, self._listener]:
            guest.close()
        self._selector.close()

    def announce(self, call: Call) -> None:
        """Tell all who are there, and all who come from now on."""
        with self._lock:
            self._line = _encoded(call)
            self._send(self._line)

    def _serve(self) -> None:
        beat = time.monotonic()
        while not self._closing.is_set():
            for key, _ in self._selector.select(timeout=0.2):
                with self._lock, contextlib.suppress(OSError):
                    if key.fileobj is self._listener:
                        self._admit()
                    elif isinstance(key.fileobj, socket.socket):
                        self._hear(key.fileobj)
            if time.monotonic() - beat > _BEAT_SECONDS:
                beat = time.monotonic()
                with self._lock:
                    self._send(b"\n")

    def _admit(self) -> None:
        guest, _ = self._listener.accept()
        guest.setblocking(False)
        if len(self._guests) >= _MOST_GUESTS:
            guest.close()
            return
        self._guests.add(guest)
        self._selector.register(guest, selectors.EVENT_READ)
        self._send(self._line, guest)

    def _hear(self, guest: socket.socket) -> None:
        try:
            if guest.recv(4096):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._dismiss(guest)

    def _send(self, line: bytes, only: socket.socket | None = None) -> None:
        for guest in [only] if only else list(self._guests):
            try:
                sent = guest.send(line)
            except OSError:
                sent = 0
            if sent < len(line):
                self._dismiss(guest)

    def _dismiss(self, guest: socket.socket) -> None:
        self._guests.discard(guest)
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(guest)
        guest.close()


@contextlib.contextmanager
def listen(host: str, port: int, wait: float) -> Iterator[tuple[str, Iterator[Call | None]]]:
    """Reach the check at a host within some seconds.

    Give the address by which the check reaches this machine, and an iterator over what it calls,
    None from time to time in between. It ends after the call that the check is over. Raises
    BadInput for a host that there is not, ToolFailed if no check is there or it is gone.
    """
    with contextlib.closing(_reach(host, port, wait)) as guest:
        guest.settimeout(_SILENCE_SECONDS)
        yield guest.getsockname()[0], _calls(guest, f"{host}:{port}")


def free_port() -> int:
    """A port that nobody uses on any address of this machine, at the moment."""
    with socket.create_server(("", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _reach(host: str, port: int, wait: float) -> socket.socket:
    until = time.monotonic() + wait
    while True:
        try:
            return socket.create_connection((host, port), timeout=max(min(wait, 5.0), 0.1))
        except socket.gaierror as error:
            raise BadInput(f"the host {host} is not known: {error.strerror}") from None
        except (OSError, UnicodeError) as error:
            if time.monotonic() >= until:
                raise ToolFailed(
                    f"no check waits for workers at {host}:{port} within {wait:g} s: {error}",
                    "start 'tornfolio check ... --distributed --bind ADDRESS' there first",
                ) from None
        time.sleep(min(0.5, max(until - time.monotonic(), 0.01)))


def _calls(guest: socket.socket, place: str) -> Iterator[Call | None]:
    pending = b""
    while True:
        line, found, rest = pending.partition(b"\n")
        if found:
            pending = rest
            call = _decoded(line, place) if line else None
            yield call
            if call is not None and call.over:
                return
            continue
        try:
            heard = guest.recv(4096)
        except OSError:
            heard = b""
        if not heard:
            raise ToolFailed(f"the check at {place} is gone without a word", "see its own output")
        pending += heard
        if len(pending) > _LONGEST_LINE:
            raise _stranger(place)


def _encoded(call: Call) -> bytes:
    return json.dumps({"tornfolio": vars(call)}).encode() + b"\n"


def _decoded(line: bytes, place: str) -> Call:
    try:
        match json.loads(line):
            case {
                "tornfolio": {
                    "search": int(search),
                    "port": int(port),
                    "jar": str(jar),
                    "over": bool(over),
                }
            }:
                return Call(search, port, jar, over)
    except (ValueError, RecursionError):
        pass
    raise _stranger(place)


def _stranger(place: str) -> ToolFailed:
    return ToolFailed(
        f"what listens at {place} is no check of this tornfolio",
        "take the command that 'tornfolio check --distributed' prints",
    )


def _own_address(host: str) -> str:
    """The numeric IPv4 address of this machine that a name stands for."""
    try:
        address: str = socket.getaddrinfo(host, None, socket.AF_INET)[0][4][0]  # type: ignore[assignment]
        if address == "0.0.0.0":
            raise BadInput(
                f"--bind {host} stands for all addresses", "name the one that the workers reach"
            )
        socket.create_server((address, 0)).close()
    except (OSError, UnicodeError) as error:
        raise BadInput(
            f"--bind {host} is not an IPv4 address of this machine: {error}",
            "'ip address' lists them; 127.0.0.1 is only for this machine",
        ) from None
    return address


def _listener(address: str) -> socket.socket:
    try:
        return socket.create_server((address, PORT))
    except OSError:  # another check is there
        return socket.create_server((address, 0))
