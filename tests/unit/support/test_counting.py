"""Tests of numbers with their nouns."""

from __future__ import annotations

import pytest

from tornfolio.support.counting import number_of


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 states"), (1, "1 state"), (2, "2 states"), (1200, "1,200 states")]
)
def test_one_thing_is_no_plural(count: int, said: str) -> None:
    """A number has its separators, and its noun the form that it needs."""
    assert number_of(count, "state") == said
