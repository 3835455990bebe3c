"""A claim's verdict follows from its checks: nothing of claims.toml can be flipped unnoticed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from all_sizes_invariant import ALWAYS, WITH_SYNC
from all_sizes_reach import LEMMAS
from all_sizes_state import WRITER
from tornfolio.explore import all_sizes, claims
from tornfolio.explore.claims import Check, load_claims
from tornfolio.model.scenario import load_scenario
from tornfolio.support.errors import BadInput
from tornfolio.support.paths import spec_dir
from tornfolio.support.toml import read_tables

# Of the claims as they stand.


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return read_tables(spec_dir() / "claims.toml")


def _flips() -> Iterator[Any]:
    """Each verdict and each role as something else."""
    for name, table in _tables().items():
        for verdict in ("confirmed", "refuted", "confirmed only if it rains"):
            if verdict != table["verdict"]:
                yield pytest.param(name, None, {"verdict": verdict}, id=f"{name} {verdict}")
        for number, entry in enumerate(table.get("quantities", ())):
            rest = [each for each in table["quantities"] if each is not entry]
            yield pytest.param(name, None, {"quantities": rest}, id=f"{name} without {number}")
        for number, check in enumerate(table["checks"]):
            for role in ("for", "against", "only-if"):
                if role == check["role"]:
                    continue
                change = {"role": role, "needs": "it rains" if role == "only-if" else None}
                yield pytest.param(name, number, change, id=f"{name} check {number} {role}")


@pytest.mark.parametrize(("name", "number", "change"), list(_flips()))
def test_no_role_and_no_verdict_can_be_another(
    monkeypatch: pytest.MonkeyPatch, name: str, number: int | None, change: dict[str, Any]
) -> None:
    """A flipped verdict or role, and a number that is left out, is refused."""
    table = copy.deepcopy(_tables()[name])
    changed = table if number is None else table["checks"][number]
    changed.update(change)
    for key in [key for key, value in changed.items() if value is None]:
        del changed[key]

    def flipped(path: Path) -> dict[str, Any]:
        return {name: table}

    monkeypatch.setattr(claims, "read_tables", flipped)
    with pytest.raises(BadInput):
        load_claims()


def test_the_claims_as_they_stand() -> None:
    """Nothing is refused of the claims as they are, and each part is confirmed or refuted."""
    kinds = ("confirmed", "refuted")
    for claim in load_claims():
        assert claim.parts
        assert all(part.verdict.startswith(kinds) for part in claim.parts)


# What the proof for all sizes covers.


def test_the_proof_is_that_of_the_tests() -> None:
    """What is said to be proved are the statements, the writers and the path that the proof has."""
    assert set(all_sizes.ALWAYS) == set(ALWAYS)
    assert set(all_sizes.WITH_SYNC) == set(WITH_SYNC) - {"Unmapped"}
    assert set(all_sizes.WRITERS) == set(WRITER)
    assert {"begin", "lock", "unmap", "finish"} <= set(LEMMAS)


def _proved(name: str, settings: list[str], about: str, outcome: str) -> bool:
    return all_sizes.proved(load_scenario(name, settings).parameters, about, outcome)


@pytest.mark.parametrize(
    ("name", "settings", "about", "outcome", "is_proved"),
    [
        ("whole-with-sync", [], "AllOrNothing", "holds", True),
        ("whole-with-sync", ["writers=protect,numa"], "PtlFromPte0", "holds", True),
        ("whole-with-sync", ["policy=ttu-sync", "ttu=none"], "AllOrNothing", "holds", True),
        ("whole-with-sync", ["ttu=none"], "AllOrNothing", "holds", False),
        ("whole-with-sync", ["initial=PPSS"], "NoPteSkipped", "holds", True),
        ("whole-with-sync", ["initial=0PPP"], "NoPteSkipped", "holds", False),
        ("whole-with-sync", ["initial=SPPP"], "NoPteSkipped", "holds", False),
        ("whole-with-sync", ["vmas=2"], "AllOrNothing", "holds", False),
        ("whole-with-sync", ["kernel=latest"], "AllOrNothing", "holds", False),
        ("whole-with-sync", ["writers=zap"], "MapcountExact", "holds", False),
        ("whole-with-sync", ["writers=none"], "MapcountExact", "holds", False),
        ("whole-with-sync", ["shortages=swap_count"], "AllOrNothing", "holds", False),
        ("straddle-with-sync", [], "AllOrNothing", "holds", False),
        ("whole-with-sync", [], "Uniform", "holds", False),
        ("torn-pte0", [], "MapcountExact", "holds", True),
        ("torn-pte0", [], "AllOrNothing", "violated", False),
        ("torn-by-numa", [], "AllOrNothing", "violated", True),
        ("torn-by-numa", [], "Pte0PresentRestSwap", "Sometimes", True),
        ("torn-by-numa", [], "Pte0PresentRestSwap", "Always", False),
        ("torn-by-numa", ["writers=numa:1-3"], "AllOrNothing", "violated", False),
        ("torn-by-numa", ["nr_pages=1"], "AllOrNothing", "violated", False),
        ("torn-by-numa", ["ttu=TTU_SYNC"], "AllOrNothing", "violated", False),
        ("torn-by-numa", ["initial=PPSS"], "AllOrNothing", "violated", False),
    ],
)
def test_what_is_proved_for_all_sizes(
    name: str, settings: list[str], about: str, outcome: str, is_proved: bool
) -> None:
    """A check is said to be proved only within what the proof assumes, and of what it states."""
    assert _proved(name, settings, about, outcome) is is_proved


def test_bounds_are_said() -> None:
    """JSON and text have the sizes, the writers, the kernels and the flags of the checks."""
    (claim,) = load_claims(["C02"])
    assert claim.bounds["nr_pages"] == [4]
    assert claim.bounds["writers"] == ["contpte", "protect", "numa"]
    assert claim.bounds["ttu"] == ["0", "TTU_SYNC"]
    assert claim.bounds["kernel"] == ["rfc-base"]
    assert [check.all_sizes for check in claim.checks] == [False, False, True, False]


def test_each_check_has_its_scenario() -> None:
    """What a check says of its point is what the scenario is with the settings."""
    for claim in load_claims():
        for check in claim.checks:
            assert isinstance(check, Check)
            assert (
                check.scenario.parameters
                == load_scenario(check.scenario.name, check.settings).parameters
            )
