/* SPDX-License-Identifier: MIT */
/*
 * Which words are shared in fact.
 *
 * An access to a word that only one CPU ever touches, or that no CPU ever writes, commutes with all
 * steps of the others: it need not be a step of its own (eng_program.merge_private). Which words
 * these are is found out by the search. It begins as if no word were shared in fact. When it sees that one
 * is, and has passed that word without a scheduling point before, it has to begin again, knowing
 * that word. So the search that ends has stopped in front of each access that another CPU can
 * notice: were there one more, the first such would have been met in front of it, in an order that
 * differs only by steps that commute.
 */
#include <stdlib.h>

#include "internal.h"

struct word {
	uint8_t touched_by, written_by; /* a bit for each CPU */
	/* `contended` holds during a search, `found` will when it begins again. Stores to what is visible are always noticed. */
	bool contended, found, passed, visible;
};

static struct word *words[ENG_REGIONS];
static bool again;
/* The access that is being made, if it is no scheduling point: what its callbacks do counts for it. */
static uint64_t passing, passing_size;

bool sharing_fine = true;

static struct word *word_at(uint64_t address)
{
	const struct eng_region *region = mem_region(address);

	if (!region)
		return NULL;
	return &words[region - eng_program.shared][(address - (uint64_t)region->start) / 8];
}

static struct said {
	uint64_t start, size;
	bool loads;
} *said;
static size_t said_count;

static void say(const void *start, size_t size, bool loads)
{
	said = eng_grow(said, said_count + 1, sizeof(*said));
	said[said_count++] = (struct said){ (uint64_t)start, size, loads };
}

void eng_visible(const void *start, size_t size)
{
	say(start, size, false);
}

void eng_contended(const void *start, size_t size)
{
	say(start, size, true);
}

void sharing_setup(bool merge)
{
	sharing_fine = !merge;
	for (int i = 0; i < ENG_REGIONS && eng_program.shared[i].size; i++)
		words[i] = calloc(eng_program.shared[i].size / 8, sizeof(struct word));
	for (size_t i = 0; i < said_count; i++)
		for (uint64_t k = 0; k < (said[i].start % 8 + said[i].size + 7) / 8; k++) {
			struct word *word = word_at(said[i].start + 8 * k);
			if (word) {
				word->visible = true;
				word->contended = word->found = word->found || said[i].loads;
			}
		}
}

/* Whether an access has to be a scheduling point. */
bool sharing_contended(uint64_t address, size_t size, bool writes)
{
	struct word *word = word_at(address);

	for (size_t i = 0; word && i < (address % 8 + size + 7) / 8; i++)
		if (word[i].contended || (writes && word[i].visible))
			return true;
	return false;
}

static void find(struct word *word)
{
	again = again || word->passed;
	word->found = true;
}

void sharing_note(int cpu, uint64_t address, size_t size, bool writes, bool is_point)
{
	struct word *word = word_at(address);
	uint8_t self = (uint8_t)(1u << cpu);

	for (size_t i = 0; word && i < (address % 8 + size + 7) / 8; i++, word++) {
		word->touched_by |= self;
		if (writes)
			word->written_by |= self;
		word->passed = word->passed || !is_point;
		if (!word->found && word->written_by && (word->touched_by & (word->touched_by - 1)))
			find(word);
	}
}

/* From here on callbacks of an access are called, until sharing_passed(). */
void sharing_passing(uint64_t address, size_t size)
{
	passing = address;
	passing_size = size;
}

void sharing_passed(void)
{
	passing_size = 0;
}

/* A store by the callback of an access: if others store there too, that access does not commute. */
void sharing_note_silent(int cpu, uint64_t address)
{
	struct word *word = word_at(address), *acting = word_at(passing);

	sharing_note(cpu, address, 8, true, false);
	if (!(word->found || word->visible) || !passing_size || !acting)
		return;
	for (size_t i = 0; i < (passing % 8 + passing_size + 7) / 8; i++)
		if (!acting[i].found)
			find(&acting[i]);
}

/* Whether the search has to begin again. */
bool sharing_again(void)
{
	return again;
}

void sharing_begin(void)
{
	again = false;
	for (int i = 0; i < ENG_REGIONS && words[i]; i++)
		for (size_t k = 0; k < eng_program.shared[i].size / 8; k++)
			words[i][k].contended = words[i][k].found;
}
