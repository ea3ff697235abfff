/* form_draw.c: paints a form: all sections when they fit, else one beside a strip of their names. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/form_inside.h"
#include "tui/form_suggest.h"
#include "tui/grid.h"
#include "tui/widget.h"
#include "tui/wizard.h"

enum { LABEL_MOST = 38, STRIP_MOST = 18, STRIP_ROWS = 2, TEXT_CELLS = 40, WIDE_TEXT_CELLS = 60, EDITOR_LEAST = 18, ROWS_MOST = 128, VALUE_ROOM = 22, SENTENCE_MOST = 3 };

/* One painted row: a heading, a field, or an empty one. */
struct row {
	const char *heading;
	struct form_item *item;
};

static int
value_width(const struct form_item *item, int room)
{
	const struct catalogue_field *f = item->f;
	int own = widget_of(f)->form_cells;
	int width = own > 0 ? own : f->max > 0 && f->max < TEXT_CELLS ? f->max + 1 : room >= 90 ? WIDE_TEXT_CELLS : TEXT_CELLS;

	for (size_t i = 0; i < f->choice_count; i++) {
		int cells = text_cells_str(f->choices[i].label) + 2;

		width = i == 0 ? cells : cells > width ? cells : width;
	}
	if (widget_of(f)->whole_row)
		width = room;
	return width < room ? width : room;
}

/* The rows of all sections, or of one. */
static size_t
collect(const struct form *form, size_t only, bool spaced, struct row rows[ROWS_MOST])
{
	size_t count = 0, last = SIZE_MAX;

	for (size_t i = 0; i < form->count && count + 3 < ROWS_MOST; i++) {
		struct form_item *item = &form->items[i];

		if (!item->visible || (only != SIZE_MAX && item->section != only))
			continue;
		if (item->section != last) {
			if (last != SIZE_MAX && spaced)
				rows[count++] = (struct row){NULL, NULL};
			rows[count++] = (struct row){form->titles[item->section], NULL};
			last = item->section;
		}
		rows[count++] = (struct row){NULL, item};
	}
	return count;
}

static int
label_width(const struct row *rows, size_t count, int width)
{
	int cells = 8, most;

	for (size_t i = 0; i < count; i++) {
		int mine = rows[i].item ? text_cells_str(rows[i].item->f->label) + 1 : 0;

		cells = mine > cells ? mine : cells;
	}
	if (cells > LABEL_MOST)
		cells = LABEL_MOST;
	/* A third is for labels; more where the values keep enough. */
	most = width - VALUE_ROOM > width / 3 ? width - VALUE_ROOM : width / 3;
	return cells > most ? most : cells;
}

/* What stands right of a value: its error, else its warning, else how full it is, else how it is filled. */
static void
draw_beside(const struct form *form, const struct area *area, int y, int x, const struct form_item *item, bool here)
{
	char *text = NULL;
	enum theme_role role = ROLE_DIM;

	if (item->error != NULL) {
		text = xasprintf("! %s", item->error);
		role = ROLE_ERROR;
	} else if (item->warning != NULL) {
		text = xasprintf("! %s", item->warning);
		role = ROLE_WARN;
	} else if (here && field_nearly_full(item->line)) {
		text = xasprintf("%zu/%zu", field_length(item->line), field_max(item->line));
	} else if (here && item->editable && widget_of(item->f)->hint != NULL) {
		text = xstrdup(app_text(form->app, widget_of(item->f)->hint));
	} else if (item->standard) {
		text = xstrdup(app_text(form->app, N_("(def.)")));
	}
	/* Half a hint is none. */
	if (text != NULL && (role != ROLE_DIM || text_cells_str(text) <= area->width - x))
		paint_text(area, y, x, area->width - x, role, text);
	free(text);
}

static void
draw_item(struct form *form, const struct area *area, int y, int label, struct form_item *item)
{
	bool here = form->grid == NULL && item == form_focus(form);
	int x = 2 + label + 1, width = value_width(item, area->width - x), left;
	const char *wrong = item->error ? item->error : item->warning;
	char *name = xasprintf("%s%s", item->f->label, item->f->required && item->editable ? "*" : "");

	/* What is wrong with it is worth more room than the end of an editor that scrolls anyway. */
	left = wrong ? area->width - x - text_cells_str(wrong) - 3 : width;
	left = left < EDITOR_LEAST ? EDITOR_LEAST : left;
	width = width > left ? left : width;
	item->y = area->y + y;
	item->x = area->x + x;
	paint_text(area, y, 0, 1, ROLE_TEXT, here ? ">" : " ");
	paint_text(area, y, 2, label, item->editable ? ROLE_LABEL : ROLE_DIM, name);
	free(name);
	if (item->editable) {
		paint_field(area, y, x, width, here ? ROLE_FOCUS : item->standard ? ROLE_DIM : ROLE_VALUE, item->line, here);
	} else {
		paint_text(area, y, x, area->width - x, ROLE_DIM, field_is_empty(item->line) ? "–" : field_text(item->line));
		if (here)
			paint_cursor(area, y, 0);
		return;
	}
	if (here) {
		form->field_y = area->y + y;
		form->field_x = area->x + x;
	}
	draw_beside(form, area, y, x + width + 1, item, here);
}

static bool
section_has(const struct form *form, size_t section)
{
	for (size_t i = 0; i < form->count; i++)
		if (form->items[i].section == section && form->items[i].visible)
			return true;
	return false;
}

/* "!": something is wrong in it; "✓": something is written and nothing lacks. */
static const char *
section_mark(const struct form *form, size_t section)
{
	bool written = false, lacks = false;

	for (size_t i = 0; i < form->count; i++) {
		const struct form_item *item = &form->items[i];

		if (item->section != section || !item->visible)
			continue;
		if (item->error != NULL)
			return "!";
		written = written || !field_is_empty(item->line);
		lacks = lacks || (item->editable && item->f->required && field_is_empty(item->line));
	}
	return written && !lacks ? "✓" : " ";
}

static int
draw_strip_row(const struct area *area, int y, int width, size_t number, const char *mark, bool here, const char *title)
{
	char *text = xasprintf("%zu %s", number, title);
	int rows;

	paint_text(area, y, 0, 1, *mark == '!' ? ROLE_ERROR : ROLE_DIM, mark);
	rows = paint_paragraph(area, y, 1, STRIP_ROWS, width - 2, here ? ROLE_SELECT : ROLE_DIM, text);
	free(text);
	return rows < STRIP_ROWS ? rows : STRIP_ROWS;
}

/* The names of the sections and grids by number, with a mark each. rows: how far down the fields beside go. */
static int
draw_strip(const struct form *form, const struct area *area, int rows)
{
	const struct form_item *focus = form->grid ? NULL : form_focus(form);
	int width = 8, y = 1;
	size_t number = 0;

	for (size_t s = 0; s < form->section_count + form->grid_count; s++) {
		const char *title = s < form->section_count ? form->titles[s] : form->grids[s - form->section_count]->entity->title;

		width = text_cells_str(title) + 5 > width ? text_cells_str(title) + 5 : width;
	}
	if (width > STRIP_MOST)
		width = STRIP_MOST;
	for (size_t s = 0; s < form->section_count; s++)
		if (section_has(form, s))
			y += draw_strip_row(area, y, width, ++number, section_mark(form, s), focus != NULL && focus->section == s, form->titles[s]);
	for (size_t i = 0; i < form->grid_count; i++) {
		const struct grid *g = form->grids[i];

		y += draw_strip_row(area, y, width, ++number, grid_errors(g) > 0 ? "!" : g->count > 0 ? "✓" : " ", g == form->grid, g->entity->title);
	}
	for (rows = rows > y ? rows : y, y = 0; y < area->height && y < rows; y++)
		paint_text(area, y, width, 1, ROLE_DIM, "│");
	return width + 2;
}

static size_t
row_of_focus(const struct form *form, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].item != NULL && rows[i].item == &form->items[form->at])
			return i;
	return 0;
}

static void
draw_rows(struct form *form, const struct area *area, const struct row *rows, size_t count)
{
	size_t focus = row_of_focus(form, rows, count), height = (size_t)(area->height > 0 ? area->height : 1);
	int label = label_width(rows, count, area->width);

	if (focus < form->top)
		form->top = focus > 0 && rows[focus - 1].heading ? focus - 1 : focus;
	if (focus >= form->top + height)
		form->top = focus - height + 1;
	if (form->top + height > count)
		form->top = count > height ? count - height : 0;
	for (size_t i = form->top; i < count && i < form->top + height; i++) {
		int y = (int)(i - form->top);

		if (rows[i].heading != NULL)
			paint_heading(area, y, 0, area->width, rows[i].heading);
		else if (rows[i].item != NULL)
			draw_item(form, area, y, label, rows[i].item);
	}
}

/* The names of the fields in which something is wrong. The caller owns it. */
static char *
wrong_ones(const struct form *form)
{
	struct buf out = BUF_EMPTY;

	for (size_t i = 0; i < form->count; i++)
		if (form->items[i].visible && form->items[i].error != NULL)
			buf_printf(&out, "%s%s", out.length > 0 ? ", " : "", form->items[i].f->label);
	for (size_t i = 0; i < form->grid_count; i++)
		if (grid_errors(form->grids[i]) > 0)
			buf_printf(&out, "%s%s", out.length > 0 ? ", " : "", form->grids[i]->entity->title);
	return buf_steal(&out);
}

/* One row; more where the rows above are free. */
static void
draw_sentence(const struct area *area, int x, enum theme_role role, const char *text)
{
	const struct area nowhere = {.width = area->width};
	int wanted = text ? paint_paragraph(&nowhere, 0, 0, 0, area->width - x, role, text) : 0, rows = 1;

	while (rows < wanted && rows < SENTENCE_MOST && paint_is_free(area, area->height - 1 - rows))
		rows++;
	for (int y = area->height - rows; rows > 1 && y < area->height - 1; y++)
		paint_fill(area, y, 0, area->width, ROLE_TEXT);
	if (rows > 1)
		paint_paragraph(area, area->height - rows, x, rows, area->width - x, role, text);
	else
		paint_text(area, area->height - 1, x, area->width - x, role, text);
}

/* The last rows: all that is wrong, else what is wrong with the focused field, what its text means, or what it is for. */
static void
draw_status(const struct form *form, const struct area *area)
{
	struct value_look look = app_look(form->app);
	const struct form_item *item = form_focus(form);
	size_t errors = form_errors(form);
	char *echo, *left = NULL;
	int x = 0;

	if (errors > 0) {
		char *where = wrong_ones(form);

		left = app_fill(form->app, errors == 1 ? N_("{n} error, F2: go there") : N_("{n} errors, F2: next"),
			json_pack("{s:I}", "n", (json_int_t)errors));
		x = paint_text(area, area->height - 1, 0, area->width, ROLE_ERROR, left) + 2;
		free(left);
		if (errors > 1)
			paint_text(area, area->height - 1, x, area->width - x, ROLE_ERROR, where);
		free(where);
		if (errors > 1)
			return;
	}
	if (item == NULL)
		return;
	echo = value_echo(&look, item->f, field_text(item->line));
	draw_sentence(area, x, item->error ? ROLE_ERROR : item->warning ? ROLE_WARN : echo ? ROLE_OK : ROLE_DIM,
		item->error ? item->error : item->warning ? item->warning : echo ? echo : form_help(form, item));
	free(echo);
}

/* The grids below the fields: each has what it needs, and who needs more than there is gets what is left. */
static void
draw_grids(struct form *form, const struct area *area, int spare)
{
	int y = 0;

	for (size_t i = 0; i < form->grid_count; i++) {
		struct grid *g = form->grids[i];
		int rows = grid_least_rows(g), more = grid_all_rows(g) - rows;

		more = more < spare ? more : spare;
		spare -= more;
		const struct area part = paint_part(area, y, 0, rows + more, area->width);
		grid_draw(g, &part);
		y += rows + more + 1;
	}
}

/* Rows that all grids take when each is as small as it may be, with a free row before each. */
static int
grid_rows(const struct form *form)
{
	int rows = 0;

	for (size_t i = 0; i < form->grid_count; i++)
		rows += grid_least_rows(form->grids[i]) + 1;
	return rows;
}

void
form_draw_section(struct form *form, const struct area *area, size_t section)
{
	struct row rows[ROWS_MOST];
	size_t count = collect(form, section, false, rows);

	draw_rows(form, area, rows, count);
}

static void
draw_parts(struct form *form, const struct area *list)
{
	struct row rows[ROWS_MOST];
	int grids = grid_rows(form), room = list->height - grids;
	size_t count = collect(form, SIZE_MAX, true, rows);

	if ((int)count > room)
		count = collect(form, SIZE_MAX, false, rows);
	if ((int)count <= room || (form->grid_count == 0 && (form->section_count <= 1 || list->width < 70))) {
		const struct area top = paint_part(list, 0, 0, grids > 0 ? (int)count : list->height, list->width);
		const struct area below = paint_part(list, (int)count + 1, 0, list->height - (int)count - 1, list->width);

		draw_rows(form, &top, rows, count);
		draw_grids(form, &below, room - (int)count);
	} else if (list->width >= 70) {
		count = form->grid ? (size_t)grid_all_rows(form->grid) : collect(form, form_focus(form) ? form_focus(form)->section : 0, false, rows);
		int strip = draw_strip(form, list, (int)count);
		const struct area right = paint_part(list, 0, strip, list->height, list->width - strip);

		if (form->grid != NULL)
			grid_draw(form->grid, &right);
		else
			draw_rows(form, &right, rows, count);
	} else if (form->grid != NULL) {
		grid_draw(form->grid, list);
	} else {
		draw_rows(form, list, rows, count);
	}
}

void
form_draw(struct app *app, void *state, const struct area *area)
{
	struct form *form = state;
	const struct area list = paint_part(area, 1, 0, area->height - 2, area->width);

	for (size_t i = 0; i < form->count; i++)
		form->items[i].y = -1;
	for (size_t i = 0; i < form->grid_count; i++)
		grid_not_drawn(form->grids[i]);
	if (form->loading) {
		paint_text(&list, 0, 2, list.width, ROLE_DIM, "…");
		return;
	}
	if (form->wizard != NULL)
		wizard_draw(form, &list);
	else
		draw_parts(form, &list);
	if (form_news(form) != NULL)
		paint_text(area, 0, 0, area->width, ROLE_WARN, form_news(form));
	draw_status(form, area);
	form_lookup_draw(form);
	form_suggest_draw(form);
	if (app_top(app) != app_screen_of(app, form) || !form_lookup_open(form))
		popup_hide(&form->lookup.popup);
}
