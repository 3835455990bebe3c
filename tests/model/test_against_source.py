"""Corners of the model, each held to what the C source does there."""

from __future__ import annotations

import pytest

from surveys import surveyed
from tornfolio.explore.survey import Survey
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.support.errors import BadInput
from tornfolio.tlc.toolchain import Toolchain


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


def patterns(found: Survey) -> set[str]:
    """The final PTEs."""
    return {outcome.pattern for outcome in found.outcomes}


@pytest.mark.parametrize("name", ["lazyfree-pinned", "lazyfree-written"])
def test_a_lazyfree_batch_is_dropped_or_restored_as_a_whole(tools: Toolchain, name: str) -> None:
    """The newest kernels look at references and dirty bits once for all PTEs, older ones each."""
    settings = ("nr_pages=3", "ttu=TTU_SYNC")
    assert patterns(survey(tools, name, *settings, "kernel=latest")) == {"PPP", "000"}
    older = survey(tools, name, *settings, "kernel=v6.11")
    assert patterns(older) == {"PPP", "0PP", "00P", "000"}


def test_a_batch_ends_with_its_page_table(tools: Toolchain) -> None:
    """Of a lazyfree folio in two page tables the first part can be dropped and the second kept."""
    settings = ("nr_pages=3", "writers=gup", "ttu=TTU_SYNC", "straddle=1")
    found = survey(tools, "lazyfree-pinned", *settings)
    assert patterns(found) == {"PPP", "0PP", "000"}


def test_a_file_batch_begins_where_the_walk_took_the_ptl(tools: Toolchain) -> None:
    """PTEs that were none for a moment escape a batch as they escape a walk."""
    settings = ("kernel=latest", "policy=none", "nr_pages=3")
    found = survey(tools, "torn-file-folio", *settings)
    assert patterns(found) == {"PPP", "PP0", "P00", "000"}
    assert found.verdicts["NotTornByReclaim"] == "violated"


def test_gup_pins_through_a_pmd(tools: Toolchain) -> None:
    """A pin that was there before the folio goes to swap keeps it, PMD-mapped and without slots."""
    settings = ("pmd_mapped=1", "ttu=TTU_SPLIT_HUGE_PMD,TTU_SYNC", "nr_pages=2")
    found = survey(tools, "pin-in-the-middle", *settings)
    assert ("HH", "kept", 0) in {(o.pattern, o.folio, o.slots) for o in found.outcomes}


def test_a_partial_zap_splits_the_pmd_first(tools: Toolchain) -> None:
    """Where the zap comes first, the folio is partly mapped and queued, so reclaim splits it.

    A zap that waits for reclaim to split the PMD would be too late for that.
    """
    found = survey(tools, "pmd-zap-with-sync", "writers=zap:0-0", "nr_pages=3")
    assert "0SS" in patterns(found)
    assert any(outcome.split for outcome in found.outcomes)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (["writers=cow"], "writer cow does with a PMD mapping is not modelled"),
        (["writers=madvise"], "writer madvise does with a PMD mapping is not modelled"),
        (["writers=mremap", "vmas=2"], "writer mremap does with a PMD mapping is not modelled"),
        (["writers=protect:1-2"], "writer protect:1-2 would split the PMD"),
        (["folio=lazyfree", "kernel=v6.11"], "such as 7.2, that drop a PMD-mapped lazyfree folio"),
    ],
)
def test_what_the_model_cannot_answer_is_refused(settings: list[str], words: str) -> None:
    """What is left out is refused where it would change the answer."""
    with pytest.raises(BadInput, match=words):
        load_scenario("torn-pte0", [*settings, "ttu=TTU_SPLIT_HUGE_PMD", "pmd_mapped=1"])


@pytest.mark.parametrize(
    ("settings", "noted"),
    [
        # A PTE that is PROT_NONE is not valid, so it is in no folded block.
        (["writers=numa"], False),
        (["writers=protect"], True),
        (["writers=zap:0-1"], True),
        (["writers=zap"], False),
        (["writers=contpte"], False),
        (["writers=numa", "cont_ptes=1"], False),
        (["writers=numa", "kernel=v6.8"], False),
    ],
)
def test_a_verdict_says_that_blocks_are_not_unfolded(settings: list[str], noted: bool) -> None:
    """A writer that changes a part of a CONT block would unfold it, where there are such blocks."""
    notes = load_scenario("torn-pte0", settings).parameters.notes()
    assert any("folded CONT block" in note for note in notes) == noted
