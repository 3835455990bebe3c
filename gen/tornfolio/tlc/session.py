"""Holds a translated spec ready in a run folder, so that questions about it can be put to TLC."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tornfolio.model.spec import Spec
from tornfolio.support.errors import ToolFailed
from tornfolio.support.processes import Processes
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.messages import Counts
from tornfolio.tlc.resumable import keep_decided, read_decided
from tornfolio.tlc.retry import search_and_read
from tornfolio.tlc.search import Question, Run, run_tlc
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.tlc.translate import translate
from tornfolio.tlc.workplace import Workplace

if TYPE_CHECKING:
    from tornfolio.tlc.result import Result

__all__ = ["Ask", "Progress", "lone_session", "open_session"]

Ask = Callable[[Question], "Result"]


@dataclass(frozen=True)
class Progress:
    """What is going on: the question that TLC works on, and its counts when it reports them."""

    question: str
    counts: Counts | None = None


@contextmanager
def open_session(
    spec: Spec,
    place: Workplace,
    on_progress: Callable[[Progress], None] | None = None,
    *,
    resumable: bool = False,
) -> Iterator[Ask | None]:
    """Translate a spec into the place's folder and give a function that puts questions to TLC.

    In a resumable session what was decided in this folder before is not searched again, and what
    was cut off goes on from its last checkpoint. The function may be called from several threads,
    which end soon when the place's programs are ended. None if the time limit was over before the
    translation was. Raises BadInput or ToolFailed.
    """
    report = on_progress or (lambda progress: None)
    folder = place.folder

    try:
        report(Progress("translating"))
        translated = translate(spec, place.tools, folder, place.processes, place.left())
        (folder / f"MC{spec.module}.tla").write_text(translated.mc, encoding="utf-8", newline="\n")

        def ask(question: Question) -> Result:
            known = read_decided(translated, question, folder) if resumable else None
            if known is not None:
                return known
            report(Progress(question.name))

            def search(tools: Toolchain) -> Run:
                return run_tlc(
                    translated,
                    question,
                    place.with_tools(tools),
                    lambda counts: report(Progress(question.name, counts)),
                    resumable=resumable,
                )

            result = search_and_read(search, place.tools)
            if resumable:
                keep_decided(result)
            return result

        yield ask if translated.translated else None
    except OSError as error:
        raise ToolFailed(
            f"{error.filename or folder} cannot be written: {error.strerror}",
            "make room there and run again",
        ) from None


@contextmanager
def lone_session(
    spec: Spec,
    tools: Toolchain,
    limits: Limits,
    folder: Path,
    on_progress: Callable[[Progress], None] | None = None,
) -> Iterator[Ask | None]:
    """open_session() with programs of its own: none runs any more when the block is left."""
    with (
        Processes() as processes,
        open_session(spec, Workplace(tools, limits, processes, folder), on_progress) as ask,
    ):
        yield ask
