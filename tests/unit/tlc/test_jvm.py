"""How the JVM is chosen: by the estimated size of the search, the user's wish and the machine."""

from __future__ import annotations

import math

import pytest

from tornfolio.gate.expectations import read_expectations
from tornfolio.model.estimate import Size, estimated_size
from tornfolio.model.scenario import load_scenario
from tornfolio.support.paths import spec_dir
from tornfolio.tlc import jvm
from tornfolio.tlc.jvm import choose_jvm

SMALL = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


def seed(*settings: str) -> Size:
    """The estimate of a point of the seed scenario."""
    return estimated_size(load_scenario("torn-pte0", settings).parameters)


def test_the_estimate_is_near() -> None:
    """For every point whose states are known, the estimate is of that order of magnitude."""
    points = read_expectations(spec_dir() / "expectations.toml").points
    assert len(points) > 60
    far = {}
    for name, expected in points.items():
        scenario, *settings = name.split(" ")
        estimate = estimated_size(load_scenario(scenario, settings).parameters).states
        ratio = estimate / expected.distinct[1]
        if abs(math.log10(ratio)) > 1.5:
            far[name] = round(ratio, 3)
    assert not far


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
    assert seed("nr_pages=8192", "writers=zap,cow,gup,zap*3").states == 10**12


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
