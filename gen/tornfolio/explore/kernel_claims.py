"""Reads what the claims come to under another kernel than that of the thread, and why."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tornfolio.explore.claim_rule import derive, in_words
from tornfolio.explore.claims import Check, Claim, Decision
from tornfolio.model.folders import Model, our_model
from tornfolio.model.kernels import KERNELS
from tornfolio.model.scenario import Scenarios
from tornfolio.support.errors import BadInput
from tornfolio.support.naming import shown
from tornfolio.support.toml import check_keys, read_tables, texts_of

__all__ = ["BASE", "FILE", "At", "claims_at", "kernels_of_claims"]

FILE = "claims-by-kernel.toml"
# The kernel of the thread, of which claims.toml itself speaks.
BASE = "rfc-base"
_CLAIM = {"verdict": str, "because": str, "otherwise": list}
_OTHERWISE = {"of": list, "found": str, "role": str}
# The policies of kernels; others were proposed, and a claim about one stays about it.
_OF_KERNELS = frozenset(kernel.policy for kernel in KERNELS.values())


@dataclass(frozen=True)
class At:
    """A claim under a kernel; `because` says why a check comes out otherwise than in the thread's.

    The checks, what is expected of them, their roles and the verdict are those of that kernel.
    Numbers are left out: Storm computes them for the thread's kernel alone.
    """

    kernel: str
    claim: Claim
    because: str = ""

    def to_json(self, decision: Decision) -> dict[str, Any]:
        """What was decided of it as JSON has it."""
        return decision.to_json() | {"kernel": self.kernel, "because": self.because or None}


def kernels_of_claims(model: Model | None = None) -> tuple[str, ...]:
    """The kernels under which the claims can be decided. Raises BadInput."""
    return (BASE, *read_tables((model or our_model()).file(FILE)))


def claims_at(kernel: str, claims: Sequence[Claim], model: Model | None = None) -> list[At]:
    """The same claims under a kernel. Raises BadInput."""
    model = model or our_model()
    if kernel == BASE:
        return [At(BASE, claim) for claim in claims]
    path = model.file(FILE)
    tables = read_tables(path)
    if kernel not in tables:
        raise BadInput(
            f"the claims are not decided for kernel {shown(kernel)}",
            f"choose from {', '.join((BASE, *tables))}",
        )
    scenarios = Scenarios(model)
    return [
        _at(kernel, claim, tables[kernel].get(claim.name), f"{path}: {claim.name}", scenarios)
        for claim in claims
    ]


def _at(kernel: str, claim: Claim, table: object, where: str, scenarios: Scenarios) -> At:
    moved = [_moved(check, kernel, scenarios) for check in claim.checks]
    if table is None:
        return At(kernel, _with(claim, moved, where))
    if not isinstance(table, dict):
        raise BadInput(f"{where} is not a table", "write one")
    check_keys(table, where, _CLAIM, {"beside": list})
    names = [_name(check) for check in claim.checks]
    beside = texts_of(table, "beside", where)
    others = _others(table["otherwise"], where)
    for name in (*beside, *others):
        if name not in names:
            raise BadInput(f"{where}: no check is {shown(name)}", f"its checks are {names}")
    found = _with(
        claim,
        [
            _otherwise(check, others.get(name), where)
            for name, check in zip(names, moved, strict=True)
            if name not in beside
        ],
        where,
    )
    if found.verdict != table["verdict"]:
        raise BadInput(
            f"{where}: its verdict under {kernel} is {table['verdict']!r}",
            f"by the roles of its checks it is {found.verdict!r}",
        )
    return At(kernel, found, table["because"])


def _with(claim: Claim, checks: Sequence[Check], where: str) -> Claim:
    """The claim with these checks, each once, and the verdict that follows from them."""
    once = tuple(dict.fromkeys(dataclasses.replace(each, settings=()) for each in checks))
    parts = derive([check.vote for check in once], (), where)
    settings = {dataclasses.replace(each, settings=()): each.settings for each in reversed(checks)}
    return dataclasses.replace(
        claim,
        checks=tuple(dataclasses.replace(each, settings=settings[each]) for each in once),
        parts=parts,
        verdict=in_words(parts),
        estimates=(),
    )


def _name(check: Check) -> str:
    return f"{' '.join((check.scenario.name, *check.settings))}: {check.what}"


def _moved(check: Check, kernel: str, scenarios: Scenarios) -> Check:
    """The same check under a kernel, and under its policy unless it asks about a proposed one."""
    p = check.scenario.parameters
    dropped = ("kernel=", "policy=") if p.policy in _OF_KERNELS else ("kernel=",)
    kept = [each for each in check.settings if not each.startswith(dropped)]
    settings = (*kept, f"kernel={kernel}")
    scenario = scenarios.load(check.scenario.name, settings)
    own = KERNELS[kernel].policy
    if p.policy in _OF_KERNELS and scenario.parameters.policy != own:
        settings = (*settings, f"policy={own}")
        scenario = scenarios.load(check.scenario.name, settings)
    scenario = dataclasses.replace(scenario, condition=check.scenario.condition)
    return dataclasses.replace(check, scenario=scenario, settings=settings)


def _others(entries: list[Any], where: str) -> dict[str, dict[str, Any]]:
    for entry in entries:
        if not isinstance(entry, dict):
            raise BadInput(f"{where}: {shown(entry)} is not a table", "write one")
        check_keys(entry, where, _OTHERWISE, {"needs": str})
    return {name: entry for entry in entries for name in texts_of(entry, "of", where)}


def _otherwise(check: Check, entry: dict[str, Any] | None, where: str) -> Check:
    """The check as it comes out under the kernel, with what that means there."""
    if entry is None:
        return check
    if entry["found"] == check.expected:
        raise BadInput(
            f"{where}: {_name(check)} is {entry['found']} under {BASE} too",
            "list only what comes out otherwise",
        )
    return dataclasses.replace(
        check, expected=entry["found"], role=entry["role"], needs=entry.get("needs", "")
    )
