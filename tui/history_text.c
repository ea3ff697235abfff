/* history_text.c: how the history of a record reads: when, what by which road, and the values as anywhere else. */
#include <stdlib.h>
#include <string.h>

#include "shared/change_word.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/history_inside.h"

const char *
history_label(const struct history *h, const char *field)
{
	const struct catalogue_field *f = catalogue_field(h->entity, field);

	return f ? f->label : field;
}

static json_t *
row_with(const char *field, const json_t *value, const json_t *label)
{
	json_t *row = json_object();
	char *name = xasprintf("%s.label", field);

	json_object_set(row, field, (json_t *)(uintptr_t)value);
	if (json_is_string(label))
		json_object_set(row, name, (json_t *)(uintptr_t)label);
	free(name);
	return row;
}

char *
history_text(const struct history *h, size_t entry, const char *field, int when)
{
	const struct catalogue_field *f = catalogue_field(h->entity, field);
	const json_t *changes = json_object_get(json_array_get(h->entries, entry), "changes");
	struct value_look look = app_look(h->app);
	char *name = xasprintf("%s.label", field), *text;
	const json_t *value = when == 2 ? json_object_get(h->now, field) : json_array_get(json_object_get(changes, field), (size_t)when);
	json_t *row = row_with(field, value, when == 2 ? json_object_get(h->now, name) : json_array_get(json_object_get(changes, name), (size_t)when));

	if (f != NULL)
		text = value_text(&look, f, row);
	else if (json_is_string(value))
		text = xstrdup(json_string_value(value));
	else
		text = value != NULL && !json_is_null(value) ? json_dumps(value, JSON_ENCODE_ANY) : xstrdup("");
	json_decref(row);
	free(name);
	if (*text != '\0')
		return text;
	free(text);
	return xstrdup("–");
}

char *
history_when(const struct history *h, const json_t *entry)
{
	const struct catalogue_field stamp = {.name = "at", .label = "", .format = "", .type = TYPE_TIMESTAMP};
	struct value_look look = app_look(h->app);

	return value_text(&look, &stamp, entry);
}

/* What was done, and by which road: an action, an import; by hand it is only said what. */
char *
history_what(const struct history *h, const json_t *entry)
{
	const char *verb = json_string_value(json_object_get(entry, "verb")), *action = json_string_value(json_object_get(entry, "action"));
	const json_t *batch = json_object_get(entry, "batch");
	const char *word = app_text(h->app, change_word(verb ? verb : ""));

	for (size_t i = 0; action != NULL && i < h->entity->action_count; i++)
		if (strcmp(h->entity->actions[i].verb, action) == 0)
			action = h->entity->actions[i].label;
	if (action != NULL)
		return xasprintf("%s · %s", word, app_text(h->app, change_word(action)));
	if (json_is_integer(batch)) {
		char *import = app_fill(h->app, N_("import {n}"), json_pack("{s:O}", "n", batch)), *both = xasprintf("%s · %s", word, import);

		free(import);
		return both;
	}
	return xstrdup(word);
}

char *
history_change(const struct history *h, size_t line)
{
	const struct history_line *l = &h->lines[line];
	char *old = history_text(h, l->entry, l->field, 0), *new = history_text(h, l->entry, l->field, 1), *both = xasprintf("%s → %s", old, new);

	free(old);
	free(new);
	return both;
}
