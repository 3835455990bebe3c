"""The model, decided by real TLC: verdicts, exact state counts, and that each property can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from kinds import Checked
from surveys import surveyed
from tlc import decide, mutated
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.tlc.toolchain import Toolchain

# (generated, distinct) states of the seed scenario's complete search, by nr_pages.
WITHOUT_SYNC = {1: (222, 137), 2: (322, 207), 4: (570, 386), 8: (1258, 900), 16: (3402, 2552)}
WITH_SYNC = {1: (144, 91), 2: (188, 121), 4: (276, 181), 8: (452, 301), 16: (804, 541)}
VIOLATED_WITHOUT_SYNC = {
    "NoPteSkipped",
    "PtlFromPte0",
    "AllOrNothing",
    "AllOrNothingAcrossMms",
    "NotTornByReclaim",
    "Uniform",
    "KeptWholeOnFailure",
    "NoSwapSpaceForKeptFolio",
}
# Scenarios whose own property TLC finds violated; it holds in all others.
VIOLATED = {
    *("anon-batch", "anon-batch-mixed-exclusive", "anon-batch-straddle-fails"),
    "anon-batch-swap-count-fails-late",
    *("batch", "fault-on-torn-folio", "foreign-swap-entry", "give-up-in-second-mm"),
    *("give-up-in-second-table", "give-up-without-a-race", "lazyfree-queued", "lazyfree-written"),
    *("marker-missed-at-pte0", "missed-small-folio", "missed-whole-folio", "mlock-in-second-mm"),
    *("mlocked-never-reclaimed", "pin-in-the-middle", "pmd-in-second-mm"),
    *("pmd-split-in-walk-torn", "pmd-zap-late-rmap", "ptl-over-empty-ptes", "second-pass"),
    *("straddle-second-table", "swap-count-fails", "swap-full", "torn-across-mms"),
    *("torn-by-numa", "torn-by-protect", "torn-by-protect-batched", "torn-file-folio"),
    *("torn-part-of-folio", "torn-pte0", "torn-then-split", "userspace-breaks-up"),
    *("v6-10-queued", "v6-8-torn-pmd", "zap-late-rmap"),
    *("write-bits-upgraded", "uffd-markers-lost", "deferred-flush-raced"),
    *("flush-after-map-count", "madv-free-taken-for-clean", "swap-in-slot-reused"),
    *("uffd-move-leaves-rmap", "uffd-moves-livelock"),
    *("fold-torn-by-numa", "unfold-torn-by-protect", "unfold-torn-by-zap", "unfold-without-flush"),
}


@pytest.mark.parametrize("nr_pages", [2, 4, 8, 16])
def test_without_sync_the_folio_is_torn_at_pte0(checked: Checked, nr_pages: int) -> None:
    """PTE0 stays present and all later PTEs become swap entries, at every size above one page."""
    verdict = checked("torn-pte0", f"nr_pages={nr_pages}")

    assert verdict.verdict == "violated"
    violated = {p.property.name for p in verdict.properties if p.verdict == "violated"}
    assert violated == VIOLATED_WITHOUT_SYNC
    assert verdict.trace is not None
    assert verdict.trace.property == "AllOrNothing"
    assert verdict.trace.steps[-1].state.pte == ("present", *["swap"] * (nr_pages - 1))


def test_a_folio_of_one_page_is_missed_but_not_torn(checked: Checked) -> None:
    """With one PTE the walk can still step over it, and all or nothing still holds."""
    verdict = checked("torn-pte0", "nr_pages=1")

    words = {prop.property.name: prop.verdict for prop in verdict.properties}
    assert words["AllOrNothing"] == "holds"
    assert words["NoPteSkipped"] == "violated"


@pytest.mark.parametrize("nr_pages", [1, 2, 4, 8, 16])
def test_with_sync_everything_holds(checked: Checked, nr_pages: int) -> None:
    """TTU_SYNC closes the race at every size."""
    verdict = checked("torn-pte0", f"nr_pages={nr_pages}", "ttu=TTU_SYNC")

    assert verdict.verdict == "holds"
    assert all(prop.verdict == "holds" for prop in verdict.properties)
    assert verdict.trace is None


@pytest.mark.parametrize(
    ("nr_pages", "ttu", "counts"),
    [(n, "none", counts) for n, counts in WITHOUT_SYNC.items()]
    + [(n, "TTU_SYNC", counts) for n, counts in WITH_SYNC.items()],
)
def test_state_counts_are_exact(
    checked: Checked, nr_pages: int, ttu: str, counts: tuple[int, int]
) -> None:
    """A search that is complete has exactly as many states as it always had."""
    settings = [f"nr_pages={nr_pages}"] + ([] if ttu == "none" else [f"ttu={ttu}"])
    found = checked("torn-pte0", *settings).counts

    assert found is not None
    assert (found.generated, found.distinct, found.left_on_queue) == (*counts, 0)


@pytest.fixture(scope="module")
def words(tools: Toolchain, checked: Checked) -> dict[str, str]:
    """What TLC says of each scenario's own property."""
    specs = {name: render(load_scenario(name)) for name in scenario_names()}
    own = {name: spec.select([spec.scenario.property_name])[0] for name, spec in specs.items()}
    safety = [specs[name] for name, prop in own.items() if prop.kind == "safety"]
    found = {survey.spec.scenario.name: survey for survey in surveyed(safety, tools)}
    return {
        name: found[name].verdicts[prop.name]
        if name in found
        else checked(name, properties=(prop.name,)).verdict
        for name, prop in own.items()
    }


@pytest.mark.parametrize("name", scenario_names())
def test_each_scenario_of_the_catalogue_is_decided(words: dict[str, str], name: str) -> None:
    """Every scenario gets its verdict on the property that it asks; see test_gallery.py as well."""
    assert words[name] == ("violated" if name in VIOLATED else "holds")


def test_all_catalogue_names_are_real() -> None:
    """The scenarios that are expected to be violated exist."""
    assert set(scenario_names()) >= VIOLATED


def test_one_search_says_what_many_would(checked: Checked) -> None:
    """Each property that one search for all reports is violated when it is asked for alone."""
    together = {p.property.name: p.verdict for p in checked("torn-pte0").properties}
    for name in ("NoPteSkipped", "PtlFromPte0", "Uniform", "KeptWholeOnFailure", "MapcountExact"):
        alone = checked("torn-pte0", properties=(name,))
        assert alone.verdict == together[name]
        assert (alone.trace is not None) == (together[name] == "violated")


def test_a_deadlock_is_a_violation_of_termination(tools: Toolchain, tmp_path: Path) -> None:
    """A behaviour in which nobody can go on ends in stuttering, and the result says so."""
    spec = mutated(
        render(load_scenario("torn-pte0", ["ttu=TTU_SYNC"])),
        "contpte_unlock:\n    spin_unlock(self, TableOf(VmaOf(self), contpte_first));",
        "contpte_unlock:\n    skip;",
    )
    result = decide(spec, ["Termination"], tools, tmp_path / "run")

    assert result.outcome == "violated"
    assert result.ending == "stuttering"
