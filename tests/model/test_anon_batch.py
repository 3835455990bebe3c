"""The posted batching of anonymous folios: what each failure leaves, reasoned from the series."""

from __future__ import annotations

import pytest

from surveys import surveyed
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.support.errors import BadInput
from tornfolio.tlc.toolchain import Toolchain


def patterns(tools: Toolchain, settings: list[str]) -> set[str]:
    """The PTEs in all final states of a folio of six pages that reclaim unmaps with TTU_SYNC."""
    given = ["nr_pages=6", "policy=anon-batch", "ttu=TTU_SYNC", *settings]
    (found,) = surveyed([render(load_scenario("torn-pte0", given))], tools)
    assert not found.reason
    return {outcome.pattern for outcome in found.outcomes}


FAILS = ("writers=none", "shortages=swap_count")


@pytest.mark.parametrize(
    ("settings", "swapped"),
    [
        # All alike: one sub-batch, which fails or does not.
        (FAILS, {0, 6}),
        # A sub-batch ends where AnonExclusive differs: after page 0, and after page 3.
        ((*FAILS, "shared=1,2,3"), {0, 1, 4, 6}),
        # A batch ends where the write bit differs, so that a later one can fail.
        ((*FAILS, "read_only=2,3,4,5"), {0, 2, 6}),
        # Both: a shared page has no write bit.
        ((*FAILS, "read_only=2,3,4,5", "shared=4,5"), {0, 2, 4, 6}),
        # A batch ends with its page table.
        ((*FAILS, "straddle=4"), {0, 4, 6}),
        # A pin stops what is exclusive alone: the first two are shared, and go.
        (("writers=gup:2-2", "shared=0,1"), {0, 2, 6}),
        # What is shared behind the pinned page is restored with it, though nobody asks for it.
        (("writers=gup:2-2", "shared=5"), {0, 6}),
    ],
)
def test_a_failure_leaves_whole_sub_batches(
    settings: tuple[str, ...], swapped: set[int], tools: Toolchain
) -> None:
    """The first n pages are swap entries and the rest mapped, where n ends a sub-batch.

    With a pin that came before the folio was added to swap, nothing is unmapped.
    """
    assert patterns(tools, list(settings)) == {"S" * n + "P" * (6 - n) for n in swapped}


def test_pte_by_pte_a_failure_leaves_any_number(tools: Toolchain) -> None:
    """Without the policy a swap count can fail at each page."""
    given = ["nr_pages=6", "ttu=TTU_SYNC", *FAILS]
    (found,) = surveyed([render(load_scenario("torn-pte0", given))], tools)
    assert {outcome.pattern for outcome in found.outcomes} == {
        "S" * n + "P" * (6 - n) for n in range(7)
    }


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        (["policy=anon-batch", "folio=file"], "anon-batch does not go with folio = file"),
        (["shared=0", "vmas=2"], "shared is for an anonymous folio in one VMA"),
        (["shared=0", "writers=cow"], "shared is for an anonymous folio in one VMA"),
        (["shared=0,1", "writers=gup:0-1"], "GUP-fast pins only exclusive pages"),
        (
            ["policy=anon-batch", "read_only=1", "shared=0"],
            "a PTE with a write bit maps an exclusive page",
        ),
        (["read_only=1"], "read_only is for an anonymous folio"),
    ],
)
def test_what_cannot_be_is_refused(settings: list[str], complaint: str) -> None:
    """The pages that are shared, and what maps them, go together as fork() leaves them."""
    with pytest.raises(BadInput, match=complaint):
        load_scenario("torn-pte0", settings)
