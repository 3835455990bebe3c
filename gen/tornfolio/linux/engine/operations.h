/* SPDX-License-Identifier: MIT */
/*
 * What code under test can ask of the engine: the numbers that hooks.S hands over. Read by the C
 * compiler and by the assembler.
 */
#ifndef OPERATIONS_H
#define OPERATIONS_H

/* An operation is a kind, and for accesses their size in bytes above it. */
#define OP(kind, size)	((kind) | ((size) << 8))
#define OP_KIND(op)	((op) & 0xff)
#define OP_SIZE(op)	(((op) >> 8) & 0xff)

/* Accesses that the code itself makes once it goes on. */
#define READ		1
#define WRITE		2
#define READ_WRITE	3
/* The same, with the size as second argument. */
#define READ_RANGE	4
#define WRITE_RANGE	5
/* Accesses that the engine makes for the code. */
#define ATOMIC_LOAD	6
#define ATOMIC_STORE	7
#define ATOMIC_EXCHANGE	8
#define ATOMIC_ADD	9
#define ATOMIC_SUB	10
#define ATOMIC_AND	11
#define ATOMIC_OR	12
#define ATOMIC_XOR	13
#define ATOMIC_NAND	14
#define ATOMIC_CAS	15 /* (address, *expected, desired): whether it was done */
#define ATOMIC_CAS_VAL	16 /* (address, expected, desired): what was there */
#define COPY		17 /* memcpy() and memmove() */
#define FILL		18 /* memset() */
#define LOCK		19
#define TRYLOCK		20
#define UNLOCK		21
/* Scheduling points without an access. */
#define POINT		22
#define SECTION_BEGIN	23
#define SECTION_WHEN	24
#define CHOOSE		30 /* (name, n): the scheduler says which of n */
/* No scheduling points. */
#define SECTION_END	25
#define STEP_NAME	26
#define ERROR		27
#define BUG		28
#define FINISHED	29
#define SILENT_STORE	31

/* How many registers a function must keep, as 8-byte words: see hooks.S. */
#if defined(__x86_64__)
#define KEPT_WORDS	6
#elif defined(__aarch64__)
#define KEPT_WORDS	20
#else
#error "the engine can switch stacks on x86-64 and aarch64 only"
#endif

/* Offsets within struct context. */
#define CONTEXT_SP	0
#define CONTEXT_PC	8
#define CONTEXT_KEPT	16
#define CONTEXT_OP	(CONTEXT_KEPT + 8 * KEPT_WORDS)
#define CONTEXT_ARGS	(CONTEXT_OP + 8)

#endif
