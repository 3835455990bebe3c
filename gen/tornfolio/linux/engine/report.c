/* SPDX-License-Identifier: MIT */
/*
 * Runs a schedule again and prints it, as lines of JSON.
 *
 * The search itself notes no more of a step than which CPU took it. To tell a schedule it is run again,
 * and must end in the state that the search had found.
 */
#define _GNU_SOURCE
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

enum { MOST_ACCESSES = 256, MOST_ERRORS = 16 };

struct label {
	const char *name, *file;
	int line;
};

struct access {
	struct context context;
	struct label label;
	uint64_t before, after;
	int choice;
};

int eng_reporting;

static struct label labels[ENG_CPUS];
static struct access accesses[MOST_ACCESSES];
static int access_count, settled_count, error_count;
static struct {
	char *property, *text;
} errors[MOST_ERRORS];

void json_string(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c < 0x20)
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

static uint64_t value_at(const struct context *context)
{
	uint64_t value = 0;
	size_t size = op_size(context);

	if (op_is_access(context->op) && size <= 8)
		memcpy(&value, (void *)context->arg[0], size);
	return value;
}

void report_label(int cpu, const char *name, const char *file, int line)
{
	labels[cpu] = (struct label){ name, file, line };
}

/* Notes what a step is about to do. */
void report_access(int cpu, const struct context *context, int choice)
{
	struct access *access;

	if (access_count == MOST_ACCESSES)
		return;
	if (op_is_access(context->op) && !mem_region(context->arg[0]) &&
	    !(OP_KIND(context->op) == COPY && mem_region(context->arg[1])))
		return;
	access = &accesses[access_count++];
	*access = (struct access){ .context = *context, .label = labels[cpu], .choice = choice };
	access->before = access->after = value_at(context);
	labels[cpu] = (struct label){ NULL, NULL, 0 };
}

/* What was noted has been done. */
void report_settled(void)
{
	for (; settled_count < access_count; settled_count++)
		accesses[settled_count].after = value_at(&accesses[settled_count].context);
}

void report_error(const char *property, const char *text)
{
	if (error_count == MOST_ERRORS)
		return;
	errors[error_count].property = strdup(property);
	errors[error_count++].text = strdup(text);
}

static int first_base(struct dl_phdr_info *info, size_t size, void *base)
{
	(void)size;
	*(uint64_t *)base = info->dlpi_addr;
	return 1;
}

/* An address in the program as its file has it. */
static uint64_t in_file(uint64_t pc)
{
	static uint64_t base = 1;

	if (base == 1)
		dl_iterate_phdr(first_base, &base);
	return pc - base;
}

static void print_address(uint64_t address)
{
	const struct eng_region *region = mem_region(address);
	char text[256] = "";

	if (region && eng_program.address_text)
		eng_program.address_text((void *)address, text, sizeof(text));
	else if (region)
		snprintf(text, sizeof(text), "%s+%lu", region->name,
			 (unsigned long)(address - (uint64_t)region->start));
	else
		snprintf(text, sizeof(text), "stack");
	json_string(text);
}

static void print_label(const struct label *label, const char *otherwise)
{
	const char *name = label->name ? label->name : otherwise;

	if (name) {
		printf(",\"name\":");
		json_string(name);
	}
	if (label->file) {
		printf(",\"file\":");
		json_string(label->file);
		printf(",\"line\":%d", label->line);
	}
}

static void print_operation(const struct context *context, const struct label *label)
{
	printf("\"what\":");
	json_string(op_text(context->op));
	printf(",\"pc\":%lu", (unsigned long)in_file(context->pc));
	print_label(label, op_name(context));
	if (op_is_access(context->op)) {
		printf(",\"address\":");
		print_address(context->arg[0]);
		printf(",\"size\":%zu", op_size(context));
	}
}

static void print_accesses(void)
{
	report_settled();
	printf("\"accesses\":[");
	for (int i = 0; i < access_count; i++) {
		const struct access *access = &accesses[i];
		printf("%s{", i ? "," : "");
		print_operation(&access->context, &access->label);
		if (op_is_access(access->context.op) && op_size(&access->context) <= 8)
			printf(",\"before\":%lu,\"after\":%lu", (unsigned long)access->before,
			       (unsigned long)access->after);
		if (OP_KIND(access->context.op) == CHOOSE)
			printf(",\"choice\":%d", access->choice);
		putchar('}');
	}
	putchar(']');
	access_count = settled_count = 0;
}

static void print_errors(void)
{
	printf(",\"errors\":[");
	for (int i = 0; i < error_count; i++) {
		printf("%s{\"property\":", i ? "," : "");
		json_string(errors[i].property);
		printf(",\"text\":");
		json_string(errors[i].text);
		putchar('}');
		free(errors[i].property);
		free(errors[i].text);
	}
	putchar(']');
	error_count = 0;
}

static void print_state(const char *name)
{
	static char text[65536];

	if (!eng_program.state_text)
		return;
	text[0] = '\0';
	eng_program.state_text(text, sizeof(text));
	printf(",\"%s\":", name);
	json_string(text);
}

/* Runs one step and prints it; whether the CPU can go on. */
static bool print_step(struct move move)
{
	enum outcome outcome = cpu_step(move.cpu, move.choice);

	printf("{\"cpu\":%d,", move.cpu);
	print_accesses();
	print_errors();
	print_state("state");
	printf(",\"ends\":%s}", outcome == ENDED ? "true" : "false");
	return outcome != ENDED;
}

static bool begin(int root)
{
	bool begun;

	eng_reporting = 1;
	memset(labels, 0, sizeof(labels));
	access_count = settled_count = error_count = 0;
	begun = cpu_begin_all(root);
	printf(",\"initial\":%d", root);
	print_errors();
	print_state("start");
	return begun;
}

void report_schedule(int root, const struct move *moves, size_t count)
{
	bool goes_on = begin(root);

	printf(",\"schedule\":[");
	for (size_t i = 0; i < count && goes_on; i++) {
		if (i)
			putchar(',');
		goes_on = print_step(moves[i]);
	}
	putchar(']');
	eng_reporting = 0;
}

static const struct occurrence *shallowest(const struct finding *finding)
{
	const struct occurrence *best = finding->where;

	for (size_t i = 1; i < finding->count; i++)
		if (graph_depth(finding->where[i].state) + finding->where[i].by_step <
		    graph_depth(best->state) + best->by_step)
			best = &finding->where[i];
	return best;
}

/* The hash is that of the state before the last step if that showed the finding. */
static void check_the_same(const struct occurrence *where)
{
	struct hash hash = graph_hash(where->state);

	if (!where->by_step && (hash.a != mem_hash.a || hash.b != mem_hash.b))
		eng_fail("a schedule that was run again led to another state: the code under test "
			 "depends on something that is no part of the state");
}

static size_t append(struct move **moves, size_t count, struct move move, size_t times)
{
	*moves = eng_grow(*moves, count + times + 1, sizeof(**moves));
	while (times--)
		(*moves)[count++] = move;
	return count;
}

static void print_moves(int root, const struct move *moves, size_t count)
{
	printf(",\"moves\":\"%d:", root);
	for (size_t i = 0; i < count; i++) {
		printf("%s%d", i ? "," : "", moves[i].cpu);
		if (moves[i].choice)
			printf("/%d", moves[i].choice);
	}
	putchar('"');
}

/* Of a step without an end so many accesses are told. */
#define MOST_OF_ENDLESS 100

/*
 * Writes the moves of a schedule in which steps were merged as moves of single steps, by running it; gives
 * how many they are. Of the accesses that were merged into one step at most so many are told.
 */
static size_t unmerge(int root, const struct move *moves, size_t count, struct move **fine, size_t most)
{
	size_t n = 0;
	bool begun = cpu_begin_all(root);

	for (int cpu = 0; cpu < eng_program.cpus; cpu++)
		n = append(fine, n, (struct move){ (uint8_t)cpu, 0 }, cpu_merged[cpu]);
	for (size_t i = 0; i < count && begun; i++) {
		cpu_step(moves[i].cpu, moves[i].choice);
		n = append(fine, n, moves[i], 1);
		size_t merged = cpu_merged[moves[i].cpu];
		n = append(fine, n, (struct move){ moves[i].cpu, 0 }, merged < most ? merged : most);
	}
	return n;
}

void report_finding(const struct finding *finding, bool with_schedule)
{
	const struct occurrence *where = shallowest(finding);
	size_t count = graph_depth(where->state);
	struct move *moves = eng_grow(NULL, count + 1, sizeof(*moves));
	int root = graph_path(where->state, moves);

	if (where->by_step)
		moves[count++] = (struct move){ where->cpu, where->choice };
	if (!sharing_fine) {
		struct move *fine = NULL;
		bool endless = finding->kind == VIOLATED && !strcmp(finding->property, "NoEndlessStep");
		eng_reporting = 1;
		count = unmerge(root, moves, count, &fine, endless ? MOST_OF_ENDLESS : SIZE_MAX);
		eng_reporting = 0;
		free(moves);
		moves = fine;
	}
	printf("{\"kind\":\"%s\"", finding->kind == FINAL ? "final" : "violated");
	if (finding->kind == VIOLATED) {
		printf(",\"property\":");
		json_string(finding->property);
	}
	printf(",\"text\":");
	json_string(finding->text);
	printf(",\"states\":%zu,\"steps\":%zu", finding->count, count);
	print_moves(root, moves, count);
	if (with_schedule) {
		bool merges = !sharing_fine;
		sharing_fine = true;
		report_schedule(root, moves, count);
		check_the_same(where);
		sharing_fine = !merges;
	}
	printf("}\n");
	free(moves);
}

static void print_cpus(void)
{
	printf(",\"cpus\":[");
	for (int cpu = 0; cpu < eng_program.cpus; cpu++) {
		const struct context *context = mem_context(cpu);
		printf("%s{\"cpu\":%d,\"enabled\":%s,\"returned\":%s,\"choices\":%d,", cpu ? "," : "",
		       cpu, cpu_enabled(cpu) ? "true" : "false", cpu_returned(cpu) ? "true" : "false",
		       cpu_choices(cpu));
		print_operation(context, &labels[cpu]);
		putchar('}');
	}
	printf("]}\n");
	fflush(stdout);
}

/* What `undo` needs to go back by one step. */
struct past {
	struct hash hash;
	size_t mark;
	struct label labels[ENG_CPUS];
};

static struct past *past;
static size_t past_count;

static void remember(void)
{
	past = eng_grow(past, past_count + 1, sizeof(*past));
	past[past_count].hash = mem_hash;
	past[past_count].mark = mem_mark();
	memcpy(past[past_count++].labels, labels, sizeof(labels));
}

static void go_back(void)
{
	struct past *to = &past[--past_count];

	mem_undo(to->mark);
	mem_hash = to->hash;
	memcpy(labels, to->labels, sizeof(labels));
}

static void answer_step(int cpu, int choice)
{
	if (cpu < 0 || cpu >= eng_program.cpus || !cpu_enabled(cpu) || choice < 0 ||
	    choice >= cpu_choices(cpu)) {
		printf("{\"kind\":\"at\",\"refused\":true");
		return;
	}
	remember();
	printf("{\"kind\":\"at\",\"step\":");
	if (!print_step((struct move){ (uint8_t)cpu, (uint8_t)choice }))
		go_back();
}

/*
 * Takes lines from standard input: "init K", which is first, "step CPU [CHOICE]", "undo", "quit". Answers each
 * with one line, which says where all CPUs stand. A step that ends its schedule is taken back.
 */
void report_interactively(void)
{
	char line[128];
	int a, b = 0;
	bool begun = false;

	while (fgets(line, sizeof(line), stdin)) {
		int given = sscanf(line, "step %d %d", &a, &b);
		if (sscanf(line, "init %d", &a) == 1) {
			past_count = 0;
			printf("{\"kind\":\"at\"");
			begun = begin(a);
		} else if (!begun) {
			printf("{\"kind\":\"at\",\"refused\":true}\n");
			fflush(stdout);
			continue;
		} else if (given >= 1) {
			answer_step(a, given == 2 ? b : 0);
		} else if (!strncmp(line, "undo", 4) && past_count) {
			go_back();
			printf("{\"kind\":\"at\"");
			print_state("start");
		} else if (!strncmp(line, "quit", 4)) {
			return;
		} else {
			printf("{\"kind\":\"at\",\"refused\":true");
		}
		print_cpus();
	}
}
