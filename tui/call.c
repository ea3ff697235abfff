/* call.c: a telephone call from a record: the number large enough to be read at arm's length, then a note of it, timed. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/big.h"
#include "tui/calendar_time.h"
#include "tui/commands.h"
#include "tui/pick.h"
#include "tui/record_inside.h"
#include "tui/screen_form.h"
#include "tui/terminal_says.h"

enum { NOTE, COPY, BACK, OPTIONS };

/* The number under the cursor, else the first that the record has. */
static const struct catalogue_field *
number_field(const struct record *r)
{
	const struct record_line *line = record_line(r);

	if (line != NULL && line->field != NULL && !line->field->masked && strcmp(line->field->format, "phone") == 0)
		return line->field;
	for (size_t i = 0; i < r->entity->field_count; i++) {
		const struct catalogue_field *f = &r->entity->fields[i];

		if (!f->masked && strcmp(f->format, "phone") == 0 && json_is_string(json_object_get(record_row(r), f->name)))
			return f;
	}
	return NULL;
}

/* The note as the catalogue declares it: whose call, when it began, how many minutes it took, the one that runs counted. */
static void
note(struct record *r)
{
	const json_t *calls = r->entity->calls;
	const struct catalogue_entity *other = catalogue_entity(app_catalogue(r->app), json_string_value(json_object_get(calls, "entity")));
	const char *link = json_string_value(json_object_get(calls, "link"));
	struct value_look look = app_look(r->app);
	json_t *values = json_deep_copy(json_object_get(calls, "values"));
	char iso[MOMENT_TEXT], *key, *label;

	if (other == NULL || link == NULL || values == NULL) {
		json_decref(values);
		return;
	}
	key = xasprintf("%s.label", link);
	label = value_label(&look, r->entity, record_row(r));
	json_object_set_new(values, link, json_integer(r->id));
	json_object_set_new(values, key, json_string(label));
	json_object_set_new(values, json_string_value(json_object_get(calls, "at")), json_string(calendar_iso(r->call_began, iso)));
	json_object_set_new(values, json_string_value(json_object_get(calls, "minutes")), json_integer((time(NULL) - r->call_began) / 60 + 1));
	form_create(r->app, other, values);
	free(key);
	free(label);
}

static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct record *r = owner;
	const struct catalogue_field *f = number_field(r);
	struct value_look look = app_look(app);
	char *number = f ? value_text(&look, f, record_row(r)) : NULL;
	const int64_t option = row->tag + (r->entity->calls == NULL);	/* where calls are not noted the first is not offered */

	(void)typed;
	if (option == NOTE)
		note(r);
	else if (option == COPY && number != NULL && terminal_copy(number))
		app_tell(app, ROLE_OK, N_("Sent to the terminal: {text}"), json_pack("{s:s}", "text", number));
	free(number);
}

void
record_call(struct app *app)
{
	static const char *const options[OPTIONS] = {N_("(N)ote the call"), N_("(C)opy the number"), N_("(B)ack")};
	struct record *r = app_state(app, &screen_record);
	const struct catalogue_field *f = r->shown ? number_field(r) : NULL;
	struct value_look look = app_look(app);
	char *number, *name;

	if (f == NULL) {
		app_tell(app, ROLE_DIM, N_("There is no telephone number here."), NULL);
		return;
	}
	number = value_text(&look, f, record_row(r));
	name = value_label(&look, r->entity, record_row(r));
	r->call_began = time(NULL);
	pick_question(app, r, xstrdup(name), big_text(number), options + (r->entity->calls == NULL), OPTIONS - (r->entity->calls == NULL), taken);
	free(number);
	free(name);
}
