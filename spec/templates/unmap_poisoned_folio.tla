(***************************************************************************
 unmap_poisoned_folio(), mm/memory-failure.c, on a hugetlb folio.

 Reclaim leaves hugetlb folios alone; memory failure unmaps them.  The folio is
 mapped by one entry, which is cleared and then set, so it cannot be torn.

 Left out: sharing of page tables, retries, what happens to the folio later.
 ***************************************************************************)
\* reclaim: the CPU that runs unmap_poisoned_folio()
@{ fair }@ process (reclaim = "reclaim")
variables
    flags = {};         \* enum ttu_flags ttu
    vma = 0;            \* pvmw.vma; 0 before try_to_unmap()
    addr = 0;           \* pvmw.address
    pvmw_ptl = 0;       \* pvmw.ptl: the page table whose lock the walk holds, 0 for NULL
    ret = TRUE;         \* what try_to_unmap_one() is going to return
    unmap_fail = FALSE; \* try_to_unmap() has left the folio mapped
    aux_ptl_from = 0;   \* history: the page at whose entry the walk took the lock
{
    \* try_memory_failure_hugetlb(): folio_lock()
poison_lock:
    await folio_lock = "nobody";
    folio_lock := "reclaim";

    \* unmap_poisoned_folio(): enum ttu_flags ttu
poison_flags:
    flags := TTU_FLAGS \union {"TTU_IGNORE_MLOCK", "TTU_SYNC", "TTU_HWPOISON"};

@% include "try_to_unmap.tla" %@

    \* unmap_poisoned_folio(): folio_mapped()
poison_check:
    if (FolioMapped) unmap_fail := TRUE;
@% if late_rmap %@@% include "note_spurious.tla" %@@% endif %@
    if (~FolioMapped) reclaimed := Pages;

    \* try_memory_failure_hugetlb(): folio_unlock()
poison_unlock:
    folio_unlock("reclaim");
}
