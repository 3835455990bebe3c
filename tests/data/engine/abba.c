/* Two CPUs take two locks, in opposite order unless --set ordered=1. */
#include "engine.h"

#include <stdio.h>

static struct {
	struct eng_lock ptl, folio_lock;
} shared;

static void forwards(int cpu)
{
	(void)cpu;
	eng_lock(&shared.ptl, "ptl");
	eng_lock(&shared.folio_lock, "folio lock");
	eng_unlock(&shared.folio_lock, "folio lock");
	eng_unlock(&shared.ptl, "ptl");
}

static void backwards(int cpu)
{
	if (eng_parameter("ordered", 0)) {
		forwards(cpu);
		return;
	}
	eng_lock(&shared.folio_lock, "folio lock");
	eng_lock(&shared.ptl, "ptl");
	eng_unlock(&shared.ptl, "ptl");
	eng_unlock(&shared.folio_lock, "folio lock");
}

struct eng_program eng_program = {
	.cpus = 2,
	.run = { forwards, backwards },
	.cpu_name = { "reclaim", "writer" },
	.shared = { { &shared, sizeof(shared), "shared" } },
};
