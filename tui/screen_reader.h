/* screen_reader.h: a long text on a whole screen, laid out for its width. */
#ifndef TUI_SCREEN_READER_H
#define TUI_SCREEN_READER_H
#include <stdint.h>

struct app;
struct catalogue_entity;
struct catalogue_field;

/* The text of this field of a record; all but app is borrowed until it opened. */
void reader_show(struct app *app, const struct catalogue_entity *entity, const struct catalogue_field *field, int64_t id, const char *name,
	const char *source);
/* Reads the record first and shows its first text that is to be read; a record without one opens as a record. */
void reader_open(struct app *app, const struct catalogue_entity *entity, int64_t id);
#endif
