/* SPDX-License-Identifier: MIT */
/*
 * Final states and errors, each with the states where it was found. They are kept outside of states:
 * an error that were part of one would be left out with it when an equal state had been seen.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define BUCKETS 4096

struct occurrence finding_here;

static struct finding *buckets[BUCKETS], *first, **last = &first;
static size_t bytes;
static uint64_t occurrences, seen;

static uint32_t bucket_of(const char *property, const char *text)
{
	uint32_t hash = 2166136261u;

	for (const char *c = property; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 16777619u;
	for (const char *c = text; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 16777619u;
	return hash % BUCKETS;
}

static struct finding *find(enum finding_kind kind, const char *property, const char *text)
{
	struct finding **place = &buckets[bucket_of(property, text)];
	struct finding *finding;

	for (; *place; place = &(*place)->same_bucket)
		if ((*place)->kind == kind && !strcmp((*place)->property, property) &&
		    !strcmp((*place)->text, text))
			return *place;
	finding = calloc(1, sizeof(*finding));
	if (!finding || !(finding->property = strdup(property)) || !(finding->text = strdup(text)))
		eng_fail("no memory");
	finding->kind = kind;
	*place = finding;
	*last = finding;
	last = &finding->next;
	bytes += sizeof(*finding) + strlen(property) + strlen(text);
	return finding;
}

void finding_add(enum finding_kind kind, const char *property, const char *text,
		 struct occurrence where)
{
	struct finding *finding = find(kind, property, text);

	if (finding->count == finding->room) {
		bytes += (finding->room + 4) * sizeof(where);
		finding->room = 2 * finding->room + 4;
		finding->where = eng_grow(finding->where, finding->room, sizeof(where));
	}
	finding->where[finding->count++] = where;
	occurrences++;
}

void finding_of_step(const char *property, const char *text)
{
	if (eng_reporting)
		report_error(property, text);
	else
		finding_add(VIOLATED, property, text, finding_here);
}

void finding_clear(void)
{
	while (first) {
		struct finding *next = first->next;
		free((char *)first->property);
		free((char *)first->text);
		free(first->where);
		free(first);
		first = next;
	}
	memset(buckets, 0, sizeof(buckets));
	last = &first;
	occurrences = 0;
	bytes = 0;
}

struct finding *finding_first(void)
{
	return first;
}

uint64_t finding_occurrences(void)
{
	return occurrences;
}

void eng_seen(int what)
{
	seen |= 1ULL << what;
}

uint64_t finding_seen(void)
{
	return seen;
}

size_t finding_bytes(void)
{
	return bytes;
}
