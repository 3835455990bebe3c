    (***********************************************************************
     split_folio(), mm/huge_memory.c: PTEs that map the folio become migration
     entries, the folio is split, and they are made present again.  Swap entries
     stay: slot i finds small folio i from now on.  It fails if somebody else has
     a reference.  The caller holds the folio lock.

     A folio that this queues for the split that is under way is taken off the list
     again at once; in the history it counts as queued by split_folio.

     Left out: orders other than 0, and the none between present and migration
     entry, which nobody who matters reads without the folio lock.
     ***********************************************************************)

    \* split_huge_page_to_list(): anon_vma_lock_write(), can_split_folio()
@{ p }@_split:
    await rmap_lock = "nobody";
@% if refs %@
    if (\E i \in Pages : refs[i] > (IF i = 0 THEN @{ own_refs }@ ELSE 0)) goto @{ done }@
    else rmap_lock := @{ cpu }@;
@% else %@
    rmap_lock := @{ cpu }@;
@% endif %@
@% if pmd %@

    \* try_to_migrate_one(): TTU_SPLIT_HUGE_PMD, pmd_lock()
@{ p }@_split_pmd:
    await pmd_lock[@{ p }@_v] = "nobody";
    if (pmd[@{ p }@_v] # "huge") goto @{ p }@_unmap_lock
    else pmd_lock[@{ p }@_v] := @{ cpu }@;

@% with v = p ~ "_v", after = p ~ "_unmap_lock" %@
@% include "split_huge_pmd.tla" %@
@% endwith %@
@% endif %@

    \* page_vma_mapped_walk(): pte_offset_map_lock() with PVMW_SYNC, for try_to_migrate_one()
@{ p }@_unmap_lock:
    spin_lock(@{ cpu }@, TableOf(@{ p }@_v, @{ p }@_i));

    \* try_to_migrate_one(): set_pte_at() of a migration entry
@{ p }@_unmap:
    if (pte[@{ p }@_v][@{ p }@_i] # "present") goto @{ p }@_unmap_next
    else set_pte(@{ cpu }@, @{ p }@_v, @{ p }@_i, "migration");

    \* try_to_migrate_one(): folio_remove_rmap_pte()
@{ p }@_unmap_rmap:
    folio_remove_rmap("split_folio", @{ p }@_i);

    \* page_vma_mapped_walk(): the next PTE, page table or VMA
@{ p }@_unmap_next:
    if (@{ p }@_i = NR_PAGES - 1 \/ @{ p }@_i = STRADDLE - 1) spin_unlock(@{ cpu }@, TableOf(@{ p }@_v, @{ p }@_i));
    if (@{ p }@_i < NR_PAGES - 1) {
        @{ p }@_i := @{ p }@_i + 1;
        if (@{ p }@_i = STRADDLE) goto @{ p }@_unmap_lock else goto @{ p }@_unmap;
    }
    else {
        @{ p }@_i := 0;
        if (@{ p }@_v < VMAS) {
            @{ p }@_v := @{ p }@_v + 1;
            goto @{ p }@_@{ 'split_pmd' if pmd else 'unmap_lock' }@;
        }
        else @{ p }@_v := 1;
    };

    \* __folio_split(): folio_ref_freeze(), and out of the deferred split list
    \* The pages are small folios now, unless somebody has a reference.
@{ p }@_freeze:
@% if refs %@
    if (\A i \in Pages : refs[i] = (IF i = 0 THEN @{ own_refs }@ ELSE 0)) {
        split := TRUE;
        deferred := FALSE;
        aux_split_frozen := (~FolioMapped /\ \A i \in Pages :
            refs[i] = (IF i = 0 /\ @{ cpu }@ # "reclaim" THEN 1 ELSE 0));
        aux_split_torn :=
            \E v \in Vmas : \E i, j \in Pages : pte[v][i] = "migration" /\ pte[v][j] = "swap";
    };
@% else %@
    split := TRUE;
    deferred := FALSE;
    aux_split_frozen := ~FolioMapped;
    aux_split_torn :=
        \E v \in Vmas : \E i, j \in Pages : pte[v][i] = "migration" /\ pte[v][j] = "swap";
@% endif %@

    \* remove_migration_pte(): page_vma_mapped_walk() with PVMW_SYNC|PVMW_MIGRATION
@{ p }@_remap_lock:
    spin_lock(@{ cpu }@, TableOf(@{ p }@_v, @{ p }@_i));

    \* remove_migration_pte(): folio_add_anon_rmap_pte()
@{ p }@_remap_rmap:
    if (pte[@{ p }@_v][@{ p }@_i] # "migration") goto @{ p }@_remap_next
    else mapcount[@{ p }@_i] := mapcount[@{ p }@_i] + 1;

    \* remove_migration_pte(): set_pte_at()
    \* From the migration entry to present, without none in between.
@{ p }@_remap:
    set_pte(@{ cpu }@, @{ p }@_v, @{ p }@_i, "present");

    \* page_vma_mapped_walk(): the next PTE, page table or VMA
@{ p }@_remap_next:
    if (@{ p }@_i = NR_PAGES - 1 \/ @{ p }@_i = STRADDLE - 1) spin_unlock(@{ cpu }@, TableOf(@{ p }@_v, @{ p }@_i));
    if (@{ p }@_i < NR_PAGES - 1) {
        @{ p }@_i := @{ p }@_i + 1;
        if (@{ p }@_i = STRADDLE) goto @{ p }@_remap_lock else goto @{ p }@_remap_rmap;
    }
    else {
        @{ p }@_i := 0;
        if (@{ p }@_v < VMAS) {
            @{ p }@_v := @{ p }@_v + 1;
            goto @{ p }@_remap_lock;
        }
        else @{ p }@_v := 1;
    };

    \* split_huge_page_to_list(): anon_vma_unlock_write()
@{ p }@_split_end:
    rmap_unlock(@{ cpu }@);
