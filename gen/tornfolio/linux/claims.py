"""Asks the C of a tree what the claims rest on, as far as it can be asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tornfolio.explore.claims import Check, Claim
from tornfolio.linux.answer import Answer, ask
from tornfolio.linux.asked import why_no_condition, why_not_asked
from tornfolio.linux.runs import what_runs
from tornfolio.linux.scope import check_scope
from tornfolio.linux.search import Limits
from tornfolio.linux.tree import Tree
from tornfolio.model.folders import Model, our_model
from tornfolio.model.scenario import Scenario
from tornfolio.support.cache import digest
from tornfolio.support.errors import BadInput
from tornfolio.support.toml import check_keys, read_table

__all__ = ["FILE", "InC", "Record", "ask_claims", "load_record", "record_of"]

FILE = "claims-in-c.toml"


@dataclass(frozen=True)
class InC:
    """What the C says of one check: a verdict or an observation, or why it cannot be asked.

    `unset` has a sentence for each option of the tree that is taken as not set.
    """

    of: str
    said: str
    out: str = ""
    unset: tuple[str, ...] = ()

    def in_words(self) -> str:
        """Say the answer in a phrase."""
        if not self.said:
            return f"not in scope: {self.out}"
        return "; ".join([self.said.lower(), *self.unset])

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON has it."""
        return {
            "said": self.said or None,
            "not_in_scope": self.out or None,
            "options_taken_as_not_set": list(self.unset),
        }


@dataclass(frozen=True)
class Record:
    """What was seen in one release: a digest of all functions that ran, and the answers."""

    release: str
    functions: str
    claims: dict[str, tuple[InC, ...]]


def ask_claims(
    claims: Sequence[Claim],
    tree: Tree,
    *,
    cc: str | None,
    runs: Path,
    limits: Limits,
    on_progress: Callable[[str], None] | None = None,
) -> dict[str, tuple[InC, ...]]:
    """Ask the checks of claims, those with the same scenario once. Raises as ask() does."""
    answers: dict[Scenario, Answer] = {}

    def answer(scenario: Scenario) -> Answer:
        if scenario not in answers:
            if on_progress is not None:
                on_progress(scenario.name)
            answers[scenario] = ask(scenario, tree, cc=cc, runs=runs, limits=limits)
        return answers[scenario]

    return {claim.name: tuple(_asked(c, tree, answer) for c in claim.checks) for claim in claims}


def record_of(tree: Tree, claims: dict[str, tuple[InC, ...]]) -> Record:
    """What is kept of a tree: its release and functions, and no text."""
    functions = what_runs(tree).tree
    parts = [f"{name} {each.digest}".encode() for name, each in sorted(functions.items())]
    return Record(tree.release, digest(*parts)[:16], claims)


def load_record(model: Model | None = None) -> Record:
    """Load what was seen. Raises BadInput."""
    path = (model or our_model()).file(FILE)
    table = read_table(path)
    check_keys(table, str(path), {"release": str, "functions": str, "claims": dict}, {})
    claims = {}
    for name, checks in table["claims"].items():
        for each in checks:
            check_keys(each, f"{path}: {name}", {"of": str}, {"said": str, "out": str})
        claims[name] = tuple(
            InC(each["of"], each.get("said", ""), each.get("out", "")) for each in checks
        )
    return Record(table["release"], table["functions"], claims)


def _asked(check: Check, tree: Tree, answer: Callable[[Scenario], Answer]) -> InC:
    of = f"{' '.join((check.scenario.name, *check.settings))}: {check.what}"
    try:
        check_scope(check.scenario, tree)
    except BadInput as error:
        return InC(of, "", error.problem.removeprefix(f"{check.scenario.name}: "))
    why = (why_no_condition if check.observes else why_not_asked)(check.what, check.scenario.model)
    if why:
        return InC(of, "", why)
    found = answer(check.scenario)
    if found.cut_short:
        return InC(of, "", f"{found.cut_short[0].name} is violated, which cuts the search short")
    if check.observes:
        return InC(of, found.observation, unset=found.program.unset)
    said = {each.name: each.verdict for each in found.properties}
    if check.what not in said:
        return InC(of, "", "this property is not asked of C here")
    return InC(of, said[check.what], unset=found.program.unset)
