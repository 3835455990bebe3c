
(***************************************************************************
 CONT bits, arch/arm64/mm/contpte.c and arch/arm64/include/asm/pgtable.h.

 A block of aligned PTEs that map one large folio alike is folded: all of them
 have the CONT bit, and the TLB may keep one entry for all.  So nobody changes a
 part of such a block before it is unfolded: contpte_convert() clears all PTEs of
 the block, flushes, and sets all again without the bit.  With BBML3 there is no
 flush in between.  The caller holds the PTL all the time.

 A change of a run unfolds the blocks at its two ends if it has only a part of
 them, before it changes the first PTE.  A block that it has as a whole is cleared
 as it is, and set_ptes() of several PTEs gives each such block its CONT bits.

 A store to the last PTE of a block folds the block if all of its PTEs are alike
 then: they map one large folio, are valid for the hardware and have one
 protection.  Young and dirty bits do not count.

 A block is also folded and unfolded by the contpte writer, which does no more
 than that.

 Left out: that ptep_get_lockless() reads a folded block again until it is
 consistent.  Whoever reads a PTE in the middle of a conversion as present waits
 for the PTL then, as he would have after an earlier load.  Also left out: fork,
 mremap, page faults on swap entries, and what other writers do to folded blocks.
 ***************************************************************************)

\* A store to a PTE is made here: set_pte() without the CONT bit, set_cont_pte() with it.
macro set_pte(cpu, v, i, value) {
    store_pte(cpu, v, i, value);
    cont[v] := cont[v] \ {i};
}

macro set_cont_pte(cpu, v, i) {
    store_pte(cpu, v, i, "present");
    cont[v] := cont[v] \union {i};
}
