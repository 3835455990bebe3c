(***************************************************************************
 A store of userspace to a page: the hardware sets the dirty bit of the PTE,
 without any lock.

 The CPU picks any one page of its range.

 Left out: the page fault that a PTE causes which is not present.
 ***************************************************************************)
\* store: userspace writes to one page
@{ fair }@ process (store \in STORE)
variables
    store_left = TimesOf(self);
{
    \* userspace(): a store, which sets the dirty bit of a present PTE
store_dirty:
@% if stores_late %@@% include "merged/store_late.tla" %@@% else %@
    with (i \in FirstOf(self)..LastOf(self))
        if (pte[VmaOf(self)][i] = "present") {
            pte_dirty := pte_dirty \union {i};
            aux_stored[VmaOf(self)] := aux_stored[VmaOf(self)] \union {i};
        };
@% endif %@
    store_left := store_left - 1;
    if (store_left > 0) goto store_dirty;
}
