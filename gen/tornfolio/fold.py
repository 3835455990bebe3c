"""Folds the steps of a trace into rows: a loop that one CPU goes through is one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tornfolio.strips import page_ranges
from tornfolio.trace import Step, Trace

__all__ = ["Row", "fold"]

_LONGEST_BODY = 8
_FEWEST_ROUNDS = 2


@dataclass(frozen=True)
class Row:
    """One or more steps of one CPU that are shown as one: `rounds` times the same labels."""

    steps: tuple[Step, ...]
    rounds: int = 1

    @property
    def first(self) -> Step:
        """Give the first step of the row."""
        return self.steps[0]

    @property
    def last(self) -> Step:
        """Give the last step of the row, whose state the row shows."""
        return self.steps[-1]

    @property
    def numbers(self) -> str:
        """Give the numbers of the row's steps: `7` or `7-10`."""
        if len(self.steps) == 1:
            return str(self.first.number)
        return f"{self.first.number}-{self.last.number}"

    @property
    def stepped_over(self) -> tuple[int, ...]:
        """Give the pages whose PTE the walk saw as none and left behind in this row."""
        return tuple(step.stepped_over for step in self.steps if step.stepped_over is not None)

    @property
    def functions(self) -> str:
        """Give the C functions that did something visible in the row, or all if none did."""
        visible = [step for step in self.steps if step.visible] or self.steps
        names = dict.fromkeys(step.function for step in visible if step.function)
        return ", ".join(f"{name}()" for name in names)

    def changes(self) -> dict[tuple[str, ...], list[int]]:
        """Give what the row did to PTEs: the words that a PTE had, in order -> pages.

        Of a PTE that ended as something else, the first and the last word; of one that was changed
        and changed back, what it became meanwhile as well.
        """
        words: dict[int, list[str]] = {}
        for step in self.steps:
            for change in step.changes:
                words.setdefault(change.page, [change.before]).append(change.after)
        pages: dict[tuple[str, ...], list[int]] = {}
        for page, had in words.items():
            shown = (had[0], had[1], had[-1]) if had[0] == had[-1] else (had[0], had[-1])
            pages.setdefault(shown, []).append(page)
        return pages

    def what(self) -> str:
        """Say in kernel words what the row did."""
        said = [
            f"{page_ranges(pages)}: {' -> '.join(words)}" for words, pages in self.changes().items()
        ]
        if self.stepped_over:
            held = self.first.state.ptl == self.first.actor
            how = "under" if held else "without"
            said.append(f"reads {page_ranges(self.stepped_over)} = none {how} the PTL, goes on")
        if any(step.takes_ptl for step in self.steps):
            said.append("takes the PTL")
        if any(step.drops_ptl for step in self.steps):
            said.append("drops the PTL")
        return "; ".join(said) or self.first.primitive


def fold(trace: Trace, *, unfold: bool = False) -> tuple[Row, ...]:
    """Fold consecutive rounds of one CPU through the same labels; with `unfold`, no step is."""
    steps = trace.steps
    rows: list[Row] = []
    at = 0
    while at < len(steps):
        body, rounds = (1, 1) if unfold else _loop(steps, at)
        rows.append(Row(tuple(steps[at : at + body * rounds]), rounds))
        at += body * rounds
    return tuple(rows)


def _loop(steps: Sequence[Step], at: int) -> tuple[int, int]:
    """Find the loop that covers most steps from here on: its length and its rounds."""
    best = (1, 1)
    for body in range(1, _LONGEST_BODY + 1):
        rounds = 1
        while _same(steps, at, at + body * rounds, body):
            rounds += 1
        if rounds >= _FEWEST_ROUNDS and body * rounds > best[0] * best[1]:
            best = (body, rounds)
    return best


def _same(steps: Sequence[Step], one: int, other: int, length: int) -> bool:
    """Tell whether two stretches of steps are one CPU's, at the same labels."""
    if other + length > len(steps):
        return False
    actor = steps[one].actor
    return actor is not None and all(
        steps[one + i].actor == steps[other + i].actor == actor
        and steps[one + i].action == steps[other + i].action
        and steps[one + i].visible == steps[other + i].visible
        for i in range(length)
    )
