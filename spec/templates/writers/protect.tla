(***************************************************************************
 change_pte_range(), mm/mprotect.c, up to about 6.16: a protection change
 (mprotect, userfaultfd write protection, and from about 6.10 on NUMA hinting)
 PTE by PTE.  Each PTE is cleared and set again so that no accessed or dirty
 bit of the hardware gets lost.

 The PTL is held over the whole range, but no more than one PTE is none at a
 time, unless the PTE belongs to a CONT block of arm64: then the clear unfolds
 the whole block first, and the last store may fold it.  Only the contpte
 writer models that.  PTEs that are none or swap entries keep their value here.

 Left out: the batched form of about 6.17 and later, which clears a whole run
 first.
 ***************************************************************************)
\* protect: changes the protection of the whole range, PTE by PTE
fair process (protect \in PROTECT)
variables
    protect_i = 0;      \* the PTE at hand
{
    \* change_pte_range(): pte_offset_map_lock()
protect_lock:
    spin_lock(self, TableOf(VmaOf(self), 0));

    \* change_pte_range(): ptep_modify_prot_start(), a get-and-clear
    \* A present PTE becomes none; any other is passed over.
protect_start:
    if (pte[VmaOf(self)][protect_i] # "present") {
        protect_i := protect_i + 1;
        if (protect_i < NR_PAGES) goto protect_start else goto protect_unlock;
    }
    else set_pte(self, VmaOf(self), protect_i, "none");

    \* change_pte_range(): ptep_modify_prot_commit()
    \* The PTE is present again, with its new protection.
protect_commit:
    set_pte(self, VmaOf(self), protect_i, "present");
    protect_i := protect_i + 1;
    if (protect_i < NR_PAGES) goto protect_start;

    \* change_pte_range(): pte_unmap_unlock()
protect_unlock:
    spin_unlock(self, TableOf(VmaOf(self), 0));
}
