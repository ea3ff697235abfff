/* exec_table.h: an answer as people read it. */
#ifndef SERVER_EXEC_TABLE_H
#define SERVER_EXEC_TABLE_H
#include <jansson.h>

#include "server/exec_format.h"

/* Rows become a table, by the same writer as a list to a pipe; one record its labels and values. */
void exec_table(const json_t *answer, const struct exec_look *look, struct buf *out);
/* For parts of such an answer: rows without one of their columns (null: with all), and one value as people write it. */
void exec_table_rows(const json_t *rows, const struct exec_look *look, const char *without, struct buf *out);
void exec_shown(struct buf *text, const char *name, const json_t *value, const struct exec_look *look);
#endif
