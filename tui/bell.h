/* bell.h: what the person is told: how many are unread, in the title row; the list, by one key. */
#ifndef TUI_BELL_H
#define TUI_BELL_H
#include <stdint.h>

struct app;

struct bell {
	int64_t unread;
	int asking;			/* 1: under way; 2: and once more after it */
	char known;			/* since the catalogue came */
};

/* Asks how many there are: after signing in, and whenever one was made or read. */
void bell_ask(struct app *app);
/* Another company, another catalogue: nothing is known. */
void bell_forget(struct app *app);
/* A record of this kind was changed, here or elsewhere. */
void bell_changed(struct app *app, const char *entity);
#endif
