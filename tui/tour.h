/* tour.h: the guided tour. Its steps are the catalogue's; what happens is told to it by the app. */
#ifndef TUI_TOUR_H
#define TUI_TOUR_H
#include <stdbool.h>

struct app;
struct area;

/* The first screen of a company is there: offered once to whoever can take it. */
void tour_start(struct app *app);
/* A command of the key table was run; a record was saved here. */
void tour_did(struct app *app, const char *command);
void tour_saved(struct app *app, const char *entity);
/* Is what the step waits for there? */
void tour_look(struct app *app);
/* Enter, where the step only tells. False: it is not the tour's. */
bool tour_enter(struct app *app);
/* The rows that it takes at the bottom of the terminal; 0: there is no tour now. */
int tour_rows(struct app *app, const struct area *all);
void tour_draw(struct app *app, const struct area *area);
/* The step as a line, once; null: it was told. The caller owns it. */
char *tour_tell(struct app *app);
#endif
