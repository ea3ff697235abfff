/* conflict.c: somebody saved the record meanwhile: before, mine, theirs, for the fields that both changed. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/form_inside.h"
#include "tui/grid.h"
#include "tui/linear.h"

struct conflict_row {
	size_t item;
	char *before, *mine, *theirs;
	bool keep_mine;
};
struct conflict {
	struct form *form;
	struct grid_row *row;		/* the line that it is about, or null: the record itself */
	struct form_item *items;
	size_t item_count;
	json_t *theirs;
	struct conflict_row *rows;
	size_t count, at;
};

static char *
text_in(const struct form *form, const struct form_item *item, const json_t *row)
{
	struct value_look look = app_look(form->app);

	return value_text(&look, item->f, row);
}

static bool
differs(const json_t *a, const json_t *b, const char *name)
{
	const json_t *x = json_object_get(a, name), *y = json_object_get(b, name);
	bool x_null = x == NULL || json_is_null(x), y_null = y == NULL || json_is_null(y);

	return x_null || y_null ? x_null != y_null : !json_equal(x, y);
}

/* Both changed it, and not to the same. */
static bool
collides(const struct form *form, const struct form_item *item, const json_t *base, const json_t *theirs)
{
	const char *why;
	json_t *mine;
	bool same;

	if (!form_item_changed(item) || !differs(base, theirs, item->f->name))
		return false;
	mine = form_value(form, item, &why);
	same = mine != NULL && json_equal(mine, json_object_get(theirs, item->f->name));
	json_decref(mine);
	return !same;
}

static void
opened(struct app *app, void *state, void *argument)
{
	struct conflict *c = state;
	const struct conflict *how = argument;
	const json_t *base;

	(void)app;
	c->form = how->form;
	c->row = how->row;
	c->theirs = how->theirs;
	c->items = c->row ? c->row->cells : c->form->items;
	c->item_count = c->row ? c->row->grid->column_count : c->form->count;
	base = c->row ? c->row->base : c->form->base;
	for (size_t i = 0; i < c->item_count; i++) {
		const struct form_item *item = &c->items[i];

		if (!collides(c->form, item, base, c->theirs))
			continue;
		c->rows = xreallocarray(c->rows, c->count + 1, sizeof *c->rows);
		c->rows[c->count++] = (struct conflict_row){.item = i, .before = text_in(c->form, item, base),
			.mine = xstrdup(field_text(item->line)), .theirs = text_in(c->form, item, c->theirs),
			.keep_mine = true};
	}
}

static void
closed(struct app *app, void *state)
{
	struct conflict *c = state;

	(void)app;
	for (size_t i = 0; i < c->count; i++) {
		free(c->rows[i].before);
		free(c->rows[i].mine);
		free(c->rows[i].theirs);
	}
	free(c->rows);
	json_decref(c->theirs);
}

static const char what[] = N_("Somebody saved this record meanwhile. What only one of you changed is kept.");

static void
size(struct app *app, const void *state, int *height, int *width, int *y, int *x)
{
	const struct conflict *c = state;
	struct area nowhere = {.height = 0};

	*width = terminal_width() - 8 > 110 ? 110 : terminal_width() - 8;
	nowhere.width = *width;
	*height = (int)c->count + 2 + paint_paragraph(&nowhere, 0, 0, 0, *width, ROLE_TEXT, app_text(app, what));
	*y = (terminal_height() - *height - 2) / 2;
	*x = (terminal_width() - *width - 4) / 2;
}

static void
draw_row(const struct conflict *c, const struct area *area, int y, size_t i)
{
	const struct conflict_row *row = &c->rows[i];
	int column = (area->width - 2) / 4, x = 2;
	const char *cells[] = {c->items[row->item].f->label, row->before, row->mine, row->theirs};

	paint_text(area, y, 0, 1, ROLE_TEXT, i == c->at ? ">" : " ");
	for (int k = 0; k < 4; k++, x += column) {
		bool chosen = k == (row->keep_mine ? 2 : 3);
		int from = x;

		if (k >= 2)
			from += paint_text(area, y, x, 2, ROLE_TEXT, chosen ? "● " : "○ ");
		paint_text(area, y, from, column - 1 - (from - x), chosen && i == c->at ? ROLE_SELECT : chosen ? ROLE_TITLE
			: k == 1 ? ROLE_DIM : ROLE_TEXT, *cells[k] ? cells[k] : "–");
		if (chosen && i == c->at)
			paint_cursor(area, y, x);
	}
}

static void
draw(struct app *app, void *state, const struct area *area)
{
	struct conflict *c = state;
	static const char *const heads[] = {"", N_("Before"), N_("Mine"), N_("Theirs")};
	int column = (area->width - 2) / 4, y;

	y = paint_paragraph(area, 0, 0, area->height, area->width, ROLE_TEXT, app_text(app, what)) + 1;
	paint_fill(area, y, 0, area->width, ROLE_COLUMNS);
	for (int k = 1; k < 4; k++)
		paint_text(area, y, 2 + k * column + (k >= 2 ? 2 : 0), column, ROLE_COLUMNS, app_text(app, heads[k]));
	for (size_t i = 0; i < c->count && y + 1 + (int)i < area->height; i++)
		draw_row(c, area, y + 1 + (int)i, i);
}

static void
tell(struct app *app, void *state, struct linear *out)
{
	struct conflict *c = state;

	linear_say(out, app_text(app, N_("Somebody saved this record meanwhile. What only one of you changed is kept.")));
	for (size_t i = 0; i < c->count; i++) {
		const struct conflict_row *row = &c->rows[i];
		char *line = app_fill(app, row->keep_mine ? N_("mine is kept: {mine}; theirs is {theirs}; before it was {before}")
			: N_("theirs is kept: {theirs}; mine is {mine}; before it was {before}"), json_pack("{s:s,s:s,s:s}", "mine",
			*row->mine ? row->mine : "–", "theirs", *row->theirs ? row->theirs : "–", "before", *row->before ? row->before : "–"));

		linear_choice(out, i, c->form->items[row->item].f->label, line);
		free(line);
	}
	linear_say(out, app_text(app, N_("“mine 1” and “theirs 1” choose for line 1; “save” saves so.")));
}

static void
chosen(struct app *app, void *state, size_t tag)
{
	(void)app;
	((struct conflict *)state)->at = tag;
}

static char *
title_of(struct app *app, const void *state)
{
	(void)state;
	return xstrdup(app_text(app, N_("Both of you changed it")));
}

static const struct screen_type screen_conflict = {
	.name = "conflict", .context = IN_CONFLICT, .state_size = sizeof(struct conflict), .open = opened, .close = closed,
	.draw = draw, .tell = tell, .choose = chosen, .size = size, .title = title_of,
};

static void
settle(struct app *app, struct conflict *c)
{
	struct form *form = c->form;
	struct grid_row *row = c->row;
	json_t *theirs = json_incref(c->theirs);

	for (size_t i = 0; i < c->item_count; i++) {
		bool keep = form_item_changed(&c->items[i]);

		for (size_t k = 0; k < c->count; k++)
			if (c->rows[k].item == i)
				keep = c->rows[k].keep_mine;
		form_rebase(form, &c->items[i], theirs, keep);
	}
	app_close(app, app_screen_of(app, c));
	form_save_merged(form, row, theirs);
	json_decref(theirs);
}

void
conflict_open(struct app *app, struct form *form, struct grid_row *row, const json_t *theirs)
{
	struct conflict *c = app_push(app, &screen_conflict,
		&(struct conflict){.form = form, .row = row, .theirs = json_deep_copy(theirs)});

	/* Different fields: nothing to ask. */
	if (c->count == 0)
		settle(app, c);
	else
		app_unasked(app);
}

static struct conflict *
here(struct app *app)
{
	return app_state(app, &screen_conflict);
}

void
conflict_up(struct app *app)
{
	if (here(app)->at > 0)
		here(app)->at--;
}

void
conflict_down(struct app *app)
{
	if (here(app)->at + 1 < here(app)->count)
		here(app)->at++;
}

void
conflict_mine(struct app *app)
{
	here(app)->rows[here(app)->at].keep_mine = true;
}

void
conflict_theirs(struct app *app)
{
	here(app)->rows[here(app)->at].keep_mine = false;
}

void
conflict_save(struct app *app)
{
	settle(app, here(app));
}
