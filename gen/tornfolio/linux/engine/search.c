/* SPDX-License-Identifier: MIT */
/* All schedules, depth first: a state that has been seen is not gone on from again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* A state on the way from the root to where the search is. */
struct frame {
	struct hash hash;
	size_t mark;
	uint32_t state;
	int16_t cpu, choice, choices;
};

static struct frame *frames;
static size_t depth, room;
static struct result result;
static const struct limits *limits;
static double started, told;

static void push(uint32_t state)
{
	if (depth == room) {
		room = 2 * room + 1024;
		frames = eng_grow(frames, room, sizeof(*frames));
	}
	frames[depth++] = (struct frame){
		.hash = mem_hash, .mark = mem_mark(), .state = state, .cpu = -1
	};
	if (depth > result.deepest)
		result.deepest = depth;
}

static void go_back_to(const struct frame *frame)
{
	mem_undo(frame->mark);
	mem_hash = frame->hash;
}

static void add_violated(uint64_t violated, uint32_t state)
{
	for (int i = 0; violated; i++, violated >>= 1)
		if (violated & 1)
			finding_add(VIOLATED, eng_program.property[i], "",
				    (struct occurrence){ .state = state });
}

static void add_deadlock(uint32_t state)
{
	char text[1024];
	size_t length = 0;

	for (int cpu = 0; cpu < eng_program.cpus && length < sizeof(text) - 200; cpu++)
		if (!cpu_returned(cpu)) {
			if (length)
				length += (size_t)sprintf(text + length, "; ");
			cpu_waits(cpu, text + length, 200);
			length += strlen(text + length);
		}
	finding_add(VIOLATED, "NoDeadlock", text, (struct occurrence){ .state = state });
}

/* Asks what holds in a state that is new. */
static void look_at(uint32_t state)
{
	static char text[65536];
	bool all_returned = true;

	if (eng_program.violated)
		add_violated(eng_program.violated(), state);
	for (int cpu = 0; cpu < eng_program.cpus; cpu++) {
		all_returned = all_returned && cpu_returned(cpu);
		if (cpu_enabled(cpu))
			return;
	}
	if (!all_returned) {
		add_deadlock(state);
		return;
	}
	if (eng_program.violated_at_end)
		add_violated(eng_program.violated_at_end(), state);
	text[0] = '\0';
	if (eng_program.final_text)
		eng_program.final_text(text, sizeof(text));
	finding_add(FINAL, "", text, (struct occurrence){ .state = state });
}

/* Whether the state of a frame has another move, which the frame then holds. */
static bool next_move(struct frame *frame)
{
	if (frame->cpu >= 0 && frame->choice + 1 < frame->choices) {
		frame->choice++;
		return true;
	}
	while (++frame->cpu < eng_program.cpus)
		if (cpu_enabled(frame->cpu)) {
			frame->choice = 0;
			frame->choices = (int16_t)cpu_choices(frame->cpu);
			if (frame->choices > 1)
				graph_choices(frame->state, frame->cpu, frame->choices);
			return true;
		}
	return false;
}

static void take_step(size_t here)
{
	struct frame *frame = &frames[here];
	struct move move = { (uint8_t)frame->cpu, (uint8_t)frame->choice };
	bool is_new;
	uint32_t next;

	finding_here = (struct occurrence){ frame->state, true, move.cpu, move.choice };
	result.steps++;
	if (cpu_step(move.cpu, move.choice) == ENDED) {
		graph_set(frame->state, move, ENDED_HERE);
		go_back_to(frame);
		return;
	}
	next = graph_find(mem_hash, &is_new);
	graph_set(frame->state, move, next);
	if (!is_new) {
		go_back_to(frame);
		return;
	}
	mem_verify(move.cpu);
	look_at(next);
	push(next);
}

static void tell_progress(double now)
{
	told = now;
	printf("{\"kind\":\"progress\",\"states\":%u,\"steps\":%lu,\"depth\":%zu,\"seconds\":%.1f}\n",
	       graph_states(), (unsigned long)result.steps, depth, now - started);
	fflush(stdout);
}

static const char *exceeded(void)
{
	double now;

	if (limits->states && graph_states() >= limits->states)
		return "states";
	if (result.steps % 256)
		return NULL;
	if (limits->bytes && graph_bytes() + mem_bytes() + finding_bytes() + room * sizeof(*frames) >
				     limits->bytes)
		return "memory";
	now = eng_seconds();
	if (limits->progress > 0 && now - told >= limits->progress)
		tell_progress(now);
	return limits->seconds > 0 && now - started >= limits->seconds ? "time" : NULL;
}

/* Goes on for a while first, as there may be more words to find. */
static bool is_to_begin_again(void)
{
	static uint64_t until;

	if (!sharing_again()) {
		until = result.steps + result.steps / 2 + 1000;
		return false;
	}
	return result.steps >= until;
}

static void search_from(int root)
{
	uint64_t before = finding_occurrences();
	bool begun, is_new = true;
	uint32_t state = graph_states();

	/* What is found before the first scheduling point is found in the state that comes. */
	finding_here = (struct occurrence){ .state = state };
	begun = cpu_begin_all(root);
	if (!begun || finding_occurrences() != before)
		graph_add(mem_hash);
	else
		state = graph_find(mem_hash, &is_new);
	graph_root(state);
	if (!begun || !is_new)
		return;
	look_at(state);
	push(state);
	while (depth && !(result.why = exceeded()) && !is_to_begin_again()) {
		if (next_move(&frames[depth - 1])) {
			take_step(depth - 1);
		} else if (--depth) {
			go_back_to(&frames[depth - 1]);
		}
	}
}

static void add_endless(uint32_t state)
{
	finding_add(VIOLATED, "NoLivelock", "from here no schedule ends, whatever CPUs do",
		    (struct occurrence){ .state = state });
}

struct result search(const struct limits *within)
{
	int roots = eng_program.initial_states ? eng_program.initial_states : 1;

	limits = within;
	started = told = eng_seconds();
	for (;;) {
		for (int root = 0; root < roots && !result.why && !is_to_begin_again(); root++)
			search_from(root);
		if (result.why)
			return result;
		if (!sharing_again()) {
			graph_endless(add_endless);
			return result;
		}
		sharing_begin();
		graph_clear();
		finding_clear();
		depth = 0;
		result = (struct result){ .restarts = result.restarts + 1 };
	}
}
