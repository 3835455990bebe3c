"""Corners of the model, each held to what the C source does there."""

from __future__ import annotations

import pytest

from surveys import surveyed
from tornfolio.render import render
from tornfolio.scenario import load_scenario
from tornfolio.survey import Survey
from tornfolio.toolchain import Toolchain


def survey(tools: Toolchain, name: str, *settings: str) -> Survey:
    """Ask TLC about one point."""
    return surveyed([render(load_scenario(name, settings))], tools)[0]


@pytest.mark.parametrize("name", ["zap-is-no-tear", "straddle-second-table"])
def test_a_writer_between_two_ptls_has_begun(tools: Toolchain, name: str) -> None:
    """A writer that dropped its PTL in mid-run, and is to take it again, disturbs reclaim."""
    assert survey(tools, name).verdicts["ReclaimedWhenUndisturbed"] == "holds"


def test_giving_up_in_the_second_table_needs_no_race(tools: Toolchain) -> None:
    """The walk takes the second PTL at a PTE that is not the first, with or without a race."""
    found = survey(tools, "give-up-in-second-table", "writers=none")
    assert found.verdicts["ReclaimedWhenUndisturbed"] == "violated"


def test_a_small_folio_that_begins_in_the_second_table(tools: Toolchain) -> None:
    """After a split, page 3 alone is a folio: its PTE is the first one, though not of its table.

    The folio is split as it is partly mapped; then reclaim gets each page, the unmapped one too.
    """
    found = survey(tools, "straddle-with-sync", "writers=none", "initial=0PPP")
    assert found.verdicts["PtlFromPte0"] == "holds"
    assert {(o.pattern, o.folio, o.split) for o in found.outcomes} == {("0SSS", "reclaimed", True)}


@pytest.mark.parametrize(("kernel", "slots"), [("latest", 0), ("v6.11", 2), ("v6.10", 2)])
def test_a_pmd_mapped_mlocked_folio(tools: Toolchain, kernel: str, slots: int) -> None:
    """The newest kernels mlock it at the PMD, so its slots are given back; older ones do not."""
    settings = ("nr_pages=2", f"kernel={kernel}", "writers=none", "pmd_mapped=1")
    found = survey(tools, "mlocked-kept", *settings, "ttu=TTU_SPLIT_HUGE_PMD")
    assert [(o.folio, o.slots) for o in found.outcomes] == [("kept", slots)]


def test_a_small_mlocked_folio_beside_a_page_table_boundary(tools: Toolchain) -> None:
    """A folio of one page crosses no page table, wherever that ends, and so is mlocked."""
    settings = ("kernel=latest", "straddle=2", "writers=none", "shortages=swap_slots")
    found = survey(tools, "mlocked-kept", *settings)
    assert [(o.folio, o.slots, o.split) for o in found.outcomes] == [("kept", 0, True)]
