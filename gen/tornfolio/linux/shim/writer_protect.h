/* SPDX-License-Identifier: MIT */
/*
 * writer protect: mprotect() or userfaultfd changes the protection of a range.
 */

/* mini: change_pmd_range(), which calls change_pte_range() for each page table of the range. Where a PMD maps the folio it would call change_huge_pmd(), which leaves the PMD as it is to all others; here change_pte_range() finds no table and returns. */
static void shim_protect(int cpu)
{
	struct vm_area_struct *vma = shim_vma(cpu);
	unsigned long first = shim_address(cpu, shim_writer(cpu)->first);
	unsigned long end = shim_address(cpu, shim_writer(cpu)->last + 1);
	struct mmu_gather tlb = { .mm = vma->vm_mm };
	long times;

	for (times = shim_writer(cpu)->times; times > 0; times--) {
		unsigned long address = first, next;

		for (; address < end; address = next) {
			next = min(end, (address / PMD_SIZE + 1) * PMD_SIZE);
			change_pte_range(&tlb, vma, pmd_offset(vma->vm_mm, address), address, next, PAGE_READONLY, 0);
		}
	}
	shim_returns(cpu);
}
