/* transfer.h: files between the person's machine and the server: an import, an export. In a served screen they are commands to paste. */
#ifndef TUI_TRANSFER_H
#define TUI_TRANSFER_H
#include <jansson.h>

struct app;
struct catalogue_entity;
struct work;

/* Asks for the format, then does it. asked: filter, search, trash as the verb takes them; stolen. total -1: not known. */
void transfer_export(struct app *app, const struct catalogue_entity *entity, json_t *asked, json_int_t total);
/* The same of a report, with its arguments (an object of texts, or null; stolen). */
void transfer_report(struct app *app, const char *report, const char *title, json_t *args);
/* The same of one that is mostly printed, or looked at. */
void transfer_paper(struct app *app, const char *report, const char *title, json_t *args);
/* One record as a document. */
void transfer_print(struct app *app, const struct catalogue_entity *entity, json_int_t id);
/* Asks where the file of a work goes. */
void transfer_save(struct app *app, struct work *work);
#endif
