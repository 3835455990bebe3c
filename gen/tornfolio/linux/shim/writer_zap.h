/* SPDX-License-Identifier: MIT */
/*
 * writer zap: munmap(), MADV_DONTNEED or exit unmaps a range.
 */

/* mini: zap_page_range_single() and unmap_page_range(), which call zap_pmd_range() for the range and end the gather. Where a PMD maps the folio it is MADV_DONTNEED, by which newer kernels free page tables. */
static void shim_zap(int cpu)
{
	struct vm_area_struct *vma = shim_vma(cpu);
	unsigned long first = shim_address(cpu, shim_writer(cpu)->first);
	unsigned long end = shim_address(cpu, shim_writer(cpu)->last + 1);
	struct mmu_gather tlb = { .mm = vma->vm_mm };
	struct zap_details *details = 0;
	long times;
#ifdef HAVE_pmd_mapped
#ifdef HAVE_zap_empty_pte_table
	struct zap_details frees_tables = { .reclaim_pt = true };

	details = &frees_tables;
#endif
#endif

	for (times = shim_writer(cpu)->times; times > 0; times--) {
		zap_pmd_range(&tlb, vma, (pud_t *)vma->vm_mm, first, end, details);
		tlb_flush_mmu(&tlb);
	}
	shim_returns(cpu);
}
