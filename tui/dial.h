/* dial.h: one try to reach the server again, beside everything else. */
#ifndef TUI_DIAL_H
#define TUI_DIAL_H
#include <stdbool.h>

#include "tui/app.h"

struct dial;
/* Null when there is no room for one more thread: later. */
struct dial *dial_start(app_connect *connect, void *arg);
bool dial_done(const struct dial *d);
/* The result, once done; frees it. The caller owns *remote and *why (either may be null). */
enum status dial_take(struct dial *d, struct remote **remote, char **why);
/* Nobody wants its result any more. Done or not, it frees itself. */
void dial_drop(struct dial *d);
#endif
