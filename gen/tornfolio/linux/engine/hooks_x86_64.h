/* SPDX-License-Identifier: MIT */
/* Changes between the stacks of CPUs and of the scheduler on x86-64: see hooks.S. */

.macro FUNCTION name
	.globl \name
	.type \name, @function
\name:
.endm

.macro ACCESS name, op
FUNCTION \name
	movq	%rdi, %rax
	subq	eng_own_base(%rip), %rax
	cmpq	eng_own_size(%rip), %rax
	jb	1f
	movl	$(\op), %eax
	jmp	enter
1:	ret
.endm

.macro CALL name, op
FUNCTION \name
	movl	$(\op), %eax
	jmp	enter
.endm

.macro NAMING name, op
FUNCTION \name
	cmpl	$0, eng_reporting(%rip)
	je	1f
	movl	$(\op), %eax
	jmp	enter
1:	ret
.endm

.macro NOTHING name
FUNCTION \name
	ret
.endm

	.text

/* Stores the context as it is after the call, and goes on in the scheduler. */
enter:
	movq	eng_running(%rip), %r10
	testq	%r10, %r10
	jz	1f
	popq	CONTEXT_PC(%r10)
	movq	%rsp, CONTEXT_SP(%r10)
	movq	%rbx, CONTEXT_KEPT + 0(%r10)
	movq	%rbp, CONTEXT_KEPT + 8(%r10)
	movq	%r12, CONTEXT_KEPT + 16(%r10)
	movq	%r13, CONTEXT_KEPT + 24(%r10)
	movq	%r14, CONTEXT_KEPT + 32(%r10)
	movq	%r15, CONTEXT_KEPT + 40(%r10)
	movq	%rax, CONTEXT_OP(%r10)
	movq	%rdi, CONTEXT_ARGS + 0(%r10)
	movq	%rsi, CONTEXT_ARGS + 8(%r10)
	movq	%rdx, CONTEXT_ARGS + 16(%r10)
	movq	%rcx, CONTEXT_ARGS + 24(%r10)
	jmp	eng_leave
1:	/* No CPU runs: a callback. */
	movl	%eax, eng_direct_op(%rip)
	jmp	eng_direct

/* eng_resume(context, value): lets a CPU go on, its call giving `value`. */
FUNCTION eng_resume
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, eng_scheduler_sp(%rip)
	movq	%rdi, eng_running(%rip)
	movq	%rsi, %rax
	movq	CONTEXT_KEPT + 0(%rdi), %rbx
	movq	CONTEXT_KEPT + 8(%rdi), %rbp
	movq	CONTEXT_KEPT + 16(%rdi), %r12
	movq	CONTEXT_KEPT + 24(%rdi), %r13
	movq	CONTEXT_KEPT + 32(%rdi), %r14
	movq	CONTEXT_KEPT + 40(%rdi), %r15
	movq	CONTEXT_SP(%rdi), %rsp
	jmpq	*CONTEXT_PC(%rdi)

/* Gives up whatever runs, and returns from eng_resume(). */
FUNCTION eng_leave
	movq	eng_scheduler_sp(%rip), %rsp
	movq	$0, eng_running(%rip)
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret

/* Where a CPU begins: the first two kept words are its number and its function. */
FUNCTION eng_start
	movq	%rbx, %rdi
	callq	*%rbp
	movl	$FINISHED, %eax
	pushq	$0
	jmp	enter

/* Every function tells how deep the stack has become. */
FUNCTION __tsan_func_entry
	cmpq	eng_low(%rip), %rsp
	jae	1f
	movq	%rsp, eng_low(%rip)
1:	ret
