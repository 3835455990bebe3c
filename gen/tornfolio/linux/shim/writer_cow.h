/* SPDX-License-Identifier: MIT */
/*
 * writer cow: a write fault on a page that another mm has as well copies it.
 */

/* mini: handle_pte_fault() under the PTL; it is given an entry that maps the folio. */
static bool shim_write_fault(int cpu, long i)
{
	struct vm_area_struct *vma = shim_vma(cpu);
	struct vm_fault vmf = { .vma = vma, .flags = FAULT_FLAG_WRITE };

	eng_store(&K.state->faults_again[cpu], 0);
	vmf.address = shim_address(cpu, i);
	vmf.pmd = shim_pmd(cpu, i);
	vmf.pte = pte_offset_map_lock(vma->vm_mm, vmf.pmd, vmf.address, &vmf.ptl);
	vmf.orig_pte = shim_peek(vmf.pte);
	if (shim_maps(vmf.orig_pte, i))
		do_wp_page(&vmf);
	else
		pte_unmap_unlock(vmf.pte, vmf.ptl);
	return !K.state->faults_again[cpu];
}

/* mini: userspace writes to a page, and faults until that is done. */
static void shim_cow(int cpu)
{
	long times, i;

	for (times = shim_writer(cpu)->times; times > 0; times--) {
		i = shim_writer(cpu)->first +
		    shim_choose("which PTE", shim_writer(cpu)->last - shim_writer(cpu)->first + 1);
		while (!shim_write_fault(cpu, i))
			continue;
	}
	shim_returns(cpu);
}
