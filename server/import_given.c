/* import_given.c: the mapping that a person wrote. A misspelt column or field is refused, never passed over. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/import_guess.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

static const size_t none = (size_t)-1;

/* By its exact name, by its place (#3 or 3), by its name as people compare names. */
static size_t
column_of(const struct import_map *m, const char *name)
{
	char *wanted = import_key(name), *end;
	size_t found = none;
	long place = strtol(*name == '#' ? name + 1 : name, &end, 10);

	for (size_t c = 0; c < m->width && found == none; c++)
		if (strcmp(m->names[c], name) == 0)
			found = c;
	for (size_t c = 0; c < m->width && found == none; c++) {
		char *key = import_key(m->names[c]);
		if (*key != '\0' && strcmp(key, wanted) == 0)
			found = c;
		free(key);
	}
	if (found == none && *end == '\0' && place >= 1 && (size_t)place <= m->width)
		found = (size_t)place - 1;
	free(wanted);
	return found;
}

static size_t
field_of(const struct import_map *m, const char *name, bool *by_label)
{
	size_t length = strlen(name), i;
	const json_t *field;

	*by_label = length > 6 && strcmp(name + length - 6, ".label") == 0;
	json_array_foreach(m->fields, i, field) {
		const char *is = json_string_value(json_object_get(field, "name"));
		if (is == NULL)
			continue;
		if (strcmp(is, name) == 0) {
			*by_label = false;
			return i;
		}
		if (*by_label && json_object_get(field, "refers") != NULL && strlen(is) == length - 6 && strncmp(is, name, length - 6) == 0)
			return i;
	}
	return none;
}

static void
feed(struct import_map *m, size_t field, bool by_label, size_t column)
{
	const json_t *f = json_array_get(m->fields, field);
	struct import_target *t = NULL;

	for (size_t i = 0; i < m->count; i++)
		if (m->targets[i].field == f)
			t = &m->targets[i];
	if (t == NULL) {
		if (m->count == m->room) {
			m->room = m->room ? m->room * 2 : 32;
			m->targets = xreallocarray(m->targets, m->room, sizeof *m->targets);
		}
		t = &m->targets[m->count++];
		*t = (struct import_target){.field = f, .name = json_string_value(json_object_get(f, "name")), .by_label = by_label, .given = true,
		    .source_count = 1};
	}
	/* Two columns for one field: said so, they belong together. */
	if (t->sources[0].count < IMPORT_PARTS)
		t->sources[0].columns[t->sources[0].count++] = column;
	m->used[column] = true;
}

static char *
all_columns(const struct import_map *m)
{
	struct buf text = BUF_EMPTY;

	for (size_t c = 0; c < m->width && text.length < 800; c++)
		buf_printf(&text, "%s%s", c ? ", " : "", m->names[c]);
	return buf_steal(&text);
}

static bool
refuse(char **why, const char *language, const char *msgid, json_t *args)
{
	*why = translate_fill(language, msgid, args);
	json_decref(args);
	return false;
}

bool
import_map_given(struct import_map *m, const json_t *given, const char *language, char **why, bool *guess_more)
{
	const char *name;
	const json_t *to;

	*guess_more = true;
	if (!json_is_object(given))
		return refuse(why, language, N_("The mapping is a JSON object: {\"Column\": \"field\"}."), NULL);
	json_object_foreach((json_t *)(uintptr_t)given, name, to) {
		size_t column = strcmp(name, "*") == 0 ? none : column_of(m, name), field;
		bool by_label;

		if (strcmp(name, "*") == 0) {
			*guess_more = false;
			continue;
		}
		if (column == none) {
			char *columns = all_columns(m);
			json_t *args = json_pack("{s:s,s:s}", "name", name, "columns", columns);
			free(columns);
			return refuse(why, language, N_("There is no column “{name}”; there are: {columns}."), args);
		}
		if (json_is_null(to)) {
			m->used[column] = true;
			continue;
		}
		field = json_is_string(to) ? field_of(m, json_string_value(to), &by_label) : none;
		if (field == none)
			return refuse(why, language, N_("There is no field “{name}”."),
			    json_pack("{s:s}", "name", json_is_string(to) ? json_string_value(to) : "?"));
		if (!import_may_write(json_array_get(m->fields, field)) && strcmp(json_string_value(to), "id") != 0)
			return refuse(why, language, N_("The field “{name}” cannot be written."), json_pack("{s:s}", "name", json_string_value(to)));
		feed(m, field, by_label, column);
	}
	return true;
}
