"""Tests of searches by TLC's server and workers, of which some die, come late, or are strangers."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import cli
import hosts
from hosts import LOOPBACK, Host, Running
from kinds import Call, Checked
from tornfolio.check.check import check
from tornfolio.model.scenario import load_scenario
from tornfolio.support.processes import Execution
from tornfolio.tlc.distributed import decide as distributed
from tornfolio.tlc.distributed.local_worker import Machines
from tornfolio.tlc.distributed.rendezvous import PORT, Rendezvous
from tornfolio.tlc.distributed.search import _read
from tornfolio.tlc.toolchain import Toolchain

# Under way for some seconds, and for many minutes.
_LARGE = ("torn-pte0", "--set", "nr_pages=64", "--set", "cont_ptes=16", "--property", "TypeOK")
_ENDLESS = ("torn-pte0", "--set", "nr_pages=1024", "--property", "TypeOK")
_SMALL = ("torn-pte0", "--set", "nr_pages=2", "--property", "TypeOK")
_DISTRIBUTED = ("--distributed", "--json")


@pytest.fixture(scope="session", params=["loopback" if hosts.why_no_namespaces() else "namespaces"])
def two(request: pytest.FixtureRequest) -> Iterator[tuple[Host, Host]]:
    """Two hosts; they are the same one, on loopback, where there can be no others."""
    if request.param == "loopback":
        yield LOOPBACK
        return
    with hosts.two_hosts() as pair:
        yield pair


def _place(running: Running) -> str:
    """The HOST:PORT of a check, as it says it itself."""
    line = running.says("run: tornfolio worker ")
    host, _, port = line.rpartition(" ")[2].strip().partition(":")
    return f"{host}:{port or PORT}"


def _jvms(folder: Path) -> list[int]:
    return cli.java_processes(folder)


def _server(folder: Path) -> int:
    """The process of TLC's server that works in a folder."""
    assert cli.wait_for(lambda: len(_of_server(folder)) == 1)
    return _of_server(folder)[0]


def _of_server(folder: Path) -> list[int]:
    servers = set(cli.processes_with("tlc2.tool.distributed.TLCServer.report"))
    return sorted(servers & set(_jvms(folder)))


def _distinct(ended: cli.Ended) -> object:
    return json.loads(ended.stdout)["states"]["distinct"]


@pytest.mark.parametrize(
    "settings",
    [
        ("torn-pte0", "nr_pages=2"),
        pytest.param(("foreign-swap-entry", "nr_pages=2", "initial=SP"), marks=pytest.mark.long),
    ],
    ids=str,
)
def test_as_on_one_machine(
    checked: Checked,
    tools: Toolchain,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    settings: tuple[str, ...],
) -> None:
    """The server alone, without a look before, decides as one machine does, with the same trace."""
    monkeypatch.setattr(distributed, "_LOOK_SECONDS", 0.001)
    name, *others = settings
    wanted = ("TypeOK", "AllOrNothing")
    events: list[str] = []

    with Rendezvous("127.0.0.1") as rendezvous:
        verdict = check(
            load_scenario(name, others),
            tools=tools,
            runs=tmp_path,
            properties=wanted,
            machines=Machines(rendezvous, 2, events.append),
        )

    local = checked(*settings, properties=wanted)
    found, expected = verdict.to_json(), local.to_json()
    for key in ("verdict", "properties", "reasons", "violated_property", "trace"):
        assert found[key] == expected[key]
    assert found["properties"] == {"TypeOK": "holds", "AllOrNothing": "violated"}
    for key in ("distinct", "left_on_queue"):
        assert found["states"][key] == expected["states"][key]
    searches = [run for run in verdict.runs if run.question.startswith("distributed")]
    assert [run.outcome for run in searches] == ["violated", "holds"]
    assert searches[1].counts is not None
    assert local.counts is not None
    assert searches[1].counts.distinct == local.counts.distinct
    assert len(events) == 4
    assert not _jvms(tmp_path)


def test_a_search_that_has_lost_states_does_not_hold(tools: Toolchain, tmp_path: Path) -> None:
    """A state that was found but sent to nobody who was there to the end is one not searched."""
    with Rendezvous("127.0.0.1") as rendezvous:
        verdict = check(
            load_scenario("torn-pte0", ["nr_pages=2"]),
            tools=tools,
            runs=tmp_path,
            properties=("TypeOK",),
            machines=Machines(rendezvous, 1),
        )
    assert verdict.verdict == "holds"
    [run] = [run for run in verdict.runs if run.question == "distributed_1"]
    real = run.output.read_text(encoding="utf-8")
    output = tmp_path / "changed.out"

    def outcome(text: str) -> str:
        output.write_text(text, encoding="utf-8")
        return _read(Execution((), 0, None, 0.0, output)).outcome

    assert outcome(real) == "complete"
    sent = re.findall(r" Sent: (\d+) ", real)
    assert run.counts is not None
    assert sum(map(int, sent)) == run.counts.distinct
    fewer = real.replace(f" Sent: {sent[0]} ", f" Sent: {int(sent[0]) - 1} ", 1)
    assert outcome(fewer) == "lost"
    assert outcome(re.sub(r"Worker: \S+ Sent", "Worker", real)) == "lost"


def test_a_worker_comes_late(two: tuple[Host, Host], tmp_path: Path, checked: Checked) -> None:
    """A worker of another host joins; every port is on one address, and strangers do no harm."""
    here, there = two
    local = ("--local-workers", "0")
    bind = ("--bind", here.address)
    with Running(here, "check", *_LARGE, *_DISTRIBUTED, *local, *bind, cwd=tmp_path / "a") as one:
        place = _place(one)
        server = _server(tmp_path / "a")
        # The RMI registry, and the objects of the server.
        assert cli.wait_for(lambda: len(_listening(server)) == 2, 60)
        ports = {*_listening(server), *_listening(one.process.pid)}
        assert {address for address, _ in ports} == {here.address}
        assert int(place.partition(":")[2]) in {port for _, port in ports}
        if not here.namespace:
            for _, port in ports:
                _annoy(here.address, port)
        with Running(there, "worker", place, "--threads", "2", cwd=tmp_path / "b") as two_:
            one.says("is there")
            [jvm] = _jvms(tmp_path / "b")
            assert {address for address, _ in _listening(jvm)} == {there.address}
            ended = one.ended()
            worker = two_.ended(20)

    assert ended.status == 0, ended.stderr
    counts = checked("torn-pte0", "nr_pages=64", "cont_ptes=16", properties=("TypeOK",)).counts
    assert counts is not None
    assert _distinct(ended) == counts.distinct
    assert ended.stderr.count("is there") == 2
    assert worker.status == 0
    assert "is over" in worker.stderr
    assert not _jvms(tmp_path)


def test_a_killed_worker_costs_no_state(tmp_path: Path, checked: Checked) -> None:
    """When a worker is killed in mid-search, the search begins again and counts all states."""
    host = LOOPBACK[0]
    local = ("--local-workers", "0")
    with Running(host, "check", *_LARGE, *_DISTRIBUTED, *local, cwd=tmp_path / "a") as one:
        place = _place(one)
        with Running(host, "worker", place, "--threads", "1", cwd=tmp_path / "b") as victim:
            one.says("is there")
            [jvm] = _jvms(tmp_path / "b")
            # The kernel ends the JVM with the process that began it.
            victim.process.kill()
            assert cli.wait_for(lambda: not cli.alive(jvm), 5)
        one.says("is lost")
        one.says("begins again")
        with Running(host, "worker", place, "--threads", "1", cwd=tmp_path / "c") as other:
            ended = one.ended()
            assert other.ended(20).status == 0

    assert ended.status == 0, ended.stderr
    counts = checked("torn-pte0", "nr_pages=64", "cont_ptes=16", properties=("TypeOK",)).counts
    assert counts is not None
    assert _distinct(ended) == counts.distinct
    assert not _jvms(tmp_path)


@pytest.mark.parametrize("how", ["check killed", "server killed", "check interrupted"])
def test_the_end_of_a_check_ends_its_workers(tmp_path: Path, how: str) -> None:
    """When the check or TLC's server ends too early, the workers end soon, and no JVM is left."""
    host = LOOPBACK[0]
    local = ("--local-workers", "1")
    with (
        Running(host, "check", *_ENDLESS, *_DISTRIBUTED, *local, cwd=tmp_path / "a") as one,
        Running(host, "worker", _place(one), "--threads", "1", cwd=tmp_path / "b") as two_,
    ):
        one.says("2 on")
        pid = _server(tmp_path / "a") if how == "server killed" else one.process.pid
        os.kill(pid, signal.SIGINT if how == "check interrupted" else signal.SIGKILL)
        ended, worker = one.ended(20), two_.ended(20)

    assert "Traceback" not in ended.stderr + worker.stderr
    if how == "check killed":
        assert (ended.status, worker.status) == (-signal.SIGKILL, 4)
        assert "is gone without a word" in worker.stderr
    elif how == "server killed":
        assert (ended.status, worker.status) == (4, 0)
        assert "TLC's server was ended by signal 9" in ended.stderr
        assert "--memory" in ended.stderr
    else:
        assert (ended.status, worker.status) == (130, 0)
    assert cli.wait_for(lambda: not _jvms(tmp_path), 5)


def test_an_interrupted_worker(tmp_path: Path) -> None:
    """A worker that is interrupted ends with 130, and its JVM with it; the check goes on."""
    host = LOOPBACK[0]
    local = ("--local-workers", "0")
    with (
        Running(host, "check", *_ENDLESS, *_DISTRIBUTED, *local, cwd=tmp_path / "a") as one,
        Running(host, "worker", _place(one), "--threads", "1", cwd=tmp_path / "b") as two_,
    ):
        one.says("is there")
        two_.process.send_signal(signal.SIGINT)
        worker = two_.ended(10)
        one.says("begins again")

    assert worker.status == 130
    assert "interrupted" in worker.stderr
    assert not _jvms(tmp_path / "b")


def test_nobody_comes(tmp_path: Path) -> None:
    """A check that no worker comes to is not decided when its time is over."""
    limits = ("--local-workers", "0", "--timeout", "4")
    with Running(LOOPBACK[0], "check", *_SMALL, *_DISTRIBUTED, *limits, cwd=tmp_path) as one:
        ended = one.ended()

    assert ended.status == 5, ended.stderr
    assert json.loads(ended.stdout)["properties"] == {"TypeOK": "undecided"}
    assert not _jvms(tmp_path)


def test_two_checks_at_once(tmp_path: Path) -> None:
    """Two distributed checks on one machine use other ports, and do not disturb each other."""
    host = LOOPBACK[0]
    with (
        Running(host, "check", *_SMALL, *_DISTRIBUTED, cwd=tmp_path / "a") as one,
        Running(host, "check", *_SMALL, *_DISTRIBUTED, cwd=tmp_path / "b") as two_,
    ):
        assert _place(one) != _place(two_)
        first, second = one.ended(), two_.ended()

    assert (first.status, second.status) == (0, 0), first.stderr + second.stderr
    assert _distinct(first) == _distinct(second)


def test_no_check_is_there(call: Call) -> None:
    """A worker without a check waits as long as it was told, and says what to do."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    said = call("worker", f"127.0.0.1:{port}", "--wait", "0.2").refused(4)

    assert f"127.0.0.1:{port}" in said
    assert "--distributed" in said


def test_somebody_else_is_there(call: Call) -> None:
    """What listens at the port but is no check is told from one."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            guest, _ = server.accept()
            with guest:
                guest.sendall(b"220 mail.example ESMTP\n")

        thread = threading.Thread(target=answer)
        thread.start()
        said = call("worker", f"127.0.0.1:{server.getsockname()[1]}").refused(4)
        thread.join()

    assert "no check of this tornfolio" in said


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (("worker", ""), "HOST"),
        (("worker", "h:"), "HOST"),
        (("worker", "h:0"), "HOST"),
        (("worker", "h:65536"), "HOST"),
        (("worker", "h:1:2"), "HOST"),
        (("worker", "no.such.host.invalid", "--wait", "1"), "not known"),
        (("check", *_SMALL, "--bind", "127.0.0.1"), "--distributed"),
        (("check", *_SMALL, "--local-workers", "1"), "--distributed"),
        (("check", *_SMALL, "--distributed", "--bind", "0.0.0.0"), "all addresses"),
        (("check", *_SMALL, "--distributed", "--bind", "192.0.2.1"), "this machine"),
        (("check", *_SMALL, "--distributed", "--bind", "x y"), "this machine"),
    ],
)
def test_bad_input(call: Call, args: tuple[str, ...], word: str) -> None:
    """A host that is none, and options that lead nowhere, are refused in one sentence."""
    assert word in call(*args).refused()


def _listening(pid: int) -> set[tuple[str, int]]:
    """The addresses and TCP ports on which a process listens, :: for all addresses."""
    found = set()
    inodes = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            inodes.add(f"{entry.readlink()}")
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            _, local, _, state, *_, inode = line.split()[:10]
            if state == "0A" and f"socket:[{inode}]" in inodes:
                address, _, port = local.partition(":")
                # Words of four bytes, each in the order of this machine; IPv4 is the last one.
                last = int(address[-8:], 16).to_bytes(4, sys.byteorder)
                numeric = "::" if not int(address, 16) else socket.inet_ntoa(last)
                found.add((numeric, int(port, 16)))
    return found


def _annoy(address: str, port: int) -> None:
    """Send a port what no client of it would send."""
    for rubbish in (b"", b"GET / HTTP/1.0\r\n\r\n", bytes(range(256)) * 20):
        with socket.create_connection((address, port), timeout=5) as stranger:
            stranger.sendall(rubbish)
