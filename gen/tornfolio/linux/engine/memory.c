/* SPDX-License-Identifier: MIT */
/*
 * What a state is made of: words, their hash, and how changes are taken back.
 *
 * A state is a set of aligned words: those of the shared regions, of the live part of each CPU's
 * stack, and of each CPU's context, which lies on top of its stack. Its hash is a sum over the words,
 * in which a zero counts nothing, so a step costs what it changes, however much memory there is. The
 * dead part of each stack is kept zero: what was left there by calls that have returned makes no
 * difference between states.
 *
 * A second copy of all words is kept. It says what a step has changed, and brings to light a change that
 * was not announced.
 */
#define _GNU_SOURCE
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "internal.h"

/* Fixed, so that pointers are the same in every run. */
#define STACKS		0x100000000000ul
#define MEMORY		0x110000000000ul
/* Each CPU has a slot: nothing is mapped below its stack. */
#define SLOT		0x100000ul
#define STACK_SIZE	0x40000ul
#define STACKS_SIZE	(ENG_CPUS * SLOT)
/* What a function that does not tell its depth, and the kernel, may use below the last one that did. */
#define UNTOLD		1024ul

struct change {
	uint64_t *word;
	uint64_t before;
};

struct changes {
	struct change *list;
	size_t count, room;
};

struct range {
	uint64_t start, end;
};

struct hash mem_hash;

static uint64_t stacks;
static uint64_t *stack_copy;
/* Of each shared region: as setup() left it, and as the engine knows it to be. */
static uint64_t *first_copy[ENG_REGIONS], *region_copy[ENG_REGIONS];
static size_t shared_words;
static struct range constants[64 + ENG_REGIONS];
static int constant_count;
static struct changes undo, touched;
static bool begun;

/* A bijection that spreads every bit over all (the finaliser of MurmurHash3). */
static uint64_t mixed(uint64_t x)
{
	x ^= x >> 33;
	x *= 0xff51afd7ed558ccdul;
	x ^= x >> 33;
	x *= 0xc4ceb9fe1a85ec53ul;
	return x ^ x >> 33;
}

static void count_word(const uint64_t *word, uint64_t value, uint64_t sign)
{
	uint64_t address = (uint64_t)word;

	if (!value)
		return;
	mem_hash.a += sign * mixed(value + mixed(address));
	mem_hash.b += sign * mixed((value ^ 0x9e3779b97f4a7c15ul) + mixed(~address));
}

static void push(struct changes *changes, uint64_t *word, uint64_t before)
{
	if (changes->count == changes->room) {
		changes->room = changes->room ? 2 * changes->room : 4096;
		changes->list = eng_grow(changes->list, changes->room, sizeof(*changes->list));
	}
	changes->list[changes->count++] = (struct change){ word, before };
}

static bool on_stacks(const uint64_t *word)
{
	return (uint64_t)word - stacks < STACKS_SIZE;
}

/* Where the second copy of a word is. */
static uint64_t *copy_of(const uint64_t *word)
{
	if (on_stacks(word))
		return stack_copy + ((uint64_t)word - stacks) / 8;
	const struct eng_region *region = mem_region((uint64_t)word);
	return region_copy[region - eng_program.shared] +
	       ((uint64_t)word - (uint64_t)region->start) / 8;
}

/* Takes over what a word has become. */
static void take_over(uint64_t *word, uint64_t *copy)
{
	push(&undo, word, *copy);
	count_word(word, *copy, -1ul);
	count_word(word, *word, 1);
	*copy = *word;
}

static void add_constant(uint64_t start, uint64_t size)
{
	if (constant_count == sizeof(constants) / sizeof(*constants))
		eng_fail("too many read-only parts in the program");
	constants[constant_count++] = (struct range){ start, start + size };
}

static int add_read_only(struct dl_phdr_info *info, size_t size, void *unused)
{
	(void)size, (void)unused;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];
		if ((part->p_type == PT_LOAD && !(part->p_flags & PF_W)) || part->p_type == PT_GNU_RELRO)
			add_constant(info->dlpi_addr + part->p_vaddr, part->p_memsz);
	}
	return 0;
}

static void *map(uint64_t address, size_t size)
{
	void *memory = mmap((void *)address, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED)
		eng_fail("no memory for %zu bytes", size);
	return memory;
}

void *eng_memory(size_t size)
{
	static uint64_t next = MEMORY;
	void *memory = map(next, size);

	next += (size + 0xffff) & ~0xfffful;
	return memory;
}

static void check_region(const struct eng_region *region)
{
	if (((uint64_t)region->start | region->size) & 7)
		eng_fail("region %s is not made of whole words", region->name);
}

void mem_setup(void)
{
	for (int i = 0; i < ENG_REGIONS && eng_program.shared[i].size; i++) {
		struct eng_region *region = &eng_program.shared[i];
		check_region(region);
		first_copy[i] = map(0, region->size);
		region_copy[i] = map(0, region->size);
		memcpy(first_copy[i], region->start, region->size);
		shared_words += region->size / 8;
	}
	for (int i = 0; i < ENG_REGIONS && eng_program.constant[i].size; i++)
		add_constant((uint64_t)eng_program.constant[i].start, eng_program.constant[i].size);
	dl_iterate_phdr(add_read_only, NULL);
	stacks = (uint64_t)map(STACKS, STACKS_SIZE);
	stack_copy = map(0, STACKS_SIZE);
	for (int cpu = 0; cpu < ENG_CPUS; cpu++)
		mprotect((void *)(stacks + cpu * SLOT), SLOT - STACK_SIZE, PROT_NONE);
}

struct context *mem_context(int cpu)
{
	return (struct context *)mem_stack_top(cpu);
}

uint64_t mem_stack_base(int cpu)
{
	return stacks + (cpu + 1) * SLOT - STACK_SIZE;
}

uint64_t mem_stack_top(int cpu)
{
	return (stacks + (cpu + 1) * SLOT - sizeof(struct context)) & ~15ul;
}

static uint64_t *slot_end(int cpu)
{
	return (uint64_t *)(stacks + (cpu + 1) * SLOT);
}

/* Brings shared memory and stacks to where init() begins. */
void mem_reset(void)
{
	begun = false;
	undo.count = touched.count = 0;
	for (int cpu = 0; cpu < eng_program.cpus; cpu++) {
		memset((void *)mem_stack_base(cpu), 0, STACK_SIZE);
		memset(copy_of((void *)mem_stack_base(cpu)), 0, STACK_SIZE);
	}
	for (int i = 0; i < ENG_REGIONS && eng_program.shared[i].size; i++)
		memcpy(eng_program.shared[i].start, first_copy[i], eng_program.shared[i].size);
	mem_hash = (struct hash){ 0, 0 };
}

/* Takes what init() has made as the beginning; the CPUs have not begun. */
void mem_begin(void)
{
	begun = true;
	for (int i = 0; i < ENG_REGIONS && eng_program.shared[i].size; i++) {
		uint64_t *word = eng_program.shared[i].start;
		size_t words = eng_program.shared[i].size / 8;
		memcpy(region_copy[i], word, 8 * words);
		for (size_t k = 0; k < words; k++)
			count_word(word + k, word[k], 1);
	}
}

const struct eng_region *mem_region(uint64_t address)
{
	for (int i = 0; i < ENG_REGIONS && eng_program.shared[i].size; i++) {
		const struct eng_region *region = &eng_program.shared[i];
		if (address - (uint64_t)region->start < region->size)
			return region;
	}
	return NULL;
}

static bool is_mapped(uint64_t address)
{
	uint64_t page = sysconf(_SC_PAGESIZE);
	unsigned char unused;

	return mincore((void *)(address & ~(page - 1)), 1, &unused) == 0;
}

/* Says where an access falls. */
enum place mem_place(int cpu, uint64_t address, size_t size)
{
	const struct eng_region *region = mem_region(address);

	if (region) {
		size_t offset = address - (uint64_t)region->start;
		return size <= region->size - offset ? SHARED : NOT_DECLARED;
	}
	if (address - stacks < STACKS_SIZE) {
		if ((int)((address - stacks) / SLOT) != cpu)
			return OTHER_STACK;
		return address >= mem_stack_base(cpu) ? OWN_STACK : NOT_MAPPED;
	}
	for (int i = 0; i < constant_count; i++)
		if (address - constants[i].start < constants[i].end - constants[i].start)
			return CONSTANT;
	return is_mapped(address) ? NOT_DECLARED : NOT_MAPPED;
}

/* Remembers shared words that are about to be written. */
void mem_touch(uint64_t address, size_t size)
{
	uint64_t *end = (uint64_t *)((address + size + 7) & ~7ul);

	for (uint64_t *word = (uint64_t *)(address & ~7ul); word < end; word++)
		push(&touched, word, 0);
}

/* Takes over what has been written since. */
void mem_settle(int cpu)
{
	/* wrote() may store on its part, but touches nothing. */
	for (size_t i = 0; i < touched.count; i++) {
		uint64_t *word = touched.list[i].word, *copy = copy_of(word), before = *copy;
		if (*word == before)
			continue;
		take_over(word, copy);
		if (eng_program.wrote)
			eng_program.wrote(cpu, word, before, *word);
	}
	touched.count = 0;
}

/* Only init() and steps of CPUs change the state. */
bool mem_may_store(int cpu)
{
	return cpu >= 0 || !begun;
}

/* Stores a word as the engine's own doing. */
void mem_store(uint64_t address, uint64_t value)
{
	uint64_t *word = (uint64_t *)address, *copy = copy_of(word);

	*word = value;
	/* What init() stores is taken over as a whole. */
	if (!begun)
		return;
	if (*word != *copy)
		take_over(word, copy);
}

static uint64_t lowest(int cpu, uint64_t low)
{
	uint64_t base = mem_stack_base(cpu);

	return low < base + UNTOLD ? base : (low - UNTOLD) & ~7ul;
}

/*
 * Clears what calls have left below `low` that told nothing of their depth, such as those of the C library:
 * down to where nothing has been for a while.
 */
static void clear_below(int cpu, uint64_t low)
{
	enum { BLOCK = 512 };
	static const char nothing[BLOCK];

	while (low >= mem_stack_base(cpu) + BLOCK) {
		low -= BLOCK;
		if (!memcmp((void *)low, nothing, BLOCK))
			break;
		memset((void *)low, 0, BLOCK);
	}
}

/* Takes over the stack and context of a CPU that has stopped; `low` is how deep the stack has been. */
void mem_keep_stack(int cpu, uint64_t low)
{
	struct context *context = mem_context(cpu);
	uint64_t *live = (uint64_t *)(context->sp & ~7ul), *word, *copy, *end = slot_end(cpu);
	struct context *known = (struct context *)copy_of((uint64_t *)context);
	uint64_t *live_before = (uint64_t *)(known->sp & ~7ul);

	low = lowest(cpu, low < context->sp ? low : context->sp);
	memset((void *)low, 0, (uint64_t)live - low);
	clear_below(cpu, low);
	word = live_before && live_before < live ? live_before : live;
	copy = copy_of(word);
	/* Most words are as they were: look at four at a time. */
	for (; word + 4 <= end; word += 4, copy += 4)
		if ((word[0] ^ copy[0]) | (word[1] ^ copy[1]) | (word[2] ^ copy[2]) | (word[3] ^ copy[3]))
			for (int i = 0; i < 4; i++)
				if (word[i] != copy[i])
					take_over(word + i, copy + i);
	for (; word < end; word++, copy++)
		if (*word != *copy)
			take_over(word, copy);
}

/* Brings back the stack and context of a CPU whose step is given up. */
void mem_restore_stack(int cpu, uint64_t low)
{
	uint64_t *from;

	low = lowest(cpu, low);
	from = (uint64_t *)low;
	memcpy(from, copy_of(from), (char *)slot_end(cpu) - (char *)from);
	clear_below(cpu, low);
}

size_t mem_mark(void)
{
	return undo.count;
}

/* Takes back all changes since a mark; the caller restores mem_hash. */
void mem_undo(size_t mark)
{
	while (undo.count > mark) {
		struct change *change = &undo.list[--undo.count];
		*change->word = *copy_of(change->word) = change->before;
	}
}

size_t mem_bytes(void)
{
	return (undo.room + touched.room) * sizeof(struct change) + 24 * shared_words;
}

/* Looks, so often that it costs little, for changes of shared memory that nobody announced. */
void mem_verify(int cpu)
{
	static size_t calls;

	if (calls++ % (shared_words / 64 + 1))
		return;
	for (int i = 0; i < ENG_REGIONS && eng_program.shared[i].size; i++) {
		const struct eng_region *region = &eng_program.shared[i];
		const uint64_t *word = region->start;
		if (!memcmp(word, region_copy[i], region->size))
			continue;
		for (size_t k = 0; k < region->size / 8; k++)
			if (word[k] != region_copy[i][k])
				eng_fail("shared memory (%s + %zu) was written by code that is not "
					 "instrumented, in a step of cpu %d or before",
					 region->name, 8 * k, cpu);
	}
}
