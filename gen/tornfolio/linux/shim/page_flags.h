/* SPDX-License-Identifier: MIT */
/*
 * Questions about a folio or a page: include/linux/page-flags.h, pagemap.h.
 */

/* constant: the numbers of bits in the flags. */
enum { PG_swapcache, PG_swapbacked, PG_dirty, PG_mlocked, PG_anon_exclusive, PG_partially_mapped, PG_written, PG_reclaimed, PG_double_map };

/* constant: the folio is anonymous and goes to swap; it is not hugetlb, KSM, poisoned, on a device or movable. */
#define folio_test_anon(f) 1
#define folio_test_swapbacked(f) 1
#define folio_test_hugetlb(f) 0
#define folio_test_ksm(f) 0
#define folio_test_hwpoison(f) 0
#define folio_test_slab(f) 0
#define folio_is_device_private(f) 0
#define folio_is_zone_device(f) 0
#define folio_is_device_coherent(f) 0
#define folio_is_secretmem(f) 0
#define folio_test_zone_device(f) 0
#define folio_is_file_lru(f) 0
#ifndef HAVE_pmd_mapped
#define folio_test_pmd_mappable(f) 0
#endif
#define folio_nid(f) 0
#define page_to_nid(p) 0
#define PageAnon(p) 1
#define PageHWPoison(p) 0
#define PageHuge(p) 0
#define PageKsm(p) 0
#define PageReserved(p) 0
#define PageSwapBacked(p) 1
#define PageDirty(p) 1
#ifndef HAVE_pmd_mapped
#define PageDoubleMap(p) 0
#define TestClearPageDoubleMap(p) 0
#define folio_test_double_map(f) 0
#endif
#define PageSwapCache(p) folio_test_swapcache(page_folio(p))
#define is_zone_device_page(p) 0
#define is_device_private_page(p) 0
#define is_zero_folio(f) 0
#define is_zero_page(p) 0
#define is_zero_pfn(n) 0
#define is_huge_zero_page(p) 0
#define hugetlb_remove_rmap(f) eng_bug("hugetlb_remove_rmap() of a folio that is not hugetlb")

/* state: whether the folio is in the swap cache, mlocked, or on the deferred split list, and whether a page is exclusive, which means that it belongs to only one mm. */
#define folio_test_swapcache(f) test_bit(PG_swapcache, &((struct page *)(f))->flags)
#define folio_test_mlocked(f) test_bit(PG_mlocked, &((struct page *)(f))->flags)
#define folio_test_partially_mapped(f) test_bit(PG_partially_mapped, &((struct page *)(f))->flags)
#define folio_set_partially_mapped(f) set_bit(PG_partially_mapped, &((struct page *)(f))->flags)
#define folio_clear_partially_mapped(f) clear_bit(PG_partially_mapped, &((struct page *)(f))->flags)
#define folio_test_clear_partially_mapped(f) test_and_clear_bit(PG_partially_mapped, &((struct page *)(f))->flags)
#define shim_queued(f) (((struct page *)(f))->_deferred_list.next != &((struct page *)(f))->_deferred_list)
#define PageAnonExclusive(p) test_bit(PG_anon_exclusive, &(p)->flags)
#define ClearPageAnonExclusive(p) clear_bit(PG_anon_exclusive, &(p)->flags)
#define SetPageAnonExclusive(p) set_bit(PG_anon_exclusive, &(p)->flags)

/* state: references and map counts of a folio, and pins by GUP. */
#define folio_ref_count(f) atomic_read(&((struct page *)(f))->_refcount)
#define page_ref_count(p) atomic_read(&shim_page_folio(p)->_refcount)
#define page_count(p) page_ref_count(p)
#define folio_put(f) atomic_dec(&((struct page *)(f))->_refcount)
#define folio_put_refs(f, n) atomic_sub(n, &((struct page *)(f))->_refcount)
#define folio_get(f) atomic_inc(&((struct page *)(f))->_refcount)
#define folio_ref_add(f, n) atomic_add(n, &((struct page *)(f))->_refcount)
#define folio_ref_sub(f, n) atomic_sub(n, &((struct page *)(f))->_refcount)
#define folio_ref_freeze(f, n) (atomic_cmpxchg(&((struct page *)(f))->_refcount, n, 0) == (n))
#define folio_ref_unfreeze(f, n) atomic_set(&((struct page *)(f))->_refcount, n)
#define folio_mapcount_ptr(f) (&((struct page *)(f))->_entire_mapcount)
#define compound_mapcount_ptr(p) (&(p)->_entire_mapcount)
#define compound_pincount_ptr(p) (&(p)->_pincount)
#define folio_has_pincount(f) folio_test_large(f)
#define folio_pincount_ptr(f) (&((struct page *)(f))->_pincount)
#define folio_ref_try_add(f, n) shim_ref_try_add(&((struct page *)(f))->_refcount, n)
#define folio_ref_try_add_rcu(f, n) shim_ref_try_add(&((struct page *)(f))->_refcount, n)
static inline bool shim_ref_try_add(atomic_t *count, int n)
{
	bool there;

	eng_atomic_begin("folio_ref_try_add()");
	there = atomic_read(count) > 0;
	if (there)
		atomic_add(n, count);
	eng_atomic_end();
	return there;
}

/* no-op: there are no devices, no secret memory and no statistics of pins. */
#define put_devmap_managed_page_refs(...) 0
#define put_devmap_managed_folio_refs(...) 0
#define node_stat_mod_folio(...) ((void)0)
#define gup_fast_folio_allowed(...) 1
#define page_is_secretmem(p) 0
#define arch_make_page_accessible(p) 0
#define arch_make_folio_accessible(f) 0
#define get_dev_pagemap(...) ((void *)0)
#define put_dev_pagemap(...) ((void)0)
#define undo_dev_pagemap(...) ((void)0)
#define gup_fast_undo_dev_pagemap(...) ((void)0)
#define is_longterm_pinnable_page(p) 1
#define folio_is_longterm_pinnable(f) 1
#define is_pci_p2pdma_page(p) 0
#define gup_can_follow_protnone(...) 1
struct dev_pagemap;

/* state: the folio lock; here it is a lock and not a bit of the flags. Pages that are not of the folio have none: nobody but a fault asks for it, and faults tell each other by the entry. */
#define shim_is_other(f) ((struct page *)(f) - K.pages >= K.nr_pages)
#define folio_trylock(f) (shim_is_other(f) || eng_trylock(&K.state->folio_lock, "folio_trylock()"))
#define folio_lock(f) (shim_is_other(f) ? (void)0 : eng_lock(&K.state->folio_lock, "folio_lock()"))
#define folio_unlock(f) (shim_is_other(f) ? (void)0 : eng_unlock(&K.state->folio_lock, "folio_unlock()"))
#define folio_test_locked(f) (shim_is_other(f) || K.state->folio_lock.owner != 0)
#define PageLocked(p) folio_test_locked(p)

/* state: whether the folio is dirty: then it must be written before it is freed. */
#define folio_test_dirty(f) test_bit(PG_dirty, &((struct page *)(f))->flags)
#define folio_mark_dirty(f) ((void)(folio_test_dirty(f) || test_and_set_bit(PG_dirty, &((struct page *)(f))->flags)))
#define set_page_dirty(p) folio_mark_dirty(compound_head(p))

/* no-op: the folio stays swap-backed, and its age does not matter. */
#define folio_set_swapbacked(f) ((void)(f))
#define folio_mark_accessed(f) ((void)(f))
#define mark_page_accessed(p) ((void)(p))

/* no-op: the referenced bit helps to choose what to reclaim, and here that is chosen already. */
#define folio_set_referenced(f) ((void)(f))
#define folio_test_referenced(f) 0
