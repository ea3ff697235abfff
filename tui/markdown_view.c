/* markdown_view.c: what each part of a text looks like here. */
#include "tui/markdown_view.h"

static enum theme_role
role_of(enum markdown_role role)
{
	static const enum theme_role roles[] = {
		[MARKDOWN_TEXT] = ROLE_TEXT, [MARKDOWN_STRONG] = ROLE_HEADING, [MARKDOWN_SOFT] = ROLE_OK, [MARKDOWN_HEADING] = ROLE_HEADING,
		[MARKDOWN_CODE] = ROLE_KEY, [MARKDOWN_QUOTE] = ROLE_DIM, [MARKDOWN_LINK] = ROLE_SELECT, [MARKDOWN_EDGE] = ROLE_DIM,
	};
	return roles[role];
}

void
markdown_draw(const struct area *area, int y, int x, int rows, const struct markdown *m, size_t top)
{
	for (size_t i = top; i < m->count && (int)(i - top) < rows; i++) {
		int at = x;

		for (size_t k = 0; k < m->lines[i].count; k++) {
			const struct markdown_span *s = &m->lines[i].spans[k];
			int row = y + (int)(i - top), cells = text_cells_str(s->text);

			paint_text(area, row, at, area->width - at, role_of(s->role), s->text);
			if (s->url != NULL && at + cells <= area->width)
				paint_link(area, row, at, cells, role_of(s->role), s->text, s->url);
			at += cells;
		}
	}
}
