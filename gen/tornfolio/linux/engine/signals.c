/* SPDX-License-Identifier: MIT */
/*
 * Crashes and endless loops of the code under test.
 *
 * The handlers have a stack of their own. They write down what happened, and let the program go on at
 * eng_leave, which gives up the step and returns to the scheduler.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#include "internal.h"

volatile struct crash crash;
volatile uint64_t steps_begun;

static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS };
static const long tick_microseconds = 100000;
static long patience;

const char *signal_text(int signal)
{
	switch (signal) {
	case SIGSEGV:
		return "SIGSEGV (memory that is not there)";
	case SIGBUS:
		return "SIGBUS (memory that cannot be accessed so)";
	case SIGFPE:
		return "SIGFPE (such as a division by zero)";
	case SIGILL:
		return "SIGILL (a trap, or no instruction)";
	case SIGTRAP:
		return "SIGTRAP (a trap)";
	case SIGABRT:
		return "SIGABRT (abort())";
	default:
		return "a signal";
	}
}

/* Makes the interrupted code go on at eng_leave. */
static void leave(ucontext_t *interrupted)
{
#if defined(__x86_64__)
	crash.pc = (uint64_t)interrupted->uc_mcontext.gregs[REG_RIP];
	crash.sp = (uint64_t)interrupted->uc_mcontext.gregs[REG_RSP];
	interrupted->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)eng_leave;
#else
	crash.pc = interrupted->uc_mcontext.pc;
	crash.sp = interrupted->uc_mcontext.sp;
	interrupted->uc_mcontext.pc = (uintptr_t)eng_leave;
#endif
	/* abort() blocks signals. */
	sigemptyset(&interrupted->uc_sigmask);
}

static void on_crash(int signal, siginfo_t *info, void *interrupted)
{
	static const char text[] =
		"{\"kind\":\"failed\",\"text\":\"the engine or a callback of the program crashed\"}\n";

	if (!eng_running) {
		ssize_t unused = write(STDOUT_FILENO, text, sizeof(text) - 1);
		(void)unused;
		_exit(2);
	}
	crash.signal = signal;
	/* Only these say where; for the others it is where the code stood. */
	crash.address = signal == SIGSEGV || signal == SIGBUS ? (uint64_t)info->si_addr : 0;
	leave(interrupted);
}

static void on_tick(int signal, siginfo_t *info, void *interrupted)
{
	static uint64_t seen;
	static long ticks;

	(void)signal, (void)info;
	if (seen != steps_begun || cpu_now < 0) {
		seen = steps_begun;
		ticks = 0;
	} else if (++ticks >= patience) {
		ticks = 0;
		crash.signal = -1;
		if (eng_running)
			leave(interrupted);
	}
}

static void handle(int signal, void (*handler)(int, siginfo_t *, void *), int flags)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_sigaction = handler;
	action.sa_flags = SA_SIGINFO | SA_ONSTACK | flags;
	sigfillset(&action.sa_mask);
	if (sigaction(signal, &action, NULL))
		eng_fail("signal %d cannot be handled", signal);
}

/* The time that a step may take is counted in seconds of the processor. */
void signals_setup(double step_seconds)
{
	static char handler_stack[65536];
	stack_t stack = { .ss_sp = handler_stack, .ss_size = sizeof(handler_stack) };
	struct itimerval timer = { { 0, tick_microseconds }, { 0, tick_microseconds } };

	if (sigaltstack(&stack, NULL))
		eng_fail("no stack for signal handlers");
	for (size_t i = 0; i < sizeof(fatal) / sizeof(*fatal); i++)
		handle(fatal[i], on_crash, 0);
	patience = (long)(step_seconds * 1e6) / tick_microseconds + 1;
	handle(SIGVTALRM, on_tick, SA_RESTART);
	if (setitimer(ITIMER_VIRTUAL, &timer, NULL))
		eng_fail("no timer");
}
