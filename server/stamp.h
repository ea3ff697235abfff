/* stamp.h: what a caller's catalogue and list texts are kept under: it changes with the company's catalogue, the caller's rights and
   the release. Asked again every other second, by one request while the others go on with what was true a moment ago. */
#ifndef SERVER_STAMP_H
#define SERVER_STAMP_H

struct caller;
struct desk;
struct request;

/* Sees that the caller's stamp is believed, asking the database when needed, then goes on. */
void stamp_want(struct request *r, void (*next)(struct request *r));
/* Null: not known, or known too long ago. Borrowed until the next turn. */
const char *stamp_believed(const struct request *r);
/* What was true when it was last asked, however long ago; null: it was not, or it is forgotten. Borrowed as the other. */
const char *stamp_last(struct desk *desk, const struct caller *who);
/* An answer brought it. */
void stamp_learn(struct request *r, const char *text);
#endif
