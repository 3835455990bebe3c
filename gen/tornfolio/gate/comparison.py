"""Compares what TLC says of a point of the gate with what is expected of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from tornfolio.explore.outcomes import Outcome
from tornfolio.explore.survey import Survey
from tornfolio.explore.verdict_cache import Kinds
from tornfolio.gate.expectations import Expected
from tornfolio.gate.points import Point
from tornfolio.model.antecedents import property_of
from tornfolio.model.idle import idle_properties

__all__ = [
    "Fact",
    "GateWord",
    "Item",
    "compare",
    "expect",
    "is_found",
    "outcome_changes",
    "outcome_lines",
    "unblessed",
    "worst",
]

# A word, a number, a band of numbers, or a number that is not known.
Fact = str | int | tuple[int, int] | None
GateWord = Literal["as expected", "differs", "not decided", "tool failed"]

# The worst comes last.
_WORDS: tuple[GateWord, ...] = ("as expected", "differs", "not decided", "tool failed")


@dataclass(frozen=True)
class Item:
    """One comparison at a point: of a property, or of "text", "generated", "distinct", "outcomes".

    `expected` and `found` are a verdict or a number of states; a pair of numbers is a band, None a
    number that is not known. `difference` says more than that two numbers are not the same.
    """

    what: str
    expected: Fact
    found: Fact
    word: GateWord
    difference: str = ""

    @property
    def expected_in_words(self) -> str:
        """What is expected as text."""
        return _in_words(self.expected)

    @property
    def found_in_words(self) -> str:
        """What was found as text."""
        return self.difference or _in_words(self.found)


def worst(words: Iterable[GateWord]) -> GateWord:
    """The worst of some words: tool failed, not decided, differs, as expected."""
    return max(words, key=_WORDS.index, default="as expected")


def compare(point: Point, found: Survey, kinds: Kinds) -> tuple[Item, ...]:
    """Compare what TLC says of a point with what is expected; without expectation, all differs."""
    expected = point.expected
    if expected is None:
        return (Item("text", "an expectation", "none", "differs"),)
    items = []
    if point.digest != expected.digest:
        items.append(Item("text", expected.digest[:12], point.digest[:12], "differs"))
    idle = idle_properties(point.spec)
    unasked = {property_of(operator) for operator in found.unasked}
    required = dict(point.spec.scenario.required)
    for prop, word in found.verdicts.items():
        # What the scenario itself demands is right, whatever has been recorded.
        wanted = required.get(prop) or expected.verdict(prop) or "not there"
        # What is true of nothing is as wrong as what is false, whatever has been recorded.
        of = "nothing that the scenario changes" if prop in idle else ""
        of = of or ("no state that is reached" if prop in unasked else "")
        nothing = bool(of) and prop not in expected.idle
        judged = _judge(word == "undecided", same=wanted == word and not nothing)
        said = f"{word}, but speaks of {of}" if nothing else ""
        items.append(Item(prop, wanted, word, judged, said))
    known = {prop.name for prop in point.spec.properties}
    items += [
        Item(prop, expected.verdict(prop), "not there", "differs")
        for prop in (*expected.violated, *expected.holds)
        if prop not in known
    ]
    items += [
        Item(prop, word, "not there", "differs")
        for prop, word in required.items()
        if prop not in known
    ]
    if kinds != "liveness":
        items += _compare_states(point, expected, found)
    return tuple(items)


def unblessed(point: Point, found: Survey) -> str:
    """Say which verdict of a point is not what its scenario demands, "" if there is none."""
    for prop, word in point.spec.scenario.required:
        said = found.verdicts.get(prop, "not a property of it")
        if said not in (word, "undecided"):
            return f"{prop} {is_found(said)}, and {point.spec.scenario.file} says expect = {word}"
    return ""


def is_found(verdict: str) -> str:
    """Say what was found of something as a verb.

    >>> is_found("holds"), is_found("violated")
    ('holds', 'is violated')
    """
    return verdict if verdict.startswith("holds") else f"is {verdict}"


def outcome_lines(outcomes: Mapping[Outcome, int]) -> tuple[str, ...]:
    """Final states as lines, each with their number, as an expectation has them."""
    return tuple(
        f"{number} {'*>' if outcome.condition else ':>'} {outcome.pattern}  {outcome.in_words()}"
        for outcome, number in outcomes.items()
    )


def outcome_changes(expected: Expected, found: Survey) -> list[str]:
    """The final states that are gone, after "not", and those that are new, after "new"."""
    outcomes = outcome_lines(found.outcomes)
    gone = [f"not {line}" for line in expected.outcomes if line not in outcomes]
    return gone + [f"new {line}" for line in outcomes if line not in expected.outcomes]


def expect(point: Point, found: Survey) -> Expected | None:
    """What a point is going to be expected to be, None if it was not decided."""
    old = point.expected
    if found.reason or not found.complete or found.counts is None:
        return None
    banded = old if old and old.reason else None
    generated = _band(found.counts.generated or 0, banded.generated if banded else None)
    distinct = _band(found.counts.distinct, banded.distinct if banded else None)
    return Expected(
        point=point.name,
        lane=point.lane,
        violated=found.violated,
        holds=tuple(name for name, word in found.verdicts.items() if word == "holds"),
        generated=generated,
        distinct=distinct,
        outcomes=outcome_lines(found.outcomes),
        digest=point.digest,
        reason=old.reason if old else "",
        idle=old.idle if old else (),
        vacuous=old.vacuous if old else (),
    )


def _compare_states(point: Point, expected: Expected, found: Survey) -> list[Item]:
    # A search that a limit ended in its last moment has counted all states, and no outcome.
    safety = [prop.name for prop in point.spec.properties if prop.kind == "safety"]
    undecided = not found.complete or "undecided" in map(found.verdicts.get, safety)
    items = []
    for what in ("generated", "distinct"):
        low, high = getattr(expected, what)
        number = getattr(found.counts, what) if found.counts else None
        wanted = low if low == high else (low, high)
        inside = number is not None and low <= number <= high
        items.append(Item(what, wanted, number, _judge(undecided, same=inside)))
    said = "; ".join(outcome_changes(expected, found))
    word = _judge(undecided, same=not said)
    items.append(Item("outcomes", len(expected.outcomes), len(found.outcomes), word, said))
    return items if undecided else [*items, *_compare_vacuous(point, expected, found)]


def _compare_vacuous(point: Point, expected: Expected, found: Survey) -> Iterator[Item]:
    """What differs for a complete search in which some CPU never acts, or no state is final."""
    if set(expected.vacuous) | set(found.vacuous):
        same = set(expected.vacuous) == set(found.vacuous)
        wanted, seen = (", ".join(cpus) or "no CPU" for cpus in (expected.vacuous, found.vacuous))
        yield Item("vacuous", wanted, seen, "as expected" if same else "differs")
    if found.endless:
        yield Item("final states", "some", "none", "differs")
    # A scenario whose point it is expects that not all come to their end.
    temporal = (prop.name for prop in point.spec.properties if prop.kind == "liveness")
    if found.stuck and all(expected.verdict(name) != "violated" for name in temporal):
        said = ", ".join(f"{cpu} at {label}" for cpu, label in found.stuck)
        yield Item("who waits for ever", "nobody", said, "differs")


def _in_words(fact: Fact) -> str:
    match fact:
        case None:
            return "unknown"
        case int():
            return f"{fact:,}"
        case (low, high):
            return f"{low:,} to {high:,}"
    return str(fact)


def _judge(undecided: bool, *, same: bool) -> GateWord:
    if undecided:
        return "not decided"
    return "as expected" if same else "differs"


def _band(number: int, old: tuple[int, int] | None) -> tuple[int, int]:
    """A number alone, or the band that it widens."""
    return (min(old[0], number), max(old[1], number)) if old else (number, number)
