"""Decides real bugs of Linux: whether TLC tells the faulty side of each from the fixed one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tornfolio.check.verdict import Word
from tornfolio.explore.survey import survey
from tornfolio.model.catalogue import check_names, named_property
from tornfolio.model.folders import Model, our_model
from tornfolio.model.mistakes import NO_BUG, changes_of, read_bugs
from tornfolio.model.render import render
from tornfolio.model.scenario import Scenario, Scenarios
from tornfolio.model.spec import Spec
from tornfolio.support.errors import BadInput
from tornfolio.support.toml import check_keys, texts_of
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.search import Question
from tornfolio.tlc.session import Ask
from tornfolio.tlc.vacuous import vacuous_in_words
from tornfolio.trace.build import build_trace
from tornfolio.trace.clearest import clearest
from tornfolio.trace.trace import Trace

__all__ = ["Bug", "BugDecision", "Decided", "Side", "decide_bugs", "load_bugs"]

_EVERY: Mapping[str, type] = {"title": str, "wrong": str, "versions": str}
_EVERY_OPTIONAL: Mapping[str, type] = {"commit": str}
_PAIR: Mapping[str, type] = {"property": str, "faulty": dict, "fixed": dict}
_PAIR_OPTIONAL: Mapping[str, type] = {"reduced": str, "change": list}
_SIDE = {"scenario": str}
_SIDE_OPTIONAL = {"set": list}


@dataclass(frozen=True)
class Side:
    """One side of a bug, faulty or fixed: a scenario with settings, and what TLC has to say."""

    scenario: Scenario
    settings: tuple[str, ...]
    expected: Literal["violated", "holds"]

    def in_words(self) -> str:
        """Name it as the command line does."""
        return " ".join((self.scenario.name, *(f"--set {each}" for each in self.settings)))


@dataclass(frozen=True)
class Bug:
    """One real bug, in our words, and its two sides; if it has none, `reason` says why.

    `commit` fixed it, "" if that is not known. `reduced` is what of it the sides do not have.
    """

    name: str
    title: str
    wrong: str
    commit: str
    versions: str
    prop: str = ""
    sides: tuple[Side, ...] = ()
    reduced: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Decided:
    """A side and what TLC said of the property, with the number of distinct states."""

    side: Side
    found: Word
    states: int | None
    vacuous: tuple[str, ...] = ()
    trace: Trace | None = None

    @property
    def word(self) -> Literal["as expected", "differs", "undecided"]:
        """Say in one word whether it came out as recorded."""
        if self.found == "holds" and self.nothing:
            return "differs"  # what holds of nothing is not mended
        if self.found == self.side.expected:
            return "as expected"
        return "undecided" if self.found == "undecided" else "differs"

    @property
    def nothing(self) -> tuple[str, ...]:
        """Say of what TLC's answer says nothing: that nothing is mapped, and who never acts."""
        p = self.side.scenario.parameters
        return (*(p.empty() if p.writers else ()), *vacuous_in_words(self.vacuous))

    def to_json(self) -> dict[str, Any]:
        """The side as JSON has it."""
        return {
            "scenario": self.side.scenario.name,
            "set": list(self.side.settings),
            "parameters": self.side.scenario.parameters.to_json(),
            "verdict": self.found,
            "expected": self.side.expected,
            "states": self.states,
            "vacuous": list(self.vacuous),
        }


@dataclass(frozen=True)
class BugDecision:
    """A bug with what TLC said of its sides; there are none if it is no pair."""

    bug: Bug
    sides: tuple[Decided, ...]

    @property
    def pair(self) -> bool:
        """Tell whether TLC finds the faulty side violated and the fixed one not."""
        return bool(self.sides) and all(side.word == "as expected" for side in self.sides)

    @property
    def trace(self) -> Trace | None:
        """The counterexample of the faulty side, if it was asked for."""
        return next((side.trace for side in self.sides if side.trace), None)

    def to_json(self) -> dict[str, Any]:
        """The decision as JSON has it."""
        faulty, fixed = (side.to_json() for side in self.sides) if self.sides else (None, None)
        return {
            "id": self.bug.name,
            "title": self.bug.title,
            "wrong": self.bug.wrong,
            "commit": self.bug.commit or None,
            "versions": self.bug.versions,
            "property": self.bug.prop or None,
            "faulty": faulty,
            "fixed": fixed,
            "pair": self.pair,
            "reduced": self.bug.reduced,
            "reason": self.bug.reason,
        }


def load_bugs(names: Sequence[str] = (), model: Model | None = None) -> list[Bug]:
    """Load all bugs of a model, by default ours, or some by their ids. Raises BadInput."""
    model = model or our_model()
    tables = read_bugs(model)
    path = model.file("bugs.toml")
    check_names(names, tables, path, "bug")
    scenarios = Scenarios(model)
    return [
        _bug(name, table, f"{path}: {name}", scenarios)
        for name, table in tables.items()
        if not names or name in names
    ]


def decide_bugs(bugs: Sequence[Bug], tlc: Tlc, *, traces: bool = False) -> list[BugDecision]:
    """Decide bugs with TLC, each with the counterexample of its faulty side if that is asked for.

    A side that several bugs share is searched once. Raises BadInput, ToolMissing or ToolFailed.
    """
    asked = {(side.scenario, bug.prop): side for bug in bugs for side in bug.sides}
    specs = [render(scenario) for scenario, _ in asked]
    wanted = dict(zip(map(id, specs), asked, strict=True))

    def work(spec: Spec, ask: Ask | None) -> tuple[Word, int | None, tuple[str, ...], Trace | None]:
        key = wanted[id(spec)]
        found = survey(spec, ask, liveness=False)
        word = found.verdicts[key[1]]
        trace = _trace(spec, key[1], ask) if traces and ask and word == "violated" else None
        states = found.counts.distinct if found.counts else None
        return word, states, found.vacuous, trace

    said = dict(zip(asked, tlc.for_each(specs, work), strict=True))
    return [
        BugDecision(bug, tuple(Decided(side, *said[side.scenario, bug.prop]) for side in bug.sides))
        for bug in bugs
    ]


def _trace(spec: Spec, prop: str, ask: Ask) -> Trace | None:
    result = ask(Question("safety", spec.select((prop,))))
    return build_trace(clearest(result, ask)) if result.violated else None


def _bug(name: str, table: Mapping[str, Any], where: str, scenarios: Scenarios) -> Bug:
    paired = "reason" not in table
    if paired:
        check_keys(table, where, {**_EVERY, **_PAIR}, {**_EVERY_OPTIONAL, **_PAIR_OPTIONAL})
    else:
        check_keys(table, where, {**_EVERY, "reason": str}, _EVERY_OPTIONAL)
    changes_of(table, where)
    sides = _sides(name, table, where, scenarios) if paired else ()
    return Bug(
        name=name,
        title=table["title"],
        wrong=_one_line(table["wrong"]),
        commit=table.get("commit", ""),
        versions=table["versions"],
        prop=table.get("property", ""),
        sides=sides,
        reduced=_one_line(table.get("reduced", "")),
        reason=_one_line(table.get("reason", "")),
    )


def _sides(
    name: str, table: Mapping[str, Any], where: str, scenarios: Scenarios
) -> tuple[Side, Side]:
    faulty = _side(table["faulty"], "violated", f"{where}: faulty", scenarios)
    fixed = _side(table["fixed"], "holds", f"{where}: fixed", scenarios)
    if faulty.scenario == fixed.scenario:
        raise BadInput(f"{where}: both sides are {faulty.in_words()}", "say what the fix changes")
    for side in (faulty, fixed):
        prop = named_property(table["property"], side.scenario, where)
        if prop.kind != "safety":
            raise BadInput(
                f"{where}: {prop.name} is a liveness property, which is not asked here",
                "name a safety property",
            )
    made = [side.scenario.parameters.bug for side in (faulty, fixed)]
    if made != [name if "change" in table else NO_BUG, NO_BUG]:
        raise BadInput(
            f"{where}: its sides make the mistakes {' and '.join(made)}",
            f"the faulty one of a bug with a change has bug={name}, and no other side has a bug",
        )
    return faulty, fixed


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _side(
    table: Mapping[str, Any],
    expected: Literal["violated", "holds"],
    where: str,
    scenarios: Scenarios,
) -> Side:
    check_keys(table, where, _SIDE, _SIDE_OPTIONAL)
    settings = texts_of(table, "set", where)
    return Side(scenarios.load(table["scenario"], settings), settings, expected)
