@* Included below the filter `as_part_of`, which replaces the words with `caller`: `caller` is the
   CPU that splits the folio, `caller_v` and `caller_i` are its variables for the VMA and the PTE,
   `caller_refs` is how many references it holds, and `caller_done` the label after the split. *@
    (***********************************************************************
     split_folio(), mm/huge_memory.c: PTEs that map the folio become migration
     entries, the folio is split, and they are made present again.  Swap entries
     stay: slot i finds small folio i from now on.  It fails if somebody else has
     a reference.  Whoever splits holds the folio lock.

     The unmapping may put the folio on the deferred split list.  The split takes it
     off again; the history records that split_folio queued it.

     Left out: orders other than 0; that the PTE is none between present and
     migration entry, which matters only to CPUs that hold the folio lock.
     ***********************************************************************)

    \* split_huge_page_to_list(): anon_vma_lock_write(), can_split_folio()
caller_split:
    await rmap_lock = "nobody";
    if (\E i \in Pages : refs[i] > (IF i = 0 THEN caller_refs ELSE 0)) goto caller_done
    else rmap_lock := caller;
@% if pmd %@

    \* try_to_migrate_one(): TTU_SPLIT_HUGE_PMD, pmd_lock()
caller_split_pmd:
    await pmd_lock[caller_v] = "nobody";
    if (pmd[caller_v] # "huge") goto caller_unmap_lock
    else pmd_lock[caller_v] := caller;

@% filter as_part_of("caller", vma="caller_v", done="caller_unmap_lock") %@
@% include "split_huge_pmd.tla" %@@% endfilter %@
@% endif %@

    \* page_vma_mapped_walk(): pte_offset_map_lock() with PVMW_SYNC, for try_to_migrate_one()
@% if split_at_once %@@% include "merged/split_unmap.tla" %@@% else %@
caller_unmap_lock:
    spin_lock(caller, TableOf(caller_v, caller_i));
@% if cont %@@% include "split_unfold.tla" %@@% endif %@

    \* try_to_migrate_one(): set_pte_at() of a migration entry
caller_unmap:
    if (pte[caller_v][caller_i] # "present") goto caller_unmap_next
    else set_pte(caller, caller_v, caller_i, "migration");

    \* try_to_migrate_one(): folio_remove_rmap_pte()
caller_unmap_rmap:
    folio_remove_rmap("split_folio", caller_i);

    \* page_vma_mapped_walk(): the next PTE, page table or VMA
caller_unmap_next:
    if (caller_i = NR_PAGES - 1 \/ caller_i = STRADDLE - 1)
        spin_unlock(caller, TableOf(caller_v, caller_i));
    if (caller_i < NR_PAGES - 1) {
        caller_i := caller_i + 1;
        if (caller_i = STRADDLE) goto caller_unmap_lock
        else goto @{ "caller_unfold" if cont else "caller_unmap" }@;
    }
    else {
        caller_i := 0;
        if (caller_v < VMAS) {
            caller_v := caller_v + 1;
            goto @{ "caller_split_pmd" if pmd else "caller_unmap_lock" }@;
        }
        else caller_v := 1;
    };
@% endif %@

    \* __folio_split(): folio_ref_freeze(), and out of the deferred split list
    \* The pages are small folios now, unless somebody has a reference.
caller_freeze:
    if (\A i \in Pages : refs[i] = (IF i = 0 THEN caller_refs ELSE 0)) {
        split := TRUE;
        deferred := FALSE;
        aux_split_frozen := (~FolioMapped /\ \A i \in Pages :
            refs[i] = (IF i = 0 /\ caller # "reclaim" THEN 1 ELSE 0));
        aux_split_torn :=
            \E v \in Vmas : \E i, j \in Pages : pte[v][i] = "migration" /\ pte[v][j] = "swap";
    };

    \* remove_migration_pte(): page_vma_mapped_walk() with PVMW_SYNC|PVMW_MIGRATION
@% if split_at_once %@@% include "merged/split_remap.tla" %@@% else %@
caller_remap_lock:
    spin_lock(caller, TableOf(caller_v, caller_i));

    \* remove_migration_pte(): folio_add_anon_rmap_pte()
caller_remap_rmap:
    if (pte[caller_v][caller_i] # "migration") goto caller_remap_next
    else mapcount[caller_i] := mapcount[caller_i] + 1;

    \* remove_migration_pte(): set_pte_at()
    \* From the migration entry to present, without none in between.
caller_remap:
    set_pte(caller, caller_v, caller_i, "present");
@% if cont %@@% include "split_fold.tla" %@@% endif %@

    \* page_vma_mapped_walk(): the next PTE, page table or VMA
caller_remap_next:
    if (caller_i = NR_PAGES - 1 \/ caller_i = STRADDLE - 1)
        spin_unlock(caller, TableOf(caller_v, caller_i));
    if (caller_i < NR_PAGES - 1) {
        caller_i := caller_i + 1;
        if (caller_i = STRADDLE) goto caller_remap_lock else goto caller_remap_rmap;
    }
    else {
        caller_i := 0;
        if (caller_v < VMAS) {
            caller_v := caller_v + 1;
            goto caller_remap_lock;
        }
        else caller_v := 1;
    };
@% endif %@

    \* split_huge_page_to_list(): anon_vma_unlock_write()
caller_split_end:
    rmap_unlock(caller);
