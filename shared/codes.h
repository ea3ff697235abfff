/* codes.h: codes that are stored without separators, as people read them. */
#ifndef SHARED_CODES_H
#define SHARED_CODES_H
#include "shared/buf.h"

/* Adds what a text of this format (plate, siren, siret; may be null) looks like: RA570RT as RA-570-RT. One of another form as it is. */
void code_show(struct buf *out, const char *format, const char *code);
#endif
