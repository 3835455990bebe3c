"""The numbers that claims rest on are those that Storm has."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from tornfolio.explore.claims import load_claims
from tornfolio.explore.estimates import Estimate
from tornfolio.model.folders import our_model
from tornfolio.model.scenario import Scenario, load_scenario
from tornfolio.quantities.find import find_chain
from tornfolio.quantities.quantify import quantify
from tornfolio.quantities.rates import read_rates
from tornfolio.tlc.toolchain import Toolchain

pytest.importorskip("stormpy", reason="Storm is not installed: nothing can be quantified")

Value = Callable[[Scenario, tuple[str, ...], str], float]
ESTIMATES = [
    pytest.param(estimate, id=f"{claim.name} {estimate.role} {estimate.part}")
    for claim in load_claims()
    for estimate in claim.estimates
]


@pytest.fixture(scope="session")
def value(tools: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Value:
    """A function that gives a quantity of a scenario, by some rates that are not as in the file."""
    runs = tmp_path_factory.mktemp("claims")

    @cache
    def found(scenario: Scenario, rates: tuple[str, ...], name: str) -> float:
        searched = find_chain(scenario, tools=tools, runs=runs)
        chain = searched.chain
        assert chain is not None
        chosen = read_rates(our_model()).with_settings(rates, [], chain.primitives)
        return quantify(chain, searched.asked, "rates", chosen).value(name)

    return found


@pytest.mark.parametrize("estimate", ESTIMATES)
def test_a_number_is_within_what_the_claim_says(value: Value, estimate: Estimate) -> None:
    """It is between the bounds, and so is its ratio to the other side where there is one."""
    found = value(estimate.scenario, estimate.rates, estimate.quantity)
    if estimate.than is not None:
        found /= value(estimate.than, estimate.rates, estimate.than_quantity)
    assert estimate.least is None or found >= estimate.least
    assert estimate.most is None or found <= estimate.most


def test_no_large_folio_is_torn_where_it_is_split_first(value: Value) -> None:
    """What mTHP makes more common is never seen in v6.8, if PTEs alone map the folio."""
    scenario = load_scenario("v6-8-splits-first")
    assert value(scenario, ("arrival=1",), "P(torn)") == 0
