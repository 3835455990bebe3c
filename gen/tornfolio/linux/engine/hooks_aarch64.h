/* SPDX-License-Identifier: MIT */
/* Changes between the stacks of CPUs and of the scheduler on aarch64: see hooks.S. */

.macro FUNCTION name
	.globl \name
	.type \name, %function
	.balign 4
\name:
.endm

.macro LOAD register, name
	adrp	\register, \name
	ldr	\register, [\register, :lo12:\name]
.endm

.macro ACCESS name, op
FUNCTION \name
	LOAD	x9, eng_own_base
	LOAD	x10, eng_own_size
	sub	x9, x0, x9
	cmp	x9, x10
	b.lo	1f
	mov	w8, #(\op)
	b	enter
1:	ret
.endm

.macro CALL name, op
FUNCTION \name
	mov	w8, #(\op)
	b	enter
.endm

.macro NAMING name, op
FUNCTION \name
	adrp	x9, eng_reporting
	ldr	w9, [x9, :lo12:eng_reporting]
	cbz	w9, 1f
	mov	w8, #(\op)
	b	enter
1:	ret
.endm

.macro NOTHING name
FUNCTION \name
	ret
.endm

.macro KEEP how, base
	\how	x19, x20, [\base, #0]
	\how	x21, x22, [\base, #16]
	\how	x23, x24, [\base, #32]
	\how	x25, x26, [\base, #48]
	\how	x27, x28, [\base, #64]
	\how	d8, d9, [\base, #80]
	\how	d10, d11, [\base, #96]
	\how	d12, d13, [\base, #112]
	\how	d14, d15, [\base, #128]
.endm

	.text

/* Stores the context as it is after the call, and goes on in the scheduler. */
enter:
	LOAD	x9, eng_running
	cbz	x9, 1f
	mov	x10, sp
	str	x10, [x9, #CONTEXT_SP]
	str	x30, [x9, #CONTEXT_PC]
	add	x10, x9, #CONTEXT_KEPT
	KEEP	stp, x10
	str	x29, [x10, #144]
	str	xzr, [x10, #152]
	str	x8, [x9, #CONTEXT_OP]
	stp	x0, x1, [x9, #CONTEXT_ARGS]
	stp	x2, x3, [x9, #CONTEXT_ARGS + 16]
	b	eng_leave
1:	/* No CPU runs: a callback. */
	adrp	x9, eng_direct_op
	str	w8, [x9, :lo12:eng_direct_op]
	b	eng_direct

/* eng_resume(context, value): lets a CPU go on, its call giving `value`. */
FUNCTION eng_resume
	sub	sp, sp, #160
	mov	x10, sp
	KEEP	stp, x10
	stp	x29, x30, [sp, #144]
	adrp	x9, eng_scheduler_sp
	str	x10, [x9, :lo12:eng_scheduler_sp]
	adrp	x9, eng_running
	str	x0, [x9, :lo12:eng_running]
	mov	x9, x0
	mov	x0, x1
	add	x10, x9, #CONTEXT_KEPT
	KEEP	ldp, x10
	ldr	x29, [x10, #144]
	ldr	x10, [x9, #CONTEXT_SP]
	mov	sp, x10
	ldr	x30, [x9, #CONTEXT_PC]
	ret

/* Gives up whatever runs, and returns from eng_resume(). */
FUNCTION eng_leave
	LOAD	x10, eng_scheduler_sp
	mov	sp, x10
	adrp	x9, eng_running
	str	xzr, [x9, :lo12:eng_running]
	KEEP	ldp, x10
	ldp	x29, x30, [sp, #144]
	add	sp, sp, #160
	ret

/* Where a CPU begins: the first two kept words are its number and its function. */
FUNCTION eng_start
	mov	x0, x19
	blr	x20
	mov	w8, #FINISHED
	mov	x30, xzr
	b	enter

/* Every function tells how deep the stack has become. */
FUNCTION __tsan_func_entry
	LOAD	x9, eng_low
	mov	x10, sp
	cmp	x10, x9
	b.hs	1f
	adrp	x9, eng_low
	str	x10, [x9, :lo12:eng_low]
1:	ret
