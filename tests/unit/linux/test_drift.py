"""Tests of what is said of functions that are not as they were read."""

from __future__ import annotations

from pathlib import Path

import pytest

from kernels import kernel
from tornfolio.linux.drift import Drift, Read, drift, find_drift, load_read
from tornfolio.linux.functions import find_functions, line_of_call, line_of_call_with
from tornfolio.linux.steps import NO_FUNCTION, Label, access_of, labels_of_catalogue
from tornfolio.linux.tree import Tree, open_tree

WALK = """
static bool first(int a)
{
\treturn a > 1;	/* } at the end of a line
} */
}

static int
second(int a)
{
\tif (first(a))
\t\treturn ptep_get(a);
\treturn 0;
}
"""


def made_tree(folder: Path, text: str = WALK) -> Tree:
    """Make a tree of one file."""
    for name in ("Makefile", "mm/rmap.c", "mm/page_vma_mapped.c", "include/linux/mm.h"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("VERSION = 7\nPATCHLEVEL = 9\nSUBLEVEL = 1\n")
    (folder / "mm" / "walk.c").write_text(text)
    return open_tree(folder)


LABELS = {name: [Label(f"at_{name}", name, "ptep_get()", "load")] for name in ("first", "second")}


def as_read(folder: Path, text: str = WALK) -> Read:
    """Read a tree as release 7.9.1."""
    found = find_functions(made_tree(folder, text), LABELS)
    return Read(("7.9.1",), {name: {"7.9.1": each.digest} for name, each in found.items()})


def states(found: Drift) -> dict[str, str]:
    """The state of each function."""
    return {each.name: each.state for each in found.functions}


def test_a_function_is_found_where_it_stands(tmp_path: Path) -> None:
    """Its line is that of its return type, and a } in a comment does not end it."""
    found = find_functions(made_tree(tmp_path), LABELS)
    assert (found["first"].file, found["first"].line) == ("mm/walk.c", 2)
    assert found["second"].line == 8
    assert found["first"].text.decode().rstrip().endswith("*/\n}")
    assert line_of_call(found["second"], "ptep_get() of the next PTE") == 12
    assert line_of_call_with(found["second"], "first(a), or nothing") == 11
    assert line_of_call_with(found["second"], "first(b)") is None
    assert line_of_call(found["second"], "spin_lock() of the PTL") is None


def test_comments_and_white_space_are_no_drift(tmp_path: Path) -> None:
    """Only tokens count."""
    read = as_read(tmp_path / "read")
    other = WALK.replace("return 0;", "/* nothing */\n\n\t\treturn\n\t0;")
    other = other.replace("int\nsecond", "int second")
    found = drift(made_tree(tmp_path / "other", other), LABELS, read)
    assert states(found) == {"first": "same", "second": "same"}
    assert found.same


def test_what_changed_names_its_labels(tmp_path: Path) -> None:
    """One token is enough, and only the function with the token has drifted."""
    read = as_read(tmp_path / "read")
    found = drift(made_tree(tmp_path / "other", WALK.replace("a > 1", "a > 2")), LABELS, read)
    assert states(found) == {"first": "changed", "second": "same"}
    assert next(each.labels for each in found.functions if each.name == "first") == ("at_first",)
    assert not found.same


def test_what_was_taken_away_is_gone(tmp_path: Path) -> None:
    """A function of another name is not it."""
    read = as_read(tmp_path / "read")
    found = drift(made_tree(tmp_path / "other", WALK.replace("second", "third")), LABELS, read)
    assert states(found) == {"first": "same", "second": "gone"}


def test_what_the_nearest_release_did_not_have_is_not_gone(tmp_path: Path) -> None:
    """A release had `second` that the tree has nothing else in common with."""
    digest = as_read(tmp_path / "read").functions["first"]["7.9.1"]
    read = Read(("7.8.0", "7.9.1"), {"first": {"7.8.0": digest}, "second": {"7.9.1": "other"}})
    tree = made_tree(tmp_path / "other", WALK.replace("second", "third"))
    found = drift(tree, LABELS, read)
    assert (found.nearest, states(found)) == ("7.8.0", {"first": "same", "second": "same"})
    # In a release that had both, it would be gone.
    both = Read(("7.8.0",), {"first": {"7.8.0": digest}, "second": {"7.8.0": "other"}})
    assert states(drift(tree, LABELS, both))["second"] == "gone"


def test_a_label_without_a_function_and_a_function_without_a_label_are_told(tmp_path: Path) -> None:
    """Either is a fault of the model, so nothing is said to be the same."""
    read = as_read(tmp_path / "read")
    labels = {"first": LABELS["first"], "nowhere": LABELS["second"]}
    found = drift(made_tree(tmp_path / "other"), labels, read)
    assert (found.unread, found.unnamed, found.same) == (("nowhere",), ("second",), False)


def test_all_that_labels_name_was_read() -> None:
    """A function that a label names is one of a kernel, of at least one release."""
    read = load_read()
    assert set(labels_of_catalogue()) - NO_FUNCTION == set(read.functions)
    assert all(read.functions.values())


@pytest.mark.parametrize("release", ["6.1", "6.12", "7.2", "7.3"])
def test_a_kernel_that_was_read_is_the_same(release: str) -> None:
    """What was kept of it is what is found in it."""
    found = find_drift(open_tree(kernel(release)))
    if found.nearest != found.tree.release:
        pytest.skip(f"{found.tree.release} was not read")
    assert found.same, [each for each in found.functions if each.state != "same"]


def test_the_words_of_an_annotation_say_which_access_it_is() -> None:
    """The first accessor that is one access of the C decides; words without one are no access."""
    assert access_of("ptep_get() without the PTL") == "load"
    assert access_of("pte_offset_map_lock() after the copy, pte_same()") == "lock"
    assert access_of("ptep_get_and_clear() or ptep_clear_flush()") == "store"
    assert access_of("page_vma_mapped_walk_done(), return false") == "unlock"
    assert access_of("the next PTE, or need_resched()") is None
