(***************************************************************************
 function(), mm/file.c: what this CPU does, in a sentence.  Here it clears one
 PTE at a time under the PTL and sets it again, like ptep_modify_prot_start()
 and _commit().

 Left out: what is not modelled.
 ***************************************************************************)
\* NAME_P: what it does, in a few words
@{ fair }@ process (NAME_P \in NAME_U)
variables
    NAME_P_i = FirstOf(self);   \* the PTE at hand
    NAME_P_old = "none";        \* what it was
    NAME_P_left = TimesOf(self);
{
    \* function(): pte_offset_map_lock()
    \* Each label is one atomic step; the comment above it names the function and the primitive.
NAME_P_lock:
    spin_lock(self, TableOf(VmaOf(self), NAME_P_i));

    \* function(): ptep_get_and_clear()
    \* A transient none: a walk without the PTL can step over it.
NAME_P_clear:
    if (pte[VmaOf(self)][NAME_P_i] # "present") goto NAME_P_next
    else {
        NAME_P_old := pte[VmaOf(self)][NAME_P_i];
        set_pte(self, VmaOf(self), NAME_P_i, @{ cleared }@);
    };

    \* function(): set_pte_at()
NAME_P_set:
    set_pte(self, VmaOf(self), NAME_P_i, NAME_P_old);
    NAME_P_old := "none";

    \* function(): the next PTE, or pte_unmap_unlock()
NAME_P_next:
    if (NAME_P_i < LastOf(self) /\ NAME_P_i # STRADDLE - 1) {
        NAME_P_i := NAME_P_i + 1;
        goto NAME_P_clear;
    }
    else spin_unlock(self, TableOf(VmaOf(self), NAME_P_i));

    \* function(): the next page table, or return
NAME_P_done:
    if (NAME_P_i < LastOf(self)) {
        NAME_P_i := NAME_P_i + 1;
        goto NAME_P_lock;
    }
    else {
        NAME_P_i := FirstOf(self);
        NAME_P_left := NAME_P_left - 1;
        if (NAME_P_left > 0) goto NAME_P_lock;
    };
}
