/* Each of two CPUs stores its own flag and loads that of the other. */
#include "engine.h"

#include <stdio.h>

static struct {
	volatile uint64_t flag[2], seen[2];
} shared;

static void store_then_load(int cpu)
{
	eng_step("set the flag", "nowhere.c", 7);
	shared.flag[cpu] = 1;
	shared.seen[cpu] = shared.flag[!cpu];
}

static void final_text(char *text, size_t size)
{
	snprintf(text, size, "%d%d", (int)shared.seen[0], (int)shared.seen[1]);
}

struct eng_program eng_program = {
	.cpus = 2,
	.run = { store_then_load, store_then_load },
	.shared = { { &shared, sizeof(shared), "shared" } },
	.final_text = final_text,
};
