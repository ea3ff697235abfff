/* screen_chart.h: figures as a screen of their own. */
#ifndef TUI_SCREEN_CHART_H
#define TUI_SCREEN_CHART_H
#include "tui/screen.h"

extern const struct screen_type screen_chart;
/* A report, by its name in the catalogue. */
void chart_show(struct app *app, const char *report);
/* One that is about a record, as a table: its arguments as the verb takes them. Both are borrowed. */
void chart_show_table(struct app *app, const char *report, json_t *args);
/* One of the catalogue's, by its place there. */
void report_open(struct app *app, size_t number);
/* Rows that are still to be counted, each as its element of asks says (what `count` takes; Enter opens that list). Both are stolen. */
void chart_show_figures(struct app *app, json_t *figures, json_t *asks);

extern const struct screen_type screen_tiles;
#endif
