"""Tells a trace as a story in Markdown: numbered plain sentences in kernel words."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from tornfolio.model.ptes import LETTERS
from tornfolio.trace.fold import Row, fold
from tornfolio.trace.misses import Miss, could_also, misses, summary
from tornfolio.trace.trace import Trace
from tornfolio.views.markdown import escaped

__all__ = ["story"]

_WIDEST_STRIP = 32


def story(trace: Trace, *, unfold: bool = False) -> str:
    """Tell who does what, in which C function, and what the PTEs are where they change."""
    return "\n".join(_lines(trace, unfold=unfold)) + "\n"


def _lines(trace: Trace, *, unfold: bool) -> Iterator[str]:
    rows = fold(trace, unfold=unfold)
    missed = {miss.read: _missed(trace, miss) for miss in misses(trace)}
    yield f"# {escaped(trace.scenario)}: {escaped(trace.heading)}"
    yield ""
    yield escaped(trace.sentence)
    yield ""
    yield f"- Parameters: {escaped(trace.parameters)}"
    for cpu, about in trace.lanes.items():
        yield f"- {escaped(cpu)}: {escaped(about)}"
    yield f"- Found by {escaped(trace.tlc_version)}"
    yield ""
    letters = {word for step in trace.steps for word in step.state.pte} | {"present", "none"}
    meanings = ", ".join(f"{letter} {word}" for word, letter in LETTERS.items() if word in letters)
    first = trace.layout.strip(rows[0].last.state.pte, _WIDEST_STRIP)
    if trace.straddle:
        meanings += ", `:` between two page tables"
    yield f"In the beginning the PTEs are {_code(first)} ({meanings})."
    yield ""
    shown = rows[0].last.state.pte
    number = 0
    for row in rows:
        if not row.actors:
            continue
        number += 1
        sentence = f"{_steps(row)}: {_sentence(row)}"
        if row.where():
            sentence += f" In the tree: {escaped(row.where())}."
        for step in row.steps:
            if step.number in missed:
                sentence += f" **{escaped(missed[step.number])}**"
        if row.last.state.pte != shown:
            shown = row.last.state.pte
            sentence += f" PTEs: {_code(trace.layout.strip(shown, _WIDEST_STRIP))}"
        yield f"{number}. {sentence}"
        for said in could_also(row):
            yield f"    - Could also: {escaped(said)}"
    yield ""
    yield "## What went wrong" if trace.is_violation else "## How it ends"
    yield ""
    for sentence in summary(trace):
        yield f"- {escaped(sentence)}"
    yield f"- So {escaped(trace.heading)}."


def _steps(row: Row) -> str:
    many = len(row.steps) > 1
    return f"Steps {row.first.number} to {row.last.number}" if many else f"Step {row.first.number}"


def _missed(trace: Trace, miss: Miss) -> str:
    """Say that the walk misses a PTE here, and why."""
    said = f"Here the walk misses {trace.layout.name([miss.slot])}"
    if miss.writer is not None:
        said += f": {miss.writer} has cleared it for a moment, in step {miss.cleared}"
    if miss.restored is not None:
        said += f", and it is set again in step {miss.restored}, too late"
    return said + "."


def _sentence(row: Row) -> str:
    """Say what a CPU does in a row, as a sentence with the C functions; of several, what each."""
    if len(row.actors) > 1:
        each = [_sentence(dataclasses.replace(row.of(actor), rounds=1)) for actor in row.actors]
        rounds = f" in {row.rounds} rounds" if row.rounds > 1 else ""
        return f"in turn{rounds}: {' '.join(each)}"
    deeds = [_deed(words, slots, row) for words, slots in row.changes().items()]
    if row.stepped_over:
        how = "under" if row.held else "without"
        deeds.append(f"reads {row.name(row.stepped_over)} = none {how} the PTL and goes on")
    if any(step.takes_ptl for step in row.steps):
        deeds.append(f"takes the PTL{_which(row, (step.takes for step in row.steps))}")
    if any(step.drops_ptl for step in row.steps):
        deeds.append(f"drops the PTL{_which(row, (step.drops for step in row.steps))}")
    who = f"{row.first.actor}, in {row.functions}" if row.functions else str(row.first.actor)
    if not deeds and len(row.steps) == 1:
        return escaped(f"{who}: {row.first.primitive}") + "."
    if not deeds:
        deeds = [f"takes {len(row.steps)} steps that change no PTE and no PTL"]
    comma = "," if row.functions else ""
    rounds = f", in {row.rounds} rounds" if row.rounds > 1 else ""
    return escaped(f"{who}{comma} {'; '.join(deeds)}{rounds}") + "."


def _deed(words: tuple[str, ...], slots: list[int], row: Row) -> str:
    ptes = row.name(slots)
    match words:
        case ("present", "none"):
            return f"clears {ptes}"
        case ("none", "present"):
            return f"sets {ptes} present"
        case ("present", "none", "present"):
            return f"clears {ptes} and sets {'it' if len(slots) == 1 else 'them'} present again"
        case (_, "swap"):
            return f"makes {ptes} {'a swap entry' if len(slots) == 1 else 'swap entries'}"
        case (first, other, _):
            return f"changes {ptes} from {first} to {other} and back"
        case _:
            return f"changes {ptes} from {words[0]} to {words[-1]}"


def _which(row: Row, tables: Iterable[int | None]) -> str:
    if len(row.first.state.ptls) == 1:
        return ""
    numbers = sorted({table for table in tables if table is not None})
    return " of page table " + ", ".join(map(str, numbers))


def _code(text: str) -> str:
    return f"`{text}`"
