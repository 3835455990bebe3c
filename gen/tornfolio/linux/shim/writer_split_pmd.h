/* SPDX-License-Identifier: MIT */
/*
 * writer split-pmd: another CPU splits the PMD mapping, as a partial mprotect() or munmap() does first.
 */

/* mini: split_huge_pmd(), which calls __split_huge_pmd() if the PMD maps a folio; what that CPU then does with the PTEs is left out. */
static void shim_split_pmd(int cpu)
{
	long times;

	for (times = shim_writer(cpu)->times; times > 0; times--)
		shim_split_huge_pmd(shim_vma(cpu), shim_pmd(cpu, 0), shim_address(cpu, 0));
	shim_returns(cpu);
}
