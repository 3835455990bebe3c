"""How the JVM is chosen: by the estimated size of the search, the user's wish and the machine."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from scale import ACTORS, MERGED, RESULTS, scenario_of
from tornfolio.gate.expectations import read_expectations
from tornfolio.model.estimate import Size, estimated_size
from tornfolio.model.scenario import load_scenario
from tornfolio.support.paths import spec_dir
from tornfolio.tlc import jvm
from tornfolio.tlc.jvm import LARGE_FROM, choose_jvm

SMALL = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


def seed(*settings: str) -> Size:
    """The estimate of a point of the seed scenario."""
    return estimated_size(load_scenario("torn-pte0", settings).parameters)


def _counted() -> Iterator[tuple[str, Size, int]]:
    """Each point whose states were counted: of the gate, and of the table of growth."""
    points = read_expectations(spec_dir() / "expectations.toml").points
    for name, expected in points.items():
        scenario, *words = name.split(" ")
        size = estimated_size(load_scenario(scenario, words).parameters)
        yield name, size, expected.distinct[1]
    table = json.loads(RESULTS.read_text(encoding="utf-8"))
    for row, settings in (ACTORS | MERGED).items():
        for pages, states in table[row].items():
            if states is not None:
                size = estimated_size(scenario_of(settings, int(pages)).parameters)
                yield f"{row}, {pages} pages", size, states


def test_the_estimate_is_near() -> None:
    """Half of all points are within a factor of two, and the farthest within fifteen."""
    ratios = {name: size.states / states for name, size, states in _counted()}
    assert len(ratios) > 120
    off = sorted(max(ratio, 1 / ratio) for ratio in ratios.values())
    assert off[len(off) // 2] < 2
    assert {name: ratio for name, ratio in ratios.items() if not 1 / 15 < ratio < 15} == {}


def test_the_choice_is_that_of_the_true_number() -> None:
    """Each search gets the JVM that its counted states ask for, but for those near the bound."""
    sizes = set()
    for name, size, states in _counted():
        work = states * size.values
        if not 1 / 3 < work / LARGE_FROM < 3:
            true = choose_jvm(Size(states, size.values), processors=8)
            assert choose_jvm(size, processors=8).options == true.options, name
            sizes.add(work > LARGE_FROM)
    assert sizes == {False, True}


# With a merged GUP or store: states counted by TLC, of 16 PTEs and of 32.
_MERGED: dict[tuple[str, ...], tuple[int, int]] = {
    ("writers=gup",): (425, 761),
    ("writers=gup,gup",): (1577, 2873),
    ("writers=store", "folio=lazyfree"): (340, 660),
    ("writers=store,store", "folio=lazyfree"): (790, 1558),
}


@pytest.mark.parametrize("settings", _MERGED)
def test_the_estimate_knows_merged_steps(settings: tuple[str, ...]) -> None:
    """A pin or a store that stands for all adds states for each page, and no power of them."""
    estimates = [seed(*settings, "granularity=lock", f"nr_pages={size}") for size in (16, 32)]
    for estimate, states in zip(estimates, _MERGED[settings], strict=True):
        assert 2 / 3 < estimate.states / states < 3 / 2
    small, large = estimates
    assert large.states == 2 * small.states


def test_it_grows() -> None:
    """More pages, more writers and more passes are more states, up to a bound."""
    for less, more in [
        (("nr_pages=4",), ("nr_pages=16",)),
        (("nr_pages=16",), ("nr_pages=16", "writers=contpte,protect")),
        (("nr_pages=16", "passes=1"), ("nr_pages=16", "passes=2")),
        (("nr_pages=8", "writers=zap"), ("nr_pages=16", "writers=zap")),
        (("nr_pages=64", "granularity=lock"), ("nr_pages=64",)),
    ]:
        assert seed(*less).states < seed(*more).states
    assert seed("nr_pages=8192", "writers=zap,cow,fault,zap*3").states == 10**12


def test_small_and_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small search starts fast, in one thread; a large one gets what the machine has."""
    monkeypatch.setattr(jvm, "usable_memory", lambda: 10_000)
    small = choose_jvm(Size(2_000, 60), processors=8)
    assert (small.options, small.workers, small.archive) == (SMALL, 1, True)
    large = choose_jvm(Size(200_000, 60), processors=8)
    assert (large.options, large.workers) == (("-XX:+UseParallelGC", "-Xmx3072m"), 8)
    assert not large.archive
    huge = choose_jvm(Size(50_000_000, 60), processors=8)
    assert huge.options == ("-XX:+UseParallelGC", "-Xmx5000m")


def test_a_limit_of_states(monkeypatch: pytest.MonkeyPatch) -> None:
    """A huge search that is cut off early needs no huge heap; its workers stay as many."""
    monkeypatch.setattr(jvm, "usable_memory", lambda: 10_000)
    cut = choose_jvm(Size(50_000_000, 60), processors=8, most=20_000)
    assert (cut.options, cut.workers) == (("-XX:+UseParallelGC", "-Xmx3072m"), 8)
    far = choose_jvm(Size(50_000_000, 60), processors=8, most=40_000_000)
    assert far.options == ("-XX:+UseParallelGC", "-Xmx5000m")


def test_a_small_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A heap is at most half of what is there; where nobody says what that is, the JVM chooses."""
    monkeypatch.setattr(jvm, "usable_memory", lambda: 1_500)
    assert choose_jvm(Size(200_000, 60)).options == ("-XX:+UseParallelGC", "-Xmx750m")
    monkeypatch.setattr(jvm, "usable_memory", lambda: None)
    assert choose_jvm(Size(200_000, 60)).options == ("-XX:+UseParallelGC",)


def test_one_worker() -> None:
    """A search that does not have the machine for itself has one worker, however large it is."""
    assert choose_jvm(Size(10**9, 60)).workers == 1


def test_the_user_wins() -> None:
    """Workers and memory that the user names are taken as they are."""
    chosen = choose_jvm(Size(10**9, 60), workers=3, memory=700)
    assert (chosen.options, chosen.workers) == (("-XX:+UseParallelGC", "-Xmx700m"), 3)
    assert choose_jvm(Size(10, 60), memory=700).options == (*SMALL, "-Xmx700m")
