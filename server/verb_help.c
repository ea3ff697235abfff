/* verb_help.c: a verb explained: how it is written, what its words mean, an example, how it ends. */
#include <stdlib.h>
#include <string.h>

#include "server/table_names.h"
#include "server/verb.h"
#include "shared/buf.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { PAGE = 79, NAMES = 13, OPTIONS = 25 };	/* cells */

static void
pad_to(struct buf *out, int cells, int width)
{
	do
		buf_byte(out, ' ');
	while (++cells < width);
}

/* A sentence from cell `at` on, broken between words before the page ends; further lines begin below its first. */
static void
add_wrapped(struct buf *out, const char *text, int at)
{
	int cells = at;

	for (size_t i = 0; text[i] != '\0';) {
		size_t length = strcspn(text + i, " ");
		int word = text_cells(text + i, length);

		if (cells > at && cells + 1 + word > PAGE) {
			buf_byte(out, '\n');
			if (at > 0)
				pad_to(out, 0, at);
			cells = at;
		} else if (cells > at) {
			buf_byte(out, ' ');
			cells++;
		}
		buf_add(out, text + i, length);
		cells += word;
		i += length + (text[i + length] == ' ');
	}
	buf_byte(out, '\n');
}

/* One line of a list: a name and what it means. */
static void
add_item(struct buf *out, const char *name, int width, const char *meaning)
{
	int cells = text_cells_str(name);

	buf_str(out, "  ");
	buf_str(out, name);
	if (cells + 1 >= width) {
		buf_byte(out, '\n');
		cells = -2;
	}
	pad_to(out, cells, width);
	add_wrapped(out, meaning, width + 2);
}

static bool
has_options(const struct verb *v)
{
	for (const struct arg *a = v->args; a->name != NULL; a++)
		if (a->kind == ARG_OPTION || a->kind == ARG_FLAG)
			return true;
	return false;
}

static void
add_usage(const struct verb *v, struct buf *out)
{
	buf_str(out, v->name);
	for (const struct arg *a = v->args; a->name != NULL; a++) {
		if (a->kind != ARG_POSITION && a->kind != ARG_REST && a->kind != ARG_PAIRS)
			continue;
		buf_str(out, a->required ? " " : " [");
		buf_str(out, a->word);
		buf_str(out, a->kind == ARG_POSITION ? "" : "…");
		buf_str(out, a->required ? "" : "]");
	}
	if (has_options(v))
		buf_str(out, " [--…]");
}

void
verb_arg_word(const struct arg *a, bool with_value, struct buf *out)
{
	if (a->kind != ARG_OPTION && a->kind != ARG_FLAG) {
		buf_str(out, a->word ? a->word : a->name);
		return;
	}
	buf_str(out, "--");
	for (const char *c = a->name; *c != '\0'; c++)
		buf_byte(out, *c == '_' ? '-' : *c);
	if (a->kind == ARG_OPTION && with_value) {
		buf_byte(out, ' ');
		buf_str(out, a->word);
	}
}

static const struct {
	const char *code, *meaning;
} exits[] = {
	{"0", N_("done; an empty list too")},
	{"1", N_("some rows were refused, or the record is not there")},
	{"2", N_("the request makes no sense: an unknown word, a value missing")},
	{"3", N_("you may not do this")},
	{"4", N_("someone changed it meanwhile, or the key was used for something else")},
	{"75", N_("try again later")},
};

/* ENTITY in an example becomes the name of one that this person has. */
static void
add_example(const struct verb *v, const char *language, const char *entity, struct buf *out)
{
	const char *place = strstr(v->example, "ENTITY");

	buf_printf(out, "\n%s\n  ", translate(language, N_("For example:")));
	if (place != NULL && entity != NULL) {
		buf_add(out, v->example, (size_t)(place - v->example));
		buf_str(out, entity);
		buf_str(out, place + strlen("ENTITY"));
	} else {
		buf_str(out, v->example);
	}
	buf_byte(out, '\n');
}

/* Which formats there are is known to those who read and write them. */
static char *
help_of(const struct arg *a, const char *language)
{
	char *names = a->formats == FORMATS_NONE ? xstrdup("") : a->formats == FORMATS_READ ? table_read_names() : table_written_names(a->formats == FORMATS_OF_ROWS), *help;
	json_t *args = json_pack("{s:s}", "formats", names);

	help = translate_fill(language, a->help, args);
	json_decref(args);
	free(names);
	return help;
}

static void
help_one(const struct verb *v, const char *language, const char *entity, struct buf *out)
{
	add_wrapped(out, translate(language, v->help), 0);
	buf_str(out, "\n  ");
	add_usage(v, out);
	buf_str(out, "\n\n");
	for (const struct arg *a = v->args; a->name != NULL; a++) {
		struct buf word = BUF_EMPTY;
		char *help;

		if (a->kind == ARG_WIRE)
			continue;
		verb_arg_word(a, true, &word);
		help = help_of(a, language);
		add_item(out, buf_text(&word), OPTIONS, help);
		free(help);
		buf_free(&word);
	}
	if (!(v->flags & VERB_STREAM))
		add_item(out, "--format FORMAT", OPTIONS, translate(language, N_("table, csv, json or jsonl")));
	if (v->example != NULL)
		add_example(v, language, entity, out);
	buf_printf(out, "\n%s\n", translate(language, N_("Exit status:")));
	for (size_t i = 0; i < sizeof exits / sizeof *exits; i++)
		add_item(out, exits[i].code, 4, translate(language, exits[i].meaning));
}

void
verb_help(const struct verb *v, const char *language, const char *entity, struct buf *out)
{
	if (v != NULL) {
		help_one(v, language, entity, out);
		return;
	}
	for (v = verbs; v->name != NULL; v++)
		if (!(v->flags & VERB_HIDDEN))
			add_item(out, v->name, NAMES, translate(language, v->help));
	buf_printf(out, "\n%s\n", translate(language, N_("help VERB explains one of them.")));
}
