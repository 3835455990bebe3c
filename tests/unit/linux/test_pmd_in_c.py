"""Tests of a folio that a PMD maps, in the C of real kernels."""

from __future__ import annotations

from pathlib import Path

import pytest

from comparisons import Points, compared
from kernels import kernel
from tornfolio.linux.answer import Answer, ask
from tornfolio.linux.search import Limits
from tornfolio.linux.tree import open_tree
from tornfolio.model.scenario import load_scenario
from tornfolio.tlc.toolchain import Toolchain

NEWER = ("6.12", "7.3")
TORN = "pmd-split-in-walk-torn"


def answer(tmp_path: Path, release: str, name: str, *settings: str) -> Answer:
    """Ask the C of a kernel."""
    scenario = load_scenario(name, settings)
    tree = open_tree(kernel(release))
    return ask(scenario, tree, cc=None, runs=tmp_path, limits=Limits())


def finals(found: Answer) -> set[tuple[str, str, int, int]]:
    """The final states: entries, what becomes of the folio, slots, and pages written."""
    return {(each.pattern, each.folio, each.slots, each.io) for each in found.outcomes}


def violated(found: Answer) -> set[str]:
    """The properties that some schedule violates."""
    return {each.name for each in found.properties if each.verdict == "violated"}


@pytest.mark.parametrize("release", NEWER)
def test_nobody_else_and_the_pmd_is_split_and_unmapped(tmp_path: Path, release: str) -> None:
    """The split leaves a table of PTEs, which become swap entries; the split is the tree's."""
    found = answer(tmp_path, release, TORN, "nr_pages=2", "writers=none")
    assert finals(found) == {("SS", "reclaimed", 2, 2)}
    assert violated(found) == set()
    whose = {each.name: each.whose for each in found.functions}
    assert whose["__split_huge_pmd_locked"] == whose["split_huge_pmd_locked"] == "tree"


@pytest.mark.parametrize("release", NEWER)
def test_a_folio_is_torn_behind_the_split(tmp_path: Path, release: str) -> None:
    """The walk looks at the new table without a lock, and can miss PTE0, or both PTEs.

    With TTU_SYNC it takes the PTL first, and misses none.
    """
    found = answer(tmp_path, release, TORN, "nr_pages=2")
    assert finals(found) == {
        ("PP", "kept", 2, 0), ("PS", "kept", 2, 0), ("SS", "reclaimed", 2, 2),
    }  # fmt: skip
    assert violated(found) >= {"AllOrNothing", "NotTornByReclaim", "NoPteSkipped"}
    assert violated(found).isdisjoint({"LockDiscipline", "WalkContract", "MapcountExact"})
    found = answer(tmp_path, release, TORN, "nr_pages=2", "ttu=TTU_SYNC,TTU_SPLIT_HUGE_PMD")
    assert finals(found) == {("SS", "reclaimed", 2, 2)}


@pytest.mark.parametrize("release", NEWER)
def test_a_split_beside_reclaim_can_look_like_a_reference(tmp_path: Path, release: str) -> None:
    """References rise before map counts, and reclaim reads both: it may keep the folio, untouched.

    The PMD is split either way, and nothing is torn.
    """
    found = answer(tmp_path, release, TORN, "nr_pages=2", "writers=split-pmd")
    assert finals(found) == {("PP", "kept", 0, 0), ("SS", "reclaimed", 2, 2)}
    assert violated(found) == set()


def test_a_pmd_in_an_mlocked_vma_is_kept(tmp_path: Path) -> None:
    """The first mm has lost its PTEs by then; the second keeps its PMD, and the folio its slots."""
    found = answer(tmp_path, "7.3", "pmd-in-second-mm")
    assert finals(found) == {("SS|HH", "kept", 2, 0)}
    assert "AllOrNothingAcrossMms" in violated(found)
    assert "MlockRespected" not in violated(found)


@pytest.mark.parametrize("release", NEWER)
def test_points_with_a_pmd_are_the_same(tmp_path: Path, tools: Toolchain, release: str) -> None:
    """TLC says what the C says; of a split beside reclaim it is explained what TLC has not."""
    points: Points = [
        (TORN, ("nr_pages=2", "writers=protect")),
        (TORN, ("nr_pages=2", "writers=protect", "shortages=swap_slots")),
        (TORN, ("nr_pages=2", "writers=none", "vmas=2", "pmd_mapped=1,2", "mlocked=2")),
        (TORN, ("nr_pages=2", "writers=split-pmd")),
    ]
    found = compared(kernel(release), points, tools, tmp_path)
    assert [each.same for each in found.points] == [True, True, True, False]
    assert not found.unexplained
    assert "folio_ref_add()" in found.points[3].reason
