    \* gup_fast_pte_range(): ptep_get_lockless(), try_grab_folio_fast(), ptep_get()
    \* Load, pin and second load in one step, for one page that stands for all: the last one of the
    \* range.  Reclaim alone changes PTEs, in their order, and asks for a pin of any page.
    \*   The first load can be made in the beginning, when all PTEs are present, and chooses nothing
    \* that reclaim sees.  A GUP that would find a PTE that is not present does nothing at all; one
    \* that comes after all else leaves the same.
    \*   While there is a pin, no PTE stops being present for longer than its PTL is held.  If the
    \* second load finds one present, then it would have found the last one present, and right
    \* after the pin.  If it finds one that is not, the pin is dropped some time later.  If the
    \* last one is present then, GUP can use that and drop the pin at the same time; if it is not,
    \* it never was since the pin, and the second load can be made as the pin is dropped.
gup_load:
    if (LastOf(self) \in reclaimed) {
        gup_left := 0;
        goto Done;
    }
    else {
        gup_i := LastOf(self);
        pins[LastOf(self)] := pins[LastOf(self)] + 1;
        refs[LastOf(self)] := refs[LastOf(self)] + 1;
        if (pte[VmaOf(self)][LastOf(self)] = "present") goto gup_use;
    };

    \* gup_fast_pte_range(): ptep_get() after smp_mb__after_atomic()
    \* The PTE has changed: the pin is dropped.
gup_recheck:
    pins[gup_i] := pins[gup_i] - 1;
    refs[gup_i] := refs[gup_i] - 1;
    gup_i := 0;
    gup_left := 0;
    goto Done;

    \* gup_put_folio(): atomic_sub(&folio->_pincount), folio_put_refs()
    \* The caller works on the page up to here.
gup_use:
    pins[gup_i] := pins[gup_i] - 1;
    refs[gup_i] := refs[gup_i] - 1;
    gup_i := 0;
    gup_left := 0;
