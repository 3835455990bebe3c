"""The page of traces in a real browser: what is shown, and what keys do."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chromium import (
    assert_quiet,
    cells,
    contrast,
    luminance,
    needs_chromium,
    pattern,
    press,
    show,
    told,
    wait_for,
)
from hostile import HOSTILE, hostile_trace
from tornfolio.trace.trace import Choice, CPlace
from tornfolio.views.page import html
from traces import make_trace, seed_events

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

Open = Callable[..., "Chrome"]

pytestmark = needs_chromium
MODULE = "\n".join(
    [
        "---- MODULE torn_pte0 ----",
        *(f"line {number}" for number in range(2, 140)),
        "\\* BEGIN TRANSLATION",
        "not shown",
    ]
)


@pytest.fixture
def page(browser: Chrome, tmp_path: Path) -> Iterator[Open]:
    """Open a page of traces; in the end, see that it asked for nothing and had no errors."""

    def opened(*traces: Any, at: str = "", source: str | None = MODULE) -> Chrome:
        return show(browser, tmp_path, html(traces, [source] * len(traces)), at)

    yield opened
    assert_quiet(browser)


def test_keys_step_through_the_trace(page: Open) -> None:
    """Arrows and letters go a step, p and n a row, Home and End to the ends; all stay inside."""
    shown = page(make_trace())

    assert told(shown, "#step").startswith("Step 0 of 31")
    steps = []
    for keys in (
        ["ARROW_LEFT"],
        ["ARROW_RIGHT"] * 3,
        ["j"],
        ["k", "ARROW_LEFT"],
        ["END"],
        ["j"],
        ["p"],
        ["HOME"],
        ["n", "n", "n", "n"],
    ):
        press(shown, *keys)
        steps.append(int(told(shown, "#step").split()[1]))
    last = len(make_trace().steps) - 1
    assert steps[:6] == [0, 3, 4, 2, last, last]
    assert steps[6] < last
    assert steps[7:] == [0, 4]


def test_two_pages_at_the_torn_state(page: Open) -> None:
    """At the end PTE0 is present, the other a swap entry, and the page says that it is torn."""
    shown = page(make_trace(seed_events(2), nr_pages=2))
    press(shown, "END")

    assert cells(shown) == ["P 0", "S 1"]
    assert "torn" in (shown.find_element("css selector", ".cells li").get_attribute("class") or "")
    assert "AllOrNothing is violated, the folio is torn" in told(shown, "#event")
    assert "END: AllOrNothing is violated" in told(shown, "tr.current")
    assert "PTE0 stays present while PTE1 is a swap entry" in told(shown, "#summary")


def test_the_step_that_misses_pte0(page: Open) -> None:
    """Its row, its PTE, who holds the PTL, and its line of PlusCal are marked."""
    shown = page(make_trace(), at="#trace=1&step=4")

    assert told(shown, "#event") == "MISSED: reads PTE0 = none without the PTL, goes on."
    assert pattern(shown) == "0PPP"
    assert told(shown, ".cells li.missed").split() == ["0", "0"]
    assert told(shown, "#locks") == "PTL: held by contpte"
    assert "MISSED" in told(shown, "tr.current.missed td.acts")
    assert told(shown, "#source .at").startswith("line 104")
    assert "not shown" not in told(shown, "#source")


def test_what_changed_is_marked(page: Open) -> None:
    """The PTE that the step changed, the PTL that it took, and the other variables."""
    shown = page(make_trace(), at="#step=3")

    assert [c.text.split() for c in shown.find_elements("css selector", ".cells .changed")] == [
        ["0", "0"]
    ]
    assert "number 3 2" in " ".join(told(shown, "#variables").split())
    press(shown, "k")
    assert told(shown, "#locks .changed") == "contpte"


def test_512_pages(page: Open) -> None:
    """Runs share a cell, a step in the middle shows where the walk is, and it is quick."""
    shown = page(make_trace(seed_events(512), nr_pages=512), at="#step=1000")

    assert 2 < len(cells(shown)) <= 40
    press(shown, "END")
    assert cells(shown) == ["P 0", "S 1..511"]
    press(shown, "HOME")
    assert cells(shown) == ["P 0", "P 1..511"]
    assert len(shown.find_elements("css selector", "#table tbody tr")) < 40


def test_loops_unfold(page: Open) -> None:
    """With the box checked each step is a row; the current one stays."""
    trace = make_trace()
    shown = page(trace, at="#step=4")
    folded = len(shown.find_elements("css selector", "#table tbody tr"))
    shown.find_element("css selector", "#unfold").click()

    rows = shown.find_elements("css selector", "#table tbody tr")
    assert folded < len(rows) == len(trace.steps)
    assert told(shown, "tr.current td").strip() == "4"


def test_several_traces(page: Open) -> None:
    """The chooser changes the trace, and the address names it."""
    from selenium.webdriver.support.select import Select

    second = make_trace(seed_events(2), nr_pages=2, scenario="second")
    shown = page(make_trace(), second)
    Select(shown.find_element("css selector", "#trace")).select_by_index(1)

    assert told(shown, "h1") == "second: AllOrNothing is violated"
    assert pattern(shown) == "PP"
    assert shown.current_url.endswith("#second/0")


def test_deep_links(page: Open) -> None:
    """The address leads to a step, when the page opens and later, and follows each step.

    What older pages wrote still leads there.
    """
    second = make_trace(seed_events(2), nr_pages=2, scenario="second")
    shown = page(make_trace(), second, at="#second/3")

    assert (told(shown, "h1").split(":")[0], pattern(shown)) == ("second", "0P")
    press(shown, "j")
    assert shown.current_url.endswith("#second/4")
    shown.execute_script("location.hash = 'trace=1&step=3'")
    wait_for(shown, lambda: pattern(shown) == "0PPP")
    assert told(shown, "h1").startswith("torn-pte0")
    for at, head, step in (
        ("#trace=2&step=4", "second", 4),
        ("#2/5", "second", 5),
        ("#second", "second", 0),
        ("#7", "torn-pte0", 7),
        ("#step=8", "torn-pte0", 8),
        ("#torn-pte0/9", "torn-pte0", 9),
    ):
        shown.execute_script("location.hash = arguments[0]", at)
        wait_for(shown, lambda step=step: told(shown, "#step").startswith(f"Step {step} of"))  # type: ignore[misc]
        assert told(shown, "h1").split(":")[0] == head


def test_traces_of_one_name(page: Open) -> None:
    """Where two traces have the same scenario, the address has their numbers."""
    shown = page(make_trace(), make_trace(seed_events(2), nr_pages=2), at="#2/3")

    assert pattern(shown) == "0P"
    press(shown, "j")
    assert shown.current_url.endswith("#2/4")


def test_small_and_large_traces_in_one_page(page: Open) -> None:
    """The chooser leads from 2 pages to 512 and back; keys and slider go on in the one chosen."""
    from selenium.webdriver.support.select import Select

    large = make_trace(seed_events(512), nr_pages=512, scenario="large")
    shown = page(make_trace(seed_events(2), nr_pages=2, scenario="small"), make_trace(), large)
    chooser = Select(shown.find_element("css selector", "#trace"))
    assert [option.text.split(":")[0] for option in chooser.options] == [
        "1. small",
        "2. torn-pte0",
        "3. large",
    ]
    chooser.select_by_index(2)
    shown.find_element("css selector", "h1").click()
    shown.execute_script("document.activeElement.blur()")
    press(shown, "END")
    assert cells(shown) == ["P 0", "S 1..511"]
    slider = shown.find_element("css selector", "#slider")
    assert slider.get_attribute("value") == slider.get_attribute("max") == str(len(large.steps) - 1)
    shown.execute_script("location.hash = 'small/3'")
    wait_for(shown, lambda: cells(shown) == ["0 0", "P 1"])
    assert slider.get_attribute("value") == "3"
    press(shown, "ARROW_RIGHT")
    assert shown.current_url.endswith("#small/4")


def test_who_waits_for_the_ptl_at_each_step(page: Open) -> None:
    """Also within a loop that is one row, and in every row when loops are unfolded."""
    shown = page(make_trace(), at="#torn-pte0/5")
    waits = []
    for _ in make_trace().steps[5:]:
        waits.append("waited for by reclaim" in told(shown, "#locks"))
        press(shown, "j")

    # From its look at PTE1 on, until contpte drops the PTL in step 14.
    assert waits == [number < 14 for number in range(5, len(make_trace().steps))]
    shown.find_element("css selector", "#unfold").click()
    lines = shown.find_elements("css selector", "#table tbody tr")
    waiting = [i for i, line in enumerate(lines) if line.find_elements("css selector", ".waits")]
    assert waiting == list(range(5, 14))


def test_two_page_tables(page: Open) -> None:
    """A gap stands where the second begins, in the strip, in each row, and in runs of PTEs."""
    trace = make_trace(straddle=2)
    large = make_trace(seed_events(512), nr_pages=512, straddle=500, scenario="large")
    shown = page(trace, large)

    second = ".cells li.second"
    assert [cell.text.split() for cell in shown.find_elements("css selector", second)] == [
        ["P", "2"]
    ]
    rows = shown.find_elements("css selector", "#table tbody tr")
    assert len(shown.find_elements("css selector", "td.mini .second")) == len(rows)
    assert "between two page tables" in told(shown, "#legend")
    shown.execute_script("location.hash = 'large/0'")
    wait_for(shown, lambda: cells(shown) == ["P 0", "P 1..499", "P 500..511"])
    press(shown, "END")
    assert cells(shown) == ["P 0", "S 1..499", "S 500..511"]
    shown.execute_script("location.hash = 'large/700'")
    wait_for(shown, lambda: "Step 700 of" in told(shown, "#step"))
    assert "500..511" in told(shown, second)


def test_one_page_table_has_no_gap(page: Open) -> None:
    """Where the folio lies in one page table, nothing speaks of two."""
    shown = page(make_trace())

    assert not shown.find_elements("css selector", ".second")
    assert "two page tables" not in told(shown, "#legend")


def test_what_could_have_happened_is_a_list(page: Open) -> None:
    """At each step what its state allowed, or that it was nothing; no list if nobody asked."""
    lock = Choice("contpte", "contpte_lock", "handle_pte_fault", "spin_lock()")
    trace = make_trace()
    steps = [
        dataclasses.replace(step, choices=(lock,) if number == 1 else ())
        for number, step in enumerate(trace.steps)
    ]
    shown = page(dataclasses.replace(trace, steps=tuple(steps)), make_trace(), at="#1/1")

    assert told(shown, "#choices") == "could also: contpte, handle_pte_fault(): spin_lock()"
    press(shown, "j")
    assert told(shown, "#choices") == "nothing else could have happened"
    shown.execute_script("location.hash = '2/1'")
    wait_for(shown, lambda: not shown.find_element("css selector", "#choices").is_displayed())


@pytest.mark.parametrize("at", ["#trace=9&step=99999", "#trace=x&step=-1", "#%%%", "#step=1e9"])
def test_an_address_that_leads_nowhere(page: Open, at: str) -> None:
    """The page opens at the beginning of a trace that there is."""
    assert told(page(make_trace(), at=at), "#step").startswith("Step 0 of")


def test_buttons_and_slider(page: Open) -> None:
    """All that keys do, buttons do; at an end those that lead further are disabled."""
    shown = page(make_trace())
    forward = shown.find_element("css selector", "#forward")
    forward.click()

    assert told(shown, "#step").startswith("Step 1 of")
    shown.find_element("css selector", "#slider").send_keys("\ue014")  # the right arrow
    assert told(shown, "#step").startswith("Step 2 of")
    shown.find_element("css selector", "#marks button").click()
    assert told(shown, "#step").startswith("Step 4 of")
    shown.find_element("css selector", "#to-last").click()
    assert not forward.is_enabled()


def test_it_can_be_heard(page: Open) -> None:
    """A live region tells the step; every control and every region has a name."""
    shown = page(make_trace())
    live = shown.find_element("css selector", "[aria-live=polite]")
    press(shown, "j", "j", "j", "j")

    assert "MISSED: reads PTE0 = none without the PTL" in live.text
    for control in shown.find_elements("css selector", "button, input, select, [role=region]"):
        assert control.accessible_name or not control.is_displayed()
    slider = shown.find_element("css selector", "#slider")
    assert "Step 4 of" in (slider.get_attribute("aria-valuetext") or "")
    assert shown.find_element("css selector", "tr.current").get_attribute("aria-current") == "step"


def test_print_shows_all_rows(page: Open) -> None:
    """On paper no pane cuts off its rows, and what cannot be used there is left out."""
    shown = page(make_trace(seed_events(16), nr_pages=16))
    shown.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        pane = "document.getElementById('lanes-scroll')"
        cut = f"return {pane}.scrollHeight > {pane}.clientHeight + 1"
        assert shown.execute_script(cut) is False
        assert not shown.find_element("css selector", "#controls").is_displayed()
        assert shown.find_elements("css selector", "#table tbody tr")[-1].is_displayed()
    finally:
        shown.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


@pytest.mark.parametrize("dark", [False, True])
def test_text_can_be_read_in_light_and_dark(page: Open, dark: bool) -> None:
    """Text has a contrast of at least 4.5 to its paper."""
    shown = page(make_trace(), at="#step=4")
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    shown.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    try:
        colours = shown.execute_script(
            """const style = getComputedStyle(document.documentElement);
            const read = (name) => style.getPropertyValue(name).trim();
            return ["--paper", "--ink", "--faint", "--alarm", "--lock-ink"].map(read);"""
        )
    finally:
        shown.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    paper, *inks = colours
    assert (luminance(paper) < 0.5) == dark
    assert min(contrast(paper, ink) for ink in inks) >= 4.5


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_only_text(page: Open, text: str) -> None:
    """Names that are markup or script are shown, not obeyed."""
    shown = page(hostile_trace(text), at="#step=4", source=text)

    assert shown.title != "owned"
    assert pattern(shown) == "0PPP"
    assert not shown.find_elements("css selector", "img, td script, h1 *")


CODE = tuple(f"\tline {number} of the tree;" for number in range(100, 117))


def with_c(trace: Any) -> Any:
    """A trace whose second step has a place in a tree, in the middle of the lines shown."""
    place = CPlace("map_pte", "mm/page_vma_mapped.c", 108, 100, CODE)
    first, second, *rest = trace.steps
    return dataclasses.replace(trace, steps=(first, dataclasses.replace(second, c=place), *rest))


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (1100, 760), (480, 900)])
def test_the_c_of_a_step_stands_beside_the_pluscal(page: Open, width: int, height: int) -> None:
    """Each panel has room for lines, the marked line of the C is in view, and the page fits."""
    shown = page(with_c(make_trace()))
    shown.set_window_size(width, height)
    try:
        press(shown, "j")
        assert told(shown, "#c-head").startswith("C of this step: map_pte()")
        assert told(shown, "#c-source .at").strip() == "line 108 of the tree;"
        rooms = shown.execute_script(
            "return ['source', 'c-source', 'values-scroll'].map("
            "(id) => document.getElementById(id).clientHeight)"
        )
        assert min(rooms) >= 40, rooms
        inside = shown.execute_script(
            "const box = document.getElementById('c-source').getBoundingClientRect();"
            "const at = document.querySelector('#c-source .at').getBoundingClientRect();"
            "return at.top >= box.top - 1 && at.bottom <= box.bottom + 1"
        )
        assert inside
        wide = "return document.documentElement.scrollWidth <= innerWidth"
        assert shown.execute_script(wide)
        press(shown, "j")
        assert told(shown, "#c-head") == "C of this step: none in the tree"
    finally:
        shown.set_window_size(1400, 1000)


def test_without_a_tree_there_is_no_c(page: Open) -> None:
    """The panel is not there, and the PlusCal has its room."""
    shown = page(make_trace())
    assert not shown.find_element("id", "c").is_displayed()
