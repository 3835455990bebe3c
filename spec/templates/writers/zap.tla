(***************************************************************************
 zap_pte_range(), mm/memory.c, over the whole range: munmap(), MADV_DONTNEED
 or exit.  This is userspace's own unmap: the PTEs stay none for good.

 Left out: the map count that drops after the clear, the swap slot that a
 swap entry gives back, and a PTL released in the middle of the range.
 ***************************************************************************)
\* zap: userspace unmaps the whole range
process (zap \in ZAP)
variables
    z = 0;              \* the PTE at hand
{
    \* zap_pte_range(): pte_offset_map_lock()
zap_lock:
    spin_lock(self, VmaOf(self));

    \* zap_pte_range(): ptep_get_and_clear_full(), or pte_clear() of a swap entry
    \* One PTE is none for good.
zap_pte:
    if (pte[VmaOf(self)][z] # "none") set_pte(self, VmaOf(self), z, "none");
    z := z + 1;
    if (z < NR_PAGES) goto zap_pte;

    \* zap_pte_range(): pte_unmap_unlock()
zap_unlock:
    spin_unlock(VmaOf(self));
}
