/* SPDX-License-Identifier: MIT */
/*
 * writer numa: a NUMA-hinting fault rebuilds one entry.
 */

/* mini: do_numa_page() under the PTL. It rebuilds any entry that is present, whatever its protection; with CONT bits, one that is PROT_NONE. */
static void shim_numa(int cpu)
{
	struct vm_area_struct *vma = shim_vma(cpu);
	long times, i;

	for (times = shim_writer(cpu)->times; times > 0; times--) {
		struct vm_fault vmf = { .vma = vma };

		i = shim_writer(cpu)->first +
		    shim_choose("which PTE", shim_writer(cpu)->last - shim_writer(cpu)->first + 1);
		vmf.address = shim_address(cpu, i);
		vmf.pmd = shim_pmd(cpu, i);
		vmf.pte = pte_offset_map_lock(vma->vm_mm, vmf.pmd, vmf.address, &vmf.ptl);
		if (pte_present(shim_peek(vmf.pte)) && (!K.cont || pte_protnone(shim_peek(vmf.pte))))
			numa_rebuild_single_mapping(&vmf, vma, vmf.address, vmf.pte, K.cont);
		pte_unmap_unlock(vmf.pte, vmf.ptl);
	}
	shim_returns(cpu);
}
