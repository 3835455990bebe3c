"""The page of all states in a real browser: each step is one of TLC's, and keys and names work."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chromium import assert_quiet, cells, needs_chromium, pattern, press, show, told, wait_for
from places import ROOT
from tornfolio.explore.state_graph import StateGraph, find_state_graph
from tornfolio.model.scenario import load_scenario
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.views.explorer_page import MOST_STATES, explorer_html

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

Open = Callable[..., "Chrome"]
Case = tuple[str, ...]
CASES: list[Case] = [
    ("torn-pte0", "nr_pages=2"),
    ("straddle-second-table",),
    ("torn-pte0", "nr_pages=2", "writers=contpte,contpte"),
    ("pmd-split-in-walk-torn", "nr_pages=2"),
]
pytestmark = needs_chromium


@pytest.fixture(scope="session")
def states(tools: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., StateGraph]:
    """A function that finds a graph with real TLC, whole or as `tornfolio graph` has it."""
    runs = tmp_path_factory.mktemp("walks")

    @cache
    def found(case: Case, *, whole: bool = True) -> StateGraph:
        search = find_state_graph(
            load_scenario(case[0], case[1:]),
            tools=tools,
            runs=Path(runs),
            whole=MOST_STATES if whole else 0,
        )
        assert search.graph is not None
        return search.graph

    return found


@pytest.fixture
def walk(browser: Chrome, tmp_path: Path, states: Callable[..., StateGraph]) -> Iterator[Open]:
    """Open the page of a scenario; in the end, see that it asked for nothing and had no errors."""

    def opened(case: Case = CASES[0], at: str = "") -> Chrome:
        shown = show(browser, tmp_path, explorer_html(states(case)), at)
        wait_for(shown, lambda: bool(shown.find_elements("css selector", "html[data-ready]")))
        return shown

    yield opened
    assert_quiet(browser)


def state(browser: Chrome) -> int:
    """The number of the state that is shown."""
    return int(str(browser.find_element("css selector", "#now").get_attribute("data-state")))


def ways_on(browser: Chrome) -> list[str]:
    """What each button for a step says."""
    return [button.text for button in browser.find_elements("css selector", "#next button")]


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_the_page_has_the_steps_of_tlc_and_no_others(
    walk: Open, states: Callable[..., StateGraph], case: Case
) -> None:
    """Every state has the successors, by the labels, that another search of TLC dumps."""
    shown = walk(case)
    found = shown.execute_async_script(
        """const done = arguments[0];
        const data = JSON.parse(document.getElementById("data").textContent);
        States.unpack(data.graph).then((packed) => {
          const graph = States.make(packed, data.labels, data.lanes.map(([name]) => name));
          done([graph.count, Array.from({length: graph.count}, (_, i) => graph.steps(i).map(
            (one) => [i + 1, one.to + 1, data.labels[one.label][0]])).flat()]);
        });"""
    )
    tlc = states(case, whole=False)
    steps = {
        (source, target, label)
        for source, target, action in tlc.graph.edges(data="action")
        for label in action.split(", ")
    }

    assert found[0] == tlc.graph.number_of_nodes()
    assert {tuple(step) for step in found[1]} == steps
    assert len(found[1]) == len(steps)


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_random_walks_go_where_tlc_goes(
    walk: Open, states: Callable[..., StateGraph], case: Case
) -> None:
    """Whatever button is pressed, the state after it is TLC's; the strip shows its PTEs."""
    tlc = states(case, whole=False)
    shown = walk(case)
    choose = random.Random(" ".join(case))
    taken = 0
    for _ in range(25):
        here = state(shown)
        buttons = shown.find_elements("css selector", "#next button")
        assert len(buttons) == tlc.graph.out_degree(here)
        if not buttons:
            assert here in tlc.terminal
            break
        button = choose.choice(buttons)
        label = str(button.get_attribute("title")).removeprefix("at ")
        button.click()
        there = state(shown)
        assert label in tlc.graph.edges[here, there]["action"].split(", ")
        strips = "|".join(pattern(shown, vma) for vma in range(tlc.scenario.parameters.vmas))
        assert strips == tlc.state(there).pattern
        taken += 1
    assert taken > 10


def test_back_and_forward(walk: Open) -> None:
    """Each step can be undone and done again, by keys; another step replaces what lay ahead."""
    shown = walk()
    start = state(shown)
    press(shown, "1", "1", "2")
    third = state(shown)
    press(shown, "ARROW_LEFT", "k", "k")
    assert state(shown) == start
    press(shown, "ARROW_LEFT")
    assert state(shown) == start
    press(shown, "j", "ARROW_RIGHT", "j")
    assert state(shown) == third
    press(shown, "HOME", "2", "j")
    assert len(shown.find_elements("css selector", "#table tbody tr")) == 2


def test_a_cpu_keeps_its_key(walk: Open) -> None:
    """While reclaim waits for the PTL, its key takes no step of another CPU."""
    shown = walk(at="#reclaim*8.contpte")
    here = state(shown)
    assert [key.text for key in shown.find_elements("css selector", "#next kbd")] == ["2"]
    press(shown, "1")
    assert state(shown) == here
    press(shown, "2")
    assert shown.current_url.endswith("#reclaim*8.contpte*2")


def test_the_way_is_in_the_address(walk: Open) -> None:
    """The address opens the same state again, at the same place of the way."""
    shown = walk()
    press(shown, "1", "1", "2")
    there, address = state(shown), shown.current_url
    assert address.endswith("#reclaim*2.contpte")
    again = walk(at=address[address.index("#") :])
    assert state(again) == there
    press(again, "k")
    assert again.current_url.endswith("#reclaim*2.contpte@2")
    once_more = walk(at="#reclaim*2.contpte@2")
    assert told(once_more, "#step").startswith("Step 2 of 3")


@pytest.mark.parametrize("at", ["#x", "#reclaim*999999", "#%%%", "#from-7", "#reclaim~9", "#@5"])
def test_an_address_that_leads_nowhere(walk: Open, at: str) -> None:
    """The page goes as far as it can and says that the way ends there."""
    shown = walk(at=at)

    assert told(shown, "#step")
    assert "initial state" in told(shown, "#step") or "cannot be taken" in told(shown, "#event")


def test_a_disabled_step_says_why(walk: Open) -> None:
    """It names the `await` and who holds the lock, and there is no button for it."""
    # Reclaim stands before the PTL, which contpte takes and keeps while it clears PTE0.
    shown = walk(at="#reclaim*8.contpte")
    assert told(shown, "#locks") == "PTL: held by contpte"
    assert (
        told(shown, "#next .waits")
        == 'waits in map_pte(): contpte holds the PTL (await ptl[TableOf(vma, addr)] = "nobody")'
    )
    (only,) = ways_on(shown)
    assert "contpte_convert(): __ptep_get_and_clear()" in only


def test_to_a_violation_and_to_a_final_state(walk: Open, states: Callable[..., StateGraph]) -> None:
    """The counterexample is as long as TLC's; every final state can be reached; Back undoes it."""
    graph = states(CASES[0])
    shown = walk()
    press(shown, "c")
    assert state(shown) == graph.counterexample[-1]
    assert told(shown, "#step").startswith(f"Step {len(graph.counterexample) - 1} of")
    assert "violates AllOrNothing" in told(shown, "#event")
    assert cells(shown) == ["P 0", "S 1"]
    shown.back()
    wait_for(shown, lambda: "initial state" in told(shown, "#step"))
    press(shown, "v")
    assert state(shown) in graph.violating
    for end in sorted(graph.done):
        shown.execute_script(
            """const chooser = document.getElementById("final");
            chooser.value = String(arguments[0] - 1);
            chooser.dispatchEvent(new Event("change"));""",
            end,
        )
        assert state(shown) == end
        assert not ways_on(shown)


def test_when_does_pte0_change(walk: Open, states: Callable[..., StateGraph]) -> None:
    """A search lists every step that can be reached and fits, nearest first, and goes there."""
    graph = states(CASES[0])
    changes = [
        (source, target)
        for source, target in graph.graph.edges
        if graph.state(source).pattern[0] != graph.state(target).pattern[0]
    ]
    shown = walk()
    press(shown, "/", *"when does PTE0 change?", "ENTER")
    assert told(shown, "#found").startswith(f"{len(changes)} steps that can be reached")
    hits = shown.find_elements("css selector", "#hits button")
    far = [int(hit.text.split()[1]) for hit in hits]
    assert far == sorted(far)
    assert far[0] == min(graph.depths[source] for source, _ in changes) + 1
    hits[0].click()
    assert pattern(shown)[0] != "P"
    query = shown.find_element("css selector", "#query")
    query.clear()
    query.send_keys("PTE9\n")
    assert told(shown, "#found") == "No step that can be reached from here fits."


def test_it_can_be_heard(walk: Open) -> None:
    """A live region tells the step and what follows; controls and regions have names."""
    shown = walk()
    press(shown, "1")
    live = shown.find_element("css selector", "#said[aria-live=polite]")
    assert live.text.startswith("Step 1 of 1: reclaim, at shrink_trylock")
    for control in shown.find_elements(
        "css selector", "button, input, select, [role=region], [role=search] input"
    ):
        assert control.accessible_name or not control.is_displayed()
    assert shown.find_element("css selector", "tr.current").get_attribute("aria-current") == "step"
    # A step taken with the keyboard leaves the focus where the next one can be taken.
    button = shown.find_element("css selector", "#next button")
    button.send_keys("\ue007")
    assert (
        shown.switch_to.active_element.find_element("xpath", "ancestor::ul").get_attribute("id")
        == "next"
    )


def test_print_shows_the_way(walk: Open) -> None:
    """On paper stands the whole way and the state; what cannot be used there is left out."""
    shown = walk()
    press(shown, "c")
    shown.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        pane = "document.getElementById('lanes-scroll')"
        assert (
            shown.execute_script(f"return {pane}.scrollHeight > {pane}.clientHeight + 1") is False
        )
        assert shown.find_element("css selector", "#strips").is_displayed()
        for gone in ("#controls", "#next", "#find"):
            assert not shown.find_element("css selector", gone).is_displayed()
    finally:
        shown.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


ANSWERS = {
    "walk.html#reclaim*7.contpte*2.reclaim*2.contpte*9.reclaim*30": "PSSS",
    "walk.html#reclaim*7.contpte*3.reclaim*3": "00PP",
    "walk.html#reclaim*8.contpte": "PPPP",
    "walk.html#reclaim*7.contpte*2": "0PPP",
    "sync.html#reclaim*7.contpte*2": "0PPP",
}


def test_the_answers_of_the_exercises(walk: Open) -> None:
    """Each address in the exercises leads where the text says, and no other address is there."""
    text = (ROOT / "docs" / "walk.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\w+\.html#[\w*.]*\w", text)) == set(ANSWERS)
    for address, ptes in ANSWERS.items():
        page, _, way = address.partition("#")
        case = ("torn-pte0", "ttu=TTU_SYNC") if page == "sync.html" else ("torn-pte0",)
        shown = walk(case, f"#{way}")
        assert pattern(shown) == ptes, address
        assert "cannot be taken" not in told(shown, "#event"), address
        # The first exercise asks for a final state, from which nobody takes a step.
        final = way.endswith("reclaim*30")
        assert bool(shown.find_elements("css selector", "#next button")) != final, address
        if page == "sync.html" or way == "reclaim*8.contpte":
            assert "contpte holds the PTL" in told(shown, "#next .waits")


def test_when_it_is_too_late(walk: Open) -> None:
    """Before the look without the PTL, PTE0 can still become a swap entry; after it, no more."""
    shown = walk(("torn-pte0",), "#reclaim*7.contpte*2")
    press(shown, "/", *"PTE0 swap", "ENTER")
    assert "can be reached from here" in told(shown, "#found")
    assert shown.find_elements("css selector", "#hits button")
    reclaim, _ = shown.find_elements("css selector", "#next button")
    assert "map_pte" in reclaim.text
    reclaim.click()
    assert told(shown, "#found") == "No step that can be reached from here fits."
