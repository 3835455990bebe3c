@* In this file caller is the CPU that splits the PMD of caller_vma, and goes on at caller_done. *@
    \* __split_huge_pmd_locked(): pmdp_invalidate()
    \* The PMD still looks huge, so others go on waiting for the PMD lock.
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
    \* From here on the PTEs can be seen, by a walk that holds no PTL.
caller_split_populate:
    set_pmd(caller, caller_vma, "table");
    pmd_lock[caller_vma] := "nobody";
    goto caller_done;
