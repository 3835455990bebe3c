/* SPDX-License-Identifier: MIT */
/*
 * Around the calls of shrink_folio_list(): the history, and the flags that try_to_unmap() gets.
 */

/* constant: flags of the kernel for those of the model, in the order of the model. */
static unsigned long shim_ttu_flags(long model)
{
	unsigned long flags = 0;

	flags |= model & 1 ? (unsigned long)TTU_SYNC : 0;
	flags |= model & 2 ? (unsigned long)TTU_BATCH_FLUSH : 0;
	flags |= model & 4 ? (unsigned long)TTU_SPLIT_HUGE_PMD : 0;
	flags |= model & 8 ? (unsigned long)TTU_IGNORE_MLOCK : 0;
	flags |= model & 16 ? (unsigned long)TTU_RMAP_LOCKED : 0;
	return flags;
}

/* mini: the flags of the scenario replace reclaim's own. The policy adds nothing, or the flags that it names where the tree passes them, or TTU_SYNC for a large folio that is not on the deferred split list. */
static enum ttu_flags shim_flags(struct folio *folio, unsigned long own)
{
	unsigned long flags = shim_ttu_flags(K.ttu_flags);

	flags |= own & shim_ttu_flags(K.ttu_of_tree);
	if (K.sync_unless_queued && folio_test_large(folio) && !shim_queued(folio))
		flags |= TTU_SYNC;
	return (enum ttu_flags)flags;
}

#ifdef HAVE_reclaim_keeps_folios_whole
/* state: these call the tree's try_to_unmap() with the scenario's flags, and record the look at folio_mapped() after it and where the work on a folio begins and ends. */
static void shim_try_to_unmap(struct folio *folio, enum ttu_flags own)
{
	try_to_unmap(folio, shim_flags(folio, own));
	eng_store(&K.state->unmap_tried, 1);
}
static bool shim_mapped(struct folio *folio)
{
	bool mapped = folio_mapped(folio);

	shim_saw_mapped(&folio->page, mapped);
	return mapped;
}
static bool shim_trylock(struct folio *folio)
{
	if (!eng_trylock(&K.state->folio_lock, "folio_trylock()"))
		return false;
	shim_next_folio();
	return true;
}
static void shim_unlock(struct folio *folio)
{
	shim_folio_done(&folio->page);
	eng_unlock(&K.state->folio_lock, "folio_unlock()");
}
#undef folio_trylock
#undef folio_unlock
#define try_to_unmap(folio, flags) shim_try_to_unmap(folio, flags)
#define folio_mapped(folio) shim_mapped(folio)
#define folio_trylock(folio) shim_trylock(folio)
#define folio_unlock(folio) shim_unlock(folio)
#endif
