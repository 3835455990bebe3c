"""Final states as a formula in the size of the folio and of its CONT blocks, compared with TLC."""

from __future__ import annotations

import pytest

from surveys import surveyed
from tornfolio.explore.outcomes import Outcome
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.tlc.toolchain import Toolchain

_WRITERS = ("contpte", "protect", "protect-batched", "numa")


def missed_at_most(writer: str, nr_pages: int, cont_ptes: int, ttu: str) -> int:
    """How many PTEs, from PTE0 on, the walk can miss: those that are none one after the other.

    A writer may run several times, as in `contpte*2`; each time the walk can go on.
    """
    kind, _, times = writer.partition("*")
    if ttu == "TTU_SYNC":
        return 0
    each_time = {"numa": 1, "contpte": cont_ptes}.get(kind, nr_pages)
    return min(nr_pages, int(times or 1) * each_time)


def final_states(writer: str, nr_pages: int, cont_ptes: int, ttu: str) -> set[Outcome]:
    """All final states of the seed scenario: the first k PTEs present, the rest swapped."""
    found = set()
    for missed in range(missed_at_most(writer, nr_pages, cont_ptes, ttu) + 1):
        swapped = nr_pages - missed
        found.add(
            Outcome(
                pattern="P" * missed + "S" * swapped
                if nr_pages <= 16
                else " ".join(f"{letter}{n}" for letter, n in (("P", missed), ("S", swapped)) if n),
                folio="kept" if missed else "reclaimed",
                split=False,
                queued=False,
                slots=nr_pages,
                io=0 if missed else nr_pages,
                # Torn is a condition of the scenario: PTE0 alone is left.
                condition=missed == 1 and nr_pages > 1,
            )
        )
    return found


_SIZES = [
    (writer, size, size, "none", granularity)
    for writer in _WRITERS
    for size in range(1, 17)
    for granularity in (("fine", "lock") if size < 6 else ("lock",))
]
_BLOCKS = [
    ("contpte", size, block, "none", "lock")
    for size in (6, 12, 16)
    for block in range(1, size)
    if size % block == 0
]
_SYNC = [(writer, size, size, "TTU_SYNC", "lock") for writer in _WRITERS for size in (1, 2, 7, 16)]
_AGAIN = [
    (f"{writer}*{times}", 6, 2, "none", "lock")
    for writer in ("contpte", "numa", "protect")
    for times in (2, 3)
]
_LARGE = [(writer, 512, 16, ttu, "lock") for writer in _WRITERS for ttu in ("none", "TTU_SYNC")]


def _each(points: object) -> object:
    return pytest.param(points, marks=pytest.mark.long)


@pytest.mark.parametrize("points", [_each(_SIZES), _BLOCKS, _SYNC, _AGAIN, _each(_LARGE)])
def test_final_states_follow_the_formula(
    points: list[tuple[str, int, int, str, str]], tools: Toolchain
) -> None:
    """TLC finds exactly the final states that the formula gives, each at every size."""
    specs = [
        render(
            load_scenario(
                "torn-pte0",
                (
                    f"writers={writer}",
                    f"nr_pages={size}",
                    f"cont_ptes={block}",
                    f"ttu={ttu}",
                    f"granularity={granularity}",
                ),
            )
        )
        for writer, size, block, ttu, granularity in points
    ]
    surveys = surveyed(specs, tools)
    wrong = [
        point
        for point, found in zip(points, surveys, strict=True)
        if not found.complete or set(found.outcomes) != final_states(*point[:4])
    ]
    assert not wrong


def test_a_folio_to_which_somebody_refers_is_not_written(tools: Toolchain) -> None:
    """Zap holds references to what it unmapped, and takes none later: no kept folio is written.

    Reclaim comes before the swap cache, after it, or when the references have dropped.
    """
    spec = render(load_scenario("zap-late-rmap-sync"))
    (survey,) = surveyed([spec], tools)
    found = {(each.folio, each.slots, each.io) for each in survey.outcomes}
    assert found == {("kept", 0, 0), ("kept", 2, 0), ("reclaimed", 0, 2)}


def test_a_folio_is_written_and_kept_if_a_pin_comes_later(tools: Toolchain) -> None:
    """GUP-fast has seen a PTE that is gone by now: it pins before or after pageout() looks."""
    spec = render(load_scenario("pin-in-the-middle"))
    (survey,) = surveyed([spec], tools)
    unmapped = {(each.folio, each.io) for each in survey.outcomes if each.pattern == "SSSS"}
    assert unmapped == {("kept", 0), ("kept", 4), ("reclaimed", 4)}
