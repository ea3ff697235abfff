/* field_kept.c: the cursor and the history of a field, as they are kept with what was typed. */
#include "tui/field_kept.h"

#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/xmalloc.h"
#include "tui/field_parts.h"

/* A draft holds many fields: the last steps are those that a person takes back. */
enum { STEPS_KEPT = 20, BYTES_KEPT = 4096 };

json_t *
field_keep(const struct field *f)
{
	size_t first = f->done > STEPS_KEPT ? f->done - STEPS_KEPT : 0, last = f->steps, bytes = 0;
	json_t *steps;

	if (last > f->done + STEPS_KEPT)
		last = f->done + STEPS_KEPT;
	for (size_t i = first; i < last; i++)
		bytes += strlen(f->step[i].text);
	if (first == last || bytes > BYTES_KEPT)
		return NULL;
	steps = json_pack("[I]", (json_int_t)(f->done - first));
	for (size_t i = first; i < last; i++)
		json_array_append_new(steps, json_pack("[s,I]", f->step[i].text, (json_int_t)f->step[i].cursor));
	return steps;
}

void
field_take(struct field *f, const json_t *steps)
{
	json_int_t done = json_integer_value(json_array_get(steps, 0));
	size_t count = json_array_size(steps);

	if (count < 2 || count > 2 * STEPS_KEPT + 1 || done < 0 || (size_t)done >= count)
		return;
	while (f->steps > 0)
		free(f->step[--f->steps].text);
	for (size_t i = 1; i < count; i++) {
		const json_t *one = json_array_get(steps, i);
		const char *text = json_string_value(json_array_get(one, 0));
		json_int_t cursor = json_integer_value(json_array_get(one, 1));
		char *normal = text_nfc(text ? text : "", text ? strlen(text) : 0);
		size_t length = strlen(normal);

		f->step[f->steps].text = normal;
		f->step[f->steps++].cursor = cursor >= 0 && (size_t)cursor < length ? (size_t)cursor : length;
	}
	f->done = (size_t)done;
	f->run = RUN_NONE;
}

void
field_put_cursor(struct field *f, size_t cursor)
{
	field_do(f, FIELD_HOME);
	while (f->cursor < cursor && f->cursor < f->length) {
		size_t before = f->cursor;

		field_do(f, FIELD_RIGHT);
		if (f->cursor > cursor || f->cursor == before) {
			f->cursor = f->anchor = before;
			break;
		}
	}
}
