/* phones.h: telephone numbers as people read them. */
#ifndef SHARED_PHONES_H
#define SHARED_PHONES_H
#include "shared/buf.h"

/* Adds +33612345678 as 06 12 34 56 78 (with no-break spaces); a number of another country as it is. */
void phone_show(struct buf *out, const char *number);
#endif
