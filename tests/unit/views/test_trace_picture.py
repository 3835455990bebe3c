"""Tests of the graph of a trace and of its picture, also where the text in it is hostile."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pygraphviz
import pytest

from hostile import with_words
from tornfolio.trace.misses import summary
from tornfolio.trace.trace import Trace
from tornfolio.views.cells import MEANINGS
from tornfolio.views.colours import ALARM
from tornfolio.views.lanes import EdgeKind, TraceGraph, build_graph
from tornfolio.views.trace_legend import SIGNS
from tornfolio.views.trace_picture import FORMATS, Format, dot_source, draw
from traces import KEEPS_UP, LANES, ZAPPED, make_trace, seed_events

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {"svg", "g", "title", "desc", "text", "polygon", "polyline", "path", "ellipse"}

HOSTILE = {
    "markup": "</title></svg><script>alert(1)</script><B>&amp;&lt;",
    "html-label": "<<B>x</B>>",
    "quotes": '"\'`"; node [shape=egg]; "',
    "backslashes": '\\N \\G \\"x\\\\',
    "last-backslash": "x\\",
    "odd-backslashes": '\\\\\\"\\',
    "long": "a" * 3000,
    "long-words": "word " * 600,
    "non-ascii": "f\u00f6li\u00f3 \u0416 \u6f22\u5b57 \U0001f4a5",
    "controls": "a\x01b\x1b[31mc\x7f\x85",
    "null": "a\0b",
    "surrogate": "a\ud800b",
    "not-characters": "a\ufffe\uffffb",
    "right-to-left": "a\u202eb\u2028c",
    "line-breaks": "a\nb\r\nc\td",
    "comment": "--> ]]> -- <!-- /* // #",
    "ports": "row1:n:e -> row2",
    "entities": "&#0; &unknown; %s {0} \\u0041",
    "space": " ",
    "empty": "",
}


def with_text(trace: Trace, text: str) -> Trace:
    """Put a text into every place of a trace that takes text."""
    actor = {"reclaim": f"reclaim{text}", "contpte": f"contpte{text}"}
    steps = tuple(
        dataclasses.replace(
            step,
            actor=actor.get(step.actor or ""),
            action=step.action + text,
            function=step.function and step.function + text,
            primitive=text,
            state=dataclasses.replace(
                step.state,
                pte=tuple(text if word == "none" else word for word in step.state.pte),
                ptls=(actor.get(step.state.ptl or ""),),
                pc={actor[cpu]: label + text for cpu, label in step.state.pc.items()},
            ),
            changes=tuple(
                dataclasses.replace(change, before=change.before + text) for change in step.changes
            ),
        )
        for step in trace.steps
    )
    return with_words(trace, text, (actor[name] for name in trace.lanes), steps)


def edges(graph: TraceGraph, kind: EdgeKind) -> dict[tuple[int, int], Any]:
    """The edges of one kind with their pages."""
    return {
        (source, target): data.get("slots")
        for source, target, data in graph.graph.edges(data=True)
        if data["kind"] == kind
    }


@cache
def seed_svg() -> str:
    """The picture of the seed's story."""
    return draw(build_graph(make_trace()), "svg").data.decode()


def texts(svg: str, title: str | None = None) -> str:
    """The text in an SVG picture, or that of the node with a title."""
    pieces: list[str] = []
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        if group.get("class") == "node" and title in (None, group.findtext(f"{SVG}title")):
            pieces += [text.text or "" for text in group.findall(f".//{SVG}text")]
    return " ".join(" ".join(pieces).replace("\u00a0", " ").split())


def test_edges_of_the_seed_story() -> None:
    """Each CPU has its chain of rows; the race is two edges, the PTL goes from one to the other."""
    graph = build_graph(make_trace())
    reclaim, contpte = [1, 4, 5, 10, 11, 12], [2, 3, 6, 7, 8, 9]
    chains = {*pairwise(reclaim), *pairwise(contpte)}
    assert set(edges(graph, "then")) == chains
    assert edges(graph, "ptl") == {(9, 10): None}
    assert edges(graph, "missed") == {(3, 4): (0,)}
    assert edges(graph, "restored") == {(4, 8): (0,)}


def test_lanes_marks_and_waits_of_the_seed_story() -> None:
    """The race is marked; the walk waits from its look at PTE1 to the end of the writer's work."""
    graph = build_graph(make_trace())
    assert graph.marks == {3: "cleared", 4: "missed", 8: "restored"}
    lanes = [graph.graph.nodes[index]["lane"] for index in range(len(graph.rows))]
    assert lanes == [None] + [
        "contpte" if index in (2, 3, 6, 7, 8, 9) else "reclaim" for index in range(1, 13)
    ]
    waiting = {index: set(actors) for index, actors in enumerate(graph.waits) if actors}
    assert waiting == {index: {"reclaim"} for index in range(5, 9)}


def test_unfolded_graph() -> None:
    """Unfolded, each step is a node, and the race is between the steps themselves."""
    graph = build_graph(make_trace(), unfold=True)
    assert sorted(graph.graph.nodes) == list(range(32))
    assert edges(graph, "missed") == {(3, 4): (0,)}
    assert edges(graph, "restored") == {(4, 10): (0,)}
    assert edges(graph, "ptl") == {(14, 15): None}


def test_several_misses() -> None:
    """Each missed PTE has its own edges to and from the load that missed it."""
    graph = build_graph(make_trace(KEEPS_UP))
    assert edges(graph, "missed") == {(3, 4): (0,), (6, 7): (1,), (9, 10): (2,)}
    assert edges(graph, "restored") == {(4, 5): (0,), (7, 8): (1,), (10, 12): (2,)}


def test_misses_of_one_row_share_an_edge() -> None:
    """A folded row that missed several PTEs has one edge with all their pages."""
    events = ["contpte c 0=none", "contpte c 1=none", "reclaim n reads=0", "reclaim n reads=1"]
    graph = build_graph(make_trace([*events, "contpte s 0=present", "contpte s 1=present"]))
    assert edges(graph, "missed") == {(1, 2): (0, 1)}
    assert edges(graph, "restored") == {(2, 3): (0, 1)}


def test_nothing_is_marked_without_a_miss() -> None:
    """Where userspace unmaps for good, no row is marked and no edge tells of a race."""
    graph = build_graph(make_trace(ZAPPED))
    assert graph.marks == {}
    assert edges(graph, "missed") == edges(graph, "restored") == {}


def test_svg_of_the_seed_story() -> None:
    """The picture shows the strips, each CPU with what it is, the rows, and the summary."""
    svg = seed_svg()
    assert {
        element.tag.removeprefix(SVG) for element in ElementTree.fromstring(svg).iter()
    } <= DRAWN
    rows = build_graph(make_trace()).rows
    for index, row in enumerate(rows):
        letters = [word[0].upper().replace("N", "0") for word in row.last.state.pte]
        assert texts(svg, f"strip{index}") == " ".join(letters)
        assert texts(svg, f"step{index}") == row.numbers
        assert texts(svg, f"ptl{index}") == (row.last.state.ptl or "-")
        assert row.what() in texts(svg, f"row{index}")
    for actor, about in make_trace().lanes.items():
        assert f"{actor} {about}" in texts(svg)
    for sentence in summary(make_trace()):
        assert sentence in texts(svg, "summary")
    assert "MISSED: reads PTE0 = none" in texts(svg, "row4")
    assert "(3 rounds)" in texts(svg, "row6")
    assert "torn-pte0: AllOrNothing is violated" in texts(svg, "title")


def test_who_does_not_see_the_picture_is_told() -> None:
    """It is an image with a title and a description, by ids that are those of its elements."""
    root = ElementTree.fromstring(seed_svg())

    assert root.get("role") == "img"
    named = {element.get("id"): element.text or "" for element in root if element.get("id")}
    title, told = (named[name] for name in (root.get("aria-labelledby") or "").split())
    assert title == "torn-pte0: AllOrNothing is violated"
    assert "PTE0 stays present while PTE1..PTE3 are swap entries" in told


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (None, {"torn", "holds", "waits", "ptl", "race", "missed", "restored"}),
        ((), set()),
        (("reclaim c 0=none",), set()),
    ],
)
def test_the_legend_has_what_the_picture_has(
    events: tuple[str, ...] | None, expected: set[str]
) -> None:
    """Each letter, bar, frame and arrow of the picture is explained, and nothing else is."""
    svg = draw(build_graph(make_trace(events)), "svg").data.decode()
    told = f"{texts(svg, 'legend0')} {texts(svg, 'legend1')}"

    shown = {name for name, (_, meaning) in SIGNS.items() if f" {meaning} " in f" {told} "}
    assert shown == expected
    letters = set("".join(texts(svg, f"strip{row}") for row in range(32)).replace(" ", ""))
    assert {known for known, meaning in MEANINGS.items() if meaning in told} == letters


def test_what_the_walk_has_yet_to_reach_is_not_torn() -> None:
    """A frame means that a PTE stays present beside swap entries, not that it still is."""

    def framed(*ends: int) -> list[str]:
        taken = [f"reclaim ttu_set_swap {page}=swap" for page in ends]
        strips = re.findall(r"strip\d+ .*", dot_source(build_graph(make_trace(taken), unfold=True)))
        return [strip.partition(" ")[0] for strip in strips if ALARM in strip]

    assert framed(0, 1, 2, 3) == []
    assert framed(1, 2, 3) == ["strip1", "strip2", "strip3"]


@pytest.mark.parametrize("events", [None, KEEPS_UP, ZAPPED, []])
@pytest.mark.parametrize("unfold", [False, True])
def test_dot_is_read_by_graphviz(events: tuple[str, ...] | None, unfold: bool) -> None:
    """The DOT text has a node for each row, all with fixed positions, and the graph's edges."""
    graph = build_graph(make_trace(events), unfold=unfold)
    dot = pygraphviz.AGraph(string=dot_source(graph))
    for index in range(len(graph.rows)):
        assert dot.has_node(f"row{index}")
    assert all(node.attr["pos"].endswith("!") for node in dot.nodes())
    drawn = {(str(source), str(target)) for source, target in dot.edges()}
    assert drawn == {(f"row{source}", f"row{target}") for source, target in graph.graph.edges}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text(hostile: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Whatever the names and words are, DOT and SVG stay well-formed with the same elements."""
    graph = build_graph(with_text(make_trace(), HOSTILE[hostile]))
    source = dot_source(graph)
    plain = pygraphviz.AGraph(string=dot_source(build_graph(make_trace())))
    dot = pygraphviz.AGraph(string=source)
    # How long the legend is depends on the letters, which the text replaces.
    drawn, known = (sum("legend" not in n for n in each.nodes()) for each in (dot, plain))
    assert drawn == known
    assert len(dot.edges()) == len(plain.edges())
    assert draw(graph, "dot").data.decode() == source
    root = ElementTree.fromstring(draw(graph, "svg").data)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= DRAWN
    assert _groups(root) == _groups(ElementTree.fromstring(seed_svg()))
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


def _groups(root: ElementTree.Element) -> int:
    """How many nodes and edges a picture has beside its legend."""
    names = [group.findtext(f"{SVG}title") or "" for group in root.iter(f"{SVG}g")]
    return sum("legend" not in name for name in names)


@pytest.mark.parametrize("hostile", ["markup", "quotes", "backslashes", "non-ascii", "entities"])
def test_hostile_text_is_shown_as_it_is(hostile: str) -> None:
    """Text that looks like markup is shown to the reader, letter by letter."""
    text = HOSTILE[hostile]
    svg = draw(build_graph(with_text(make_trace(), text)), "svg").data.decode()
    shown = " ".join(f"{text}: {text} is violated".split())
    assert shown in texts(svg, "title")
    assert f"contpte{text}".split()[0] in texts(svg, "ptl2")


def test_512_pages_stay_small() -> None:
    """Pages that are equal in every row share a cell, so that the picture does not grow."""
    graph = build_graph(make_trace(seed_events(512), nr_pages=512))
    svg = draw(graph, "svg").data
    assert len(svg) < 1_000_000
    assert texts(svg.decode(), "head_pte") == "PTE 0 1..15 16..511"
    assert texts(svg.decode(), "strip12") == "P S S"


def canvas(svg: str) -> tuple[float, float]:
    """The width and the height of a picture in points."""
    box = ElementTree.fromstring(svg).get("viewBox")
    assert box is not None
    _, _, width, height = map(float, box.split())
    return width, height


def test_a_long_trace_is_drawn_densely() -> None:
    """Where text would be under 5 points on a page of A4, rows are low; they say the same."""
    told = (KEEPS_UP, KEEPS_UP + KEEPS_UP[:8])
    high = [canvas(svg_of(events))[1] for events in told]
    rows = [len(build_graph(make_trace(events)).rows) for events in told]

    assert high[1] / rows[1] < 0.8 * high[0] / rows[0]
    dense, sparse = (texts(svg_of(events), "row3") for events in reversed(told))
    assert dense == "protect_function() : PTE0: present -> none"
    assert sparse == dense.replace(" :", "")


@pytest.mark.parametrize(
    ("events", "nr_pages"),
    [
        (KEEPS_UP * 6, 4),
        (tuple(f"{cpu} l{n} {n}=none" for n in range(60) for cpu in LANES), 64),
        (tuple(f"contpte c{n % 7} {n * 37 % 512}=none" for n in range(400)), 512),
    ],
)
def test_any_picture_fits_a_page(events: tuple[str, ...], nr_pages: int) -> None:
    """However many steps, CPUs and PTEs there are, no text is under 5 points on a page of A4."""
    trace = make_trace(events, nr_pages=nr_pages)
    width, height = canvas(draw(build_graph(trace), "svg").data.decode())

    assert 9 * min(842 / width, 595 / height) >= 5


def test_lockstep_is_a_box_over_both_lanes() -> None:
    """It is as wide as both, stands in the middle of them, and says what each CPU has done."""
    turns = [each for n in range(8) for each in (f"contpte c {n}=none", f"reclaim r reads={n}")]
    back = [f"contpte s {n}=present" for n in range(8)]
    trace = make_trace(["contpte l +ptl", *turns, *back, "contpte u -ptl"], nr_pages=8)
    svg = draw(build_graph(trace), "svg").data.decode()

    assert "contpte: PTE0..PTE7: present -> none; reclaim: reads PTE0..PTE7" in texts(svg, "row2")
    assert "(8 rounds)" in texts(svg, "row2")
    assert span_of(svg, "row2") == pytest.approx(2 * span_of(svg, "row1") + 44, abs=1)


def span_of(svg: str, title: str) -> float:
    """How wide the box of a node is."""
    (group,) = (
        group
        for group in ElementTree.fromstring(svg).iter(f"{SVG}g")
        if group.findtext(f"{SVG}title") == title
    )
    polygon = group.find(f"{SVG}polygon")
    assert polygon is not None
    corners = [float(p.split(",")[0]) for p in (polygon.get("points") or "").split()]
    return max(corners) - min(corners)


def svg_of(events: tuple[str, ...]) -> str:
    """Draw a trace of events."""
    return draw(build_graph(make_trace(events)), "svg").data.decode()


def test_two_page_tables_stand_apart() -> None:
    """Each has its number above its PTEs, and a gap between them in every strip, as wide as one."""
    svg = draw(build_graph(make_trace(straddle=2)), "svg").data.decode()

    assert texts(svg, "head_pte") == "PTE table 1 table 2 0 1 2 3"
    assert gaps(svg, "strip0") == [0, 8, 0]
    assert gaps(seed_svg(), "strip0") == [0, 0, 0]
    folio = make_trace(seed_events(512), nr_pages=512, straddle=500)
    large = draw(build_graph(folio), "svg").data.decode()
    assert texts(large, "head_pte") == "PTE 1 2 0 1..15 16..499 500..511".replace(
        " 1 2 ", " table 1 table 2 "
    )
    assert gaps(large, "strip0")[-1] == 8


def gaps(svg: str, title: str) -> list[int]:
    """How far the cells of a node are from each other."""
    (group,) = (
        group
        for group in ElementTree.fromstring(svg).iter(f"{SVG}g")
        if group.findtext(f"{SVG}title") == title
    )
    corners = [
        [float(x) for x, _ in (point.split(",") for point in polygon.get("points", "").split())]
        for polygon in group.findall(f".//{SVG}polygon")
        if polygon.get("fill") != "none"
    ]
    return [round(min(right) - max(left)) for left, right in pairwise(corners)]


@pytest.mark.parametrize(("nr_pages", "cells"), [(1, 1), (40, 40), (41, 2)])
def test_cells_of_other_folios(nr_pages: int, cells: int) -> None:
    """Up to 40 pages have a cell each."""
    events = seed_events(nr_pages, cont_ptes=1)
    dot = dot_source(build_graph(make_trace(events, nr_pages=nr_pages)))
    heads = re.search(r"COLSPAN=\"(\d+)\"", dot)
    assert heads is not None
    assert int(heads[1]) == cells


def test_never_more_than_40_cells() -> None:
    """Also where every page differs from the next in some row, there are at most 40 cells."""
    graph = build_graph(make_trace(seed_events(48), nr_pages=48), unfold=True)
    heads = re.search(r"COLSPAN=\"(\d+)\"", dot_source(graph))
    assert heads is not None
    assert int(heads[1]) <= 40


@pytest.mark.parametrize(
    ("picture_format", "magic"),
    list(zip(FORMATS, [b"<?xml", b"\x89PNG\r\n\x1a\n", b"%PDF-", b"digraph "], strict=True)),
)
def test_formats(picture_format: Format, magic: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    """Each format begins as its readers expect, and drawing says nothing on the terminal."""
    picture = draw(build_graph(make_trace()), picture_format)
    assert picture.format == picture_format
    assert picture.data.startswith(magic)
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_pictures_are_reproducible() -> None:
    """The same trace gives the same DOT and the same SVG."""
    graph = build_graph(make_trace())
    assert dot_source(graph) == dot_source(build_graph(make_trace()))
    assert draw(graph, "svg").data.decode() == seed_svg()
