"""Says in plain sentences what a trace shows: which PTEs were missed and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from tornfolio.strips import page_ranges, pattern
from tornfolio.trace import Trace

__all__ = ["Miss", "misses", "summary"]


@dataclass(frozen=True)
class Miss:
    """A PTE that the walk stepped over although it maps the folio: the race itself.

    The numbers of the steps in which a writer cleared it, the walk read it, and the writer set it
    again; None where the trace does not show that step.
    """

    page: int
    writer: str | None
    cleared: int | None
    read: int
    restored: int | None


def misses(trace: Trace) -> tuple[Miss, ...]:
    """Find the PTEs that were none for a moment just when the walk looked at them."""
    return tuple(_misses(trace))


def summary(trace: Trace) -> list[str]:
    """Give a few sentences in kernel words, for below a trace or in a picture."""
    sentences = [_missed(list(group)) for _, group in groupby(misses(trace), _same_story)]
    last = trace.steps[-1].state
    present = [page for page, word in enumerate(last.pte) if word == "present"]
    swapped = [page for page, word in enumerate(last.pte) if word == "swap"]
    if present and swapped:
        stay, are = ("stays", "is a swap entry"), ("stay", "are swap entries")
        sentences.append(
            f"In the end {page_ranges(present)} {(stay if len(present) == 1 else are)[0]} present"
            f" while {page_ranges(swapped)} {(stay if len(swapped) == 1 else are)[1]}:"
            f" the folio is torn, still mapped and not reclaimed."
        )
    else:
        sentences.append(f"The behaviour ends with the PTEs {pattern(last.pte)}.")
    if trace.ending == "stuttering":
        sentences.append("Nothing can happen any more, though not every CPU has finished.")
    elif trace.ending == "loop":
        sentences.append(f"From here on, the steps after step {(trace.back_to or 1) - 1} repeat.")
    return sentences


def _same_story(miss: Miss) -> tuple[str | None, bool]:
    return miss.writer, miss.restored is not None


def _missed(group: list[Miss]) -> str:
    first, last = group[0], group[-1]
    one = len(group) == 1
    steps = f"Step {first.read}" if one else f"Steps {first.read} to {last.read}"
    ptes = page_ranges(miss.page for miss in group)
    text = f"{steps}: the walk reads {ptes} = none without the PTL and goes on"
    if first.writer is not None:
        when = f"step {first.cleared}" if one else f"steps {first.cleared} to {last.cleared}"
        text = f"{steps}: {first.writer} has cleared {ptes} for a moment, in {when}"
        text += "; the walk reads none without the PTL and goes on"
    if first.restored is not None:
        when = f"step {first.restored}" if one else f"steps {first.restored} to {last.restored}"
        text += f". PTE{first.page} is" if one else ". They are"
        text += f" set again in {when}, too late for the walk"
    return text + "."


def _misses(trace: Trace) -> Iterator[Miss]:
    for at, step in enumerate(trace.steps):
        page = step.stepped_over
        if page is None:
            continue
        cleared = next(
            (
                earlier
                for earlier in reversed(trace.steps[:at])
                if any(change.page == page for change in earlier.changes)
            ),
            None,
        )
        restored = next(
            (
                later
                for later in trace.steps[at:]
                if any(c.page == page and c.after == "present" for c in later.changes)
            ),
            None,
        )
        if restored is None and trace.steps[-1].state.pte[page] != "present":
            continue
        yield Miss(
            page=page,
            writer=cleared.actor if cleared else None,
            cleared=cleared.number if cleared else None,
            read=step.number,
            restored=restored.number if restored else None,
        )
