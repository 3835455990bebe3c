/* SPDX-License-Identifier: MIT */
/*
 * writer contpte: a fault that folds or unfolds one CONT block.
 *
 * uses: arch/arm64/mm/contpte.c
 */

/* mini: handle_pte_fault(), which calls the tree's functions under the PTL. If not all entries of a block map the folio, the block stays as it is. */
static void shim_contpte(int cpu)
{
	struct mm_struct *mm = shim_vma(cpu)->vm_mm;
	long first = (shim_writer(cpu)->first + K.cont_ptes - 1) / K.cont_ptes;
	long blocks = (shim_writer(cpu)->last + 1) / K.cont_ptes - first;
	long times, at, i;

	for (times = shim_writer(cpu)->times; times > 0; times--) {
		spinlock_t *ptl;
		pte_t *ptep;

		at = (first + shim_choose("which CONT block", blocks)) * K.cont_ptes;
		ptep = pte_offset_map_lock(mm, shim_pmd(cpu, at), shim_address(cpu, at), &ptl);
		for (i = 0; i < K.cont_ptes; i++)
			if (!shim_maps(shim_peek(ptep + i), at + i))
				break;
		if (i == K.cont_ptes) {
			if (pte_cont(shim_peek(ptep)))
				__contpte_try_unfold(mm, shim_address(cpu, at), ptep, shim_peek(ptep));
			else
				__contpte_try_fold(mm, shim_address(cpu, at), ptep, shim_peek(ptep));
		}
		pte_unmap_unlock(ptep, ptl);
	}
	shim_returns(cpu);
}
