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
void chart_draw_table(struct app *app, const struct area *area, const struct chart_data *c, size_t at, size_t *top);
/* Number, difference and line of dots in a small area. */
void chart_draw_tile(struct app *app, const struct area *area, const struct chart_data *c);
#endif
