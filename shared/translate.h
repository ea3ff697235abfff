/* translate.h: sentences in a person's language, chosen per call: the process itself stays in C.UTF-8. */
#ifndef SHARED_TRANSLATE_H
#define SHARED_TRANSLATE_H
#include <jansson.h>

/* Marks a sentence for xgettext without translating it here. */
#define N_(text) text

/* The sentence in this language ("fr", "en", "fr_FR.UTF-8"…); the English one when there is none. Static. */
const char *translate(const char *language, const char *msgid);
/* Translates, then puts each {name} of args (an object, may be null) in its place. The caller owns the text.
   Strings in args whose key ends in "label" are translated too: a sentence may name a field. Under "=label" stands one that is in
   this language already: the French Type is another word than the English one. Dates (2026-11-20) and numbers are
   written as this language does (20/11/2026, 10 000), but for numbers that are names (id, batch, line, number, port, version,
   year) and for what a sentence quotes: between quotation marks a value stands as it was given. */
char *translate_fill(const char *language, const char *msgid, const json_t *args);
#endif
