"""Tests of the preprocessor's conditions, as far as a kernel's headers use them."""

from __future__ import annotations

import pytest

from tornfolio.linux.conditions import holds

MACROS = {"CONFIG_MMU": "1", "CONFIG_PGTABLE_LEVELS": "4", "CONFIG_MODULE": "m", "set_ptes": ""}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("defined(CONFIG_MMU)", True),
        ("defined CONFIG_MMU", True),
        ("!defined(CONFIG_SMP)", True),
        ("defined(set_ptes)", True),
        ("IS_ENABLED(CONFIG_MMU)", True),
        ("IS_ENABLED(CONFIG_SMP)", False),
        ("CONFIG_PGTABLE_LEVELS > 3 && !defined(CONFIG_SMP)", True),
        ("CONFIG_PGTABLE_LEVELS <= 3 || CONFIG_MMU == 0x1UL", True),
        ("UNKNOWN", False),
        ("(1 << 3) - 2 * 3 == 2 && 7 % 4 == 3", True),
        ("!(defined(CONFIG_MMU) || defined(CONFIG_SMP))", False),
        ("-1 < 0", True),
        ("010 == 8", True),
    ],
)
def test_a_condition_is_decided_as_the_preprocessor_does(condition: str, expected: bool) -> None:
    """Macros that are not defined count as 0, and operators bind as in C."""
    assert holds(condition, MACROS) is expected


@pytest.mark.parametrize("condition", ["defined(", "1 +", "FUNCTION(2)", "1 2", ")", ""])
def test_what_is_not_understood_is_an_error(condition: str) -> None:
    """A condition that cannot be read is never taken for true or false."""
    with pytest.raises(ValueError):
        holds(condition, MACROS)


def test_a_macro_that_means_itself_is_an_error() -> None:
    """A circle of macros does not run on for ever."""
    with pytest.raises(ValueError):
        holds("A", {"A": "B", "B": "A"})
