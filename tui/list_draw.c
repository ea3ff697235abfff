/* list_draw.c: paints a list: filter row, header, rows, status; a preview beside them when it is wide. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/list_inside.h"
#include "tui/record_view.h"

enum { WITH_PREVIEW = 120 };

static int
min_of(int a, int b)
{
	return a < b ? a : b;
}

static const char *
sort_arrow(const struct list *l, const struct catalogue_field *f)
{
	return !list_sorted_by(l, f) ? "" : *l->sort == '-' ? " ↓" : " ↑";
}

static void
draw_header(const struct list *l, const struct area *area, int y, const struct list_columns *columns)
{
	int x = LIST_MARKER;

	paint_fill(area, y, 0, area->width, ROLE_COLUMNS);
	for (size_t c = 0; c < columns->count; c++) {
		const struct catalogue_field *f = columns->field[c];
		char *label = xasprintf("%s%s", f->label, sort_arrow(l, f));

		paint_cell(area, y, x, columns->cells[c], f == l->column ? ROLE_SELECT : ROLE_COLUMNS, value_is_number(f) ? TEXT_RIGHT : TEXT_LEFT, label);
		x += columns->cells[c] + LIST_GAP;
		free(label);
	}
}

/* A name that does not fit keeps its beginning and its end; an amount is #### rather than another amount. */
static void
draw_value(const struct area *area, int y, int x, int cells, enum theme_role role, const struct catalogue_field *f, bool cut,
	const char *text)
{
	if (cut) {
		char *fitted = text_fit(text, cells, TEXT_CUT_MIDDLE);

		paint_text(area, y, x, cells, role, fitted);
		free(fitted);
	} else if (!value_is_number(f)) {
		paint_text(area, y, x, cells, role, text);
	} else if (text_cells_str(text) <= cells) {
		paint_text(area, y, x + cells - text_cells_str(text), cells, role, text);
	} else {
		paint_text(area, y, x, min_of(cells, 4), role, "####");
	}
}

static void
draw_row(const struct list *l, const struct value_look *look, const struct area *area, int y, size_t i,
	const struct list_columns *columns)
{
	const json_t *row = json_array_get(l->rows, i);
	int64_t id = json_integer_value(json_object_get(row, "id"));
	bool here = i == l->at, marked = list_is_marked(l, id);
	enum theme_role role = marked ? ROLE_MARK : ROLE_TEXT;
	int x = LIST_MARKER;

	if (here)
		paint_text(area, y, 0, 1, ROLE_TEXT, ">");
	if (marked)
		paint_text(area, y, 1, 1, ROLE_MARK, "*");
	else if (touched_has(&l->touched, id))
		paint_text(area, y, 1, 1, ROLE_WARN, "±");
	for (size_t c = 0; c < columns->count; c++) {
		char *text = value_text(look, columns->field[c], row);

		if (c == 0 && here && *text == '\0')
			paint_text(area, y, x, 1, ROLE_SELECT, " ");
		draw_value(area, y, x, columns->cells[c], c == 0 && here ? ROLE_SELECT : role, columns->field[c],
			columns->cut[c], text);
		x += columns->cells[c] + LIST_GAP;
		free(text);
	}
}

static void
draw_nothing(const struct list *l, const struct area *area, int y)
{
	struct list_lines lines = list_empty(l);
	int room = area->height - y - 1;

	paint_cursor(area, y, 0);
	for (size_t i = 0; i < lines.count && room > 0; i++) {
		int rows = paint_paragraph(area, y, LIST_MARKER, room, area->width - 2 * LIST_MARKER, i == 0 ? ROLE_TEXT : ROLE_DIM, lines.line[i]);

		y += rows;
		room -= rows;
	}
	list_lines_free(&lines);
}

/* Row 1 while something is searched, filtered or typed. */
static int
draw_question(struct list *l, const struct area *area)
{
	int x = 0, half = l->typing == LIST_MOVES ? area->width / 2 : area->width - 4;

	if (l->typing == LIST_MOVES && field_is_empty(l->search) && field_is_empty(l->filter) && !l->trash) {
		if (l->tabs.of != NULL)
			list_tabs_draw(l, area);
		return l->tabs.of != NULL;
	}
	if (l->trash)
		x += paint_text(area, 0, x, area->width, ROLE_WARN, app_text(l->app, N_("Deleted ones"))) + 2;
	if (l->typing == LIST_SEARCHES || (l->typing == LIST_MOVES && !field_is_empty(l->search))) {
		x += paint_text(area, 0, x, 1, ROLE_KEY, "/");
		if (l->typing == LIST_SEARCHES)
			paint_field(area, 0, x, half, ROLE_FOCUS, l->search, true);
		else
			x += paint_text(area, 0, x, half, ROLE_TEXT, field_text(l->search)) + 2;
	}
	if (l->typing == LIST_FILTERS) {
		x += paint_text(area, 0, x, area->width, ROLE_KEY, app_text(l->app, N_("Filter:"))) + 1;
		paint_field(area, 0, x, area->width - x, ROLE_FOCUS, l->filter, true);
	} else if (l->typing == LIST_MOVES && !field_is_empty(l->filter)) {
		paint_text(area, 0, x, area->width - x, ROLE_TEXT, field_text(l->filter));
	}
	return 1;
}

char *
list_status(const struct list *l, int rows)
{
	struct app *app = l->app;
	size_t last = l->top + (size_t)rows;
	size_t before = l->backward && l->counted && !l->capped && (size_t)l->total >= list_loaded(l)
		? (size_t)l->total - list_loaded(l) : 0;
	char *text, *from, *to, *total = NULL;
	const char *language = app_language(app);

	if (list_loaded(l) == 0)
		return NULL;
	if (last > list_loaded(l))
		last = list_loaded(l);
	from = value_count(language, (json_int_t)before + (json_int_t)l->top + 1, false);
	to = value_count(language, (json_int_t)before + (json_int_t)last, false);
	if (l->counted)
		total = value_count(language, l->total > (json_int_t)list_loaded(l) ? l->total : (json_int_t)list_loaded(l), l->capped);
	/* From the end of a list that was not counted to its end, the numbers of the lines are not known. */
	if (l->backward && (!l->counted || l->capped))
		text = app_fill(app, total ? N_("the last {n} of {total}") : N_("the last {n}"),
			json_pack("{s:o,s:s}", "n", json_integer((json_int_t)(list_loaded(l) - l->top)), "total",
				total ? total : ""));
	else
		text = app_fill(app, total ? N_("lines {from}-{to} / {total}") : N_("lines {from}-{to}"),
			json_pack("{s:s,s:s,s:s}", "from", from, "to", to, "total", total ? total : ""));
	free(from);
	free(to);
	free(total);
	return text;
}

/* The sum of what is selected is not shown for a page that is not here. */
static void
draw_status(const struct list *l, const struct area *area, int y, int rows)
{
	char *text = list_status(l, rows);

	paint_cell(area, y, area->width / 2, area->width - area->width / 2, ROLE_DIM, TEXT_RIGHT, text ? text : "");
	free(text);
	if (l->mark_count > 0) {
		text = list_selected(l);
		paint_text(area, y, 0, area->width / 2, ROLE_MARK, text);
		free(text);
	}
}

static void
draw_rows(struct list *l, const struct area *area, int y)
{
	struct value_look look = app_look(l->app);
	struct list_columns columns;
	int rows = area->height - y - 2;

	l->height = rows > 0 ? rows : 1;
	l->header_y = y;
	l->width = area->width;
	if (l->at < l->top)
		l->top = l->at;
	if (l->at >= l->top + (size_t)l->height)
		l->top = l->at - (size_t)l->height + 1;
	/* No empty rows below the last one while there are some above. */
	if (l->top + (size_t)l->height > list_loaded(l))
		l->top = list_loaded(l) > (size_t)l->height ? list_loaded(l) - (size_t)l->height : 0;
	list_columns_measure(l);
	list_columns_place(l, area->width, &columns);
	draw_header(l, area, y++, &columns);
	if (list_loaded(l) == 0)
		draw_nothing(l, area, y);
	for (int i = 0; i < rows && l->top + (size_t)i < list_loaded(l); i++)
		draw_row(l, &look, area, y + i, l->top + (size_t)i, &columns);
	draw_status(l, area, area->height - 1, rows);
	if (l->typing == LIST_MOVES && list_loaded(l) > 0)
		paint_cursor(area, y + (int)(l->at - l->top), 0);
}

static void
draw_preview(struct list *l, const struct area *area)
{
	size_t top = 0;

	for (int y = 0; y < area->height; y++)
		paint_text(area, y, 0, 1, ROLE_DIM, "│");
	/* The one before stays until the next is here: half of it is the same. */
	if (l->preview != NULL && list_id(l) != 0 && (l->preview_id == list_id(l) || app_online(l->app))) {
		int rows = area->height, wanted = record_view_rows(l->app, area->width - 2, l->entity, l->preview);
		struct area inside;

		/* A third pane below, as high as the record leaves it, but a third at least. */
		if (list_related_fits() && l->related_id == l->preview_id)
			rows = min_of(wanted, area->height * 2 / 3);
		inside = paint_part(area, 0, 2, rows, area->width - 2);
		record_view_draw(l->app, &inside, l->entity, l->preview, SIZE_MAX, &top);
		if (list_related_fits() && rows + 1 < area->height) {
			inside = paint_part(area, rows + 1, 2, area->height - rows - 1, area->width - 2);
			list_related_draw(l, &inside);
		}
	}
}

void
list_draw(struct app *app, void *state, const struct area *area)
{
	struct list *l = state;
	int left = area->width >= WITH_PREVIEW && !terminal_slow() ? area->width * 6 / 10 : area->width;
	const struct area rows = paint_part(area, 0, 0, area->height, left);

	if (left < area->width) {
		const struct area beside = paint_part(area, 0, left + 1, area->height, area->width - left - 1);

		draw_preview(l, &beside);
		if (list_id(l) != 0 && l->preview_id != list_id(l) && l->preview_asked != list_id(l) && !l->preview_timer.set)
			list_preview_soon(l);		/* the window became wide */
		if (list_related_fits() && l->preview_id == list_id(l) && l->related_id != l->preview_id)
			list_related_ask(l);		/* ... or very wide */
	}
	if (l->typing != LIST_MOVES) {
		draw_rows(l, &rows, draw_question(l, area));
		draw_question(l, area);		/* last: the cursor stands in it */
	} else {
		draw_rows(l, &rows, draw_question(l, area));
	}
	/* The window may have grown. */
	if (l->loaded && !l->refreshing)
		list_load_more(l);
	(void)app;
}
