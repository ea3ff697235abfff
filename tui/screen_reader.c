/* screen_reader.c: a text to be read: headings, lists, code, tables, links; it notes that it was read, and may ask whether it helped. */
#include "tui/screen_reader.h"

#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/deeds.h"
#include "tui/linear.h"
#include "tui/markdown_view.h"
#include "tui/remote.h"
#include "tui/screen_form.h"
#include "tui/screen_record.h"
#include "tui/stand.h"
#include "tui/value.h"

enum { WIDEST = 90, LINEAR_WIDTH = 78 };

struct how {
	const struct catalogue_entity *entity;
	const struct catalogue_field *field;
	int64_t id;
	const char *name, *source;
};

struct reader {
	struct app *app;
	const struct catalogue_entity *entity;
	const struct catalogue_field *field;	/* null until the record came */
	int64_t id;
	char *name, *source;
	struct markdown *laid;
	int width, height;
	size_t top;
};

static void
noted(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct reader *r = state;

	(void)result;
	(void)tag;
	if (error == NULL)
		app_changed(app, r->entity->name, r->id, 0);
}

/* That it was read is worth a note, not a word: who may not note it reads all the same. */
static void
note_read(struct reader *r)
{
	char *key;

	if (r->entity->reads == NULL || !catalogue_may(r->entity, r->entity->reads))
		return;
	key = app_new_key();
	app_call(r->app, r, "do", json_pack("{s:s,s:s,s:[I],s:s}", "entity", r->entity->name, "action", r->entity->reads, "ids", (json_int_t)r->id,
		"key", key), noted, 0);
	free(key);
}

static void
set_source(struct reader *r, const char *source)
{
	free(r->source);
	r->source = xstrdup(source ? source : "");
	markdown_free(r->laid);
	r->laid = NULL;
}

static void
record_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct reader *r = state;
	const json_t *row = json_object_get(result, "row");
	struct value_look look = app_look(app);
	bool first = r->source == NULL;

	(void)tag;
	if (error != NULL) {
		app_say_error(app, error);
		if (first)
			app_close(app, app_screen_of(app, r));
		return;
	}
	for (size_t i = 0; i < r->entity->field_count && r->field == NULL; i++)
		if (r->entity->fields[i].markdown && !r->entity->fields[i].masked)
			r->field = &r->entity->fields[i];
	free(r->name);
	r->name = value_label(&look, r->entity, row);
	set_source(r, r->field ? json_string_value(json_object_get(row, r->field->name)) : "");
	app_visited(app, r->entity->name, r->id);
	if (first)
		note_read(r);
}

static void
ask(struct reader *r)
{
	app_call(r->app, r, "show", json_pack("{s:s,s:I}", "entity", r->entity->name, "id", (json_int_t)r->id), record_came, 0);
}

static void
opened(struct app *app, void *state, void *argument)
{
	struct reader *r = state;
	const struct how *how = argument;

	*r = (struct reader){.app = app, .entity = how->entity, .field = how->field, .id = how->id, .name = xstrdup_or_null(how->name)};
	if (how->source == NULL) {
		ask(r);
		return;
	}
	set_source(r, how->source);
	note_read(r);
}

static void
closed(struct app *app, void *state)
{
	struct reader *r = state;

	(void)app;
	markdown_free(r->laid);
	free(r->name);
	free(r->source);
}

/* The last line stands at the bottom, not at the top. */
static void
hold(struct reader *r)
{
	size_t most = r->laid != NULL && r->laid->count > (size_t)r->height ? r->laid->count - (size_t)r->height : 0;

	r->top = r->top > most ? most : r->top;
}

static void
draw(struct app *app, void *state, const struct area *area)
{
	struct reader *r = state;
	int width = area->width - 4 > WIDEST ? WIDEST : area->width - 4;
	const struct area text = paint_part(area, 2, 2, area->height - 3, width);

	paint_text(area, 0, 2, area->width - 4, ROLE_TITLE, r->name ? r->name : "…");
	if (r->source == NULL)
		return;
	if (r->laid == NULL || r->width != width) {
		markdown_free(r->laid);
		r->laid = markdown_lay(r->source, width);
		r->width = width;
	}
	r->height = text.height;
	hold(r);
	if (r->laid->count == 0)
		paint_text(&text, 0, 0, width, ROLE_DIM, app_text(app, N_("There is no text yet.")));
	markdown_draw(&text, 0, 0, text.height, r->laid, r->top);
	if (r->laid->count > (size_t)r->height) {
		size_t last = r->top + (size_t)r->height;
		char *where = xasprintf("%zu–%zu / %zu %s%s", r->top + 1, last > r->laid->count ? r->laid->count : last, r->laid->count, r->top > 0 ? "↑" : "",
			last < r->laid->count ? "↓" : "");

		paint_cell(area, area->height - 1, 0, area->width - 2, ROLE_DIM, TEXT_RIGHT, where);
		free(where);
	}
	paint_cursor(area, 2, 0);
}

static void
tell(struct app *app, void *state, struct linear *out)
{
	struct reader *r = state;
	char *text = markdown_text(r->source, LINEAR_WIDTH), *next, *line = text;

	(void)app;
	for (; line != NULL; line = next) {
		if ((next = strchr(line, '\n')) != NULL)
			*next++ = '\0';
		if (*line != '\0')
			linear_say(out, line);
	}
	free(text);
}

static void
changed(struct app *app, void *state, const char *entity, int64_t id, int version, bool own)
{
	struct reader *r = state;

	(void)app;
	(void)version;
	(void)own;
	if (strcmp(entity, r->entity->name) == 0 && (id == r->id || id == APP_ANY) && version != 0)
		ask(r);
}

static char *
title_of(struct app *app, const void *state)
{
	const struct reader *r = state;

	(void)app;
	return xstrdup(r->name ? r->name : "…");
}

static char *
value_of(struct app *app, const void *state)
{
	(void)app;
	return xstrdup_or_null(((const struct reader *)state)->source);
}

static const struct catalogue_entity *
entity_of(const void *state)
{
	return ((const struct reader *)state)->entity;
}

static int64_t
held(const void *state, bool *edits)
{
	(void)edits;
	return ((const struct reader *)state)->id;
}

static void
moved(struct app *app, void *state, int by)
{
	struct reader *r = state;
	int rows = stand_rows(by, r->height);

	(void)app;
	r->top = rows < 0 && r->top < (size_t)-rows ? 0 : r->top + (size_t)rows;
	hold(r);
}

static const struct screen_type screen_reader = {
	.name = "reader", .context = IN_READER, .state_size = sizeof(struct reader), .open = opened, .close = closed, .draw = draw,
	.move = moved, .tell = tell, .changed = changed, .title = title_of, .value = value_of, .entity = entity_of, .holds = held,
};

void
reader_show(struct app *app, const struct catalogue_entity *entity, const struct catalogue_field *field, int64_t id, const char *name,
	const char *source)
{
	app_push(app, &screen_reader, &(struct how){.entity = entity, .field = field, .id = id, .name = name, .source = source});
}

void
reader_open(struct app *app, const struct catalogue_entity *entity, int64_t id)
{
	for (size_t i = 0; i < entity->field_count; i++)
		if (entity->fields[i].markdown && !entity->fields[i].masked) {
			reader_show(app, entity, NULL, id, NULL, NULL);
			return;
		}
	record_show(app, entity, id, NULL);
}

static struct reader *
here(struct app *app)
{
	return app_state(app, &screen_reader);
}

void
reader_edit(struct app *app)
{
	struct reader *r = here(app);

	if (!catalogue_may(r->entity, "update"))
		app_tell(app, ROLE_WARN, N_("You may not change these."), NULL);
	else
		form_edit(app, r->entity, r->id, r->field ? r->field->name : NULL);
}

void
reader_judge(struct app *app)
{
	struct reader *r = here(app);
	const struct catalogue_action *action = r->entity->asks ? catalogue_action(r->entity, r->entity->asks) : NULL;

	if (action == NULL || !catalogue_may(r->entity, action->verb))
		app_tell(app, ROLE_DIM, N_("Nothing is asked about this text."), NULL);
	else if (action->arg_count > 0)
		form_action(app, r->entity, action, json_pack("[I]", (json_int_t)r->id));
	else
		deeds_do(app, r->entity, action, json_pack("[I]", (json_int_t)r->id), NULL);
}
