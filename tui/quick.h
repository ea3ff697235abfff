/* quick.h: a new record from one line, from a list or a board: words after a mark go into their fields, on the server. */
#ifndef TUI_QUICK_H
#define TUI_QUICK_H
#include <jansson.h>

struct app;
struct catalogue_entity;

/* What was sent and not answered yet, in the state of the screen that asked. */
struct quick {
	char *typed;
	json_t *given;
};
void quick_clear(struct quick *q);
/* Asks for the line. given (stolen, may be null): values that it has anyway; where: how the person calls those, or null. words: what
   stands in the line already, or null. */
void quick_ask(struct app *app, void *state, const struct catalogue_entity *entity, json_t *given, const char *where, const char *words);
#endif
