/*
 * Each of two CPUs adds one to a counter in an atomic section; with --set wait=1 CPU 0 waits until CPU 1 has
 * done so, and with --set wait=2 each waits for the other.
 */
#include "engine.h"

#include <stdio.h>

static volatile uint64_t counter, done[2];

static bool other_is_done(void *other)
{
	return *(volatile uint64_t *)other;
}

static int holder(void *other)
{
	return (volatile uint64_t *)other == &done[1];
}

static void add_one(int cpu)
{
	if (eng_parameter("wait", 0) > cpu) {
		eng_atomic_when(other_is_done, (void *)&done[!cpu], "the other", holder);
	} else {
		eng_atomic_begin("add one");
	}
	counter = counter + 1;
	done[cpu] = counter;
	eng_atomic_end();
}

static void final_text(char *text, size_t size)
{
	snprintf(text, size, "%d %d %d", (int)counter, (int)done[0], (int)done[1]);
}

struct eng_program eng_program = {
	.cpus = 2,
	.run = { add_one, add_one },
	.shared = { { (void *)&counter, sizeof(counter), "counter" },
		    { (void *)done, sizeof(done), "done" } },
	.final_text = final_text,
};
