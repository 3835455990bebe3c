/*
 * CPU 1 stores a flag, and CPU 0, if it sees it, comes to grief in the way that --set way=... names.
 * Otherwise both return.
 */
#include "engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
	volatile uint64_t flag, word;
	struct eng_lock lock;
} shared;

static uint64_t undeclared;

static uint64_t deep(uint64_t n)
{
	volatile uint64_t room[64];

	room[n % 64] = n;
	return n ? deep(n + 1) + room[n % 64] : 0;
}

static void come_to_grief(const char *way)
{
	static const uint64_t fixed = 1;
	volatile uint64_t local = 1;

	if (!strcmp(way, "null"))
		local = *(uint64_t *)eng_parameter("address", 16);
	else if (!strcmp(way, "divide"))
		local = 100 / (local - 1);
	else if (!strcmp(way, "trap"))
		__builtin_trap();
	else if (!strcmp(way, "abort"))
		abort();
	else if (!strcmp(way, "bug"))
		eng_bug("this must not be");
	else if (!strcmp(way, "overflow"))
		local = deep(1);
	else if (!strcmp(way, "loop"))
		for (;;)
			local++;
	else if (!strcmp(way, "spin"))
		while (!shared.word)
			;
	else if (!strcmp(way, "closed loop"))
		for (eng_atomic_begin("forever");;)
			shared.word = shared.word + 1;
	else if (!strcmp(way, "escape"))
		*(volatile uint64_t *)&undeclared = 1;
	else if (!strcmp(way, "constant"))
		*(volatile uint64_t *)&fixed = local;
	else if (!strcmp(way, "error"))
		eng_error("Promise", "it was broken");
	else if (!strcmp(way, "unlock"))
		eng_unlock(&shared.lock, "lock");
}

static void look(int cpu)
{
	(void)cpu;
	if (shared.flag)
		come_to_grief(eng_parameter_text("way", ""));
}

static void raise_flag(int cpu)
{
	(void)cpu;
	shared.flag = 1;
}

static void final_text(char *text, size_t size)
{
	snprintf(text, size, "flag %d", (int)shared.flag);
}

struct eng_program eng_program = {
	.cpus = 2,
	.run = { look, raise_flag },
	.shared = { { &shared, sizeof(shared), "shared" } },
	.final_text = final_text,
};
