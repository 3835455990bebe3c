(***************************************************************************
 __split_huge_pmd(), mm/huge_memory.c, by somebody else than reclaim: a partial
 mprotect() or munmap() turns the PMD mapping into a table of PTEs.

 Left out: what the caller goes on to do with the PTEs.
 ***************************************************************************)
\* split_pmd: somebody else splits the PMD mapping
@{ fair }@ process (split_pmd \in SPLIT_PMD)
variables
    splitpmd_left = TimesOf(self);
{
    \* __split_huge_pmd(): pmd_lock()
splitpmd_lock:
    await pmd_lock[VmaOf(self)] = "nobody";
    if (pmd[VmaOf(self)] # "huge") goto splitpmd_next
    else pmd_lock[VmaOf(self)] := self;

@% filter written_for("splitpmd", cpu="self", vma="VmaOf(self)", done="splitpmd_next") %@
@% include "split_huge_pmd.tla" %@@% endfilter %@

    \* __split_huge_pmd(): return
splitpmd_next:
    splitpmd_left := splitpmd_left - 1;
    if (splitpmd_left > 0) goto splitpmd_lock;
}
