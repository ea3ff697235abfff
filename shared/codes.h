/* codes.h: plates and company numbers as people read them: stored without separators, shown with them. */
#ifndef SHARED_CODES_H
#define SHARED_CODES_H
#include <stdbool.h>

#include "shared/buf.h"

/* Adds the code in the groups of its format ("plate", "siren", "siret"). False, and nothing added, when it has no such groups. */
bool code_show(struct buf *out, const char *format, const char *code);
#endif
