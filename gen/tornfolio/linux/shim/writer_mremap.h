/* SPDX-License-Identifier: MIT */
/*
 * writer mremap: mremap() moves the entries of a range to another VMA.
 */

/* constant: how the tree's move_ptes() is told what to move. */
static void shim_move_ptes(struct vm_area_struct *vma, pmd_t *pmd, unsigned long address, unsigned long end,
			   struct vm_area_struct *new_vma, pmd_t *new_pmd, unsigned long new_address, bool locks)
{
#ifdef HAVE_PAGETABLE_MOVE
	struct pagetable_move_control control = {
		.old = vma, .new = new_vma, .old_addr = address, .old_end = end, .new_addr = new_address,
		.len_in = end - address, .need_rmap_locks = locks,
	};

	move_ptes(&control, end - address, pmd, new_pmd);
#else
	move_ptes(vma, pmd, address, end, new_vma, new_pmd, new_address, locks);
#endif
}

/* mini: move_page_tables() calls move_ptes() for each page table of the range; the VMAs are of two mms here, as each mm has one. */
static void shim_mremap(int cpu)
{
	struct vm_area_struct *vma = shim_vma(cpu);
	struct vm_area_struct *new_vma = vma < &K.vma[K.vmas - 1] ? vma + 1 : vma - 1;
	unsigned long first = shim_address(cpu, shim_writer(cpu)->first);
	unsigned long end = shim_address(cpu, shim_writer(cpu)->last + 1);
	long times;

	for (times = shim_writer(cpu)->times; times > 0; times--) {
		unsigned long address = first, next;

		for (; address < end; address = next) {
			unsigned long new_address = address - vma->vm_start + new_vma->vm_start;

			next = min(end, (address / PMD_SIZE + 1) * PMD_SIZE);
			shim_move_ptes(vma, pmd_offset(vma->vm_mm, address), address, next, new_vma,
				       pmd_offset(new_vma->vm_mm, new_address), new_address, new_vma < vma);
		}
	}
	shim_returns(cpu);
}
