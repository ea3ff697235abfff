/* works.h: long work of this person: begun here or in an earlier sitting, done by the server, followed from any screen. */
#ifndef TUI_WORKS_H
#define TUI_WORKS_H
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct app;
struct works;
struct catalogue_entity;

struct work {
	int64_t id;			/* 0: the server has not answered yet */
	json_t *shown;			/* as the server tells it: verb, entity, name, what, state, done, total, good, bad, ms, batch, said */
	bool ended;
	bool here;			/* begun in this sitting: its end is told */
	bool asked;			/* an answer is under way */
	/* what goes in */
	char *bytes;
	size_t length, sent;
	int piece;
	/* what comes out */
	char *path;			/* where its file goes, on the person's machine; null: it waits for whoever fetches it */
	char *saved;			/* where it went */
	struct work *next;
};

/* works.c */
struct works *works_new(struct app *app);
void works_free(struct works *w);
/* How many run, for row 0; w may be null. */
int works_running(const struct works *w);
/* What runs since an earlier sitting is followed. */
void works_resume(struct app *app);
/* The person works for another company now: what runs in this one goes on unfollowed. */
void works_elsewhere(struct app *app);
/* Begins one and shows it. params is stolen; total -1: not known; bytes (stolen, may be null): the file that goes in; path (stolen, may be
   null): where the file goes that comes out. */
void works_begin(struct app *app, const char *verb, json_t *params, json_int_t total, char *bytes, size_t length, char *path);
/* The one with these facts, followed from now on; it stays until the program ends. */
struct work *works_follow(struct app *app, const json_t *shown);
/* Asks the server to stop it. */
void works_cancel(struct app *app, struct work *work);
/* Its file to a path, which is stolen. */
void works_fetch(struct app *app, struct work *work, char *path);
/* Does it run? */
bool work_runs(const struct work *work);
const char *work_text(const struct work *work, const char *name);
json_int_t work_number(const struct work *work, const char *name);

/* works_words.c: what a person reads; each is the caller's. */
char *work_title(struct app *app, const json_t *shown);		/* Import: contacts.csv */
char *work_progress(struct app *app, const json_t *shown);	/* 154/300  51 %  52/s  3 s left */
char *work_outcome(struct app *app, const json_t *shown);	/* 299 done, 1 refused */
const char *work_state(struct app *app, const json_t *shown);
const struct catalogue_entity *work_entity(struct app *app, const json_t *shown);
#endif
