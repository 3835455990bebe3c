/* SPDX-License-Identifier: MIT */
/*
 * What the code that CPUs run tells watch.c, which keeps the history and asks the properties.
 */

/* state: the walk has returned; a pass of reclaim ends; a CPU has done all. */
void shim_walk_returned(struct vm_area_struct *vma, pte_t *pte, spinlock_t *ptl);
void shim_pass_ends(void);
void shim_returns(int cpu);
