"""Tests of the orders that make a quantity least or greatest, and of the traces that show them."""

from __future__ import annotations

from pathlib import Path

import pytest

from chains import PRIMITIVES, chain_by_hand, lock, some_rates, window
from kinds import Call
from tornfolio.explore.dump import read_some
from tornfolio.model.scenario import load_scenario
from tornfolio.quantities.chain import Chain
from tornfolio.quantities.extremes import Direction, Extreme, find_extreme
from tornfolio.quantities.find import Found, find_chain
from tornfolio.quantities.quantify import quantify
from tornfolio.quantities.shown_order import trace_of
from tornfolio.support.errors import ToolFailed
from tornfolio.tlc.toolchain import Toolchain

pytest.importorskip("stormpy", reason="Storm is not installed: nothing can be quantified")

ASKED = ("NotTornByReclaim",)


def extreme(chain: Chain, name: str, direction: Direction) -> Extreme:
    """An order of a chain that was written by hand."""
    return find_extreme(chain, ASKED, some_rates(ptl=1), name, direction)


def test_the_order_that_tears_is_the_load_in_the_window() -> None:
    """The clear, the load, the set; any other order is not torn."""
    found = extreme(window(), "P(torn)", "max")
    assert (found.value, found.states) == (1, (0, 1, 4, 5))
    assert found.labels == ("w_clear", "r_load", "w_set")
    least = extreme(window(), "P(torn)", "min")
    assert (least.value, least.labels) == (0, ("r_load", "w_clear"))


def test_the_longest_wait_begins_before_the_lock_is_dropped() -> None:
    """Reclaim is there first and waits for one step; or it is there later and waits for none."""
    most = extreme(lock(), "E(wait, reclaim)", "max")
    assert (most.value, most.states) == (1, (0, 1, 3, 4))
    least = extreme(lock(), "E(wait, reclaim)", "min")
    assert (least.value, least.states) == (0, (0, 2, 3, 4))


def test_what_can_go_on_for_ever_is_shown_as_a_round() -> None:
    """The writer takes and drops the PTL again and again while reclaim does not move."""
    states = [
        (("r_load", "w_set"), "nobody", False),
        (("r_load", "w_hold"), "contpte", False),
        (("Done", "w_hold"), "contpte", False),
        (("Done", "Done"), "nobody", False),
    ]
    steps = [(0, 1, "w_set", 1), (1, 0, "r_load", 2), (1, 1, "w_hold", 0), (2, 1, "w_hold", 3)]
    chain = chain_by_hand(states, steps, PRIMITIVES)
    most = extreme(chain, "E(hold, contpte)", "max")
    assert most.value == float("inf")
    assert most.back_to is not None
    again = {*most.states[most.back_to :]}
    assert again == {0, 1}
    assert extreme(chain, "E(hold, contpte)", "min").back_to is None


@pytest.fixture(scope="module")
def searched(tools: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """All states of the seed scenario, two pages."""
    scenario = load_scenario("torn-pte0", ("nr_pages=2",))
    return find_chain(scenario, tools=tools, runs=tmp_path_factory.mktemp("orders"))


@pytest.mark.parametrize("direction", ["min", "max"])
def test_each_bound_is_attained_by_a_trace_of_tlc(searched: Found, direction: Direction) -> None:
    """A step of the trace is a step of the spec, and the end is as the quantity says."""
    chain, result = searched.chain, searched.result
    assert chain is not None
    assert result is not None
    bounds = quantify(chain, searched.asked, "any", some_rates(ptl=1)).quantities
    for each in bounds:
        found = find_extreme(chain, searched.asked, some_rates(ptl=1), each.name, direction)
        bound = each.least if direction == "min" else each.most
        assert found.value == pytest.approx(bound)
        assert chain.is_last(found.states[-1])
        trace = trace_of(found, result)
        assert [step.action for step in trace.steps[1:]] == list(found.labels)
        assert not trace.is_violation
        if each.name == "P(torn)":
            torn = set(trace.steps[-1].state.pte) == {"present", "swap"}
            assert torn == (direction == "max")
        if each.name == "E(hold, reclaim)":
            held = sum(step.state.ptls[0] == "reclaim" for step in trace.steps[:-1])
            assert held == pytest.approx(found.value)


def test_a_dump_without_the_states_is_a_tool_that_failed(searched: Found) -> None:
    """Its number is beyond all of them."""
    assert searched.result is not None
    with (
        searched.result.run.dump.open(encoding="utf-8") as lines,
        pytest.raises(ToolFailed, match="has not all of the states"),
    ):
        read_some(lines, {1, 10**6}, 2, "the dump")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--of", "P(torn)"), "--of does nothing without --trace"),
        (("--trace", "max", "--rate", "flush=1"), "has no rates"),
        (
            ("--trace", "max", "--scheduler", "uniform"),
            "--trace needs --scheduler any, without rates",
        ),
        (("--trace", "max", "--of", "P(torm)"), "did you mean P(torn)"),
        (
            ("--trace", "max", "--policy", "none"),
            "--policy does not go with --vary or --scheduler any",
        ),
    ],
)
def test_what_does_not_go_together_is_bad_input(
    call: Call, options: tuple[str, ...], said: str
) -> None:
    """An order is one of all, of a quantity that there is."""
    called = call("quantify", "torn-pte0", "--set", "nr_pages=2", *options)
    assert called.status == 2
    assert said in called.stderr


def test_the_picture_is_that_of_a_trace(call: Call, tmp_path: Path) -> None:
    """Both CPUs have a lane, and the heading says which bound it is."""
    file = tmp_path / "order.svg"
    settings = ("--set", "nr_pages=2", "--trace", "max", "--plot", str(file))
    assert call("quantify", "torn-pte0", *settings).status == 0
    text = file.read_text(encoding="utf-8")
    assert "P(torn) is 1, the most over all orders" in text


def test_an_order_says_what_decided_it(call: Call) -> None:
    """A torn folio has a PTE that the walk found none without the PTL, as contpte had cleared it.

    Had that not been, the walk would have taken the PTL at this PTE.
    """
    asked = ("--set", "nr_pages=2", "--trace", "max", "--width", "200")
    called = call("quantify", "torn-pte0", *asked)
    assert called.status == 0
    (said,) = (line for line in called.stdout.splitlines() if line.startswith("Because "))
    assert said.startswith("Because contpte had set PTE0 to none in step ")
    assert "Had it still been present, the walk would have taken the PTL here" in said
