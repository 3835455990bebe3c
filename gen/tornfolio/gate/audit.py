"""Looks at the catalogue as a whole: nothing missing or extra, and every property can fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tornfolio.explore.mutants import Finding
from tornfolio.gate.comparison import GateWord
from tornfolio.gate.expectations import Expectations, Killed
from tornfolio.gate.points import Catalogue
from tornfolio.model.folders import Model
from tornfolio.model.mutant_digests import mutant_digests
from tornfolio.model.mutants import mutated, own_mutants
from tornfolio.model.properties import load_properties, own_properties
from tornfolio.model.replaced import unjudged
from tornfolio.model.spec import digest_of
from tornfolio.support.errors import BadInput

__all__ = ["Problem", "find_problems", "killed_of"]


@dataclass(frozen=True)
class Problem:
    """What is wrong with the catalogue as a whole: `what` it concerns, and where to look.

    `place` is the name of a point, mutant, scenario or property. A mutant that a limit has left
    open is "not decided".
    """

    kind: Literal["missing", "extra", "unproven", "replaced", "mutant"]
    place: str
    text: str
    word: GateWord = "differs"


def find_problems(
    catalogue: Catalogue,
    expectations: Expectations,
    findings: Sequence[Finding],
    model: Model,
) -> list[Problem]:
    """Find what is wrong with the catalogue: nothing missing, extra, unproven or replaced.

    A property is proven able to fail by a point that is expected to violate it or by a mutant that
    it kills, as long as the recorded digest is that of today's text; `findings` are mutants that
    were just run. What a model of the user's own inherits has been proven by ours.
    """
    problems = [
        Problem("missing", name, f"scenario {name} has no expectation")
        for name in catalogue.missing
    ]
    problems += [
        Problem("extra", name, f"there is no scenario for the expectation {name}")
        for name in catalogue.extra
    ]
    problems += _of_demands(catalogue)
    problems += _of_findings(findings, expectations)
    proven: set[str] = set()
    for point in catalogue.points:
        if point.expected is not None and point.expected.digest == point.digest:
            proven.update(point.expected.violated)
    mutants = own_mutants(model)
    digests = mutant_digests(mutants, model)
    for mutant in mutants:
        killed, digest = expectations.mutants.get(mutant.name), digests[mutant.name]
        if isinstance(digest, BadInput):
            problems.append(Problem("mutant", mutant.name, str(digest)))
        elif killed is None or killed.digest != digest:
            what = "has no recorded result" if killed is None else "was recorded for another text"
            problems.append(Problem("mutant", mutant.name, f"mutant {mutant.name} {what}"))
        elif mutant.killer and mutant.killer not in killed.killed_by:
            problems.append(
                Problem("mutant", mutant.name, f"{mutant.killer} does not kill {mutant.name}")
            )
        else:
            proven.update(killed.killed_by)
    names = {mutant.name for mutant in mutants}
    problems += [
        Problem("extra", name, f"there is no mutant for the result {name}")
        for name in expectations.mutants
        if name not in names
    ]
    problems += [
        Problem("unproven", prop.name, f"nothing shows that {prop.name} can fail")
        for prop in (own_properties(model) if model.own else load_properties(model))
        if prop.name not in proven
    ]
    return problems


def _of_demands(catalogue: Catalogue) -> Iterator[Problem]:
    """Find the scenarios that demand a verdict of ours of which the user has replaced the text."""
    for point in catalogue.points:
        if found := list(unjudged(point.spec.scenario)):
            said = f"{'; '.join(found)} (expect in {point.spec.scenario.file})"
            yield Problem("replaced", point.name, said)


def _of_findings(findings: Sequence[Finding], expectations: Expectations) -> list[Problem]:
    """Find the mutants that went otherwise than the catalogue, or than the record says."""
    problems = []
    for finding in findings:
        name = finding.mutant.name
        killed = expectations.mutants.get(name)
        if not finding.expected:
            word: GateWord = "not decided" if finding.word == "undecided" else "differs"
            problems.append(Problem("mutant", name, f"mutant {name}: {finding.in_words}", word))
        elif killed is not None and set(killed.killed_by) != set(finding.killed_by):
            now, recorded = (
                ", ".join(sorted(names)) or "nothing"
                for names in (finding.killed_by, killed.killed_by)
            )
            text = f"mutant {name} is killed by {now} now; recorded is {recorded}"
            problems.append(Problem("mutant", name, text))
    return problems


def killed_of(finding: Finding) -> Killed:
    """What is going to be recorded of a mutant."""
    return Killed(finding.mutant.name, finding.killed_by, digest_of(mutated(finding.mutant)))
