/* app_inside.h: what the app_*.c files share and screens must not touch. */
#ifndef TUI_APP_INSIDE_H
#define TUI_APP_INSIDE_H
#include <stddef.h>

#include "tui/app.h"
#include "tui/loop.h"
#include "tui/macro.h"
#include "tui/popup.h"
#include "tui/undo.h"

struct screen {
	const struct screen_type *type;
	void *state;
	struct screen *below;
	struct popup popup;
};

/* What keys do until the answer is there. */
enum app_holds {
	HOLDS_NOTHING,			/* act on what is on the screen */
	HOLDS_TO_OPEN,			/* wait: they are for what it opens */
	HOLDS_TO_CHANGE,		/* wait: they are for what is on the screen after it */
};

/* A request without an answer: its owner may close meanwhile. */
struct app_request {
	struct app *app;
	void *state;			/* null: the app's own, or dropped */
	bool dropped;
	enum app_holds holds;
	app_answer *answer;
	int64_t tag, number, since;
	char *about, *draft;		/* of a change: what it is, in the person's words, and the draft that it takes up; may be null */
	bool asks;			/* after a cut it goes out only when the person says so */
	struct app_request *next;
};

/* The way back to a server that was lost: app_line.c. */
struct app_line {
	struct tui_timer timer;
	struct dial *dial;		/* a try that is under way */
	int wait;			/* seconds until the next */
	bool asks;			/* nobody is let in without an answer of the person */
	char *why;			/* the last try failed; may be null */
};

enum { APP_CRUMBS_MOST = 32 };

/* A change that was made here: the server tells of it too, which is no news. */
enum { APP_OWN_MOST = 64, APP_OWN_MS = 2000 };
struct app_own {
	char entity[64];
	int64_t id, at;			/* at: milliseconds of the loop */
	int version;			/* 0: not known (an action): whatever comes within a moment is it */
};

struct linear;
struct presence;
struct errand_run;
struct vault;

struct app {
	struct remote *remote;
	struct app_options options;
	struct tui_loop *loop;
	struct linear *linear;		/* null: a screen */
	struct catalogue *catalogue, **outdated;	/* outdated: what is open may still name their parts */
	size_t outdated_count;
	json_t *hello, *preferences;	/* what the person likes; null until it came */
	json_t *unkept;			/* what of it is still to be sent: name → value; may be null */
	bool preferring;		/* one of it is under way */
	char *language;
	struct screen *top;
	size_t screens;
	struct app_request *requests;
	char *message;
	enum theme_role message_role;
	struct key *held;		/* keys that wait for a screen to be ready; their pastes are owned */
	size_t held_count;
	bool dropping;			/* so are those that came in one go with the key that failed */
	struct screen *unasked;		/* came by itself: what was typed before is not for it; may be closed already */
	unsigned int unanswered;	/* keys that were pressed and have changed nothing yet */
	unsigned int pressed, rang_for;	/* which, and for which a bell was rung last */
	struct tui_timer clock, slow, coming, retry;
	char *resumes;			/* the draft that is being opened */
	struct app_line line;
	struct app_own own[APP_OWN_MOST];	/* the last ones, in turn */
	size_t own_count;
	struct presence *presence;	/* who else has open what is open here */
	struct vault *vault;		/* what is typed, on its way to the server */
	struct {
		const struct screen *screen;
		int x, end;
	} crumbs[APP_CRUMBS_MOST];	/* as they stand in the title row */
	size_t crumb_count;
	bool offers;			/* Enter, as the next key, goes on with what was typed in an earlier sitting */
	struct {
		bool on, wanted;	/* wanted: it begins where the person is being taken */
		size_t at;		/* the step */
		bool did, saved, told;	/* since it began */
	} tour;
	bool keys_of_file;		/* the person's machine has a keys.conf */
	bool begins;			/* the catalogue is there, and the first screen is still to open */
	bool slow_shown, bell, was_alive, started;
	struct undo undo;		/* one's own changes, to be taken back */
	json_t *last;			/* entity → the row saved last */
	json_t *choices;		/* field → the rows chosen lately */
	struct works *works;
	struct errand_run *errand;	/* a line that is being done: errand_run.c; null: none */
	char *errand_words;		/* which a command took from it */
	struct macro macro;
};

/* errand_run.c */
void errand_turn(struct app *app);
bool errand_holds(const struct app *app);	/* keys wait until it is done */
void errand_drop(struct app *app);

/* app_keys.c */
void app_input(void *arg);
void app_dispatch(struct app *app, const struct key *key);
/* app_held.c */
bool app_held_takes(struct app *app, const struct key *key);	/* true: it waits now */
void app_replay_held(struct app *app);
bool app_awaits(const struct app *app);		/* something is being opened or changed */
bool app_would_act(struct app *app, const struct key *key);
bool app_opens(const struct app *app);		/* something is being opened */
bool app_give_up(struct app *app);	/* C-c, Esc: what is waited for; false: nothing is */
/* app_crumbs.c */
char *app_title(struct app *app);	/* the whole way to the top screen; the caller owns it */
char *app_crumbs(struct app *app, const struct screen *top, int cells);	/* in so many cells; remembered for clicks; the caller owns it */
struct screen *app_crumb_at(struct app *app, int x);	/* whose name stands there in the title row; null: none */
/* app_draw.c */
void app_draw(void *arg);
/* Rows of the key bar on a terminal of that height. */
static inline int app_bar_rows(int height) { return height >= 40 ? 2 : 1; }
/* app_calls.c */
void app_event(void *arg, const char *method, const json_t *params);
void app_drop_all(struct app *app);
bool app_waits(const struct app *app);
void app_touched(struct app *app);		/* keys were handled */
void app_part(struct app *app);			/* the terminal is gone: what was typed goes to the server */
/* app_queue.c */
void app_queue_told(struct app *app, const struct app_request *request, const struct remote_error *error);
bool app_queue_rests(const struct app *app);	/* no answer is on its way */
size_t app_queued(const struct app *app);	/* changes that wait for the server */
void app_queue_ask(struct app *app);		/* those that must not go out unasked */
void app_queue_free(struct app_request *request);
char *app_queue_about(struct app *app, void *state, const char *method, const json_t *params);
/* app_line.c */
void app_line_lost(struct app *app);
void app_line_back(struct app *app, const json_t *hello);	/* somebody answers again */
char *app_line_banner(const struct app *app);
void app_line_free(struct app *app);
/* app_start.c */
void app_start(struct app *app);
void app_first_screen(struct app *app);		/* the catalogue or the preferences came: once both are there, what opens first */
void app_speak_anew(struct app *app);		/* the person's language is another one */
/* app_preferences.c */
void app_ask_preferences(struct app *app);
/* app.c */
void app_switch_linear(struct app *app);
/* app_terminal.c */
void app_choose_theme(struct app *app);
void app_choose_keys(struct app *app);
/* app_mouse.c */
void app_mouse(struct app *app, const struct mouse *mouse);
#endif
