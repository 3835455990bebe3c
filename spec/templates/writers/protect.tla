(***************************************************************************
 change_pte_range(), mm/mprotect.c, up to about 6.16: a protection change
 (mprotect, userfaultfd write protection, and from about 6.10 on NUMA hinting)
 PTE by PTE.  Each PTE is cleared and set again so that no accessed or dirty
 bit of the hardware gets lost.

 The PTL is held over the range within a page table, but no more than one PTE
 is none at a time.  In a folded CONT block (arm64) the clear unfolds the whole
 block first, and the store to its last PTE may fold it; that is modelled where
 CONT bits are followed (parameter cont).  All protect writers change to the
 same protection.  PTEs that are not present keep their value here.
 ***************************************************************************)
\* protect: changes the protection of a range, PTE by PTE
@{ fair }@ process (protect \in PROTECT)
variables
    protect_i = FirstOf(self);      \* the PTE at hand
    protect_old = "none";           \* its old value
    protect_left = TimesOf(self);
{
    \* change_pte_range(): pte_offset_map_lock()
protect_lock:
    spin_lock(self, TableOf(VmaOf(self), protect_i));
@% if cont %@@% include "protect_unfold.tla" %@@% endif %@

    \* change_pte_range(): ptep_modify_prot_start(), a get-and-clear
    \* A present PTE is cleared; any other PTE is skipped.
protect_start:
    if (pte[VmaOf(self)][protect_i] \notin {"present", "other"}) goto protect_next
    else {
        protect_old := pte[VmaOf(self)][protect_i];
        set_pte(self, VmaOf(self), protect_i, @{ cleared }@);
    };

    \* change_pte_range(): ptep_modify_prot_commit()
    \* The PTE is present again, with its new protection.
protect_commit:
    set_pte(self, VmaOf(self), protect_i, protect_old);
    protect_old := "none";
@% if cont %@@% include "protect_fold.tla" %@@% endif %@

    \* change_pte_range(): the next PTE
@% if runs %@
@% include "merged/protect_next.tla" %@
@% else %@
protect_next:
    protect_i := protect_i + 1;
@% endif %@
    if (protect_i <= LastOf(self) /\ protect_i # STRADDLE)
        goto @{ "protect_unfold" if cont else "protect_start" }@;

    \* change_pte_range(): pte_unmap_unlock()
    \* The end of the range, or of a page table.
protect_unlock:
    spin_unlock(self, TableOf(VmaOf(self), protect_i - 1));
    if (protect_i <= LastOf(self)) goto protect_lock
    else {
        protect_i := FirstOf(self);
        protect_left := protect_left - 1;
        if (protect_left > 0) goto protect_lock;
    };
}
