/* Code that no compiler has instrumented stores to shared memory. */
#include "engine.h"

static volatile uint64_t word;

#if defined(__clang__)
__attribute__((noinline, no_sanitize("thread")))
#else
__attribute__((noinline, no_sanitize_thread))
#endif
static void store_secretly(void)
{
	word = 1;
}

static void run(int cpu)
{
	(void)cpu;
	(void)word;
	store_secretly();
}

struct eng_program eng_program = {
	.cpus = 1,
	.run = { run },
	.shared = { { (void *)&word, sizeof(word), "word" } },
};
