/* SPDX-License-Identifier: MIT */
/*
 * What is shared beside pages and page tables, and the history that properties ask for.
 */

/* state: the lock of the reverse map. */
struct rb_root_cached { long unused; };
struct anon_vma {
	struct anon_vma *root;
	struct rw_semaphore rwsem;
	struct rb_root_cached rb_root;
};

/* state: locks, counts of swap slots, the course of reclaim, and counters kept by watch.h. */
enum { SHIM_NONE, SHIM_MAPPED, SHIM_SWAPPED, SHIM_OTHER, SHIM_MIGRATION, SHIM_STRANGE, SHIM_WORDS };
struct shim_state {
	struct eng_lock folio_lock;
	struct anon_vma anon_vma;
	spinlock_t pmd_lock[SHIM_VMAS];
	spinlock_t ptl[SHIM_VMAS * SHIM_TABLES];
	unsigned long passes_begun, unmapping, unmap_fail, split, page;
	unsigned long written, reclaimed;
	atomic_t *swap_count;
	/* history */
	struct page_vma_mapped_walk *walk;
	unsigned long walk_vma;
	unsigned long returned, begun, queued_by;
	unsigned long count[SHIM_VMAS][SHIM_WORDS];
	unsigned long unmapped[SHIM_VMAS];
	unsigned long *stepped_over[SHIM_VMAS], *unmapped_at[SHIM_VMAS];
	unsigned long mapcount_off, swap_count_off, swap_count_short, blocks_unlike, pages_mapped;
};
static inline bool shim_is_large(void)
{
	return K.nr_pages > 1 && !K.state->split;
}

/* state: whether a CPU that queues the folio is reclaim. */
static void shim_queued(void)
{
	eng_store(&K.state->queued_by, (unsigned long)eng_cpu() + 1);
}
