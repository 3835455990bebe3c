/* SPDX-License-Identifier: MIT */
/*
 * Shared state other than pages and page tables, and the history that properties read.
 */

/* state: the rmap lock. */
struct rb_root_cached { long unused; };
struct anon_vma {
	struct anon_vma *root;
	struct rw_semaphore rwsem;
	struct rb_root_cached rb_root;
};

/* state: the deferred split list, which has its own lock: the list of a node, or a list_lru in newer kernels. */
struct deferred_split {
	spinlock_t split_queue_lock;
	struct list_head split_queue;
	unsigned long split_queue_len;
};
struct pglist_data {
	int node_id;
	unsigned long flags;
	struct deferred_split deferred_split_queue;
};
struct list_lru_one {
	struct list_head list;
	long nr_items;
	spinlock_t lock;
};
struct list_lru_node {
	struct list_lru_one lru;
	atomic_long_t nr_items;
};
struct list_lru {
	struct list_lru_node *node;
};

/* state: the swap cache and its lock: the lock of a mapping, or of a cluster of slots in newer kernels. */
struct folio;
struct writeback_control;
struct inode { spinlock_t i_lock; };
struct xarray { spinlock_t xa_lock; };
struct address_space_operations {
	void (*is_dirty_writeback)(struct folio *, bool *, bool *);
	void (*free_folio)(struct folio *);
	int (*writepage)(struct page *, struct writeback_control *);
};
struct address_space {
	const struct address_space_operations *a_ops;
	struct inode *host;
	struct xarray i_pages;
};

/* state: locks, counts of swap slots, and whether the folio was split; then the history, which watch.c writes. */
enum { SHIM_NONE, SHIM_MAPPED, SHIM_SWAPPED, SHIM_OTHER, SHIM_MIGRATION, SHIM_STRANGE, SHIM_WORDS };
struct shim_state {
	struct eng_lock folio_lock;
	struct anon_vma anon_vma;
	spinlock_t pmd_lock[SHIM_VMAS];
	pmd_t pmd[SHIM_VMAS][SHIM_TABLES];
	spinlock_t ptl[SHIM_VMAS * SHIM_TABLES];
	unsigned long split;
	struct address_space swap_space;
	struct pglist_data node;
	struct list_lru deferred;
	struct list_lru_node deferred_node;
	atomic_long_t *swap_count;
	/* The walk of reclaim: where its struct is, and its VMA, from 1; what it has seen in this pass. */
	unsigned long walk, walk_vma, took_ptl, walked, unmap_tried, unmap_fail, dup_failed, splitting;
	unsigned long *stepped_over[SHIM_VMAS], *unmapped_at[SHIM_VMAS], *userspace[SHIM_VMAS], *pending[SHIM_VMAS];
	unsigned long unmapped[SHIM_VMAS];
	/* How many entries of a VMA are what, and how many pages or blocks are not as they should be. */
	unsigned long count[SHIM_VMAS][SHIM_WORDS];
	unsigned long blocks_unlike, lost;
	unsigned long pages_mapped, mapcount_off, swap_count_off, swap_count_short;
	/* Writers that have begun, pages in use by GUP, from 1; CPUs that clear what they set again; above, clears for good whose map count is not dropped. */
	unsigned long begun, gup_uses[ENG_CPUS], clears_for_now[ENG_CPUS];
	/* For each VMA a bit: a PMD entry is cleared for good whose map count is not dropped. */
	unsigned long pending_pmd;
	/* Whether the fault of a CPU has to be tried again; whether a fault has mapped a page back in this pass. */
	unsigned long faults_again[ENG_CPUS], faulted;
};
static inline bool shim_is_large(void)
{
	return K.nr_pages > 1 && !(K.can_split && K.state->split);
}
