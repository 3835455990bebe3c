/* SPDX-License-Identifier: MIT */
/*
 * writer fault: userspace reads a page, and a swap entry costs a page fault.
 */

/* mini: handle_pte_fault() for an entry that may be a swap entry. It says whether the access has to be tried again. */
static bool shim_read_fault(int cpu, long i)
{
	struct vm_area_struct *vma = shim_vma(cpu);
	struct vm_fault vmf = { .vma = vma };

	vmf.address = shim_address(cpu, i);
	vmf.pmd = shim_pmd(cpu, i);
	vmf.pte = pte_offset_kernel(vmf.pmd, vmf.address);
	vmf.ptl = pte_lockptr(vma->vm_mm, vmf.pmd);
	vmf.orig_pte = ptep_get_lockless(vmf.pte);
	if (pte_none(vmf.orig_pte) || pte_present(vmf.orig_pte) || __swp_type(__pte_to_swp_entry(vmf.orig_pte)))
		return false;
	eng_store(&K.state->faults_again[cpu], 1);
	do_swap_page(&vmf);
	return K.state->faults_again[cpu];
}

/* mini: userspace reads a page, and faults until the page is there or the entry is no swap entry any more. */
static void shim_fault(int cpu)
{
	long times, i;

	for (times = shim_writer(cpu)->times; times > 0; times--) {
		i = shim_writer(cpu)->first +
		    shim_choose("which page", shim_writer(cpu)->last - shim_writer(cpu)->first + 1);
		while (shim_read_fault(cpu, i))
			continue;
	}
	shim_returns(cpu);
}
