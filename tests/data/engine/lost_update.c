/* Each CPU adds one to a counter without a lock: a load and a store. */
#include "engine.h"

#include <stdio.h>

static volatile uint64_t counter;

static void add_one(int cpu)
{
	(void)cpu;
	counter = counter + 1;
}

static void setup(void)
{
	eng_program.cpus = (int)eng_parameter("cpus", 2);
	for (int cpu = 0; cpu < eng_program.cpus; cpu++)
		eng_program.run[cpu] = add_one;
}

static uint64_t not_all_counted(void)
{
	return counter != (uint64_t)eng_program.cpus;
}

static void final_text(char *text, size_t size)
{
	snprintf(text, size, "%d", (int)counter);
}

struct eng_program eng_program = {
	.setup = setup,
	.shared = { { (void *)&counter, sizeof(counter), "counter" } },
	.property = { "AllCounted" },
	.violated_at_end = not_all_counted,
	.final_text = final_text,
};
