/* undo_told.c: what was taken back or done again, in one line. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/catalogue.h"
#include "tui/linear.h"
#include "tui/undo_parts.h"
#include "tui/value.h"

enum { FIELDS_TOLD = 2 };

static const char *
word(const json_t *step, const char *name)
{
	const char *text = json_string_value(json_object_get(step, name));

	return text ? text : "";
}

char *
undo_name(struct app *app, const json_t *change, const json_t *step)
{
	const struct catalogue_entity *e = catalogue_entity(app_catalogue(app), word(step, "entity"));

	if (*word(step, "label") != '\0')
		return xstrdup(word(step, "label"));
	if (json_array_size(json_object_get(change, "steps")) == 1 && *word(change, "label") != '\0')
		return xstrdup(word(change, "label"));
	return xasprintf("%s %lld", e ? e->one : word(step, "entity"), (long long)json_integer_value(json_object_get(step, "id")));
}

static char *
text_in(struct app *app, const struct catalogue_field *f, const json_t *row)
{
	struct value_look look = app_look(app);
	char *text = value_text(&look, f, row);

	if (*text != '\0')
		return text;
	free(text);
	return xstrdup("–");
}

/* « Ville : Lyon → Paris, Code postal : 69001 → 75001 … » */
static void
tell_fields(struct app *app, const json_t *step, bool again, struct buf *out)
{
	const struct catalogue_entity *e = catalogue_entity(app_catalogue(app), word(step, "entity"));
	const json_t *from = json_object_get(step, again ? "before" : "after"), *to = json_object_get(step, again ? "after" : "before");
	size_t told = 0, count = 0;

	for (size_t i = 0; e != NULL && i < e->field_count; i++) {
		const struct catalogue_field *f = &e->fields[i];
		char *was, *now, *pair, *both;

		if (json_object_get(to, f->name) == NULL || ++count > FIELDS_TOLD)
			continue;
		was = text_in(app, f, from);
		now = text_in(app, f, to);
		both = xasprintf("%s → %s", was, now);
		pair = linear_pair(app, f->label, both);
		buf_printf(out, "%s%s", told++ == 0 ? " – " : ", ", pair);
		free(both);
		free(pair);
		free(was);
		free(now);
	}
	if (count > FIELDS_TOLD)
		buf_printf(out, " …");
}

static const char *
sentence(const char *did, bool again)
{
	if (strcmp(did, "update") == 0)
		return again ? N_("Changed again: {what} (u: undo)") : N_("The change is taken back: {what} (U: redo)");
	if (strcmp(did, "insert") == 0)
		return again ? N_("Made again: {what} (u: undo)") : N_("The new record is taken back: {what} (U: redo)");
	if ((strcmp(did, "delete") == 0) != again)
		return again ? N_("Brought back again: {what} (u: undo)") : N_("Brought back: {what} (U: redo)");
	return again ? N_("Deleted again: {what} (u: undo)") : N_("Back in the bin: {what} (U: redo)");
}

static const char *
sentence_of_many(const char *did, bool again)
{
	if (strcmp(did, "delete") == 0)
		return again ? N_("{n} records deleted again (u: undo)") : N_("{n} records brought back (U: redo)");
	return again ? N_("{what}: {n} records as after the change (u: undo)") : N_("{what}: {n} records as before the change (U: redo)");
}

char *
undo_said(struct app *app, const json_t *change, bool again, size_t good)
{
	const json_t *steps = json_object_get(change, "steps"), *first = json_array_get(steps, 0);
	bool many = json_is_true(json_object_get(change, "each")) && json_array_size(steps) > 1;
	const char *did = *word(change, "did") != '\0' ? word(change, "did") : word(first, "did");
	struct buf what = BUF_EMPTY;
	char *name, *said;

	if (many) {
		said = app_fill(app, sentence_of_many(did, again), json_pack("{s:I,s:s}", "n", (json_int_t)good, "what",
			word(change, "label")));
		return said;
	}
	name = *word(change, "label") != '\0' ? xstrdup(word(change, "label")) : undo_name(app, change, first);
	buf_printf(&what, "%s", name);
	if (strcmp(did, "update") == 0)
		tell_fields(app, first, again, &what);
	said = app_fill(app, sentence(did, again), json_pack("{s:s}", "what", buf_text(&what)));
	buf_free(&what);
	free(name);
	return said;
}
