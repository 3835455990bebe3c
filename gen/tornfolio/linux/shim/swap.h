/* SPDX-License-Identifier: MIT */
/*
 * The swap slots of the folio and their counts: mm/swapfile.c, mm/swap_state.c.
 */

/* constant: page i has the slot SHIM_SLOT + i; there is one swap file. */
#define SHIM_SLOT 0x100UL
#define page_swap_entry(p) ((swp_entry_t){ SHIM_SLOT + (unsigned long)((p) - K.pages) })
#define page_private(p) (SHIM_SLOT + (unsigned long)((p) - K.pages))
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
#define folio_dup_swap(f, p) shim_raise_swap_count((p) ? (struct page *)(p) - K.pages : 0, (p) ? 1 : folio_nr_pages(f))
#define folio_put_swap(f, p) shim_drop_swap_count((p) ? (struct page *)(p) - K.pages : 0, (p) ? 1 : folio_nr_pages(f))
