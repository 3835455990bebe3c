/* SPDX-License-Identifier: MIT */
/*
 * States that were seen and the steps between them.
 *
 * A state is a number here, and known by its hash. All steps are kept, four bytes for each CPU and state,
 * so that shortest schedules can be found when the search, which goes depth first, has ended.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* A step that has choices is an index into `choices`: their number, and then a state for each. */
#define CHOICES		0x80000000u

static struct hash *hashes;
static uint32_t *steps, states, rooms;
static uint32_t *table, table_size, *choices;
static size_t choice_count, choice_room;
static uint32_t *roots;
static int root_count;
static bool by_hash;
/* Of the best way to each state: steps, the state before, its last move, changes of CPU. */
static uint32_t *depths, *parents, *switches;
static struct move *moves_here;
static uint32_t *queue, queued;
/* Counting schedules: those that lead to a state are complete when all steps to it are counted. */
static uint32_t *steps_to;
static double *schedules_to, ended_schedules;
/* The states before each state, and where they begin. */
static uint32_t *comes_from, *first_from;

static bool is_state(uint32_t next)
{
	return next < NOT_SEEN;
}

void graph_setup(bool hashed)
{
	by_hash = hashed;
	table_size = 1 << 12;
	table = eng_grow(NULL, table_size, sizeof(*table));
	memset(table, 0xff, table_size * sizeof(*table));
}

void graph_clear(void)
{
	states = 0;
	choice_count = 0;
	root_count = 0;
	memset(table, 0xff, table_size * sizeof(*table));
}

static uint32_t *slot(struct hash hash)
{
	uint32_t place = (uint32_t)hash.a & (table_size - 1);

	while (table[place] != NO_STATE &&
	       (hashes[table[place]].a != hash.a || hashes[table[place]].b != hash.b))
		place = (place + 1) & (table_size - 1);
	return &table[place];
}

static void widen_table(void)
{
	if (table_size >= 1u << 31)
		eng_fail("more states than the engine can number");
	table_size *= 2;
	table = eng_grow(table, table_size, sizeof(*table));
	memset(table, 0xff, table_size * sizeof(*table));
	for (uint32_t state = 0; state < states; state++)
		*slot(hashes[state]) = state;
}

uint32_t graph_add(struct hash hash)
{
	size_t cpus = (size_t)eng_program.cpus;

	if (states == rooms) {
		rooms = rooms ? 2 * rooms : 4096;
		if (rooms > CHOICES)
			eng_fail("more states than the engine can number");
		hashes = eng_grow(hashes, rooms, sizeof(*hashes));
		steps = eng_grow(steps, rooms * cpus, sizeof(*steps));
	}
	hashes[states] = hash;
	for (size_t cpu = 0; cpu < cpus; cpu++)
		steps[states * cpus + cpu] = NOT_SEEN;
	return states++;
}

uint32_t graph_find(struct hash hash, bool *is_new)
{
	uint32_t *place;

	*is_new = true;
	if (!by_hash)
		return graph_add(hash);
	if (states >= table_size / 2)
		widen_table();
	place = slot(hash);
	*is_new = *place == NO_STATE;
	if (*is_new)
		*place = graph_add(hash);
	return *place;
}

struct hash graph_hash(uint32_t state)
{
	return hashes[state];
}

/* Makes room for the choices that a CPU has in a state. */
void graph_choices(uint32_t state, int cpu, int n)
{
	if (choice_count + n + 1 > choice_room) {
		choice_room = 2 * choice_room + 1024;
		choices = eng_grow(choices, choice_room, sizeof(*choices));
	}
	steps[(size_t)state * eng_program.cpus + cpu] = CHOICES | (uint32_t)choice_count;
	choices[choice_count++] = (uint32_t)n;
	for (int i = 0; i < n; i++)
		choices[choice_count++] = NOT_SEEN;
}

/* Where a move from a state leads; NULL if there is no such choice. */
static uint32_t *successor(uint32_t state, struct move move)
{
	uint32_t *step = &steps[(size_t)state * eng_program.cpus + move.cpu];

	if (*step < CHOICES || *step >= NOT_SEEN)
		return move.choice ? NULL : step;
	step = &choices[*step & ~CHOICES];
	return move.choice < *step ? step + 1 + move.choice : NULL;
}

void graph_set(uint32_t state, struct move move, uint32_t next)
{
	*successor(state, move) = next;
}

uint32_t graph_states(void)
{
	return states;
}

/* What is used, and what graph_measure() and graph_schedules() will use when the search has ended. */
size_t graph_bytes(void)
{
	size_t later = sizeof(*depths) + sizeof(*parents) + sizeof(*moves_here) + sizeof(*switches) +
		       2 * sizeof(*queue) + sizeof(*steps_to) + sizeof(*schedules_to) +
		       (eng_program.cpus + 1) * sizeof(*comes_from);

	return states * (sizeof(*hashes) + eng_program.cpus * sizeof(*steps) + later) +
	       (size_t)table_size * sizeof(*table) + choice_count * sizeof(*choices);
}

void graph_root(uint32_t state)
{
	roots = eng_grow(roots, root_count + 1, sizeof(*roots));
	roots[root_count++] = state;
}

/* Calls for every step from a state that leads to a state. */
static void for_each_step(uint32_t state, void (*call)(uint32_t, struct move, uint32_t))
{
	struct move move;
	uint32_t *next;

	for (move.cpu = 0; move.cpu < eng_program.cpus; move.cpu++)
		for (move.choice = 0; (next = successor(state, move)); move.choice++) {
			if (is_state(*next))
				call(state, move, *next);
			if (move.choice == UINT8_MAX)
				break;
		}
}

/* Of two ways of the same length, the one that changes the CPU less often is easier to follow. */
static void reach(uint32_t state, struct move move, uint32_t next)
{
	uint32_t changes = switches[state] + (depths[state] && moves_here[state].cpu != move.cpu);

	if (depths[next] == NO_STATE)
		queue[queued++] = next;
	else if (depths[next] != depths[state] + 1 || switches[next] <= changes)
		return;
	depths[next] = depths[state] + 1;
	parents[next] = state;
	moves_here[next] = move;
	switches[next] = changes;
}

void graph_measure(void)
{
	depths = eng_grow(NULL, states + 1, sizeof(*depths));
	parents = eng_grow(NULL, states + 1, sizeof(*parents));
	moves_here = eng_grow(NULL, states + 1, sizeof(*moves_here));
	switches = eng_grow(NULL, states + 1, sizeof(*switches));
	queue = eng_grow(NULL, states + 1, sizeof(*queue));
	memset(depths, 0xff, states * sizeof(*depths));
	for (int i = 0; i < root_count; i++)
		if (depths[roots[i]] == NO_STATE) {
			depths[roots[i]] = 0;
			switches[roots[i]] = 0;
			parents[roots[i]] = (uint32_t)i;
			queue[queued++] = roots[i];
		}
	for (uint32_t done = 0; done < queued; done++)
		for_each_step(queue[done], reach);
	free(queue);
}

uint32_t graph_depth(uint32_t state)
{
	return depths[state];
}

int graph_path(uint32_t state, struct move *moves)
{
	while (depths[state]) {
		moves[depths[state] - 1] = moves_here[state];
		state = parents[state];
	}
	return (int)parents[state];
}

static void count_step(uint32_t state, struct move move, uint32_t next)
{
	(void)state, (void)move;
	steps_to[next]++;
}

static void pass_on(uint32_t state, struct move move, uint32_t next)
{
	(void)move;
	schedules_to[next] += schedules_to[state];
	if (!--steps_to[next])
		queue[queued++] = next;
}

static void count_ended(uint32_t state)
{
	struct move move;
	uint32_t *next;
	bool goes_on = false;

	for (move.cpu = 0; move.cpu < eng_program.cpus; move.cpu++)
		for (move.choice = 0; (next = successor(state, move)); move.choice++) {
			goes_on |= *next != NOT_SEEN;
			if (*next == ENDED_HERE)
				ended_schedules += schedules_to[state];
			if (move.choice == UINT8_MAX)
				break;
		}
	if (!goes_on)
		ended_schedules += schedules_to[state];
}

double graph_schedules(void)
{
	uint32_t done = 0;

	steps_to = calloc(states + 1, sizeof(*steps_to));
	schedules_to = calloc(states + 1, sizeof(*schedules_to));
	queue = eng_grow(NULL, states + 1, sizeof(*queue));
	queued = 0;
	if (!steps_to || !schedules_to)
		eng_fail("no memory to count schedules");
	for (uint32_t state = 0; state < states; state++)
		for_each_step(state, count_step);
	for (int i = 0; i < root_count; i++) {
		if (!schedules_to[roots[i]] && !steps_to[roots[i]])
			queue[queued++] = roots[i];
		schedules_to[roots[i]] += 1;
	}
	for (; done < queued; done++) {
		count_ended(queue[done]);
		for_each_step(queue[done], pass_on);
	}
	free(steps_to);
	free(schedules_to);
	free(queue);
	return done == states ? ended_schedules : -1;
}

/* Finding states from which no schedule ends: backwards from those that do end. */

static void count_from(uint32_t state, struct move move, uint32_t next)
{
	(void)state, (void)move;
	first_from[next + 1]++;
}

/* Fills from the end of each state's part, which `first_from` then begins. */
static void note_from(uint32_t state, struct move move, uint32_t next)
{
	(void)move;
	comes_from[--first_from[next + 1]] = state;
}

/* Whether schedules end in a state, or in a step from it. */
static bool ends_here(uint32_t state)
{
	struct move move;
	uint32_t *next;
	bool goes_on = false;

	for (move.cpu = 0; move.cpu < eng_program.cpus; move.cpu++)
		for (move.choice = 0; (next = successor(state, move)); move.choice++) {
			if (*next == ENDED_HERE)
				return true;
			goes_on |= *next != NOT_SEEN;
			if (move.choice == UINT8_MAX)
				break;
		}
	return !goes_on;
}

void graph_endless(void (*call)(uint32_t state))
{
	bool *can_end = calloc(states + 1, 1);

	/* The part of a state is from first_from[state + 1] to first_from[state + 2] - 1. */
	first_from = calloc((size_t)states + 2, sizeof(*first_from));
	if (!can_end || !first_from)
		eng_fail("no memory to look for loops");
	for (uint32_t state = 0; state < states; state++)
		for_each_step(state, count_from);
	for (uint32_t state = 0; state < states; state++)
		first_from[state + 1] += first_from[state];
	first_from[states + 1] = first_from[states];
	comes_from = eng_grow(NULL, (size_t)first_from[states] + 1, sizeof(*comes_from));
	for (uint32_t state = 0; state < states; state++)
		for_each_step(state, note_from);
	queue = eng_grow(NULL, (size_t)states + 1, sizeof(*queue));
	queued = 0;
	for (uint32_t state = 0; state < states; state++)
		if (ends_here(state)) {
			can_end[state] = true;
			queue[queued++] = state;
		}
	for (uint32_t done = 0; done < queued; done++)
		for (uint32_t k = first_from[queue[done] + 1]; k < first_from[queue[done] + 2]; k++)
			if (!can_end[comes_from[k]]) {
				can_end[comes_from[k]] = true;
				queue[queued++] = comes_from[k];
			}
	for (uint32_t state = 0; state < states; state++)
		if (!can_end[state])
			call(state);
	free(queue);
	free(can_end);
	free(comes_from);
	free(first_from);
	queued = 0;
}
