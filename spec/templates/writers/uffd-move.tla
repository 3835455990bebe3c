(***************************************************************************
 move_pages(), mm/userfaultfd.c: UFFDIO_MOVE moves anonymous pages to another VMA
 of the same mm, one after the other, since v6.8.

 A page that is present moves under the folio lock, which reclaim holds from
 before its walk to the end of the pass.  A large folio is split first.  If it is
 locked, the move tries again without a reference to it; up to v6.11 it waits
 with one, which makes every split fail.  For a small folio it waits.

 A page in swap moves as a swap entry.  If its folio is still in the swap cache, a
 fault at the new place finds that folio, so that the reverse map has to name the
 new place.  Up to v6.11 nobody looks there.  A large folio in the swap cache stays
 where it is: -EBUSY.

 PageAnonExclusive is asked for, so only one VMA maps a page.  The walk of reclaim
 still looks at both VMAs; in the one that the reverse map does not name it finds
 none.  A PTE that is none, or maps another page, ends the move.

 Left out: PMDs; UFFDIO_MOVE_MODE_ALLOW_SRC_HOLES; batches of 7.3, which moves
 further small folios under the same PTLs; the second look at the swap cache, under
 the PTL, as a folio that has left it does not come back here; that the anon_vma is
 first tried and then waited for, and in 7.3 that the reference drops before the
 PTE is cleared; dirty bits; the flush; mmap_lock, which keeps mremap and khugepaged
 out.
 ***************************************************************************)
\* works on: move_page, after move_wait up to move_set
\* folio lock: after move_wait up to move_set
\* uffd_move: UFFDIO_MOVE moves pages to another VMA
@{ fair }@ process (uffd_move \in UFFD_MOVE)
variables
    move_page = FirstOf(self);  \* the page at hand
    move_old = "none";          \* orig_src_pte
    move_ret = "again";         \* again: -EAGAIN; moved; failed: any other error
    move_v = 1;                 \* the VMA and the PTE at hand in split_folio()
    move_i = 0;
    move_left = TimesOf(self);
{
    \* move_pages_ptes(): ptep_get() of the new place, under its PTL
    \* In 6.12 the function is move_pages_pte().
move_dst:
    await ptl[TableOf(MovedTo(VmaOf(self)), move_page)] = "nobody";
    if (pte[MovedTo(VmaOf(self))][move_page] = "none") move_ret := "again"
    else {
        move_ret := "failed";
        if (folio_lock = self) goto move_folio_unlock else goto move_next;
    };

    \* move_pages_ptes(): ptep_get() of the old place, under its PTL
    \* Who has the folio lock already comes here again: the PTE may have changed meanwhile.  A
    \* migration entry is waited for.
move_src:
    await ptl[TableOf(VmaOf(self), move_page)] = "nobody"
        /\ pte[VmaOf(self)][move_page] # "migration";
    if (folio_lock = self /\ pte[VmaOf(self)][move_page] # move_old) goto move_folio_unlock
    else if (pte[VmaOf(self)][move_page] \notin {"present", "swap"}) {
        move_ret := "failed";
        goto move_next;
    }
    else {
        move_old := pte[VmaOf(self)][move_page];
        if (pte[VmaOf(self)][move_page] = "swap") {
            @{ move_of_swap }@;
        }
        else if (folio_lock = self) {
            if (Large) goto move_split else goto @{ move_first_lock }@;
        };
    };

    \* move_pages_ptes(): folio_trylock() and folio_get(), under the PTL after pte_same()
move_trylock:
    await ptl[TableOf(VmaOf(self), move_page)] = "nobody";
    if (pte[VmaOf(self)][move_page] # "present"@{ or_large_and_locked }@) goto move_next
    else {
        refs[FolioOf(move_page)] := refs[FolioOf(move_page)] + 1;
        if (folio_lock = "nobody") {
            folio_lock := self;
            if (Large) goto move_split else goto @{ move_first_lock }@;
        };
    };

    \* move_pages_ptes(): folio_lock(), and from the start again
move_wait:
    await folio_lock = "nobody";
    folio_lock := self;
    goto move_dst;

@% filter as_part_of("move", cpu="self", refs="1", done="move_split_unlock") %@
@% include "split_folio.tla" %@@% endfilter %@

    \* move_pages_ptes(): folio_unlock() after split_folio()
move_split_unlock:
    folio_unlock(self);
    goto move_split_put;
@% if move_locks_rmap %@

    \* move_pages_pte(): anon_vma_lock_write()
move_rmap_lock:
    await rmap_lock = "nobody";
    rmap_lock := self;
@% endif %@

    \* double_pt_lock(): spin_lock() of one page table, in the order of their addresses
move_lock:
    spin_lock(self, TableOf(1, move_page));

    \* double_pt_lock(): spin_lock_nested() of the other page table
    \* With both PTLs, move_present_ptes() compares both PTEs, and looks for pins.
move_lock_other:
    spin_lock(self, TableOf(2, move_page));
    if (pte[VmaOf(self)][move_page] # "present"
            \/ pte[MovedTo(VmaOf(self))][move_page] # "none") goto move_unlock@{ else_if_pinned }@;

    \* move_present_ptes(): ptep_get_and_clear() at the old place
    \* In 6.12 it is ptep_clear_flush() in move_present_pte().
move_clear:
    set_pte(self, VmaOf(self), move_page, "none");
@% if pins %@@% include "move_pinned.tla" %@@% endif %@

    \* move_present_ptes(): folio_move_anon_rmap(), and the index of the folio
move_rmap:
    rmap_vma[move_page] := MovedTo(VmaOf(self));

    \* move_present_ptes(): set_pte_at() at the new place
move_set:
    set_pte(self, MovedTo(VmaOf(self)), move_page, "present");
    move_ret := "moved";
    goto move_unlock;
@% if move_looks_in_cache %@@% include "move_cached.tla" %@@% endif %@

    \* double_pt_lock(): spin_lock() of one page table, for move_swap_pte()
move_swap_lock:
    spin_lock(self, TableOf(1, move_page));

    \* double_pt_lock(): spin_lock_nested() of the other page table
    \* With both PTLs, move_swap_pte() compares both PTEs.
move_swap_lock_other:
    spin_lock(self, TableOf(2, move_page));
    if (pte[VmaOf(self)][move_page] # "swap"
            \/ pte[MovedTo(VmaOf(self))][move_page] # "none") goto move_unlock;
@% if move_looks_in_cache %@

    \* move_swap_pte(): folio_move_anon_rmap(), and the index of a folio in the swap cache
move_swap_rmap:
    if (folio_lock = self) rmap_vma[move_page] := MovedTo(VmaOf(self));
@% endif %@

    \* move_swap_pte(): ptep_get_and_clear() at the old place
move_swap_clear:
    set_pte(self, VmaOf(self), move_page, "none");
    aux_userspace[VmaOf(self)] := aux_userspace[VmaOf(self)] \union {move_page};

    \* move_swap_pte(): set_pte_at() at the new place
move_swap_set:
    set_pte(self, MovedTo(VmaOf(self)), move_page, "swap");
    aux_userspace[MovedTo(VmaOf(self))] := aux_userspace[MovedTo(VmaOf(self))] \union {move_page};
    move_ret := "moved";

    \* double_pt_unlock(): spin_unlock() of the new place's page table
move_unlock:
    spin_unlock(self, TableOf(MovedTo(VmaOf(self)), move_page));

    \* double_pt_unlock(): spin_unlock() of the old place's page table
move_unlock_src:
    spin_unlock(self, TableOf(VmaOf(self), move_page));
    if (folio_lock # self) goto move_next;
@% if move_locks_rmap %@

    \* move_pages_pte(): anon_vma_unlock_write()
move_rmap_unlock:
    if (rmap_lock = self) rmap_unlock(self);
@% endif %@

    \* move_pages_ptes(): folio_unlock()
move_folio_unlock:
    folio_unlock(self);

    \* move_pages_ptes(): folio_put()
move_put:
    refs[FolioOf(move_page)] := refs[FolioOf(move_page)] - 1;
    goto move_next;

    \* move_pages_ptes(): folio_put() after split_folio()
    \* Now the page is a small folio of its own, unless the split has failed.  Up to 6.12 that is
    \* tried again.
move_split_put:
    refs[0] := refs[0] - 1;
    if (~split) move_ret := "@{ move_split_failed }@";

    \* move_pages(): the same page again after -EAGAIN, the next page, or return
move_next:
    if (move_ret = "again") goto move_dst
    else {
        move_old := "none";
        if (move_ret = "moved" /\ move_page < LastOf(self)) {
            move_page := move_page + 1;
            goto move_dst;
        }
        else {
            move_page := FirstOf(self);
            move_left := move_left - 1;
            if (move_left > 0) goto move_dst;
        };
    };
}
