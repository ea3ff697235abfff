/* journal.h: what is typed while nobody answers, in a file of this machine: the person's alone, and gone when the server has it. */
#ifndef TUI_JOURNAL_H
#define TUI_JOURNAL_H
#include <jansson.h>
#include <stdbool.h>

struct journal;

/* The folder for one server, company and person, under XDG_STATE_HOME; nothing is written yet. id is letters and digits. */
struct journal *journal_new(const char *id);
/* A journal that holds nothing leaves no file behind. */
void journal_free(struct journal *j);
/* Keeps an entry in place of the one of that name; null takes it out. What stands in the file survives the end of the program.
   Null, or a msgid that says why it could not be written. */
const char *journal_write(struct journal *j, const char *name, const json_t *entry);

/* What programs that ended left there: {name: entry…}, the newest of each; null when nothing. They are this one's from now on, and gone
   with journal_forget(). The caller owns it. *why: a msgid when something there may not be trusted, else untouched. */
json_t *journal_left(struct journal *j, const char **why);
void journal_forget(struct journal *j);
#endif
