(***************************************************************************
 contpte_convert(), arch/arm64/mm/contpte.c: folding or unfolding one CONT
 block.  The Arm architecture asks for break-before-make when the CONT bit
 changes, so all PTEs of the block are cleared, the TLB is flushed, and all
 are set again.  The caller holds the PTL throughout; here it is a write fault
 in handle_pte_fault(), whose ptep_set_access_flags() changes the write bit.

 The CPU picks any one aligned block of its range.  A block whose PTEs are not
 all present is neither folded nor unfolded and stays as it is.

 Left out: the CONT bit itself and what the caller wanted.  Newer kernels omit
 the flush with BBML2_NOABORT, which leaves the clear and so the window.
 ***************************************************************************)
\* contpte: folds or unfolds one CONT block by break-before-make
@{ fair }@ process (contpte \in CONTPTE)
variables
    contpte_first = 0;  \* the first PTE of the block
    contpte_i = 0;      \* PTEs of the block done so far
    contpte_left = TimesOf(self);
{
    \* handle_pte_fault(): spin_lock(vmf->ptl), in one caller of contpte_convert()
    \* Which block it is going to be is open until here.
@% if blocks_alike %@
    \* Of the blocks that are going to be changed, one stands for all at which the walk cannot look
    \* before the PTL is dropped; and one for all that are not.  The walk looks where it is, or
    \* where it is going to begin, and goes on as long as PTEs are none.  `all' has the blocks
    \* around each change of value and after it, like which are all others up to the next change.
contpte_lock:
    await \E t \in Tables : ptl[t] = "nobody";
    with (here = IF @{ looks }@
                 THEN {@{ looked }@} ELSE {};
@% if pmd %@
          again = {0, STRADDLE};
@% else %@
          again = IF \/ VMAS > 1 \/ PASSES # 1 \/ STRADDLE > 0
                     \/ vma = 0 \/ pc["reclaim"] = "try_to_unmap_one"
                  THEN {0, STRADDLE} ELSE {};
@% endif %@
          marks = @{ 'DOMAIN pte_runs[VmaOf(self)]' if by_runs else 'Pages' }@ \union here \union again \union {FirstOf(self)};
          near = {i - (i % CONT_PTES) : i \in marks};
          all = {i \in near \union {j + CONT_PTES : j \in near} :
                     FirstOf(self) <= i /\ i + CONT_PTES - 1 <= LastOf(self)};
          whole = {i \in all : \A j \in marks \union {i} :
                       (i <= j /\ j < i + CONT_PTES) => pte[VmaOf(self)][j] = "present"};
          seen = {i \in whole : \E j \in here \union again :
                      /\ j < i + CONT_PTES
                      /\ \A k \in marks : (j <= k /\ k < i) => pte[VmaOf(self)][k] = "none"};
          block \in seen \union OneOf(whole \ seen) \union OneOf(all \ whole))
        contpte_first := block;
@% else %@
contpte_lock:
    with (block \in {i \in Blocks : FirstOf(self) <= i /\ i + CONT_PTES - 1 <= LastOf(self)})
        contpte_first := block;
@% endif %@
    spin_lock(self, TableOf(VmaOf(self), contpte_first));
    if (\E i \in Block(contpte_first) : pte[VmaOf(self)][i] # "present") goto contpte_unlock;

    \* contpte_convert(): __ptep_get_and_clear() in a loop over the block
@% if runs %@
    \* Break: PTEs of the block become @{ cleared_word }@, the last of them that at which the walk
    \* looks next, if that is one of them.
contpte_clear:
    with (first = contpte_first + contpte_i;
          last = @{ unseen("first", "contpte_first + CONT_PTES - 1") }@) {
        set_ptes(self, VmaOf(self), first, last, @{ cleared }@);
        contpte_i := (last - contpte_first) + 1;
    };
@% else %@
    \* Break: one PTE of the block becomes @{ cleared_word }@.
contpte_clear:
    set_pte(self, VmaOf(self), contpte_first + contpte_i, @{ cleared }@);
    contpte_i := contpte_i + 1;
@% endif %@
    if (contpte_i < CONT_PTES) goto contpte_clear;

    \* contpte_convert(): __flush_tlb_range() over the block
    \* All PTEs of the block are @{ cleared_word }@: the longest part of the window.
contpte_flush:
    contpte_i := 0;
@% if folio == "lazyfree" %@
    \* The dirty bits were gathered, and all PTEs of the block get them.
    if (Block(contpte_first) \intersect pte_dirty # {}) pte_dirty := pte_dirty \union Block(contpte_first);
@% endif %@

    \* contpte_convert(): __set_ptes() over the block
@% if runs %@
    \* Make: PTEs of the block are present again, the last of them that at which the walk looks
    \* next, if that is one of them.
contpte_set:
    with (first = contpte_first + contpte_i;
          last = @{ unseen("first", "contpte_first + CONT_PTES - 1") }@) {
        set_ptes(self, VmaOf(self), first, last, "present");
        contpte_i := (last - contpte_first) + 1;
    };
@% else %@
    \* Make: one PTE of the block is present again.
contpte_set:
    set_pte(self, VmaOf(self), contpte_first + contpte_i, "present");
    contpte_i := contpte_i + 1;
@% endif %@
    if (contpte_i < CONT_PTES) goto contpte_set;

    \* handle_pte_fault(): pte_unmap_unlock(), in one caller of contpte_convert()
contpte_unlock:
    spin_unlock(self, TableOf(VmaOf(self), contpte_first));
    contpte_first := 0;
    contpte_i := 0;
    contpte_left := contpte_left - 1;
    if (contpte_left > 0) goto contpte_lock;
}
