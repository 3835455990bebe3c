/* SPDX-License-Identifier: MIT */
/*
 * Keeps the history of a schedule and asks the properties, by the names of the model.
 */
#include "driver.h"

enum {
	PTL_RELEASED, ALL_OR_NOTHING, ACROSS_MMS, NOT_TORN, UNIFORM, KEPT_WHOLE, MAPCOUNT, SWAP_COUNT,
	SLOT_KEPT, DATA_LOST, PARTLY_QUEUED, USE_AFTER_FREE, SWAP_IO, DROPPED_UNPINNED, PINNED_MAPPED,
	CONT_WHOLE,
};
const char *const shim_property[] = {
	"PtlReleased", "AllOrNothing", "AllOrNothingAcrossMms", "NotTornByReclaim", "Uniform", "KeptWholeOnFailure",
	"MapcountExact", "SwapCountExact", "SlotInUseKept", "NoDataLost", "PartlyMappedQueued", "NoUseAfterFree",
	"NoSwapIoForKeptFolio", "DroppedOnlyUnpinned", "PinnedStaysMapped", "ContBlocksWhole",
	/* These are asked where something happens. */
	"TypeOK", "LockDiscipline", "FolioLockDiscipline", "WalkContract", "NoPteSkipped", "PtlFromPte0",
	"NoPtlOverEmptyPtes", "ReclaimedWhenUndisturbed", "NoSpuriousUnmapFailure", "NoSwapSpaceForKeptFolio",
	"NotQueuedForSplitByReclaim", "MlockRespected", "BreakBeforeMake", "NoExtraFaults", "FreedTableIsUnused", 0,
};

#define S (K.state)
#define BIT_OF(words, i) ((words)[(i) / 64] >> ((i) % 64) & 1)

/* Whether a CPU has done what there is to ask about: a writer has changed an entry, a page or a count; the walk of reclaim has looked at an entry. */
static bool acted[ENG_CPUS];

static void acts(int cpu)
{
	if (!acted[cpu])
		eng_seen(cpu);
	acted[cpu] = true;
}

static void set(unsigned long *word, unsigned long value)
{
	if (*word != value)
		eng_store(word, value);
}

static void set_bit_of(unsigned long *words, long i, bool value)
{
	unsigned long bit = 1UL << (i % 64);

	set(&words[i / 64], value ? words[i / 64] | bit : words[i / 64] & ~bit);
}

int shim_word(pte_t pte, long page)
{
	if (pte_none(pte))
		return SHIM_NONE;
	if (pte_present(pte))
		return pte_pfn(pte) == SHIM_PFN + (unsigned long)page ? SHIM_MAPPED :
		       pte_pfn(pte) >= SHIM_PFN + (unsigned long)K.nr_pages ? SHIM_OTHER : SHIM_STRANGE;
	if (__swp_type(__pte_to_swp_entry(pte)) == 0)
		return __swp_offset(__pte_to_swp_entry(pte)) == SHIM_SLOT + (unsigned long)page ? SHIM_SWAPPED : SHIM_STRANGE;
	return SHIM_MIGRATION;
}

static struct shim_place *place_of(long vma, long page)
{
	for (int p = 0; p < shim_place_count; p++)
		if (shim_places[p].vma == vma && page >= shim_places[p].first && page < shim_places[p].first + shim_places[p].pages)
			return &shim_places[p];
	return 0;
}

pte_t shim_entry(long vma, long page)
{
	struct shim_place *place = place_of(vma, page);

	return place->entries[page - place->first];
}

static int word_at(long vma, long page)
{
	return shim_word(shim_entry(vma, page), page);
}

static long how_many(long page, int word)
{
	long n = 0;

	for (long v = 0; v < K.vmas; v++)
		n += word_at(v, page) == word;
	return n;
}

static bool is_huge(uint64_t pmd)
{
	return pmd & SHIM_PMD_HUGE;
}

bool shim_huge(long vma)
{
	return K.any_pmd && is_huge(pmd_val(S->pmd[vma][0]));
}

/* How many entries map a page, but for those of page tables that no PMD points to yet. */
static long maps_within_reach(long page)
{
	long n = 0;

	for (long v = 0; v < K.vmas; v++)
		n += word_at(v, page) == SHIM_MAPPED && !shim_huge(v);
	return n;
}

/* Whether a VMA maps a page of the folio, by an entry or by its PMD. */
static bool maps_any(long vma)
{
	return S->count[vma][SHIM_MAPPED] || shim_huge(vma);
}

/* How many PMD entries map the folio; one that is invalid does so no longer. */
static long huge_entries(void)
{
	long n = 0;

	for (long v = 0; v < K.vmas; v++)
		n += shim_huge(v) && !(pmd_val(S->pmd[v][0]) & SHIM_PMD_INVALID);
	return n;
}

/* Pages that are nowhere, but for those of a VMA whose PMD maps them. */
static unsigned long lost(void)
{
	unsigned long n = S->lost;

	for (long v = 0; v < K.vmas; v++)
		n -= shim_huge(v) ? S->count[v][SHIM_NONE] : 0;
	return n;
}

static bool settled(void)
{
	for (long v = 0; v < K.vmas; v++)
		if (S->pmd_lock[v].lock.owner)
			return false;
	for (int p = 0; p < shim_place_count; p++)
		if (shim_places[p].ptl->lock.owner)
			return false;
	return true;
}

int shim_page_flag(long page, int flag)
{
	return (int)(K.pages[S->split ? page : 0].flags >> flag & 1);
}

/* Whether a page's folio is on the deferred split list. */
int shim_is_queued(long page)
{
	return shim_queued(&K.pages[S->split ? page : 0]);
}

/* Older kernels count each page once more while both PMDs and entries map the folio. */
static bool counts_twice(void)
{
	return K.any_pmd && K.pages->flags >> PG_double_map & 1;
}

static long mapcount(long page)
{
	return K.pages[page]._mapcount.counter + 1;
}

static bool mapcounts_off(void)
{
	if (!counts_twice())
		return S->mapcount_off;
	for (long i = 0; i < K.nr_pages; i++)
		if (mapcount(i) != how_many(i, SHIM_MAPPED) + 1)
			return true;
	return false;
}

static long swap_count(long page)
{
	return S->swap_count[page].counter;
}

static bool alike(long vma, long first, long pages)
{
	for (long i = first + 1; i < first + pages; i++)
		if (word_at(vma, i) != word_at(vma, first))
			return false;
	return true;
}

/* A block whose entries differ, unless userspace has changed one of them for good. */
static bool unlike(long vma, long page)
{
	long first = page - page % K.cont_ptes;

	for (long i = first; i < first + K.cont_ptes; i++)
		if (BIT_OF(S->userspace[vma], i))
			return false;
	return !alike(vma, first, K.cont_ptes);
}

/* Entries of a block that map the folio, some with the CONT bit and some without. */
static bool mixed(long vma, long page)
{
	long first = page - page % K.cont_ptes;
	bool with = false, without = false;

	for (long i = first; i < first + K.cont_ptes; i++) {
		pte_t pte = shim_entry(vma, i);

		with = with || (word_at(vma, i) == SHIM_MAPPED && pte_cont(pte));
		without = without || (word_at(vma, i) == SHIM_MAPPED && !pte_cont(pte));
	}
	return with && without;
}

/* A block with the CONT bit in some entry, that is not the same in all of them but for pages, young and dirty bits. */
static bool cont_in_part(void)
{
	for (long v = 0; v < K.vmas; v++)
		for (long b = 0; b < K.nr_pages; b += K.cont_ptes) {
			unsigned long bits = 0, cont = 0;
			bool differ = false;

			for (long i = b; i < b + K.cont_ptes; i++) {
				unsigned long here = pte_val(shim_entry(v, i)) & ~(SHIM_PFN_BITS | SHIM_YOUNG | SHIM_DIRTY);

				cont = cont || (pte_present(shim_entry(v, i)) && (here & SHIM_CONT));
				differ = differ || word_at(v, i) != SHIM_MAPPED || (i > b && here != bits);
				bits = i == b ? here : bits;
			}
			if (cont && (differ || S->split))
				return true;
		}
	return false;
}

/* What was there in the beginning and is neither mapped nor in swap, nor given up. */
static bool is_lost(long vma, long page, int word)
{
	return (K.initial[vma][page] == 'P' || K.initial[vma][page] == 'S') && word != SHIM_MAPPED &&
	       word != SHIM_SWAPPED && word != SHIM_MIGRATION && !BIT_OF(S->userspace[vma], page);
}

void shim_count_all(void)
{
	for (long i = 0; i < K.nr_pages; i++) {
		S->pages_mapped += mapcount(i) > 0;
		for (long v = 0; v < K.vmas; v++) {
			S->count[v][word_at(v, i)]++;
			S->lost += K.pmd_mapped[v] && is_lost(v, i, SHIM_NONE);
			if (i % K.cont_ptes == 0)
				S->blocks_unlike += unlike(v, i);
		}
	}
}

static void wrote_entry(int cpu, struct shim_place *place, long page, pte_t before, pte_t after)
{
	long v = place->vma, maps, swaps;
	int was = shim_word(before, page), is = shim_word(after, page);
	bool was_unlike, was_lost = is_lost(v, page, was);

	/* Nobody can reach a page table before the PMD points to it: its entries are under the PMD lock. */
	if ((shim_huge(v) ? S->pmd_lock[v].lock.owner : place->ptl->lock.owner) != (uint64_t)cpu + 1)
		eng_error("LockDiscipline", "an entry changes without its PTL");
	if (cpu == 0 && S->anon_vma.rwsem.lock.owner != 1)
		eng_error("LockDiscipline", "reclaim changes an entry without the lock of the reverse map");
	if (cpu == 0 && S->folio_lock.owner != 1)
		eng_error("FolioLockDiscipline", "reclaim changes an entry without the folio lock");
	if (is == SHIM_STRANGE)
		eng_error("TypeOK", "an entry is for another page");
	if (K.cont && is == SHIM_MAPPED && mixed(v, page))
		eng_error("BreakBeforeMake", "a block has entries with the CONT bit and entries without it");
	if (was == is)
		return;
	/* The entry as it was, for a moment, to compare. Only callbacks look. */
	((pte_t *)place->entries)[page - place->first] = before;
	was_unlike = unlike(v, page);
	((pte_t *)place->entries)[page - place->first] = after;
	set(&S->count[v][was], S->count[v][was] - 1);
	set(&S->count[v][is], S->count[v][is] + 1);
	/* What is moved maps the folio at the new place as well, and for good. */
	if (shim_for_good[cpu] && (is != SHIM_MAPPED || shim_moves[cpu]) && !S->clears_for_now[cpu]) {
		set_bit_of(S->userspace[v], page, true);
		if (was == SHIM_MAPPED && is == SHIM_NONE && !shim_moves[cpu])
			set_bit_of(S->pending[v], page, true);
	}
	if (shim_maps_back[cpu]) {
		set_bit_of(S->userspace[v], page, true);
		set(&S->faulted, 1);
	}
	if (cpu == 0 && S->anon_vma.rwsem.lock.owner == 1 && !S->splitting) {
		bool back = is == SHIM_MAPPED;

		if (BIT_OF(S->unmapped_at[v], page) == back) {
			set_bit_of(S->unmapped_at[v], page, !back);
			set(&S->unmapped[v], S->unmapped[v] + (back ? -1UL : 1UL));
		}
		if (K.mlocked[v] && !(K.ttu_flags & 8) && !back)
			eng_error("MlockRespected", "reclaim unmaps a page in a VMA with VM_LOCKED");
	}
	if (is == SHIM_MAPPED && BIT_OF(S->stepped_over[v], page))
		eng_error("NoPteSkipped", "an entry that the walk saw as none, and left behind, maps the folio again");
	set(&S->blocks_unlike, S->blocks_unlike + (unsigned long)unlike(v, page) - (unsigned long)was_unlike);
	set(&S->lost, S->lost + (unsigned long)is_lost(v, page, is) - (unsigned long)was_lost);
	maps = how_many(page, SHIM_MAPPED);
	if (was == SHIM_MAPPED || is == SHIM_MAPPED) {
		long had = maps - (is == SHIM_MAPPED) + (was == SHIM_MAPPED);

		if (mapcount(page) < maps_within_reach(page))
			eng_error("MapcountExact", "a page has less map counts than entries that map it");
		set(&S->mapcount_off, S->mapcount_off + (unsigned long)(mapcount(page) != maps) - (unsigned long)(mapcount(page) != had));
	}
	swaps = how_many(page, SHIM_SWAPPED);
	if (was == SHIM_SWAPPED || is == SHIM_SWAPPED) {
		long had = swaps - (is == SHIM_SWAPPED) + (was == SHIM_SWAPPED), n = swap_count(page);

		set(&S->swap_count_off, S->swap_count_off + (unsigned long)(n != swaps) - (unsigned long)(n != had));
		set(&S->swap_count_short, S->swap_count_short + (unsigned long)(n < swaps) - (unsigned long)(n < had));
	}
}

static void wrote_mapcount(int cpu, long page, long before, long after)
{
	long maps = how_many(page, SHIM_MAPPED);

	if (after < 0)
		eng_error("TypeOK", "a map count is negative");
	if (after < maps_within_reach(page))
		eng_error("MapcountExact", "a page has less map counts than entries that map it");
	set(&S->pages_mapped, S->pages_mapped + (unsigned long)(after > 0) - (unsigned long)(before > 0));
	set(&S->mapcount_off, S->mapcount_off + (unsigned long)(after != maps) - (unsigned long)(before != maps));
	if (shim_for_good[cpu] && after < before)
		set_bit_of(S->pending[K.writer[cpu - 1].vma], page, false);
}

/* Userspace gives up all that a PMD mapped. */
static void gave_up_pmd(long v)
{
	for (long i = 0; i < K.nr_pages; i++) {
		bool was_lost = is_lost(v, i, word_at(v, i)), was_unlike = unlike(v, i);

		set_bit_of(S->userspace[v], i, true);
		set(&S->lost, S->lost - (unsigned long)was_lost);
		if (i % K.cont_ptes == 0)
			set(&S->blocks_unlike, S->blocks_unlike + (unsigned long)unlike(v, i) - (unsigned long)was_unlike);
	}
	set(&S->pending_pmd, S->pending_pmd | 1UL << v);
}

static void wrote_pmd(int cpu, long v, uint64_t before, uint64_t after)
{
	if (cpu > 0)
		acts(cpu);
	if (S->pmd_lock[v].lock.owner != (uint64_t)cpu + 1)
		eng_error("LockDiscipline", "a PMD entry changes without its lock");
	if (is_huge(before) && !after && shim_for_good[cpu])
		gave_up_pmd(v);
	for (long i = 0; i < K.nr_pages && is_huge(before) && !is_huge(after); i++)
		if (mapcount(i) < maps_within_reach(i))
			eng_error("MapcountExact", "a page has less map counts than entries that map it");
}

static void wrote_entire_mapcount(int cpu, int before, int after)
{
	if (shim_for_good[cpu] && after < before)
		set(&S->pending_pmd, S->pending_pmd & ~(1UL << K.writer[cpu - 1].vma));
}

/* The folio has as many map counts as a whole as PMD entries map it, and more only while one of them changes. */
static bool pmds_off(bool quiet)
{
	long n = K.pages->_entire_mapcount.counter + 1;

	return K.any_pmd && !S->split && (n < huge_entries() || (quiet && n != huge_entries()));
}

static void wrote_swap_count(long page, long before, long after)
{
	long swaps = how_many(page, SHIM_SWAPPED);

	if (after < 0)
		eng_error("TypeOK", "a swap count is negative");
	set(&S->swap_count_off, S->swap_count_off + (unsigned long)(after != swaps) - (unsigned long)(before != swaps));
	set(&S->swap_count_short, S->swap_count_short + (unsigned long)(after < swaps) - (unsigned long)(before < swaps));
}

/* The walk of reclaim has taken a PTL. At which entry shows the first one that it loads then: a patch may go back once it has the lock. */
static void took_ptl(int p)
{
	if (S->walk && S->walk_vma == (unsigned long)shim_places[p].vma + 1)
		set(&S->took_ptl, (unsigned long)p + 1);
}

/* The walk loads an entry for the first time since it took a PTL: the folio's first one of that table, or not. */
static void loads_under_ptl(const struct shim_place *place, long page)
{
	if (!S->took_ptl)
		return;
	if (place != &shim_places[S->took_ptl - 1] || (page != place->first && !S->split))
		eng_error("PtlFromPte0", "the walk takes a PTL at another entry than the first of the folio");
	set(&S->took_ptl, 0);
}

static void wrote_lock(const void *word, uint64_t owner)
{
	if (owner != 1)
		return;
	if (word == &S->anon_vma.rwsem.lock) {
		/* A split takes it as well, of a folio that is not in the swap cache. */
		if (shim_page_flag(0, PG_swapcache) || S->split)
			set(&S->walked, 1);
	} else {
		for (int p = 0; p < shim_place_count; p++)
			if (word == &shim_places[p].ptl->lock)
				took_ptl(p);
	}
}

void shim_wrote(int cpu, const void *word, uint64_t before, uint64_t after)
{
	const char *at = word, *pages = (const char *)K.pages;

	if (cpu > 0 && !(S->begun >> cpu & 1))
		set(&S->begun, S->begun | 1UL << cpu);
	for (int p = 0; p < shim_place_count; p++) {
		long i = (const pte_t *)word - shim_places[p].entries;

		if (i >= 0 && i < shim_places[p].pages) {
			if (cpu > 0)
				acts(cpu);
			wrote_entry(cpu, &shim_places[p], shim_places[p].first + i, __pte(before), __pte(after));
			return;
		}
	}
	if (at >= pages && at < pages + (unsigned long)K.nr_pages * sizeof(struct page)) {
		long page = (at - pages) / (long)sizeof(struct page);

		if (cpu > 0)
			acts(cpu);
		if ((at - pages) % (long)sizeof(struct page) == __builtin_offsetof(struct page, _mapcount) && (int)before != (int)after)
			wrote_mapcount(cpu, page, (int)before + 1L, (int)after + 1L);
		else if (K.any_pmd && word == &K.pages->_entire_mapcount)
			wrote_entire_mapcount(cpu, (int)before, (int)after);
		else if (word == &K.pages->_deferred_list.next && cpu == 0 && before == (uint64_t)word && S->walked && !S->splitting)
			eng_error("NotQueuedForSplitByReclaim", "reclaim has put the folio on the deferred split list");
	} else if (at >= (const char *)S->pmd && at < (const char *)S->pmd + sizeof(S->pmd)) {
		wrote_pmd(cpu, (at - (const char *)S->pmd) / (long)sizeof(S->pmd[0]), before, after);
	} else if (at >= (const char *)S->swap_count && at < (const char *)(S->swap_count + K.nr_pages)) {
		wrote_swap_count((const atomic_long_t *)word - S->swap_count, (long)before, (long)after);
	} else {
		wrote_lock(word, after);
	}
}

void shim_read(int cpu, const void *word, uint64_t value)
{
	if (cpu > 0 && !(S->begun >> cpu & 1))
		set(&S->begun, S->begun | 1UL << cpu);
	if (cpu != 0 || !S->walk || (value && acted[0] && !S->took_ptl))
		return;
	for (int p = 0; p < shim_place_count; p++) {
		long i = (const pte_t *)word - shim_places[p].entries, page = shim_places[p].first + i, v = shim_places[p].vma;

		if (i < 0 || i >= shim_places[p].pages)
			continue;
		acts(0);
		loads_under_ptl(&shim_places[p], page);
		if (value)
			return;
		set_bit_of(S->stepped_over[v], page, true);
		if (shim_places[p].ptl->lock.owner != 1)
			return;
		if (K.any_pmd && !pmd_val(S->pmd[v][0]))
			eng_error("FreedTableIsUnused", "the walk looks at a page table that was freed, under its PTL");
		/* After a split the page at hand is a folio of its own. */
		for (long j = S->split ? page : 0; j <= page; j++)
			if (BIT_OF(S->unmapped_at[v], j) || word_at(v, j) != SHIM_NONE)
				return;
		eng_error("NoPtlOverEmptyPtes", "the walk holds a PTL before it has come to an entry that is not none");
	}
}

void shim_walk_returned(struct vm_area_struct *vma, pte_t *pte, spinlock_t *ptl)
{
	long v = vma - K.vma;

	/* The walk returns a PMD entry that maps the folio, under the PMD lock. */
	if (!pte && shim_huge(v) && !(pmd_val(S->pmd[v][0]) & SHIM_PMD_INVALID) && ptl == &S->pmd_lock[v] &&
	    ptl->lock.owner == 1)
		return;
	for (int p = 0; p < shim_place_count; p++) {
		long i = pte - shim_places[p].entries;

		if (i >= 0 && i < shim_places[p].pages && shim_places[p].vma == vma - K.vma &&
		    ptl == shim_places[p].ptl && ptl->lock.owner == 1 && shim_word(*pte, shim_places[p].first + i) == SHIM_MAPPED)
			return;
	}
	eng_error("WalkContract", "the walk returns what does not map the folio, or without its PTL");
}

void shim_pass_begins(void)
{
	set(&S->walked, 0);
	set(&S->unmap_fail, 0);
	set(&S->dup_failed, 0);
	set(&S->faulted, 0);
	for (long v = 0; v < K.vmas; v++) {
		set(&S->unmapped[v], 0);
		for (long i = 0; i < K.nr_pages; i += 64) {
			set(&S->stepped_over[v][i / 64], 0);
			set(&S->unmapped_at[v][i / 64], 0);
		}
	}
}

void shim_pass_ends(void)
{
	bool mlocked = false, reclaimed = true;

	for (long v = 0; v < K.vmas; v++)
		mlocked = mlocked || (K.mlocked[v] && maps_any(v) && !(K.ttu_flags & 8));
	for (long i = 0; i < K.nr_pages; i++)
		reclaimed = reclaimed && shim_page_flag(i, PG_reclaimed);
	if (!S->begun && !mlocked && !S->dup_failed && !reclaimed)
		eng_error("ReclaimedWhenUndisturbed", "nobody else has begun, and the folio is kept");
}

void shim_folio_done(const struct page *page)
{
	if (S->unmap_fail && page->flags >> PG_swapcache & 1)
		eng_error("NoSwapSpaceForKeptFolio", "a folio is kept, still mapped, and keeps its slots");
}

void shim_next_folio(void)
{
	set(&S->walked, 0);
	set(&S->unmap_fail, 0);
}

/* The first look at whether a folio is mapped, after try_to_unmap(). */
void shim_saw_mapped(const struct page *head, bool mapped)
{
	if (!S->unmap_tried)
		return;
	set(&S->unmap_tried, 0);
	if (mapped)
		shim_unmap_failed(head);
}

void shim_unmap_failed(const struct page *head)
{
	long first = head - K.pages, end = S->split ? first + 1 : K.nr_pages, left = 0;

	eng_store(&S->unmap_fail, 1);
	for (long i = first; i < end; i++) {
		long pending = 0;

		for (long v = 0; v < K.vmas; v++)
			pending += BIT_OF(S->pending[v], i);
		if (pending != mapcount(i) - counts_twice())
			return;
		left += pending;
	}
	if (K.any_pmd && !S->split) {
		long pending = __builtin_popcountl(S->pending_pmd);

		if (pending != K.pages->_entire_mapcount.counter + 1)
			return;
		left += pending;
	}
	if (left)
		eng_error("NoSpuriousUnmapFailure", "all that is left are map counts that are about to be dropped");
}

/* A fault finds the folio in the swap cache, which it can do while reclaim has the folio, or after it. */
void shim_fault_finds(void)
{
	if (S->unmap_fail && !S->folio_lock.owner)
		eng_error("NoExtraFaults", "a page fault on a folio that reclaim has failed to unmap");
}

void shim_returns(int cpu)
{
	bool holds = S->folio_lock.owner == (uint64_t)cpu + 1 || S->anon_vma.rwsem.lock.owner == (uint64_t)cpu + 1;

	for (int p = 0; p < shim_place_count; p++)
		holds = holds || shim_places[p].ptl->lock.owner == (uint64_t)cpu + 1;
	for (long v = 0; v < K.vmas; v++)
		holds = holds || S->pmd_lock[v].lock.owner == (uint64_t)cpu + 1;
	if (holds)
		eng_error("PtlReleased", "a CPU that is done holds a lock");
}

static bool slot_short(void)
{
	for (long i = 0; i < K.nr_pages; i++) {
		long n = 0;

		for (long v = 0; v < K.vmas; v++)
			n += word_at(v, i) == SHIM_SWAPPED && place_of(v, i)->ptl->lock.owner <= 1;
		if (swap_count(i) < n)
			return true;
	}
	return false;
}

/* An entry that maps one of these pages, and not because a fault has mapped it back. */
static bool mapped_from_before(long first, long end)
{
	for (long v = 0; v < K.vmas; v++)
		for (long i = first; i < end; i++)
			if (word_at(v, i) == SHIM_MAPPED && !BIT_OF(S->userspace[v], i))
				return true;
	return false;
}

/* A swap entry of one of these pages, and not one that its CPU is about to map again: older kernels give the slot back first, under the PTL. */
static bool swapped_for_others(long first, long end)
{
	for (long v = 0; v < K.vmas; v++)
		for (long i = first; i < end; i++)
			if (word_at(v, i) == SHIM_SWAPPED && place_of(v, i)->ptl->lock.owner <= 1)
				return true;
	return false;
}

/* Entries of pages that have been written or reclaimed, or swap entries of pages that are nowhere. */
static uint64_t of_pages(bool quiet)
{
	uint64_t found = 0;
	bool whole = !S->split, huge = false;

	for (long v = 0; v < K.vmas; v++)
		huge = huge || shim_huge(v);
	for (long i = 0; i < (whole ? 1 : K.nr_pages); i++) {
		bool cached = shim_page_flag(i, PG_swapcache), written = shim_page_flag(i, PG_written);
		bool reclaimed = shim_page_flag(i, PG_reclaimed), mapped = false, swapped = false;

		for (long v = 0; v < K.vmas; v++) {
			mapped = mapped || (whole ? S->count[v][SHIM_MAPPED] > 0 : word_at(v, i) == SHIM_MAPPED);
			swapped = swapped || (whole ? S->count[v][SHIM_SWAPPED] > 0 : word_at(v, i) == SHIM_SWAPPED);
		}
		if (written && (huge || (mapped && mapped_from_before(whole ? 0 : i, whole ? K.nr_pages : i + 1))))
			found |= 1U << SWAP_IO;
		if (swapped && !cached && !written && swapped_for_others(whole ? 0 : i, whole ? K.nr_pages : i + 1))
			found |= 1U << DATA_LOST;
		if (reclaimed && (cached || mapped || huge || (whole ? S->pages_mapped > 0 : mapcount(i) > 0) || shim_is_queued(i)))
			found |= 1U << USE_AFTER_FREE;
		for (int cpu = 1; cpu < ENG_CPUS; cpu++) {
			long used = (long)S->gup_uses[cpu] - 1;

			if (used < 0 || (!whole && used != i))
				continue;
			if (reclaimed)
				found |= 1U << DROPPED_UNPINNED;
			if (quiet && word_at(K.writer[cpu - 1].vma, used) != SHIM_MAPPED &&
			    word_at(K.writer[cpu - 1].vma, used) != SHIM_MIGRATION &&
			    !(BIT_OF(S->userspace[K.writer[cpu - 1].vma], used) && word_at(K.writer[cpu - 1].vma, used) != SHIM_SWAPPED))
				found |= 1U << PINNED_MAPPED;
		}
	}
	return found;
}

/* folio_mapped() of newer kernels reads the count of the folio, which drops before that of the page. */
static bool folio_mapped_now(void)
{
	bool entire = K.any_pmd && K.pages->_entire_mapcount.counter >= 0;

	return (S->pages_mapped || entire) && K.pages->_large_mapcount.counter >= 0;
}

uint64_t shim_violated(void)
{
	bool quiet = settled(), large = K.nr_pages > 1 && !S->split;
	bool returned = S->walked && S->anon_vma.rwsem.lock.owner != 1;
	bool any = false, mapped = false, torn = false, same = true;
	uint64_t found = of_pages(quiet);

	for (long v = 0; v < K.vmas; v++) {
		bool here = false;

		for (int w = 0; w < SHIM_STRANGE; w++)
			here = here || S->count[v][w] == (unsigned long)K.nr_pages;
		same = same && here;
		any = any || S->unmapped[v];
		mapped = mapped || maps_any(v);
		torn = torn || (S->unmapped[v] && maps_any(v));
	}
	if (returned) {
		for (int p = 0; p < shim_place_count; p++)
			if (shim_places[p].ptl->lock.owner == 1)
				found |= 1U << PTL_RELEASED;
		for (long v = 0; v < K.vmas; v++)
			if (S->pmd_lock[v].lock.owner == 1)
				found |= 1U << PTL_RELEASED;
		if (quiet && large && !same && !S->faulted)
			found |= 1U << ALL_OR_NOTHING;
		if (!S->split && any && mapped && !S->faulted)
			found |= 1U << ACROSS_MMS;
		if (large && torn && !S->faulted)
			found |= 1U << NOT_TORN;
		if (quiet && large && S->blocks_unlike)
			found |= 1U << UNIFORM;
		if (S->folio_lock.owner == 1 && large && folio_mapped_now() && any)
			found |= 1U << KEPT_WHOLE;
	}
	if ((quiet && mapcounts_off()) || pmds_off(quiet))
		found |= 1U << MAPCOUNT;
	if (quiet && S->swap_count_off)
		found |= 1U << SWAP_COUNT;
	if (S->swap_count_short && slot_short())
		found |= 1U << SLOT_KEPT;
	if (quiet && S->lost && lost())
		found |= 1U << DATA_LOST;
	if (quiet && large && K.nr_pages > 2 && !shim_page_flag(0, PG_swapcache) && S->pages_mapped &&
	    S->pages_mapped < (unsigned long)K.nr_pages && !(K.any_pmd && K.pages->_entire_mapcount.counter >= 0) &&
	    !shim_is_queued(0))
		found |= 1U << PARTLY_QUEUED;
	if (quiet && K.cont && cont_in_part())
		found |= 1U << CONT_WHOLE;
	return found;
}
