"""Tests that Storm, a sparse linear solve and a simulation by another program agree."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest

from chains import chance, ended, spent
from explorer import Setup, Writer, advance, first_state, is_torn
from tornfolio.gate.expectations import read_expectations
from tornfolio.model.folders import our_model
from tornfolio.model.scenario import load_scenario
from tornfolio.quantities.find import Found, find_chain
from tornfolio.quantities.quantify import Scheduler, markov_of, quantify
from tornfolio.quantities.questions import questions_about
from tornfolio.quantities.rates import Rates, read_rates
from tornfolio.quantities.storm import load
from tornfolio.support.paths import spec_dir
from tornfolio.tlc.toolchain import Toolchain

pytest.importorskip("stormpy", reason="Storm is not installed: nothing can be quantified")

Find = Callable[..., Found]
POINTS = {
    name: point
    for name, point in read_expectations(spec_dir() / "expectations.toml").points.items()
    if "granularity=lock" not in name
}
SMALL = ("torn-pte0", "whole-with-sync", "second-pass", "fault-on-torn-folio", "give-up")


@pytest.fixture(scope="session")
def find(tools: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Find:
    """A function that lets TLC find the chain of a scenario, once for each set of arguments."""
    runs: Path = tmp_path_factory.mktemp("quantities")

    @cache
    def found(name: str, *settings: str, every: bool = False) -> Found:
        scenario = load_scenario(name, settings)
        return find_chain(scenario, tools=tools, runs=runs, every_property=every)

    return found


def rates() -> Rates:
    """The rates of our model."""
    return read_rates(our_model())


@pytest.mark.parametrize("scheduler", ["uniform", "rates"])
@pytest.mark.parametrize(
    "point",
    [("torn-pte0",), ("second-pass",), ("torn-pte0", "nr_pages=2", "writers=contpte,protect")],
)
def test_a_linear_solve_gives_what_storm_gives(
    find: Find, point: tuple[str, ...], scheduler: Scheduler
) -> None:
    """Chances and times follow from the steps by one system of equations, solved by scipy."""
    found = find(*point)
    chain = found.chain
    assert chain is not None
    answers = quantify(chain, found.asked, scheduler, rates())
    markov = markov_of(chain, scheduler, rates())
    torn = chance(markov, lambda state: "NotTornByReclaim" in chain.facts(state).violated)
    kept = chance(markov, lambda state: chain.is_last(state) and not chain.facts(state).reclaimed)
    assert answers.value("P(torn)") == pytest.approx(torn, abs=1e-6)
    assert answers.value("P(kept though nobody wanted it)") == pytest.approx(kept, abs=1e-6)
    for cpu in chain.cpus:
        held = spent(markov, lambda state, cpu=cpu: cpu in chain.facts(state).holders)  # type: ignore[misc]
        assert answers.value(f"E(hold, {cpu})") == pytest.approx(held, rel=1e-5)


def test_the_walk_takes_its_first_ptl_at_pte0_or_later_or_never(find: Find) -> None:
    """One of the three happens, so the probabilities are 1 together, as is the distribution."""
    for point in (("torn-pte0",), ("second-pass",), ("missed-whole-folio",)):
        found = find(*point)
        assert found.chain is not None
        answers = quantify(found.chain, found.asked, "uniform", rates())
        names = ("P(PTL at PTE0)", "P(PTL later)", "P(PTL never taken)")
        assert sum(map(answers.value, names)) == pytest.approx(1)
        (skipped,) = (each for each in answers.quantities if each.name == "E(PTEs skipped)")
        assert sum(skipped.distribution.values()) == pytest.approx(1)
        mean = sum(value * chance for value, chance in skipped.distribution.items())
        assert skipped.value == pytest.approx(mean)


def test_a_linear_system_in_time_gives_the_distribution_that_storm_gives(find: Find) -> None:
    """The chance that a hold is no longer than so is that of an exponential of a matrix."""
    found = find("torn-pte0", "nr_pages=2")
    chain = found.chain
    assert chain is not None
    answers = quantify(chain, found.asked, "rates", rates(), distributions=True)
    markov = markov_of(chain, "rates", rates())

    def held(cpu: str, state: int) -> bool:
        return cpu in chain.facts(state).holders

    for cpu in chain.cpus:
        (asked,) = (each for each in answers.quantities if each.name == f"E(hold, {cpu})")
        assert len(asked.within) == 5
        for time, said in list(asked.within.items())[1:]:
            # Where nobody holds, a step takes a millionth of its time.
            ends = ended(markov, partial(held, cpu), time)
            assert said == pytest.approx(ends, abs=1e-4)


def test_the_passes_until_the_folio_is_reclaimed_are_told_apart(find: Find) -> None:
    """It is reclaimed in the first pass, in the second, or kept."""
    found = find("second-pass")
    assert found.chain is not None
    answers = quantify(found.chain, found.asked, "uniform", rates())
    (passes,) = (e for e in answers.quantities if e.name == "E(passes until reclaimed)")
    kept = answers.value("P(kept though nobody wanted it)")
    assert set(passes.distribution) == {1, 2}
    assert sum(passes.distribution.values()) == pytest.approx(1 - kept)
    # Reclaim tries again with what the first pass did not get.
    assert answers.value("E(passes)") == pytest.approx(2 - passes.distribution[1])
    assert passes.value == float("inf")


def test_a_cpu_waits_for_each_ptl_and_in_all_for_their_sum(find: Find) -> None:
    """Two mms have two PTLs; one writer takes that of the first alone."""
    found = find("torn-pte0", "nr_pages=2", "vmas=2")
    assert found.chain is not None
    for scheduler in ("uniform", "rates"):
        answers = quantify(found.chain, found.asked, scheduler, rates())
        for kind in ("hold", "wait"):
            for cpu in found.chain.cpus:
                parts = [answers.value(f"E({kind}, {cpu}, PTL {n})") for n in (1, 2)]
                assert answers.value(f"E({kind}, {cpu})") == pytest.approx(sum(parts))
        assert answers.value("E(wait, reclaim, PTL 1)") > 0
        assert answers.value("E(wait, reclaim, PTL 2)") == 0


def test_a_block_is_held_for_its_clears_its_flush_and_its_sets(find: Find) -> None:
    """If nobody disturbs the block of n PTEs, the hold is n clears, a flush, n sets, an unlock.

    With TTU_SYNC either CPU may have the PTL first. Reclaim needs none after it has been there,
    and a block that it has unmapped is held for no more than the unlock.
    """
    found = find("torn-pte0", "nr_pages=2", "ttu=TTU_SYNC")
    assert found.chain is not None
    same = rates().with_settings(
        [f"{label}=1" for label in found.chain.primitives], [], found.chain.primitives
    )
    answers = quantify(found.chain, found.asked, "rates", same)
    kept_first = answers.value("E(hold, contpte)")
    writer_first = (kept_first - 1) / (2 + 1 + 2)
    # The writer is first unless the walk takes its PTL, its 8th step, before the writer's first.
    assert writer_first == pytest.approx(1 - 0.5**8)


def test_with_the_ptl_from_pte0_nothing_is_torn_and_nothing_skipped(find: Find) -> None:
    """With TTU_SYNC the walk takes the PTL at PTE0 for certain."""
    found = find("torn-pte0", "ttu=TTU_SYNC")
    assert found.chain is not None
    answers = quantify(found.chain, found.asked, "rates", rates())
    assert answers.value("P(torn)") == 0
    assert answers.value("P(PTL at PTE0)") == pytest.approx(1)
    assert answers.value("E(PTEs skipped)") == 0
    assert answers.value("P(kept though nobody wanted it)") == 0


def test_a_simulation_by_the_other_explorer_agrees(find: Find) -> None:
    """The plain-Python explorer plays the same race at random, and knows nothing of the specs.

    Where the two have other steps these take no time; the loads and the lock of the walk, and the
    clears and the sets of the writer, have the same rate.
    """
    found = find("torn-pte0")
    chain = found.chain
    assert chain is not None
    slow = {
        "map_pte", "next_pte", "map_pte_lock", "next_pte_lock",
        "contpte_lock", "contpte_clear", "contpte_set",
    }  # fmt: skip
    speeds = [f"{label}={1 if label in slow else 1e6}" for label in chain.primitives]
    chosen = rates().with_settings(speeds, [], chain.primitives)
    answers = quantify(chain, found.asked, "rates", chosen)
    runs = 6000
    torn = kept = 0
    for run in range(runs):
        was_torn, reclaimed = _play(random.Random(run))
        torn += was_torn
        kept += not reclaimed
    for count, name in ((torn, "P(torn)"), (kept, "P(kept though nobody wanted it)")):
        expected = answers.value(name)
        # Four standard deviations: these runs are always the same, so there is no chance in it.
        margin = 4 * (expected * (1 - expected) / runs) ** 0.5
        assert 0.01 < expected < 0.99
        assert abs(count / runs - expected) < margin, name


def _play(chance: random.Random) -> tuple[bool, bool]:
    """One run: whether the folio was torn, and whether it was reclaimed."""
    setup = Setup(nr_pages=4, writers=(Writer("contpte"),))
    state = first_state(setup)
    torn = False
    while True:
        torn = torn or is_torn(state)
        moves = {
            me: onward
            for me in range(len(state.actors))
            if (onward := advance(setup, state, me))
        }  # fmt: skip
        if not moves:
            return torn, state.gone == 15
        slow = {"load", "start", "look", "clear", "set"}
        walking = state.actors[0].step in ("load", "lock")
        fast = [
            me
            for me in moves
            if not (walking if me == 0 else state.actors[me].step in slow)
        ]  # fmt: skip
        state = chance.choice(moves[fast[0] if fast else chance.choice(list(moves))])


@pytest.mark.parametrize("name", SMALL)
def test_what_can_happen_has_a_chance_and_what_cannot_has_none(find: Find, name: str) -> None:
    """P = 0 where the exhaustive verdict is that a property holds, and only there."""
    _compare(find(name, every=True), name)


@pytest.mark.nightly
@pytest.mark.parametrize("name", [name for name in POINTS if POINTS[name].lane != "nightly"])
def test_every_point_of_the_gate_agrees_with_its_chances(find: Find, name: str) -> None:
    """P = 0 where the exhaustive verdict is that a property holds, and only there."""
    scenario, *settings = name.split()
    _compare(find(scenario, *settings, every=True), name)


def _compare(found: Found, name: str) -> None:
    chain = found.chain
    assert chain is not None
    asked = questions_about(chain, rates(), found.asked)
    model = load(markov_of(chain, "uniform", rates()), asked)
    violated = {
        prop for prop in found.asked if model.value(f'P=? [F "violates_{prop}"]') > 0
    }  # fmt: skip
    assert violated == set(POINTS[name].violated) & set(found.asked)
    assert set(found.asked) <= {*POINTS[name].violated, *POINTS[name].holds}


@pytest.mark.parametrize("scheduler", ["uniform", "rates"])
def test_states_that_the_questions_cannot_tell_apart_are_merged(
    find: Find, scheduler: Scheduler
) -> None:
    """The smaller model, which quantify asks for chances, has those of the whole one."""
    found = find("torn-pte0")
    assert found.chain is not None
    asked = questions_about(found.chain, rates(), found.asked)
    model = load(markov_of(found.chain, scheduler, rates()), asked)
    answers = quantify(found.chain, found.asked, scheduler, rates())
    formulas = {each.name: each.formula() for each in asked.questions if each.operator == "P"}
    small = model.merged(list(formulas.values()))
    # Times tell states apart that chances do not, so there is nothing to merge with rates.
    assert small.states < model.states if scheduler == "uniform" else small.states <= model.states
    for name, formula in formulas.items():
        assert small.value(formula) == pytest.approx(model.value(formula))
        assert answers.value(name) == pytest.approx(model.value(formula), abs=1e-9)
