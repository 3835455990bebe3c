/* SPDX-License-Identifier: MIT */
/*
 * split_folio() of mm/huge_memory.c: the entries that map the folio become migration entries, the folio
 * is split, and the entries become present again. Swap entries stay.
 */

/* constant: a migration entry of a page. */
static pte_t shim_migration(long i)
{
	return swp_entry_to_pte(swp_entry(SWP_MIGRATION_READ, SHIM_PFN + (unsigned long)i));
}

/* mini: whether there are references beyond those of mappings and of the swap cache; this is one step. */
static bool shim_extra_refs(struct folio *folio, int own)
{
	long extra;

	if (!K.check_refs)
		return false;
	eng_atomic_begin("folio_ref_count()");
	extra = folio_ref_count(folio) - 1 - own - folio_mapcount(folio);
	if (folio_test_swapcache(folio))
		extra -= folio_nr_pages(folio);
	eng_atomic_end();
	return extra > 0;
}

/* constant: the name in the tree of the function that drops a map count. */
#ifdef HAVE_folio_remove_rmap_ptes
#define shim_remove_rmap(folio, page, vma) folio_remove_rmap_ptes(folio, page, 1, vma)
#else
#define shim_remove_rmap(folio, page, vma) page_remove_rmap(page, vma, false)
#endif

/* mini: try_to_migrate_one() for one entry, under its PTL. */
static void shim_migrate(struct vm_area_struct *vma, pte_t *ptep, long i)
{
	if (!pte_present(ptep_get(ptep)) || pte_pfn(ptep_get(ptep)) != SHIM_PFN + (unsigned long)i)
		return;
	set_pte(ptep, shim_migration(i));
	shim_remove_rmap((struct folio *)K.pages, &K.pages[i], vma);
	folio_put(K.pages);
}

/* mini: remove_migration_pte() for one entry, under its PTL; the map count rises first. */
static void shim_migrate_back(pte_t *ptep, long i)
{
	if (pte_val(ptep_get(ptep)) != pte_val(shim_migration(i)))
		return;
	eng_atomic_begin("folio_add_anon_rmap_pte()");
	if (atomic_inc_return(&K.pages[i]._mapcount) == 0 && !K.state->split)
		atomic_inc(&K.pages->_nr_pages_mapped);
	if (!K.state->split)
		atomic_inc(&K.pages->_large_mapcount);
	folio_get(K.state->split ? &K.pages[i] : K.pages);
	eng_atomic_end();
	set_pte(ptep, pfn_pte(SHIM_PFN + (unsigned long)i, __pgprot(SHIM_PRESENT | SHIM_YOUNG | SHIM_DIRTY)));
}

#ifdef HAVE_pmd_mapped
/* mini: split_huge_pmd(), which calls __split_huge_pmd() if the PMD looks huge; older kernels can name the folio that they expect. */
static void shim_split_huge_pmd(struct vm_area_struct *vma, pmd_t *pmd, unsigned long address)
{
#ifdef HAVE_ENTIRELY_MAPPED
	_Static_assert(ENTIRELY_MAPPED == SHIM_ENTIRELY_MAPPED, "setup.c counts PMD mappings in another way");
#endif
	if (!pmd_trans_huge(READ_ONCE(*pmd)))
		return;
#ifdef HAVE_split_of_a_given_folio
	__split_huge_pmd(vma, pmd, address, false, 0);
#else
	__split_huge_pmd(vma, pmd, address, false);
#endif
}

/* mini: try_to_migrate_one() splits a PMD that maps the folio first, under the PMD lock, and begins again. */
static void shim_split_pmd_first(struct vm_area_struct *vma)
{
	shim_split_huge_pmd(vma, pmd_offset((pud_t *)vma->vm_mm, vma->vm_start), vma->vm_start);
}
#else
/* constant: no PMD maps the folio. */
#define shim_split_pmd_first(vma) ((void)0)
#endif

/* state: whether a zap has left no page table. */
#ifdef HAVE_pmd_mapped
#define shim_no_table(pmd) pmd_none(READ_ONCE(*(pmd)))
#else
#define shim_no_table(pmd) 0
#endif

/* mini: it visits all entries of all VMAs, table by table, as a walk with PVMW_SYNC does. */
static void shim_all_entries(bool back)
{
	long v, i, first, end;

	for (v = 0; v < K.vmas; v++) {
		struct vm_area_struct *vma = &K.vma[v];

		if (!back)
			shim_split_pmd_first(vma);
		for (i = 0; i < K.nr_pages; i = end) {
			unsigned long address = vma->vm_start + (unsigned long)i * PAGE_SIZE;
			pmd_t *pmd = pmd_offset((pud_t *)vma->vm_mm, address);
			spinlock_t *ptl;
			pte_t *ptep;

			end = min(K.nr_pages, i + (long)(PTRS_PER_PTE - pte_index(address)));
			ptep = shim_no_table(pmd) ? 0 : pte_offset_map_lock(vma->vm_mm, pmd, address, &ptl);
			if (!ptep)
				continue;
			for (first = i; i < end; i++)
				if (back)
					shim_migrate_back(ptep + (i - first), i);
				else
					shim_migrate(vma, ptep + (i - first), i);
			pte_unmap_unlock(ptep, ptl);
		}
	}
}

/* mini: __folio_split() with a frozen reference count. It makes each page a folio, but nothing if there is another reference. */
static void shim_freeze_and_split(int own)
{
	long i, cached;

	eng_atomic_begin("folio_ref_freeze()");
	cached = folio_test_swapcache(K.pages) ? 1 : 0;
	if (!K.check_refs || atomic_read(&K.pages->_refcount) == 1 + own + cached * K.nr_pages) {
		for (i = 1; i < K.nr_pages; i++) {
			K.pages[i].flags |= K.pages->flags & ~(1UL << PG_anon_exclusive);
			K.pages[i].flags &= ~(1UL << PG_partially_mapped);
			atomic_set(&K.pages[i]._refcount, 1 + (int)cached);
		}
		atomic_set(&K.pages->_refcount, 1 + own + (int)cached);
		if (shim_queued(K.pages))
			list_del_init(&K.pages->_deferred_list);
		clear_bit(PG_partially_mapped, &K.pages->flags);
		K.state->split = 1;
	}
	eng_atomic_end();
}

/* mini: the whole of split_folio(). It fails if there is a reference beyond those of the caller, `own`. */
static void shim_split_folio(struct folio *folio, int own)
{
	(void)folio;
	anon_vma_lock_write(&K.state->anon_vma);
	if (K.check_refs && shim_extra_refs((struct folio *)K.pages, own)) {
		anon_vma_unlock_write(&K.state->anon_vma);
		return;
	}
	eng_store(&K.state->splitting, 1);
	shim_all_entries(false);
	shim_freeze_and_split(own);
	shim_all_entries(true);
	eng_store(&K.state->splitting, 0);
	anon_vma_unlock_write(&K.state->anon_vma);
}

#ifndef HAVE_deferred_split_folio
/* mini: deferred_split_huge_page() queues a folio of more than two pages that is not in the swap cache. Kernels with this function have large folios of 512 pages only. */
static void shim_deferred_split(struct page *head)
{
	if (K.nr_pages <= 2 || folio_test_swapcache(head))
		return;
	eng_atomic_begin("deferred_split_huge_page()");
	if (!shim_queued(head)) {
		set_bit(PG_partially_mapped, &head->flags);
		list_add_tail(&head->_deferred_list, &K.state->node.deferred_split_queue.split_queue);
	}
	eng_atomic_end();
}
#endif

#ifdef HAVE_reclaim_keeps_folios_whole
/* mini: split_folio_to_list() puts all pages except the first on a list, from which reclaim takes the second page first. */
#define split_folio_to_list(folio, list) shim_split_to_list(folio, list)
static int shim_split_to_list(struct folio *folio, struct list_head *list)
{
	long i;

	shim_split_folio(folio, 0);
	if (shim_is_large())
		return -EAGAIN;
	for (i = 1; i < K.nr_pages; i++)
		list_add(&K.pages[i].lru, list);
	return 0;
}
#endif
