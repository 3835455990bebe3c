"""Tests of the changes that a policy makes to templates, one after another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tornfolio.model.changes import changed_texts
from tornfolio.model.folders import our_model
from tornfolio.model.policies import OwnPolicy, TextChange
from tornfolio.support.errors import BadInput


def _changed(*changes: TextChange) -> dict[str, str]:
    policy = OwnPolicy("mine", "a test", None, changes, Path("mine.toml"))
    return changed_texts([policy], {"walk.tla": "one"}, our_model())


def test_each_change_goes_on_from_the_one_before() -> None:
    """A change finds what those before it have left, even if that is nothing."""
    away = TextChange("walk.tla", "one", "")
    assert _changed(
        TextChange("walk.tla", "one", "two"), TextChange("walk.tla", "two", "three")
    ) == {"walk.tla": "three"}
    assert _changed(away) == {"walk.tla": ""}
    with pytest.raises(BadInput, match="its text is not in walk"):
        _changed(away, away)
