/* SPDX-License-Identifier: MIT */
/*
 * The swap slots of the folio and their counts: mm/swapfile.c, mm/swap_state.c.
 */

/* constant: page i has the slot SHIM_SLOT + i, and so has the page that is read from it; slots are aligned as the folio is; there is one swap file. */
#define SHIM_SLOT ((unsigned long)K.nr_pages << 8)
#define shim_slot_of(p) (((struct page *)(p) - K.pages) % K.nr_pages)
#define page_swap_entry(p) ((swp_entry_t){ SHIM_SLOT + (unsigned long)shim_slot_of(p) })
#define page_private(p) (SHIM_SLOT + (unsigned long)shim_slot_of(p))
#define shim_slot(entry) ((long)((entry).val & 0xffffffffUL) - (long)SHIM_SLOT)

/* mini: each slot has a count; with the shortage swap_count, raising one may fail at any time. */
static int shim_raise_swap_count(long slot, long n)
{
	if (K.short_swap_count && eng_choose("raising a swap count fails", 2)) {
		eng_store(&K.state->dup_failed, 1);
		return -ENOMEM;
	}
	for (; n > 0; n--, slot++)
		atomic_inc(&K.state->swap_count[slot]);
	return 0;
}
static void shim_drop_swap_count(long slot, long n)
{
	for (; n > 0; n--, slot++)
		atomic_dec(&K.state->swap_count[slot]);
}
#define swap_duplicate(entry) shim_raise_swap_count(shim_slot(entry), 1)
#define swap_free(entry) shim_drop_swap_count(shim_slot(entry), 1)
#define swap_free_nr(entry, n) shim_drop_swap_count(shim_slot(entry), n)
#define free_swap_and_cache(entry) (shim_drop_swap_count(shim_slot(entry), 1), 1)
#define free_swap_and_cache_nr(entry, n) shim_drop_swap_count(shim_slot(entry), n)
#define swap_put_entries_direct(entry, n) shim_drop_swap_count(shim_slot(entry), n)
#define folio_dup_swap(f, p) shim_raise_swap_count((p) ? shim_slot_of(p) : shim_slot_of(f), (p) ? 1 : folio_nr_pages(f))
#define folio_put_swap(f, p) shim_drop_swap_count((p) ? shim_slot_of(p) : shim_slot_of(f), (p) ? 1 : folio_nr_pages(f))
