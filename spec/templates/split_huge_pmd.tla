    \* __split_huge_pmd_locked(): pmdp_invalidate()
    \* The PMD still looks huge, so others go on waiting for the PMD lock.
@{ p }@_split_invalidate:
    set_pmd(@{ cpu }@, @{ v }@, "invalid");

    \* __split_huge_pmd_locked(): folio_add_anon_rmap_ptes(), set_ptes() into the withdrawn table
    \* Nobody can reach these PTEs yet.
@{ p }@_split_fill:
@% if by_runs %@
    mapcount_runs := Runs([i \in Pages |-> mapcount[i] + 1]);
    pte_runs[@{ v }@] := All("present");
@% else %@
    mapcount := [i \in Pages |-> mapcount[i] + 1];
    pte[@{ v }@] := [i \in Pages |-> "present"];
@% endif %@

    \* __split_huge_pmd_locked(): folio_remove_rmap_pmd()
@{ p }@_split_rmap:
    entire_mapcount := entire_mapcount - 1;

    \* __split_huge_pmd_locked(): pmd_populate() after a write barrier, and spin_unlock(pmd_lock())
    \* From here on the PTEs can be seen, by a walk that holds no PTL.
@{ p }@_split_populate:
    set_pmd(@{ cpu }@, @{ v }@, "table");
    pmd_lock[@{ v }@] := "nobody";
    goto @{ after }@;
