/* chart_draw.h: figures on the screen, as a drawing or as a table. */
#ifndef TUI_CHART_DRAW_H
#define TUI_CHART_DRAW_H
#include "tui/chart_data.h"
#include "tui/paint.h"

struct app;

/* Is it drawn as a line of dots here? Else a line is drawn as bars. */
bool chart_is_line(const struct chart_data *c, int width);
/* Rows from *top on; *top moves so that row `at` is shown. */
void chart_draw(struct app *app, const struct area *area, const struct chart_data *c, size_t at, size_t *top);
/* column: the first that is shown, after the one that names the rows; more: there are further ones than fit. */
struct chart_view {
	size_t at, top, column;
	bool more;
};
void chart_draw_table(struct app *app, const struct area *area, const struct chart_data *c, struct chart_view *view);
/* Number, difference and line of dots in a small area. */
void chart_draw_tile(struct app *app, const struct area *area, const struct chart_data *c);
#endif
