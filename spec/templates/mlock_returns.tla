
    \* try_to_unmap_one(): vma->vm_flags & VM_LOCKED
    \* try_to_unmap_one() returns false at the first PTE; a small folio is mlocked.
ttu_mlock:
    if (vma \in MLOCKED /\ "TTU_IGNORE_MLOCK" \notin flags) {
        ret := FALSE;
        if (~Large) folio_mlocked := TRUE;
        goto not_found;
    };
