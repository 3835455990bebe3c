"""Stores under a PTL as one step, blocks alike, and runs of pages: nothing that is seen changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from places import ROOT
from surveys import surveyed
from tornfolio.explore.survey import Survey
from tornfolio.model.reductions import reductions_of
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.model.spec import Spec
from tornfolio.tlc.toolchain import Toolchain

# One writer alone, with small and with large folios.
_ONE: tuple[tuple[str, ...], ...] = (
    ("writers=contpte",),
    ("writers=contpte", "cont_ptes=1"),
    ("writers=protect",),
    ("writers=protect-batched",),
    ("writers=numa",),
    ("writers=protect*2",),
)
_ALONE = [(*settings, f"nr_pages={size}") for settings in _ONE for size in (2, 3, 8)]
_TWO: tuple[tuple[str, ...], ...] = (
    ("writers=contpte,protect", "nr_pages=4"),
    ("writers=protect:1-,numa", "nr_pages=4"),
    ("writers=protect-batched,protect:0-0", "nr_pages=3"),
    ("writers=protect,zap:0-0", "nr_pages=3"),
    ("writers=protect-batched,cow:0-0", "nr_pages=3"),
)
# Several CONT blocks, of which one stands for those that nobody can tell apart.
_BLOCKS: tuple[tuple[str, ...], ...] = (
    ("writers=contpte", "nr_pages=8", "cont_ptes=2"),
    ("writers=contpte:2-5", "nr_pages=8", "cont_ptes=1", "straddle=2"),
    ("writers=contpte*2", "nr_pages=4", "cont_ptes=2", "passes=2"),
    ("writers=contpte,protect", "nr_pages=4", "cont_ptes=1"),
    ("writers=contpte,numa", "nr_pages=4", "cont_ptes=1", "vmas=2"),
    ("writers=contpte,protect-batched", "nr_pages=4", "cont_ptes=2", "straddle=2"),
    ("writers=contpte", "nr_pages=4", "cont_ptes=1", "policy=marker"),
)
# Beside these it is reclaim alone whose stores are merged, or whose folio is split; three pages.
_OTHERS: tuple[tuple[str, ...], ...] = (
    ("writers=zap",),
    ("writers=cow*2",),
    ("writers=cow,zap:0-0",),
    ("writers=fault", "passes=2"),
    ("writers=fault*2,contpte",),
    ("writers=fault,fault", "initial=PSS"),
    ("writers=madvise",),
    ("writers=madvise,zap:0-0",),
    ("writers=shrinker,zap:0-1",),
    ("writers=fault,cow", "vmas=2"),
    ("writers=zap@2,contpte", "vmas=2"),
    ("writers=mremap,fault@2", "vmas=2", "initial=PPP|000"),
    ("writers=protect,zap:1-1", "straddle=1"),
    ("writers=split-pmd,contpte", "pmd_mapped=1"),
    ("writers=fault", "passes=2", "kernel=latest"),
    ("writers=contpte,numa", "initial=PSP"),
    ("writers=zap", "shortages=swap_slots"),
    ("writers=mremap", "vmas=2", "initial=PPP|000"),
    ("writers=mremap:1-2", "vmas=2", "straddle=1", "initial=PPP|0S0"),
    ("writers=zap", "initial=PSS"),
    ("writers=zap", "initial=SSP", "kernel=v6.8"),
    ("writers=fault,cow",),
    ("writers=cow", "passes=2", "straddle=2"),
    ("writers=madvise", "passes=2", "initial=PS0"),
    ("writers=gup", "passes=2"),
    ("writers=gup,gup:0-1",),
    ("writers=gup:1-1,gup:0-0", "straddle=1"),
    ("writers=gup:0-1", "policy=give-up", "passes=2"),
    ("writers=store", "folio=lazyfree", "passes=2"),
    ("writers=store,store:0-1", "folio=lazyfree"),
    ("writers=store:1-1,store:0-0", "folio=lazyfree", "straddle=1"),
)
# The same with the flag: the walk begins under the PTL, and finds what was done before it.
_OTHERS_SYNC = _OTHERS[:5] + _OTHERS[6:8] + _OTHERS[-14:]


def _pair(name: str, settings: tuple[str, ...]) -> tuple[Spec, Spec]:
    fine = render(load_scenario(name, settings))
    return fine, render(load_scenario(name, (*settings, "granularity=lock")))


def _survey(pairs: list[tuple[Spec, Spec]], tools: Toolchain) -> list[tuple[Survey, Survey]]:
    found = surveyed([spec for pair in pairs for spec in pair], tools)
    return list(zip(found[::2], found[1::2], strict=True))


def _differences(surveys: list[tuple[Survey, Survey]]) -> list[str]:
    """Name the points whose final states or verdicts differ."""
    return [
        f"{fine.spec.scenario.name}: {fine.spec.scenario.parameters.in_words()}"
        for fine, lock in surveys
        if set(fine.outcomes) != set(lock.outcomes)
        or fine.verdicts != lock.verdicts
        or not (fine.complete and lock.complete)
    ]


@pytest.mark.long
def test_in_every_scenario(tools: Toolchain) -> None:
    """Every scenario has the same final states and verdicts, and never more states."""
    names = [name for name in scenario_names() if load_scenario(name).parameters.nr_pages <= 8]
    assert len(names) > 60
    # The others, with no run of stores to merge, are the same text but for the paragraph on it.
    pairs = [pair for pair in (_pair(name, ()) for name in names) if _reduced(pair)]
    assert len(pairs) >= 30
    surveys = _survey(pairs, tools)
    assert not _differences(surveys)
    for fine, lock in surveys:
        assert fine.counts is not None and lock.counts is not None
        assert lock.counts.distinct <= fine.counts.distinct


def _reduced(pair: tuple[Spec, Spec]) -> bool:
    algorithm = [spec.tla[spec.tla.index("--algorithm") :] for spec in pair]
    return algorithm[0] != algorithm[1]


@pytest.mark.long
@pytest.mark.parametrize("ttu", ["none", "TTU_SYNC"])
def test_with_every_writer_and_size(tools: Toolchain, ttu: str) -> None:
    """Each writer that can be reduced, and pairs of them: the same final states and verdicts."""
    points = (*_ALONE, *_TWO, *_BLOCKS)
    pairs = [_pair("torn-pte0", (f"ttu={ttu}", *settings)) for settings in points]
    for settings in _OTHERS if ttu == "none" else _OTHERS_SYNC:
        flags = "ttu=TTU_SPLIT_HUGE_PMD" if "pmd_mapped=1" in settings else f"ttu={ttu}"
        pairs.append(_pair("torn-pte0", ("nr_pages=3", flags, *settings)))
    assert all(_reduced(pair) for pair in pairs)
    assert not _differences(_survey(pairs, tools))


_ISOMORPHIC = (
    ("writers=none",),
    ("writers=contpte",),
    ("writers=contpte", "cont_ptes=1"),
    ("writers=protect",),
    ("writers=protect-batched",),
    ("writers=numa",),
    ("writers=contpte,protect-batched",),
    ("writers=contpte", "straddle=2"),
    ("writers=protect-batched*2", "straddle=1"),
    ("writers=protect", "vmas=2"),
    ("writers=contpte@2,numa", "vmas=2"),
    ("writers=numa", "policy=give-up", "straddle=1"),
    ("writers=contpte", "policy=marker"),
    ("writers=protect-batched", "policy=marker-only"),
    ("writers=protect", "passes=2"),
    ("writers=contpte", "passes=0"),
    ("writers=numa", "shortages=swap_space"),
    ("writers=protect", "ttu=TTU_SPLIT_HUGE_PMD", "pmd_mapped=1"),
    ("writers=contpte", "ttu=TTU_SPLIT_HUGE_PMD", "pmd_mapped=2", "vmas=2", "kernel=latest"),
)

_TWO_TABLES = ("writers=protect-batched", "straddle=3", "cont_ptes=4")
_CONDITIONS = ROOT / "spec" / "templates" / "conditions"


@pytest.mark.long
def test_runs_are_the_same_states(tools: Toolchain, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are another way to write a state down: as many states, as deep, and equal verdicts."""
    points = [
        load_scenario("torn-pte0", (f"nr_pages={size}", "granularity=lock", *settings))
        for size, several in ((5, _ISOMORPHIC), (8, _ISOMORPHIC[:7]))
        for settings in several
    ]
    # Each condition asks for other pages.
    scenario = load_scenario("torn-pte0", ("nr_pages=8", "granularity=lock", *_TWO_TABLES))
    points += [replace(scenario, condition=path.stem) for path in _CONDITIONS.glob("*.tla")]
    assert len(points) > len(_ISOMORPHIC) + 7 + 8
    by_runs = [render(scenario) for scenario in points]
    monkeypatch.setattr(
        "tornfolio.model.switches.reductions_of", lambda p: replace(reductions_of(p), by_runs=False)
    )
    each = [render(scenario) for scenario in points]
    assert all(
        "pte_runs" in one.tla and "_runs" not in other.tla
        for one, other in zip(by_runs, each, strict=True)
    )
    surveys = _survey(list(zip(each, by_runs, strict=True)), tools)
    assert not _differences(surveys)
    for one, other in surveys:
        assert one.counts is not None and one.counts == other.counts


def test_it_is_smaller(tools: Toolchain) -> None:
    """What it is for: growth with the folio, in states; exact, as nothing here is random."""
    pairs = [_pair("torn-pte0", (f"nr_pages={size}",)) for size in (16, 64)]
    counts = [
        tuple(one.counts.distinct for one in pair if one.counts is not None)
        for pair in _survey(pairs, tools)
    ]
    assert counts == [(2552, 504), (9402, 520)]


def test_a_split_is_as_large_for_all_folios(tools: Toolchain) -> None:
    """A split and the pages that it leaves are a step each if nobody sees a part: no growth."""
    points = [("writers=madvise", f"nr_pages={size}", "granularity=lock") for size in (8, 512)]
    surveys = surveyed([render(load_scenario("torn-pte0", each)) for each in points], tools)
    counts = [one.counts.distinct for one in surveys if one.counts is not None]
    assert len(counts) == 2 and counts[0] == counts[1]


def test_the_walk_behind_others_grows_with_the_folio(tools: Toolchain) -> None:
    """Beside zap and mremap the states grow as the pages, and no longer as their square."""
    sizes = (8, 16, 24)
    points: list[tuple[str, ...]] = [
        ("writers=mremap", "vmas=2", f"initial=P{size}|0{size}") for size in sizes
    ]
    points += [("writers=zap",)] * len(sizes)
    specs = [
        render(
            load_scenario(
                "torn-pte0", (*each, f"nr_pages={size}", "cont_ptes=8", "granularity=lock")
            )
        )
        for each, size in zip(points, 2 * sizes, strict=True)
    ]
    counts = [one.counts.distinct for one in surveyed(specs, tools) if one.counts is not None]
    assert len(counts) == 6
    for small, medium, large in (counts[:3], counts[3:]):
        assert large - medium == medium - small > 0


@pytest.mark.parametrize("writer", [("writers=gup",), ("writers=store", "folio=lazyfree")])
def test_gup_and_stores_grow_with_the_folio(tools: Toolchain, writer: tuple[str, ...]) -> None:
    """Beside GUP alone, or stores alone, the states grow as the pages and not as their square."""
    sizes = (16, 32, 48)
    points = [(*writer, f"nr_pages={size}", "granularity=lock") for size in sizes]
    specs = [render(load_scenario("torn-pte0", each)) for each in points]
    counts = [one.counts.distinct for one in surveyed(specs, tools) if one.counts is not None]
    small, medium, large = counts
    # Reclaim can find the pin or the dirty bit at each page, and ends in as many states each time.
    assert large - medium == medium - small > 0


@pytest.mark.parametrize(
    "settings",
    [
        ("writers=gup,contpte",),
        ("writers=gup*2",),
        ("writers=gup", "kernel=v6.1"),
        ("writers=gup", "initial=PPPS"),
        ("writers=gup", "shared=1"),
        ("writers=gup", "shortages=swap_space"),
        ("writers=store*2", "folio=lazyfree"),
        ("writers=store", "folio=lazyfree", "vmas=2"),
        ("writers=store", "folio=lazyfree", "kernel=latest"),
    ],
)
def test_who_looks_without_the_ptl_keeps_every_step(settings: tuple[str, ...]) -> None:
    """GUP-fast and stores keep every step where pages differ, others change PTEs, or twice."""
    assert not _reduced(_pair("torn-pte0", ("nr_pages=4", *settings)))
