
    \* try_to_unmap_one(): split_huge_pmd_address(), before the walk, with TTU_SPLIT_HUGE_PMD
    \* The PMD lock is taken whatever the PMD is.  It is dropped before the walk looks at a PTE.
ttu_split_lock:
    await pmd_lock[vma] = "nobody";
    if (pmd[vma] # "huge") goto walk_pmd
    else pmd_lock[vma] := "reclaim";

@% filter as_part_of("ttu", cpu='"reclaim"', vma="vma", done="walk_pmd") %@
@% include "split_huge_pmd.tla" %@@% endfilter %@
