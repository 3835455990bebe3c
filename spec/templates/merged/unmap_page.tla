
    \* try_to_unmap_one(): ptep_get_and_clear() to folio_remove_rmap_pte(), or to the PTE restored
    \* Under the PTL nobody but GUP looks at a PTE, and of all these steps GUP and reclaim can tell
    \* the order of two alone.  One is the test for a pin, which is made here: with one, the PTE is
    \* as before, and the walk ends.  The other is the store that clears the PTE.  If GUP finds it
    \* none, it drops its pin; a GUP that finds it present, before the store or after it is
    \* restored, can drop its pin just then.  The next PTE costs no step if it maps the folio:
    \* nobody changes it.
ttu_clear:
    aux_locked := aux_locked /\ ptl[TableOf(vma, addr)] = "reclaim" /\ rmap_lock = "reclaim";
    aux_folio_locked := aux_folio_locked /\ folio_lock = "reclaim";
    if (Pinned) {
        ret := FALSE;
        goto not_found;
    }
    else {
        swap_count[addr] := swap_count[addr] + 1;
        mapcount[addr] := mapcount[addr] - 1;
        aux_unmapped[vma] := aux_unmapped[vma] \union {addr};
        pte[vma][addr] := "swap";
        if (addr < InTable(addr, Last) /\ pte[vma][addr + 1] = "present") {
            addr := addr + 1;
            goto ttu_clear;
        }
        else goto next_pte;
    };
