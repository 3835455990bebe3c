"""Reads a final state of the C as the outcome that it is."""

from __future__ import annotations

from tornfolio.explore.outcomes import Outcome
from tornfolio.model.ptes import LETTERS, pattern_of_runs
from tornfolio.support.errors import ToolFailed

__all__ = ["outcome_of"]

_WORDS = {letter: word for word, letter in LETTERS.items()}


def outcome_of(text: str) -> Outcome:
    """Read a final state as texts.c of the shim writes it. Raises ToolFailed."""
    try:
        patterns, reclaimed, split, queued, slots, io, condition = text.split(";")
        vmas = [
            [(_WORDS.get(run[0], "?"), int(run[1:])) for run in each.split()]
            for each in patterns.split("|")
        ]
        nr_pages = sum(length for _, length in vmas[0])
        return Outcome(
            pattern=pattern_of_runs(vmas),
            folio={0: "kept", nr_pages: "reclaimed"}.get(int(reclaimed), "partly"),
            split=split == "1",
            queued=queued == "1",
            slots=int(slots),
            io=int(io),
            condition=condition == "1",
        )
    except (ValueError, IndexError) as error:
        raise ToolFailed(f"a final state is not understood: {text!r}: {error}") from None
