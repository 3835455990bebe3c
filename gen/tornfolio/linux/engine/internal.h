/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the engine share.
 *
 *   hooks.S      what instrumented code calls; changes of stacks
 *   memory.c     what a state is made of: words, their hash, and how changes are taken back
 *   cpu.c        one step of one CPU
 *   operation.c  what an operation does to shared memory
 *   sharing.c    which words are shared in fact
 *   signals.c    crashes and endless loops of the code under test
 *   graph.c      states that were seen and the steps between them
 *   findings.c   final states and errors, each with the states where it was found
 *   search.c     all schedules, depth first
 *   report.c     runs a schedule again and prints it
 *   main.c       options, and the order in which all this happens
 */
#ifndef INTERNAL_H
#define INTERNAL_H

#include <stdarg.h>

#include "engine.h"
#include "operations.h"

/* main.c */

/* The engine cannot go on: a fault of the program, of the shim or of the engine itself. */
void eng_fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
void *eng_grow(void *memory, size_t items, size_t size);
double eng_seconds(void);

/* memory.c */

/* Where a CPU stands. Lies on top of its stack, so that it is part of the state as that is. */
struct context {
	uint64_t sp, pc;
	uint64_t kept[KEPT_WORDS];
	uint64_t op, arg[4];
};

/* Two independent sums, so that equal hashes of different states need not be feared. */
struct hash {
	uint64_t a, b;
};

extern struct hash mem_hash;

enum place { SHARED, OWN_STACK, OTHER_STACK, CONSTANT, NOT_DECLARED, NOT_MAPPED };

void mem_setup(void);
void mem_reset(void);
void mem_begin(void);
struct context *mem_context(int cpu);
uint64_t mem_stack_base(int cpu);
uint64_t mem_stack_top(int cpu);
enum place mem_place(int cpu, uint64_t address, size_t size);
const struct eng_region *mem_region(uint64_t address);
void mem_touch(uint64_t address, size_t size);
void mem_settle(int cpu);
bool mem_may_store(int cpu);
void mem_store(uint64_t address, uint64_t value);
void mem_keep_stack(int cpu, uint64_t low);
void mem_restore_stack(int cpu, uint64_t low);
size_t mem_mark(void);
void mem_undo(size_t mark);
size_t mem_bytes(void);
void mem_verify(int cpu);

/* cpu.c and hooks.S */

enum outcome { AT_POINT, RETURNED, ENDED };

extern struct context *eng_running;
extern uint64_t eng_scheduler_sp, eng_own_base, eng_own_size, eng_low;
extern int eng_reporting;

void eng_resume(struct context *context, uint64_t value);
void eng_leave(void);
void eng_start(void);

bool cpu_begin_all(int root);
enum outcome cpu_step(int cpu, int choice);
bool cpu_enabled(int cpu);
bool cpu_returned(int cpu);
int cpu_choices(int cpu);
void cpu_waits(int cpu, char *text, size_t size);
const char *cpu_name(int cpu);
/* The CPU whose step is being run, -1 between steps. */
extern int cpu_now;
/* How many accesses since the step began would have been steps if none were merged. */
extern size_t cpu_merged[ENG_CPUS];
/* Ends the step that runs with an error that ends the schedule. */
void cpu_end(const char *property, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* operation.c */

bool op_is_point(const struct context *context);
bool op_is_access(uint64_t op);
bool op_writes(uint64_t op);
size_t op_size(const struct context *context);
int op_arguments(uint64_t op);
void op_truncate(struct context *context);
uint64_t op_perform(int cpu, struct context *context, int *sections, int choice, bool is_point);
uint64_t op_direct(const struct context *context);
const char *op_text(uint64_t op);
/* The name of what an operation is about, if it has one. */
const char *op_name(const struct context *context);

/* sharing.c */

/* Every access to a shared region is a scheduling point. */
extern bool sharing_fine;
void sharing_setup(bool merge);
bool sharing_contended(uint64_t address, size_t size, bool writes);
void sharing_note(int cpu, uint64_t address, size_t size, bool writes, bool is_point);
void sharing_passing(uint64_t address, size_t size);
void sharing_passed(void);
void sharing_note_silent(int cpu, uint64_t address);
bool sharing_again(void);
void sharing_begin(void);

/* signals.c */

struct crash {
	int signal; /* 0: none; -1: an endless step */
	uint64_t address, pc, sp;
};

extern volatile struct crash crash;
extern volatile uint64_t steps_begun;
void signals_setup(double step_seconds);
const char *signal_text(int signal);

/* graph.c */

#define NO_STATE	UINT32_MAX
#define ENDED_HERE	(UINT32_MAX - 1)
#define NOT_SEEN	(UINT32_MAX - 2)

struct move {
	uint8_t cpu, choice;
};

void graph_setup(bool hashed);
void graph_clear(void);
uint32_t graph_find(struct hash hash, bool *is_new);
uint32_t graph_add(struct hash hash);
struct hash graph_hash(uint32_t state);
void graph_choices(uint32_t state, int cpu, int n);
void graph_set(uint32_t state, struct move move, uint32_t next);
uint32_t graph_states(void);
size_t graph_bytes(void);
void graph_root(uint32_t state);
/* Breadth first from the roots; then depth and path of every state. */
void graph_measure(void);
uint32_t graph_depth(uint32_t state);
/* The root where the shortest path begins, and its moves, as many as graph_depth() says. */
int graph_path(uint32_t state, struct move *moves);
/* Calls for each state from which no schedule ends. Only where all have been seen. */
void graph_endless(void (*call)(uint32_t state));
/* How many schedules there are; -1 if there is a loop. */
double graph_schedules(void);

/* findings.c */

enum finding_kind { FINAL, VIOLATED };

struct occurrence {
	uint32_t state; /* where it was found, or where the step began that showed it */
	uint8_t by_step, cpu, choice;
};

struct finding {
	enum finding_kind kind;
	const char *property, *text;
	struct occurrence *where;
	size_t count, room;
	struct finding *next, *same_bucket;
};

void finding_add(enum finding_kind kind, const char *property, const char *text,
		 struct occurrence where);
/* An error of the step that runs. */
void finding_of_step(const char *property, const char *text);
/* What finding_of_step() is to record as the place. */
extern struct occurrence finding_here;
struct finding *finding_first(void);
void finding_clear(void);
uint64_t finding_occurrences(void);
size_t finding_bytes(void);
/* What eng_seen() was told. */
uint64_t finding_seen(void);

/* search.c */

struct limits {
	double seconds, progress;
	uint64_t states;
	size_t bytes;
};

struct result {
	uint64_t steps;
	size_t deepest;
	int restarts;
	const char *why; /* not decided */
};

struct result search(const struct limits *limits);

/* report.c */

void json_string(const char *text);
void report_finding(const struct finding *finding, bool with_schedule);
void report_access(int cpu, const struct context *context, int choice);
void report_settled(void);
void report_label(int cpu, const char *name, const char *file, int line);
void report_error(const char *property, const char *text);
void report_schedule(int root, const struct move *moves, size_t count);
void report_interactively(void);

#endif
