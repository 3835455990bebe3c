/* SPDX-License-Identifier: MIT */
/*
 * The functions that instrumented code calls. Each is a small system call: it stores the CPU's
 * context where no frame of the engine lies on the CPU's stack, and goes over to the scheduler's
 * stack, where all decisions are made in C.
 *
 * hooks_x86_64.h and hooks_aarch64.h define for each machine:
 *   ACCESS name, op   returns at once for an address on the stack of the CPU that runs
 *   CALL name, op     always goes to the scheduler
 *   NAMING name, op   goes to the scheduler only while a schedule is reported
 *   NOTHING name      returns
 * and eng_resume(), eng_leave and eng_start, which cpu.c explains.
 */
#include "operations.h"

#if defined(__x86_64__)
#include "hooks_x86_64.h"
#else
#include "hooks_aarch64.h"
#endif

.macro SIZES prefix, kind
	ACCESS \prefix\()1, OP(\kind, 1)
	ACCESS \prefix\()2, OP(\kind, 2)
	ACCESS \prefix\()4, OP(\kind, 4)
	ACCESS \prefix\()8, OP(\kind, 8)
	ACCESS \prefix\()16, OP(\kind, 16)
.endm

	SIZES __tsan_read, READ
	SIZES __tsan_write, WRITE
	SIZES __tsan_read_write, READ_WRITE
	SIZES __tsan_unaligned_read, READ
	SIZES __tsan_unaligned_write, WRITE
	SIZES __tsan_unaligned_read_write, READ_WRITE
	SIZES __tsan_volatile_read, READ
	SIZES __tsan_volatile_write, WRITE
	SIZES __tsan_unaligned_volatile_read, READ
	SIZES __tsan_unaligned_volatile_write, WRITE

	ACCESS __tsan_read_range, READ_RANGE
	ACCESS __tsan_write_range, WRITE_RANGE

.macro ATOMICS bits, size
	CALL __tsan_atomic\bits\()_load, OP(ATOMIC_LOAD, \size)
	CALL __tsan_atomic\bits\()_store, OP(ATOMIC_STORE, \size)
	CALL __tsan_atomic\bits\()_exchange, OP(ATOMIC_EXCHANGE, \size)
	CALL __tsan_atomic\bits\()_fetch_add, OP(ATOMIC_ADD, \size)
	CALL __tsan_atomic\bits\()_fetch_sub, OP(ATOMIC_SUB, \size)
	CALL __tsan_atomic\bits\()_fetch_and, OP(ATOMIC_AND, \size)
	CALL __tsan_atomic\bits\()_fetch_or, OP(ATOMIC_OR, \size)
	CALL __tsan_atomic\bits\()_fetch_xor, OP(ATOMIC_XOR, \size)
	CALL __tsan_atomic\bits\()_fetch_nand, OP(ATOMIC_NAND, \size)
	CALL __tsan_atomic\bits\()_compare_exchange_strong, OP(ATOMIC_CAS, \size)
	CALL __tsan_atomic\bits\()_compare_exchange_weak, OP(ATOMIC_CAS, \size)
	CALL __tsan_atomic\bits\()_compare_exchange_val, OP(ATOMIC_CAS_VAL, \size)
.endm

	ATOMICS 8, 1
	ATOMICS 16, 2
	ATOMICS 32, 4
	ATOMICS 64, 8

	/* Memory is sequentially consistent here. */
	NOTHING __tsan_atomic_thread_fence
	NOTHING __tsan_atomic_signal_fence
	NOTHING __tsan_init
	NOTHING __tsan_func_exit

	CALL __tsan_memcpy, COPY
	CALL __tsan_memmove, COPY
	CALL __tsan_memset, FILL

	CALL eng_point, POINT
	CALL eng_choose, CHOOSE
	CALL eng_store, SILENT_STORE
	CALL eng_atomic_begin, SECTION_BEGIN
	CALL eng_atomic_when, SECTION_WHEN
	CALL eng_atomic_end, SECTION_END
	CALL eng_lock, LOCK
	CALL eng_trylock, TRYLOCK
	CALL eng_unlock, UNLOCK
	CALL eng_error, ERROR
	CALL eng_bug, BUG
	NAMING eng_step, STEP_NAME

	.section .note.GNU-stack, "", %progbits
