/*
 * A ticket lock around an addition that is not atomic. With --set broken=1 the ticket is taken by a
 * load and a store.
 */
#include "engine.h"

#include <stdio.h>

static struct {
	uint32_t next, owner;
	volatile uint64_t counter;
} shared;

static uint64_t broken;

static uint32_t take_ticket(void)
{
	uint32_t mine;

	if (!broken)
		return __atomic_fetch_add(&shared.next, 1, __ATOMIC_RELAXED);
	mine = *(volatile uint32_t *)&shared.next;
	*(volatile uint32_t *)&shared.next = mine + 1;
	return mine;
}

static void add_one(int cpu)
{
	uint32_t mine = take_ticket();

	(void)cpu;
	while (__atomic_load_n(&shared.owner, __ATOMIC_ACQUIRE) != mine)
		;
	shared.counter = shared.counter + 1;
	__atomic_fetch_add(&shared.owner, 1, __ATOMIC_RELEASE);
}

static void setup(void)
{
	broken = (uint64_t)eng_parameter("broken", 0);
	eng_program.cpus = (int)eng_parameter("cpus", 3);
	for (int cpu = 0; cpu < eng_program.cpus; cpu++)
		eng_program.run[cpu] = add_one;
}

static void final_text(char *text, size_t size)
{
	snprintf(text, size, "%d", (int)shared.counter);
}

struct eng_program eng_program = {
	.setup = setup,
	.shared = { { &shared, sizeof(shared), "shared" } },
	.constant = { { &broken, sizeof(broken), "parameters" } },
	.final_text = final_text,
};
