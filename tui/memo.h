/* memo.h: the editor of a long text, in a popup, for whoever wants one back. */
#ifndef TUI_MEMO_H
#define TUI_MEMO_H
#include <stdint.h>

struct app;

/* Called when the text is kept; owner is the state of a screen below, about is the owner's. Not called when it is left as it was. */
typedef void memo_kept(struct app *app, void *owner, int64_t about, const char *text);
void memo_write(struct app *app, const char *title, const char *text, void *owner, int64_t about, memo_kept *kept);
/* What is being written for that owner, as it stands now, and what it is about; null: nothing. Borrowed. */
const char *memo_above(const struct app *app, const void *owner, int64_t *about);
#endif
