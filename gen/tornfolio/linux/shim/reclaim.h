/* SPDX-License-Identifier: MIT */
/*
 * What shrink_folio_list() in mm/vmscan.c needs beside the reverse map and the split.
 */

/* constant: reclaim may write and sleep; no folio is under writeback, lazyfree, unevictable, or has buffers. */
#define __GFP_IO 0x40U
#define __GFP_FS 0x80U
#define GFP_KERNEL (__GFP_IO | __GFP_FS)
#define can_demote(...) 0
#define thp_migration_supported() 1
#define folio_contain_hwpoisoned_page(f) 0
#define unmap_poisoned_folio(...) eng_bug("unmap_poisoned_folio() of a folio that is not poisoned")
#define mapping_unevictable(mapping) 0
#define folio_test_active(f) 0
#define folio_test_lru(f) 0
#define folio_test_unevictable(f) 0
#define folio_test_private(f) 0
#define folio_test_writeback(f) 0
#define folio_test_reclaim(f) 0
#define folio_test_lazyfree(f) 0
#define folio_needs_release(f) 0
#define filemap_release_folio(...) 0
#define folio_wait_writeback(f) eng_bug("folio_wait_writeback() of a folio that is not under writeback")
#define folio_put_testzero(...) (eng_bug("folio_put_testzero() of a folio with buffers"), 0)
#define mapping_writeback_may_deadlock_on_reclaim(mapping) 0
#define current_is_kswapd() 0
#define lru_gen_enabled() 0
#define page_has_type(p) 0
#define memcg_memory_cgrp_subsys 0
#define PGDAT_WRITEBACK 0
#define PGDAT_DIRTY 1
#define may_enter_fs(...) 1
#define ANON_AND_FILE 2
typedef struct { unsigned long bits[1]; } nodemask_t;
struct swap_iocb;

/* out: reclaim begins at reclaim_folio_list(), which ignores references. */
#define folio_check_references(...) (eng_bug("folio_check_references() is not asked"), FOLIOREF_RECLAIM)

/* state: a folio in the swap cache has it as its mapping; newer kernels lock a cluster of slots instead of that mapping. */
#define folio_mapping(f) (folio_test_swapcache(f) ? &K.state->swap_space : 0)
#define xa_lock_irq(x) spin_lock(&(x)->xa_lock)
#define xa_unlock_irq(x) spin_unlock(&(x)->xa_lock)
#define swap_cluster_get_and_lock_irq(f) (xa_lock_irq(&K.state->swap_space.i_pages), (struct swap_cluster_info *)0)
#define swap_cluster_unlock_irq(cluster) ((void)(cluster), xa_unlock_irq(&K.state->swap_space.i_pages))
struct swap_cluster_info { int unused; };

/* out: the part of __remove_mapping() that is for file folios. */
#define __filemap_remove_folio(...) eng_bug("__filemap_remove_folio() of an anonymous folio")
#define free_folio(f) eng_bug("free_folio() of an anonymous folio")
#define mapping_shrinkable(mapping) 0
#define inode_add_lru(inode) ((void)0)
#define inode_lru_list_add(inode) ((void)0)
#define dax_mapping(mapping) 0

/* no-op: shadow entries and memory cgroups, which no function here reads. */
#define mapping_exiting(mapping) 1
#define workingset_eviction(...) ((void *)0)
#define mem_cgroup_swapout(...) ((void)0)
#define __memcg1_swapout(...) ((void)0)

/* constant: swap is full if the scenario has the shortage swap_space. */
#define mem_cgroup_swap_full(f) K.short_swap_space

/* no-op: flags and statistics for the next choice of what to reclaim, the LRU, memory cgroups, and batches of I/O and of TLB flushes. */
#define folio_set_active(f) ((void)(f))
#define folio_set_reclaim(f) ((void)(f))
#define folio_putback_lru(f) ((void)(f))
#define count_memcg_folio_events(...) ((void)0)
#define demote_folio_list(...) 0
#define mem_cgroup_uncharge_folios(...) ((void)0)
#define free_unref_folios(...) ((void)0)
#define try_to_unmap_flush_dirty() ((void)0)
#define swap_write_unplug(...) ((void)0)
#define swap_write_submit(...) ((void)0)
#define trace_mm_vmscan_reclaim_pages(...) ((void)0)
struct folio_batch { int unused; };
#define folio_batch_init(batch) ((void)(batch))
struct swap_io_ctx { int unused; };

/* mini: a folio that is added to the batch of folios to free counts as freed at once. */
#define folio_batch_add(batch, f) (set_bit(PG_reclaimed, &(f)->page.flags), 1)

/* mini: the folio enters or leaves the swap cache in one step. Each page gets a slot; only with the shortage swap_slots a large folio gets none. */
static int shim_add_to_swap(struct folio *folio)
{
	if (folio_test_large(folio) && K.short_swap_slots)
		return -ENOMEM;
	eng_atomic_begin("folio_alloc_swap()");
	set_bit(PG_swapcache, &folio->page.flags);
	/* What an earlier pass has written stands in slots that were freed since. */
	set_bit(PG_dirty, &folio->page.flags);
	clear_bit(PG_written, &folio->page.flags);
	folio_ref_add(folio, folio_nr_pages(folio));
	eng_atomic_end();
	return 0;
}
static void shim_leave_swap_cache(struct folio *folio)
{
	clear_bit(PG_swapcache, &folio->page.flags);
	folio_ref_sub(folio, folio_nr_pages(folio));
}
#define folio_alloc_swap(f, ...) shim_add_to_swap(f)
#define add_to_swap(f) (shim_add_to_swap(f) == 0)

/* mini: folio_free_swap() gives back the slots if no PTE has one of them. */
#define folio_free_swap(f) shim_free_swap(f)
static void shim_free_swap(struct folio *folio)
{
	long i, first = folio_page(folio, 0) - K.pages;

	/* What was read from swap keeps its slot. */
	if (shim_is_other(folio))
		return;
	eng_atomic_begin("folio_free_swap()");
	for (i = 0; i < folio_nr_pages(folio); i++)
		if (atomic_read(&K.state->swap_count[first + i]) > 0)
			break;
	if (i == folio_nr_pages(folio))
		shim_leave_swap_cache(folio);
	eng_atomic_end();
}

/* mini: the I/O that pageout() issues is done at once, in one step, while the folio stays locked: so pageout() finds it clean. */
#define folio_clear_dirty_for_io(f) shim_write(f)
static bool shim_write(struct folio *folio)
{
	eng_atomic_begin("swap_writeout()");
	set_bit(PG_written, &folio->page.flags);
	clear_bit(PG_dirty, &folio->page.flags);
	eng_atomic_end();
	return false;
}

/* out: what pageout() does with shared memory, with a folio that has no mapping, and to write a folio, as it finds none to write; messages and statistics. */
#define shmem_mapping(mapping) 0
#define shmem_writeout(...) (eng_bug("shmem_writeout() of an anonymous folio"), 0)
#define swap_writeout(...) (eng_bug("swap_writeout() of a folio that is written"), 0)
#define handle_write_error(...) eng_bug("handle_write_error() of a write that succeeds")
#define try_to_free_buffers(f) (eng_bug("try_to_free_buffers() of an anonymous folio"), 0)
#define folio_clear_dirty(f) eng_bug("folio_clear_dirty() of a folio with buffers")
#define pr_info(...) ((void)0)
#define folio_clear_reclaim(f) ((void)(f))
#define trace_mm_vmscan_write_folio(...) ((void)0)
#define node_stat_add_folio(...) ((void)0)
#define AOP_WRITEPAGE_ACTIVATE 0x80000
struct writeback_control {
	int sync_mode, for_reclaim;
	long nr_to_write;
	long long range_start, range_end;
	void *swap_plug, *list;
};
#define WB_SYNC_NONE 0
#define SWAP_CLUSTER_MAX 32L
#define LLONG_MAX 0x7fffffffffffffffLL

/* mini: a folio whose references are frozen leaves the swap cache; what becomes of its slots is not modelled. */
#define __swap_cache_del_folio(cluster, f, ...) clear_bit(PG_swapcache, &(f)->page.flags)
#define __delete_from_swap_cache(f, ...) clear_bit(PG_swapcache, &(f)->page.flags)
#define put_swap_folio(f, entry) ((void)(entry))
