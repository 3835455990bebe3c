(***************************************************************************
 contpte_convert(), arch/arm64/mm/contpte.c: folding or unfolding one CONT
 block.  The Arm architecture asks for break-before-make when the CONT bit
 changes, so all PTEs of the block are cleared, the TLB is flushed, and all
 are set again.  The caller holds the PTL throughout; here it is a write fault
 in handle_pte_fault(), whose ptep_set_access_flags() changes the write bit.

 The CPU picks any one aligned block of its range.  A block whose PTEs are not
 all present is neither folded nor unfolded.

 Left out: the change for which the caller unfolds; and, where CONT bits are not
 followed (parameter cont), the CONT bit itself: what is folded is folded again.
 With BBML3 (in 7.2 BBML2_NOABORT) newer kernels omit the flush; they still clear
 the PTEs, so the window remains.
 ***************************************************************************)
\* contpte: folds or unfolds one CONT block by break-before-make
@{ fair }@ process (contpte \in CONTPTE)
variables
    contpte_first = 0;  \* the first PTE of the block
    contpte_i = 0;      \* PTEs of the block done so far
    contpte_left = TimesOf(self);
{
    \* handle_pte_fault(): spin_lock(vmf->ptl), in one caller of contpte_convert()
    \* The choice of the block is made here and no earlier.
@% if blocks_alike %@
@% include "merged/contpte_lock.tla" %@
@% else %@
contpte_lock:
    with (block \in {i \in Blocks : FirstOf(self) <= i /\ i + CONT_PTES - 1 <= LastOf(self)})
        contpte_first := block;
@% endif %@
    spin_lock(self, TableOf(VmaOf(self), contpte_first));
@% if cont %@
    \* A block that is folded is unfolded, any other is folded if it can be.
    if (contpte_first \notin cont[VmaOf(self)] /\ ~Folds(VmaOf(self), LastOfBlock(contpte_first)))
        goto contpte_unlock
    else run_alone[self] := contpte_first \notin cont[VmaOf(self)];
@% elif can_split %@
    if (BetweenFolios \/ \E i \in Block(contpte_first) : pte[VmaOf(self)][i] # "present")
        goto contpte_unlock;
@% else %@
    if (\E i \in Block(contpte_first) : pte[VmaOf(self)][i] # "present") goto contpte_unlock;
@% endif %@

    \* contpte_convert(): __ptep_get_and_clear() in a loop over the block
    \* Break: one PTE of the block is cleared.
contpte_clear:
    contpte_store(@{ cleared }@);
    if (contpte_i < CONT_PTES) goto contpte_clear;

    \* contpte_convert(): __flush_tlb_range() over the block
    \* All PTEs of the block are cleared: the longest part of the window.
contpte_flush:
    contpte_i := 0;
@% if folio == "lazyfree" %@
    \* All PTEs of the block get the dirty bits that were gathered from them.
    if (Block(contpte_first) \intersect pte_dirty # {})
        pte_dirty := pte_dirty \union Block(contpte_first);
@% endif %@

    \* contpte_convert(): __set_ptes() over the block
    \* Make: one PTE of the block is present again.
contpte_set:
    contpte_store("present");
    if (contpte_i < CONT_PTES) goto contpte_set;

    \* handle_pte_fault(): pte_unmap_unlock(), in one caller of contpte_convert()
contpte_unlock:
    spin_unlock(self, TableOf(VmaOf(self), contpte_first));
    contpte_first := 0;
    contpte_i := 0;
    contpte_left := contpte_left - 1;
    if (contpte_left > 0) goto contpte_lock;
}
