
    \* try_to_unmap_one(): vma->vm_flags & VM_LOCKED
    \* The walk continues without unmapping.  A folio with all PTEs in one page table is mlocked.
ttu_mlock:
    if (vma \in MLOCKED /\ "TTU_IGNORE_MLOCK" \notin flags) {
        ptes := ptes + 1;
        ret := FALSE;
        if (ptes = (Last - First) + 1 /\ ~(First < STRADDLE /\ STRADDLE <= Last))
            folio_mlocked := TRUE;
        if (Large) goto next_pte else goto not_found;
    };
