"""Lists what the gate did not expect, each in one sentence with its place and counterexample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tornfolio.gate.audit import Problem
from tornfolio.gate.comparison import Fact, GateWord, Item, is_found
from tornfolio.gate.places import Location, Locator
from tornfolio.gate.run import GateReport, PointReport
from tornfolio.trace.trace import Trace

__all__ = ["RULES", "Unexpected", "list_unexpected", "sentence"]

# What the gate demands beside the properties, by what a comparison or a problem is called.
RULES: Mapping[str, str] = {
    "TLC": "TLC gives a verdict for every point.",
    "text": "What is expected of a point was recorded for the text that is rendered today.",
    "generated": "A complete search generates as many states as expected.",
    "distinct": "A complete search finds as many distinct states as expected.",
    "outcomes": "The final states of a point are those expected, each as often as expected.",
    "vacuous": "Every writer acts, unless the expectation names it under `vacuous`.",
    "final states": "Of a scenario whose passes are bounded some state is final.",
    "missing": "Every scenario of the catalogue has an expectation.",
    "extra": "Every expectation has its scenario, and every recorded result its mutant.",
    "unproven": "Every property can fail: some point or some mutant violates it.",
    "replaced": "What a scenario demands of a property of ours is judged by our own text.",
    "mutant": "Every mutant is noticed by its killer, and that is recorded for today's text.",
}


# No longer sentence stands beside a line of code.
_SHORT = 160


@dataclass(frozen=True)
class Unexpected:
    """One comparison that is not as expected, or one problem of the catalogue.

    `rule` is a property's name or a key of RULES. `place` is the name of a point, scenario, mutant
    or property. `in_words` has what was expected and what was found as text. `bounds` are the
    parameters in words, "" for a problem. `command` decides it alone.
    """

    rule: str
    place: str
    word: GateWord
    message: str
    expected: Fact
    found: Fact
    in_words: tuple[str, str]
    bounds: str
    location: Location
    command: str
    trace: Trace | None = None

    @property
    def title(self) -> str:
        """A short heading."""
        return f"{self.place}: {self.rule}"

    @property
    def short(self) -> str:
        """One short sentence, without the reasons and lists of the message."""
        if self.rule == "outcomes" and self.word == "differs":
            return f"the final states are not the {self.in_words[0]} that are expected"
        return self.message if len(self.message) <= _SHORT else f"{self.message[:_SHORT]}..."


def list_unexpected(report: GateReport) -> list[Unexpected]:
    """All that is not as expected, point by point, and then what is wrong with the catalogue.

    A property's counterexample comes with it, if the gate has one.
    """
    locator = Locator(report.expectations, report.model)
    found = [
        _of_item(each, item, locator)
        for each in report.points
        for item in each.items
        if item.word != "as expected"
    ]
    command = report.update_command
    return found + [_of_problem(problem, locator, command) for problem in report.problems]


def sentence(each: PointReport, item: Item) -> str:
    """Say what was found and what was expected, without the point's name."""
    expected, found = item.expected_in_words, item.found_in_words
    match item:
        case Item(what="TLC"):
            said = "TLC gave no verdict"
        case Item(what="text", found="none"):
            said = "nothing is expected of this point yet"
        case Item(what="text"):
            said = "the rendered text is not the one that the expectations were recorded for"
        case Item(what="generated" | "distinct"):
            said = f"{item.what} states are {found}, expected {expected}"
        case Item(what="outcomes"):
            said = f"of {expected} expected final states: {found}"
        case Item(what="vacuous"):
            said = f"{found} never did anything here, expected {expected}"
        case Item(what="final states"):
            said = "no state is final"
        case _:
            said = f"{item.what} {is_found(found)}, expected {expected}"
    why = each.reason if item.word in ("not decided", "tool failed") else ""
    return f"{said}: {why}" if why else said


def _of_item(each: PointReport, item: Item, locator: Locator) -> Unexpected:
    scenario, *settings = each.point.name.split(" ")
    words = ["check", scenario]
    for setting in settings:
        words += ["--set", setting]
    if item.what in {prop.name for prop in each.point.spec.properties}:
        words += ["--property", item.what]
    trace = next((trace for trace in each.traces if trace.property == item.what), None)
    return Unexpected(
        rule=item.what,
        place=each.point.name,
        word=item.word,
        message=sentence(each, item),
        expected=item.expected,
        found=item.found,
        in_words=(item.expected_in_words, item.found_in_words),
        bounds=each.point.spec.scenario.parameters.in_words(),
        location=locator.of_item(each, item, trace),
        command=each.point.spec.scenario.model.command(*words),
        trace=trace,
    )


def _of_problem(problem: Problem, locator: Locator, command: str) -> Unexpected:
    return Unexpected(
        rule=problem.kind,
        place=problem.place,
        word=problem.word,
        message=problem.text,
        expected="",
        found="",
        in_words=("", ""),
        bounds="",
        location=locator.of_problem(problem),
        command=command,
    )
