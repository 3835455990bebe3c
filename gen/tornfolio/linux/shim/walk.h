/* SPDX-License-Identifier: MIT */
/*
 * Around the tree's page_vma_mapped_walk(): records what WalkContract and the history need.
 *
 * uses: mm/page_vma_mapped.c
 */

/* state: callers in other files call shim_walk(), which records the walk of reclaim (CPU 0). */
static bool shim_walk(struct page_vma_mapped_walk *pvmw)
{
	bool found;

	if (eng_cpu() != 0)
		return page_vma_mapped_walk(pvmw);
	eng_store(&K.state->walk, (unsigned long)pvmw);
	eng_store(&K.state->walk_vma, (unsigned long)(pvmw->vma - K.vma) + 1);
	found = page_vma_mapped_walk(pvmw);
	eng_store(&K.state->walk, 0);
	eng_store(&K.state->walk_vma, 0);
	if (found)
		shim_walk_returned(pvmw->vma, pvmw->pte, pvmw->ptl);
	return found;
}
#define page_vma_mapped_walk(pvmw) shim_walk(pvmw)
