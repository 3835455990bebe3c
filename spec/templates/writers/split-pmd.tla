(***************************************************************************
 __split_huge_pmd(), mm/huge_memory.c, called by another CPU than that of reclaim:
 a partial mprotect() or munmap() turns the PMD mapping into a table of PTEs.

 Left out: what that CPU then does with the PTEs.
 ***************************************************************************)
\* split_pmd: another CPU splits the PMD mapping
@{ fair }@ process (split_pmd \in SPLIT_PMD)
variables
    splitpmd_left = TimesOf(self);
{
    \* __split_huge_pmd(): pmd_lock()
splitpmd_lock:
    await pmd_lock[VmaOf(self)] = "nobody";
    if (pmd[VmaOf(self)] # "huge") goto splitpmd_next
    else pmd_lock[VmaOf(self)] := self;

@% filter as_part_of("splitpmd", cpu="self", vma="VmaOf(self)", done="splitpmd_next") %@
@% include "split_huge_pmd.tla" %@@% endfilter %@

    \* __split_huge_pmd(): return
splitpmd_next:
    splitpmd_left := splitpmd_left - 1;
    if (splitpmd_left > 0) goto splitpmd_lock;
}
