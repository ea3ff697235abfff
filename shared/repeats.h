/* repeats.h: rules of repetition (RFC 5545) and days of the week as people read them. */
#ifndef SHARED_REPEATS_H
#define SHARED_REPEATS_H
#include "shared/buf.h"

/* Adds FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4 as "Every week on Tuesday and Thursday, 4 times", in this language. A rule that no such sentence
   tells stands there as it is, and that it is a calendar's. */
void repeats_show(struct buf *out, const char *language, const char *rule);
/* Adds MO,TH as "Monday, Thursday". What is no day of the week as it is. */
void weekdays_show(struct buf *out, const char *language, const char *days);
/* What a text of this format (repetition, weekdays) looks like; false: of another format, nothing added. */
bool repeats_written(struct buf *out, const char *format, const char *language, const char *text);
#endif
