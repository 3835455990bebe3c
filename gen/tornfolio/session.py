"""Holds a translated spec ready in a run folder, so that questions about it can be put to TLC."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tornfolio.archive import with_archive
from tornfolio.command import Limits
from tornfolio.errors import ToolFailed
from tornfolio.execute import Processes
from tornfolio.jvm_pool import JvmPool, can_be_hosted
from tornfolio.machine import usable_cpus
from tornfolio.messages import Counts
from tornfolio.plan import keep_decided, read_decided
from tornfolio.render import Spec
from tornfolio.result import Result, read_result
from tornfolio.run import Question, run_tlc
from tornfolio.toolchain import Toolchain
from tornfolio.translate import translate

__all__ = ["Ask", "Progress", "for_each", "open_session"]

_Found = TypeVar("_Found")

# From so many specs on, JVMs that go on from one to the next, or else an archive of classes, save
# more time than they take.
_MANY_FOR_A_POOL = 6
_MANY_FOR_AN_ARCHIVE = 12
# How far a thread looks ahead for a module that it had before.
_NEAR = 32

Ask = Callable[[Question], Result]


@dataclass(frozen=True)
class Progress:
    """What is going on: the question that TLC works on, and its counts when it reports them."""

    question: str
    counts: Counts | None = None


@contextmanager
def open_session(
    spec: Spec,
    *,
    tools: Toolchain,
    processes: Processes,
    folder: Path,
    limits: Limits,
    on_progress: Callable[[Progress], None] | None = None,
    resumable: bool = False,
) -> Iterator[Ask | None]:
    """Translate a spec into a folder and give a function that puts questions about it to TLC.

    In a resumable session what was decided in this folder before is not searched again, and what
    was cut off goes on from its last checkpoint. The function may be called from several threads,
    which end soon when `processes` ends its programs. None if the time limit was over before the
    translation was. Raises BadInput or ToolFailed.
    """
    report = on_progress or (lambda progress: None)
    started = time.monotonic()

    def remaining() -> Limits:
        """Give the limits of the next run: the time limit is one for the whole session."""
        if limits.timeout is None:
            return limits
        left = limits.timeout - (time.monotonic() - started)
        return dataclasses.replace(limits, timeout=max(left, 0.001))

    try:
        report(Progress("translating"))
        translated = translate(spec, tools, folder, processes, remaining().timeout)
        (folder / f"MC{spec.module}.tla").write_text(translated.mc, encoding="ascii", newline="\n")

        def ask(question: Question) -> Result:
            known = read_decided(translated, question, folder) if resumable else None
            if known is not None:
                return known
            report(Progress(question.name))
            run = run_tlc(
                translated,
                question,
                tools,
                remaining(),
                folder,
                processes,
                lambda counts: report(Progress(question.name, counts)),
                resumable=resumable,
            )
            result = read_result(run)
            if resumable:
                keep_decided(result)
            return result

        yield ask if translated.translated else None
    except OSError as error:
        raise ToolFailed(
            f"{error.filename or folder} cannot be written: {error.strerror}",
            "make room there and run again",
        ) from None


def for_each(
    specs: Sequence[Spec],
    work: Callable[[Spec, Ask | None], _Found],
    *,
    tools: Toolchain,
    limits: Limits | None = None,
    on_progress: Callable[[int, Spec], None] | None = None,
    jobs: int | None = None,
    budget: float | None = None,
    failed: Callable[[Spec, ToolFailed], _Found] | None = None,
) -> list[_Found]:
    """Do some work in a session for each spec, `jobs` at a time or one for each processor.

    A single spec has all processors for itself. The run folders are temporary. `on_progress` gets
    the number of specs done and the last one. `budget` is the time limit of all together, in
    seconds: a session that begins after it has no time left. `failed` makes a finding of a tool
    that failed at one spec, so that the others go on.
    Raises what open_session() and the work raise; no program is left running in any case.
    """
    started = time.monotonic()
    limits = limits or Limits()
    if len(specs) == 1:
        limits = dataclasses.replace(limits, processors=usable_cpus())
    pooled = len(specs) >= _MANY_FOR_A_POOL and can_be_hosted(tools)
    if len(specs) >= _MANY_FOR_AN_ARCHIVE and not pooled:
        tools = with_archive(tools)

    def within() -> Limits:
        """Give the limits of a session that begins now."""
        if budget is None:
            return limits
        left = max(budget - (time.monotonic() - started), 0.001)
        return dataclasses.replace(limits, timeout=min(left, limits.timeout or left))

    with (
        tempfile.TemporaryDirectory(prefix="tornfolio-", ignore_cleanup_errors=True) as place,
        ThreadPoolExecutor(max_workers=jobs or usable_cpus()) as pool,
        JvmPool(tools, limits, Path(place)) if pooled else Processes() as processes,
    ):

        def one(index: int) -> _Found:
            folder = Path(place) / str(index)
            folder.mkdir()
            spec = specs[index]
            try:
                processes.prepare()
                with open_session(
                    spec, tools=tools, processes=processes, folder=folder, limits=within()
                ) as ask:
                    return work(spec, ask)
            except ToolFailed as error:
                if failed is None:
                    raise
                return failed(spec, error)
            finally:
                shutil.rmtree(folder, ignore_errors=True)

        turns = _Turns([spec.tla for spec in specs])
        found: dict[int, _Found] = {}

        def next_one() -> int:
            index = turns.take()
            found[index] = one(index)
            return index

        pending = [pool.submit(next_one) for _ in specs]
        try:
            for done, future in enumerate(as_completed(pending), start=1):
                index = future.result()
                if on_progress is not None:
                    on_progress(done, specs[index])
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        return [found[index] for index in range(len(specs))]


class _Turns:
    """Deals modules out to threads, in order but for this: a thread prefers one that it had before.

    Its JVM has the code for that one warm.
    """

    def __init__(self, modules: Sequence[str]) -> None:
        self._modules = modules
        self._left = list(range(len(modules)))
        self._had: dict[int, set[str]] = {}
        self._lock = threading.Lock()

    def take(self) -> int:
        """Give the index of the calling thread's next module."""
        with self._lock:
            mine = self._had.setdefault(threading.get_ident(), set())
            others = set().union(*self._had.values()) - mine
            near = self._left[:_NEAR]
            liked = (
                *(index for index in near if self._modules[index] in mine),
                *(index for index in near if self._modules[index] not in others),
            )
            index = liked[0] if liked else near[0]
            self._left.remove(index)
            mine.add(self._modules[index])
            return index
