/* SPDX-License-Identifier: MIT */
/*
 * What all writers use: their range, and their choices.
 */

/* constant: the VMA, the entries and the PMD of a writer. */
#define shim_writer(cpu) (&K.writer[(cpu) - 1])
#define shim_vma(cpu) (&K.vma[shim_writer(cpu)->vma])
#define shim_address(cpu, i) (shim_vma(cpu)->vm_start + (unsigned long)(i) * PAGE_SIZE)
static pmd_t *shim_pmd(int cpu, long i)
{
	return pmd_offset(shim_vma(cpu)->vm_mm, shim_address(cpu, i));
}

/* constant: a choice among n; every one is tried. */
static long shim_choose(const char *what, long n)
{
	long at = 0;

	if (n > 255) {
		at = eng_choose(what, (int)((n + 254) / 255)) * 255;
		n = n - at < 255 ? n - at : 255;
	}
	return at + eng_choose(what, (int)n);
}

/* constant: a load of an entry under its PTL. It is no step, because no other CPU changes the entry. */
__attribute__((no_sanitize("thread"))) static pte_t shim_peek(const pte_t *ptep)
{
	return *(const volatile pte_t *)ptep;
}

/* constant: whether an entry maps its page of the folio. */
#define shim_maps(pte, i) (pte_present(pte) && pte_pfn(pte) == SHIM_PFN + (unsigned long)(i))
