"""Runs of pages: what is read of them is what each page has, and it goes back as it came."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tornfolio.tla.page_runs import as_runs, each_page, kept_as_runs, runs_of
from tornfolio.tla.values import Function, Value

_WORDS = st.lists(st.sampled_from(["present", "none", "swap"]), min_size=1, max_size=40)


def test_a_value_for_each_page() -> None:
    """Values stand for all pages of their run; TRUE and FALSE for a set of pages."""
    variables: dict[str, Value] = {
        "pte_runs": (Function({0: "present", 2: "swap"}),),
        "mapcount_runs": Function({0: 1, 2: 0}),
        "written_runs": Function({0: True, 2: False}),
        "pc": Function({"reclaim": "Done"}),
    }
    assert each_page(variables, 3) == {
        "pte": (Function({0: "present", 1: "present", 2: "swap"}),),
        "mapcount": Function({0: 1, 1: 1, 2: 0}),
        "written": frozenset({0, 1}),
        "pc": Function({"reclaim": "Done"}),
    }


@given(_WORDS, st.sets(st.integers(0, 39)))
def test_there_and_back(words: list[str], pages: set[int]) -> None:
    """What each page has, made into runs and read again, is what it was; neighbours differ."""
    inside = frozenset(page for page in pages if page < len(words))
    variables: dict[str, Value] = {
        "pte": (Function(dict(enumerate(words))),),
        "written": inside,
        "vma": 1,
    }
    kept = as_runs(variables, {"pte", "written"}, len(words))
    assert set(kept) == {"pte_runs", "written_runs", "vma"}
    assert each_page(kept, len(words)) == variables
    (runs,) = kept["pte_runs"] if isinstance(kept["pte_runs"], tuple) else ()
    assert isinstance(runs, Function)
    values = [value for value, _ in runs_of(runs, len(words))]
    assert len(runs) == len(values)
    assert all(one != other for one, other in pairwise(values))


def test_a_function_of_all_pages_has_runs_too() -> None:
    """Equal neighbours are one run, however the function gives them."""
    table = Function({0: "present", 1: "swap", 2: "swap", 3: "present"})
    assert runs_of(table, 4) == [("present", 1), ("swap", 2), ("present", 1)]
    assert runs_of(Function({0: "swap", 1: "swap"}), 5) == [("swap", 5)]


@pytest.mark.parametrize(
    "table", [{}, {1: "none"}, {0: "none", 4: "swap"}, {0: "none", "x": "swap"}, {-1: 1, 0: 1}]
)
def test_what_is_no_runs(table: dict[Value, Value]) -> None:
    """Runs begin at page 0 and lie in the folio; anything else is not taken for runs."""
    with pytest.raises(TypeError):
        runs_of(Function(table), 4)
    with pytest.raises(TypeError):
        each_page({"pte_runs": Function(table)}, 4)


def test_what_a_module_keeps() -> None:
    """The declarations say what is kept as runs, and nothing else does."""
    text = (
        "variables\n    pte_runs = [v \\in Vmas |-> All(1)];\n    \\* vma_runs = 1\n    ptl = 2;\n"
    )
    assert kept_as_runs(text) == {"pte"}
