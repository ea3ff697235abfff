/* transfer.h: files between the person's machine and a record, by this program's own verbs in a child: the screen goes on meanwhile. */
#ifndef TUI_TRANSFER_H
#define TUI_TRANSFER_H
#include <stdbool.h>
#include <stdint.h>

struct app;

/* Can files be reached from here? Not in a served screen. */
bool transfer_possible(const struct app *app);
/* Asks for the path of a file to add to the record, or where to keep one of its files. */
void transfer_ask_put(struct app *app, const char *entity, int64_t id);
void transfer_ask_get(struct app *app, const char *entity, int64_t id, const char *name);
#endif
