"""Tests of what is said of functions that are not as they were read."""

from __future__ import annotations

from pathlib import Path

import pytest

from edited import edited
from kernels import kernel
from tornfolio.linux.drift import Drift, drift, find_drift, helpers_of
from tornfolio.linux.functions import find_functions, line_of_call, line_of_call_with
from tornfolio.linux.misfits import misfits
from tornfolio.linux.read_before import Read, load_read
from tornfolio.linux.runs import Runs
from tornfolio.linux.source import Function
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


WALK_FILE = """
static bool map_pte(struct page_vma_mapped_walk *pvmw)
{
	pte_t pte = ptep_get_lockless(pvmw->pte);
	spin_lock(pvmw->ptl);
	return true;
}

static bool check_pmd(unsigned long pfn)
{
	return pfn;
}
"""
WALK_LABELS = {
    "map_pte": [
        Label("map_pte", "map_pte", "ptep_get() without the PTL", "load"),
        Label("map_pte_lock", "map_pte", "spin_lock() of the PTL", "lock"),
    ]
}


def found_misfits(folder: Path, text: str, labels: dict[str, list[Label]]) -> list[tuple[str, ...]]:
    """The misfits of a walk of two functions, as words."""
    tree = made_tree(folder)
    (folder / "mm" / "page_vma_mapped.c").write_text(text)
    names = ("map_pte", "check_pmd")
    runs = Runs({name: Function(name, "", 1, "", "tree") for name in names}, {})
    return [
        (each.what, each.name, each.function, str(each.line))
        for each in misfits(tree, labels, labels, runs)
    ]


def test_labels_and_steps_of_the_walk_fit(tmp_path: Path) -> None:
    """A lockless load is one by either name, and a function without an access needs no label."""
    assert found_misfits(tmp_path, WALK_FILE, WALK_LABELS) == []


def test_a_step_that_no_label_stands_for_is_told(tmp_path: Path) -> None:
    """A load in a function of the walk whose labels name none is one, with its line."""
    more = WALK_FILE.replace("return pfn;", "return pte_pfn(ptep_get(0)) == pfn;")
    assert found_misfits(tmp_path, more, WALK_LABELS) == [("step", "ptep_get", "check_pmd", "11")]


def test_a_label_that_fits_no_step_is_told(tmp_path: Path) -> None:
    """The lock has gone from the function and from all that it calls: its label stands alone."""
    less = WALK_FILE.replace("\tspin_lock(pvmw->ptl);\n", "")
    assert found_misfits(tmp_path, less, WALK_LABELS) == [("label", "map_pte_lock", "map_pte", "2")]


def test_a_helper_of_a_label_has_its_step(tmp_path: Path) -> None:
    """The lock has moved into a function that this one calls: the label still has its step."""
    moved = WALK_FILE.replace("spin_lock(pvmw->ptl)", "check_pmd(0)")
    moved = moved.replace("return pfn;", "spin_lock(0);\n\treturn pfn;")
    told = found_misfits(tmp_path, moved, WALK_LABELS)
    assert told == [("step", "spin_lock", "check_pmd", "11")]


def test_helpers_are_told_as_they_were_read() -> None:
    """What runs and no label names is the same, or changed, or new; a label's function is none."""
    digests = {"same": "1", "changed": "2", "new": "3", "named": "4"}
    runs = Runs({n: Function(n, "mm/x.c", 1, d, "tree") for n, d in digests.items()}, {})
    helpers = {"same": {"7.9.1": "1"}, "changed": {"7.9.1": "0"}}
    read = Read(("7.9.1",), {"named": {"7.9.1": "4"}}, helpers)
    assert {each.name: each.state for each in helpers_of(runs, read)} == {
        "same": "same",
        "changed": "changed",
        "new": "new",
    }


def test_drift_says_what_is_ours_in_a_run() -> None:
    """The walk and what writers call are the tree's, the fault that calls them is ours."""
    found = find_drift(open_tree(kernel("7.3")))
    whose = {each.name: each.runs for each in found.functions}
    assert whose["page_vma_mapped_walk"] == whose["try_to_unmap_one"] == "tree"
    assert whose["do_numa_page"] == "mini"
    assert whose["move_ptes"] == whose["do_wp_page"] == "tree"
    assert whose["deferred_split_scan"] == ""


def test_drift_sees_a_step_that_was_added_to_a_kernel(tmp_path: Path) -> None:
    """A second look at the entry in check_pmd() of a copy of 7.3 is a step without a label."""
    change = ("check_pmd", "return true ;", "ptep_get(0); return true;")
    tree = edited(kernel("7.3"), tmp_path, *change)
    found = find_drift(open_tree(tree))
    assert [(each.what, each.name, each.function) for each in found.misfits] == [
        ("step", "ptep_get", "check_pmd")
    ]
    helpers = {each.name: each.state for each in found.helpers}
    assert helpers["check_pmd"] == "changed"
    assert helpers["step_forward"] == "same"
    assert not found.same
