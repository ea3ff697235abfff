/* bulk_read.h: what an action would send or write, read before it is done to many. For bulk.c. */
#ifndef TUI_BULK_READ_H
#define TUI_BULK_READ_H
#include <jansson.h>
#include <stddef.h>

struct app;

/* about: as of bulk_question(). The text of this record, of those in "shows"; from there to the others and back to the question. */
void bulk_read(struct app *app, const json_t *about, size_t at);
#endif
