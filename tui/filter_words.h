/* filter_words.h: a filter as people write it, with labels (`état:impayée`) → as the server reads it, with names. */
#ifndef TUI_FILTER_WORDS_H
#define TUI_FILTER_WORDS_H
#include "tui/catalogue.h"

/* Names of fields and values of choices may be written as their labels (spaces as _ or left out, accents and case as
   one likes, any beginning that only one label has); what is known as neither stays as it is. The caller owns it. */
char *filter_words(const struct catalogue_entity *entity, const char *language, const char *text);
/* The field that a word of a filter means, as above; null: none. */
const struct catalogue_field *filter_field(const struct catalogue_entity *entity, const char *word, size_t length);
/* The last word of the line completed: a field's label with `:`, or a choice's label. Null when there is nothing or
   too much to choose from; then *choices (owned by the caller, may be null) lists what it could become. */
char *filter_complete(const struct catalogue_entity *entity, const char *text, char **choices);
#endif
