"""What C is asked for: only what something in the shim looks at."""

from __future__ import annotations

import pytest

from tornfolio.linux.asked import asked_in_c, why_not_asked
from tornfolio.model.folders import our_model
from tornfolio.model.properties import load_properties

OURS = [prop.name for prop in load_properties(our_model())]


@pytest.mark.parametrize("name", OURS)
def test_each_property_of_ours_is_looked_at_or_has_a_reason(name: str) -> None:
    """Nothing is said to hold in C that nobody has looked at, and each reason is its own."""
    assert (why_not_asked(name) == "") == (name in asked_in_c())
    assert "not one of tornfolio's" not in why_not_asked(name)


def test_what_the_shim_does_not_know_is_not_asked() -> None:
    """So a property of the user's own never holds for every tree."""
    assert "AllOrNothing" in asked_in_c()
    assert why_not_asked("AllOrNothing") == ""
    assert why_not_asked("MlockRestored").startswith("whether a kept folio is mlocked")
    assert (
        why_not_asked("MineAlone") == "it is not one of tornfolio's, and nothing in C looks at it"
    )
