/* SPDX-License-Identifier: MIT */
/*
 * One step of one CPU.
 *
 * A CPU that does not run stands in front of its next scheduling point: its context says where, and
 * which operation it is about to do. A step does that operation and lets the code run on. The
 * code comes back with the next operation; what is no scheduling point is done on the spot.
 */
#include <stdio.h>
#include <string.h>

#include "internal.h"

struct context *eng_running;
uint64_t eng_scheduler_sp, eng_low;
/* Addresses of which hooks.S says nothing to us: all while no CPU runs. */
uint64_t eng_own_base, eng_own_size = -1ul;
int eng_direct_op;
int cpu_now = -1;

/* How many atomic sections the CPU is in. A CPU that stops is in none. */
static int sections;
static bool ended;

size_t cpu_merged[ENG_CPUS];

int eng_cpu(void)
{
	return cpu_now;
}

const char *cpu_name(int cpu)
{
	static char names[ENG_CPUS][16];

	if (eng_program.cpu_name[cpu])
		return eng_program.cpu_name[cpu];
	snprintf(names[cpu], sizeof(names[cpu]), "cpu %d", cpu);
	return names[cpu];
}

void cpu_end(const char *property, const char *format, ...)
{
	char text[512];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	ended = true;
	finding_of_step(property, text);
}

static bool is_below_stack(int cpu, uint64_t address)
{
	return mem_stack_base(cpu) - address - 1 < 0x80000;
}

static void end_by_overflow(int cpu)
{
	cpu_end("NoCrash", "the stack of %s overflows", cpu_name(cpu));
}

/* Whether an access may be made, and whether others can see it. */
static bool access_is_shared(int cpu, uint64_t address, size_t size, bool writes)
{
	enum place place = mem_place(cpu, address, size);
	const char *what = writes ? "write" : "read";

	switch (place) {
	case SHARED:
		return true;
	case OWN_STACK:
		break;
	case OTHER_STACK:
		cpu_end("NoEscape", "%s of %zu bytes on the stack of another CPU", what, size);
		break;
	case CONSTANT:
		if (writes)
			cpu_end("NoEscape", "write of %zu bytes to a constant at %#lx", size,
				(unsigned long)address);
		break;
	case NOT_DECLARED:
		cpu_end("NoEscape", "%s of %zu bytes at %#lx, which is not declared as shared", what,
			size, (unsigned long)address);
		break;
	case NOT_MAPPED:
		if (is_below_stack(cpu, address)) {
			end_by_overflow(cpu);
			break;
		}
		cpu_end("NoCrash", "%s of %zu bytes at %#lx, where there is no memory", what, size,
			(unsigned long)address);
		break;
	}
	return false;
}

/* Whether an access to a shared region can be noticed by other CPUs. */
static bool needs_point(const struct context *context, size_t size)
{
	if (OP_KIND(context->op) == LOCK && ((struct eng_lock *)context->arg[0])->owner)
		return true;
	return sharing_contended(context->arg[0], size, op_writes(context->op)) ||
	       (OP_KIND(context->op) == COPY && sharing_contended(context->arg[1], size, false));
}

/* Whether the CPU has come to a scheduling point. */
static bool at_point(int cpu, struct context *context)
{
	size_t size = op_size(context);
	bool shared = false;

	if (!op_is_access(context->op))
		return op_is_point(context) && (!sections || OP_KIND(context->op) == FINISHED);
	if (!size)
		return false;
	shared = access_is_shared(cpu, context->arg[0], size, op_writes(context->op));
	if (OP_KIND(context->op) == COPY && !ended)
		shared |= access_is_shared(cpu, context->arg[1], size, false);
	if (!shared || ended || sections)
		return false;
	if (sharing_fine || needs_point(context, size))
		return true;
	cpu_merged[cpu]++;
	return false;
}

static void forget_crash(void)
{
	crash.signal = 0;
	crash.sp = 0;
}

static void end_by_crash(int cpu)
{
	uint64_t address = crash.address;

	if (crash.signal < 0)
		cpu_end("NoEndlessStep", "%s runs on without touching shared memory", cpu_name(cpu));
	else if (is_below_stack(cpu, address))
		end_by_overflow(cpu);
	else if (address)
		cpu_end("NoCrash", "%s at %#lx", signal_text(crash.signal), (unsigned long)address);
	else
		cpu_end("NoCrash", "%s", signal_text(crash.signal));
}

static void give_up(int cpu)
{
	uint64_t low = crash.sp && crash.sp < eng_low ? crash.sp : eng_low;

	mem_settle(cpu);
	mem_restore_stack(cpu, low);
	forget_crash();
	sections = 0;
}

/* Drops what registers happen to hold beside the arguments of an operation. */
static void tidy(struct context *context)
{
	op_truncate(context);
	for (int i = op_arguments(context->op); i < 4; i++)
		context->arg[i] = 0;
}

/* Lets the code of a CPU run from a call that gives `value` to its next scheduling point. */
static enum outcome run(int cpu, uint64_t value)
{
	struct context *context = mem_context(cpu);

	while (!ended) {
		eng_own_base = mem_stack_base(cpu);
		eng_own_size = mem_stack_top(cpu) - eng_own_base;
		eng_resume(context, value);
		eng_own_base = 0;
		eng_own_size = -1ul;
		mem_settle(cpu);
		sharing_passed();
		if (crash.signal) {
			end_by_crash(cpu);
			break;
		}
		tidy(context);
		if (eng_reporting)
			report_settled();
		if (at_point(cpu, context)) {
			if (!sections) {
				mem_keep_stack(cpu, eng_low);
				return OP_KIND(context->op) == FINISHED ? RETURNED : AT_POINT;
			}
			cpu_end("NoCrash", "%s returns within an atomic section", cpu_name(cpu));
		}
		if (!ended)
			value = op_perform(cpu, context, &sections, 0, sections > 0);
	}
	give_up(cpu);
	return ENDED;
}

/* What is so at the beginning of each step. */
static void enter(int cpu, const struct context *context)
{
	eng_low = context->sp;
	ended = false;
	sections = 0;
	cpu_now = cpu;
	cpu_merged[cpu] = 0;
	steps_begun++;
}

static enum outcome begin(int cpu)
{
	struct context *context = mem_context(cpu);
	enum outcome outcome;

	*context = (struct context){ .sp = mem_stack_top(cpu), .pc = (uint64_t)eng_start };
	context->kept[0] = cpu;
	context->kept[1] = (uint64_t)eng_program.run[cpu];
	enter(cpu, context);
	outcome = run(cpu, 0);
	cpu_now = -1;
	return outcome;
}

/* Makes an initial state, with every CPU in front of its first scheduling point. */
bool cpu_begin_all(int root)
{
	mem_reset();
	if (eng_program.init)
		eng_program.init(root);
	mem_begin();
	for (int cpu = 0; cpu < eng_program.cpus; cpu++)
		if (begin(cpu) == ENDED)
			return false;
	return true;
}

/* A step of a CPU that is enabled. If it ends the schedule, the caller must undo it. */
enum outcome cpu_step(int cpu, int choice)
{
	struct context *context = mem_context(cpu);
	enum outcome outcome = ENDED;
	uint64_t value;

	enter(cpu, context);
	value = op_perform(cpu, context, &sections, choice, true);
	outcome = run(cpu, value);
	cpu_now = -1;
	return outcome;
}

bool cpu_returned(int cpu)
{
	return OP_KIND(mem_context(cpu)->op) == FINISHED;
}

bool cpu_enabled(int cpu)
{
	const struct context *context = mem_context(cpu);

	switch (OP_KIND(context->op)) {
	case FINISHED:
		return false;
	case LOCK:
		return !((struct eng_lock *)context->arg[0])->owner;
	case SECTION_WHEN:
		return ((bool (*)(void *))context->arg[0])((void *)context->arg[1]);
	default:
		return true;
	}
}

int cpu_choices(int cpu)
{
	const struct context *context = mem_context(cpu);

	return OP_KIND(context->op) == CHOOSE ? (int)context->arg[1] : 1;
}

/* Says what a CPU that is not enabled waits for, and who has it. */
void cpu_waits(int cpu, char *text, size_t size)
{
	const struct context *context = mem_context(cpu);
	int holder = -1;

	if (OP_KIND(context->op) == LOCK)
		holder = (int)((struct eng_lock *)context->arg[0])->owner - 1;
	else if (OP_KIND(context->op) == SECTION_WHEN && context->arg[3])
		holder = ((int (*)(void *))context->arg[3])((void *)context->arg[1]);
	if (holder >= 0 && holder < eng_program.cpus)
		snprintf(text, size, "%s waits for %s, which %s has", cpu_name(cpu), op_name(context),
			 cpu_name(holder));
	else
		snprintf(text, size, "%s waits for %s", cpu_name(cpu), op_name(context));
}

/* What instrumented code asks while no CPU runs: a callback. */
uint64_t eng_direct(uint64_t first, uint64_t second, uint64_t third, uint64_t fourth)
{
	struct context context = { .op = (uint64_t)eng_direct_op,
				   .arg = { first, second, third, fourth } };

	tidy(&context);
	return op_direct(&context);
}
