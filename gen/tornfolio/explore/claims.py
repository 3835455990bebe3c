"""Decides the claims of the thread: what TLC has to say of each, and what follows by a rule."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tornfolio.explore.all_sizes import proved
from tornfolio.explore.claim_rule import Part, Vote, derive, in_words
from tornfolio.explore.estimates import Estimate, read_estimate
from tornfolio.explore.outcomes import observe
from tornfolio.explore.survey import Survey, survey_all
from tornfolio.model.catalogue import check_names
from tornfolio.model.folders import Model, our_model
from tornfolio.model.render import DEFAULT_CONDITION, render
from tornfolio.model.replaced import replaced_in_words
from tornfolio.model.scenario import Scenario, Scenarios
from tornfolio.support.errors import BadInput
from tornfolio.support.toml import check_keys, read_tables, texts_of
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.vacuous import vacuous_in_words

__all__ = ["Check", "Checked", "Claim", "Decision", "decide_claims", "load_claims"]

_CLAIM = {"claim": str, "verdict": str, "meaning": str, "checks": list}
_CLAIM_OPTIONAL = {"quantities": list}
_CHECK = {"scenario": str, "role": str}
_CHECK_OPTIONAL = {
    "set": list, "property": str, "expect": str, "condition": str, "observe": str,
    "part": str, "needs": str,
}  # fmt: skip
_EXPECT = {"expect": ("holds", "violated"), "observe": ("Always", "Sometimes", "Never")}
DIFFERS = "differs"
# What TLC has not decided, a property or an observation.
_OPEN = ("undecided", "Undecided")


@dataclass(frozen=True)
class Check:
    """One thing that TLC has to say: of a property, or how often a condition is observed.

    `what` is the name of the property or of the condition; `expected` a verdict or an observation.
    `role`, `needs` and `part` say what that means for the claim, see claim_rule.py.
    """

    scenario: Scenario
    settings: tuple[str, ...]
    what: str
    observes: bool
    expected: str
    role: str
    needs: str = ""
    part: str = ""

    @property
    def all_sizes(self) -> bool:
        """Tell whether what is expected is proved for folios of every size: of our own text."""
        known = proved(self.scenario.parameters, self.what, self.expected)
        return known and not replaced_in_words(self.scenario.model)

    @property
    def vote(self) -> Vote:
        """What the check says of the claim."""
        return Vote(self.part, self.role, self.needs, self.what, self.expected)


@dataclass(frozen=True)
class Claim:
    """One claim of the thread, in our words, and what follows if all checks are as expected.

    `parts` has the verdict for each part; `verdict` is all of them in words. `estimates` are the
    numbers that some parts rest on; Storm has them, not TLC.
    """

    name: str
    claim: str
    verdict: str
    meaning: str
    checks: tuple[Check, ...]
    parts: tuple[Part, ...]
    estimates: tuple[Estimate, ...] = ()

    @property
    def bounds(self) -> dict[str, list[Any]]:
        """For what TLC has looked: the values of those parameters that bound the checks."""
        found: dict[str, list[Any]] = {}
        for check in self.checks:
            p = check.scenario.parameters
            values = {
                "nr_pages": p.nr_pages, "writers": ", ".join(map(str, p.writers)) or "none",
                "kernel": p.kernel, "ttu": p.flags(), "policy": p.policy, "folio": p.folio,
                "vmas": p.vmas, "passes": p.passes,
            }  # fmt: skip
            for name, value in values.items():
                found.setdefault(name, [])
                if value not in found[name]:
                    found[name].append(value)
        return found


@dataclass(frozen=True)
class Checked:
    """A check and what TLC said, with the number of distinct states that it searched."""

    check: Check
    found: str
    states: int | None
    vacuous: tuple[str, ...] = ()

    @property
    def nothing(self) -> tuple[str, ...]:
        """Say of what TLC's answer says nothing: that nothing is mapped, and who never acts.

        That there is no writer is what a check may ask for.
        """
        p = self.check.scenario.parameters
        return (*(p.empty() if p.writers else ()), *vacuous_in_words(self.vacuous))

    @property
    def as_expected(self) -> bool:
        """Tell whether TLC said what the claim's verdict rests on, and of a walk.

        That a writer never acts may be what a claim is about, but not that reclaim does not.
        """
        return self.found == self.check.expected and "reclaim" not in self.vacuous

    def in_words(self) -> str:
        """Say what TLC said, in a phrase."""
        settings = " ".join(("", *self.check.settings))
        states = "" if self.states is None else f" ({self.states:,} states)"
        if self.check.all_sizes and self.as_expected:
            states += ", proved for all sizes"
        return f"{self.check.scenario.name}{settings}: {self.check.what} {self.found}{states}"

    def to_json(self) -> dict[str, Any]:
        """The check as JSON has it."""
        return {
            "scenario": self.check.scenario.name,
            "set": list(self.check.settings),
            "condition" if self.check.observes else "property": self.check.what,
            "expected": self.check.expected,
            "found": self.found,
            "states": self.states,
            "empty": list(self.check.scenario.parameters.empty()),
            "vacuous": list(self.vacuous),
            "role": self.check.role,
            "needs": self.check.needs or None,
            "part": self.check.part or None,
            "bounds": self.check.scenario.parameters.in_words(),
            "parameters": self.check.scenario.parameters.to_json(),
            "all_sizes": self.check.all_sizes,
        }


@dataclass(frozen=True)
class Decision:
    """A claim with all its checks: what follows from their roles, if each came out as expected."""

    claim: Claim
    checked: tuple[Checked, ...]

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        if all(checked.as_expected for checked in self.checked):
            return self.claim.verdict
        return "undecided" if self.undecided else DIFFERS

    @property
    def words(self) -> tuple[Literal["as expected", "differs", "undecided"], ...]:
        """Say of each check in one word whether it came out as the verdict needs it."""
        return tuple(
            "as expected"
            if checked.as_expected
            else "undecided"
            if checked.found in _OPEN
            else "differs"
            for checked in self.checked
        )

    @property
    def undecided(self) -> bool:
        """Tell whether a limit was reached before a check was decided, and none differs."""
        return "undecided" in self.words and "differs" not in self.words

    def to_json(self) -> dict[str, Any]:
        """The decision as JSON has it; scenario and property are those of the first check."""
        first = self.checked[0].check
        return {
            "id": self.claim.name,
            "claim": self.claim.claim,
            "verdict": self.verdict,
            "parts": [dataclasses.asdict(part) for part in self.claim.parts],
            "bounds": self.claim.bounds,
            "scenario": first.scenario.name,
            "property": first.what,
            "evidence": "; ".join(checked.in_words() for checked in self.checked),
            "meaning": self.claim.meaning,
            "checks": [checked.to_json() for checked in self.checked],
            "quantities": [estimate.to_json() for estimate in self.claim.estimates],
        }


def load_claims(names: Sequence[str] = (), model: Model | None = None) -> list[Claim]:
    """Load all claims of a model, by default ours, or some by their ids. Raises BadInput."""
    model = model or our_model()
    path = model.file("claims.toml")
    tables = read_tables(path)
    check_names(names, tables, path, "claim")
    claims = []
    scenarios = Scenarios(model)
    for name, table in tables.items():
        if names and name not in names:
            continue
        claims.append(_claim(name, table, f"{path}: {name}", scenarios))
    return claims


def decide_claims(
    claims: Sequence[Claim],
    tlc: Tlc,
) -> list[Decision]:
    """Decide claims with TLC; a scenario that several checks share is searched once."""
    checks = [check for claim in claims for check in claim.checks]
    specs = {check.scenario: render(check.scenario) for check in checks}
    temporal = {
        check.scenario
        for check in checks
        for prop in specs[check.scenario].select(() if check.observes else (check.what,))
        if prop.kind == "liveness" and not check.observes
    }
    surveys = survey_all(
        list(specs.values()),
        tlc,
        liveness=lambda spec: spec.scenario in temporal,
    )
    found = dict(zip(specs, surveys, strict=True))
    return [
        Decision(claim, tuple(_checked(check, found[check.scenario]) for check in claim.checks))
        for claim in claims
    ]


def _claim(name: str, table: dict[str, Any], where: str, scenarios: Scenarios) -> Claim:
    """Make a claim of its table, and see that its verdict is the one that follows from it."""
    check_keys(table, where, _CLAIM, _CLAIM_OPTIONAL)
    if not table["checks"]:
        raise BadInput(f"{where} has no checks", "give it one at least")
    checks = tuple(_check(entry, where, scenarios) for entry in table["checks"])
    estimates = tuple(read_estimate(e, where, scenarios) for e in table.get("quantities", ()))
    parts = derive([check.vote for check in checks], [e.weighed for e in estimates], where)
    if in_words(parts) != table["verdict"]:
        raise BadInput(
            f"{where}: its verdict is {table['verdict']!r}",
            f"by the roles of its checks it is {in_words(parts)!r}",
        )
    return Claim(name, table["claim"], table["verdict"], table["meaning"], checks, parts, estimates)


def _check(entry: object, where: str, scenarios: Scenarios) -> Check:
    if not isinstance(entry, dict):
        raise BadInput(f"{where}: a check is not a table")
    check_keys(entry, where, _CHECK, _CHECK_OPTIONAL)
    observes = "observe" in entry
    key = "observe" if observes else "expect"
    if observes == ("property" in entry) or entry.get(key) not in _EXPECT[key]:
        raise BadInput(
            f"{where}: a check of {entry['scenario']} needs property and expect, or observe",
            "expect is holds or violated, observe is Always, Sometimes or Never",
        )
    settings = texts_of(entry, "set", where)
    scenario = scenarios.load(entry["scenario"], settings)
    if "condition" in entry:
        scenario = dataclasses.replace(scenario, condition=entry["condition"])
    what = (scenario.condition or DEFAULT_CONDITION) if observes else entry["property"]
    return Check(
        scenario,
        settings,
        what,
        observes,
        entry[key],
        entry["role"],
        entry.get("needs", ""),
        entry.get("part", ""),
    )


def _checked(check: Check, found: Survey) -> Checked:
    states = found.counts.distinct if found.counts else None
    if check.observes:
        word: str = observe(found.outcomes, complete=found.complete)
    else:
        word = found.verdicts[check.what]
        (prop,) = found.spec.select((check.what,))
        if word == "holds" and prop.kind == "safety" and not found.complete:
            word = "undecided"
    return Checked(check, word, states, found.vacuous)
