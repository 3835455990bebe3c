(***************************************************************************
 wp_page_copy(), mm/memory.c: a write to a page that is shared with another mm.
 The PTE leaves the folio for good and maps a copy.

 The CPU picks any one PTE of its range.  It holds a reference to the page while
 it copies without the PTL, but not the folio lock.

 On arm64, clearing a PTE of a folded CONT block unfolds the block first, so the
 whole block is none for a moment; that is modelled where CONT bits are followed
 (parameter cont).

 Left out: reuse instead of a copy.
 ***************************************************************************)
\* works on: cow_i, after cow_get up to cow_put
\* cow: a write fault copies one page and maps the copy
@{ fair }@ process (cow \in COW)
variables
    cow_i = 0;          \* the PTE at hand
    cow_left = TimesOf(self);
{
    \* do_wp_page(): vmf->ptl is held, folio_get()
    \* The choice of the PTE is made here and no earlier.
cow_get:
    with (i \in @{ chosen_by_cow }@) cow_i := i;
    await ptl[TableOf(VmaOf(self), cow_i)] = "nobody";
    if (pte[VmaOf(self)][cow_i] # "present") goto cow_next
    else refs[cow_i] := refs[cow_i] + 1;

    \* wp_page_copy(): pte_offset_map_lock() after the copy, pte_same()
@% if runs %@@% include "merged/cow_lock.tla" %@@% else %@
cow_lock:
    spin_lock(self, TableOf(VmaOf(self), cow_i));
    if (pte[VmaOf(self)][cow_i] # "present") goto cow_unlock;
@% if cont %@@% include "cow_unfold.tla" %@@% endif %@

    \* wp_page_copy(): ptep_clear_flush()
cow_clear:
    set_pte(self, VmaOf(self), cow_i, "none");
    aux_pending := aux_pending \union {<<self, cow_i>>};
    aux_userspace[VmaOf(self)] := aux_userspace[VmaOf(self)] \union {cow_i};

    \* wp_page_copy(): set_pte_at() of the copy
cow_set:
    set_pte(self, VmaOf(self), cow_i, "other");

    \* wp_page_copy(): folio_remove_rmap_pte() of the old page
cow_rmap:
    folio_remove_rmap(self, cow_i);
    aux_pending := aux_pending \ {<<self, cow_i>>};

    \* wp_page_copy(): pte_unmap_unlock()
cow_unlock:
    spin_unlock(self, TableOf(VmaOf(self), cow_i));
@% endif %@

    \* wp_page_copy(): folio_put() of the old folio
cow_put:
    refs[cow_i] := refs[cow_i] - 1;

    \* do_wp_page(): return
cow_next:
    cow_i := 0;
    cow_left := cow_left - 1;
    if (cow_left > 0) goto cow_get;
}
