"""Final states that read alike say what they differ in."""

from __future__ import annotations

import dataclasses
from typing import Any

from tornfolio.explore.outcomes import Outcome, told_apart

KEPT = Outcome("PPPP", "kept", split=False, queued=False, slots=4, io=0, condition=False)


def test_two_that_read_alike_say_what_differs() -> None:
    """The condition holds in one of them, and that is all that is not the same."""
    other = dataclasses.replace(KEPT, condition=True)
    assert told_apart([KEPT, other]) == {
        KEPT: "folio kept; 4 slots; the condition does not hold",
        other: "folio kept; 4 slots; the condition holds",
    }


def test_others_are_told_as_ever() -> None:
    """What the pattern or the words tell apart needs no more words."""
    queued = dataclasses.replace(KEPT, queued=True, condition=True)
    torn = dataclasses.replace(KEPT, pattern="PSSS", condition=True)
    assert set(told_apart([KEPT, queued, torn]).values()) == {
        "folio kept; 4 slots",
        "folio kept; queued for split; 4 slots",
    }


def test_every_field_is_told() -> None:
    """No other field can hide: a change of each makes another pattern, word or condition."""
    changes: dict[str, Any] = {
        "pattern": "PPPS", "folio": "reclaimed", "split": True, "queued": True, "slots": 3, "io": 1,
        "condition": True,
    }  # fmt: skip
    assert set(changes) == {field.name for field in dataclasses.fields(Outcome)}
    for name, value in changes.items():
        other = dataclasses.replace(KEPT, **{name: value})
        said = told_apart([KEPT, other])
        assert (KEPT.pattern, said[KEPT]) != (other.pattern, said[other])
