/* SPDX-License-Identifier: MIT */
/*
 * The caller: shrink_folio_list(), mm/vmscan.c, as far as it goes for one folio.
 */

/* constant: where the walk is; read by watch.c while the walk runs. */
__attribute__((no_sanitize("thread"))) unsigned long shim_walk_address(unsigned long walk)
{
	return ((const struct page_vma_mapped_walk *)walk)->address;
}

/* constant: the flags that the scenario gives, in the order in which the model names them. */
static enum ttu_flags shim_ttu_flags(void)
{
	unsigned long flags = 0;

	flags |= K.ttu_flags & 1 ? (unsigned long)TTU_SYNC : 0;
	flags |= K.ttu_flags & 2 ? (unsigned long)TTU_BATCH_FLUSH : 0;
	flags |= K.ttu_flags & 4 ? (unsigned long)TTU_SPLIT_HUGE_PMD : 0;
	flags |= K.ttu_flags & 8 ? (unsigned long)TTU_IGNORE_MLOCK : 0;
	flags |= K.ttu_flags & 16 ? (unsigned long)TTU_RMAP_LOCKED : 0;
	return (enum ttu_flags)flags;
}

/* mini: what reclaim does against the race: nothing, TTU_SYNC for a large folio, or only if it is not on the deferred split list. */
static enum ttu_flags shim_flags(struct folio *folio)
{
	unsigned long flags = shim_ttu_flags();

	if (K.policy == 1 && folio_test_large(folio))
		flags |= TTU_SYNC;
	if (K.policy == 2 && folio_test_large(folio) && !test_bit(PG_deferred, &folio->page.flags))
		flags |= TTU_SYNC;
	return (enum ttu_flags)flags;
}

/* mini: the folio enters the swap cache, or leaves it, in one step; slots are always found. */
static void shim_add_to_swap(struct folio *folio)
{
	eng_atomic_begin("folio_alloc_swap()");
	set_bit(PG_swapcache, &folio->page.flags);
	/* What an earlier pass has written stands in slots that were freed since. */
	clear_bit(PG_written, &folio->page.flags);
	folio_ref_add(folio, folio_nr_pages(folio));
	eng_atomic_end();
}
static void shim_leave_swap_cache(struct folio *folio)
{
	clear_bit(PG_swapcache, &folio->page.flags);
	folio_ref_sub(folio, folio_nr_pages(folio));
}

/* mini: folio_free_swap() gives back the slots if no page table has one of them. */
static void shim_free_swap(struct folio *folio)
{
	long i, first = folio_page(folio, 0) - K.pages;

	if (!folio_test_swapcache(folio))
		return;
	if (!K.short_swap_space && !folio_test_mlocked(folio))
		return;
	eng_atomic_begin("folio_free_swap()");
	for (i = 0; i < folio_nr_pages(folio); i++)
		if (atomic_read(&K.state->swap_count[first + i]) > 0)
			break;
	if (i == folio_nr_pages(folio))
		shim_leave_swap_cache(folio);
	eng_atomic_end();
}

/* mini: __remove_mapping(), in one step; it fails if somebody has a reference. */
static void shim_remove_mapping(struct folio *folio)
{
	eng_atomic_begin("__remove_mapping()");
	if (!K.check_refs || folio_ref_count(folio) == 1 + folio_nr_pages(folio)) {
		shim_leave_swap_cache(folio);
		atomic_set(&folio->_refcount, 0);
		set_bit(PG_reclaimed, &folio->page.flags);
		clear_bit(PG_deferred, &folio->page.flags);
	}
	eng_atomic_end();
}

/* mini: one folio in shrink_folio_list(), from the lock on; I/O is synchronous and one step. */
static void shim_shrink_folio(struct folio *folio)
{
	if (!folio_test_swapcache(folio)) {
		if (folio_maybe_dma_pinned(folio))
			return;
		if (folio_test_large(folio) && shim_extra_refs(folio, 0))
			return;
		if (folio_test_large(folio) && (K.short_swap_slots || test_bit(PG_deferred, &folio->page.flags))) {
			shim_split_folio(folio, 0);
			if (shim_is_large())
				return;
			folio = (struct folio *)K.pages;
		}
		shim_add_to_swap(folio);
	}
	if (folio_mapped(folio)) {
		try_to_unmap(folio, shim_flags(folio));
		if (folio_mapped(folio)) {
			shim_unmap_failed();
			shim_free_swap(folio);
			return;
		}
	}
	if (folio_maybe_dma_pinned(folio)) {
		shim_free_swap(folio);
		return;
	}
	set_bit(PG_written, &folio->page.flags);
	shim_remove_mapping(folio);
}

/* mini: the passes of reclaim; after a split the pages that are left, one after the other, under one folio lock. */
static void shim_reclaim(int cpu)
{
	long pass, i;

	for (pass = 0; pass < K.passes; pass++) {
		if (!folio_trylock(K.pages))
			continue;
		for (i = 0; i < (shim_is_large() ? 1 : K.nr_pages); i++) {
			if (test_bit(PG_reclaimed, &K.pages[i].flags))
				continue;
			shim_next_folio();
			shim_shrink_folio((struct folio *)&K.pages[i]);
			shim_folio_done(&K.pages[i]);
		}
		shim_pass_ends();
		folio_unlock(K.pages);
		for (i = 0; i < (shim_is_large() ? 1 : K.nr_pages); i++)
			if (!test_bit(PG_reclaimed, &K.pages[i].flags))
				break;
		if (i == (shim_is_large() ? 1 : K.nr_pages))
			break;
	}
	shim_returns(cpu);
}
