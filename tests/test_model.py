"""The model, decided by real TLC: verdicts, exact state counts, and that each property can fail."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import Checked
from tlc import decide, mutated
from tornfolio.paths import spec_dir
from tornfolio.properties import load_properties
from tornfolio.render import render
from tornfolio.result import Result
from tornfolio.scenario import load_scenario, scenario_names
from tornfolio.toolchain import Toolchain

# (generated, distinct) states of the seed scenario's complete search, by nr_pages.
WITHOUT_SYNC = {1: (77, 54), 2: (129, 94), 4: (275, 207), 8: (735, 565), 16: (2327, 1809)}
WITH_SYNC = {1: (41, 32), 2: (57, 46), 4: (89, 74), 8: (153, 130), 16: (281, 242)}


@pytest.mark.parametrize("nr_pages", [2, 4, 8, 16])
def test_without_sync_the_folio_is_torn_at_pte0(checked: Checked, nr_pages: int) -> None:
    """PTE0 stays present and all later PTEs become swap entries, at every size above one page."""
    verdict = checked("torn-pte0", f"nr_pages={nr_pages}")

    assert verdict.verdict == "violated"
    assert {prop.property.name: prop.verdict for prop in verdict.properties} == {
        "TypeOK": "holds",
        "LockDiscipline": "holds",
        "WalkContract": "holds",
        "NoPteSkipped": "violated",
        "AllOrNothing": "violated",
        "Termination": "holds",
    }
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


@pytest.mark.parametrize("name", scenario_names())
def test_each_scenario_of_the_catalogue_is_decided(checked: Checked, name: str) -> None:
    """Every scenario gets the verdict that its name announces, on the property that it asks."""
    scenario = load_scenario(name)
    verdict = checked(name)
    asked = {prop.property.name: prop.verdict for prop in verdict.properties}

    assert asked[scenario.property_name] == (
        "violated" if name.startswith(("torn", "missed")) else "holds"
    )
    assert "undecided" not in asked.values()


@dataclass(frozen=True)
class Mutant:
    """A small mistake in the model, in a setting in which the property holds without it."""

    mistake: str
    old: str
    new: str
    settings: tuple[str, ...] = ("ttu=TTU_SYNC",)


MUTANTS = {
    "TypeOK": Mutant(
        "another value in a PTE",
        'set_pte("reclaim", vma, addr, "swap");',
        'set_pte("reclaim", vma, addr, "swapped");',
    ),
    "LockDiscipline": Mutant(
        "contpte_convert() without the PTL",
        "    spin_lock(self, TableOf(VmaOf(self), contpte_first));\n",
        "",
    ),
    "WalkContract": Mutant(
        "no second look at the PTE under the PTL",
        'if (pte[vma][addr] = "present") goto ttu_clear\n    else if',
        "if (TRUE) goto ttu_clear\n    else if",
        ("writers=zap",),
    ),
    "NoPteSkipped": Mutant(
        "a walk that does not heed TTU_SYNC",
        'if ("TTU_SYNC" \\in TTU_FLAGS) goto map_pte_sync;',
        "skip;",
    ),
    "AllOrNothing": Mutant("a walk that begins at PTE1", "    addr = 0; ", "    addr = 1; "),
    "Termination": Mutant(
        "a writer that keeps the PTL",
        "contpte_unlock:\n    spin_unlock(self, TableOf(VmaOf(self), contpte_first));",
        "contpte_unlock:\n    skip;",
    ),
}


def _decide(name: str, mutant: Mutant, tools: Toolchain, folder: Path) -> Result:
    spec = render(load_scenario("torn-pte0", mutant.settings))
    return decide(mutated(spec, mutant.old, mutant.new), [name], tools, folder)


@pytest.mark.parametrize("name", MUTANTS)
def test_each_property_can_fail(
    name: str, checked: Checked, tools: Toolchain, tmp_path: Path
) -> None:
    """A property that holds is broken by a small mistake in the model."""
    mutant = MUTANTS[name]
    intact = checked("torn-pte0", *mutant.settings, properties=(name,))

    result = _decide(name, mutant, tools, tmp_path / "run")

    assert intact.verdict == "holds"
    assert result.outcome == "violated"
    assert result.violated is not None
    assert result.violated.name == name


def test_every_property_has_a_mutant() -> None:
    """No property goes without a proof that it can fail."""
    assert set(MUTANTS) == {prop.name for prop in load_properties(spec_dir())}


def test_a_lock_held_in_the_end_breaks_lock_discipline(tools: Toolchain, tmp_path: Path) -> None:
    """A walk that returns without dropping the PTL is noticed even if nobody wants it."""
    mutant = Mutant(
        "page_vma_mapped_walk_done() without the unlock",
        '        spin_unlock("reclaim", pvmw_ptl);\n',
        "",
        ("ttu=TTU_SYNC", "writers=none"),
    )

    result = _decide("LockDiscipline", mutant, tools, tmp_path / "run")

    assert result.violated is not None
    assert result.violated.name == "LockDiscipline"


def test_a_deadlock_is_a_violation_of_termination(tools: Toolchain, tmp_path: Path) -> None:
    """A behaviour in which nobody can go on ends in stuttering, and the result says so."""
    result = _decide("Termination", MUTANTS["Termination"], tools, tmp_path / "run")

    assert result.ending == "stuttering"
