/*
 * Each of two CPUs has `--set n=...` steps that touch nothing. With --set scribble=1 each of them
 * leaves behind on its stack, deep below, what is different each time, and takes another step.
 */
#include "engine.h"

#if defined(__clang__)
__attribute__((noinline, no_sanitize("thread")))
#else
__attribute__((noinline, no_sanitize_thread))
#endif
static void scribble(void)
{
	static long calls;
	volatile long room[800];

	calls++;
	for (int i = 0; i < 800; i++)
		room[i] = calls;
}

/* Its stack has room that it does not fill. */
__attribute__((noinline)) static long step_with_room(long left)
{
	volatile long room[500] __attribute__((uninitialized));

	room[left % 500] = left;
	eng_point("a step");
	return room[left % 500];
}

static void run(int cpu)
{
	(void)cpu;
	for (long left = eng_parameter("n", 4); left; left--) {
		if (eng_parameter("scribble", 0)) {
			scribble();
			eng_point("another step");
		}
		step_with_room(left);
	}
}

struct eng_program eng_program = {
	.cpus = 2,
	.run = { run, run },
};
