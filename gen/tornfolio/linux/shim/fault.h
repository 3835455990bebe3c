/* SPDX-License-Identifier: MIT */
/*
 * What a fault on a swap entry wants, do_swap_page() of mm/memory.c: the swap cache and what is read from swap.
 */

/* constant: the fault reads, of a device that reads through the swap cache, and what is read is in order. */
#define FAULT_FLAG_VMA_LOCK 0x1000
#define VM_FAULT_SIGBUS 0x2
#define VM_FAULT_MAJOR 0x4
#define VM_FAULT_ERROR (VM_FAULT_OOM | VM_FAULT_SIGBUS | VM_FAULT_HWPOISON)
#define SWP_SYNCHRONOUS_IO 0x1000
#define SWP_STABLE_WRITES 0x2000
#define folio_test_uptodate(f) 1
#define folio_test_mappedtodisk(f) 0
#define folio_test_large_kmalloc(f) 0
#define pte_needs_soft_dirty_wp(vma, pte) 0
#define userfaultfd_rwp(vma) 0
#define swp_offset_pfn(e) 0UL
struct swap_info_struct { unsigned long flags; };
static const struct swap_info_struct shim_swap_file;
#define get_swap_device(entry) ((struct swap_info_struct *)&shim_swap_file)
#define put_swap_device(si) ((void)(si))
#define folio_swap(entry, folio) (entry)
#define ksm_might_need_to_copy(f, vma, address) (f)
#define ERR_PTR(error) ((void *)(long)(error))
#define IS_ERR_OR_NULL(p) (!(p))

/* no-op: readahead, statistics, instruction caches, metadata of an architecture and memory cgroups. */
#define swap_update_readahead(...) ((void)0)
#define count_memcg_event_mm(mm, item) ((void)0)
#define flush_icache_pages(vma, page, n) ((void)0)
#define flush_icache_page(vma, page) ((void)0)
#define arch_swap_restore(entry, f) ((void)0)
#define arch_do_swap_page_nr(...) ((void)0)
#define arch_do_swap_page(...) ((void)0)
#define lookup_swap_cgroup_id(entry) 0
#define thp_swapin_suitable_orders(vmf) 0UL
#define DECLARE_WAITQUEUE(name, task) int name = 0

/* out: what is neither a swap entry of the folio nor present; a swap file that reads past the swap cache. */
#define migration_entry_wait(...) eng_bug("migration_entry_wait() of a fault on a swap entry")
#define remove_device_exclusive_entry(...) (eng_bug("remove_device_exclusive_entry() without devices"), 0U)
#define handle_pte_marker(...) (eng_bug("handle_pte_marker() without markers"), 0U)
#define print_bad_pte(...) eng_bug("print_bad_pte() of a fault on a swap entry")
#define vma_end_read(vma) ((void)(vma))
#define trylock_page(p) 0
#define unlock_page(p) ((void)(p))
#define softleaf_entry_wait_on_locked(...) eng_bug("softleaf_entry_wait_on_locked() without devices")
struct dev_pagemap_ops { vm_fault_t (*migrate_to_ram)(struct vm_fault *vmf); };
struct dev_pagemap { const struct dev_pagemap_ops *ops; };
#define page_pgmap(p) ((struct dev_pagemap *)0)
#define folio_set_swap_entry(f, entry) ((void)(f))
#define swapin_sync(...) (eng_bug("swapin_sync() of a device that is not synchronous"), (struct folio *)0)
#define alloc_swap_folio(...) (eng_bug("alloc_swap_folio() of a device that is not synchronous"), (struct folio *)0)
#define vma_alloc_folio(...) (eng_bug("vma_alloc_folio() of a device that is not synchronous"), (struct folio *)0)
#define swapcache_prepare(...) 0
#define swapcache_clear(...) ((void)0)
#define __folio_set_locked(f) ((void)(f))
#define __folio_set_swapbacked(f) ((void)(f))
#define mem_cgroup_swapin_uncharge_swap(...) ((void)0)
#define mem_cgroup_swapin_charge_folio(...) 0
#define get_shadow_from_swap_cache(entry) ((void *)0)
#define workingset_refault(f, shadow) ((void)(shadow))
#define folio_add_lru(f) ((void)(f))
#define swap_read_folio(...) ((void)0)
#define swap_readpage(...) ((void)0)
#define add_wait_queue(...) ((void)0)
#define remove_wait_queue(...) ((void)0)
#define schedule_timeout_uninterruptible(n) ((void)(n))
#define waitqueue_active(q) 0
#define wake_up(q) ((void)0)
#define swap_cache_del_folio(f) eng_bug("swap_cache_del_folio() of a folio that is not anonymous")

/* state: the count of a slot is read. */
#define __swap_count(entry) atomic_read(&K.state->swap_count[shim_slot(entry)])

/* constant: the page of a folio that has a slot. */
#define folio_file_page(f, offset) (folio_test_large(f) ? &K.pages[(offset) - SHIM_SLOT] : (struct page *)(f))

/* mini: the folio lock is waited for. Newer functions tell whether to try again; older ones, which get the mm and flags, whether it is locked. */
#define folio_lock_or_retry(f, ...) (folio_lock(f), shim_locked(#__VA_ARGS__))
static inline bool shim_locked(const char *arguments)
{
	while (*arguments && *arguments != ',')
		arguments++;
	return *arguments == ',';
}

/* mini: a look into the swap cache, and a reference, are one step; a folio whose references are frozen is waited for. */
#define swap_cache_get_folio(entry, ...) shim_swap_cache_get(shim_slot(entry))
static struct folio *shim_swap_cache_get(long slot)
{
	for (;;) {
		struct folio *folio;
		bool there, got;

		eng_atomic_begin("swap_cache_get_folio()");
		folio = shim_page_folio(&K.pages[slot]);
		there = folio_test_swapcache(folio);
		got = there && folio_ref_count(folio) > 0;
		if (got) {
			folio_get(folio);
			shim_fault_finds();
		}
		eng_atomic_end();
		if (got || !there)
			return got ? folio : 0;
	}
}

/* mini: what is read from swap is the page that stands for what else this entry can map; it enters the swap cache. */
static struct page *shim_swapin(long slot)
{
	struct page *page = &K.pages[K.nr_pages + slot];

	eng_atomic_begin("swapin_readahead()");
	if (!test_bit(PG_swapcache, &page->flags)) {
		atomic_set(&page->_mapcount, -1);
		set_bit(PG_swapcache, &page->flags);
	}
	folio_get(page);
	eng_atomic_end();
	return page;
}
#define swapin_readahead(entry, ...) ((void *)shim_swapin(shim_slot(entry)))

/* constant: the fault has seen that the folio is still in the swap cache; if it was not, userspace faults again. */
#undef cgroup_throttle_swaprate
#define cgroup_throttle_swaprate(...) eng_store(&K.state->faults_again[eng_cpu()], 0)
#define folio_throttle_swaprate(...) eng_store(&K.state->faults_again[eng_cpu()], 0)
