/* SPDX-License-Identifier: MIT */
/*
 * writer gup: GUP-fast with FOLL_PIN pins one page through its entry, and unpins it.
 */

/* constant: the name of gup_fast_pte_range() in the tree. */
#ifdef HAVE_gup_fast_pte_range
#define shim_gup_range gup_fast_pte_range
#else
#define shim_gup_range gup_pte_range
#endif

/* mini: gup_fast_pmd_range(), which calls gup_fast_pte_range() for one page; then the caller uses the page. */
static void shim_gup(int cpu)
{
	struct vm_area_struct *vma = shim_vma(cpu);
	long times, i;

	for (times = shim_writer(cpu)->times; times > 0; times--) {
		struct page *pages[1] = { 0 };
		unsigned long address;
		int pinned = 0;

		i = shim_writer(cpu)->first +
		    shim_choose("which page", shim_writer(cpu)->last - shim_writer(cpu)->first + 1);
		address = shim_address(cpu, i);
		shim_gup_range(*shim_pmd(cpu, i), shim_pmd(cpu, i), address, address + PAGE_SIZE, FOLL_PIN, pages, &pinned);
		if (pinned != 1)
			continue;
		if (pages[0] == &K.pages[i])
			eng_store(&K.state->gup_uses[cpu], (unsigned long)(i + 1));
		eng_point("the caller works on the page");
		eng_store(&K.state->gup_uses[cpu], 0);
		gup_put_folio(shim_page_folio(pages[0]), 1, FOLL_PIN);
	}
	shim_returns(cpu);
}
