"""Folds the steps of a trace into rows: a loop that one CPU or several go through is one row."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tornfolio.trace.layout import Layout
from tornfolio.trace.trace import Choice, Step, Trace

__all__ = ["Row", "fold"]

_LONGEST_BODY = 8
_FEWEST_ROUNDS = 2
_FEWEST_TOGETHER = 4
_MOST_PLACES = 3


@dataclass(frozen=True)
class Row:
    """One or more steps that are shown as one, of one CPU or of several that go in lockstep.

    They are `rounds` times the same labels or, if that is 1, steps that changed no PTE and no PTL,
    or whatever had to share a row. `layout` says how PTEs are named.
    """

    steps: tuple[Step, ...]
    layout: Layout
    rounds: int = 1

    @property
    def first(self) -> Step:
        """The first step of the row."""
        return self.steps[0]

    @property
    def last(self) -> Step:
        """The last step of the row, whose state the row shows."""
        return self.steps[-1]

    @property
    def actors(self) -> tuple[str, ...]:
        """The CPUs whose steps these are, in the order in which they begin; none of the first."""
        return tuple(dict.fromkeys(step.actor for step in self.steps if step.actor is not None))

    @property
    def who(self) -> str:
        """Name the CPUs; "" for the initial state."""
        return " and ".join(self.actors)

    def of(self, actor: str) -> Row:
        """What one CPU did in the row."""
        own = tuple(step for step in self.steps if step.actor == actor)
        return dataclasses.replace(self, steps=own)

    @property
    def numbers(self) -> str:
        """The numbers of the row's steps: `7` or `7-10`."""
        if len(self.steps) == 1:
            return str(self.first.number)
        return f"{self.first.number}-{self.last.number}"

    @property
    def stepped_over(self) -> tuple[int, ...]:
        """The PTEs that the walk saw as none and left behind in this row."""
        return tuple(step.stepped_over for step in self.steps if step.stepped_over is not None)

    @property
    def held(self) -> bool:
        """Tell whether the walk held a PTL where it left a PTE behind."""
        return any(
            step.actor in step.state.ptls for step in self.steps if step.stepped_over is not None
        )

    @property
    def functions(self) -> str:
        """The C functions that did something visible in the row, or all if none did."""
        visible = [step for step in self.steps if step.visible] or self.steps
        names = dict.fromkeys(step.function for step in visible if step.function)
        return ", ".join(f"{name}()" for name in names)

    def changes(self) -> dict[tuple[str, ...], list[int]]:
        """What the row did to PTEs: the words that a PTE had, in order -> the PTEs' places.

        Of a PTE that ended as something else, the first and the last word; of one that was changed
        and changed back, what it became meanwhile as well.
        """
        words: dict[int, list[str]] = {}
        for step in self.steps:
            for change in step.changes:
                words.setdefault(change.slot, [change.before]).append(change.after)
        pages: dict[tuple[str, ...], list[int]] = {}
        for page, had in words.items():
            shown = (had[0], had[1], had[-1]) if had[0] == had[-1] else (had[0], had[-1])
            pages.setdefault(shown, []).append(page)
        return pages

    def choices(self) -> tuple[Choice, ...]:
        """What could have happened instead of the row's steps, each choice once."""
        return tuple(dict.fromkeys(choice for step in self.steps for choice in step.choices or ()))

    def where(self) -> str:
        """Name the lines of a tree of Linux at which the row's steps are; "" without a tree."""
        visible = [step for step in self.steps if step.visible] or self.steps
        places = list(dict.fromkeys(str(step.c) for step in visible if step.c is not None))
        more = len(places) - _MOST_PLACES
        return ", ".join(places[:_MOST_PLACES]) + (f" and {more} more" if more > 0 else "")

    def what(self) -> str:
        """Say in kernel words what the row did, and where the C of a tree has it."""
        where = self.where()
        return f"{self._did()} [{where}]" if where else self._did()

    def _did(self) -> str:
        if len(self.actors) > 1:
            return "; ".join(f"{actor}: {self.of(actor)._did()}" for actor in self.actors)
        said = [
            f"{self.name(slots)}: {' -> '.join(words)}" for words, slots in self.changes().items()
        ]
        if self.stepped_over:
            how = "under" if self.held else "without"
            said.append(f"reads {self.name(self.stepped_over)} = none {how} the PTL, goes on")
        if any(step.takes_ptl for step in self.steps):
            said.append(f"takes the PTL{self._which(step.takes for step in self.steps)}")
        if any(step.drops_ptl for step in self.steps):
            said.append(f"drops the PTL{self._which(step.drops for step in self.steps)}")
        said += dict.fromkeys(
            step.read.in_words(step.primitive)
            for step in self.steps
            if step.read and step.stepped_over is None
        )
        if said:
            return "; ".join(said)
        if len(self.steps) == 1:
            return self.first.primitive
        return f"{len(self.steps)} steps that change no PTE and no PTL"

    def name(self, slots: Iterable[int]) -> str:
        """Name PTEs by their places."""
        return self.layout.name(slots)

    def _which(self, tables: Iterable[int | None]) -> str:
        """Name page tables by their numbers, if there are several."""
        if len(self.first.state.ptls) == 1:
            return ""
        numbers = sorted({table for table in tables if table is not None})
        return " of page table " + ", ".join(map(str, numbers))


def fold(
    trace: Trace, *, unfold: bool = False, brief: bool = False, most: int | None = None
) -> tuple[Row, ...]:
    """Fold what CPUs do into rows; with `unfold`, each step is a row.

    Rounds through the same labels are one row, and so are steps that change no PTE and no PTL;
    what they have read that decided ends such a row, but for a `brief` one. Neighbours share a row
    where there are more than `most`, those of one CPU first.
    """
    steps = trace.steps
    if brief:
        steps = tuple(dataclasses.replace(step, read=None) for step in steps)
    rows: list[Row] = []
    at = 0
    while at < len(steps):
        body, rounds = (1, 1) if unfold else _loop(steps, at)
        if (body, rounds) == (1, 1) and not unfold:
            body = _quiet(steps, at)
        part = tuple(steps[at : at + body * rounds])
        rows.append(Row(part, trace.layout, rounds))
        at += body * rounds
    return tuple(rows if most is None else _merged(rows, most))


def _merged(rows: list[Row], most: int) -> list[Row]:
    """Join neighbours until there are no more than `most`; those that tell least come first."""
    while len(rows) > max(most, 3):
        # The first row is the initial state.
        at = min(range(1, len(rows) - 1), key=lambda at: _told(rows[at], rows[at + 1]))
        one, other = rows[at], rows[at + 1]
        rows[at : at + 2] = [Row(one.steps + other.steps, one.layout)]
    return rows


def _told(one: Row, other: Row) -> tuple[int, int, int]:
    """How much is lost if two rows become one: who goes when, what is missed, many steps."""
    actors = len({*one.actors, *other.actors})
    missed = bool(one.stepped_over) + bool(other.stepped_over)
    return missed, actors, len(one.steps) + len(other.steps)


def _quiet(steps: Sequence[Step], at: int) -> int:
    """Count the steps from here on in which one CPU changes no PTE and no PTL; at least one."""
    length = 1
    while (
        at + length < len(steps)
        and steps[at].actor is not None
        and not steps[at].visible
        and not steps[at + length].visible
        and steps[at + length].actor == steps[at].actor
        and _loop(steps, at + length) == (1, 1)
    ):
        length += 1
    return length


def _loop(steps: Sequence[Step], at: int) -> tuple[int, int]:
    """Find the loop that covers most steps from here on: its length and its rounds."""
    best = (1, 1)
    for body in range(1, _LONGEST_BODY + 1):
        rounds = 1
        while _same(steps, at, at + body * rounds, body):
            rounds += 1
        several = len({step.actor for step in steps[at : at + body]}) > 1
        if (
            rounds >= (_FEWEST_TOGETHER if several else _FEWEST_ROUNDS)
            and body * rounds > best[0] * best[1]
        ):
            best = (body, rounds)
    return best


def _same(steps: Sequence[Step], one: int, other: int, length: int) -> bool:
    """Tell whether two stretches of steps are of the same CPUs, at the same labels.

    Where they are of several, none of them takes or drops a PTL.
    """
    if other + length > len(steps):
        return False
    together = steps[one : one + length]
    if len({step.actor for step in together}) > 1 and any(
        step.actor is None or step.takes_ptl or step.drops_ptl for step in together
    ):
        return False
    return steps[one].actor is not None and all(
        steps[one + i].actor == steps[other + i].actor
        and steps[one + i].action == steps[other + i].action
        and steps[one + i].visible == steps[other + i].visible
        for i in range(length)
    )
