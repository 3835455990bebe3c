"""Shows real bugs as lines of text: what was wrong, what TLC says of both sides, and the story."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from tornfolio.explore.bugs import Bug, BugDecision, Decided
from tornfolio.support.counting import number_of
from tornfolio.support.naming import printable
from tornfolio.support.paths import near
from tornfolio.views.spans import Line, Span, Style
from tornfolio.views.story import story

__all__ = ["bug_lines"]

_STYLES: dict[str, Style] = {"as expected": "good", "differs": "alarm", "undecided": "open"}


def bug_lines(decisions: Sequence[BugDecision], model: str, *, width: int) -> list[Line]:
    """Each bug with its two sides, the story of its counterexample if there is one, and a sum.

    What was wrong is wrapped at `width`.
    """
    lines: list[Line] = []
    for decision in decisions:
        lines += _bug(decision.bug, width)
        for name, side in zip(("faulty", "fixed"), decision.sides, strict=False):
            lines += _side(name, side)
        if decision.trace:
            told = story(decision.trace).splitlines()
            lines += [(), *((Span(printable(line)),) for line in told), ()]
    pairs = sum(decision.pair for decision in decisions)
    without = sum(not decision.sides for decision in decisions)
    rest = len(decisions) - pairs - without
    counted = (
        f"{pairs} pair{'s' * (pairs != 1)}, {rest} not as recorded, {without} not in the model"
    )
    lines.append((Span(f"{counted}; model: {near(model)}", "faint"),))
    return lines


def _bug(bug: Bug, width: int) -> Iterator[Line]:
    yield (Span(f"{bug.name} ", "head"), Span(bug.title))
    fixed = f"{bug.versions}, commit {bug.commit}" if bug.commit else bug.versions
    yield from _wrapped(f"{bug.wrong} ({fixed})", width)
    if bug.reduced:
        yield from _wrapped(bug.reduced, width)
    if bug.reason:
        yield from _wrapped(f"No pair: {bug.reason}", width)


def _wrapped(text: str, width: int) -> Iterator[Line]:
    for line in textwrap.wrap(printable(text), width - 4):
        yield (Span(f"    {line}", "faint"),)


def _side(name: str, side: Decided) -> Iterator[Line]:
    expected = "" if side.word == "as expected" else f", recorded is {side.side.expected}"
    states = "" if side.states is None else f" ({number_of(side.states, 'state')})"
    yield (
        Span(f"    {name:<7}"),
        Span(f"{side.found:<9}", _STYLES[side.word]),
        Span(f" {side.side.in_words()}{states}{expected}"),
    )
    for each in side.nothing:
        yield (Span(f"           nothing is asked: {each}", "open"),)
