"""Tests of two tiny models whose quantities can be written down by hand."""

from __future__ import annotations

import math

import pytest

from chains import PRIMITIVES, lock, some_rates, window
from tornfolio.quantities.chain import Chain
from tornfolio.quantities.quantify import Quantified, quantify
from tornfolio.quantities.rates import Rates

pytest.importorskip("stormpy", reason="Storm is not installed: nothing can be quantified")


def timed(chain: Chain, rates: Rates, phases: str = "", arrival: str = "") -> Quantified:
    """The quantities by rates."""
    chosen = rates.with_settings(
        [arrival] if arrival else [], [phases] if phases else [], PRIMITIVES
    )
    return quantify(chain, ("NotTornByReclaim",), "rates", chosen, distributions=True)


@pytest.mark.parametrize(("clear", "put", "load"), [(1, 1, 1), (2, 0.5, 3), (0.01, 100, 1)])
def test_a_load_in_a_window_is_two_races_that_are_won(
    clear: float, put: float, load: float
) -> None:
    """The clear comes before the load, and the load before the set: c/(c+l) and l/(l+s)."""
    found = timed(window(), some_rates(clear=clear, set=put, load=load, hold=1, ptl=1))
    assert found.value("P(torn)") == pytest.approx(clear / (clear + load) * load / (load + put))


def test_a_fair_coin_decides_each_of_two_races() -> None:
    """Uniform among CPUs: one half of one half."""
    found = quantify(window(), ("NotTornByReclaim",), "uniform", some_rates(ptl=1))
    assert found.value("P(torn)") == pytest.approx(0.25)


def test_some_order_tears_and_some_does_not() -> None:
    """Over all schedulers the probability is anything from 0 to 1."""
    found = quantify(window(), ("NotTornByReclaim",), "any", some_rates(ptl=1))
    (torn,) = (each for each in found.quantities if each.name == "P(torn)")
    assert (torn.value, torn.least, torn.most) == (None, 0, 1)


@pytest.mark.parametrize("come", [0.1, 1, 20])
def test_a_writer_that_comes_later_has_one_more_race_to_win(come: float) -> None:
    """It has to come before the load: a/(a+l) in front of the rest."""
    rates = some_rates(clear=2, set=0.5, load=3, hold=1, ptl=1)
    found = timed(window(), rates, arrival=f"arrival={come}")
    expected = come / (come + 3) * 2 / (2 + 3) * 3 / (3 + 0.5)
    assert found.value("P(torn)") == pytest.approx(expected)


@pytest.mark.parametrize(("drop", "load"), [(1, 1), (0.2, 5)])
def test_who_comes_to_a_held_lock_waits_for_its_rest(drop: float, load: float) -> None:
    """It is held for 1/u; reclaim is there before with l/(l+u), and then waits for 1/u."""
    found = timed(lock(), some_rates(load=load, hold=drop, ptl=1, clear=1, set=1))
    assert found.value("E(hold, contpte)") == pytest.approx(1 / drop)
    assert found.value("E(wait, reclaim)") == pytest.approx(load / (load + drop) / drop)
    assert found.value("E(wait, contpte)") == 0
    assert found.value("E(hold, reclaim)") == 0


@pytest.mark.parametrize("phases", [2, 5])
def test_phases_keep_the_mean_and_change_the_race(phases: int) -> None:
    """The k phases are all over before the load with (ku/(ku+l))^k; the wait is what is left."""
    drop, load = 0.5, 2.0
    rates = some_rates(load=load, hold=drop, ptl=1, clear=1, set=1)
    found = timed(lock(), rates, phases=f"w_hold={phases}")
    one = phases * drop / (phases * drop + load)
    # The mean hold is the load's time, if that is first, and the wait after it.
    wait = 1 / drop - sum(one**k for k in range(phases)) / (phases * drop + load)
    assert found.value("E(hold, contpte)") == pytest.approx(1 / drop)
    assert found.value("E(wait, reclaim)") == pytest.approx(wait)


def test_faster_by_a_factor_changes_no_probability() -> None:
    """All rates times seven: the same chances, and a seventh of each time."""
    rates = some_rates(clear=2, set=0.5, load=3, hold=0.7, ptl=1)
    for chain in (window(), lock()):
        slow = quantify(chain, ("NotTornByReclaim",), "rates", rates)
        fast = quantify(chain, ("NotTornByReclaim",), "rates", rates.scaled(7, PRIMITIVES))
        for one, other in zip(slow.quantities, fast.quantities, strict=True):
            assert one.value is not None
            factor = 7 if one.unit else 1
            assert other.value == pytest.approx(one.value / factor), one.name


@pytest.mark.parametrize(("drop", "load"), [(1.0, 1.0), (0.2, 5.0)])
def test_a_time_is_spread_as_the_one_exponential_that_it_is(drop: float, load: float) -> None:
    """The hold has rate u; reclaim waits with l/(l+u), and then for a time of rate u."""
    found = timed(lock(), some_rates(load=load, hold=drop, ptl=1, clear=1, set=1))
    within = {each.name: each.within for each in found.quantities}
    assert list(within["E(hold, contpte)"]) == pytest.approx([n / drop for n in (0, 0.5, 1, 2, 4)])
    for time, chance in within["E(hold, contpte)"].items():
        assert chance == pytest.approx(1 - math.exp(-drop * time))
    waits = load / (load + drop)
    for time, chance in within["E(wait, reclaim)"].items():
        assert chance == pytest.approx(1 - waits * math.exp(-drop * time))
    assert within["E(hold, reclaim)"] == {}


def test_steps_are_spread_as_the_coins_fall() -> None:
    """One coin decides whether reclaim loads first: then one step is waited, else none."""
    rates = some_rates(ptl=1)
    found = quantify(lock(), ("NotTornByReclaim",), "uniform", rates, distributions=True)
    within = {each.name: each.within for each in found.quantities}
    assert within["E(wait, reclaim)"] == pytest.approx({0: 0.5, 1: 1, 2: 1})
