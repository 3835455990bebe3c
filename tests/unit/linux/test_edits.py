"""Changes to the C of a kernel, described in our words, each of which must be noticed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from edited import edited
from kernels import kernel
from tornfolio.linux.answer import Answer, ask
from tornfolio.linux.search import Limits
from tornfolio.linux.tree import open_tree
from tornfolio.model.scenario import load_scenario

RELEASE = "7.3"


@dataclass(frozen=True)
class Edit:
    """In a function, `new` for what matches `old`; a scenario, and what must notice the change.

    `noticed` is a property that only the changed C violates, or `outcomes`: other final states.
    """

    what: str
    function: str
    old: str
    new: str
    settings: tuple[str, ...]
    noticed: str


SYNC = ("ttu=TTU_SYNC", "nr_pages=3")
FREE = ("ttu=none", "nr_pages=3")
PROTECT = ("writers=protect",)
COW = ("writers=cow",)
FAULTS = ("ttu=none", "nr_pages=2", "writers=fault,fault")
OF_PMD = ("nr_pages=2", "pmd_mapped=1", "kernel=v7.3", "policy=none")
PMD = (*OF_PMD, "ttu=TTU_SPLIT_HUGE_PMD", "writers=none")
PMD_ZAP = (*OF_PMD, "ttu=TTU_SPLIT_HUGE_PMD", "writers=zap")
PMD_ZAP_SYNC = (*OF_PMD, "ttu=TTU_SYNC,TTU_SPLIT_HUGE_PMD", "writers=zap")
TO_EARLIER = ("ttu=TTU_SYNC", "nr_pages=2", "vmas=2", "initial=00|PP", "writers=mremap@2")
EDITS = (
    Edit("SYNC is ignored", "map_pte", r"pvmw->flags & PVMW_SYNC", "0", SYNC, "NotTornByReclaim"),
    Edit("SYNC is not handed on", "try_to_unmap_one", r"pvmw\.flags = PVMW_SYNC", "pvmw.flags = 0",
         SYNC, "NotTornByReclaim"),
    Edit("no lock at the first PTE", "map_pte", r"spin_lock \( \*ptlp \) ;", ";", FREE,
         "LockDiscipline"),
    Edit("no lock at a later PTE", "page_vma_mapped_walk", r"spin_lock \( ptl \) ;", ";", FREE,
         "LockDiscipline"),
    Edit("the lock comes before the load, and stays", "map_pte",
         r"ptent = ptep_get_lockless \( pvmw->pte \) ;",
         "spin_lock(*ptlp); ptent = ptep_get_lockless(pvmw->pte);", FREE, "NoDeadlock"),
    Edit("the pointer stays behind", "page_vma_mapped_walk", r"pvmw->pte \+\+ ;", ";", FREE,
         "outcomes"),
    Edit("one PTE too many", "page_vma_mapped_walk",
         r"if \( pvmw->address >= end \) return not_found",
         "if (pvmw->address > end) return not_found", SYNC, "NoEscape"),
    Edit("none PTEs are not skipped", "page_vma_mapped_walk", r"while \( pte_none \( pteval \) \)",
         "while (0)", (*FREE, *PROTECT), "outcomes"),
    Edit("each PTE matches", "check_pte",
         r"if \( pfn > \( pvmw->pfn .*? return false ; return true ;",
         "return true;", ("ttu=TTU_SYNC", "nr_pages=4", "initial=PSSO", "writers=none"),
         "WalkContract"),
    Edit("the end of the walk keeps the lock", "not_found",
         r"page_vma_mapped_walk_done \( pvmw \) ;", ";", FREE, "PtlReleased"),
    Edit("done keeps the lock", "page_vma_mapped_walk_done", r"spin_unlock \( pvmw->ptl \) ;", ";",
         FREE, "PtlReleased"),
    Edit("a table boundary keeps the lock", "page_vma_mapped_walk",
         r"spin_unlock \( pvmw->ptl \) ; pvmw->ptl = NULL ; \} pte_unmap",
         "pvmw->ptl = NULL; } pte_unmap",
         ("ttu=TTU_SYNC", "nr_pages=4", "straddle=2", "cont_ptes=2"), "PtlReleased"),
    Edit("no swap count", "ttu_anon_swapbacked_folio", r"folio_dup_swap \( folio, page \) < 0", "0",
         SYNC, "SwapCountExact"),
    Edit("no swap entry", "ttu_anon_swapbacked_folio",
         r"set_pte_at \( mm, address, ptep, swp_pte_prepare \( .*? \) \) ;",
         ";", SYNC, "NoDataLost"),
    Edit("the count of a pinned page stays", "ttu_anon_swapbacked_folio",
         r"share_anon_rmap_pte \( folio, page \) \) \{ folio_put_swap \( folio, page \) ;",
         "share_anon_rmap_pte(folio, page)) {", (*SYNC, "writers=gup"),
         "SwapCountExact"),
    Edit("no restore after a failure", "try_to_unmap_one",
         r"set_ptes \( mm, address, pvmw\.pte, pteval, nr_pages \) ;", ";",
         (*SYNC, "shortages=swap_count"), "NoDataLost"),
    Edit("the map count stays", "try_to_unmap_one",
         r"folio_remove_rmap_ptes \( folio, page, nr_pages, vma \) ;", ";", SYNC, "MapcountExact"),
    Edit("references stay", "try_to_unmap_one", r"folio_put_refs \( folio, nr_pages \) ;", ";",
         (*SYNC, "writers=gup"), "outcomes"),
    Edit("mlock is ignored", "try_to_unmap_one", r"\( vma->vm_flags & VM_LOCKED \) \) \{ ptes",
         "0) { ptes", (*SYNC, "mlocked=1"), "MlockRespected"),
    Edit("pins are ignored", "__folio_try_share_anon_rmap",
         r"if \( unlikely \( folio_maybe_dma_pinned \( folio \) \) \) return -EBUSY ;", "",
         (*SYNC, "writers=gup"), "PinnedStaysMapped"),
    Edit("a block is not cleared to its end", "contpte_convert",
         r"for \( i = 0 ; i < CONT_PTES ; i \+\+, ptep \+\+",
         "for (i = 0; i < CONT_PTES - 1; i++, ptep++", FREE, "outcomes"),
    Edit("a block is not set to its end", "contpte_convert",
         r"__set_ptes \( mm, start_addr, start_ptep, pte, CONT_PTES \)",
         "__set_ptes(mm, start_addr, start_ptep, pte, CONT_PTES - 1)", FREE, "NoDataLost"),
    Edit("a block is set beyond its end", "contpte_convert",
         r"__set_ptes \( mm, start_addr, start_ptep, pte, CONT_PTES \)",
         "__set_ptes(mm, start_addr, start_ptep, pte, CONT_PTES + 1)", FREE, "NoEscape"),
    Edit("a split PMD still counts", "__split_huge_pmd_locked",
         r"if \( ! pmd_is_migration_entry \( \*pmd \) \) folio_remove_rmap_pmd",
         "if (0) folio_remove_rmap_pmd", PMD, "MapcountExact"),
    Edit("no PMD lock", "page_vma_mapped_walk", r"pvmw->ptl = pmd_lock \( mm, pvmw->pmd \) ;",
         "pvmw->ptl = pmd_lockptr(mm, pvmw->pmd);", PMD, "LockDiscipline"),
    Edit("no restart after the split of a PMD", "try_to_unmap_one",
         r"page_vma_mapped_walk_restart \( & pvmw \) ;", ";", PMD, "ReclaimedWhenUndisturbed"),
    Edit("a zap of a PMD keeps the map count", "zap_huge_pmd_folio",
         r"if \( is_present \|\| is_device_private \) folio_remove_rmap_pmd",
         "if (0) folio_remove_rmap_pmd", PMD_ZAP, "MapcountExact"),
    Edit("a zap does not lock the PMD", "__pmd_trans_huge_lock",
         r"ptl = pmd_lock \( vma->vm_mm, pmd \) ;", "ptl = pmd_lockptr(vma->vm_mm, pmd);",
         PMD_ZAP, "LockDiscipline"),
    Edit("the walk does not wait for a zap of the PMD", "page_vma_mapped_walk",
         r"sync_with_folio_pmd_zap \( mm, pvmw->pmd \) ;", ";", PMD_ZAP_SYNC,
         "NoSpuriousUnmapFailure"),
    Edit("a freed page table is not noticed", "map_pte",
         r"unlikely \( ! pmd_same \( \* pmdvalp, pmdp_get_lockless \( pvmw->pmd \) \) \)", "0",
         PMD_ZAP, "FreedTableIsUnused"),
    Edit("a freed page table is not noticed with SYNC", "pte_offset_map_lock",
         r"likely \( pmd_same \( pmdval, pmdp_get_lockless \( pmd \) \) \)", "1",
         PMD_ZAP_SYNC, "FreedTableIsUnused"),
    Edit("the walk ends while the folio is mapped", "folio_not_mapped",
         r"! folio_mapped \( folio \)", "folio_mapped(folio)",
         ("ttu=TTU_SYNC", "nr_pages=2", "vmas=2", "writers=none"), "ReclaimedWhenUndisturbed"),
    Edit("the walk goes on after a failure", "rmap_walk_anon",
         r"if \( ! rwc->rmap_one \( folio, vma, address, rwc->arg \) \) break ;",
         "rwc->rmap_one(folio, vma, address, rwc->arg);",
         ("ttu=TTU_SYNC", "nr_pages=2", "vmas=2", "mlocked=1", "writers=none"), "outcomes"),
    Edit("the lock of the reverse map stays", "rmap_walk_anon",
         r"if \( ! locked \) anon_vma_unlock_read \( anon_vma \) ;", "", (*SYNC, "passes=2"),
         "PtlReleased"),
    Edit("a protection is not committed", "prot_commit_flush_ptes",
         r"modify_prot_commit_ptes \( .*? \) ;", ";", (*SYNC, *PROTECT), "NoDataLost"),
    Edit("mprotect keeps the lock", "change_pte_range",
         r"pte_unmap_unlock \( pte - 1, ptl \) ;", ";", (*SYNC, *PROTECT), "NoDeadlock"),
    Edit("a NUMA fault does not commit", "numa_rebuild_single_mapping",
         r"ptep_modify_prot_commit \( .*? \) ;", ";", (*SYNC, "writers=numa"), "NoDataLost"),
    Edit("zap keeps the map count", "zap_present_folio_ptes",
         r"folio_remove_rmap_ptes \( folio, page, nr, vma \) ;", ";", (*SYNC, "writers=zap"),
         "MapcountExact"),
    Edit("GUP does not look again", "gup_fast_pte_range",
         r"unlikely \( pte_val \( pte \) != pte_val \( ptep_get_lockless \( ptep \) \) \)", "0",
         (*SYNC, "writers=gup"), "PinnedStaysMapped"),
    Edit("reclaim takes no folio lock", "shrink_folio_list",
         r"if \( ! folio_trylock \( folio \) \) goto keep ; if \( folio_contain",
         "if (folio_contain", SYNC, "FolioLockDiscipline"),
    Edit("reclaim keeps the folio lock", "shrink_folio_list",
         r"keep_locked : folio_unlock \( folio \) ;", "keep_locked: ;", (*FREE, *PROTECT),
         "PtlReleased"),
    Edit("reclaim gives no SYNC", "shrink_folio_list", r"flags \|= TTU_SYNC ;", ";",
         ("policy=ttu-sync", "ttu=none", "nr_pages=3"), "NotTornByReclaim"),
    Edit("what is still mapped is written", "shrink_folio_list",
         r"stat->nr_lazyfree_fail \+= nr_pages ; goto activate_locked ;",
         "stat->nr_lazyfree_fail += nr_pages; shim_write(folio); goto activate_locked;",
         FREE, "NoSwapIoForKeptFolio"),
    Edit("a kept folio keeps its slots", "shrink_folio_list",
         r"folio_free_swap \( folio \) ;", ";",
         ("ttu=TTU_SYNC", "nr_pages=3", "mlocked=1", "writers=none"), "NoSwapSpaceForKeptFolio"),
    Edit("a folio to which others refer is written", "pageout",
         r"folio_ref_count \( folio \) != 1 \+ folio_nr_pages \( folio \) \|\|", "",
         (*SYNC, "writers=zap"), "outcomes"),
    Edit("a folio that is mapped in part is not split", "shrink_folio_list",
         r"&& split_folio_to_list \( folio , folio_list \) \) goto activate_locked ;",
         "&& 0) goto activate_locked;",
         ("ttu=none", "nr_pages=4", "initial=0PPP", "writers=none"), "outcomes"),
    Edit("a folio is freed on the deferred split list", "shrink_folio_list",
         r"folio_unqueue_deferred_split \( folio \) ;", ";",
         ("ttu=none", "nr_pages=3", "writers=zap:0-0"), "NoUseAfterFree"),
    Edit("a folio with references is freed", "__remove_mapping",
         r"if \( ! folio_ref_freeze \( folio, refcount \) \) goto cannot_free ;",
         "folio_ref_freeze(folio, refcount);", (*SYNC, "writers=gup"), "outcomes"),
    Edit("one reference is forgotten", "__remove_mapping",
         r"refcount = 1 \+ folio_nr_pages \( folio \) ;", "refcount = folio_nr_pages(folio);",
         (*SYNC, "writers=none"), "ReclaimedWhenUndisturbed"),
    Edit("a folio that is kept keeps the lock of the swap cache", "__remove_mapping",
         r"swap_cluster_unlock_irq \( ci \) ; \} else \{ xa_unlock_irq",
         "; } else { xa_unlock_irq", (*SYNC, "writers=gup", "passes=2"), "NoDeadlock"),
    Edit("reclaim queues what it unmaps", "deferred_split_folio",
         r"if \( folio_test_swapcache \( folio \) \) return ;", "", FREE,
         "NotQueuedForSplitByReclaim"),
    Edit("nothing is queued for a split", "deferred_split_folio",
         r"__list_lru_add \( .*? \) ;", ";", ("ttu=none", "nr_pages=3", "writers=zap:0-0"),
         "PartlyMappedQueued"),
    Edit("the PTL is not taken", "pte_offset_map_lock", r"spin_lock \( ptl \) ;", ";",
         (*SYNC, *PROTECT), "LockDiscipline"),
    Edit("the PTL is not told", "pte_offset_map_lock", r"\* ptlp = ptl ;", ";",
         (*SYNC, *PROTECT), "NoCrash"),
    Edit("a copy does not look again", "wp_page_copy",
         r"pte_same \( ptep_get \( vmf->pte \) , vmf->orig_pte \)", "1", (*SYNC, *COW),
         "SwapCountExact"),
    Edit("a copy keeps the map count of the old page", "wp_page_copy",
         r"folio_remove_rmap_pte \( old_folio, vmf->page, vma \) ;", ";", (*SYNC, *COW),
         "MapcountExact"),
    Edit("a write fault copies under the lock", "do_wp_page",
         r"pte_unmap_unlock \( vmf->pte, vmf->ptl \) ; #ifdef CONFIG_KSM", "\n#ifdef CONFIG_KSM",
         (*SYNC, *COW), "NoDeadlock"),
    Edit("a write fault has no reference to what it copies", "do_wp_page",
         r"if \( folio \) folio_get \( folio \) ;", "", (*SYNC, *COW), "outcomes"),
    Edit("a fault does not look again", "do_swap_page",
         r"if \( unlikely \( ! vmf->pte \|\| ! pte_same \( ptep_get \( vmf->pte \) , "
         r"vmf->orig_pte \) \) \) goto out_nomap ;", "", FAULTS, "NoCrash"),
    Edit("a fault keeps the swap count", "do_swap_page",
         r"folio_put_swap \( folio, nr_pages == 1 \? page : NULL \) ;", ";", FAULTS,
         "SwapCountExact"),
    Edit("a fault keeps the folio lock", "do_swap_page",
         r"folio_free_swap \( folio \) ; folio_unlock \( folio \) ; if",
         "folio_free_swap(folio); if", FAULTS, "PtlReleased"),
    Edit("mremap does not lock the reverse map", "move_ptes",
         r"struct vm_area_struct \*vma = pmc->old ;",
         "struct vm_area_struct *vma = pmc->old; pmc->need_rmap_locks = false;", TO_EARLIER,
         "NoPteSkipped"),
    Edit("mremap does not lock the new page table", "move_ptes",
         r"if \( new_ptl != old_ptl \) spin_lock_nested \( new_ptl, SINGLE_DEPTH_NESTING \) ;", "",
         TO_EARLIER, "LockDiscipline"),
    Edit("mremap sets nothing at the new place", "move_ptes",
         r"set_ptes \( mm, new_addr, new_ptep, pte, nr_ptes \) ;", ";", TO_EARLIER,
         "MapcountExact"),
    Edit("a crash", "try_to_unmap_one", r"bool ret = true ;", "bool ret = !*(volatile char *)0;",
         SYNC, "NoCrash"),
    Edit("an endless loop", "try_to_unmap_one", r"int ptes = 0 ;",
         "int ptes = 0; while (!*(volatile int *)&ptes) ;", SYNC,
         "NoEndlessStep"),
)  # fmt: skip


def answer(tree: Path, settings: tuple[str, ...], runs: Path) -> Answer:
    """Ask the C of a tree."""
    scenario = load_scenario("torn-pte0", settings)
    return ask(scenario, open_tree(tree), cc=None, runs=runs, limits=Limits(step_seconds=0.5))


@pytest.mark.long
@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.what)
def test_a_change_is_noticed(edit: Edit, tmp_path: Path) -> None:
    """A mistake in the C is seen as a violated property or as other final states."""
    original = kernel(RELEASE)
    before = answer(original, edit.settings, tmp_path / "runs")
    changed = edited(original, tmp_path / "tree", edit.function, edit.old, edit.new)
    after = answer(changed, edit.settings, tmp_path / "runs")
    violated = {
        name: {each.name for each in said.properties if each.verdict == "violated"}
        for name, said in (("before", before), ("after", after))
    }
    if edit.noticed == "outcomes":
        assert set(after.outcomes) != set(before.outcomes)
    else:
        assert edit.noticed in violated["after"] - violated["before"]


def test_there_are_enough_changes() -> None:
    """Each change is another one."""
    assert len({edit.what for edit in EDITS}) == len(EDITS) >= 25
