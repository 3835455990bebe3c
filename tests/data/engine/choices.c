/* CPU 0 chooses one of `--set n=...` numbers and stores it, between which CPU 1 may store 9. */
#include "engine.h"

#include <stdio.h>

static volatile uint64_t chosen;

static void choose(int cpu)
{
	(void)cpu;
	chosen = (uint64_t)eng_choose("which page", (int)eng_parameter("n", 3));
}

static void store_nine(int cpu)
{
	(void)cpu;
	chosen = 9;
}

static void init(int k)
{
	chosen = 100 + (uint64_t)k;
}

static void final_text(char *text, size_t size)
{
	snprintf(text, size, "%d", (int)chosen);
}

static void state_text(char *text, size_t size)
{
	snprintf(text, size, "chosen = %d", (int)chosen);
}

struct eng_program eng_program = {
	.cpus = 2,
	.run = { choose, store_nine },
	.shared = { { (void *)&chosen, sizeof(chosen), "chosen" } },
	.initial_states = 2,
	.init = init,
	.final_text = final_text,
	.state_text = state_text,
};
