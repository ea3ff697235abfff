/* story.h: a story that somebody lives through before the screen, told once and lived twice: at 80x24 in French, at 160x50 in English.
   CAPTURES=DIR keeps what stood on the screen at each step, as DIR/STORY-SIZE-NN-STEP.txt. */
#ifndef TESTS_SCREEN_STORY_H
#define TESTS_SCREEN_STORY_H
#include "tests/screen/site.h"

struct story {
	const char *name, *person;
	int columns, rows;
	bool french;
	struct rig *r;
	int steps;
};
/* Both of those who live through it: marie on a small screen, mary on a large one. */
enum { STORY_TIMES = 2 };
void story_begin(struct story *s, const char *name, int time);
void story_end(struct story *s);
/* What is written or seen in this person's language. */
const char *story_says(const struct story *s, const char *french, const char *english);
/* Fails with the screen unless the text of that language stands on it. */
void story_sees(struct story *s, const char *french, const char *english);
#define story_sees_not(s, text) rig_check((s)->r, !rig_sees((s)->r, (text)))
/* The step is over: its screen is kept, and no word on it is the database's. */
void story_step(struct story *s, const char *step);
/* Keys, with printf's words between them. */
__attribute__((format(printf, 2, 3))) void story_type(struct story *s, const char *keys, ...);
/* In a menu: the letter that stands before that choice; and F9 before it. */
void story_choose(struct story *s, const char *french, const char *english);
void story_act(struct story *s, const char *french, const char *english);
/* On a record: down to the row of that name. */
void story_row(struct story *s, const char *french, const char *english);
/* In a form: on to that field. */
void story_to(struct story *s, const char *french, const char *english);
/* In a form with sections: on to the one of that name. */
void story_section(struct story *s, const char *french, const char *english);
/* In a popup that lists: down to the row that begins so, and Enter. */
void story_pick(struct story *s, const char *french, const char *english);
/* Said by a verb beforehand: what the company has. Printf's words. */
__attribute__((format(printf, 2, 3))) void story_has(const struct story *s, const char *words, ...);
#endif
