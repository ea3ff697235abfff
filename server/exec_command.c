/* exec_command.c: a command line as a verb with its parameters. */
#include "server/exec_command.h"

#include <stdlib.h>
#include <string.h>

#include "server/verb.h"
#include "server/words.h"
#include "shared/nearest.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { WORKER_ROWS = 1000 };	/* a longer list is streamed */

static bool
fail(struct exec_command *to, const char *language, const char *msgid, const char *word)
{
	json_t *args = json_pack("{s:s}", "word", word);

	to->why = translate_fill(language, msgid, args);
	json_decref(args);
	return false;
}

static bool
no_verb(struct exec_command *to, const char *language, const char *name)
{
	struct nearest near = nearest_to(name);
	json_t *args;

	for (const struct verb *v = verbs; v->name != NULL; v++)
		if (!(v->flags & VERB_HIDDEN))
			nearest_try(&near, v->name);
	if (near.best == NULL)
		return fail(to, language, N_("There is no verb “{word}”. “help” lists them."), name);
	args = json_pack("{s:s,s:s}", "word", name, "guess", near.best);
	to->why = translate_fill(language, N_("There is no verb “{word}”. Did you mean “{guess}”? “help” lists them."), args);
	json_decref(args);
	return false;
}

/* How a plain verb's answer is written is not the verb's business: --format is taken out before it reads its words. */
static bool
take_format(struct exec_command *to, struct words *w, const char *language)
{
	for (size_t i = 1; i < w->count; i++) {
		const char *value = NULL;
		size_t words = 1;

		if (strcmp(w->all[i], "--") == 0)
			return true;
		if (strncmp(w->all[i], "--format=", 9) == 0) {
			value = w->all[i] + 9;
		} else if (strcmp(w->all[i], "--format") == 0) {
			if (i + 1 == w->count)
				return fail(to, language, N_("“{word}” needs a value."), "--format");
			value = w->all[i + 1];
			words = 2;
		} else {
			continue;
		}
		to->format = exec_format_of(value);
		if (to->format == FORMAT_NONE)
			return fail(to, language, N_("“{word}” is no format of this verb: table, csv, json, jsonl."), value);
		for (size_t n = 0; n < words; n++)
			free(w->all[i + n]);
		memmove(w->all + i, w->all + i + words, (w->count - i - words) * sizeof *w->all);
		w->count -= words;
		return true;
	}
	return true;
}

/* A list runs here when a page is asked for, or a person looks on; else the child streams it. */
static void
place_list(struct exec_command *to, bool pty)
{
	const json_t *limit = json_object_get(to->params, "limit"), *format = json_object_get(to->params, "format");
	bool page = json_is_integer(limit) ? json_integer_value(limit) <= WORKER_ROWS : pty;

	to->format = json_is_string(format) ? exec_format_of(json_string_value(format)) : FORMAT_TABLE;
	to->stream = !page || to->format == FORMAT_NONE || to->format == FORMAT_CSV;
	/* A cursor and a count are a page's. */
	if (json_object_get(to->params, "after") != NULL && to->format != FORMAT_NONE)
		to->stream = false;
	if (!to->stream)
		json_object_del(to->params, "format");
}

static bool
asks_help(const struct words *w)
{
	for (size_t i = 1; i < w->count && strcmp(w->all[i], "--") != 0; i++)
		if (strcmp(w->all[i], "--help") == 0)
			return true;
	return false;
}

/* Whoever says first of what and then what (ENTITY list) is understood, too. */
static const char *
verb_word(struct words *w)
{
	const struct verb *second = w->count > 1 ? verb_find(w->all[1]) : NULL;
	char *first;

	if (second != NULL && verb_find(w->all[0]) == NULL && second->args[0].name != NULL && strcmp(second->args[0].name, "entity") == 0) {
		first = w->all[0];
		w->all[0] = w->all[1];
		w->all[1] = first;
	}
	return w->count > 0 ? w->all[0] : "help";
}

static bool
read_words(struct words *w, bool pty, const char *language, struct exec_command *to)
{
	const char *field, *name = verb_word(w);
	char *why;

	if (strcmp(name, "--help") == 0)
		name = "help";
	to->verb = verb_find(name);
	if (to->verb == NULL || (to->verb->flags & VERB_HIDDEN))
		return no_verb(to, language, name);
	if (asks_help(w)) {
		to->params = json_pack("{s:s}", "verb", to->verb->name);
		to->verb = verb_find("help");
		return true;
	}
	if (!(to->verb->flags & VERB_STREAM) && !take_format(to, w, language))
		return false;
	to->params = verb_parse(to->verb, w->count > 0 ? w->count - 1 : 0, w->count > 0 ? w->all + 1 : NULL, language, &to->why);
	if (to->params == NULL)
		return false;
	to->stream = (to->verb->flags & VERB_STREAM_ONLY) != 0;
	to->input = (to->verb->flags & VERB_STDIN) && json_object_get(to->params, "values") == NULL;
	if ((to->verb->flags & VERB_STREAM) && !to->stream)
		place_list(to, pty);
	if (to->input && pty)
		return fail(to, language, N_("Give FIELD=VALUE, or a JSON object on the input."), "");
	if ((why = verb_check(to->verb, to->params, language, &field)) != NULL) {
		to->why = why;
		return false;
	}
	return true;
}

bool
exec_command_read(const char *line, bool pty, const char *language, struct exec_command *to)
{
	const char *wrong;
	struct words w;
	bool good;

	*to = (struct exec_command){.verb = NULL, .format = FORMAT_TABLE};
	if ((wrong = words_split(line, &w)) != NULL)
		return fail(to, language, wrong, "");
	good = read_words(&w, pty, language, to);
	words_clear(&w);
	return good;
}

void
exec_command_clear(struct exec_command *command)
{
	json_decref(command->params);
	free(command->why);
	command->params = NULL;
	command->why = NULL;
}
