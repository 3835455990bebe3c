"""Compares what two TLCs say of the same question: verdicts, and states of complete searches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Answer", "Second", "compared"]


@dataclass(frozen=True)
class Answer:
    """What one TLC says: a word for each property, and the distinct states of its search.

    `distinct` is None unless it searched all states.
    """

    jar: str
    version: str
    verdicts: Mapping[str, str]
    distinct: int | None

    @property
    def in_words(self) -> str:
        """Name the TLC."""
        return f"{self.version or 'TLC'} ({self.jar})"


@dataclass(frozen=True)
class Second:
    """What a second TLC says, and in what the first one differs.

    `open` names what could not be compared, as a limit was reached.
    """

    answer: Answer
    differences: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def same(self) -> bool | None:
        """Tell whether both say the same; None if that is not known of all."""
        if self.differences:
            return False
        return None if self.open else True

    def to_json(self) -> dict[str, Any]:
        """The value as JSON has it."""
        return {
            "jar": self.answer.jar,
            "version": self.answer.version,
            "verdicts": dict(self.answer.verdicts),
            "distinct": self.answer.distinct,
            "same": self.same,
            "differences": list(self.differences),
        }


def compared(first: Answer, second: Answer) -> Second:
    """Compare two answers; what one of them has not decided is no difference."""
    different, unknown = [], []
    for name in sorted(first.verdicts.keys() | second.verdicts.keys()):
        words = [each.verdicts.get(name, "undecided") for each in (first, second)]
        if "undecided" in words:
            unknown.append(name)
        elif words[0] != words[1]:
            different.append(f"{name} {words[0]} and {words[1]}")
    if None not in (first.distinct, second.distinct) and first.distinct != second.distinct:
        different.append(f"{first.distinct:,} and {second.distinct:,} distinct states")
    return Second(second, tuple(different), tuple(unknown))
