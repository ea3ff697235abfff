/* linear.h: linear mode, for screen readers, braille and logs: the same screens told in lines, one after another; nothing that
   was written changes. Choices have numbers, commands are those of the key table, by their names. */
#ifndef TUI_LINEAR_H
#define TUI_LINEAR_H
#include <stddef.h>

struct app;
struct linear;

/* --- for the tell() of screens --- */
void linear_say(struct linear *out, const char *text);
/* « Label : value ». */
void linear_value(struct linear *out, const char *label, const char *value);
/* The same with a number that chooses it; tag goes to choose(). label may be null. */
void linear_choice(struct linear *out, size_t tag, const char *label, const char *value);

/* « Label : value » in the person's language; the caller owns it. */
char *linear_pair(struct app *app, const char *label, const char *value);

/* --- for the loop of the app --- */
struct linear *linear_new(struct app *app);
void linear_free(struct linear *out);
int linear_fd(const struct linear *out);	/* where lines come from; -1 after the last */
void linear_input(struct linear *out);
/* The state is at rest: tells what is new, and does what the next line says. */
void linear_turn(struct linear *out);
#endif
