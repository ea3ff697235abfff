/* app.h: one sitting of one person: the stack of screens, what they share, and the loop around them. */
#ifndef TUI_APP_H
#define TUI_APP_H
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "shared/status.h"
#include "tui/screen.h"
#include "tui/terminal.h"
#include "tui/theme.h"

struct app;
struct catalogue;
struct catalogue_entity;
struct tui_timer;
struct remote;
struct remote_error;

/* Another connection for the same person; ask: questions on the terminal are welcome. Called from a thread when they are not. */
typedef enum status app_connect(void *arg, bool ask, struct remote **remote, char **why);

struct app_options {
	app_connect *connect;		/* null: a connection that ends is not renewed */
	void *connect_arg;
	bool served;			/* on the server's own machine: no suspend, no editor, no files */
	const char *language;		/* until the server says the person's; may be null */
	const char *start;		/* what to open first, as one would write it after `:`; may be null */
	enum theme theme;		/* THEME_COUNT: as the environment or the person's preferences say */
	bool linear;			/* lines instead of a screen */
	char *const *command;		/* this program's own words up to the target, to be started with a verb; null when served */
	int command_count;
	const char *target;		/* what the person calls the server; null when served */
	struct terminal_options terminal;
};
/* Runs until the person leaves or the terminal goes away. remote stays the caller's. The exit code of the program. */
int app_run(struct remote *remote, const struct app_options *options);

/* --- what the person reads --- */
const char *app_language(const struct app *app);
/* The sentence in the person's language. Static. */
const char *app_text(const struct app *app, const char *msgid);
/* Translates and fills {name}s; args (may be null) is stolen. The caller owns the text. */
char *app_fill(const struct app *app, const char *msgid, json_t *args);
/* The message row, until the next action; text is stolen. */
void app_say(struct app *app, enum theme_role role, char *text);
/* The same from a msgid; args is stolen. */
void app_tell(struct app *app, enum theme_role role, const char *msgid, json_t *args);
/* Says why a request failed, with its reference. */
void app_say_error(struct app *app, const struct remote_error *error);
/* The keystroke was refused: one bell. */
void app_bell(struct app *app);

/* A text (already the person's) whose {command}s become the keys that they have where the context says, else anywhere; in linear mode
   the words that one writes. The caller owns it. */
char *app_fill_keys(const struct app *app, enum keys_context context, const char *text);

/* --- screens --- */
/* Opens a screen on top and answers its state; argument is what its type documents. */
void *app_push(struct app *app, const struct screen_type *type, void *argument);
/* Closes the top screen. The last one stays. */
void app_back(struct app *app);
/* Closes a screen and everything above it. */
void app_close(struct app *app, struct screen *screen);
/* Asks screen after screen to leave until the first one is on top. */
void app_home(struct app *app);
/* The same until that one is (null: the first). */
void app_back_to(struct app *app, const struct screen *level);
void app_quit(struct app *app);
/* The text in the person's own editor, while nothing else happens. Null with a sentence said: it stays as it was. The caller
   owns it. */
char *app_edit_outside(struct app *app, const char *text);
struct screen *app_top(const struct app *app);
/* The state of the top screen if it is of this type (a popup above it does not count), else null. */
void *app_state(const struct app *app, const struct screen_type *type);
/* The same state, if it is still that of an open screen of this type; else null. */
void *app_state_open(const struct app *app, const void *state, const struct screen_type *type);
/* The state of the first screen of a type below that one, else null. */
void *app_state_below(const struct app *app, const void *state, const struct screen_type *type);
/* The screen that a state belongs to. */
struct screen *app_screen_of(const struct app *app, const void *state);
/* As if Enter was pressed: a double click. */
void app_enter(struct app *app);
/* Runs a command by its name in the key table, as if its key was pressed. */
bool app_command(struct app *app, const char *name);
/* Where the top screen is in the key table now. */
enum keys_context app_context(const struct app *app);
/* What the top screen says about itself for the help (the focused field); null when nothing. The caller owns it. */
char *app_about(struct app *app);
/* The kind of record that the top screen shows, or null. */
const struct catalogue_entity *app_entity(struct app *app);
/* May the person do this to the kind of record that the top screen shows? Where it shows none, nothing is forbidden. */
bool app_may(struct app *app, const char *verb);
void app_dirty(struct app *app);

/* --- the server --- */
typedef void app_answer(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag);
/* Asks; params is stolen. The answer comes later and only while the screen that owns `state` is open. */
void app_call(struct app *app, void *state, const char *method, json_t *params, app_answer *answer, int64_t tag);
/* The same for what opens with the answer (a menu, a form): keys typed meanwhile are for it. Esc and C-c give it up. */
void app_call_opening(struct app *app, void *state, const char *method, json_t *params, app_answer *answer, int64_t tag);
/* The same for a change (a deletion, another company): keys typed meanwhile are for what is there after it. */
void app_call_first(struct app *app, void *state, const char *method, json_t *params, app_answer *answer, int64_t tag);
/* Is the server there? Offline what stands on the screen may be old, and what is asked waits for the line. */
bool app_online(const struct app *app);
/* Is an answer to this state outstanding? */
bool app_waits_for(const struct app *app, const void *state);
/* Keys that wait are for something that will not be there: a bell, and they are gone. */
void app_drop_held(struct app *app);
/* The screen on top opened by itself (a question after saving): what was typed before waits until it is closed. */
void app_unasked(struct app *app);
/* Drops the answers that a screen waits for. */
void app_forget(struct app *app, void *state);
/* As the id of a changed record: any may be another one. */
enum { APP_ANY = -1 };
/* A record was changed here: every open screen hears of it as of a change by others, with `own`. */
void app_changed(struct app *app, const char *entity, int64_t id, int version);
/* The record as it is now is on the screen: lists need not mark it any more. */
void app_visited(struct app *app, const char *entity, int64_t id);
/* What the person calls the server on the command line; null in a served screen, where nobody knows. */
const char *app_target(const struct app *app);
/* The same of several: [{"entity", "id", "version"}…]; null is none. */
void app_changed_all(struct app *app, const json_t *results);
const struct catalogue *app_catalogue(const struct app *app);
const json_t *app_hello(const struct app *app);
/* Speaks for another company of the person from now on; back to the home screen. */
void app_company(struct app *app, const char *slug);

/* --- undo and redo of one's own saved changes: app_undo.c; a change is what undo.h says --- */
/* This was saved: `u` takes it back, after that `U` does it again. change is stolen; one with several records is one step. */
void app_did(struct app *app, json_t *change);
/* The change of one record: what undo_step() made; step is stolen. */
void app_did_one(struct app *app, const char *label, json_t *step);
/* The same for what is taken back by requests of its own, and not done again: a request or an array of them; params is stolen. Requests
   by different methods are {"method", "params"} each. Null: nothing. */
void app_undo_is(struct app *app, const char *method, json_t *params, const char *said);
void app_undo(struct app *app);
void app_redo(struct app *app);
/* Is there something left to take back? */
bool app_undoes(const struct app *app);
/* Another company: what was done in this one is not taken back from there. */
void app_undo_forget(struct app *app);

/* The last record of a kind that was saved in this sitting, for repeating its values; null: none. row is stolen. */
void app_remember(struct app *app, const char *entity, json_t *row);
const json_t *app_remembered(const struct app *app, const char *entity);

/* What was chosen lately for a field (by that key), the last first: an array that the caller may change. */
json_t *app_choices(struct app *app, const char *key);
/* Long work of this person: works.h. */
struct works;
struct works *app_works(struct app *app);
/* Work is done that took so long: whoever looks elsewhere is told, if they wanted it. */
void app_work_done(struct app *app, int64_t milliseconds);
/* On the server's own machine: no files of the person. */
bool app_is_served(const struct app *app);
/* --- what the person likes, kept on the server --- */
/* Null: not said. Borrowed. */
const char *app_preference(const struct app *app, const char *name);
bool app_prefers(const struct app *app, const char *name, const char *value);
/* Says it, and does what it asks for; an empty value forgets it. */
void app_prefer(struct app *app, const char *name, const char *value);

/* --- timers: work that delays the idle mark until it ran --- */
void app_after(struct app *app, struct tui_timer *timer, int milliseconds);
void app_not_after(struct app *app, struct tui_timer *timer);
struct value_look;
/* How this person reads values; what it points to lives as long as the hello. */
struct value_look app_look(const struct app *app);
/* A fresh idempotency key. The caller owns it. */
char *app_new_key(void);
#endif
