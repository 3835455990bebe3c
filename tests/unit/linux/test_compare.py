"""Tests of TLC and C beside each other, point by point."""

from __future__ import annotations

from pathlib import Path

import pytest

from edited import edited
from kernels import kernel
from tornfolio.linux.compare import Comparison, compare, grid_points
from tornfolio.linux.compare_lines import comparison_lines
from tornfolio.linux.scope import check_scope
from tornfolio.linux.search import Limits
from tornfolio.linux.tree import open_tree
from tornfolio.model.scenario import load_scenario
from tornfolio.support.errors import BadInput
from tornfolio.tlc.toolchain import Toolchain

Points = list[tuple[str, tuple[str, ...]]]


def compared(
    tree: Path, points: Points, tools: Toolchain, runs: Path, *, grid: bool = True
) -> Comparison:
    """Ask points of both."""
    return compare(
        open_tree(tree),
        points,
        whole_grid=grid,
        cc=None,
        runs=runs,
        limits=Limits(),
        tools=tools,
    )


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
    with pytest.raises(BadInput, match=r"v6\.8, which splits a folio first"):
        check_scope(scenario, open_tree(kernel("6.12")))


def test_a_point_of_the_user_that_does_not_fit_is_refused(tmp_path: Path, tools: Toolchain) -> None:
    """Only the grid leaves points out."""
    with pytest.raises(BadInput, match=r"6\.1\.\d+ has no arch/arm64/mm/contpte\.c"):
        compared(kernel("6.1"), [("torn-pte0", ())], tools, tmp_path, grid=False)


@pytest.mark.nightly
@pytest.mark.parametrize(("release", "fewest"), [("6.1", 100), ("6.12", 300), ("7.3", 300)])
def test_the_grid(tmp_path: Path, tools: Toolchain, release: str, fewest: int) -> None:
    """At every point of the grid TLC and the C say the same, or differ for a known reason."""
    found = compared(kernel(release), grid_points(), tools, tmp_path)
    assert len(found.points) >= fewest
    assert not found.unexplained
    assert not found.stale
