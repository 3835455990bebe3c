(***************************************************************************
 A CPU that runs userspace and has a translation in its TLB: the hardware walks
 the page table when it likes, keeps what it found, and stores go through that
 until somebody flushes it, whatever has become of the PTE.

 There is one translation for each CPU.  A translation can be thrown away at any
 time; that this CPU looks for another one is left out.

 Left out: page faults, reads, access and dirty bits.
 ***************************************************************************)
\* user: userspace stores to a page through a translation of its TLB
@{ fair }@ process (user \in USER)
variables
    user_left = TimesOf(self);
{
    \* userspace(): the hardware walks the page table and keeps the translation
    \* Which page it is going to be is open until here.  What writeback has made clean takes a
    \* write fault, which makes the page dirty again.
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
