/* palette.h: what one writes after `:`. */
#ifndef TUI_PALETTE_H
#define TUI_PALETTE_H
#include <stdbool.h>

struct app;
/* Does what the line says, as the palette would with Enter. False: it is only words to find. */
bool palette_run(struct app *app, const char *line);
/* Opens with a line in it. */
void palette_open(struct app *app, const char *line);
#endif
