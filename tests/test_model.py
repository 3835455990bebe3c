"""The model, decided by real TLC: verdicts, exact state counts, and that each property can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Checked
from tlc import decide, mutated
from tornfolio.render import render
from tornfolio.scenario import load_scenario, scenario_names
from tornfolio.toolchain import Toolchain

# (generated, distinct) states of the seed scenario's complete search, by nr_pages.
WITHOUT_SYNC = {1: (64, 46), 2: (113, 84), 4: (253, 193), 8: (701, 543), 16: (2269, 1771)}
WITH_SYNC = {1: (35, 28), 2: (51, 42), 4: (83, 70), 8: (147, 126), 16: (275, 238)}


@pytest.mark.parametrize("nr_pages", [2, 4, 8, 16])
def test_without_sync_the_folio_is_torn_at_pte0(checked: Checked, nr_pages: int) -> None:
    """PTE0 stays present and all later PTEs become swap entries, at every size above one page."""
    verdict = checked("torn-pte0", f"nr_pages={nr_pages}")

    assert verdict.verdict == "violated"
    assert {prop.property.name: prop.verdict for prop in verdict.properties} == {
        "TypeOK": "holds",
        "LockDiscipline": "holds",
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

    assert asked[scenario.property_name] == ("violated" if name.startswith("torn") else "holds")
    assert "undecided" not in asked.values()


# Each property, and a change to the model that it alone has to notice.
MUTANTS = {
    "TypeOK": (
        "another value in a PTE",
        'set_pte("reclaim", vma, addr, "swap");',
        'set_pte("reclaim", vma, addr, "swapped");',
    ),
    "LockDiscipline": (
        "contpte_convert() without the PTL",
        "contpte_lock:\n    spin_lock(self, VmaOf(self));",
        "contpte_lock:",
    ),
    "NoPteSkipped": (
        "PVMW_SYNC that does not take the PTL",
        'map_pte_sync:\n    spin_lock("reclaim", vma);',
        "map_pte_sync:\n    goto map_pte;",
    ),
    "AllOrNothing": (
        "a walk that begins at PTE1",
        "    addr = 0; ",
        "    addr = 1; ",
    ),
    "Termination": (
        "a writer that keeps the PTL",
        "contpte_unlock:\n    spin_unlock(VmaOf(self));",
        "contpte_unlock:\n    skip;",
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_each_property_can_fail(name: str, tools: Toolchain, tmp_path: Path) -> None:
    """With TTU_SYNC every property holds, and a small mistake in the model breaks it."""
    spec = render(load_scenario("torn-pte0", ["ttu=TTU_SYNC"]))
    _, old, new = MUTANTS[name]

    result = decide(mutated(spec, old, new), [name], tools, tmp_path / "run")

    assert result.outcome == "violated"
    assert result.violated is not None
    assert result.violated.name == name


def test_a_held_lock_at_the_end_breaks_lock_discipline(tools: Toolchain, tmp_path: Path) -> None:
    """The walk that returns without dropping the PTL is noticed even if nobody wants it."""
    spec = render(load_scenario("torn-pte0", ["ttu=TTU_SYNC", "writers=none"]))
    mutant = mutated(spec, 'if (ptl[vma] = "reclaim") spin_unlock(vma);', "skip;")

    result = decide(mutant, ["LockDiscipline"], tools, tmp_path / "run")

    assert result.violated is not None
    assert result.violated.name == "LockDiscipline"


def test_a_deadlock_is_a_violation_of_termination(tools: Toolchain, tmp_path: Path) -> None:
    """A behaviour in which nobody can go on ends in stuttering, and the result says so."""
    spec = render(load_scenario("torn-pte0", ["ttu=TTU_SYNC"]))
    mutant = mutated(spec, *MUTANTS["Termination"][1:])

    result = decide(mutant, ["Termination"], tools, tmp_path / "run")

    assert result.ending == "stuttering"
