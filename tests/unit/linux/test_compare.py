"""Tests of TLC and C beside each other, point by point."""

from __future__ import annotations

from pathlib import Path

import pytest

from comparisons import Points, compared
from edited import edited
from kernels import kernel
from tornfolio.linux.compare import grid_points
from tornfolio.linux.compare_lines import comparison_lines
from tornfolio.linux.scope import check_scope
from tornfolio.linux.search import Limits
from tornfolio.linux.tree import open_tree
from tornfolio.model.scenario import load_scenario
from tornfolio.support.errors import BadInput
from tornfolio.tlc.toolchain import Toolchain


def test_the_grid_is_large_and_varied() -> None:
    """Each point is another one, and each parameter that there is in C is varied."""
    points = grid_points()
    assert len(points) == len(set(points)) >= 300
    keys = {setting.partition("=")[0] for _, settings in points for setting in settings}
    assert keys >= {
        "nr_pages", "ttu", "writers", "cont_ptes", "vmas", "straddle", "passes", "policy",
        "initial", "mlocked", "shortages",
    }  # fmt: skip


@pytest.mark.parametrize("release", ["6.1", "6.12", "7.3"])
def test_a_few_points_are_the_same(tmp_path: Path, tools: Toolchain, release: str) -> None:
    """TLC and the C say the same; a point with a writer that a tree lacks is left out."""
    points: Points = [
        ("torn-pte0", ("nr_pages=3", "ttu=none", "writers=protect")),
        ("torn-pte0", ("nr_pages=2", "ttu=none", "writers=contpte")),
        ("torn-pte0", ("nr_pages=2", "ttu=TTU_SYNC", "writers=gup")),
    ]
    found = compared(kernel(release), points, tools, tmp_path)
    assert [each.same for each in found.points] == [True] * len(found.points)
    assert found.left_out == (1 if release == "6.1" else 0)
    said = "".join(span.text for line in comparison_lines(found) for span in line)
    assert "shim_reclaim" in found.mini
    assert all(name in said for name in found.mini)
    assert found.to_json()["mini"] == list(found.mini)


def test_a_difference_is_shown_with_a_schedule(tmp_path: Path, tools: Toolchain) -> None:
    """A walk that ignores TTU_SYNC can tear what TLC says is whole."""
    tree = edited(kernel("7.3"), tmp_path / "tree", "map_pte", r"pvmw->flags & PVMW_SYNC", "0")
    points: Points = [("torn-pte0", ("nr_pages=2", "ttu=TTU_SYNC"))]
    found = compared(tree, points, tools, tmp_path / "runs", grid=False)
    (point,) = found.unexplained
    assert {each.pattern for each in point.only_c} == {"PP", "PS"}
    assert not point.only_tlc
    assert point.verdicts["NotTornByReclaim"] == ("holds", "violated")
    assert all(point.schedules[each] for each in point.only_c)


@pytest.mark.parametrize("release", ["6.1", "6.12", "7.3"])
def test_faults_are_the_same(tmp_path: Path, tools: Toolchain, release: str) -> None:
    """The first fault maps one page or all, and the second finds that out under the PTL."""
    points: Points = [
        ("torn-pte0", ("nr_pages=2", "ttu=none", "writers=fault,fault")),
        ("torn-pte0", ("nr_pages=3", "ttu=none", "writers=fault,fault", "initial=PSS")),
    ]
    found = compared(kernel(release), points, tools, tmp_path)
    assert [each.same for each in found.points] == [True, True]


@pytest.mark.parametrize("release", ["6.1", "6.12", "7.3"])
def test_zap_is_the_same(tmp_path: Path, tools: Toolchain, release: str) -> None:
    """Runs of PTEs since 6.9, PTE by PTE before; references drop at the end of the gather."""
    points: Points = [
        ("torn-pte0", ("nr_pages=3", f"ttu={ttu}", f"writers={writers}"))
        for ttu in ("none", "TTU_SYNC")
        for writers in ("zap", "zap:1-1")
    ]
    found = compared(kernel(release), points, tools, tmp_path)
    assert len(found.points) == len(points)
    assert all(point.same for point in found.points)


def test_an_older_reclaim_splits_first_beside_its_zap() -> None:
    """What splits a folio first is asked of a tree that does, and of no other."""
    scenario = load_scenario("torn-pte0", ("kernel=v6.8", "writers=zap"))
    check_scope(scenario, open_tree(kernel("6.1")))
    with pytest.raises(BadInput, match=r"v6\.8 splits a folio before it goes to swap"):
        check_scope(scenario, open_tree(kernel("6.12")))


def test_a_point_of_the_user_that_does_not_fit_is_refused(tmp_path: Path, tools: Toolchain) -> None:
    """Only the grid leaves points out."""
    with pytest.raises(BadInput, match=r"6\.1\.\d+ has no arch/arm64/mm/contpte\.c"):
        compared(kernel("6.1"), [("torn-pte0", ())], tools, tmp_path, grid=False)


def test_what_is_moved_is_changed_by_userspace(tmp_path: Path, tools: Toolchain) -> None:
    """Of a block of which userspace has moved a part, Uniform asks nothing, in C as in the model.

    At the new place the block has one entry that maps the folio and one that is none.
    """
    point = ("torn-pte0", (
        "nr_pages=2", "straddle=1", "cont_ptes=2", "vmas=2", "initial=PP|00", "writers=mremap:1-1",
    ))  # fmt: skip
    (found,) = compared(kernel("7.3"), [point], tools, tmp_path, grid=False).points
    assert found.same, found.verdicts


def test_a_folio_is_mapped_while_its_own_count_says_so(tmp_path: Path, tools: Toolchain) -> None:
    """The count of the folio drops before that of the page, and folio_mapped() reads the former.

    So a folio in between has no map count left, and is not kept with a part of it unmapped.
    """
    point = ("torn-pte0", (
        "nr_pages=2", "kernel=v6.12", "vmas=2", "ttu=TTU_SYNC", "writers=cow@2:0-0",
        "initial=PP|PO",
    ))  # fmt: skip
    (found,) = compared(kernel("6.12"), [point], tools, tmp_path, grid=False).points
    assert found.same, found.verdicts


def test_a_page_whose_count_fails_after_a_split_is_kept(tmp_path: Path, tools: Toolchain) -> None:
    """Nobody disturbs reclaim, and the sentence of ReclaimedWhenUndisturbed excepts such a page.

    The last page may be reclaimed although the first is kept.
    """
    settings = ("nr_pages=2", "kernel=v6.10", "writers=none", "shortages=swap_slots,swap_count")
    points: Points = [("torn-pte0", settings)]
    (found,) = compared(kernel("7.3"), points, tools, tmp_path, grid=False).points
    assert {each for each in found.verdicts if "Undisturbed" in each} == set()
    assert found.same, found.verdicts


def test_a_search_that_a_limit_ended_is_not_decided(tmp_path: Path, tools: Toolchain) -> None:
    """Nothing is compared at such a point, others are, and no limit is a tool that failed."""
    points: Points = [("torn-pte0", ("nr_pages=8",)), ("torn-pte0", ("nr_pages=1", "writers=none"))]
    found = compared(kernel("7.3"), points, tools, tmp_path, grid=False, limits=Limits(states=150))
    large, small = found.points
    assert "limit" in large.undecided and not large.same and small.same
    assert (found.undecided, found.unexplained) == ((large,), ())
    said = "".join(span.text for line in comparison_lines(found) for span in line)
    assert "not compared, as" in said and "1 the same, 0 explained, 0 differ, 1 not" in said
    assert found.to_json()["undecided"] == 1


@pytest.mark.nightly
@pytest.mark.parametrize(("release", "fewest"), [("6.1", 100), ("6.12", 300), ("7.3", 300)])
def test_the_grid(tmp_path: Path, tools: Toolchain, release: str, fewest: int) -> None:
    """At every point of the grid TLC and the C say the same, or differ for a known reason."""
    found = compared(kernel(release), grid_points(), tools, tmp_path)
    assert len(found.points) >= fewest
    assert not (found.unexplained or found.undecided)
    assert not found.stale
