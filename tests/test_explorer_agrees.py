"""TLC and the independent explorer reach the same final PTE patterns."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement
from pathlib import Path

import pytest

from explorer import explore
from tlc import Reached, reached
from tornfolio.execute import Processes
from tornfolio.render import Spec, render
from tornfolio.scenario import load_scenario
from tornfolio.toolchain import Toolchain
from tornfolio.translate import translate

WRITERS = ("contpte", "protect", "zap")


@dataclass(frozen=True)
class Point:
    """One set of parameters to compare at."""

    nr_pages: int
    writers: tuple[str, ...]
    sync: bool
    cont_ptes: int

    @property
    def settings(self) -> list[str]:
        """Give the point as settings of the seed scenario."""
        return [
            f"nr_pages={self.nr_pages}",
            f"writers={','.join(self.writers) or 'none'}",
            f"cont_ptes={self.cont_ptes}",
            "ttu=TTU_SYNC" if self.sync else "ttu=none",
        ]


POINTS = [
    Point(nr_pages, (writer,), sync, nr_pages)
    for nr_pages in range(1, 9)
    for writer in WRITERS
    for sync in (False, True)
]
POINTS += [Point(4, pair, False, 2) for pair in combinations_with_replacement(WRITERS, 2)]
POINTS += [Point(8, ("contpte",), False, 2), Point(8, ("contpte", "contpte"), False, 4)]
POINTS += [Point(4, (), False, 4), Point(4, ("contpte", "protect", "zap"), True, 2)]


@pytest.fixture(scope="module")
def by_tlc(tools: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> dict[Point, Reached]:
    """Let TLC dump the states of every point, two at a time."""
    folder = tmp_path_factory.mktemp("dumps")

    @cache
    def translated(writers: tuple[str, ...]) -> str:
        spec = _spec(Point(4, writers, False, 4))
        place = folder / ("translate-" + "-".join(writers))
        place.mkdir()
        with Processes() as processes:
            return translate(spec, tools, place, processes).tla

    for point in POINTS:
        translated(point.writers)
    with ThreadPoolExecutor(max_workers=2) as pool:
        places = [Path(folder) / f"point{number}" for number in range(len(POINTS))]
        results = pool.map(
            lambda point, place: reached(_spec(point), tools, place, translated(point.writers)),
            POINTS,
            places,
        )
        return dict(zip(POINTS, results, strict=True))


@pytest.mark.parametrize("point", POINTS, ids=str)
def test_the_explorer_agrees_with_tlc(point: Point, by_tlc: dict[Point, Reached]) -> None:
    """Both reach the same final patterns, and agree on whether a PTE is missed and a folio torn."""
    explored = explore(
        point.nr_pages,
        frozenset({"TTU_SYNC"} if point.sync else ()),
        point.writers,
        point.cont_ptes,
    )

    assert by_tlc[point].final_patterns == explored.final_patterns
    assert by_tlc[point].torn == explored.torn
    assert by_tlc[point].skipped == explored.skipped
    assert explored.terminates


def test_the_module_does_not_depend_on_sizes_and_flags() -> None:
    """One translated module serves all sizes and flags: they are constants in the .cfg alone."""
    texts = {
        render(load_scenario("torn-pte0", settings)).tla
        for settings in ([], ["nr_pages=512"], ["ttu=TTU_SYNC"], ["cont_ptes=2"])
    }

    assert len(texts) == 1


def _spec(point: Point) -> Spec:
    scenario = load_scenario("torn-pte0", point.settings)
    return render(scenario)
