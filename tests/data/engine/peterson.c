/*
 * Peterson's lock around a critical section. With --set broken=1 a CPU looks before it says that it
 * wants to enter.
 */
#include "engine.h"

static struct {
	volatile uint32_t wants[2], turn, inside;
} shared __attribute__((aligned(8)));

static void await_turn(int cpu)
{
	shared.turn = (uint32_t)!cpu;
	while (shared.wants[!cpu] && shared.turn == (uint32_t)!cpu)
		;
}

static void enter_and_leave(int cpu)
{
	if (!eng_parameter("broken", 0))
		shared.wants[cpu] = 1;
	await_turn(cpu);
	shared.wants[cpu] = 1;
	shared.inside |= 1u << cpu;
	shared.inside &= ~(1u << cpu);
	shared.wants[cpu] = 0;
}

static uint64_t both_inside(void)
{
	return shared.inside == 3;
}

struct eng_program eng_program = {
	.cpus = 2,
	.run = { enter_and_leave, enter_and_leave },
	.shared = { { &shared, sizeof(shared), "shared" } },
	.property = { "Exclusion" },
	.violated = both_inside,
};
