"""The page of one or more traces, as text; test_html_browser.py looks at it in a browser."""

from __future__ import annotations

import dataclasses
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given

from hostile import HOSTILE, hostile_text, hostile_trace
from tornfolio.trace.trace import Trace
from tornfolio.views.cells import CELL_FILL
from tornfolio.views.page import html
from traces import make_trace, seed_events


class Page(HTMLParser):
    """What a browser would find in a page: its elements and the texts of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._in_script = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.tags.append((tag, dict(attrs)))
        self._in_script = tag == "script"
        if self._in_script:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        """Leave a script."""
        self._in_script = False

    def handle_data(self, data: str) -> None:
        """Keep the text of a script."""
        if self._in_script:
            self.scripts[-1] += data


def embedded(text: str) -> dict[str, Any]:
    """Read the data of a page."""
    data = json.loads(Page(text).scripts[0])
    assert isinstance(data, dict)
    return data


def states(data: dict[str, Any], number: int = 0) -> list[str]:
    """Work out the letters of the PTEs in all states, as the page does."""
    trace = data["traces"][number]
    pte = ["?"] * (trace["pages"] * trace["vmas"])
    found = []
    for step in trace["steps"]:
        changes = step.get("p", [])
        for at in range(0, len(changes), 3):
            first, count, letter = changes[at : at + 3]
            pte[first : first + count] = [letter] * count
        found.append("".join(pte))
    return found


def test_the_page_has_every_state() -> None:
    """The changes, put together again, are the states of the trace."""
    found = states(embedded(html([make_trace()])))

    assert found[0] == "PPPP"
    assert found[3] == "0PPP"
    assert found[-1] == "PSSS"
    assert len(found) == len(make_trace().steps)


def test_the_miss_is_marked() -> None:
    """The step in which the walk missed PTE0 is marked, and its row."""
    trace = embedded(html([make_trace()]))["traces"][0]

    assert [step["n"] for step in trace["steps"] if step.get("m")] == [4]
    assert [row["mark"] for row in trace["rows"] if row["first"] <= 4 <= row["last"]] == ["missed"]


def test_the_page_needs_nothing_else() -> None:
    """No element loads anything, and the page forbids itself to."""
    text = html([make_trace()])
    tags = Page(text).tags

    assert not [tag for tag, _ in tags if tag in ("img", "iframe", "object", "embed", "base")]
    assert not [given for _, given in tags if "src" in given]
    assert [given["href"] for _, given in tags if "href" in given] == ["data:,"]
    (policy,) = (given["content"] or "" for _, given in tags if "http-equiv" in given)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in re.sub(r"sha256-[^']*|http-equiv", "", text)


def test_the_pluscal_of_a_step_is_there() -> None:
    """The lines before the translation are in the page, and each label knows its own."""
    lines = [f"line {number}" for number in range(1, 200)]
    lines[101:106] = ["", "  \\* map_pte(): ptep_get()", "map_pte:", "  skip;", ""]
    lines[150] = "\\* BEGIN TRANSLATION"
    data = embedded(html([make_trace()], ["\n".join(lines)]))
    trace = data["traces"][0]

    assert len(trace["source"]) == 151
    labels = {name: (first, last) for name, _, _, first, last in trace["labels"]}
    assert labels["map_pte"] == (103, 105)


def test_without_its_module_a_trace_is_shown_all_the_same() -> None:
    """A page of two traces may know the module of one."""
    data = embedded(html([make_trace(), make_trace()], [None, "---- MODULE m ----"]))

    assert [len(trace["source"]) for trace in data["traces"]] == [0, 1]
    assert {tuple(label[3:]) for label in data["traces"][0]["labels"]} == {(0, 0)}


def test_512_pages_stay_under_a_megabyte() -> None:
    """States are stored as changes."""
    text = html([make_trace(seed_events(512), nr_pages=512)])

    assert len(text.encode()) < 1_000_000
    assert states(embedded(text))[-1] == "P" + "S" * 511


def test_two_vmas() -> None:
    """The PTEs of each VMA have a strip of their own."""
    whole = make_trace(seed_events(4), pte=["present"] * 8)
    trace = dataclasses.replace(whole, nr_pages=4, vmas=2)
    found = embedded(html([trace]))

    assert (found["traces"][0]["pages"], found["traces"][0]["vmas"]) == (4, 2)
    assert states(found)[-1] == "PSSSPPPP"


def test_the_colours_are_those_of_the_picture() -> None:
    """A letter has one colour everywhere."""
    text = html([make_trace()])

    for colour in CELL_FILL.values():
        assert f"background: {colour};" in text


def test_a_page_of_nothing_is_refused() -> None:
    """There is nothing to show without a trace."""
    with pytest.raises(ValueError, match="a page needs a trace"):
        html([])


def is_unharmed(trace: Trace) -> bool:
    """Tell whether a page of a trace has the same elements as any other, and its data."""
    page, usual = Page(html([trace], [trace.scenario])), Page(html([make_trace()]))
    return (
        [tag for tag, _ in page.tags] == [tag for tag, _ in usual.tags]
        and page.scripts[1:] == usual.scripts[1:]
        and states(json.loads(page.scripts[0]))[-1] == "PSSS"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_no_markup(text: str) -> None:
    """Whatever the names are, the page has the elements that it should have."""
    assert is_unharmed(hostile_trace(text))
    assert not set("<>\u2028\u2029") & set(Page(html([hostile_trace(text)])).scripts[0])


@given(hostile_text)
def test_no_text_is_markup(text: str) -> None:
    """The same for any text."""
    assert is_unharmed(hostile_trace(text))
