/* table_column.c: columns from the catalogue. */
#include "server/table_column.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/verb.h"
#include "shared/text.h"
#include "shared/xmalloc.h"

static const char *
text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static const json_t *
field_of(const json_t *entity, const char *name, size_t length)
{
	const json_t *fields = json_object_get(entity, "fields");
	size_t i;
	json_t *field;

	json_array_foreach(fields, i, field) {
		const char *this = text_of(field, "name");
		if (this != NULL && strlen(this) == length && memcmp(this, name, length) == 0)
			return field;
	}
	return NULL;
}

/* "owner_id.label": the length of "owner_id"; 0 for a name that is no label. */
static size_t
label_base(const char *name)
{
	size_t n = strlen(name);

	return n > 6 && strcmp(name + n - 6, ".label") == 0 ? n - 6 : 0;
}

static bool
asked_for(const json_t *asked, const char *name)
{
	size_t i;
	json_t *one;

	json_array_foreach(asked, i, one)
		if (json_is_string(one) && strcmp(json_string_value(one), name) == 0)
			return true;
	return false;
}

/* Is there a column in the query that shows what this reference is called? */
static bool
has_label(const json_t *selected, const char *name)
{
	size_t i;
	json_t *one;

	json_array_foreach(selected, i, one) {
		const char *other = text_of(one, "name");
		size_t base = other ? label_base(other) : 0;
		if (base > 0 && strlen(name) == base && strncmp(other, name, base) == 0)
			return true;
	}
	return false;
}

static void
add_column(struct table_columns *made, const json_t *field, const json_t *selected, int source, bool for_people, const char *language)
{
	struct table_column *c = &made->rows[made->count++];
	const char *name = text_of(selected, "name"), *type = text_of(selected, "type");
	size_t base = label_base(name);
	const char *title = field ? text_of(field, "label") : NULL;

	memset(c, 0, sizeof *c);
	c->name = xstrdup(name);
	if (title == NULL)	/* the catalogue leaves out what is no field of a form: when a row was deleted */
		title = verb_label(verb_find("list"), name, language);
	title = title ? title : name;
	c->title = text_clean_line(title, strlen(title));
	c->type = column_type_of(type);
	c->source = source;
	c->language = language;
	if (field == NULL)
		return;
	c->width = (int)json_integer_value(json_object_get(field, "width"));
	/* In a card or a calendar a record stands by what it is called, not by its number. */
	if ((json_object_get(field, "refers") != NULL) == (base > 0))
		c->vcard = xstrdup_or_null(text_of(field, "vcard"));
	/* What a record is called is written as its own list writes it: a plate with its dashes. */
	c->format = xstrdup_or_null(text_of(base > 0 ? selected : field, "format"));
	if (base > 0)
		return;
	if (for_people)
		c->choices = json_incref(json_object_get(field, "choices"));
}

/* Where a column stands in what was asked for; last for one that was not named. */
static size_t
rank_of(const json_t *asked, const char *name)
{
	size_t i, base = label_base(name), length = base ? base : strlen(name);
	json_t *one;

	json_array_foreach(asked, i, one)
		if (json_string_length(one) == length && strncmp(json_string_value(one), name, length) == 0)
			return i;
	return SIZE_MAX;
}

/* In the order asked for: the query puts id and version first. */
static void
put_in_order(struct table_columns *columns, const json_t *asked)
{
	for (size_t i = 1; i < columns->count; i++) {
		struct table_column moving = columns->rows[i];
		size_t rank = rank_of(asked, moving.name), to = i;

		for (; to > 0 && rank_of(asked, columns->rows[to - 1].name) > rank; to--)
			columns->rows[to] = columns->rows[to - 1];
		columns->rows[to] = moving;
	}
}

struct table_columns
table_columns_new(const json_t *entity, const json_t *selected, const json_t *asked, bool for_people, const char *language)
{
	struct table_columns made = {.rows = xcalloc(json_array_size(selected) + 1, sizeof *made.rows), .count = 0};
	size_t i, base;
	json_t *one;

	json_array_foreach(selected, i, one) {
		const char *name = text_of(one, "name");

		if (name == NULL || *name == '_')
			continue;
		if ((strcmp(name, "id") == 0 || strcmp(name, "version") == 0) && !asked_for(asked, name))
			continue;
		if (for_people && has_label(selected, name))
			continue;
		base = label_base(name);
		add_column(&made, field_of(entity, name, base ? base : strlen(name)), one, (int)i, for_people, language);
	}
	put_in_order(&made, asked);
	return made;
}

void
table_columns_free(struct table_columns *columns)
{
	for (size_t i = 0; i < columns->count; i++) {
		free(columns->rows[i].name);
		free(columns->rows[i].title);
		free(columns->rows[i].format);
		free(columns->rows[i].vcard);
		json_decref(columns->rows[i].choices);
	}
	free(columns->rows);
	*columns = (struct table_columns){.rows = NULL, .count = 0};
}
