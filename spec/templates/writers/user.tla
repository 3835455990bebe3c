(***************************************************************************
 A CPU that runs userspace and has a translation in its TLB.  The hardware may
 walk the page table at any time and keeps the translation.  Stores go through it
 until some CPU flushes it, even if the PTE has changed since.

 Each CPU has one translation.  The hardware may drop it at any time.

 Left out: a second translation, page faults, reads, access and dirty bits.
 ***************************************************************************)
\* user: userspace stores to a page through a translation of its TLB
@{ fair }@ process (user \in USER)
variables
    user_left = TimesOf(self);
{
    \* userspace(): the hardware walks the page table and keeps the translation
    \* The choice of the page is made here and no earlier.  A store to a page
    \* that writeback has made clean takes a write fault, which makes the page dirty again.
user_walk:
    with (i \in FirstOf(self)..LastOf(self))
        if (pte[VmaOf(self)][i] = "present") {
            tlb[self] := {i};
            aux_cleaned := aux_cleaned \ {i};
        };

    \* userspace(): a store through the translation, while it has one
user_store:
    tlb[self] := {};
    user_left := user_left - 1;
    if (user_left > 0) goto user_walk;
}
