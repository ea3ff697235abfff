/* import_words.h: what a person said to the import, and what it says back before the first row. */
#ifndef SERVER_IMPORT_WORDS_H
#define SERVER_IMPORT_WORDS_H
#include <stdbool.h>

#include "server/import_batch.h"

/* --map and --map-json as one object: JSON, or COLUMN=FIELD,… Null when none is given, or with *why (owned) when it makes
   no sense. The caller owns the object. */
json_t *import_given_map(const struct stream *s, char **why);
/* --refused and --format-report. */
enum status import_shown_as(struct import *i);
/* Encoding, separator, headings, mapping, what is ignored: said before anything is written. */
void import_say_guess(struct import *i, const struct table_reader *reader, int64_t header);
/* No column feeds a field: which there are of both; or why none of these rows could be read. */
enum status import_say_no_columns(struct import *i, const struct table_row *rows, size_t count);
/* Was an import with this key done? Then its counts are said again. */
bool import_was_done(struct import *i, const char *key, enum status *status);
#endif
