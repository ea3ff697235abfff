/* vault.h: what is typed and not saved, on its way to the server: kept there as drafts, and on this machine while nobody answers. */
#ifndef TUI_VAULT_H
#define TUI_VAULT_H
#include <jansson.h>
#include <stdbool.h>

struct app;
struct vault;

struct vault *vault_new(struct app *app);
void vault_free(struct vault *v);

/* Keeps what was typed under a name, in place of what was there; body is stolen. */
void vault_keep(struct app *app, const char *name, json_t *body);
/* The server has this under that name already: it is gone on with. */
void vault_known(struct app *app, const char *name, const json_t *body);
/* It is thrown away, here and there. */
void vault_drop(struct app *app, const char *name);
/* The server took it up with what it saved: only what is here goes. */
void vault_taken(struct app *app, const char *name);
/* How often the server has confirmed one: what it is asked from here on, it knows these. */
int64_t vault_turn(const struct app *app);
/* Is something under way that the server may not have known when it was asked, at that turn? Then *body is what counts, null when it
   was thrown away. Borrowed. */
bool vault_newer(const struct app *app, const char *name, int64_t turn, const json_t **body);

/* Whatever the server has not confirmed yet is written down on this machine. */
void vault_write_down(struct app *app);
/* Somebody answers again: what waited is sent. */
void vault_send(struct app *app);
/* After the sign-in: what was left on this machine goes to the server, then `then` is called. */
void vault_bring(struct app *app, void (*then)(struct app *app));
/* Another company: its file is another one. */
void vault_company(struct app *app);
#endif
