/* drafts.h: what was typed in earlier sittings and not saved, to go on with. */
#ifndef TUI_DRAFTS_H
#define TUI_DRAFTS_H
struct app;
/* After the sign-in: says how many there are, and that Enter goes on with them. */
void drafts_offer(struct app *app);
/* Goes on with the only one, or shows them. */
void drafts_resume(struct app *app);
#endif
