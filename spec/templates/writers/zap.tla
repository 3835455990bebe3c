(***************************************************************************
 zap_pte_range(), mm/memory.c, over the whole range: munmap(), MADV_DONTNEED
 or exit.  This is userspace's own unmap: the PTEs stay none for good.  Newer
 kernels clear a run of PTEs of one folio in one call, still one store after
 the other.

 Left out: the map count that drops after the clear, the swap slot that a
 swap entry gives back, and a PTL released in the middle of the range.
 ***************************************************************************)
\* zap: userspace unmaps the whole range
fair process (zap \in ZAP)
variables
    zap_i = 0;          \* the PTE at hand
{
    \* zap_pte_range(): pte_offset_map_lock()
zap_lock:
    spin_lock(self, TableOf(VmaOf(self), 0));

    \* zap_pte_range(): ptep_get_and_clear_full(), or pte_clear_not_present_full() of a swap entry
    \* One PTE is none for good.
zap_pte:
    if (pte[VmaOf(self)][zap_i] # "none") set_pte(self, VmaOf(self), zap_i, "none");
    zap_i := zap_i + 1;
    if (zap_i < NR_PAGES) goto zap_pte;

    \* zap_pte_range(): pte_unmap_unlock()
zap_unlock:
    spin_unlock(self, TableOf(VmaOf(self), 0));
}
