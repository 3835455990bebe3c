"""What decides a step is found through definitions, with the places that it speaks of."""

from __future__ import annotations

from tornfolio.tla.branches import branch_of

MODULE = r"""
define {
    \* Somebody has a reference.
    ExtraRefs == \E i \in Pages : refs[i] > 0

    Pages == 0..(NR_PAGES - 1)
}
\* BEGIN TRANSLATION

look == /\ pc["reclaim"] = "look"
        /\ addr' = addr + 1
        /\ IF pte[vma][addr'] = "none"
              THEN /\ pc' = [pc EXCEPT !["reclaim"] = "look"]
              ELSE /\ IF ExtraRefs
                         THEN /\ pc' = [pc EXCEPT !["reclaim"] = "stop"]
                         ELSE /\ pc' = [pc EXCEPT !["reclaim"] = "take"]

stop == /\ pc["reclaim"] = "stop"
        /\ IF ret
              THEN /\ written' = {}
              ELSE /\ TRUE
        /\ pc' = [pc EXCEPT !["reclaim"] = "Done"]

"""


def test_a_step_with_several_ways() -> None:
    """Its conditions speak of variables themselves, at a place or anywhere, and by definitions."""
    branch = branch_of(MODULE, "look")
    assert branch is not None
    assert branch.targets == ("look", "stop", "take")
    assert {"pte", "refs", "vma"} <= branch.names
    assert "written" not in branch.names
    assert branch.places == (("pte", ("vma", "addr'")),)


def test_a_step_with_one_way_decides_nothing() -> None:
    """A condition that changes no more than a value is no branch, and an unknown label has none."""
    assert branch_of(MODULE, "stop") is None
    assert branch_of(MODULE, "absent") is None
