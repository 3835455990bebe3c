"""What a translated action waits for is read as the author of the algorithm wrote it."""

from __future__ import annotations

import pytest

from tornfolio.tla.guards import awaits

MODULE = r"""
lock(self) == /\ pc[self] = "lock"
              /\ \E block \in {i \in Blocks : i <= LastOf(self)}:
                   first' = [first EXCEPT ![self] = block]
              /\ ptl[(TableOf(VmaOf(self), first'[self]))] = "nobody"
              /\ ptl' = [ptl EXCEPT ![(TableOf(VmaOf(self), first'[self]))] = self]
              /\ IF a
                    THEN /\ pc' = [pc EXCEPT ![self] = "there"]
                    ELSE /\ started
                         /\ pc' = [pc EXCEPT ![self] = "here"]
              /\ UNCHANGED << pte,
                              other >>

all_free(self) == /\ pc[self] = "all_free"
                  /\ \A i \in FirstOf(self)..LastOf(self) :
                        ptl[i] = "nobody"
                  /\ pc' = [pc EXCEPT ![self] = "Done"]

go == /\ pc["reclaim"] = "go"
      /\ pc' = [pc EXCEPT !["reclaim"] = "Done"]

"""


@pytest.mark.parametrize(
    ("label", "conditions"),
    [
        ("lock", ('ptl[TableOf(VmaOf(self), first[self])] = "nobody"', "started")),
        ("go", ()),
        ("absent", ()),
    ],
)
def test_conditions_without_assignments(label: str, conditions: tuple[str, ...]) -> None:
    """Neither the label nor what a step changes is a condition; primes are the tool's own."""
    assert awaits(MODULE, label) == conditions


def test_a_condition_over_two_lines() -> None:
    """It is one condition, with its quantifier."""
    (only,) = awaits(MODULE, "all_free")
    assert 'ptl[i] = "nobody"' in only and only.startswith("\\A i")
