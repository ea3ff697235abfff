/* presence_words.c: who has a record open, in words. */
#include "tui/presence_words.h"

#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

/* args is stolen. */
static char *
fill(const char *language, const char *msgid, json_t *args)
{
	char *text = translate_fill(language, msgid, args);

	json_decref(args);
	return text;
}

enum names { WHOLE, GIVEN, FIRST_ONLY, NAMES_COUNT };

char *
presence_words_since(const char *language, int64_t seconds)
{
	static const int steps[] = {2, 5, 10, 15, 20, 30, 45};
	int64_t minutes = seconds / 60, shown = 0;

	if (minutes >= 60)
		return fill(language, N_("{n} h"), json_pack("{s:I}", "n", (json_int_t)(minutes / 60)));
	for (size_t i = 0; i < sizeof steps / sizeof *steps && steps[i] <= minutes; i++)
		shown = steps[i];
	return shown == 0 ? xstrdup("") : fill(language, N_("{n} min"), json_pack("{s:I}", "n", (json_int_t)shown));
}

static bool
does(const json_t *one, bool edits)
{
	const char *doing = json_string_value(json_object_get(one, "doing"));

	return doing != NULL && (strcmp(doing, "edits") == 0) == edits;
}

/* The person's name as the directory has it, or what stands before its first space. */
static void
add_name(struct buf *out, const json_t *one, enum names names)
{
	const char *name = json_string_value(json_object_get(one, "person"));
	char *clean = text_clean_str(name ? name : "?");

	if (names != WHOLE)
		clean[strcspn(clean, " ")] = '\0';
	buf_printf(out, "%s%s", out->length > 0 ? ", " : "", clean);
	free(clean);
}

/* Those who read, or those who edit: their names, how many they are, for how long the first of them. */
static size_t
gather(const struct presence_words *w, bool edits, enum names names, struct buf *out, int64_t *seconds)
{
	size_t count = 0, i;
	const json_t *one;

	*seconds = 0;
	json_array_foreach(w->who, i, one) {
		int64_t since = json_integer_value(json_object_get(one, "seconds")) + w->seconds_since;

		if (!does(one, edits) || json_integer_value(json_object_get(one, "person_id")) == w->own)
			continue;
		if (count == 0 || names != FIRST_ONLY)
			add_name(out, one, names);
		*seconds = since > *seconds ? since : *seconds;
		count++;
	}
	if (names == FIRST_ONLY && count > 1)
		buf_printf(out, " +%zu", count - 1);
	return count;
}

static void
add_part(const struct presence_words *w, bool edits, enum names names, struct buf *out)
{
	struct buf who = BUF_EMPTY;
	int64_t seconds;
	size_t count = gather(w, edits, names, &who, &seconds);
	char *part, *since;
	const char *msgid = !edits ? (count == 1 ? N_("{names} is reading") : N_("{names} are reading"))
		: count == 1 ? N_("{names} is editing") : N_("{names} are editing");

	if (count > 0) {
		since = edits ? presence_words_since(w->language, seconds) : xstrdup("");
		part = fill(w->language, msgid, json_pack("{s:s}", "names", buf_text(&who)));
		buf_printf(out, "%s%s", out->length > 0 ? ", " : "", part);
		if (*since != '\0')
			buf_printf(out, " (%s)", since);
		free(part);
		free(since);
	}
	buf_free(&who);
}

char *
presence_words_row(const struct presence_words *w, int cells, int most, bool *edits)
{
	struct buf out = BUF_EMPTY;
	int64_t seconds;

	*edits = gather(w, true, WHOLE, &out, &seconds) > 0;
	for (enum names names = WHOLE; names < NAMES_COUNT; names++) {
		buf_clear(&out);
		add_part(w, true, names, &out);
		add_part(w, false, names, &out);
		if (out.length == 0 || text_cells_str(buf_text(&out)) <= (names == WHOLE ? cells : most))
			break;
	}
	/* Who edits matters more than who reads. */
	if (*edits && text_cells_str(buf_text(&out)) > most) {
		buf_clear(&out);
		add_part(w, true, FIRST_ONLY, &out);
	}
	if (out.length == 0 || most <= 0) {
		buf_free(&out);
		return NULL;
	}
	if (text_cells_str(buf_text(&out)) > most) {
		char *fitted = text_fit(buf_text(&out), most, TEXT_CUT_MIDDLE);

		buf_free(&out);
		return fitted;
	}
	return buf_steal(&out);
}

char *
presence_words_lines(const struct presence_words *w, bool since_when)
{
	struct buf out = BUF_EMPTY;
	size_t i;
	const json_t *one;

	json_array_foreach(w->who, i, one) {
		struct buf name = BUF_EMPTY;
		char *since, *line;
		bool edits = does(one, true);

		if (json_integer_value(json_object_get(one, "person_id")) == w->own)
			continue;
		add_name(&name, one, WHOLE);
		since = since_when ? presence_words_since(w->language, json_integer_value(json_object_get(one, "seconds")) + w->seconds_since)
			: xstrdup("");
		line = fill(w->language, !edits ? N_("{name} has this record open.")
			: *since == '\0' ? N_("{name} is editing this record.") : N_("{name} has been editing this record for {since}."),
			json_pack("{s:s,s:s}", "name", buf_text(&name), "since", since));
		buf_printf(&out, "%s%s", out.length > 0 ? "\n" : "", line);
		free(line);
		free(since);
		buf_free(&name);
	}
	if (out.length == 0) {
		buf_free(&out);
		return NULL;
	}
	return buf_steal(&out);
}
