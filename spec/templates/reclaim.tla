\* reclaim: the CPU that runs shrink_folio_list(), in try_to_unmap()
fair process (reclaim = "reclaim")
variables
    vma = 1;            \* pvmw.vma
    addr = 0;           \* pvmw.address, as a page of the folio
    pvmw_ptl = 0;       \* pvmw.ptl: the page table whose PTL the walk holds, 0 for NULL
{
@% include "try_to_unmap_one.tla" %@
}
