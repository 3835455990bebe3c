(***************************************************************************
 contpte_convert(), arch/arm64/mm/contpte.c: folding or unfolding one CONT
 block.  The Arm architecture asks for break-before-make when the CONT bit
 changes, so all PTEs of the block are cleared, the TLB is flushed, and all
 are set again.  The caller holds the PTL throughout.

 The CPU picks any one aligned block.  A block whose PTEs are not all present
 is neither folded nor unfolded and stays as it is.

 Left out: the CONT bit itself, and what the caller wanted (a protection
 change, an access flag, a fold after set_ptes()).  BBML2, where newer kernels
 omit the flush, leaves the clear and so the window.
 ***************************************************************************)
\* contpte: folds or unfolds one CONT block by break-before-make
process (contpte \in CONTPTE)
variables
    first = 0;          \* the first PTE of the block
    n = 0;              \* PTEs of the block done so far
{
    \* contpte_convert(): its caller takes the PTL by pte_offset_map_lock()
    \* Which block it is going to be is open until here.
contpte_lock:
    spin_lock(self, VmaOf(self));
    with (block \in Blocks) first := block;
    if (\E i \in first..(first + CONT_PTES - 1) : pte[VmaOf(self)][i] # "present")
        goto contpte_unlock;

    \* contpte_convert(): __ptep_get_and_clear() in a loop over the block
    \* Break: one PTE of the block becomes none.
contpte_clear:
    set_pte(self, VmaOf(self), first + n, "none");
    n := n + 1;
    if (n < CONT_PTES) goto contpte_clear;

    \* contpte_convert(): __flush_tlb_range() over the block
    \* All PTEs of the block are none: the longest part of the window.
contpte_flush:
    n := 0;

    \* contpte_convert(): __set_ptes() over the block
    \* Make: one PTE of the block is present again.
contpte_set:
    set_pte(self, VmaOf(self), first + n, "present");
    n := n + 1;
    if (n < CONT_PTES) goto contpte_set;

    \* contpte_convert(): its caller drops the PTL by pte_unmap_unlock()
contpte_unlock:
    spin_unlock(VmaOf(self));
}
