/* keys.h: one table of commands. Dispatch, the bottom bar, F1 help and the palette all read the same rows. */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct app;
struct key;

/* Where a key is valid. A row names several; a screen is in one at a time. */
enum keys_context {
	IN_NOTHING = 0,
	IN_MENU = 1 << 0,
	IN_LIST = 1 << 1,
	IN_SEARCH = 1 << 2,	/* a line is typed below the title of a list */
	IN_RECORD = 1 << 3,
	IN_FORM = 1 << 4,
	IN_PICK = 1 << 5,	/* a popup whose rows are found by typing */
	IN_LETTERS = 1 << 6,	/* a popup whose rows have a letter each, or a question */
	IN_CONFLICT = 1 << 7,
	IN_MEMO = 1 << 8,	/* the editor of a long text */
	IN_TAKE = 1 << 9,	/* a list that a form asks for one record */
	IN_GRID = 1 << 14,	/* the lines of a record, within its form */
	IN_CHART = 1 << 15,	/* figures, drawn or as a table */
	IN_TILES = 1 << 16,	/* the first figures of a company */
	IN_WIZARD = 1 << 17,	/* a form that is one step of several */
	IN_STEP = 1 << 18,	/* lines that are such a step */
	IN_BOARD = 1 << 19,
	IN_CALENDAR = 1 << 20,
	IN_HISTORY = 1 << 21,	/* who changed what on one record */
	IN_PREFERENCES = 1 << 22,
	IN_MONTH = 1 << 23,	/* a month from which a day is taken */
	IN_WORKS = 1 << 24,	/* long work, one or all of it */
	IN_JOBS = 1 << 25,	/* what the server does by itself */
	IN_READER = 1 << 26,	/* a long text, laid out */
	IN_SCAN = 1 << 27,	/* one code after the other, from a scanner that types */
};
enum {
	IN_PLANE = IN_BOARD | IN_CALENDAR,
	IN_CELLS = IN_GRID | IN_STEP,
	IN_WRITING = IN_FORM | IN_CELLS | IN_WIZARD,
	IN_TYPING = IN_SEARCH | IN_WRITING | IN_PICK | IN_MEMO | IN_SCAN,
	IN_ROOM = IN_LIST | IN_RECORD | IN_CHART | IN_TILES | IN_PLANE | IN_HISTORY | IN_PREFERENCES | IN_WORKS | IN_JOBS | IN_READER,	/* opened, to look around in */
	IN_READING = IN_MENU | IN_TAKE | IN_ROOM,
	IN_ROWS = IN_LIST | IN_TAKE,
	IN_STANDING = IN_HISTORY | IN_PREFERENCES | IN_WORKS | IN_JOBS | IN_READER,	/* rows and texts that are looked through: screen_type.move */
	IN_ALL = (1 << 28) - 1,
};

/* What a key does to the kind of record shown: whoever may not has it in the help alone. */
enum { CREATES = 1 << 4, CHANGES = 1 << 5, DELETES = 1 << 6, BAR_LEVEL = 3 };
/* What follows its name in a line after `:` is its own, or answers what it opens: `theme dark`. */
enum { WORDS = 1 << 7 };
/* Needs a kind of record that words are looked for in. */
enum { LOOKS = 1 << 8 };

struct keys_row {
	int contexts;
	const char *keys;	/* twins, separated by spaces; null: in the palette only */
	const char *name;	/* what one writes after `:`; null: a key that only moves */
	const char *label;	/* in the bar, short */
	const char *help;	/* one sentence for F1 */
	int bar;		/* 1: in the bar, 2: on the bar's second line, 0: only in the help; with what it does, for who may */
	void (*run)(struct app *app);	/* null: the editor of the field does it; the row is there for the help */
};

/* The kinds of screen, as keys.conf and the manual call them. */
struct keys_screen {
	enum keys_context context;
	const char *name, *title;
};
extern const struct keys_screen keys_screens[];
extern const size_t keys_screens_count;

/* The table of keys_table.c, or what the person's own keys.conf made of it. */
extern const struct keys_row keys_table[];
extern const size_t keys_table_count;
extern const struct keys_row *keys_rows;
extern size_t keys_count;

/* The person's own keys, from the text of a keys.conf. What makes no sense is left out; the first such line is told in a
   sentence (owned by the caller), else null. */
char *keys_own(const char *language, const char *text);
/* The table as mdoc, for the manual. */
void keys_print_manual(FILE *out);
/* The keys of the table again. */
void keys_own_forget(void);

/* The row for this key here, or null. */
const struct keys_row *keys_find(enum keys_context context, const struct key *key);
/* The row of this name here, or null. */
const struct keys_row *keys_named(enum keys_context context, const char *name);
/* The command that a word means here: its name or its label, in any of our languages, or the beginning of one; else, where
   parts are enough, a word in one. Null: none. */
enum keys_fit { KEYS_WHOLE, KEYS_BEGINNING, KEYS_PART };
const struct keys_row *keys_called(const char *language, enum keys_context context, const char *word, enum keys_fit fit);
/* Everything a command is called, a line each, for whoever types to find it. The caller owns it. */
char *keys_words(const char *language, const struct keys_row *row);
/* The same for any other sentence. */
char *keys_words_of(const char *language, const char *msgid);
/* What a row is called in keys.conf and in linear mode: its name, or its label with dashes (page-up). The caller owns it. */
char *keys_row_name(const struct keys_row *row);
/* The key that a name of the table means, as the terminal would send it. */
bool keys_as_typed(const char *name, size_t length, struct key *key);
/* A key's name in the table (`C-s`, `F2`, `Enter`, `/`) as one number; -1 for a name that means no key. */
int keys_code(const char *name, size_t length);
/* The other way round, for a key that is no character to be typed; null: it has no name. The caller owns it. */
char *keys_name_of(const struct key *key);
/* Walks the twins of a row: the next name and its length, or null. Start with at = 0. */
const char *keys_twin(const struct keys_row *row, size_t *at, size_t *length);
/* How a person reads a twin: `Enter` is Entrée. The caller owns it. */
char *keys_shown(const char *language, const char *name, size_t length);

/* One key of the bar. */
struct keys_bar {
	const struct keys_row *row;
	char *key;		/* owned */
	const char *label;
	int line, x, cells;
};
enum { KEYS_BAR_MAX = 32 };
/* Lays out the bar: whole labels only; what does not fit, or the person may not do (whose; null: anybody), is left to the help. Returns how many; free with keys_bar_free. */
size_t keys_bar(const char *language, enum keys_context context, struct app *whose, int width, int lines, struct keys_bar bar[KEYS_BAR_MAX]);
void keys_bar_free(struct keys_bar *bar, size_t count);
#endif
