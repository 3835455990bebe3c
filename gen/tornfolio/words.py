"""Says in plain sentences what a trace shows: which PTEs were missed and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
    sentences = []
    for miss in misses(trace):
        text = f"Step {miss.read}: the walk reads PTE{miss.page} = none without the PTL"
        if miss.writer:
            text += f", as {miss.writer} has cleared it in step {miss.cleared}"
        text += " and goes on"
        if miss.restored is not None:
            text += f"; step {miss.restored} sets it again, too late for the walk"
        sentences.append(text + ".")
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
