/* SPDX-License-Identifier: MIT */
/*
 * What setup.c, watch.c and texts.c share. They are compiled without instrumentation and know
 * nothing of the tree.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "config.h"
#include "compiler.h"
#include "atomic.h"
#include "locks.h"
#include "mm_types.h"
#include "state.h"
#include "page_flags.h"
#include "swap.h"
#include "pgtable.h"
#include "watch.h"

/* constant: which pages each page table has, and whether the writer of a CPU changes PTEs for good, or moves them, so that map counts stay, or maps what is in swap. */
extern struct shim_place {
	pte_t *entries;
	long vma, first, pages;
	spinlock_t *ptl;
} shim_places[SHIM_VMAS * SHIM_TABLES];
extern int shim_place_count;
extern int shim_for_good[ENG_CPUS];
extern int shim_moves[ENG_CPUS];
extern int shim_maps_back[ENG_CPUS];

/* constant: names of the properties, in the order in which they are asked. */
extern const char *const shim_property[];

bool shim_huge(long vma);
int shim_word(pte_t pte, long page);
pte_t shim_entry(long vma, long page);
int shim_swapcache(long page);
int shim_page_flag(long page, int flag);
int shim_is_queued(long page);
int shim_condition(const char *name);
void shim_count_all(void);
void shim_wrote(int cpu, const void *word, uint64_t before, uint64_t after);
void shim_read(int cpu, const void *word, uint64_t value);
uint64_t shim_violated(void);
void shim_final_text(char *text, size_t size);
void shim_state_text(char *text, size_t size);
void shim_address_text(const void *address, char *text, size_t size);
