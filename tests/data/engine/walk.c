/*
 * CPU 0 counts the words of a table that are not zero, CPU 1 clears them from the other end, and
 * a third, if there is one, sets them again.
 */
#include "engine.h"

#include <stdio.h>

static volatile uint64_t *table;
static long words;

struct seen {
	long at, count;
};

static void count_words(int cpu)
{
	struct seen seen = { 0, 0 };

	(void)cpu;
	for (; seen.at < words; seen.at++)
		seen.count += table[seen.at] != 0;
	table[words + 1] = (uint64_t)seen.count;
}

static void clear_words(int cpu)
{
	(void)cpu;
	for (long i = words - 1; i >= 0; i--)
		table[i] = 0;
}

static void set_words(int cpu)
{
	(void)cpu;
	for (long i = 0; i < words; i++)
		table[i] = 1;
}

static void setup(void)
{
	words = eng_parameter("words", 4);
	table = eng_memory((size_t)(words + 2) * 8);
	eng_program.cpus = (int)eng_parameter("cpus", 2);
	eng_program.run[0] = count_words;
	eng_program.run[1] = clear_words;
	eng_program.run[2] = set_words;
	eng_program.shared[0] = (struct eng_region){ (void *)table, (size_t)(words + 2) * 8, "table" };
	eng_program.constant[0] = (struct eng_region){ &words, 8, "words" };
	eng_program.constant[1] = (struct eng_region){ &table, 8, "table" };
}

static void init(int k)
{
	(void)k;
	for (long i = 0; i < words; i++)
		table[i] = 1;
}

static void final_text(char *text, size_t size)
{
	snprintf(text, size, "%d", (int)table[words + 1]);
}

struct eng_program eng_program = {
	.setup = setup,
	.init = init,
	.final_text = final_text,
};
