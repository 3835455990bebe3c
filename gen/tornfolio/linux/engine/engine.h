/* SPDX-License-Identifier: MIT */
/*
 * Runs C functions on a few CPUs under every schedule. This header is all that a program sees.
 *
 * What is explored
 *
 *   A program is a set of functions, one for each CPU, and the memory that they share. Each CPU has
 *   a stack of its own inside one process, and at any moment one of them runs. The compiler announces
 *   each access to memory (-fsanitize=thread, with the runtime of this engine in place of the
 *   usual one). An access to shared memory is a scheduling point: the CPU stops in front of it. A
 *   step is one such access and all that follows it on that CPU up to its next scheduling point, which
 *   concerns that CPU alone. From each state every CPU that can take a step takes it, and
 *   two states that are equal in shared memory, in all live stacks and in the registers are one.
 *   So all interleavings of single accesses are seen, and nothing else:
 *
 *   - Memory is sequentially consistent. A barrier does nothing, and what only a weakly ordered
 *     machine would show is not found.
 *   - An access is what the compiler made of it: two plain loads that it merged are one.
 *   - A verdict holds for the CPUs, sizes and initial states of the program.
 *
 * How a program is compiled
 *
 *   The code under test, and all of the shim that touches shared memory as kernel code would:
 *   instrumented, with the flags that code_flags() in ../flags.py gives for the compiler at hand. The engine:
 *   plain, with engine_flags(). The driver (struct eng_program and its callbacks): better plain, as violated() is
 *   faster so. Nothing is *linked* with -fsanitize=thread. Plain code that CPUs run must not write
 *   shared memory: the engine would not know. It looks at samples, and ends the search with a
 *   failure when it finds such a change.
 *
 * What may be touched
 *
 *   A CPU may read and write the shared regions and its own stack, and read constants: what the
 *   program's file has as read-only, and the regions declared as constant. Any other access ends
 *   that schedule with the error NoEscape, which names the address. A structure that is copied or cleared as a whole
 *   is one access.
 *
 * What is found by itself
 *
 *   NoCrash        a signal (a wild pointer, a division by zero, a trap), eng_bug(), a stack that overflows
 *   NoEscape       an access to memory that is not declared
 *   NoDeadlock     no CPU can go on, and not all have returned; the text says who waits for what
 *   NoEndlessStep  a CPU runs on without touching shared memory
 *   NoLivelock     a state from which no schedule ends, whatever CPUs do
 *
 *   The first, second and fourth end the schedule in which they happen, not the search. A loop that
 *   a schedule can leave, such as waiting for another CPU, is no error.
 *
 * The command line of a program, and what it prints (lines of JSON): see main.c.
 */
#ifndef ENGINE_H
#define ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ENG_CPUS = 8, ENG_REGIONS = 16, ENG_PROPERTIES = 64 };

/* Memory from `start`, a multiple of 8, of `size` bytes, a multiple of 8: of any kind, or from eng_memory(). */
struct eng_region {
	void *start;
	size_t size;
	const char *name;
};

/*
 * The program, which the driver defines as `struct eng_program eng_program`. Callbacks that are
 * NULL are not called. They run outside of all CPUs; only init() may write.
 */
struct eng_program {
	/* Called once, first: may read eng_parameter() and fill in what follows. */
	void (*setup)(void);

	/* What each CPU does, and what it is called in messages ("cpu 0" if NULL). */
	int cpus;
	void (*run[ENG_CPUS])(int cpu);
	const char *cpu_name[ENG_CPUS];

	/* Up to the first that has no size. */
	struct eng_region shared[ENG_REGIONS];
	struct eng_region constant[ENG_REGIONS];

	/*
	 * Initial state k of `initial_states` (0 counts as 1). Before each, shared regions are as setup() left
	 * them.
	 */
	int initial_states;
	void (*init)(int k);

	/*
	 * Properties, up to the first NULL. Bit i of what violated() gives, asked in every state, says that
	 * property i is violated there; violated_at_end() is asked when all CPUs have returned. violated()
	 * should look at few words: it is asked once for each state. What concerns one store is better
	 * asked in wrote(), what concerns one place in the code by eng_error() there.
	 */
	const char *property[ENG_PROPERTIES];
	uint64_t (*violated)(void);
	uint64_t (*violated_at_end)(void);

	/* Called after a CPU has changed an aligned word of shared memory, however it did so; may call eng_error() and eng_store(). */
	void (*wrote)(int cpu, const void *word, uint64_t before, uint64_t after);
	/* Called when a CPU loads from shared memory, with the whole aligned word; may call eng_error() and eng_store(). */
	void (*read)(int cpu, const void *word, uint64_t value);

	/*
	 * Whether accesses need be no steps of their own to words that only one CPU touches, or that no
	 * CPU writes. The engine finds out which words these are. Final states and errors are the same, there are far
	 * fewer states, and schedules are told with all their steps. What callbacks look at, beyond words
	 * of the CPU that acts, has to be said by eng_visible(), as violated() is not asked between steps that are
	 * merged. (A CPU that crashes does so at once: what others might do between its last step
	 * and the crash is not seen.)
	 */
	bool merge_private;

	/* Says in one line what counts of a final state: equal lines are one outcome. */
	void (*final_text)(char *text, size_t size);
	/* Says what to show of a state when a schedule is reported; goes out as a string of JSON. */
	void (*state_text)(char *text, size_t size);
	/* Names an address of shared memory ("pte[3]"); without it, region and offset. */
	void (*address_text)(const void *address, char *text, size_t size);
};

extern struct eng_program eng_program;

/* For setup(), with merge_private: stores to these words are steps, as callbacks or ready() look at them. */
void eng_visible(const void *start, size_t size);

/* The same, and loads too: that several CPUs touch these words need not be found out, for which a search begins again. */
void eng_contended(const void *start, size_t size);

/* The value of `--set name=value`, or `otherwise`. Constant during a run. */
long eng_parameter(const char *name, long otherwise);
const char *eng_parameter_text(const char *name, const char *otherwise);

/* For setup(): zeroed memory for a region, at the same address in every run. Size is rounded up to 8. */
void *eng_memory(size_t size);

/*
 * Stores an aligned word of shared memory without a scheduling point and without wrote(): for
 * history variables, from read(), wrote() and CPUs.
 */
void eng_store(void *word, uint64_t value);

/* What memcpy(), memmove() and memset() of instrumented code are: code_flags() says so. */
void *__tsan_memcpy(void *to, const void *from, size_t size);
void *__tsan_memmove(void *to, const void *from, size_t size);
void *__tsan_memset(void *to, int value, size_t size);

/* The CPU that runs, -1 in callbacks (but in wrote() and read(), that CPU). */
int eng_cpu(void);

/*
 * Names the next scheduling point of this CPU in reports, e.g. ("ptep_get", __FILE__, __LINE__);
 * is no scheduling point itself. Accesses without a name get function, file and line from the
 * debugging information. All strings given to the engine must be constants.
 */
void eng_step(const char *name, const char *file, int line);

/* A scheduling point without an access, for what is a step but touches nothing shared. */
void eng_point(const char *name);

/*
 * A number from 0 to n - 1, each of which is tried: a scheduling point with n successors. `n` is from 1
 * to 255; 1 is no scheduling point. Must not be called within an atomic section.
 */
int eng_choose(const char *name, int n);

/*
 * Several accesses as one step. eng_atomic_begin() is a scheduling point; accesses up to the
 * matching eng_atomic_end() are none. They nest. eng_atomic_when() can be passed only in states in which
 * ready(argument) is true (it is asked in other CPUs' time, must be plain code or instrumented
 * code that writes nothing); `what` says what is waited for, and holder(argument), which may be NULL,
 * which CPU has it, -1 if none. eng_atomic_when() must not be called within an atomic section.
 */
void eng_atomic_begin(const char *name);
void eng_atomic_when(bool (*ready)(void *argument), void *argument, const char *what,
		     int (*holder)(void *argument));
void eng_atomic_end(void);

/*
 * A lock in shared memory. eng_lock() is one step, which can be taken only when the lock is free; within
 * an atomic section a lock that is not free is an error. eng_trylock() and eng_unlock() are one step each.
 * A CPU that takes a lock which it holds waits for itself; one that drops a lock which it does not
 * hold has violated "LockDiscipline". A CPU that returns with a lock held is not an error: say so
 * in violated_at_end().
 */
struct eng_lock {
	uint64_t owner; /* CPU + 1, 0 if free */
};

void eng_lock(struct eng_lock *lock, const char *name);
bool eng_trylock(struct eng_lock *lock, const char *name);
void eng_unlock(struct eng_lock *lock, const char *name);

/*
 * Records that the property is violated by the step that runs; the schedule goes on. It may have any
 * name, of eng_program.property or not. `text` must be a constant. The search goes on as well: errors are kept outside of
 * the states.
 */
void eng_error(const char *property, const char *text);

/* The same for NoCrash, and ends the schedule: BUG_ON() and what cannot be gone on from. */
void eng_bug(const char *text) __attribute__((noreturn));

/*
 * Notes that something, from 0 to 63, has happened in some schedule: the last line of a search has all of them as
 * bits of `seen`. Callbacks and CPUs may call it.
 */
void eng_seen(int what);

#endif
