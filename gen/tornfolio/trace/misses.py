"""Says in plain sentences what a trace shows: which PTEs were missed and how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from tornfolio.trace.because import because
from tornfolio.trace.fold import Row
from tornfolio.trace.trace import Choice, Step, Trace

__all__ = ["Miss", "could_also", "misses", "summary"]


@dataclass(frozen=True)
class Miss:
    """A PTE that the walk stepped over although it maps the folio: the race itself.

    `slot` is its place in the PTEs of all VMAs. The others are the numbers of the steps in which a
    writer cleared it, the walk read it, and the writer set it again; None where the trace does not
    show that step. `held` says whether the walk held a PTL as it read.
    """

    slot: int
    writer: str | None
    cleared: int | None
    read: int
    restored: int | None
    held: bool = False


def could_also(row: Row) -> list[str]:
    """Say what could have happened instead of a row's steps, a phrase for each choice."""
    return [_choice(row, choice) for choice in row.choices()]


def _choice(row: Row, choice: Choice) -> str:
    said = f"{choice.actor}, {choice.function}(): {choice.primitive}"
    return f"{said}, with another outcome" if choice.actor in row.actors else said


def misses(trace: Trace) -> tuple[Miss, ...]:
    """Find the PTEs that were none for a moment just when the walk looked at them."""
    return tuple(_misses(trace))


def summary(trace: Trace) -> list[str]:
    """A few sentences in kernel words, for below a trace or in a picture."""
    sentences = [_missed(trace, list(group)) for _, group in groupby(misses(trace), _same_story)]
    sentences += because(trace)
    last = trace.steps[-1].state
    if _in_walk(trace):
        where = f"The behaviour ends in mid-walk with the PTEs {_strip(trace)}."
        return [*sentences, where, *_ending(trace)]
    stay, are = ("stays", "is a swap entry"), ("stay", "are swap entries")
    torn = False
    for vma in range(trace.vmas):
        slots = trace.layout.slots(vma)
        present = [slot for slot in slots if last.pte[slot] == "present"]
        swapped = [slot for slot in slots if last.pte[slot] == "swap"]
        if present and swapped:
            torn = True
            sentences.append(
                f"In the end {_name(trace, present)} {(stay if len(present) == 1 else are)[0]}"
                f" present while {_name(trace, swapped)}"
                f" {(stay if len(swapped) == 1 else are)[1]}:"
                f" the folio is torn, still mapped and not reclaimed."
            )
    mapped = [vma for vma in range(trace.vmas) if "present" in _of_vma(trace, vma)]
    gone = [vma for vma in range(trace.vmas) if set(_of_vma(trace, vma)) == {"swap"}]
    if mapped and gone:
        torn = True
        names = [" and ".join(f"VMA {vma + 1}" for vma in vmas) for vmas in (mapped, gone)]
        sentences.append(
            f"In the end {names[0]} still {'maps' if len(mapped) == 1 else 'map'} the folio while"
            f" all PTEs of {names[1]} are swap entries: torn across mms, and not reclaimed."
        )
    if not torn:
        sentences.append(f"The behaviour ends with the PTEs {_strip(trace)}.")
    return [*sentences, *_ending(trace)]


def _in_walk(trace: Trace) -> bool:
    """Tell whether try_to_unmap() is still at work at the end."""
    return _walks(trace.steps[-1])


def _walks(step: Step) -> bool:
    """Tell whether try_to_unmap() is at work after a step: its labels are not reclaim's own."""
    label = step.state.pc.get("reclaim", "Done")
    return label != "Done" and not label.startswith(("shrink_", "poison_"))


def _strip(trace: Trace) -> str:
    return trace.layout.strip(trace.steps[-1].state.pte, 16)


def _ending(trace: Trace) -> Iterator[str]:
    if trace.ending == "stuttering":
        yield "Nothing can happen any more, though not every CPU has finished."
    elif trace.ending == "loop":
        yield f"From here on, the steps after step {(trace.back_to or 1) - 1} repeat."


def _same_story(miss: Miss) -> tuple[str | None, bool, bool]:
    return miss.writer, miss.restored is not None, miss.held


def _of_vma(trace: Trace, vma: int) -> Sequence[str]:
    return trace.layout.by_vma(trace.steps[-1].state.pte)[vma]


def _name(trace: Trace, slots: Iterable[int]) -> str:
    return trace.layout.name(slots)


def _steps(first: int | None, last: int | None) -> str:
    """Name one step, or the first and the last of several."""
    return f"step {first}" if first == last else f"steps {first} to {last}"


def _missed(trace: Trace, group: list[Miss]) -> str:
    first, last = group[0], group[-1]
    one = len(group) == 1
    steps = _steps(first.read, last.read).capitalize()
    ptes = _name(trace, (miss.slot for miss in group))
    how = "under" if first.held else "without"
    text = f"{steps}: the walk reads {ptes} = none {how} the PTL and goes on"
    if first.writer is not None:
        when = _steps(first.cleared, last.cleared)
        text = f"{steps}: {first.writer} has cleared {ptes} for a moment, in {when}"
        text += f"; the walk reads none {how} the PTL and goes on"
    if first.restored is not None:
        when = _steps(first.restored, last.restored)
        text += f". {ptes} is" if one else ". They are"
        text += f" set again in {when}, too late for the walk"
    return text + "."


def _misses(trace: Trace) -> Iterator[Miss]:
    for at, step in enumerate(trace.steps):
        slot = step.stepped_over
        if slot is None:
            continue
        cleared = next(
            (
                earlier
                for earlier in reversed(trace.steps[:at])
                if any(change.slot == slot for change in earlier.changes)
            ),
            None,
        )
        restored = next(
            (
                later
                for later in trace.steps[at:]
                if any(c.slot == slot and c.after == "present" for c in later.changes)
            ),
            None,
        )
        if restored is None and trace.steps[-1].state.pte[slot] != "present":
            continue
        # A walk that begins again finds what it had stepped over before.
        if any(_is_unmapped(later, slot) for later in trace.steps[at:]):
            continue
        if restored is not None and _comes_back(trace, at, slot, restored.number):
            continue
        yield Miss(
            slot=slot,
            writer=cleared.actor if cleared else None,
            cleared=cleared.number if cleared else None,
            read=step.number,
            restored=restored.number if restored else None,
            held=step.actor in step.state.ptls,
        )


def _is_unmapped(step: Step, slot: int) -> bool:
    """Tell whether reclaim clears a PTE in a step."""
    return step.actor == "reclaim" and any(
        change.slot == slot and change.before == "present" for change in step.changes
    )


def _comes_back(trace: Trace, at: int, slot: int, restored: int) -> bool:
    """Tell whether the walk that stepped over a PTE is there again after that was set again.

    `addr` of the model is the page at hand, and `vma` its VMA, from 1.
    """
    page, past = trace.layout.page(slot), False
    for step in trace.steps[at:]:
        addr, vma = (step.state.variables.get(name) for name in ("addr", "vma"))
        if not isinstance(addr, int) or vma != trace.layout.vma(slot) + 1 or not _walks(step):
            return False
        past = past or addr > page
        if past and addr <= page and step.number >= restored:
            return True
    return False
