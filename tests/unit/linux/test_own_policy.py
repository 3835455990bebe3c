"""A policy of one's own: TLC decides with it, and the C of a tree that has its patch."""

from __future__ import annotations

from pathlib import Path

import pytest

from comparisons import Points, compared
from edited import edited
from kernels import kernel
from own_policies import GO_BACK
from tornfolio.check.check import check
from tornfolio.linux.answer import ask
from tornfolio.linux.answer_lines import answer_lines, outcome_lines
from tornfolio.linux.compare_lines import comparison_lines
from tornfolio.linux.replay import replay
from tornfolio.linux.replay_lines import replay_lines
from tornfolio.linux.scope import check_scope, program_settings
from tornfolio.linux.search import Limits
from tornfolio.linux.tree import open_tree
from tornfolio.model.folders import Model, find_model
from tornfolio.model.scenario import load_scenario
from tornfolio.support.errors import BadInput
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.views.spans import plain

# GO_BACK in C: the pointer and the address go back by as many PTEs.
IN_C = (
    "page_vma_mapped_walk",
    r"spin_lock \( ptl \) ;",
    "spin_lock(ptl); while (pvmw->address > pvmw->vma->vm_start) "
    "{ pvmw->pte--; pvmw->address -= PAGE_SIZE; }",
)
SYNC = 'about = "reclaim passes TTU_SYNC for every folio."\nflags = \'{"TTU_SYNC"}\'\n'
AT_FOUR: Points = [("torn-pte0", ("policy=back", "nr_pages=4"))]


@pytest.fixture
def model(tmp_path: Path) -> Model:
    """A model with two policies: one changes the walk, one gives a flag."""
    policies = tmp_path / "mine" / "policies"
    policies.mkdir(parents=True)
    (policies / "back.toml").write_text(GO_BACK, encoding="utf-8")
    (policies / "sync.toml").write_text(SYNC, encoding="utf-8")
    return find_model(tmp_path / "mine")


def test_a_patched_tree_is_as_the_policy(tmp_path: Path, model: Model, tools: Toolchain) -> None:
    """At four PTEs TLC and the C agree that a walk which goes back tears nothing."""
    patched = edited(kernel("7.3"), tmp_path / "tree", *IN_C)
    found = compared(patched, AT_FOUR, tools, tmp_path / "runs", grid=False, model=model)
    (point,) = found.points
    assert point.same, comparison_lines(found)
    assert f"{patched} is expected to have its patch" in plain(comparison_lines(found))


def test_a_tree_without_the_patch_differs(tmp_path: Path, model: Model, tools: Toolchain) -> None:
    """The C of a tree that nobody has patched tears the folio as it does without a policy."""
    found = compared(kernel("7.3"), AT_FOUR, tools, tmp_path, grid=False, model=model)
    (point,) = found.unexplained
    assert "PSSS" in {each.pattern for each in point.only_c}
    assert point.verdicts["NotTornByReclaim"] == ("holds", "violated")


def test_check_outcomes_and_replay_take_the_policy(
    tmp_path: Path, model: Model, tools: Toolchain
) -> None:
    """Each runs the C with the scenario's flags alone, and says that the patch is the tree's.

    Of two PTEs both are kept if the writer has cleared both when the walk looks, else none. The
    walk that goes back has seen PTE0 as none before, which violates NoPteSkipped for a moment.
    """
    tree = open_tree(edited(kernel("7.3"), tmp_path / "tree", *IN_C))
    scenario = load_scenario("torn-pte0", ("policy=back", "nr_pages=2"), model)
    runs = tmp_path / "runs"
    answer = ask(scenario, tree, cc=None, runs=runs, limits=Limits())
    verdict = check(scenario, tools=tools, runs=runs, properties=("NoPteSkipped",))
    assert verdict.trace is not None
    replayed = replay(scenario, verdict.trace, tree, cc=None, runs=runs)
    assert {each.pattern for each in answer.outcomes} == {"PP", "SS"}
    assert replayed.parted is None
    for lines in (answer_lines(answer), outcome_lines(answer), replay_lines(replayed)):
        assert f"{tree.path} is expected to have its patch" in plain(lines)


def test_the_flags_of_a_policy_are_those_that_the_tree_passes(model: Model) -> None:
    """TTU_SYNC, which is the first of the model's flags, is left to the tree; a walk has none."""
    with_flag = load_scenario("torn-pte0", ("policy=sync",), model)
    without = load_scenario("torn-pte0", ("policy=back",), model)
    assert program_settings(with_flag, "Torn")["ttu_of_tree"] == 1
    assert program_settings(without, "Torn")["ttu_of_tree"] == 0


def test_where_reclaim_is_ours_its_patch_is_not_seen(model: Model) -> None:
    """A policy that changes shrink_folio_list() is refused where that of the tree does not run."""
    scenario = load_scenario("torn-pte0", ("policy=sync", "writers=protect"), model)
    words = r"changes shrink_folio_list\(\), and tornfolio replaces that of Linux 6\.1"
    with pytest.raises(BadInput, match=words):
        check_scope(scenario, open_tree(kernel("6.1")), patched=True)


def test_a_tree_that_nobody_has_patched_is_not_asked_by_itself(model: Model) -> None:
    """What asks many scenarios of one tree, as the claims do, leaves an own policy out."""
    scenario = load_scenario("torn-pte0", ("policy=back",), model)
    with pytest.raises(BadInput, match="no kernel has policy = back"):
        check_scope(scenario, open_tree(kernel("7.3")))
