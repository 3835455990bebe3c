"""An expectation of the gate, made by hand, and the point that it belongs to."""

from __future__ import annotations

from made import spec
from tornfolio.gate.expectations import Expected
from tornfolio.gate.points import Point

__all__ = ["EXPECTED", "POINT"]

EXPECTED = Expected(
    point="made",
    lane="smoke",
    violated=("Whole",),
    holds=("Locked", "Ends"),
    generated=(100, 100),
    distinct=(40, 40),
    outcomes=("1 :> PP  folio kept; 2 slots", "2 *> PS  folio kept; 2 slots"),
    digest="d" * 64,
)
POINT = Point("made", spec(), "d" * 64, EXPECTED)
