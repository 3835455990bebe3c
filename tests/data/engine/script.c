/*
 * Each CPU runs the script that --set cpuN=... has for it. A script is made of pairs of letters: what
 * to do with a word, and which of the words a to h.
 *
 *   l  load it                    s  store one more than was loaded
 *   +  add one to it atomically   c  set it to 5 if it is 1, atomically; what was there counts as loaded
 *   ?  skip the next pair if what was loaded is odd
 *   [  hold the lock during the next pair
 *
 * The property "Alike" says that a and b are equal; --set visible=1 says that it looks at them.
 */
#include "engine.h"

#include <stdio.h>

enum { CPUS = 3, WORDS = 8 };

static struct {
	volatile uint64_t word[WORDS], loaded[CPUS];
	struct eng_lock lock;
} shared;

static const char *scripts[CPUS + 1];

static uint64_t do_one(char what, volatile uint64_t *word, uint64_t loaded)
{
	uint64_t expected = 1;

	switch (what) {
	case 'l':
		return *word;
	case 's':
		*word = loaded + 1;
		break;
	case '+':
		__atomic_fetch_add(word, 1, __ATOMIC_SEQ_CST);
		break;
	case 'c':
		__atomic_compare_exchange_n(word, &expected, 5, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
		return expected;
	}
	return loaded;
}

static void run(int cpu)
{
	const char *script = scripts[cpu];
	uint64_t loaded = 0;

	for (int i = 0; script[i]; i += 2) {
		if (script[i] == '?') {
			if (loaded % 2)
				i += 2;
			continue;
		}
		if (script[i] == '[') {
			i += 2;
			eng_lock(&shared.lock, "lock");
			loaded = do_one(script[i], &shared.word[script[i + 1] - 'a'], loaded);
			eng_unlock(&shared.lock, "lock");
			continue;
		}
		loaded = do_one(script[i], &shared.word[script[i + 1] - 'a'], loaded);
	}
	shared.loaded[cpu] = loaded;
}

static void setup(void)
{
	static const char *const names[CPUS] = { "cpu0", "cpu1", "cpu2" };

	for (int cpu = 0; cpu < CPUS; cpu++) {
		scripts[cpu] = eng_parameter_text(names[cpu], NULL);
		if (!scripts[cpu])
			break;
		eng_program.run[eng_program.cpus++] = run;
	}
	eng_program.constant[1] = (struct eng_region){ (void *)((uintptr_t)scripts[0] & ~7ul), 4096, "" };
	eng_program.merge_private = eng_parameter("merge", 0);
	if (eng_parameter("visible", 0))
		eng_visible((void *)shared.word, 2 * sizeof(*shared.word));
	if (eng_parameter("contended", 0))
		eng_contended((void *)shared.word, sizeof(shared.word));
}

static void final_text(char *text, size_t size)
{
	int length = 0;

	for (int i = 0; i < WORDS; i++)
		length += snprintf(text + length, size - (size_t)length, "%d,", (int)shared.word[i]);
	for (int i = 0; i < CPUS; i++)
		length += snprintf(text + length, size - (size_t)length, "%d,", (int)shared.loaded[i]);
}

static uint64_t violated(void)
{
	return shared.word[0] != shared.word[1];
}

struct eng_program eng_program = {
	.setup = setup,
	.property = { "Alike" },
	.violated = violated,
	.shared = { { &shared, sizeof(shared), "shared" } },
	.constant = { { scripts, sizeof(scripts), "scripts" } },
	.final_text = final_text,
};
