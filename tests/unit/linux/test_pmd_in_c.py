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
ALL = ("6.1", *NEWER)
TORN = "pmd-split-in-walk-torn"
OLD_TORN = "v6-8-torn-pmd"


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


def test_a_split_before_the_walk_leaves_the_same_gap(tmp_path: Path) -> None:
    """6.1 splits the PMD in try_to_unmap_one(), then walks the table without a lock.

    A writer that goes PTE by PTE hides one PTE after the other. With TTU_SYNC it hides none.
    """
    found = answer(tmp_path, "6.1", OLD_TORN, "nr_pages=2")
    assert finals(found) == {
        ("PP", "kept", 2, 0), ("PS", "kept", 2, 0), ("SS", "reclaimed", 2, 2),
    }  # fmt: skip
    whose = {each.name: each.whose for each in found.functions}
    assert whose["__split_huge_pmd_locked"] == whose["split_huge_pmd_address"] == "tree"
    assert violated(found) >= {"AllOrNothing", "NotTornByReclaim", "NoPteSkipped"}
    assert violated(found).isdisjoint({"LockDiscipline", "WalkContract", "MapcountExact"})
    found = answer(tmp_path, "6.1", OLD_TORN, "nr_pages=2", "ttu=TTU_SYNC,TTU_SPLIT_HUGE_PMD")
    assert finals(found) == {("SS", "reclaimed", 2, 2)}


def test_older_kernels_count_pages_twice_beside_another_pmd(tmp_path: Path) -> None:
    """6.1 raises each page's count once more while a PMD maps the folio too (PG_double_map).

    When the second PMD is split the extra counts are dropped, and nothing is left of them.
    """
    settings = ("nr_pages=2", "vmas=2", "pmd_mapped=1,2", "writers=split-pmd@2")
    found = answer(tmp_path, "6.1", OLD_TORN, *settings)
    assert ("SS|SS", "reclaimed", 2, 2) in finals(found)
    assert violated(found) == set()


@pytest.mark.parametrize("release", NEWER)
def test_a_zap_of_a_pmd_drops_the_map_count_late(tmp_path: Path, release: str) -> None:
    """A walk that sees no PMD returns at once, and finds the folio still mapped.

    With TTU_SYNC it waits for the PMD lock, and so for the map count.
    """
    asked = (f"kernel=v{release}", "policy=none")
    found = answer(tmp_path, release, "pmd-zap-late-rmap", *asked)
    assert "NoSpuriousUnmapFailure" in violated(found)
    assert {pattern for pattern, *_ in finals(found)} == {"00"}
    whose = {each.name: each.whose for each in found.functions}
    assert whose["zap_huge_pmd"] == whose["zap_pmd_range"] == "tree"
    sync = "ttu=TTU_SYNC,TTU_SPLIT_HUGE_PMD"
    found = answer(tmp_path, release, "pmd-zap-late-rmap", *asked, sync)
    assert "NoSpuriousUnmapFailure" not in violated(found)


@pytest.mark.parametrize("release", ALL)
def test_a_zap_of_a_part_splits_the_pmd_first(tmp_path: Path, release: str) -> None:
    """What userspace has not unmapped is kept or goes to swap, and reclaim tears nothing."""
    asked = (f"kernel=v{release}", "policy=none")
    found = answer(tmp_path, release, "pmd-zap-in-part", *asked)
    assert {pattern for pattern, *_ in finals(found)} == {"0P", "0S"}
    assert violated(found).isdisjoint({"NotTornByReclaim", "MapcountExact", "NoDataLost"})


def test_a_zap_of_the_newest_kernels_frees_the_page_table(tmp_path: Path) -> None:
    """The walk compares the PMD under the PTL, and never looks at a table that was freed."""
    found = answer(tmp_path, "7.3", "pmd-zap-late-rmap", "kernel=v7.3", "policy=none")
    whose = {each.name: each.whose for each in found.functions}
    assert whose["zap_empty_pte_table"] == whose["zap_pte_table_if_empty"] == "tree"
    said = {each.name: each.verdict for each in found.properties}
    assert said["FreedTableIsUnused"] == "holds"


@pytest.mark.parametrize("release", ALL)
def test_zaps_of_a_pmd_are_the_same(tmp_path: Path, tools: Toolchain, release: str) -> None:
    """TLC says what the C says of a zap of all and of a part, in one mm or in two.

    need_resched() before the first PTE keeps a zap of 7.3 from freeing the table under the PTL.
    """
    points: Points = [
        (TORN, ("nr_pages=2", "writers=zap")),
        (TORN, ("nr_pages=4", "writers=zap:0-0")),
        (TORN, ("nr_pages=2", "vmas=2", "pmd_mapped=1,2", "writers=zap@2")),
    ]
    found = compared(kernel(release), points, tools, tmp_path)
    assert [each.same for each in found.points] == [True] * 3


@pytest.mark.parametrize("release", ALL)
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
