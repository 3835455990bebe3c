(***************************************************************************
 numa_rebuild_single_mapping(), mm/memory.c: a NUMA-hinting fault makes one
 PROT_NONE PTE accessible again, by clearing and setting it.

 The CPU picks any one PTE of its range.

 On arm64 a PROT_NONE PTE is not valid for the hardware, so it is in no folded
 CONT block and nothing is unfolded; but the store to the last PTE of a block may
 fold it, and then the whole block is none for a moment.  That is modelled where
 CONT bits are followed (parameter cont): there the PTE must be PROT_NONE.
 Elsewhere it may be any.

 Left out: migration; numa_rebuild_large_mapping(), which does the same to each
 PTE of the folio in turn under one PTL, as the protect writer does.
 Before about 6.10 the PTEs of a large anonymous folio were not NUMA-hinted.
 ***************************************************************************)
\* numa: a NUMA-hinting fault rebuilds one PTE
@{ fair }@ process (numa \in NUMA)
variables
    numa_i = 0;         \* the PTE at hand
    numa_old = "none";  \* its old value
    numa_left = TimesOf(self);
{
    \* do_numa_page(): spin_lock(vmf->ptl)
    \* The choice of the PTE is made here and no earlier.
numa_lock:
    with (i \in FirstOf(self)..LastOf(self)) numa_i := i;
    spin_lock(self, TableOf(VmaOf(self), numa_i));
    if (pte[VmaOf(self)][numa_i] \notin {"present", "other"}@{ or_not_hinted }@) goto numa_unlock
    else numa_old := pte[VmaOf(self)][numa_i];

    \* numa_rebuild_single_mapping(): ptep_modify_prot_start(), a get-and-clear
numa_start:
    set_pte(self, VmaOf(self), numa_i, @{ cleared }@);

    \* numa_rebuild_single_mapping(): ptep_modify_prot_commit()
numa_commit:
    set_pte(self, VmaOf(self), numa_i, numa_old);
    numa_old := "none";
@% if cont %@@% include "numa_fold.tla" %@@% endif %@

    \* do_numa_page(): pte_unmap_unlock()
numa_unlock:
    spin_unlock(self, TableOf(VmaOf(self), numa_i));
    numa_i := 0;
    numa_left := numa_left - 1;
    if (numa_left > 0) goto numa_lock;
}
