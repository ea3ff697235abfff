/* wizard_draw.c: the strip of steps, the step's fields, and the summary before anything is saved. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/grid.h"
#include "tui/wizard.h"

static char *
step_text(const struct form *form, size_t step)
{
	const struct wizard *w = form->wizard;
	const char *title = step < w->step_count ? form->titles[step] : app_text(form->app, N_("Summary"));
	const char *mark = step >= w->step_count || step >= w->reached ? "" : wizard_step_wrong(form, step) ? " !" : " ✓";

	return xasprintf("%zu %s%s", step + 1, title, mark);
}

/* `1 Client ✓ ▸ 2 Véhicule ▸ 3 Lignes`; where they do not fit, the one that is here and how many there are. */
static void
draw_strip(const struct form *form, const struct area *area)
{
	const struct wizard *w = form->wizard;
	int x = 0, all = 0;

	for (size_t s = 0; s <= w->step_count; s++) {
		char *text = step_text(form, s);

		all += text_cells_str(text) + 3;
		free(text);
	}
	for (size_t s = 0; s <= w->step_count; s++) {
		char *text = step_text(form, s), *short_text;

		if (all - 3 <= area->width) {
			if (s > 0)
				x += paint_text(area, 0, x, 3, ROLE_DIM, " ▸ ");
			x += paint_text(area, 0, x, area->width - x, s == w->step ? ROLE_TITLE : wizard_step_wrong(form, s) ? ROLE_ERROR
				: s < w->reached ? ROLE_OK : ROLE_DIM, text);
		} else if (s == w->step) {
			short_text = xasprintf("%s  (%zu/%zu)", text, s + 1, w->step_count + 1);
			paint_text(area, 0, 0, area->width, ROLE_TITLE, short_text);
			free(short_text);
		}
		free(text);
	}
}

/* Each line as its cells one after the other. */
static int
draw_lines(const struct grid *g, const struct area *area, int y)
{
	for (size_t r = 0; r < g->count && y < area->height; r++) {
		struct buf line = BUF_EMPTY;

		if (r == 0)
			paint_heading(area, y++, 0, area->width, g->entity->title);
		for (size_t c = 0; c < g->column_count; c++) {
			const char *text = field_text(g->rows[r]->cells[c].line);

			if (*text != '\0')
				buf_printf(&line, "%s%s", line.length > 0 ? "  " : "", text);
		}
		paint_text(area, y++, 2, area->width - 2, ROLE_TEXT, buf_text(&line));
		buf_free(&line);
	}
	return y;
}

static void
draw_summary(const struct form *form, const struct area *area)
{
	int label = 12, y = 0;
	size_t last = SIZE_MAX;

	for (size_t i = 0; i < form->count; i++)
		label = text_cells_str(form->items[i].f->label) > label && label < 28 ? text_cells_str(form->items[i].f->label) : label;
	for (size_t i = 0; i < form->count && y < area->height; i++) {
		const struct form_item *item = &form->items[i];

		if (!item->visible || (field_is_empty(item->line) && item->error == NULL))
			continue;
		if (item->section != last)
			paint_heading(area, y++, 0, area->width, form->titles[item->section]);
		last = item->section;
		paint_text(area, y, 2, label, ROLE_DIM, item->f->label);
		paint_text(area, y, label + 4, area->width - label - 4, item->error ? ROLE_ERROR : ROLE_TEXT,
			item->error && field_is_empty(item->line) ? item->error : field_text(item->line));
		y++;
	}
	for (size_t i = 0; i < form->grid_count; i++)
		y = draw_lines(form->grids[i], area, y);
	y = y + 1 < area->height ? y + 1 : area->height - 1;
	paint_text(area, y, 2, area->width - 2, form_errors(form) > 0 ? ROLE_ERROR : ROLE_OK, app_text(form->app, form_errors(form) > 0
		? N_("Something is wrong above: Enter goes there.") : N_("Enter saves all of this; PgUp goes back.")));
	paint_cursor(area, y, 0);
}

void
wizard_draw(struct form *form, const struct area *area)
{
	const struct area part = paint_part(area, 2, 0, area->height - 2, area->width);

	draw_strip(form, area);
	if (wizard_at_summary(form))
		draw_summary(form, &part);
	else if (wizard_grid(form, form->wizard->step) != NULL)
		grid_draw(wizard_grid(form, form->wizard->step), &part);
	else
		form_draw_section(form, &part, form->wizard->step);
}
