/* verb.c: finding a verb and checking what it was given. */
#include "server/verb.h"

#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { IDS_MAX = 1000, NAMES_MAX = 200 };

const struct verb *
verb_find(const char *name)
{
	for (const struct verb *v = verbs; v->name != NULL; v++)
		if (strcmp(v->name, name) == 0)
			return v;
	return NULL;
}

const char *
verb_label(const struct verb *v, const char *name, const char *language)
{
	for (const struct member *m = v ? v->answer : NULL; m != NULL && m->name != NULL; m++)
		if (strcmp(m->name, name) == 0)
			return translate(language, m->label);
	return NULL;
}

const struct arg *
verb_arg(const struct verb *v, const char *name)
{
	for (const struct arg *a = v->args; a->name != NULL; a++)
		if (strcmp(a->name, name) == 0)
			return a;
	return NULL;
}

static json_t *
split_names(const char *text)
{
	json_t *list = json_array();

	for (const char *p = text;;) {
		size_t length = strcspn(p, ",");
		const char *from = p, *to = p + length;

		while (from < to && *from == ' ')
			from++;
		while (to > from && to[-1] == ' ')
			to--;
		if (to > from)
			json_array_append_new(list, json_stringn(from, (size_t)(to - from)));
		if (p[length] == '\0')
			return list;
		p += length + 1;
	}
}

static bool
list_of(const json_t *value, bool (*is)(const json_t *), size_t most)
{
	const json_t *each;
	size_t i;

	if (!json_is_array(value) || json_array_size(value) > most)
		return false;
	json_array_foreach(value, i, each)
		if (!is(each))
			return false;
	return true;
}

static bool
is_text(const json_t *value)
{
	return json_is_string(value);
}

static bool
is_id(const json_t *value)
{
	return json_is_integer(value) && json_integer_value(value) > 0;
}

/* Brings a value to its type, replacing it where another form is as good. False when it is of another. */
static bool
fits(const struct arg *a, json_t *params, json_t *value)
{
	json_t *list;

	switch (a->type) {
	case ARG_TEXT:
		return json_is_string(value);
	case ARG_INTEGER:
		return json_is_integer(value) && json_integer_value(value) >= 0;
	case ARG_BOOLEAN:
		return json_is_boolean(value);
	case ARG_OBJECT:
		return json_is_object(value);
	case ARG_ANY:
		return true;
	case ARG_NAMES:
		if (!json_is_string(value))
			return list_of(value, is_text, NAMES_MAX);
		list = split_names(json_string_value(value));
		json_object_set_new(params, a->name, list);
		return json_array_size(list) <= NAMES_MAX;
	case ARG_IDS:
		if (!json_is_integer(value))
			return list_of(value, is_id, a->most > 0 ? (size_t)a->most : IDS_MAX);
		list = json_array();
		json_array_append(list, value);
		json_object_set_new(params, a->name, list);
		return is_id(json_array_get(list, 0));
	}
	return false;
}

static const char *
kind_of(enum arg_type type)
{
	static const char *const kinds[] = {
		[ARG_TEXT] = N_("a text"),
		[ARG_INTEGER] = N_("a whole number from 0"),
		[ARG_BOOLEAN] = N_("true or false"),
		[ARG_NAMES] = N_("a list of names"),
		[ARG_IDS] = N_("a list of record numbers, 1,000 at most"),
		[ARG_OBJECT] = N_("an object"),
		[ARG_ANY] = N_("a value"),
	};

	return kinds[type];
}

static char *
complain(const char *language, const char *msgid, const char *name, const char *kind)
{
	json_t *args = json_pack("{s:s,s:s}", "name", name, "kind_label", kind);
	char *text = translate_fill(language, msgid, args);

	json_decref(args);
	return text;
}

char *
verb_check(const struct verb *v, json_t *params, const char *language, const char **field)
{
	const char *name;
	json_t *value;
	void *next;

	if (!json_is_object(params))
		return complain(language, N_("“params” is an object of names and values."), "params", "");
	/* fits() may replace values: nothing is added or removed, so the walk stays good. */
	json_object_foreach_safe(params, next, name, value) {
		const struct arg *a = verb_arg(v, name);

		if (a != NULL && json_is_null(value) && !a->required)
			continue;
		*field = a ? a->name : name;
		if (a == NULL)
			return complain(language, N_("This verb takes no “{name}”."), name, "");
		if (!fits(a, params, value))
			return complain(language, N_("“{name}” must be {kind_label}."), name, kind_of(a->type));
		if (json_string_length(value) > (a->most ? (size_t)a->most : TEXT_MOST))
			return complain(language, N_("“{name}” is too long."), name, "");
	}
	for (const struct arg *a = v->args; a->name != NULL; a++) {
		if (!a->required || json_object_get(params, a->name) != NULL)
			continue;
		*field = a->name;
		return complain(language, N_("“{name}” is missing."), a->name, "");
	}
	*field = NULL;
	return NULL;
}
