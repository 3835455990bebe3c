/* SPDX-License-Identifier: MIT */
/*
 * Says what a state is: as an outcome, as a step shows it, and what an address is called.
 */
#include "driver.h"

#define S (K.state)

static const char letters[] = "0PSOG?";

/* The entries of all VMAs as runs, `P1 S511`, VMAs separated by `|`. */
static size_t patterns(char *text, size_t size)
{
	size_t at = 0;

	for (long v = 0; v < K.vmas; v++) {
		if (shim_huge(v)) {
			at += (size_t)snprintf(text + at, size - at, "%sH%ld", v ? "|" : "", K.nr_pages);
			if (at >= size)
				return size;
			continue;
		}
		for (long i = 0; i < K.nr_pages;) {
			int word = shim_word(shim_entry(v, i), i);
			long first = i;

			while (i < K.nr_pages && shim_word(shim_entry(v, i), i) == word)
				i++;
			at += (size_t)snprintf(text + at, size - at, "%s%c%ld", first ? " " : v ? "|" : "", letters[word], i - first);
			if (at >= size)
				return size;
		}
	}
	return at;
}

static bool returned(void)
{
	return S->walked && S->anon_vma.rwsem.lock.owner != 1;
}

static long pages_with(int flag)
{
	long n = 0;

	for (long i = 0; i < K.nr_pages; i++)
		n += shim_page_flag(i, flag);
	return n;
}

/* All entries of a VMA but `odd` are one word, and that is the other. */
static bool one_odd(long odd, int its, int others)
{
	for (long v = 0; v < K.vmas; v++) {
		bool so = true;

		for (long i = 0; i < K.nr_pages; i++)
			so = so && shim_word(shim_entry(v, i), i) == (i == odd ? its : others);
		if (so)
			return true;
	}
	return false;
}

static bool torn(void)
{
	for (long v = 0; v < K.vmas; v++)
		if (S->count[v][SHIM_MAPPED] && S->count[v][SHIM_SWAPPED])
			return true;
	return false;
}

static bool torn_alike_blocks(void)
{
	for (long v = 0; v < K.vmas; v++) {
		bool same = true, whole = true;

		for (long i = 0; i < K.nr_pages; i++) {
			int word = shim_word(shim_entry(v, i), i);

			whole = whole && word == shim_word(shim_entry(v, 0), 0);
			same = same && word == shim_word(shim_entry(v, i - i % K.cont_ptes), i - i % K.cont_ptes);
		}
		if (same && !whole)
			return true;
	}
	return false;
}

static bool first_block(void)
{
	for (long v = 0; v < K.vmas; v++) {
		bool so = true;

		for (long i = 0; i < K.nr_pages; i++)
			so = so && shim_word(shim_entry(v, i), i) == (i < K.cont_ptes ? SHIM_MAPPED : SHIM_SWAPPED);
		if (so)
			return true;
	}
	return false;
}

static bool never_locked(void)
{
	for (long v = 0; v < K.vmas; v++)
		for (long i = 0; i < K.nr_pages; i++)
			if (!(S->stepped_over[v][i / 64] >> (i % 64) & 1) || shim_word(shim_entry(v, i), i) != SHIM_MAPPED)
				return false;
	return true;
}

static bool all_swapped(void)
{
	for (long v = 0; v < K.vmas; v++)
		if (S->count[v][SHIM_SWAPPED] != (unsigned long)K.nr_pages)
			return false;
	return true;
}

/* Whether a final condition of the model holds, -1 if it is not asked here. */
int shim_condition(const char *name)
{
	long last = K.nr_pages - 1;

	if (!strcmp(name, "Pte0PresentRestSwap"))
		return returned() && last > 0 && one_odd(0, SHIM_MAPPED, SHIM_SWAPPED);
	if (!strcmp(name, "Mirrored"))
		return returned() && last > 0 && one_odd(last, SHIM_MAPPED, SHIM_SWAPPED);
	if (!strcmp(name, "AllButLastMissed"))
		return returned() && last > 0 && one_odd(last, SHIM_SWAPPED, SHIM_MAPPED);
	if (!strcmp(name, "SecondTableTorn"))
		return returned() && K.straddle > 0 && one_odd(K.straddle, SHIM_MAPPED, SHIM_SWAPPED);
	if (!strcmp(name, "FirstBlockPresentRestSwap"))
		return returned() && K.cont_ptes < K.nr_pages && first_block();
	if (!strcmp(name, "TornAlikeBlocks"))
		return returned() && torn_alike_blocks();
	if (!strcmp(name, "AllUnderPtl"))
		return returned() && all_swapped();
	if (!strcmp(name, "NeverLocked"))
		return returned() && never_locked();
	if (!strcmp(name, "Torn"))
		return returned() && torn();
	if (!strcmp(name, "Reclaimed"))
		return pages_with(PG_reclaimed) == K.nr_pages;
	if (!strcmp(name, "TornButReclaimed"))
		return pages_with(PG_reclaimed) == K.nr_pages && torn();
	if (!strcmp(name, "LargeFolioUnmapped"))
		return K.nr_pages > 1 && !S->split && S->walked;
	if (!strcmp(name, "WrittenYetKept")) {
		for (long i = 0; i < K.nr_pages; i++)
			if (shim_page_flag(i, PG_written) && !shim_page_flag(i, PG_reclaimed))
				return 1;
		return 0;
	}
	return -1;
}

void shim_final_text(char *text, size_t size)
{
	long slots = 0;
	size_t at;

	for (long i = 0; i < K.nr_pages; i++)
		slots += shim_page_flag(i, PG_swapcache) || S->swap_count[i].counter > 0;
	at = patterns(text, size);
	if (at < size)
		snprintf(text + at, size - at, ";%ld;%d;%d;%ld;%ld;%d", pages_with(PG_reclaimed), (int)S->split,
			 shim_is_queued(0), slots, pages_with(PG_written),
			 shim_condition(eng_parameter_text("condition", "Torn")));
}

void shim_state_text(char *text, size_t size)
{
	size_t at = patterns(text, size);

	for (int p = 0; p < shim_place_count && at < size; p++)
		at += (size_t)snprintf(text + at, size - at, "%s%d", p ? "," : ";", (int)shim_places[p].ptl->lock.owner - 1);
}

void shim_address_text(const void *address, char *text, size_t size)
{
	const char *at = address;
	long page = (at - (const char *)K.pages) / (long)sizeof(struct page);

	for (int p = 0; p < shim_place_count; p++) {
		long i = (const pte_t *)address - shim_places[p].entries;

		if (i >= 0 && i < shim_places[p].pages) {
			if (K.vmas > 1)
				snprintf(text, size, "PTE%ld of VMA %ld", shim_places[p].first + i, shim_places[p].vma + 1);
			else
				snprintf(text, size, "PTE%ld", shim_places[p].first + i);
			return;
		}
		if (at == (const char *)shim_places[p].ptl) {
			snprintf(text, size, "PTL of page table %d", p + 1);
			return;
		}
	}
	for (long v = 0; v < K.vmas; v++) {
		char of[32] = "";

		if (K.vmas > 1)
			snprintf(of, sizeof(of), " of VMA %ld", v + 1);
		if (address == S->pmd[v]) {
			snprintf(text, size, "PMD%s", of);
			return;
		}
		if (address == &S->pmd_lock[v]) {
			snprintf(text, size, "PMD lock%s", of);
			return;
		}
	}
	if (at == (const char *)&S->folio_lock)
		snprintf(text, size, "folio lock");
	else if (at == (const char *)&S->anon_vma.rwsem)
		snprintf(text, size, "lock of the reverse map");
	else if (at >= (const char *)S->swap_count && at < (const char *)(S->swap_count + K.nr_pages))
		snprintf(text, size, "swap count %ld", (long)((const atomic_long_t *)address - S->swap_count));
	else if (at >= (const char *)K.pages && page < 2 * K.nr_pages)
		snprintf(text, size, "page %ld+%ld", page, (long)((at - (const char *)K.pages) % (long)sizeof(struct page)));
	else
		snprintf(text, size, "state+%ld", (long)(at - (const char *)S));
}
