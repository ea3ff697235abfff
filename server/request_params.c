/* request_params.c: checked parameters as handlers need them. */
#include <stdlib.h>
#include <string.h>

#include "server/desk_inside.h"
#include "shared/buf.h"

const char *
request_string(const struct request *r, const char *name)
{
	return json_string_value(json_object_get(r->params, name));
}

int64_t
request_integer(const struct request *r, const char *name, int64_t absent)
{
	const json_t *value = json_object_get(r->params, name);

	return json_is_integer(value) ? json_integer_value(value) : absent;
}

bool
request_flag(const struct request *r, const char *name)
{
	return json_is_true(json_object_get(r->params, name));
}

static bool
all_integers(const json_t *list)
{
	const json_t *each;
	size_t i;

	json_array_foreach(list, i, each)
		if (!json_is_integer(each))
			return false;
	return json_is_array(list);
}

const char *
request_text(struct request *r, const char *name)
{
	json_t *value = json_object_get(r->params, name), *each;
	struct buf text = BUF_EMPTY;
	char *dumped;
	size_t i;

	if (value == NULL || json_is_null(value))
		return NULL;
	if (json_is_string(value))
		return json_string_value(value);
	if (all_integers(value)) {
		buf_byte(&text, '{');
		json_array_foreach(value, i, each) {
			if (i > 0)
				buf_byte(&text, ',');
			buf_int(&text, json_integer_value(each));
		}
		buf_byte(&text, '}');
		dumped = buf_steal(&text);
	} else {
		dumped = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	}
	if (r->texts == NULL)
		r->texts = json_object();
	json_object_set_new(r->texts, name, json_string(dumped));
	free(dumped);
	return json_string_value(json_object_get(r->texts, name));
}
