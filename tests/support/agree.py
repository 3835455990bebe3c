"""Holds the model, searched by TLC, against the explorer, which was written apart from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import explorer
from tornfolio.explore.outcomes import Outcome
from tornfolio.explore.survey import Survey
from tornfolio.model.parameters import Parameters
from tornfolio.model.ptes import LETTERS
from tornfolio.model.scenario import Scenario


@dataclass(frozen=True)
class Sides:
    """What the two say: the final states, and whether the folio was torn and a PTE missed."""

    outcomes: frozenset[tuple[str, str, bool, int, int]]
    torn: bool
    missed: bool


# Kernels that differ from another in nothing that the explorer knows.
SAME_AS = {"v6.1": "v6.8", "v6.6": "v6.8", "v6.12": "v6.11", "v7.3": "latest"}
# Kernels whose UFFDIO_MOVE does not look at the swap cache, and waits for large folios.
FIRST_MOVE = frozenset({"v6.8", "rfc-base", "v6.10", "v6.11"})
# Actors of which the explorer has not been told.
_UNKNOWN = frozenset({"madv-free", "swap-in", "swap-out", "user", "writeback"})


def comparable(parameters: Parameters) -> bool:
    """Tell whether the explorer knows all that a scenario has.

    It counts passes, and knows neither markers of userfaultfd nor TLBs nor what is in slots, and no
    bug.
    """
    return (
        parameters.passes > 0
        and parameters.bug == "none"
        and not parameters.uffd_wp
        and (_UNKNOWN.isdisjoint(parameters.kinds))
    )


def setup_of(parameters: Parameters) -> explorer.Setup:
    """The explorer's parameters for a scenario's."""
    patterns = parameters.initial or ()
    return explorer.Setup(
        nr_pages=parameters.nr_pages,
        vmas=parameters.vmas,
        initial="|".join("".join(LETTERS[word] for word in pte) for pte in patterns),
        straddle=parameters.straddle,
        cont_ptes=parameters.cont_ptes,
        ttu=frozenset(parameters.ttu),
        policy=parameters.policy,
        kernel=SAME_AS.get(parameters.kernel, parameters.kernel),
        folio=parameters.folio,
        pmd_mapped=frozenset(parameters.pmd_mapped),
        mlocked=frozenset(parameters.mlocked),
        shortages=frozenset(parameters.shortages),
        passes=parameters.passes,
        read_only=frozenset(parameters.read_only),
        shared=frozenset(parameters.shared),
        cont=parameters.cont != "off",
        hinted=frozenset(parameters.hinted),
        first_move="uffd-move" in parameters.kinds and parameters.kernel in FIRST_MOVE,
        writers=tuple(
            explorer.Writer(w.kind, w.vma, w.first, w.last, w.times) for w in parameters.writers
        ),
    )


# Kernels between which the explorer sees no difference are one setup.
_explored = cache(explorer.explore)


def by_explorer(parameters: Parameters) -> Sides:
    """Explore a scenario in plain Python."""
    found = _explored(setup_of(parameters))
    assert not found.deadlock
    return Sides(found.outcomes, found.torn, found.missed)


def by_tlc(found: Survey) -> Sides:
    """Read what TLC found of a scenario in the explorer's words."""
    assert not found.reason
    return Sides(
        frozenset(_tuple(outcome) for outcome in found.outcomes),
        "NotTornByReclaim" in found.violated,
        "NoPteSkipped" in found.violated,
    )


def _tuple(outcome: Outcome) -> tuple[str, str, bool, int, int]:
    folio = outcome.folio + ("+split" if outcome.split else "")
    return (outcome.pattern, folio, outcome.queued, outcome.slots, outcome.io)


def compare(scenarios: Sequence[Scenario], surveys: Sequence[Survey]) -> list[str]:
    """Say where the two sides differ."""
    differences = []
    for scenario, found in zip(scenarios, surveys, strict=True):
        parameters = scenario.parameters
        explored, checked = by_explorer(parameters), by_tlc(found)
        what = f"{scenario.name}, {parameters.in_words()}"
        if explored.outcomes != checked.outcomes:
            only = explored.outcomes ^ checked.outcomes
            differences.append(f"{what}: final states of one side: {sorted(only)}")
        if explored.missed != checked.missed:
            differences.append(f"{what}: a PTE is missed for one side only")
        # The explorer calls torn what an earlier pass has left as well.
        alone = parameters.passes == 1 and parameters.folio == "anon"
        swapped = any("swap" in pte for pte in parameters.initial or ())
        if alone and not swapped and explored.torn != checked.torn:
            differences.append(f"{what}: the folio is torn for one side only")
    return differences
