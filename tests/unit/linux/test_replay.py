"""Tests of counterexamples of TLC that are replayed in the C of real kernels."""

from __future__ import annotations

from pathlib import Path

import pytest

from kernels import kernel
from kinds import Checked
from tornfolio.linux.replay import Replay, replay
from tornfolio.linux.replay_lines import replay_lines
from tornfolio.linux.scope import check_scope
from tornfolio.linux.shared import in_words, read_shared
from tornfolio.linux.tree import Tree, open_tree
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.support.errors import BadInput


def replayed(checked: Checked, tree: Tree, runs: Path, name: str, *settings: str) -> Replay:
    """Replay the counterexample of a scenario."""
    trace = checked(name, *settings).trace
    assert trace is not None
    return replay(load_scenario(name, settings), trace, tree, cc=None, runs=runs)


@pytest.mark.parametrize(
    ("release", "name"),
    [
        ("6.12", "torn-pte0"), ("6.12", "torn-by-protect"), ("6.12", "torn-by-numa"),
        ("6.12", "pin-in-the-middle"), ("6.12", "straddle-second-table"),
        ("6.12", "swap-count-fails"), ("6.12", "torn-across-mms"), ("6.12", "zap-late-rmap"),
        ("7.3", "torn-pte0"), ("7.3", "torn-by-protect-batched"), ("7.3", "torn-by-numa"),
        ("7.3", "pin-in-the-middle"), ("7.3", "swap-count-fails"), ("7.3", "torn-across-mms"),
        ("7.3", "zap-late-rmap"), ("7.3", "cow-leaves-folio"), ("7.3", "v6-11-queued"),
    ],
)  # fmt: skip
def test_the_c_goes_along_to_the_end(
    checked: Checked, tmp_path: Path, release: str, name: str
) -> None:
    """After each step the PTEs and their locks are as in the model, in which each writer acts."""
    found = replayed(checked, open_tree(kernel(release)), tmp_path, name)
    assert found.parted is None, found.parted
    assert len(found.steps) == len(found.trace.steps) - 1
    assert all(each.accesses for each in found.steps if each.step.visible and each.step.changes)
    assert all(each.accesses or each.how for each in found.steps)
    assert "Followed to the end" in "".join(span.text for span in replay_lines(found)[-1])


def test_holders_are_named_as_in_the_model() -> None:
    """A state is told with the names of CPUs, and with the page tables if there are several."""
    cpus = {"reclaim": 0, "zap": 1}
    assert in_words((("none", "present"), (1, -1)), cpus) == "0P, PTL 1 held by zap, PTL 2 free"
    assert in_words((("swap",), (0,)), cpus) == "S, PTL held by reclaim"


def test_each_step_has_its_place_in_the_tree(checked: Checked, tmp_path: Path) -> None:
    """The clear, the load without the PTL and the swap entry are in the functions of the kernel."""
    found = replayed(checked, open_tree(kernel("7.3")), tmp_path, "torn-pte0", "nr_pages=2")
    places = {each.step.action: found.place_of(each) for each in found.steps}
    where = {action: (place.function, place.file) for action, place in places.items() if place}
    assert where["map_pte"] == ("map_pte", "mm/page_vma_mapped.c")
    assert where["contpte_clear"] == ("contpte_convert", "arch/arm64/mm/contpte.c")
    assert where["ttu_set_swap"] == ("try_to_unmap_one", "mm/rmap.c")
    told = found.to_json()
    assert told["followed"] and told["parted"] is None
    assert all((each["line"] or 0) > 0 for each in told["steps"] if each["accesses"])


def test_a_kernel_that_clears_in_runs_parts_from_a_model_that_does_not(
    checked: Checked, tmp_path: Path
) -> None:
    """change_pte_range() of 7.3 has cleared the next PTE where the model sets the first again."""
    found = replayed(checked, open_tree(kernel("7.3")), tmp_path, "torn-by-protect")
    assert found.parted is not None
    assert found.parted.step.action == "protect_commit"
    *_, parts, hint = ("".join(span.text for span in line) for line in replay_lines(found))
    assert "part at step" in parts
    assert "writers=protect-batched does so in the model" in hint


def test_a_walk_that_takes_the_lock_at_once_parts_where_it_unmaps_pte0(
    checked: Checked, tmp_path: Path
) -> None:
    """With PVMW_SYNC for all, reclaim clears the PTE that it steps over in the model."""
    tree = open_tree(kernel("7.3"))
    file = "mm/page_vma_mapped.c"
    text = tree.read(file)
    edited = text.replace(b"pvmw->flags & PVMW_SYNC", b"1")
    assert edited != text
    patched = Tree(tree.path, tree.release, {file: edited})
    found = replayed(checked, patched, tmp_path, "torn-pte0", "nr_pages=2")
    assert found.parted is not None
    assert found.parted.step.action == "ttu_clear"


def test_a_state_of_c_is_read_as_one_of_the_model() -> None:
    """Runs of letters for each VMA, then who holds each PTL."""
    words = ("present", "none", "none", "swap", "other")
    assert read_shared("P1 02|S1 O1;-1,2") == (words, (-1, 2))


@pytest.mark.nightly
def test_every_counterexample_in_scope_is_followed(checked: Checked, tmp_path: Path) -> None:
    """The C of 7.3 goes along to the end, but where a model of PTE by PTE meets runs of PTEs.

    change_pte_range() of 7.3 clears several PTEs before it sets the first again; the scenarios with
    the writer `protect` are those of kernels that do not.
    """
    tree = open_tree(kernel("7.3"))
    followed, parted, outside = set(), {}, {}
    for name in scenario_names():
        scenario = load_scenario(name)
        try:
            check_scope(scenario, tree)
        except BadInput as error:
            outside[name] = error.problem
            continue
        if (trace := checked(name).trace) is None:
            continue
        found = replay(scenario, trace, tree, cc=None, runs=tmp_path)
        if found.parted is None:
            followed.add(name)
        else:
            parted[name] = (found.parted.step.action, "protect" in scenario.parameters.kinds)
    assert parted == dict.fromkeys(
        ("torn-by-protect", "straddle-second-table", "v6-10-queued", "pmd-split-in-walk-torn"),
        ("protect_commit", True),
    )
    assert len(followed) >= 15
    # Each says what the C has not: a writer, a folio, a policy, a PMD mapping, no end of passes.
    assert all(name in reason for name, reason in outside.items())
