/* SPDX-License-Identifier: MIT */
/* What an operation does to shared memory, and how it is described. */
#include <stdio.h>
#include <string.h>

#include "internal.h"

struct description {
	const char *text;
	unsigned char arguments;
	bool is_access, writes, is_point;
};

static const struct description descriptions[] = {
	[READ] = { "read", 1, true, false, true },
	[WRITE] = { "write", 1, true, true, true },
	[READ_WRITE] = { "read and write", 1, true, true, true },
	[READ_RANGE] = { "read", 2, true, false, true },
	[WRITE_RANGE] = { "write", 2, true, true, true },
	[ATOMIC_LOAD] = { "load", 1, true, false, true },
	[ATOMIC_STORE] = { "store", 2, true, true, true },
	[ATOMIC_EXCHANGE] = { "exchange", 2, true, true, true },
	[ATOMIC_ADD] = { "add", 2, true, true, true },
	[ATOMIC_SUB] = { "subtract", 2, true, true, true },
	[ATOMIC_AND] = { "and", 2, true, true, true },
	[ATOMIC_OR] = { "or", 2, true, true, true },
	[ATOMIC_XOR] = { "xor", 2, true, true, true },
	[ATOMIC_NAND] = { "nand", 2, true, true, true },
	[ATOMIC_CAS] = { "compare and exchange", 3, true, true, true },
	[ATOMIC_CAS_VAL] = { "compare and exchange", 3, true, true, true },
	[COPY] = { "copy", 3, true, true, true },
	[FILL] = { "fill", 3, true, true, true },
	[LOCK] = { "lock", 2, true, true, true },
	[TRYLOCK] = { "trylock", 2, true, true, true },
	[UNLOCK] = { "unlock", 2, true, true, true },
	[POINT] = { "point", 1, false, false, true },
	[SECTION_BEGIN] = { "atomic section", 1, false, false, true },
	[SECTION_WHEN] = { "wait", 4, false, false, true },
	[CHOOSE] = { "choose", 2, false, false, true },
	[FINISHED] = { "return", 0, false, false, true },
	[SECTION_END] = { "end of atomic section", 0, false, false, false },
	[STEP_NAME] = { "name", 3, false, false, false },
	[ERROR] = { "error", 2, false, false, false },
	[BUG] = { "bug", 1, false, false, false },
	[SILENT_STORE] = { "silent store", 2, false, false, false },
};

bool op_is_access(uint64_t op)
{
	return descriptions[OP_KIND(op)].is_access;
}

bool op_writes(uint64_t op)
{
	return descriptions[OP_KIND(op)].writes;
}

int op_arguments(uint64_t op)
{
	return descriptions[OP_KIND(op)].arguments;
}

const char *op_text(uint64_t op)
{
	return descriptions[OP_KIND(op)].text;
}

bool op_is_point(const struct context *context)
{
	if (OP_KIND(context->op) == CHOOSE)
		return context->arg[1] != 1;
	return descriptions[OP_KIND(context->op)].is_point;
}

const char *op_name(const struct context *context)
{
	switch (OP_KIND(context->op)) {
	case LOCK:
	case TRYLOCK:
	case UNLOCK:
		return (const char *)context->arg[1];
	case POINT:
	case SECTION_BEGIN:
	case CHOOSE:
		return (const char *)context->arg[0];
	case SECTION_WHEN:
		return (const char *)context->arg[2];
	default:
		return NULL;
	}
}

size_t op_size(const struct context *context)
{
	switch (OP_KIND(context->op)) {
	case READ_RANGE:
	case WRITE_RANGE:
		return context->arg[1];
	case COPY:
	case FILL:
		return context->arg[2];
	case LOCK:
	case TRYLOCK:
	case UNLOCK:
		return sizeof(struct eng_lock);
	default:
		return OP_SIZE(context->op);
	}
}

static uint64_t truncated(uint64_t value, size_t size)
{
	return size < 8 ? value & ((1ul << 8 * size) - 1) : value;
}

/* Arguments narrower than a register leave the rest of it undefined. */
void op_truncate(struct context *context)
{
	int kind = OP_KIND(context->op);

	if (kind >= ATOMIC_LOAD && kind <= ATOMIC_CAS_VAL) {
		if (kind != ATOMIC_CAS)
			context->arg[1] = truncated(context->arg[1], OP_SIZE(context->op));
		context->arg[2] = truncated(context->arg[2], OP_SIZE(context->op));
	} else if (kind == FILL) {
		context->arg[1] = truncated(context->arg[1], 1);
	} else if (kind == CHOOSE) {
		context->arg[1] = truncated(context->arg[1], 4);
	} else if (kind == STEP_NAME) {
		context->arg[2] = truncated(context->arg[2], 4);
	}
}

static uint64_t load(uint64_t address, size_t size)
{
	uint64_t value = 0;

	memcpy(&value, (void *)address, size);
	return value;
}

static void store(uint64_t address, uint64_t value, size_t size)
{
	memcpy((void *)address, &value, size);
}

static uint64_t combined(int kind, uint64_t value, uint64_t argument)
{
	switch (kind) {
	case ATOMIC_ADD:
		return value + argument;
	case ATOMIC_SUB:
		return value - argument;
	case ATOMIC_AND:
		return value & argument;
	case ATOMIC_OR:
		return value | argument;
	case ATOMIC_XOR:
		return value ^ argument;
	case ATOMIC_NAND:
		return ~(value & argument);
	default: /* ATOMIC_STORE, ATOMIC_EXCHANGE */
		return argument;
	}
}

/* Does an atomic operation; `touch` is told what is written before it is. */
static uint64_t do_atomic(const struct context *context, void (*touch)(uint64_t, size_t))
{
	int kind = OP_KIND(context->op);
	size_t size = OP_SIZE(context->op);
	uint64_t address = context->arg[0], before = load(address, size), expected;

	if (kind == ATOMIC_LOAD)
		return before;
	touch(address, size);
	if (kind != ATOMIC_CAS && kind != ATOMIC_CAS_VAL) {
		store(address, combined(kind, before, context->arg[1]), size);
		return before;
	}
	expected = kind == ATOMIC_CAS ? load(context->arg[1], size) : context->arg[1];
	if (before == expected) {
		store(address, context->arg[2], size);
	} else if (kind == ATOMIC_CAS) {
		touch(context->arg[1], size);
		store(context->arg[1], before, size);
	}
	return kind == ATOMIC_CAS ? before == expected : before;
}

static uint64_t do_block(const struct context *context, void (*touch)(uint64_t, size_t))
{
	touch(context->arg[0], context->arg[2]);
	if (OP_KIND(context->op) == COPY)
		memmove((void *)context->arg[0], (void *)context->arg[1], context->arg[2]);
	else
		memset((void *)context->arg[0], (int)context->arg[1], context->arg[2]);
	return context->arg[0];
}

/* Stacks are compared as a whole, so that only shared memory needs to be told. */
static void touch_shared(uint64_t address, size_t size)
{
	if (size && mem_region(address))
		mem_touch(address, size);
}

static void touch_nothing(uint64_t address, size_t size)
{
	(void)address, (void)size;
}

static uint64_t do_lock(int cpu, const struct context *context)
{
	struct eng_lock *lock = (struct eng_lock *)context->arg[0];
	int kind = OP_KIND(context->op);
	uint64_t self = (uint64_t)cpu + 1;

	touch_shared((uint64_t)lock, sizeof(*lock));
	if (kind == UNLOCK) {
		if (lock->owner != self)
			finding_of_step("LockDiscipline", "a CPU drops a lock that it does not hold");
		lock->owner = 0;
		return 0;
	}
	if (lock->owner && kind == LOCK)
		cpu_end("NoDeadlock", "%s waits for %s within an atomic section", cpu_name(cpu),
			op_name(context));
	if (lock->owner)
		return false;
	lock->owner = self;
	return true;
}

static void tell_read(int cpu, const struct context *context)
{
	uint64_t *word = (uint64_t *)(context->arg[0] & ~7ul);
	uint64_t *end = (uint64_t *)((context->arg[0] + op_size(context) + 7) & ~7ul);

	if (eng_program.read && mem_region((uint64_t)word))
		for (; word < end; word++)
			eng_program.read(cpu, word, *word);
}

static uint64_t perform_access(int cpu, const struct context *context)
{
	int kind = OP_KIND(context->op);

	switch (kind) {
	case READ:
	case READ_RANGE:
		tell_read(cpu, context);
		return 0;
	case WRITE:
	case READ_WRITE:
	case WRITE_RANGE:
		touch_shared(context->arg[0], op_size(context));
		return 0;
	case COPY:
	case FILL:
		return do_block(context, touch_shared);
	case LOCK:
	case TRYLOCK:
	case UNLOCK:
		return do_lock(cpu, context);
	default:
		if (kind == ATOMIC_LOAD)
			tell_read(cpu, context);
		return do_atomic(context, touch_shared);
	}
}

static void silent_store(int cpu, const struct context *context)
{
	if (!mem_region(context->arg[0]) || context->arg[0] & 7)
		eng_fail("eng_store() of what is no word of shared memory");
	if (!mem_may_store(cpu))
		eng_fail("eng_store() between steps, in violated() or a text");
	if (!sharing_fine && cpu >= 0)
		sharing_note_silent(cpu, context->arg[0]);
	mem_store(context->arg[0], context->arg[1]);
}

static uint64_t perform_other(int cpu, const struct context *context, int *sections, int choice)
{
	switch (OP_KIND(context->op)) {
	case SECTION_BEGIN:
		++*sections;
		break;
	case SECTION_WHEN:
		if (++*sections > 1)
			cpu_end("NoCrash", "eng_atomic_when() within an atomic section");
		break;
	case SECTION_END:
		if (--*sections < 0)
			cpu_end("NoCrash", "eng_atomic_end() outside of an atomic section");
		break;
	case CHOOSE:
		if (*sections && context->arg[1] != 1)
			cpu_end("NoCrash", "eng_choose() within an atomic section");
		return (uint64_t)choice;
	case STEP_NAME:
		report_label(cpu, (const char *)context->arg[0], (const char *)context->arg[1],
			     (int)context->arg[2]);
		break;
	case ERROR:
		finding_of_step((const char *)context->arg[0], (const char *)context->arg[1]);
		break;
	case BUG:
		cpu_end("NoCrash", "%s", (const char *)context->arg[0]);
		break;
	case SILENT_STORE:
		silent_store(cpu, context);
		break;
	}
	return 0;
}

/* Takes note of who touches what. */
static void note_access(int cpu, const struct context *context, bool is_point)
{
	uint64_t address = context->arg[0];
	size_t size = op_size(context);

	sharing_note(cpu, address, size, op_writes(context->op), is_point);
	if (OP_KIND(context->op) == COPY)
		sharing_note(cpu, context->arg[1], size, false, is_point);
	if (!is_point && mem_region(address))
		sharing_passing(address, size);
}

/*
 * Does what the CPU stands in front of; gives what its call returns. `is_point` says that others have had
 * a chance to go first.
 */
uint64_t op_perform(int cpu, struct context *context, int *sections, int choice, bool is_point)
{
	uint64_t value;

	if (!sharing_fine && op_is_access(context->op))
		note_access(cpu, context, is_point);
	if (eng_reporting && op_is_point(context))
		report_access(cpu, context, choice);
	value = op_is_access(context->op) ? perform_access(cpu, context) :
					    perform_other(cpu, context, sections, choice);
	/* A change that comes later was not announced. */
	if (OP_KIND(context->op) > WRITE_RANGE)
		mem_settle(cpu);
	return value;
}

/* The same for a callback, which runs outside of all CPUs. */
uint64_t op_direct(const struct context *context)
{
	int kind = OP_KIND(context->op);

	if (kind >= ATOMIC_LOAD && kind <= ATOMIC_CAS_VAL)
		return do_atomic(context, touch_nothing);
	if (kind == COPY || kind == FILL)
		return do_block(context, touch_nothing);
	if (kind == ERROR)
		finding_of_step((const char *)context->arg[0], (const char *)context->arg[1]);
	else if (kind == SILENT_STORE)
		silent_store(cpu_now, context);
	else if (kind != STEP_NAME)
		eng_fail("a callback of the program asked for what only a CPU can do: %s",
			 op_text(context->op));
	return 0;
}
