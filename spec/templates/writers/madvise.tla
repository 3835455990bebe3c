(***************************************************************************
 madvise_cold_or_pageout_pte_range() and madvise_free_pte_range(),
 mm/madvise.c: MADV_PAGEOUT, MADV_COLD or MADV_FREE on a range that does not
 cover a large folio, or meets one that is not mapped by consecutive PTEs,
 splits it.  This is how a torn folio is split by accident.

 Left out: everything else that these functions do.
 ***************************************************************************)
\* works on: 0, after madvise_trylock up to madvise_unlock
\* folio lock: after madvise_trylock up to madvise_unlock
\* madvise: MADV_PAGEOUT or MADV_FREE splits the folio
@{ fair }@ process (madvise \in MADVISE)
variables
    madvise_v = 1;     \* the VMA at hand
    madvise_i = 0;     \* the PTE at hand
    madvise_left = TimesOf(self);
{
    \* madvise_cold_or_pageout_pte_range(): folio_trylock(), under the PTL
    \* Only a large folio is split, and only one that is mapped in this range is found.  The kernel
    \* reads the PTE and calls folio_trylock() under the PTL; here that is one step, which needs the
    \* PTL to be free.
madvise_trylock:
@% if split_at_once %@
    \* A condition on each PTE would be too deep for the stack of TLC; there is one table.
    await ptl[1] = "nobody";
@% else %@
    await \A i \in FirstOf(self)..LastOf(self) : ptl[TableOf(VmaOf(self), i)] = "nobody";
@% endif %@
    if (folio_lock # "nobody" \/ ~Large
            \/ \A i \in FirstOf(self)..LastOf(self) : pte[VmaOf(self)][i] # "present")
        goto madvise_next
    else {
        folio_lock := self;
        refs[0] := refs[0] + 1;
    };

@% filter as_part_of("madvise", cpu="self", refs="1", done="madvise_unlock") %@
@% include "split_folio.tla" %@@% endfilter %@

    \* madvise_cold_or_pageout_pte_range(): folio_unlock(), folio_put()
madvise_unlock:
    folio_unlock(self);
    refs[0] := refs[0] - 1;

    \* madvise_cold_or_pageout_pte_range(): return
madvise_next:
    madvise_left := madvise_left - 1;
    if (madvise_left > 0) goto madvise_trylock;
}
