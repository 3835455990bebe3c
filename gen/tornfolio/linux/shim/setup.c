/* SPDX-License-Identifier: MIT */
/*
 * Lays out memory for the parameters of a scenario, and the initial state.
 */
#include "driver.h"

struct shim_constants K;
struct mm_struct init_mm;
spinlock_t mmlist_lock;
struct anon_vma_chain { struct vm_area_struct *vma; } shim_avc[SHIM_VMAS];
struct shim_place shim_places[SHIM_VMAS * SHIM_TABLES];
int shim_place_count;
int shim_for_good[ENG_CPUS];
int shim_moves[ENG_CPUS];
int shim_maps_back[ENG_CPUS];
static char names[ENG_CPUS][32];

/* Shared memory. Where properties look, a store is a step; a load is one only of what several CPUs touch. */
static void share(void *start, size_t size, const char *name)
{
	int i = 0;

	while (eng_program.shared[i].size)
		i++;
	eng_program.shared[i] = (struct eng_region){ start, (size + 7) & ~7UL, name };
}

static void constant(void *start, size_t size, const char *name)
{
	int i = 0;

	while (eng_program.constant[i].size)
		i++;
	eng_program.constant[i] = (struct eng_region){ start, (size + 7) & ~7UL, name };
}

/* What stands behind `text`, written KIND:VMA:FIRST:LAST:TIMES. */
static void writer(int cpu, const char *text)
{
	char kind[32] = "";

	if (sscanf(text, "%31[^:]:%ld:%ld:%ld:%ld", kind, &K.writer[cpu - 1].vma, &K.writer[cpu - 1].first,
		   &K.writer[cpu - 1].last, &K.writer[cpu - 1].times) != 5)
		eng_bug("a writer is not understood");
	eng_program.run[cpu] = shim_run_of(kind);
	if (!eng_program.run[cpu])
		eng_bug("a writer is not compiled in");
	shim_for_good[cpu] = !strcmp(kind, "zap") || !strcmp(kind, "cow") || !strcmp(kind, "mremap");
	shim_moves[cpu] = !strcmp(kind, "mremap");
	shim_maps_back[cpu] = !strcmp(kind, "fault");
	snprintf(names[cpu], sizeof(names[cpu]), "%s", eng_parameter_text((char[]){ 'n', 'a', 'm', 'e', (char)('0' + cpu), 0 }, kind));
	eng_program.cpu_name[cpu] = names[cpu];
}

static void parameters(void)
{
	K.nr_pages = eng_parameter("nr_pages", 4);
	K.cont_ptes = eng_parameter("cont_ptes", K.nr_pages);
	K.vmas = eng_parameter("vmas", 1);
	K.straddle = eng_parameter("straddle", 0);
	K.cont = eng_parameter("cont", 0);
	K.bbml3 = eng_parameter("bbml3", 0);
	K.passes = eng_parameter("passes", 1);
	K.ttu_of_tree = eng_parameter("ttu_of_tree", 0);
	K.sync_unless_queued = eng_parameter("sync_unless_queued", 0);
	K.ttu_flags = eng_parameter("ttu", 0);
	K.check_refs = eng_parameter("check_refs", 0);
	K.splits_first = eng_parameter("splits_first", 0);
	K.can_split = eng_parameter("can_split", 0);
	K.others = eng_parameter("others", 0);
	K.short_swap_count = eng_parameter("short_swap_count", 0);
	K.short_swap_space = eng_parameter("short_swap_space", 0);
	K.short_swap_slots = eng_parameter("short_swap_slots", 0);
	K.first_pfn = K.cont_ptes << 16;
	K.ptrs_per_pte = eng_parameter("ptrs_per_pte", 512);
	while (!eng_parameter("ptrs_per_pte", 0) && K.ptrs_per_pte < K.nr_pages)
		K.ptrs_per_pte *= 2;
	for (const char *hinted = eng_parameter_text("hinted", ""); *hinted; hinted++)
		K.hinted[hinted - eng_parameter_text("hinted", "")] = *hinted == '1';
	for (long v = 0; v < K.vmas; v++) {
		char name[] = { 'i', 'n', 'i', 't', 'i', 'a', 'l', (char)('0' + v), 0 };
		const char *text = eng_parameter_text(name, "");

		for (long i = 0; i < K.nr_pages; i++)
			K.initial[v][i] = *text ? *text++ : 'P';
		K.mlocked[v] = eng_parameter("mlocked", 0) >> v & 1;
		K.pmd_mapped[v] = eng_parameter("pmd_mapped", 0) >> v & 1;
		K.any_pmd = K.any_pmd || K.pmd_mapped[v];
	}
}

/* What a page is mapped with. Where CONT bits are followed, mprotect() takes the write bit, or a NUMA scan has. */
static pgprot_t protection(unsigned long page)
{
	unsigned long bits = SHIM_PRESENT | SHIM_YOUNG | SHIM_DIRTY;

	return __pgprot(bits | (K.hinted[page] ? SHIM_PROTNONE : K.cont ? SHIM_WRITE : 0));
}

/* The page tables of a VMA: each a region of its own, so that a step beyond its end is seen. */
static void tables(long v)
{
	unsigned long first = K.vma[v].vm_start >> PAGE_SHIFT;
	long i = 0, t = 0;

	K.mm[v].pmd = K.any_pmd ? K.state->pmd[v] : K.mm[v].fixed_pmd;
	K.mm[v].first_pmd = K.vma[v].vm_start / PMD_SIZE;
	for (; i < K.nr_pages; t++) {
		long index = (long)((first + (unsigned long)i) % PTRS_PER_PTE);
		long pages = min(K.nr_pages - i, (long)PTRS_PER_PTE - index);
		unsigned long cont = (unsigned long)K.cont_ptes;
		pte_t *start = eng_memory(((unsigned long)pages + 2 * cont) * sizeof(pte_t) + 4096);

		if (t == SHIM_TABLES)
			eng_bug("more page tables than the shim has");
		/* Pointers to entries are aligned as addresses are. */
		while ((unsigned long)start / sizeof(pte_t) % cont != (first + (unsigned long)i) % cont)
			start++;
		shim_places[shim_place_count++] = (struct shim_place){ start, v, i, pages, &K.state->ptl[v * SHIM_TABLES + t] };
		K.mm[v].table[t] = (struct shim_table){ start - index, &K.state->ptl[v * SHIM_TABLES + t] };
		K.mm[v].pmd[t] = __pmd((unsigned long)&K.mm[v].table[t]);
		share(start, (size_t)pages * sizeof(pte_t), "ptes");
		eng_contended(start, (size_t)pages * sizeof(pte_t));
		/* The page table stands by, as one that was deposited. */
		if (K.pmd_mapped[v])
			K.mm[v].pmd[t] = __pmd((SHIM_PFN << PAGE_SHIFT) | SHIM_YOUNG | SHIM_DIRTY | SHIM_PMD_HUGE);
		for (long j = 0; j < pages && !K.pmd_mapped[v]; j++) {
			unsigned long n = (unsigned long)(i + j);

			switch (K.initial[v][n]) {
			case 'P':
				start[j] = pfn_pte(SHIM_PFN + n, protection(n));
				break;
			case 'S':
				start[j] = __swp_entry_to_pte(__swp_entry(0, SHIM_SLOT + n));
				if (K.vmas == 1 && !K.others)
					start[j] = pte_swp_mkexclusive(start[j]);
				break;
			case 'O':
				start[j] = pfn_pte(SHIM_PFN + (unsigned long)K.nr_pages + n, __pgprot(SHIM_PRESENT | SHIM_YOUNG | SHIM_DIRTY));
				break;
			}
		}
		i += pages;
	}
	/* Where a whole aligned block maps the folio, it is folded. */
	for (long b = 0; K.cont_ptes > 1 && !K.pmd_mapped[v] && b + K.cont_ptes <= K.nr_pages; b += K.cont_ptes) {
		bool whole = true;

		for (i = b; i < b + K.cont_ptes; i++)
			whole = whole && K.initial[v][i] == 'P' && !K.hinted[i];
		for (int p = 0; whole && p < shim_place_count; p++)
			for (i = b; i < b + K.cont_ptes; i++)
				if (shim_places[p].vma == v && i >= shim_places[p].first && i < shim_places[p].first + shim_places[p].pages)
					shim_places[p].entries[i - shim_places[p].first].pte |= SHIM_CONT;
	}
}

static void empty(struct list_head *list)
{
	list->next = list->prev = list;
}

static void lists(void)
{
	K.state->deferred.node = &K.state->deferred_node;
	empty(&K.state->deferred_node.lru.list);
	empty(&K.state->node.deferred_split_queue.split_queue);
	for (long i = 0; i < 2 * K.nr_pages; i++)
		empty(&K.pages[i]._deferred_list);
}

/* Puts the folio on the deferred split list. Whichever list the tree has, to take a folio off it is the same. */
static void queue(struct page *head)
{
	struct list_head *list = &K.state->node.deferred_split_queue.split_queue;

	head->flags |= 1UL << PG_partially_mapped;
	list->next = list->prev = &head->_deferred_list;
	head->_deferred_list.next = head->_deferred_list.prev = list;
	K.state->node.deferred_split_queue.split_queue_len = 1;
	K.state->deferred_node.lru.nr_items = K.state->deferred_node.nr_items.counter = 1;
}

/* The map counts, references and flags that fit the page tables. */
static void counts(void)
{
	long mapped_pages = 0, total = 0, swapped = 0, huge = 0;

	for (long v = 0; v < K.vmas; v++)
		huge += K.pmd_mapped[v];

	for (long i = 0; i < K.nr_pages; i++) {
		long here = 0;

		for (long v = 0; v < K.vmas; v++) {
			here += K.initial[v][i] == 'P' && !K.pmd_mapped[v];
			if (K.initial[v][i] == 'S') {
				K.state->swap_count[i].counter++;
				swapped++;
			}
		}
		atomic_set(&K.pages[i]._mapcount, (int)here - 1);
		K.pages[i].flags |= 1UL << PG_dirty;
		if (K.vmas == 1 && (here || (huge && i == 0)) && !K.others)
			K.pages[i].flags |= 1UL << PG_anon_exclusive;
		mapped_pages += here > 0;
		total += here;
		atomic_set(&K.pages[K.nr_pages + i]._refcount, 1);
		atomic_set(&K.pages[K.nr_pages + i]._entire_mapcount, -1);
	}
	atomic_set(&K.pages->_large_mapcount, (int)(total + huge) - 1);
	atomic_set(&K.pages->_nr_pages_mapped, (int)mapped_pages + (huge ? SHIM_ENTIRELY_MAPPED : 0));
	atomic_set(&K.pages->_entire_mapcount, (int)huge - 1);
	atomic_set(&K.pages->_refcount, 1 + (int)(total + huge) + (swapped ? (int)K.nr_pages : 0));
	if (swapped)
		K.pages->flags |= 1UL << PG_swapcache;
	else if (K.nr_pages > 2 && mapped_pages && mapped_pages < K.nr_pages)
		queue(K.pages);
}

/* The swap cache can write; what is written is clean before anybody is asked to write it. */
static int writepage(struct page *page, struct writeback_control *wbc)
{
	(void)wbc;
	eng_bug("writepage() of a page that is written");
	return page == 0;
}
static const struct address_space_operations swap_aops = { .writepage = writepage };

static void setup(void)
{
	size_t bits = ((size_t)K.nr_pages / 64 + 1) * sizeof(unsigned long), size;
	char *memory;

	parameters();
	bits = ((size_t)K.nr_pages / 64 + 1) * sizeof(unsigned long);
	size = sizeof(struct shim_state) + (size_t)K.nr_pages * sizeof(atomic_long_t) + 4 * SHIM_VMAS * bits;
	memory = eng_memory(size);
	K.state = (struct shim_state *)memory;
	share(memory, size, "state");
	eng_visible(memory, size);
	if (K.any_pmd)
		eng_contended(K.state->pmd, sizeof(K.state->pmd));
	memory += sizeof(struct shim_state);
	K.state->swap_count = (atomic_long_t *)memory;
	memory += (size_t)K.nr_pages * sizeof(atomic_long_t);
	for (long v = 0; v < SHIM_VMAS; v++) {
		K.state->stepped_over[v] = (unsigned long *)memory;
		K.state->unmapped_at[v] = (unsigned long *)(memory + bits);
		K.state->userspace[v] = (unsigned long *)(memory + 2 * bits);
		K.state->pending[v] = (unsigned long *)(memory + 3 * bits);
		memory += 4 * bits;
	}
	K.state->swap_space.a_ops = &swap_aops;
	K.state->anon_vma.root = &K.state->anon_vma;
	K.pages = eng_memory(2 * (size_t)K.nr_pages * sizeof(struct page));
	share(K.pages, 2 * (size_t)K.nr_pages * sizeof(struct page), "pages");
	for (long i = 0; i < 2 * K.nr_pages; i++)
		K.pages[i].swap.val = SHIM_SLOT + (unsigned long)(i % K.nr_pages);
	for (long i = 0; i < 2 * K.nr_pages; i++)
		eng_visible(&K.pages[i], __builtin_offsetof(struct page, lru));
	for (long v = 0; v < K.vmas; v++) {
		struct vm_area_struct *vma = &K.vma[v];

		vma->vm_start = PMD_SIZE * (unsigned long)K.cont_ptes * (unsigned long)(v + 2) - (unsigned long)K.straddle * PAGE_SIZE;
		vma->vm_end = vma->vm_start + (unsigned long)K.nr_pages * PAGE_SIZE;
		vma->vm_mm = &K.mm[v];
		vma->vm_page_prot = __pgprot(SHIM_PRESENT);
		vma->vm_flags = VM_READ | VM_WRITE | VM_MAYWRITE | (K.mlocked[v] ? VM_LOCKED : 0);
		vma->anon_vma = &K.state->anon_vma;
		K.mm[v].mmlist.next = K.mm[v].mmlist.prev = &init_mm.mmlist;
		K.mm[v].pmd_lock = &K.state->pmd_lock[v];
		shim_avc[v].vma = vma;
		tables(v);
	}
	lists();
	counts();
	shim_count_all();
	constant(&K, sizeof(K), "constants");
	constant(shim_avc, sizeof(shim_avc), "VMAs");
	eng_program.run[0] = shim_run_of("");
	eng_program.cpu_name[0] = "reclaim";
	for (eng_program.cpus = 1; eng_program.cpus < ENG_CPUS; eng_program.cpus++) {
		const char *text = eng_parameter_text((char[]){ 'w', 'r', 'i', 't', 'e', 'r', (char)('0' + eng_program.cpus), 0 }, "");

		if (!*text)
			break;
		writer(eng_program.cpus, text);
	}
	K.writers = eng_program.cpus - 1;
	for (int i = 0; shim_property[i]; i++)
		eng_program.property[i] = shim_property[i];
}

struct eng_program eng_program = {
	.setup = setup,
	.merge_private = true,
	.violated = shim_violated,
	.wrote = shim_wrote,
	.read = shim_read,
	.final_text = shim_final_text,
	.state_text = shim_state_text,
	.address_text = shim_address_text,
};
