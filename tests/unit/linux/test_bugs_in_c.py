"""Real bugs in the C of a kernel: it holds, and is violated once a fix is undone in a copy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from edited import edited
from kernels import kernel
from tornfolio.check.verdict import Word
from tornfolio.explore.bugs import load_bugs
from tornfolio.linux.answer import ask
from tornfolio.linux.search import Limits
from tornfolio.linux.tree import open_tree
from tornfolio.model.scenario import Scenario, load_scenario

RELEASE = "7.3"
# In a function, `new` for what matches `old`.
Change = tuple[str, str, str]


@dataclass(frozen=True)
class Undone:
    """A bug of the corpus: how its fix is undone, and the scenario that both trees are asked."""

    bug: str
    changes: tuple[Change, ...]
    scenario: str
    settings: tuple[str, ...]


SYNC = r"flags \|= TTU_SYNC ;"
UNDONE = (
    Undone("B01", (("shrink_folio_list", SYNC, ";"),), "torn-pte0", ("policy=ttu-sync",)),
    Undone(
        "B02",
        (
            (
                "shrink_folio_list",
                SYNC,
                "{ if (list_empty(&folio->_deferred_list)) flags |= TTU_SYNC; }",
            ),
        ),
        "v6-10-queued",
        ("kernel=v6.11",),
    ),
    Undone(
        "B03",
        (("try_to_unmap_one", r"pvmw\.flags = PVMW_SYNC", "pvmw.flags = 0"),),
        "zap-late-rmap",
        ("ttu=TTU_SYNC",),
    ),
    Undone(
        "B07",
        (
            (
                "try_to_unmap_one",
                r"nr_pages = folio_unmap_pte_batch \(",
                "if (folio_maybe_dma_pinned(folio)) goto walk_abort; "
                "nr_pages = folio_unmap_pte_batch(",
            ),
            (
                "__folio_try_share_anon_rmap",
                r"if \( unlikely \( folio_maybe_dma_pinned \( folio \) \) \) return -EBUSY ;",
                "",
            ),
        ),
        "pin-in-the-middle",
        ("nr_pages=3",),
    ),
    Undone(
        "B09",
        (
            (
                "move_ptes",
                r"struct vm_area_struct \*vma = pmc->old ;",
                "struct vm_area_struct *vma = pmc->old; pmc->need_rmap_locks = false;",
            ),
        ),
        "mremap-to-earlier-vma",
        (),
    ),
)


@pytest.mark.long
@pytest.mark.parametrize("undone", UNDONE, ids=lambda undone: undone.bug)
def test_the_c_is_a_pair(undone: Undone, tmp_path: Path) -> None:
    """The C of the tree holds, and violates the property of the bug once its fix is undone."""
    (bug,) = load_bugs([undone.bug])
    scenario = load_scenario(undone.scenario, undone.settings)
    tree = kernel(RELEASE)
    assert _said(scenario, tree, bug.prop, tmp_path / "runs") == "holds"
    for number, change in enumerate(undone.changes):
        tree = edited(tree, tmp_path / str(number), *change)
    assert _said(scenario, tree, bug.prop, tmp_path / "runs") == "violated"


def _said(scenario: Scenario, tree: Path, prop: str, runs: Path) -> Word:
    found = ask(scenario, open_tree(tree), cc=None, runs=runs, limits=Limits())
    (word,) = [each.verdict for each in found.properties if each.name == prop]
    return word
