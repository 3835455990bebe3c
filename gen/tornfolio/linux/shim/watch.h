/* SPDX-License-Identifier: MIT */
/*
 * What the functions that CPUs run and watch.c, which keeps the history, say to each other.
 */

/* state: the walk has returned an entry; a pass of reclaim ends; a CPU has done all; a fault finds the folio in the swap cache. */
void shim_walk_returned(struct vm_area_struct *vma, pte_t *pte, spinlock_t *ptl);
void shim_saw_mapped(const struct page *head, bool mapped);
void shim_unmap_failed(const struct page *head);
void shim_next_folio(void);
void shim_folio_done(const struct page *page);
void shim_pass_begins(void);
void shim_pass_ends(void);
void shim_returns(int cpu);
void shim_fault_finds(void);

/* constant: what a CPU runs, by the kind of writer, "" for reclaim. */
void (*shim_run_of(const char *kind))(int cpu);
