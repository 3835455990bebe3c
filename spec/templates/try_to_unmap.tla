    (***********************************************************************
     try_to_unmap(), mm/rmap.c, and its walk over the reverse map: the VMAs one
     after the other, in the order of the interval tree.

     The walk ends when try_to_unmap_one() returns false.  When it returns true,
     the walk ends if the folio is not mapped any more.  try_to_unmap_one() does
     not return false because it has stepped over PTEs.  No PTL is held from one
     VMA to the next.

     Left out: folio_lock_anon_vma_read() checks folio_mapped() again.  That only
     saves a walk that would find nothing.
     ***********************************************************************)

    \* rmap_walk_anon(): folio_lock_anon_vma_read()
    \* For a file it is rmap_walk_file(), i_mmap_lock_read().  With TTU_RMAP_LOCKED the
    \* caller took the lock; it is held during the walk either way.
rmap_walk:
    await rmap_lock = "nobody";
    rmap_lock := "reclaim";
    vma := 1;

@% include "try_to_unmap_one.tla" %@

    \* rmap_walk_anon(): rmap_one() was false, or folio_not_mapped(), or the next VMA
rmap_next:
    if (ret /\ FolioMapped /\ vma < VMAS) {
        vma := vma + 1;
        goto try_to_unmap_one;
    };

    \* rmap_walk_anon(): anon_vma_unlock_read()
rmap_unlock:
    rmap_unlock("reclaim");
