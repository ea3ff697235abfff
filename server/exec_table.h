/* exec_table.h: an answer as people read it. */
#ifndef SERVER_EXEC_TABLE_H
#define SERVER_EXEC_TABLE_H
#include <jansson.h>

#include "server/exec_format.h"

/* Rows become a table, by the same writer as a list to a pipe; one record its labels and values. */
void exec_table(const json_t *answer, const struct exec_look *look, struct buf *out);
#endif
