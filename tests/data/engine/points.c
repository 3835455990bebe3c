/* Each of two CPUs has `--set n=...` steps that touch nothing. */
#include "engine.h"

static void run(int cpu)
{
	(void)cpu;
	for (long left = eng_parameter("n", 4); left; left--)
		eng_point("a step");
}

struct eng_program eng_program = {
	.cpus = 2,
	.run = { run, run },
};
