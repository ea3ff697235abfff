/* presence.h: who else has open what is open here: the server is told what this sitting holds, and row 0 says what it answers. */
#ifndef TUI_PRESENCE_H
#define TUI_PRESENCE_H
#include <jansson.h>
#include <stdbool.h>

struct app;
struct presence;

struct presence *presence_new(struct app *app);
void presence_free(struct presence *p);

/* Keys or answers came: what is open may be other records; after a moment's rest the server is told. */
void presence_see(struct presence *p);
/* The server is another one, or nobody answers: what was told is void. */
void presence_forget(struct presence *p);
/* The server says who has a record open. */
void presence_event(struct presence *p, const json_t *params);

/* For row 0: who else has the record on top open: with whole names in so many cells, shortened in at most so many; null: nobody.
   *edits: somebody changes it. The caller owns it. */
char *presence_text(const struct presence *p, int cells, int most, bool *edits);
/* For lines: a sentence a person; null: nobody. The caller owns it. */
char *presence_sentences(const struct presence *p, bool since_when);
/* In lines what is told of a record waits for this answer. */
bool presence_waits(const struct presence *p);
#endif
