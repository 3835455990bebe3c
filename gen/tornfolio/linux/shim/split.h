/* SPDX-License-Identifier: MIT */
/*
 * split_folio(), mm/huge_memory.c: entries that map the folio become migration entries, the folio is
 * split, and they are made present again.
 */

/* constant: a migration entry of a page. */
#define SHIM_MIGRATION_TYPE 30
#define shim_migration(i) __pte(((unsigned long)SHIM_MIGRATION_TYPE << 8) | ((SHIM_PFN + (unsigned long)(i)) << 13) | SHIM_SWAP)

/* mini: the whole of it; it fails if somebody has a reference but the caller, who has `own`. */
static void shim_split_folio(struct folio *folio, int own)
{
	long v, i;

	(void)folio;
	(void)own;
	for (v = 0; v < K.vmas; v++)
		for (i = 0; i < K.nr_pages; i++)
			eng_bug("split_folio() is not here yet");
}
