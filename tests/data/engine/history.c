/*
 * CPU 0 loads two halves of a word and CPU 1 stores to one and then the other. Callbacks keep what
 * was last read, and how often the word was written.
 */
#include "engine.h"

#include <stdio.h>

static struct {
	volatile uint32_t half[2];
	uint64_t last_read, writes;
} shared;

static void load(int cpu)
{
	(void)cpu;
	(void)shared.half[0];
	(void)shared.half[1];
}

static void store(int cpu)
{
	(void)cpu;
	shared.half[0] = 1;
	__atomic_fetch_add(&shared.half[1], 2, __ATOMIC_SEQ_CST);
	__builtin_memset((void *)&shared.half[0], 0, 8);
}

static void read(int cpu, const void *word, uint64_t value)
{
	if (cpu == 0 && word == (void *)shared.half)
		eng_store(&shared.last_read, value);
}

static void wrote(int cpu, const void *word, uint64_t before, uint64_t after)
{
	if (cpu == 1 && word == (void *)shared.half && before != after)
		eng_store(&shared.writes, shared.writes + 1);
	if (before == 0x200000001 && after != 0)
		eng_error("Cleared", "a full word became another");
	if (after == 0x200000001)
		eng_error("NeverFull", "both halves are set");
}

static void final_text(char *text, size_t size)
{
	snprintf(text, size, "read %#lx, %lu writes", (unsigned long)shared.last_read,
		 (unsigned long)shared.writes);
}

static void address_text(const void *address, char *text, size_t size)
{
	snprintf(text, size, "half[%d]", address == (void *)&shared.half[1]);
}

struct eng_program eng_program = {
	.cpus = 2,
	.run = { load, store },
	.shared = { { &shared, sizeof(shared), "shared" } },
	.read = read,
	.wrote = wrote,
	.final_text = final_text,
	.address_text = address_text,
};
