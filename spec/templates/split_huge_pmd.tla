@* Included below the filter `as_part_of`, which replaces three words: `caller` is the CPU that
   splits the PMD, `caller_vma` the VMA, and `caller_done` the label after the split.  Any other
   `caller_x` becomes a label with the prefix of the including file. *@
    \* __split_huge_pmd_locked(): pmdp_invalidate()
    \* The PMD still looks huge, so other CPUs still wait for the PMD lock.
caller_split_invalidate:
    set_pmd(caller, caller_vma, "invalid");

    \* __split_huge_pmd_locked(): folio_add_anon_rmap_ptes(), set_ptes() into the withdrawn table
    \* Nobody can reach these PTEs yet.
caller_split_fill:
    fill_table(caller_vma);

    \* __split_huge_pmd_locked(): folio_remove_rmap_pmd()
caller_split_rmap:
    entire_mapcount := entire_mapcount - 1;

    \* __split_huge_pmd_locked(): pmd_populate() after a write barrier, and spin_unlock(pmd_lock())
    \* From here on a walk that holds no PTL can see the PTEs.  The store and the unlock are one
    \* step: what another CPU can do between them, it can also do after the unlock.
caller_split_populate:
    set_pmd(caller, caller_vma, "table");
    pmd_lock[caller_vma] := "nobody";
    goto caller_done;
