/* filter.h: the filter line of lists and of --filter, read into JSON that the database's finder takes.

   expr   := all { "or" all }            all := part { ["and"] part }
   part   := ["-" | "not"] ( "(" expr ")" | term )
   term   := FIELD OP values | WORD      a word is looked for in the fields that the entity searches
   OP     := ":" is; for text: holds, whatever the case and accents; for tags: has      "=" is exactly      "!=" "<" "<=" ">" ">="
             Blanks may stand before OP, and then after it: city = Paris. They may always stand after < and >. With none before,
             what follows a blank is a term of its own: city: Paris is an empty city and the word Paris.
   values := value { "," value }         any of them; only after : = !=
           | [value] ".." [value]        both ends included; one may be missing
           | "-" | "" | nothing          is empty          | "*"   is not empty
   value  := bare | "quoted, with \" and \\"               after < and > a comma is part of the number: amount>12,50

   What comes out, an object:
   {"and":[X…]}  {"or":[X…]}  {"not":X}  {"word":"dup"}
   {"field":"kind","op":OP,"value":V,"date":D,"number":N}   with OP one of
     ~ = != < <= > >=    V is the text as written
     any                 V is an array, one of which the field is (~ way), or exactly when "exact":true
     range               V is [from,to], null for a missing end
     empty filled        no V
   The grammar knows no entity, so it cannot tell whether "t" is a letter or today: where a text also reads as a date, "date" says
   [first day,last day] beside it ("2026-11" has thirty), and where it reads as a number, "number" says it in plain decimals.
   For any and range both are arrays beside V, null where a value reads as neither. The one who knows the field's type chooses. */
#ifndef SHARED_FILTER_H
#define SHARED_FILTER_H
#include <jansson.h>

#include "shared/dates.h"
#include "shared/status.h"

enum { FILTER_BYTES = 4096, FILTER_DEPTH = 16, FILTER_TERMS = 64 };

struct filter_dates {
	struct date today;
	const char *language;		/* of the sentence in *why; null: English */
};

/* STATUS_OK: *ast is the caller's; it is null for an empty line, which filters nothing.
   STATUS_MISUSE: *why is the caller's sentence: what is wrong, where, what to write instead. */
enum status filter_parse(const char *text, const struct filter_dates *how, json_t **ast, char **why) MUST_CHECK;

/* The value as one writes it in a filter: quoted when it must be. The caller owns it. */
char *filter_quote(const char *value);
#endif
