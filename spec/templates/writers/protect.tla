(***************************************************************************
 change_pte_range(), mm/mprotect.c, up to 6.16: a protection change (mprotect,
 NUMA hinting, userfaultfd write protection) PTE by PTE.  Each PTE is cleared
 and set again so that no accessed or dirty bit of the hardware gets lost.

 The PTL is held over the whole range, but no more than one PTE is none at a
 time.  PTEs that are none or swap entries keep their value here.

 Left out: the batched form of 6.17 and later, which clears a whole run first.
 ***************************************************************************)
\* protect: changes the protection of the whole range, PTE by PTE
process (protect \in PROTECT)
variables
    p = 0;              \* the PTE at hand
{
    \* change_pte_range(): pte_offset_map_lock()
protect_lock:
    spin_lock(self, VmaOf(self));

    \* change_pte_range(): ptep_modify_prot_start(), a get-and-clear
    \* A present PTE becomes none; any other is passed over.
protect_start:
    if (p = NR_PAGES) goto protect_unlock
    else if (pte[VmaOf(self)][p] # "present") {
        p := p + 1;
        goto protect_start;
    }
    else set_pte(self, VmaOf(self), p, "none");

    \* change_pte_range(): ptep_modify_prot_commit()
    \* The PTE is present again, with its new protection.
protect_commit:
    set_pte(self, VmaOf(self), p, "present");
    p := p + 1;
    goto protect_start;

    \* change_pte_range(): pte_unmap_unlock()
protect_unlock:
    spin_unlock(VmaOf(self));
}
