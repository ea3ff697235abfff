/* pick.c: the popup from which a row is taken: its state, its keys. pick_draw.c paints it. */
#include "tui/pick_inside.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/commands.h"
#include "tui/linear.h"

enum { REST_MS = 120 };

static void
free_rows(struct pick_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(rows[i].label);
		free(rows[i].detail);
		free(rows[i].words);
	}
	free(rows);
}

static const struct pick_row *
row_at(const struct pick *p, size_t at)
{
	return at < p->shown_count ? &p->ask.rows[p->shown[at]] : NULL;
}

/* To the next row in that direction that can be taken. */
static void
move_by(struct pick *p, int step)
{
	const struct pick_row *row;
	size_t at = p->at;

	/* One before the first row lies past every row too. */
	while ((row = row_at(p, at += step < 0 ? SIZE_MAX : 1)) != NULL)
		if (!row->heading) {
			p->at = at;
			return;
		}
}

static void
to_first(struct pick *p)
{
	p->at = 0;
	if (row_at(p, 0) != NULL && row_at(p, 0)->heading)
		move_by(p, 1);
}

struct pick *
pick_open(struct app *app, const struct pick_ask *ask)
{
	return app_push(app, &screen_pick, (void *)(uintptr_t)ask);
}

static void
opened(struct app *app, void *state, void *argument)
{
	struct pick *p = state;

	p->app = app;
	p->ask = *(const struct pick_ask *)argument;
	p->line = field_new(0);
	field_set(p->line, p->ask.typed);
	field_do(p->line, FIELD_END);
	pick_find(p);
	to_first(p);
	for (size_t i = 0; i < p->shown_count; i++)
		if (p->shown[i] == p->ask.chosen && !row_at(p, i)->heading)
			p->at = i;
}

static void
closed(struct app *app, void *state)
{
	struct pick *p = state;

	app_not_after(app, &p->rest);
	free_rows(p->ask.rows, p->ask.count);
	free(p->ask.title);
	free(p->ask.text);
	free(p->ask.typed);
	free(p->shown);
	field_free(p->line);
}

void
pick_rows(struct app *app, struct pick *p, struct pick_row *rows, size_t count)
{
	const struct pick_row *now = row_at(p, p->at);
	char *label = now ? xstrdup(now->label) : NULL;

	free_rows(p->ask.rows, p->ask.count);
	p->ask.rows = rows;
	p->ask.count = count;
	pick_find(p);
	to_first(p);
	/* Rows that come later do not take the place of the one under the cursor. */
	for (size_t i = 0; p->moved && label != NULL && i < p->shown_count; i++)
		if (strcmp(row_at(p, i)->label, label) == 0)
			p->at = i;
	free(label);
	app_dirty(app);
}

const char *
pick_typed(const struct pick *p)
{
	return field_text(p->line);
}

int64_t
pick_about(const struct pick *p)
{
	return p->ask.about;
}

struct pick_row *
pick_add(struct pick_row **rows, size_t *count, char *label, char *detail, int64_t tag)
{
	*rows = xreallocarray(*rows, *count + 1, sizeof **rows);
	(*rows)[*count] = (struct pick_row){.label = label, .detail = detail, .tag = tag};
	return &(*rows)[(*count)++];
}

static bool
is_free(const struct pick_row *rows, size_t count, char letter)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].letter[0] == letter && rows[i].letter[1] == '\0')
			return false;
	return true;
}

void
pick_letters(struct pick_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *folded = text_fold(rows[i].label);
		const char *from = rows[i].heading || rows[i].letter[0] != '\0' ? "" : folded;

		for (const char *p = from; *p != '\0' && rows[i].letter[0] == '\0'; p++)
			if (islower((unsigned char)*p) && is_free(rows, count, *p))
				rows[i].letter[0] = *p;
		for (char c = 'a'; *from != '\0' && c <= 'z' && rows[i].letter[0] == '\0'; c++)
			if (is_free(rows, count, c))
				rows[i].letter[0] = c;
		free(folded);
	}
}

void
pick_question(struct app *app, void *owner, char *title, char *text, const char *const *options, size_t count,
	pick_taken *take)
{
	struct pick_ask ask = {.title = title, .text = text, .letters = true, .y = -1, .x = -1, .take = take,
		.owner = owner, .question = true};

	for (size_t i = 0; i < count; i++) {
		const char *marked = app_text(app, options[i]);
		const char *open = strchr(marked, '('), *close = open ? strchr(open, ')') : NULL;
		struct pick_row *row;

		if (close == NULL || (size_t)(close - open - 1) >= sizeof row->letter) {
			pick_add(&ask.rows, &ask.count, xstrdup(marked), NULL, (int64_t)i);
			continue;
		}
		row = pick_add(&ask.rows, &ask.count, xasprintf("%.*s%.*s%s", (int)(open - marked), marked,
			(int)(close - open - 1), open + 1, close + 1), NULL, (int64_t)i);
		for (size_t k = 0; k < (size_t)(close - open - 1); k++)
			row->letter[k] = (char)tolower((unsigned char)open[1 + k]);
	}
	pick_letters(ask.rows, ask.count);
	pick_open(app, &ask);
}

static void
take_row(struct app *app, struct pick *p, size_t index)
{
	/* The popup closes first: what is taken may open the next one. */
	struct pick_row row = p->ask.rows[index];
	char *typed = xstrdup(field_text(p->line));
	void *owner = p->ask.owner;
	pick_taken *take = p->ask.take;

	row.label = xstrdup_or_null(row.label);
	row.detail = xstrdup_or_null(row.detail);
	row.words = xstrdup_or_null(row.words);
	app_close(app, app_screen_of(app, p));
	if (take != NULL)
		take(app, owner, &row, typed);
	free(row.label);
	free(row.detail);
	free(row.words);
	free(typed);
}

static bool
take_letter(struct app *app, struct pick *p, const struct key *key)
{
	if (key->keycode || key->code >= 128)
		return false;
	for (size_t i = 0; i < p->ask.count; i++)
		if (p->ask.rows[i].letter[0] == (char)key->code && p->ask.rows[i].letter[1] == '\0') {
			take_row(app, p, i);
			return true;
		}
	/* A capital is the same letter unless a row has it. */
	if (isupper((int)key->code)) {
		struct key small = {.code = (unsigned int)tolower((int)key->code)};

		return take_letter(app, p, &small);
	}
	return false;
}

static void
rested(void *arg)
{
	struct pick *p = arg;

	p->ask.rested(p->app, p, p->ask.owner, field_text(p->line));
	app_dirty(p->app);		/* that nothing is called so can be said now */
}

static void
typed_more(struct app *app, struct pick *p)
{
	p->moved = false;
	p->line_at = 0;
	pick_find(p);
	to_first(p);
	if (p->ask.typing != NULL)
		p->ask.typing(app, p, p->ask.owner, field_text(p->line));
	if (p->ask.rested != NULL) {
		p->rest.run = rested;
		p->rest.arg = p;
		app_after(app, &p->rest, REST_MS);
	}
}

static bool
key_pressed(struct app *app, void *state, const struct key *key)
{
	struct pick *p = state;
	enum field_result result;

	if (p->ask.letters)
		return take_letter(app, p, key);
	result = key->paste ? field_paste(p->line, key->paste, strlen(key->paste))
		: field_key(p->line, key->keycode, key->code);
	if (result == FIELD_CHANGED)
		typed_more(app, p);
	return result != FIELD_UNKNOWN;
}

/* A row that is pointed at is taken. */
static bool
pointed(struct app *app, void *state, const struct mouse *mouse)
{
	struct pick *p = state;
	size_t at = p->top + (size_t)(mouse->y - p->rows_y);

	if (mouse->act != MOUSE_PRESS)
		return false;
	if (mouse->y >= p->rows_y && mouse->y < p->rows_y + p->rows_shown && row_at(p, at) != NULL && !row_at(p, at)->heading) {
		p->at = at;
		app_enter(app);
	}
	return true;
}

static void
tell(struct app *app, void *state, struct linear *out)
{
	struct pick *p = state;

	if (p->ask.text != NULL)
		linear_say(out, p->ask.text);
	if (!p->ask.letters && !field_is_empty(p->line))
		linear_value(out, app_text(app, N_("Search")), field_text(p->line));
	for (size_t i = 0; i < p->shown_count; i++) {
		const struct pick_row *row = row_at(p, i);

		if (row->heading)
			linear_say(out, row->label);
		else if (row->detail != NULL && *row->detail != '\0')
			linear_choice(out, i, row->label, row->detail);
		else
			linear_choice(out, i, NULL, row->label);
	}
	if (p->shown_count == 0 && p->ask.nothing != NULL)
		linear_say(out, app_text(app, p->ask.nothing));
}

static void
chosen(struct app *app, void *state, size_t tag)
{
	(void)app;
	((struct pick *)state)->at = tag;
}

static enum keys_context
context_of(const void *state)
{
	return ((const struct pick *)state)->ask.letters ? IN_LETTERS : IN_PICK;
}

/* Nothing that comes later can stand above it. */
static bool
is_best(const struct pick *p)
{
	char *sought = text_fold(pick_sought(p));
	bool best = row_at(p, 0) != NULL && pick_score(row_at(p, 0), sought) >= PICK_EXACT;

	free(sought);
	return best;
}

/* What takes a row or moves waits for rows that are under way, unless the first one will stay the first. Offline none come. */
static bool
is_ready(struct app *app, void *state, const struct key *key)
{
	struct pick *p = state;
	const struct keys_row *row = p->ask.typing ? keys_find(context_of(p), key) : NULL;

	if (row == NULL || (row->contexts & ~(IN_PICK | IN_LETTERS)) != 0 || (row->run == pick_take && p->at == 0 && is_best(p)))
		return true;
	if (p->rest.set) {		/* whoever goes on at once does not rest */
		app_not_after(app, &p->rest);
		rested(p);
	}
	return !app_waits_for(app, p) || !app_online(app);
}

static char *
title_of(struct app *app, const void *state)
{
	(void)app;
	return xstrdup(((const struct pick *)state)->ask.title);
}

const struct screen_type screen_pick = {
	.name = "pick", .context = IN_PICK, .state_size = sizeof(struct pick), .open = opened, .close = closed,
	.draw = pick_draw, .mouse = pointed, .tell = tell, .choose = chosen, .ready = is_ready, .size = pick_size,
	.context_now = context_of, .key = key_pressed, .title = title_of,
};

static void
go(struct app *app, int step, int times)
{
	struct pick *p = app_state(app, &screen_pick);

	p->moved = true;
	while (times-- > 0)
		move_by(p, step);
}

/* Up from the first row goes to the lines that were written before, down comes back from them. */
static bool
go_back_in_time(struct app *app, int step)
{
	struct pick *p = app_state(app, &screen_pick);
	const char *line;
	size_t at = p->line_at;

	if (p->ask.earlier == NULL || (step < 0 ? p->at > 0 && at == 0 : at == 0))
		return false;
	line = step < 0 ? p->ask.earlier(app, at) : at > 1 ? p->ask.earlier(app, at - 2) : "";
	if (line == NULL)
		return false;
	field_replace(p->line, line);
	field_do(p->line, FIELD_END);
	typed_more(app, p);
	p->line_at = step < 0 ? at + 1 : at - 1;
	return true;
}

void
pick_up(struct app *app)
{
	if (!go_back_in_time(app, -1))
		go(app, -1, 1);
}

void
pick_down(struct app *app)
{
	if (!go_back_in_time(app, 1))
		go(app, 1, 1);
}

void
pick_page_up(struct app *app)
{
	go(app, -1, 10);
}

void
pick_page_down(struct app *app)
{
	go(app, 1, 10);
}

void
pick_first(struct app *app)
{
	to_first(app_state(app, &screen_pick));
}

void
pick_last(struct app *app)
{
	go(app, 1, 10000);
}

void
pick_take(struct app *app)
{
	struct pick *p = app_state(app, &screen_pick);

	const struct pick_row *row = row_at(p, p->at);

	if (row != NULL && row->refused)
		app_say(app, ROLE_ERROR, xasprintf("! %s", row->label));
	if (row == NULL || row->heading || row->refused)
		app_bell(app);
	else
		take_row(app, p, p->shown[p->at]);
}

void
pick_complete(struct app *app)
{
	struct pick *p = app_state(app, &screen_pick);
	const struct pick_row *row = row_at(p, p->at);
	char *more = p->ask.complete ? p->ask.complete(app, field_text(p->line)) : NULL;
	const char *part = pick_sought(p), *typed = field_text(p->line);

	if (more == NULL && row != NULL && !row->heading && !row->refused && row->rank == 0)
		more = xasprintf("%.*s%s%s", p->ask.part ? (int)(part - typed) : 0, typed, row->label, p->ask.part ? " " : "");
	if (more == NULL)
		return;
	field_replace(p->line, more);
	field_do(p->line, FIELD_END);
	typed_more(app, p);
	free(more);
}

bool
pick_asks(const struct app *app)
{
	const struct pick *p = app_state(app, &screen_pick);

	return p != NULL && p->ask.question;
}

/* The row that is called so, else the first that begins so or has it. */
bool
pick_answer(struct app *app, const char *words)
{
	struct pick *p = app_state(app, &screen_pick);
	char *sought = text_fold(words);
	size_t best = SIZE_MAX;
	int most = 2;		/* letters that only stand somewhere in it mean nothing here */

	for (size_t i = 0; p != NULL && i < p->ask.count; i++) {
		const struct pick_row *row = &p->ask.rows[i];
		char *label = text_fold(row->label);
		int score = row->heading || row->refused ? 0 : pick_score(row, sought);

		if (score > most) {
			best = i;
			most = score;
		}
		free(label);
	}
	free(sought);
	if (best != SIZE_MAX)
		take_row(app, p, best);
	return best != SIZE_MAX;
}
