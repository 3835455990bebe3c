(***************************************************************************
 move_ptes(), mm/mremap.c: mremap() moves PTEs to another VMA of the same mm.
 Both PTLs are held over the whole range within a page table.

 The rmap lock is taken only if the new VMA comes earlier in the order of the
 reverse map (need_rmap_locks).  Otherwise a walk that missed the PTEs at the old
 place finds them at the new one.

 Left out: batching by contpte hints; moving whole page tables; on arm64, moving
 a part of a folded CONT block unfolds the block first.
 ***************************************************************************)
\* mremap: moves PTEs to another VMA
@{ fair }@ process (mremap \in MREMAP)
variables
    mremap_i = FirstOf(self);   \* the PTE at hand
    mremap_old = "none";        \* what the PTE at the old place was
    mremap_left = TimesOf(self);
{
    \* move_ptes(): anon_vma_lock_write(), if need_rmap_locks
mremap_rmap_lock:
    if (MovedTo(VmaOf(self)) < VmaOf(self)) {
        await rmap_lock = "nobody";
        rmap_lock := self;
    };

    \* move_ptes(): pte_offset_map_lock() of the old page table
mremap_old_lock:
    spin_lock(self, TableOf(VmaOf(self), mremap_i));

    \* move_ptes(): spin_lock_nested() of the new page table
mremap_new_lock:
    spin_lock(self, TableOf(MovedTo(VmaOf(self)), mremap_i));

    \* move_ptes(): ptep_get_and_clear() at the old place
    \* What is there moves, whatever it maps.
mremap_clear:
    if (pte[VmaOf(self)][mremap_i] # "none"
            /\ pte[MovedTo(VmaOf(self))][mremap_i] = "none") {
        mremap_old := pte[VmaOf(self)][mremap_i];
        set_pte(self, VmaOf(self), mremap_i, "none");
        aux_userspace[VmaOf(self)] := aux_userspace[VmaOf(self)] \union {mremap_i};
    }
    else goto mremap_next;

    \* move_ptes(): set_pte_at() at the new place
mremap_set:
    set_pte(self, MovedTo(VmaOf(self)), mremap_i, mremap_old);
    aux_userspace[MovedTo(VmaOf(self))] := aux_userspace[MovedTo(VmaOf(self))] \union {mremap_i};

    \* move_ptes(): the next PTE
@% if runs %@@% include "merged/mremap_next.tla" %@@% else %@
mremap_next:
    mremap_i := mremap_i + 1;
@% endif %@
    if (mremap_i <= LastOf(self) /\ mremap_i # STRADDLE) goto mremap_clear;

    \* move_ptes(): spin_unlock() of the new page table, after the flush
mremap_new_unlock:
    spin_unlock(self, TableOf(MovedTo(VmaOf(self)), mremap_i - 1));

    \* move_ptes(): pte_unmap_unlock() of the old page table
mremap_old_unlock:
    spin_unlock(self, TableOf(VmaOf(self), mremap_i - 1));

    \* move_ptes(): anon_vma_unlock_write(), if need_rmap_locks
    \* Each page table of the range has a call of its own.
mremap_rmap_unlock:
    if (MovedTo(VmaOf(self)) < VmaOf(self)) rmap_unlock(self);
    if (mremap_i > LastOf(self)) {
        mremap_i := FirstOf(self);
        mremap_left := mremap_left - 1;
    };
    if (mremap_left > 0) goto mremap_rmap_lock;
}
