(***************************************************************************
 change_pte_range(), mm/mprotect.c, since about 6.17: a protection change of a
 whole run of PTEs of one folio.  modify_prot_start_ptes() clears all of them,
 and only then are they set again, so that the whole folio can be none.

 If a run is only a part of a folded CONT block (arm64), the whole block is
 unfolded first, and is none for a moment; a block that the run has as a whole
 is set with its CONT bits again, and a run of one PTE may let its block fold.
 That is modelled where CONT bits are followed (parameter cont), and there a run
 ends where the protection differs.

 Left out: runs that end where soft-dirty or, elsewhere, the write bit differs.
 ***************************************************************************)
\* protect_batched: changes the protection of a range, run by run
@{ fair }@ process (protect_batched \in PROTECT_BATCHED)
variables
    batch_i = FirstOf(self);        \* the PTE at hand
    batch_first = FirstOf(self);    \* the first PTE of the run
    batch_old = "none";             \* the old value of the PTEs of the run
    batch_left = TimesOf(self);
{
    \* change_pte_range(): pte_offset_map_lock()
batch_lock:
    spin_lock(self, TableOf(VmaOf(self), batch_i));

    \* change_pte_range(): mprotect_folio_pte_batch(), does a run begin here?
batch_run:
    batch_first := batch_i;
    batch_old := pte[VmaOf(self)][batch_i];
    if (pte[VmaOf(self)][batch_i] \notin {"present", "other"}) {
        batch_i := batch_i + 1;
        goto batch_next;
    };
@% if cont %@@% include "batch_unfold.tla" %@@% endif %@

    \* change_pte_range(): modify_prot_start_ptes(), a get-and-clear of every PTE of the run
@% if runs %@
@% include "merged/batch_start.tla" %@
@% else %@
    \* One PTE is cleared.  A run has several PTEs only if all of them map the folio.
batch_start:
    set_pte(self, VmaOf(self), batch_i, @{ cleared }@);
    if (batch_old = "present" /\ batch_i < LastOf(self) /\ batch_i + 1 # STRADDLE
            /\ pte[VmaOf(self)][batch_i + 1] = "present"@{ and_within_run }@) {
        batch_i := batch_i + 1;
        goto batch_start;
    };
@% endif %@

    \* change_pte_range(): modify_prot_commit_ptes(), set_ptes()
@% if runs %@
@% include "merged/batch_commit.tla" %@
@% elif cont %@
@% include "batch_commit_cont.tla" %@
@% else %@
    \* One PTE of the run is set again, with its new protection; batch_i is the last PTE of the run.
batch_commit:
    set_pte(self, VmaOf(self), batch_first, batch_old);
    if (batch_first < batch_i) {
        batch_first := batch_first + 1;
        goto batch_commit;
    }
    else batch_i := batch_i + 1;
@% endif %@

    \* change_pte_range(): the next run
batch_next:
    batch_old := "none";
    if (batch_i <= LastOf(self) /\ batch_i # STRADDLE) goto batch_run;

    \* change_pte_range(): pte_unmap_unlock()
    \* The end of the range, or of a page table.
batch_unlock:
    spin_unlock(self, TableOf(VmaOf(self), batch_i - 1));
    if (batch_i <= LastOf(self)) goto batch_lock
    else {
        batch_i := FirstOf(self);
        batch_first := FirstOf(self);
        batch_left := batch_left - 1;
        if (batch_left > 0) goto batch_lock;
    };
}
