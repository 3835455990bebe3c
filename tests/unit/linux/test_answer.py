"""Tests of what the C of real kernels answers."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from edited import edited, linked
from kernels import kernel
from tornfolio.linux.answer import Answer, ask
from tornfolio.linux.answer_lines import answer_lines, outcome_lines
from tornfolio.linux.search import Limits
from tornfolio.linux.tree import open_tree
from tornfolio.model.scenario import load_scenario
from tornfolio.views.spans import Line

NEWER = ("6.12", "7.3")


def answer(tmp_path: Path, release: str, name: str, *settings: str) -> Answer:
    """Ask the C of a kernel."""
    return ask(
        load_scenario(name, settings),
        open_tree(kernel(release)),
        cc=None,
        runs=tmp_path,
        limits=Limits(),
    )


@pytest.mark.parametrize("release", NEWER)
def test_the_seed_tears_the_folio_in_c(tmp_path: Path, release: str) -> None:
    """The walk can miss PTE0, or more of them up to all, and else the folio is reclaimed.

    What the model says of the same scenario stands in the README.
    """
    found = answer(tmp_path, release, "torn-pte0", "nr_pages=4")
    outcomes = {(each.pattern, each.folio, each.slots, each.io) for each in found.outcomes}
    assert outcomes == {
        ("PPPP", "kept", 4, 0),
        ("PPPS", "kept", 4, 0),
        ("PPSS", "kept", 4, 0),
        ("PSSS", "kept", 4, 0),
        ("SSSS", "reclaimed", 4, 4),
    }
    assert not found.reason
    words = {each.name: each.verdict for each in found.properties}
    assert {name for name, word in words.items() if word == "violated"} == {
        "NoPteSkipped", "PtlFromPte0", "AllOrNothing", "AllOrNothingAcrossMms", "NotTornByReclaim",
        "Uniform", "KeptWholeOnFailure", "NoSwapSpaceForKeptFolio",
    }  # fmt: skip


@pytest.mark.parametrize("release", NEWER)
def test_with_sync_the_folio_is_whole_in_c(tmp_path: Path, release: str) -> None:
    """With TTU_SYNC the walk takes the PTL before it looks at a PTE, so nothing is missed."""
    found = answer(tmp_path, release, "torn-pte0", "nr_pages=4", "ttu=TTU_SYNC")
    assert [each.pattern for each in found.outcomes] == ["SSSS"]
    assert found.verdict == "holds"


def test_a_walk_that_never_looks_at_an_entry_is_a_verdict_about_nothing(tmp_path: Path) -> None:
    """A patch that ends the walk at once makes much hold: that nothing was asked is said first."""
    changed = edited(
        kernel("7.3"), tmp_path / "tree", "page_vma_mapped_walk",
        r"struct vm_area_struct \*vma = pvmw->vma ;",
        "struct vm_area_struct *vma = pvmw->vma; if (vma) return false;",
    )  # fmt: skip
    scenario = load_scenario("torn-pte0", ("nr_pages=2",))
    found = ask(scenario, open_tree(changed), cc=None, runs=tmp_path / "runs", limits=Limits())
    assert found.vacuous == ("reclaim",)
    second = "".join(span.text for span in answer_lines(found)[1])
    assert "Vacuous: reclaim never comes to the page tables" in second
    assert found.to_json(outcomes=False)["vacuous"] == ["reclaim"]
    assert any("Vacuous: reclaim" in line[0].text for line in outcome_lines(found) if line)


def test_writers_that_act_are_told_from_those_that_do_not(tmp_path: Path) -> None:
    """The writer contpte leaves a block with a hole alone; protect changes the PTEs around it."""
    settings = ("nr_pages=2", "initial=P0", "writers=contpte,protect")
    assert answer(tmp_path, "7.3", "torn-pte0", *settings).vacuous == ("contpte",)
    assert answer(tmp_path, "7.3", "torn-pte0", "nr_pages=2").vacuous == ()


def test_a_search_that_has_not_seen_all_does_not_say_who_never_acts(tmp_path: Path) -> None:
    """What one state has not shown the next one may."""
    scenario = load_scenario("torn-pte0", ("nr_pages=4",))
    found = ask(scenario, open_tree(kernel("7.3")), cc=None, runs=tmp_path, limits=Limits(states=2))
    assert found.vacuous is None


@pytest.mark.parametrize("release", NEWER)
def test_an_answer_names_functions_of_the_tree_and_ours(tmp_path: Path, release: str) -> None:
    """The functions under test are the tree's, with file, line and digest; some others are ours."""
    found = answer(tmp_path, release, "torn-pte0", "nr_pages=1", "cont_ptes=1")
    whose = {each.name: each.whose for each in found.functions}
    lock = "__pte_offset_map_lock" if release == "6.12" else "pte_offset_map_lock"
    for name in (
        "page_vma_mapped_walk", "try_to_unmap_one", "contpte_convert", "rmap_walk_anon",
        "reclaim_folio_list", "shrink_folio_list", "__remove_mapping",
        "folio_unqueue_deferred_split", "deferred_split_folio",
        "__folio_unqueue_deferred_split", lock,
    ):  # fmt: skip
        assert whose[name] == "tree"
    assert whose["shim_reclaim"] == "mini"
    assert all(each.line > 0 and len(each.digest) == 16 for each in found.functions)


def test_what_a_kernel_does_otherwise_is_ours_there(tmp_path: Path) -> None:
    """6.1 splits each large folio first, so that its shrink_folio_list() never unmaps one."""
    found = answer(tmp_path, "6.1", "torn-pte0", "nr_pages=2", "writers=protect")
    whose = {each.name: each.whose for each in found.functions}
    assert "shrink_folio_list" not in whose
    assert whose["shim_shrink_folio"] == whose["shim_deferred_split"] == "mini"
    assert whose["try_to_unmap_one"] == "tree"


def test_with_the_policy_of_newer_kernels_the_tree_gives_sync_itself(tmp_path: Path) -> None:
    """A tree that does not give TTU_SYNC is not given it by us either."""
    settings = ("nr_pages=2", "ttu=none", "policy=ttu-sync")
    assert answer(tmp_path, "7.3", "torn-pte0", *settings).verdict == "holds"
    tree = edited(
        kernel("7.3"), tmp_path / "tree", "shrink_folio_list", r"flags \|= TTU_SYNC ;", ";"
    )
    found = ask(
        load_scenario("torn-pte0", settings),
        open_tree(tree),
        cc=None,
        runs=tmp_path,
        limits=Limits(),
    )
    assert found.verdict == "violated"


@pytest.mark.parametrize("writer", ["contpte", "gup"])
def test_two_compilers_give_the_same(tmp_path: Path, writer: str) -> None:
    """What the C can do does not depend on who compiled it: the system's compiler or ziglang."""
    scenario = load_scenario("torn-pte0", ["nr_pages=3", f"writers={writer}"])
    found = [
        ask(scenario, open_tree(kernel("7.3")), cc=cc, runs=tmp_path, limits=Limits())
        for cc in (None, f"{shlex.quote(sys.executable)} -m ziglang cc")
    ]
    assert found[0].outcomes.keys() == found[1].outcomes.keys()
    assert found[0].words == found[1].words
    assert "clang" in found[1].program.compiler


def test_a_patch_that_takes_the_ptl_first_is_judged(tmp_path: Path) -> None:
    """In a copy in which map_pte() locks before it looks, the walk misses nothing without a flag.

    It is the example of the README: 16 pages, and every property holds.
    """
    file = "mm/page_vma_mapped.c"
    tree = linked(kernel("7.3"), tmp_path / "linux", file)
    text = (tree / file).read_text()
    (lock,) = re.findall(r"\tspin_lock\(\*ptlp\);.*?\tpvmw->ptl = \*ptlp;\n", text, re.DOTALL)
    head, load, rest = text.replace(lock, "").partition("\tptent = ptep_get_lockless(")
    (tree / file).write_text(head + lock + load + rest)
    found = ask(
        load_scenario("torn-pte0", ("nr_pages=16",)),
        open_tree(tree),
        cc=None,
        runs=tmp_path,
        limits=Limits(),
    )
    assert set(found.words) == {"holds"}
    assert [each.pattern for each in found.outcomes] == ["S" * 16]


@pytest.mark.parametrize(
    ("mistake", "name"),
    [
        ("*(volatile int *)8 = 1;", "NoCrash"),
        ("for (;;) ;", "NoEndlessStep"),
        ("static int walks; walks++;", "NoEscape"),
    ],
)
def test_what_cuts_a_search_short_is_told(tmp_path: Path, mistake: str, name: str) -> None:
    """Of a walk that never comes to its end nothing is said without what stops it."""
    anchor = r"struct mm_struct \* mm = vma->vm_mm ;"
    new = f"struct mm_struct *mm = vma->vm_mm; {mistake}"
    tree = edited(kernel("7.3"), tmp_path / "linux", "page_vma_mapped_walk", anchor, new)
    found = ask(
        load_scenario("torn-pte0", ("nr_pages=2",)),
        open_tree(tree),
        cc=None,
        runs=tmp_path,
        limits=Limits(step_seconds=0.5),
        properties=("AllOrNothing",),
    )
    assert {each.name: each.verdict for each in found.properties} == {
        "AllOrNothing": "holds",
        name: "violated",
    }
    assert found.verdict == "violated"
    said = [line for line in map(_text, outcome_lines(found)) if line.startswith("Cut short: ")]
    assert len(said) == 1 and name in said[0]
    assert list(found.to_json(outcomes=True)["cut_short"]) == [name]


def _text(line: Line) -> str:
    return "".join(span.text for span in line)


def test_every_answer_says_what_it_rests_on(tmp_path: Path) -> None:
    """Text and JSON of check and outcomes name each function of ours, and the memory model."""
    found = answer(tmp_path, "7.3", "torn-pte0", "nr_pages=2")
    mini = {each.name for each in found.functions if each.whose == "mini"}
    assert "shim_reclaim" in mini
    for say in (answer_lines, outcome_lines):
        text = "\n".join(map(_text, say(found)))
        assert "sequentially consistent" in text
        named = re.search(r"^(\d+) functions of ours in their place \(mini\): (.+)$", text, re.M)
        assert named is not None and int(named[1]) == len(mini) == len(named[2].split(", "))
        assert mini == set(named[2].split(", "))
        assert "try_to_unmap_one" not in text and "--functions names them" in text
        text = "\n".join(map(_text, say(found, functions=True)))
        theirs, _, ours = text.partition("functions of ours in their place (mini):\n")
        assert {each.partition(":")[0] for each in re.findall(r"\w+:\d+", ours)} == mini
        assert re.search(r"mm/rmap\.c: .*\btry_to_unmap_one:\d+", theirs)
    for outcomes in (True, False):
        told = found.to_json(outcomes=outcomes)["functions"]
        assert {each["name"] for each in told if each["whose"] == "mini"} == mini
