/* exec_values.h: values as a person writes them on a command line, brought to the form of the wire. */
#ifndef SERVER_EXEC_VALUES_H
#define SERVER_EXEC_VALUES_H
#include <jansson.h>

#include "server/caller.h"

/* values: FIELD=VALUE, in place; fields: [{"name","type","choices"}…] of the catalogue. price=12,50, bought_on=20/11/2026 and
   spare=oui are understood; what is not stays as it was written, and the database says what is wrong with it. */
void exec_values(json_t *values, const json_t *fields, const struct caller *who);
/* The fields of an entity, or what one of its actions asks for. Null: there are none. */
const json_t *exec_fields(const json_t *entity, const char *action);
#endif
