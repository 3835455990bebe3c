"""Writes what the gate found as Markdown, for a job's summary or a comment."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from tornfolio.gate.differences import Unexpected, list_unexpected
from tornfolio.gate.reports.lines import in_one_line
from tornfolio.gate.run import GateReport
from tornfolio.support.counting import number_of
from tornfolio.tlc.limits import raise_limits
from tornfolio.views.markdown import escaped, fenced
from tornfolio.views.mermaid import mermaid

__all__ = ["gate_markdown"]

# GitHub draws no diagram with a longer text.
_LONGEST_DIAGRAM = 50_000
_LONGEST_CELL = 300


def gate_markdown(report: GateReport, *, most: int | None = None) -> str:
    """The verdict, what to do next, all that is not as expected, and counterexamples.

    `most` is the most bytes that it may have in UTF-8; what does not fit is left out from the end,
    piece by piece, and a note says so.
    """
    pieces = list(_pieces(report))
    if most is None:
        return "".join(pieces)
    # Only for as long as nothing is left out need the note not fit as well.
    if sum(map(_bytes, pieces)) <= most:
        return "".join(pieces)
    note = "\n\nThe rest does not fit here: see the output of the command.\n"
    room = most - _bytes(note)
    kept = []
    for piece in pieces:
        room -= _bytes(piece)
        if room < 0:
            break
        kept.append(piece)
    return "".join(kept) + note


def _pieces(report: GateReport) -> Iterator[str]:
    """The text in pieces; wherever it ends between two of them, it is well formed."""
    found = list_unexpected(report)
    yield f"## tornfolio gate: {report.word}\n\n{escaped(in_one_line(report))}\n"
    if not found:
        return
    yield "\n" + _next_step(found, report) + "\n"
    items = [each for each in found if each.bounds]
    problems = [each for each in found if not each.bounds]
    if items:
        yield "\n### Points\n\n| point | what | expected | found | |\n|---|---|---|---|---|\n"
        for each in items:
            cells = (each.place, each.rule, *each.in_words, each.word)
            yield f"| {' | '.join(escaped(_cut(cell)) for cell in cells)} |\n"
    reasons = {each.place: each for each in items if each.word in ("not decided", "tool failed")}
    for each in reasons.values():
        yield f"\n{escaped(each.place)}: {escaped(_cut(each.message))}\n"
    if problems:
        yield "\n### Catalogue\n\n"
        for each in problems:
            yield f"- {escaped(_cut(each.message))} ({escaped(str(each.location))})\n"
    shown = [each for each in found if each.trace is not None]
    if shown:
        yield "\n### Counterexamples\n"
    for each in shown:
        yield _counterexample(each)


def _next_step(found: Sequence[Unexpected], report: GateReport) -> str:
    """Say what to do, by the worst that happened."""
    words = {each.word for each in found}
    if "tool failed" in words:
        return "A tool failed: `tornfolio doctor` says which tools there are."
    if "not decided" in words:
        step = raise_limits(
            (each.message for each in found if each.word == "not decided"), budget=True
        )
        return f"Not everything was decided{f': {step}' if step else ''}."
    said = (
        "If the change is meant, this shows what follows from it, and with `--write` it becomes"
        " the rule. If it is not, the counterexamples say what broke."
    )
    command = report.update_command
    return f"{said}\n\n{fenced(_line(command), 'sh')}"


def _counterexample(each: Unexpected) -> str:
    """A folded counterexample; between the tags of HTML, Markdown's escapes count for none."""
    assert each.trace is not None
    drawn = mermaid(each.trace)
    if len(drawn) > _LONGEST_DIAGRAM:
        shown = "The diagram is too long to be drawn here."
    else:
        shown = fenced(drawn, "mermaid")
    steps = number_of(each.trace.steps[-1].number, "step")
    return (
        f"\n<details><summary>{html.escape(_line(each.title))}, after {steps}</summary>\n\n"
        f"{escaped(each.trace.sentence)}\n\n{escaped(each.bounds)}\n\n{shown}\n\n"
        f"{fenced(_line(each.command), 'sh')}\n\n</details>\n"
    )


def _line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"


def _bytes(text: str) -> int:
    return len(text.encode(errors="replace"))
