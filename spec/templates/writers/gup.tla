(***************************************************************************
 gup_fast_pte_range(), mm/gup.c: GUP-fast with FOLL_PIN pins a page through its
 PTE, without any lock.  It loads the PTE, pins the page, and loads the PTE
 again; if that has changed, it drops the pin.

 The CPU picks any one page of its range, keeps the pin for a while, and unpins.
 As long as a PMD maps the folio, gup_fast_pmd_leaf() does the same with that.

 Where a folio can be split, try_get_folio() is followed step by step: it may get
 a reference to a folio that the page no longer belongs to, and drops it again.

 Left out: the slow path, which a page that is not exclusive takes.
 ***************************************************************************)
\* gup: GUP-fast pins one page through its PTE
@{ fair }@ process (gup \in GUP)
variables
    gup_i = 0;          \* the page at hand
@% if can_split or collapses %@
    gup_head = 0;       \* the first page of the folio that it takes for the page's
@% endif %@
@% if pmd_changes %@
    gup_seen = "none";  \* what the first load saw: huge, or the PTE
@% endif %@
    gup_left = TimesOf(self);
{
@% if pins_at_once %@@% include "merged/gup_pin.tla" %@@% else %@
    \* gup_fast_pte_range(): ptep_get_lockless()
    \* Which page it is going to be is open until here.
gup_load:
    with (i \in FirstOf(self)..LastOf(self)@{ but_shared }@) gup_i := i;
@% if pmd_changes %@
    gup_seen := MappedBy(VmaOf(self), gup_i);
@% endif %@
    if (MappedBy(VmaOf(self), gup_i) \notin {"huge", "present"}) goto gup_next;
@% if can_split or collapses %@@% include "gup_try_get_folio.tla" %@@% else %@

    \* try_grab_folio_fast(): atomic_add(&folio->_pincount), folio_ref_add()
    \* A folio that was freed meanwhile has no reference any more, so that none can be added.
gup_pin:
    if (gup_i \in reclaimed) goto gup_next
    else {
        pins[gup_i] := pins[gup_i] + 1;
        refs[gup_i] := refs[gup_i] + 1;
    };
@% endif %@

    \* gup_fast_pte_range(): ptep_get() after smp_mb__after_atomic()
    \* The PTE has changed: the pin is not worth having.
gup_recheck:
    if (MappedBy(VmaOf(self), gup_i) # gup_seen) goto gup_unpin;

    \* pin_user_pages_fast(): the caller works on the page, for instance by DMA
gup_use:
    skip;

    \* gup_put_folio(): atomic_sub(&folio->_pincount), folio_put_refs()
gup_unpin:
    pins[gup_i] := pins[gup_i] - 1;
    refs[gup_i] := refs[gup_i] - 1;

    \* pin_user_pages_fast(): return
gup_next:
    gup_i := 0;
@% if pmd_changes %@
    gup_seen := "none";
@% endif %@
    gup_left := gup_left - 1;
    if (gup_left > 0) goto gup_load;
@% endif %@
}
