"""The picture of a PTE in docs/pictures/pte.dot: its arrows are the steps that TLC finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from places import ROOT
from tornfolio.explore.state_graph import find_state_graph
from tornfolio.model.scenario import load_scenario
from tornfolio.tlc.toolchain import Toolchain

# Small points that have every arrow between them.
POINTS = (
    "torn-pte0 nr_pages=2",
    "marker nr_pages=2",
    "cow-leaves-folio",
    "fault-maps-all-back nr_pages=2",
    "pmd-split-in-walk nr_pages=2",
    "pmd-zap-with-sync nr_pages=2",
    "zap-is-no-tear nr_pages=2 shortages=swap_slots",
    "mremap-to-later-vma",
    "no-contiguous-slots nr_pages=2",
    "hugetlb-whole",
)


def _arrows() -> set[tuple[str, str]]:
    """The arrows of the picture, each from a letter to a letter."""
    dot = (ROOT / "docs" / "pictures" / "pte.dot").read_text(encoding="utf-8")
    letters = dict(re.findall(r'^ +(\w+) \[label="(\w)\\n', dot, re.MULTILINE))
    arrows = re.findall(r"^ +(\w+) -> (\w+)", dot, re.MULTILINE)
    return {(letters[before], letters[after]) for before, after in arrows}


@pytest.mark.long
def test_the_arrows_are_the_steps_that_there_are(tools: Toolchain, tmp_path: Path) -> None:
    """Whatever a step makes of a PTE is an arrow, and each arrow is such a step somewhere."""
    seen: dict[tuple[str, str], str] = {}
    for point in POINTS:
        name, *settings = point.split()
        search = find_state_graph(load_scenario(name, settings), tools=tools, runs=tmp_path)
        graph = search.graph
        assert graph is not None, search.reason
        for source, target, action in graph.graph.edges(data="action"):
            before, after = graph.state(source).pattern, graph.state(target).pattern
            for old, new in zip(before, after, strict=True):
                if old != new:
                    seen.setdefault((old, new), f"{action} in {point}")
    assert seen.keys() == _arrows(), {key: seen.get(key) for key in seen.keys() ^ _arrows()}
