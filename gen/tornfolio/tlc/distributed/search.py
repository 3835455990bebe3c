"""Runs one search by TLC's server and its workers, and reads what it decided."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tornfolio.support.cache import sha256_of
from tornfolio.support.errors import ToolFailed
from tornfolio.support.processes import Execution
from tornfolio.support.reading import Stop
from tornfolio.tla.values import Value, ValueSyntaxError, parse_state
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.distributed.argv import server_argv
from tornfolio.tlc.distributed.local_worker import LocalWorker, Machines
from tornfolio.tlc.distributed.rendezvous import Call, free_port
from tornfolio.tlc.frames import Frame, FrameReader, read_frames
from tornfolio.tlc.limits import ENDED_BY
from tornfolio.tlc.messages import (
    ERROR,
    Code,
    Counts,
    read_counts,
    read_progress,
)
from tornfolio.tlc.signals import ended_error
from tornfolio.tlc.workplace import Workplace

__all__ = ["Found", "search"]

# Codes of tlc2/output/EC.java that the server alone uses.
_INITIAL_STATE = 2102
_TRACE = 2121
_READY = 7000
_REGISTERED = 7001
_DEREGISTERED = 7002
_STATISTICS = 7003
_LOST = 7006

_SENT = re.compile(r"Worker: (\S+) Sent: (-?\d+) ")
_URI = re.compile(r"rmi://([^:/\s]+)\S*")


@dataclass(frozen=True)
class Found:
    """What one search found.

    "complete": no violation in all reachable states. "violated": `state` violates an invariant, TLC
    does not say which. "lost": a worker was lost, and its states perhaps with it. "undecided": a
    limit ended the search, `reason` says which.
    """

    outcome: Literal["complete", "violated", "lost", "undecided"]
    execution: Execution
    tlc_version: str
    counts: Counts | None
    state: Mapping[str, Value] | None = None
    reason: str = ""


def search(
    number: int,
    module: str,
    cfg: Path,
    machines: Machines,
    place: Workplace,
    on_progress: Callable[[int, Counts | None], None],
) -> Found:
    """Have a translated module searched, which stands in the place's folder.

    `number` counts the searches of a check from 1. `on_progress` gets how many workers there are
    and TLC's counts, in the calling thread. Raises ToolFailed; no program is left running.
    """
    folder, limits = place.folder, dataclasses.replace(place.limits, timeout=place.left())
    scratch = folder / f"scratch_distributed_{number}"
    (scratch / "tmp").mkdir(parents=True, exist_ok=True)
    port = free_port()
    call = Call(number, port, sha256_of(place.tools.jar.path))
    server = server_argv(
        place.tools,
        module=module,
        cfg=cfg,
        metadata=scratch / "states",
        temporary=scratch / "tmp",
        limits=limits,
        address=machines.rendezvous.address,
        port=port,
    )
    with LocalWorker(place, machines, call) as local:
        watcher = _Watcher(machines, local, limits, on_progress)
        try:
            execution = place.processes.execute(
                server,
                folder=folder,
                output=folder / f"distributed_{number}.out",
                timeout=limits.timeout,
                on_line=watcher.line,
            )
        finally:
            machines.rendezvous.announce(Call())
            local.close()
            shutil.rmtree(scratch, ignore_errors=True)
    if local.problem:
        raise ToolFailed(f"the worker on this machine fails: {local.problem}")
    return _read(execution)


class _Watcher:
    """Gets the lines of the server's output: who works, how far it is, and when to end it."""

    def __init__(
        self,
        machines: Machines,
        local: LocalWorker,
        limits: Limits,
        on_progress: Callable[[int, Counts | None], None],
    ) -> None:
        self._machines = machines
        self._local = local
        self._limits = limits
        self._on_progress = on_progress
        self._reader = FrameReader()
        self._workers: Counter[str] = Counter()

    def line(self, text: str) -> Stop | None:
        """Take a line; the reason to end the server, if there is one."""
        say = self._machines.on_event
        for frame in self._reader.feed(text):
            counts = read_progress(frame)
            if frame.code == _READY:
                self._local.begin()
            elif frame.code == _REGISTERED:
                self._workers[_host(frame)] += 1
                say(f"a worker on {_host(frame)} is there, {_in_words(self._workers)}")
            elif frame.code in (_DEREGISTERED, _LOST):
                say(f"a worker on {_host(frame)} is lost")
                return "lost"
            if counts is not None or frame.code == _REGISTERED:
                self._on_progress(self._workers.total(), counts)
            most = self._limits.max_states
            if counts and most and counts.distinct > most:
                return "states"
        return "lost" if self._local.problem else None


def _read(execution: Execution) -> Found:
    """Read a server's output. It always ends with status 0, so all of it must agree."""
    with execution.output.open(encoding="utf-8", errors="replace") as lines:
        frames = list(read_frames(lines))
    version = next((f.text.strip() for f in frames if f.code == Code.VERSION), "")
    version = version or "TLC of an unknown version"
    counts = _counts(frames)

    def found(
        outcome: Literal["complete", "violated", "lost", "undecided"], reason: str = ""
    ) -> Found:
        return Found(outcome, execution, version, counts, _last_state(frames), reason)

    codes = {frame.code for frame in frames if frame.complete}
    errors = [frame for frame in frames if frame.severity == ERROR]
    if execution.stopped in ENDED_BY:
        return found("undecided", ENDED_BY[execution.stopped])
    if execution.stopped == "lost":
        return found("lost")
    if execution.exit_status == 3 or any("OutOfMemoryError" in f.text for f in frames):
        return found("undecided", ENDED_BY["memory"])
    if execution.exit_status == 0 and {Code.COUNTS, Code.FINISHED} <= codes:
        if [frame.code for frame in errors] in ([_TRACE], [_INITIAL_STATE]):
            if Code.SUCCESS not in codes and _last_state(frames) is not None:
                return found("violated")
        elif (
            not errors
            and Code.SUCCESS in codes
            and counts is not None
            and counts.left_on_queue == 0
            and counts.distinct > 0
        ):
            return found("complete" if _all_sent(frames, counts) else "lost")
    by_another = ended_error("TLC's server", execution.exit_status, execution.output)
    if by_another is not None:
        raise by_another
    complaint = " ".join(frame.text for frame in errors)[:400] or "it said nothing"
    raise ToolFailed(
        f"TLC's server ended with status {execution.exit_status} without a verdict: {complaint}",
        f"its output is {execution.output}",
    )


def _all_sent(frames: Sequence[Frame], counts: Counts) -> bool:
    """Tell whether each state that was found was also sent to a worker that was there to the end.

    TLC can lose the states of a worker that is lost, and calls the search complete all the same.
    """
    sent = [
        int(match[2])
        for frame in frames
        if frame.code == _STATISTICS and (match := _SENT.search(frame.text))
    ]
    # TLC counts what it sent in 32 bits.
    return (sum(sent) - counts.distinct) % (1 << 32) == 0


def _last_state(frames: Sequence[Frame]) -> Mapping[str, Value] | None:
    """The state that TLC stopped at; the behaviour before it TLC's server gives wrongly."""
    texts = [
        frame.text.partition("\n")[2]
        for frame in frames
        if frame.complete and frame.code == Code.STATE
    ]
    texts += [
        frame.text.partition("initial state:\n")[2]
        for frame in frames
        if frame.complete and frame.code == _INITIAL_STATE
    ]
    try:
        return parse_state(texts[-1]) if texts else None
    except ValueSyntaxError:
        return None


def _counts(frames: Sequence[Frame]) -> Counts | None:
    """The last counts, without the depth: workers do not search level by level."""
    last: Counts | None = None
    for frame in frames:
        read = read_counts(frame.text) if frame.code == Code.COUNTS else read_progress(frame)
        if read is not None:
            last = Counts(read.generated, read.distinct, read.left_on_queue)
    return last


def _host(frame: Frame) -> str:
    match = _URI.search(frame.text)
    return match[1] if match else "a machine without a name"


def _in_words(workers: Counter[str]) -> str:
    return ", ".join(f"{number} on {host}" for host, number in workers.items())
