/* SPDX-License-Identifier: MIT */
/*
 * The passes of reclaim over the folio. In each pass, the tree's reclaim_folio_list() calls its shrink_folio_list().
 */

#ifdef HAVE_reclaim_keeps_folios_whole
/* mini: a pass takes the folio, or its pages that are not reclaimed yet, from the LRU. */
static void shim_pass(void)
{
	struct list_head list;
	long i;

	INIT_LIST_HEAD(&list);
	for (i = 0; i < (shim_is_large() ? 1 : K.nr_pages); i++)
		if (!test_bit(PG_reclaimed, &K.pages[i].flags))
			list_add(&K.pages[i].lru, &list);
	reclaim_folio_list(&list, &K.state->node);
}
#else
/* mini: __remove_mapping() in one step; it fails if there is another reference. */
static int shim_remove_mapping(struct folio *folio)
{
	int removed = 0;

	eng_atomic_begin("__remove_mapping()");
	if (!K.check_refs || folio_ref_count(folio) == 1 + folio_nr_pages(folio)) {
		shim_leave_swap_cache(folio);
		atomic_set(&folio->_refcount, 0);
		removed = 1;
	}
	eng_atomic_end();
	return removed;
}

/* mini: pageout(), in one step: nothing is written to which somebody else has a reference. */
static bool shim_pageout(struct folio *folio)
{
	bool freeable;

	eng_atomic_begin("pageout()");
	freeable = !K.check_refs || folio_ref_count(folio) == 1 + folio_nr_pages(folio);
	if (freeable)
		shim_write(folio);
	eng_atomic_end();
	return freeable;
}

/* mini: one folio in shrink_folio_list(), after its lock was taken. A large folio is split first, as in older kernels, or stays whole, as in newer ones. */
static void shim_shrink_folio(struct folio *folio)
{
	if (!folio_test_swapcache(folio)) {
		if (folio_maybe_dma_pinned(folio))
			return;
		if (folio_test_large(folio) && shim_extra_refs(folio, 0))
			return;
		if (folio_test_large(folio) && ((K.splits_first && !folio_entire_mapcount(folio)) || K.short_swap_slots || shim_queued(folio))) {
			shim_split_folio(folio, 0);
			if (shim_is_large())
				return;
			folio = (struct folio *)K.pages;
		}
		shim_add_to_swap(folio);
	}
	if (folio_mapped(folio)) {
		try_to_unmap(folio, shim_flags(folio, folio_test_large(folio) ? TTU_SYNC : 0));
		if (folio_mapped(folio)) {
			shim_unmap_failed(&folio->page);
			if (K.short_swap_space || folio_test_mlocked(folio))
				shim_free_swap(folio);
			return;
		}
	}
	if (folio_maybe_dma_pinned(folio)) {
		if (K.short_swap_space || folio_test_mlocked(folio))
			shim_free_swap(folio);
		return;
	}
	if (folio_test_dirty(folio) && !shim_pageout(folio))
		return;
	if (shim_remove_mapping(folio)) {
		if (shim_queued(folio))
			list_del_init(&folio->_deferred_list);
		set_bit(PG_reclaimed, &folio->page.flags);
	}
}

/* mini: a pass goes over the folio or, after a split, over its pages that are not reclaimed yet, under one folio lock. */
static void shim_pass(void)
{
	long i;

	if (!folio_trylock(K.pages))
		return;
	for (i = 0; i < (shim_is_large() ? 1 : K.nr_pages); i++) {
		if (test_bit(PG_reclaimed, &K.pages[i].flags))
			continue;
		shim_next_folio();
		shim_shrink_folio((struct folio *)&K.pages[i]);
		shim_folio_done(&K.pages[i]);
	}
	folio_unlock(K.pages);
}
#endif

/* mini: the passes of reclaim, until the whole folio is reclaimed. */
static void shim_reclaim(int cpu)
{
	long pass, i;

	for (pass = 0; pass < K.passes; pass++) {
		shim_pass_begins();
		shim_pass();
		shim_pass_ends();
		for (i = 0; i < (shim_is_large() ? 1 : K.nr_pages); i++)
			if (!test_bit(PG_reclaimed, &K.pages[i].flags))
				break;
		if (i == (shim_is_large() ? 1 : K.nr_pages))
			break;
	}
	shim_returns(cpu);
}
