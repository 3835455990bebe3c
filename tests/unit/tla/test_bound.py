"""Which names an expression binds."""

from __future__ import annotations

import pytest

from tornfolio.tla.bound import bound_names
from tornfolio.tla.tokens import tokens


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (r"{x \in S : P}", ["x"]),
        (r"{f(x) : x \in S}", ["x"]),
        (r"{CHOOSE x \in S : P}", ["x"]),
        (r"IF S = {} THEN {} ELSE {CHOOSE x \in S : TRUE}", ["x"]),
        (r"[x \in S |-> e]", ["x"]),
    ],
)
def test_names_of_sets_and_functions(text: str, names: list[str]) -> None:
    """Those that stand for elements, and no word of TLA+, also where one element is chosen."""
    assert [name for name, _ in bound_names(list(tokens(text)))] == names
