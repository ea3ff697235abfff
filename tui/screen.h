/* screen.h: a kind of screen is one const struct of functions and the size of its state. */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/keys.h"
#include "tui/paint.h"
#include "tui/terminal.h"

struct app;
struct catalogue_entity;
struct linear;
struct screen;		/* one open screen: its type, its state, what it covers */

struct screen_type {
	const char *name;
	enum keys_context context;		/* which rows of the key table are valid */
	size_t state_size;
	/* The state is zeroed. argument is the type's own. */
	void (*open)(struct app *app, void *state, void *argument);
	void (*close)(struct app *app, void *state);
	void (*draw)(struct app *app, void *state, const struct area *area);
	/* Where it differs with what the screen does now (a list whose search is typed). */
	enum keys_context (*context_now)(const void *state);
	/* The mouse, at y and x of what draw() got. False: not for the screen (the wheel then is the arrows). */
	bool (*mouse)(struct app *app, void *state, const struct mouse *mouse);
	/* What it shows is under way, since then; 0: it is here. For a moment the picture before it stays, so that it is painted once. */
	int64_t (*coming)(struct app *app, const void *state);
	/* Up and Down (rows, negative: up), a page (± STAND_PAGE) or an end (± STAND_END) of what is looked through: the commands of IN_STANDING. */
	void (*move)(struct app *app, void *state, int by);
	/* A key that the table does not name. False: nobody knows it. */
	bool (*key)(struct app *app, void *state, const struct key *key);
	/* False while this key has to wait for an answer: it is kept, and what follows it too; they come in order. */
	bool (*ready)(struct app *app, void *state, const struct key *key);
	/* C-c: no answer comes any more; make do with what is there. False: nothing is, it closes. */
	bool (*stopped)(struct app *app, void *state);
	/* C-c: what it shows is stopped. False: it shows nothing of the kind. */
	bool (*cancel)(struct app *app, void *state);
	/* Esc: true closes it. False: it did something else first (closed its search, asked about changes). */
	bool (*leave)(struct app *app, void *state);
	/* A record changed, here (own) or elsewhere. */
	void (*changed)(struct app *app, void *state, const char *entity, int64_t id, int version, bool own);
	/* A record was looked at on another screen: a mark that says it changed has done its work. */
	void (*visited)(void *state, const char *entity, int64_t id);
	/* Keys were handled, here or in a popup above it: what it keeps may have changed. */
	void (*touched)(struct app *app, void *state);
	/* The terminal is gone: what is not saved is sent now; the answers are waited for a moment. */
	void (*parting)(struct app *app, void *state);
	/* It is on top again. */
	void (*back)(struct app *app, void *state);
	/* Linear mode. The state in lines, what can be chosen with a number; without it, the picture is told. */
	void (*tell)(struct app *app, void *state, struct linear *out);
	/* The cursor goes to what was told with that tag. */
	void (*choose)(struct app *app, void *state, size_t tag);
	/* What a line is asked for (a field and what it holds); null: for a command. Then answer() takes it. The caller owns it. */
	char *(*prompt)(struct app *app, const void *state);
	void (*answer)(struct app *app, void *state, const char *line);
	/* Its place in the bread crumb; the caller owns it. Popups have none. */
	char *(*title)(struct app *app, const void *state);
	/* A paragraph for F1: what has the focus. The caller owns it; null for none. */
	char *(*about)(struct app *app, const void *state);
	/* What `y` sends to the clipboard; null: nothing. The caller owns it. */
	char *(*value)(struct app *app, const void *state);
	/* The record that it has open, for others to see; 0: none. *edits: they are to know that it is being changed. */
	int64_t (*holds)(const void *state, bool *edits);
	/* What is typed now is a secret: no macro keeps it. */
	bool (*secret)(const void *state);
	/* The kind of record that it shows. */
	const struct catalogue_entity *(*entity)(const void *state);
	/* Popups say how large they want to be (the title row and the frame excluded) and where; others leave it null. */
	void (*size)(struct app *app, const void *state, int *height, int *width, int *y, int *x);
};
#endif
