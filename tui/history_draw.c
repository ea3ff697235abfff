/* history_draw.c: paints the history of a record: entries with what they changed; beside them, where there is room, the whole values. */
#include <stdlib.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/history_inside.h"

enum { WIDE = 120, LABEL_MOST = 26, WHEN = 17, WHO = 24 };

static int
label_cells(const struct history *h, const struct area *area)
{
	int most = 8;

	for (size_t i = h->top; i < h->count && i < h->top + (size_t)area->height; i++)
		if (h->lines[i].field != NULL) {
			int cells = text_cells_str(history_label(h, h->lines[i].field));

			most = cells > most ? cells : most;
		}
	return most < LABEL_MOST ? most : LABEL_MOST;
}

static void
draw_entry(const struct history *h, const struct area *area, int y, const json_t *entry, bool here)
{
	const char *who = json_string_value(json_object_get(entry, "person"));
	char *when = history_when(h, entry), *what = history_what(h, entry);

	paint_text(area, y, 2, WHEN, here ? ROLE_SELECT : ROLE_HEADING, when);
	paint_text(area, y, 2 + WHEN + 1, WHO, ROLE_TEXT, who ? who : "–");
	paint_text(area, y, 2 + WHEN + 1 + WHO + 1, area->width - WHEN - WHO - 4, ROLE_DIM, what);
	free(when);
	free(what);
}

static void
draw_change(const struct history *h, const struct area *area, int y, size_t line, int cells, bool here)
{
	const struct history_line *l = &h->lines[line];
	char *old = history_text(h, l->entry, l->field, 0), *new = history_text(h, l->entry, l->field, 1);
	int x = 4 + cells + 2, room = area->width - x, half;

	paint_text(area, y, 4, cells, here ? ROLE_SELECT : ROLE_LABEL, history_label(h, l->field));
	/* Each side gets what the other does not need. */
	half = (room - 3) / 2;
	if (text_cells_str(new) < half)
		half = room - 3 - text_cells_str(new);
	x += paint_text(area, y, x, half, ROLE_DIM, old);
	x += paint_text(area, y, x, 3, ROLE_DIM, " → ");
	paint_text(area, y, x, area->width - x, ROLE_TEXT, new);
	free(old);
	free(new);
}

static void
draw_lines(struct history *h, const struct area *area)
{
	int cells;

	h->height = area->height;
	if (h->at < h->top)
		h->top = h->at;
	if (area->height > 0 && h->at >= h->top + (size_t)area->height)
		h->top = h->at + 1 - (size_t)area->height;
	cells = label_cells(h, area);
	for (size_t i = h->top; i < h->count && (int)(i - h->top) < area->height; i++) {
		int y = (int)(i - h->top);
		bool here = i == h->at;

		paint_text(area, y, 0, 1, ROLE_TEXT, here ? ">" : " ");
		if (h->lines[i].field == NULL)
			draw_entry(h, area, y, history_entry(h, i), here);
		else
			draw_change(h, area, y, i, cells, here);
		if (here)
			paint_cursor(area, y, 0);
	}
}

/* « Avant », « Après », « Maintenant »: the whole of each. */
static int
draw_values(const struct history *h, const struct area *area, int y, size_t entry, const char *field)
{
	static const char *const words[] = {N_("Before"), N_("After"), N_("Now")};

	paint_text(area, y++, 0, area->width, ROLE_LABEL, history_label(h, field));
	for (int when = 0; when < 3 && y < area->height; when++) {
		char *text;

		if (when == 2 && h->now == NULL)
			continue;
		text = history_text(h, entry, field, when);
		paint_text(area, y, 2, 12, ROLE_DIM, app_text(h->app, words[when]));
		y += paint_paragraph(area, y, 15, area->height - y, area->width - 15, when == 2 ? ROLE_DIM : ROLE_TEXT, text);
		free(text);
	}
	return y + 1;
}

static void
draw_beside(const struct history *h, const struct area *area)
{
	const struct history_line *line = history_line(h);
	const json_t *entry = history_entry(h, h->at);
	const char *who = json_string_value(json_object_get(entry, "person"));
	char *when, *what, *head;
	int y = 2;

	if (line == NULL)
		return;
	when = history_when(h, entry);
	what = history_what(h, entry);
	head = xasprintf("%s  %s  %s", when, who ? who : "–", what);
	paint_heading(area, 0, 0, area->width, head);
	for (size_t i = 0; i < h->count && y < area->height; i++)
		if (h->lines[i].entry == line->entry && h->lines[i].field != NULL && (line->field == NULL || i == h->at))
			y = draw_values(h, area, y, line->entry, h->lines[i].field);
	free(when);
	free(what);
	free(head);
}

void
history_draw(struct app *app, void *state, const struct area *area)
{
	struct history *h = state;
	int left = area->width >= WIDE ? area->width * 3 / 5 : area->width;
	const struct area lines = paint_part(area, 1, 0, area->height - 2, left);
	const struct area beside = paint_part(area, 1, left + 2, area->height - 2, area->width - left - 3);

	paint_fill(area, 0, 0, left, ROLE_COLUMNS);
	paint_text(area, 0, 2, WHEN, ROLE_COLUMNS, app_text(app, N_("When")));
	paint_text(area, 0, 2 + WHEN + 1, WHO, ROLE_COLUMNS, app_text(app, N_("Who")));
	paint_text(area, 0, 2 + WHEN + 1 + WHO + 1, left - WHEN - WHO - 4, ROLE_COLUMNS, app_text(app, N_("What")));
	if (!h->loaded || h->count == 0) {
		paint_text(&lines, 0, 2, lines.width - 2, ROLE_DIM, h->loaded ? app_text(app, N_("Nothing was changed.")) : "…");
		paint_cursor(&lines, 0, 0);
		return;
	}
	draw_lines(h, &lines);
	if (area->width >= WIDE)
		draw_beside(h, &beside);
	if (history_is_gone(h))
		paint_text(area, area->height - 1, 2, area->width - 2, ROLE_WARN, app_text(app, N_("This record lies in the bin: Enter takes it out.")));
	else if (h->next != 0)
		paint_text(area, area->height - 1, 2, area->width - 2, ROLE_DIM, app_text(app, N_("Older changes follow.")));
}
