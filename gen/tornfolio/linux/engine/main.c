/* SPDX-License-Identifier: MIT */
/*
 * Options of a program, and the order in which everything happens.
 *
 *   --set NAME=VALUE   what eng_parameter() gives
 *   --seconds S, --megabytes M, --states N
 *                      limits; a search that meets one is not decided
 *   --step-seconds S   how long a step may run without touching shared memory (2)
 *   --progress S       a line of progress every S seconds
 *   --no-hash          go through all schedules without knowing states again
 *   --merge, --no-merge
 *                      whatever eng_program.merge_private says
 *   --count            count the schedules
 *   --schedules WHICH  of which findings to print the schedule: all, violated (and not of final states)
 *                      or none; "moves", which --replay understands, stands with each anyway
 *   --interactive      no search: take steps that standard input asks for (report.c)
 *   --replay K:MOVES   no search: run one schedule, e.g. 0:0,1,1,0/2 (CPUs, a choice after "/")
 *
 * Prints lines of JSON, each with a "kind": progress; final, violated (a finding with its shortest
 * schedule); replay; at (an answer); done, last, with "decided"; failed, with a "text", if the engine could
 * not do its work. The exit status is 0, but 2 for failed.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "internal.h"

enum mode { SEARCH, INTERACTIVE, REPLAY };

struct options {
	struct limits limits;
	double step_seconds;
	bool hashed, counted, of_finals, of_violated;
	enum mode mode;
	const char *replay;
	/* NULL: as the program says. */
	const bool *merged;
};

static char **arguments;
static const bool yes = true, no;

void eng_fail(const char *format, ...)
{
	char text[1024];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	printf("\n{\"kind\":\"failed\",\"text\":");
	json_string(text);
	printf("}\n");
	fflush(stdout);
	_Exit(2);
}

void *eng_grow(void *memory, size_t items, size_t size)
{
	memory = realloc(memory, items * size);
	if (!memory)
		eng_fail("no memory for %zu bytes", items * size);
	return memory;
}

double eng_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

const char *eng_parameter_text(const char *name, const char *otherwise)
{
	size_t length = strlen(name);

	for (char **argument = arguments; *argument && argument[1]; argument++)
		if (!strcmp(*argument, "--set") && !strncmp(argument[1], name, length) &&
		    argument[1][length] == '=')
			return argument[1] + length + 1;
	return otherwise;
}

long eng_parameter(const char *name, long otherwise)
{
	const char *text = eng_parameter_text(name, NULL);
	char *end;
	long value;

	if (!text)
		return otherwise;
	value = strtol(text, &end, 0);
	if (end == text || *end)
		eng_fail("%s=%s is no number", name, text);
	return value;
}

static double number(const char *option, const char *text)
{
	char *end;
	double value = text ? strtod(text, &end) : -1;

	if (!text || end == text || *end || value < 0)
		eng_fail("%s needs a number", option);
	return value;
}

/* Takes an option that has a value; false if there is no such. */
static bool take_value(struct options *options, const char *option, const char *value)
{
	if (!strcmp(option, "--set"))
		return value && strchr(value, '=');
	if (!strcmp(option, "--seconds"))
		options->limits.seconds = number(option, value);
	else if (!strcmp(option, "--megabytes"))
		options->limits.bytes = (size_t)(number(option, value) * 1e6);
	else if (!strcmp(option, "--states"))
		options->limits.states = (uint64_t)number(option, value);
	else if (!strcmp(option, "--step-seconds"))
		options->step_seconds = number(option, value);
	else if (!strcmp(option, "--progress"))
		options->limits.progress = number(option, value);
	else if (!strcmp(option, "--schedules") && value && strchr("avn", value[0]))
		options->of_finals = value[0] == 'a', options->of_violated = value[0] != 'n';
	else if (!strcmp(option, "--replay") && value)
		options->mode = REPLAY, options->replay = value;
	else
		return false;
	return true;
}

static void take_options(struct options *options, char **argument)
{
	for (; *argument; argument++) {
		if (!strcmp(*argument, "--no-hash"))
			options->hashed = false;
		else if (!strcmp(*argument, "--no-merge"))
			options->merged = &no;
		else if (!strcmp(*argument, "--merge"))
			options->merged = &yes;
		else if (!strcmp(*argument, "--count"))
			options->counted = true;
		else if (!strcmp(*argument, "--interactive"))
			options->mode = INTERACTIVE;
		else if (take_value(options, *argument, argument[1]))
			argument++;
		else
			eng_fail("option %s is not known, or lacks its value", *argument);
	}
}

static void replay(const char *text)
{
	struct move *moves = eng_grow(NULL, strlen(text) + 1, sizeof(*moves));
	char *end;
	long root = strtol(text, &end, 10);
	size_t count = 0;

	while (*end == ':' || *end == ',') {
		if (!end[1])
			break;
		moves[count].cpu = (uint8_t)strtol(end + 1, &end, 10);
		moves[count].choice = *end == '/' ? (uint8_t)strtol(end + 1, &end, 10) : 0;
		if (moves[count++].cpu >= eng_program.cpus)
			eng_fail("a schedule of %s has a CPU that there is not", text);
	}
	if (*end && *end != ':')
		eng_fail("%s is no schedule", text);
	printf("{\"kind\":\"replay\"");
	report_schedule((int)root, moves, count);
	printf("}\n");
	free(moves);
}

/* getrusage() would count what the program was started from. */
static long peak_kilobytes(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[256];
	long peak = 0;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "VmHWM: %ld", &peak) == 1)
			break;
	if (file)
		fclose(file);
	return peak;
}

static void search_and_report(const struct options *options)
{
	double started = eng_seconds();
	struct result result = search(&options->limits);
	double seconds = eng_seconds() - started, schedules = -1;

	graph_measure();
	if (options->counted)
		schedules = graph_schedules();
	for (struct finding *finding = finding_first(); finding; finding = finding->next)
		report_finding(finding, finding->kind == FINAL ? options->of_finals :
								  options->of_violated);
	printf("{\"kind\":\"done\",\"decided\":%s,\"why\":", result.why ? "false" : "true");
	if (result.why)
		json_string(result.why);
	else
		printf("null");
	printf(",\"states\":%u,\"steps\":%lu,\"deepest\":%zu,\"restarts\":%d,"
	       "\"seconds\":%.3f,\"kilobytes\":%ld,\"seen\":%lu",
	       graph_states(), (unsigned long)result.steps, result.deepest, result.restarts,
	       seconds, peak_kilobytes(), (unsigned long)finding_seen());
	/* So many that no number has them count as not counted. */
	if (schedules >= 0 && schedules < 1e300)
		printf(",\"schedules\":%.17g", schedules);
	printf("}\n");
}

int main(int count, char **argument)
{
	struct options options = {
		.step_seconds = 2, .hashed = true, .of_finals = true, .of_violated = true
	};

	arguments = argument + 1;
	take_options(&options, argument + (count > 0));
	if (eng_program.setup)
		eng_program.setup();
	if (eng_program.cpus < 1 || eng_program.cpus > ENG_CPUS)
		eng_fail("a program has from 1 to %d CPUs, not %d", ENG_CPUS, eng_program.cpus);
	mem_setup();
	sharing_setup(options.mode == SEARCH &&
		      (options.merged ? *options.merged : eng_program.merge_private));
	graph_setup(options.hashed);
	signals_setup(options.step_seconds);
	if (options.mode == INTERACTIVE)
		report_interactively();
	else if (options.mode == REPLAY)
		replay(options.replay);
	else
		search_and_report(&options);
	return fflush(stdout) ? 2 : 0;
}
