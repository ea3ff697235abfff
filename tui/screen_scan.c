/* screen_scan.c: each code that is typed and ended with Enter is one action. The scanner never waits: codes queue here and are sent one
   by one, each with a key of its own, so that none is lost and none counts twice, whatever one of them is refused for. */
#include "tui/screen_scan.h"

#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/field.h"
#include "tui/linear.h"
#include "tui/loop.h"
#include "tui/remote.h"
#include "tui/stand.h"

enum { CODE_MOST = 200, AGAIN_MS = 1500, KEPT = 5000 };

enum scan_state { SCAN_WAITS, SCAN_GOOD, SCAN_BAD };
struct scanned {
	char *code, *key;	/* key: of this one reading */
	char *said;		/* the answer; null: none yet */
	enum scan_state state;
};

struct scan {
	struct app *app;
	const struct catalogue_entity *entity;
	const struct catalogue_action *action;
	int64_t id;
	struct field *line;
	struct scanned *all;	/* as they were read */
	size_t count, sent;	/* sent: answered so far */
	size_t good, bad, up;	/* up: lines looked back */
	int height;
	bool asked;
	struct tui_timer again;
};

struct how {
	const struct catalogue_entity *entity;
	const struct catalogue_action *action;
	int64_t id;
};

static void send_next(struct scan *s);

static void
try_again(void *arg)
{
	send_next(arg);
}

static void
answered(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct scan *s = state;
	struct scanned *one = &s->all[tag];
	const json_t *first = json_array_get(json_object_get(result, "results"), 0), *answer = json_object_get(first, "answer");
	const char *why = json_string_value(json_object_get(json_object_get(first, "error"), "message"));

	s->asked = false;
	/* Not decided: the line was cut, or too much came at once. The same key makes sure that it counts once. */
	if (error != NULL && strcmp(error->status, "later") == 0) {
		s->again.run = try_again;
		s->again.arg = s;
		app_after(app, &s->again, AGAIN_MS);
		return;
	}
	if (error != NULL || !json_is_true(json_object_get(first, "ok"))) {
		one->said = xstrdup(error != NULL ? error->message : why ? why : "?");
		one->state = SCAN_BAD;
		s->bad++;
		app_bell(app);
	} else {
		/* An answer that begins with a question mark took the code, but knows nothing of it. */
		one->state = json_is_string(answer) && *json_string_value(answer) == '?' ? SCAN_BAD : SCAN_GOOD;
		one->said = xstrdup(one->state == SCAN_BAD ? app_text(app, N_("Nobody knows this code; it is noted.")) :
			json_is_string(answer) ? json_string_value(answer) : one->code);
		s->good += one->state == SCAN_GOOD;
		s->bad += one->state == SCAN_BAD;
		if (one->state == SCAN_BAD)
			app_bell(app);
		app_changed(app, s->entity->name, s->id, 0);
	}
	s->sent++;
	send_next(s);
}

static void
send_next(struct scan *s)
{
	const struct scanned *one;
	json_t *params;

	if (s->asked || s->sent >= s->count)
		return;
	one = &s->all[s->sent];
	params = json_pack("{s:s,s:s,s:[I],s:s,s:{s:s}}", "entity", s->entity->name, "action", s->action->verb, "ids", (json_int_t)s->id, "key", one->key,
	    "args", s->action->scans, one->code);
	s->asked = true;
	app_call(s->app, s, "do", params, answered, (int64_t)s->sent);
}

static void
take_code(struct scan *s, const char *code, size_t length)
{
	while (length > 0 && (*code == ' ' || *code == '\t')) {
		code++;
		length--;
	}
	while (length > 0 && (code[length - 1] == ' ' || code[length - 1] == '\r' || code[length - 1] == '\t'))
		length--;
	if (length == 0)
		return;
	if (s->count == KEPT) {
		app_tell(s->app, ROLE_WARN, N_("That is enough for one go: leave this screen and open it again."), NULL);
		return;
	}
	s->all = xreallocarray(s->all, s->count + 1, sizeof *s->all);
	s->all[s->count++] = (struct scanned){.code = xstrndup(code, length), .key = app_new_key()};
	s->up = 0;
	send_next(s);
}

static void
opened(struct app *app, void *state, void *argument)
{
	struct scan *s = state;
	const struct how *how = argument;

	*s = (struct scan){.app = app, .entity = how->entity, .action = how->action, .id = how->id, .line = field_new(CODE_MOST)};
}

static void
closed(struct app *app, void *state)
{
	struct scan *s = state;

	app_not_after(app, &s->again);
	for (size_t i = 0; i < s->count; i++) {
		free(s->all[i].code);
		free(s->all[i].key);
		free(s->all[i].said);
	}
	free(s->all);
	field_free(s->line);
}

static bool
leave(struct app *app, void *state)
{
	struct scan *s = state;

	if (s->sent >= s->count)
		return true;
	app_tell(app, ROLE_WARN, N_("{n} codes are on their way: a moment."), json_pack("{s:I}", "n", (json_int_t)(s->count - s->sent)));
	return false;
}

static bool
typed(struct app *app, void *state, const struct key *key)
{
	struct scan *s = state;
	enum field_result result;
	const char *p = key->paste;

	/* Some scanners paste: each line is a code, the last one waits for its Enter. */
	while (p != NULL && strchr(p, '\n') != NULL) {
		size_t n = strcspn(p, "\n");

		field_paste(s->line, p, n);
		take_code(s, field_text(s->line), strlen(field_text(s->line)));
		field_set(s->line, "");
		p += n + 1;
	}
	result = p != NULL ? field_paste(s->line, p, strlen(p)) : field_key(s->line, key->keycode, key->code);
	if (result == FIELD_FULL)
		app_bell(app);
	return result != FIELD_UNKNOWN;
}

/* What was said of one code, the newest at the top. */
static void
draw_row(const struct scan *s, const struct area *area, int y, const struct scanned *one)
{
	static const char *const marks[] = {[SCAN_WAITS] = "…", [SCAN_GOOD] = "✓", [SCAN_BAD] = "!"};
	static const enum theme_role roles[] = {[SCAN_WAITS] = ROLE_DIM, [SCAN_GOOD] = ROLE_OK, [SCAN_BAD] = ROLE_ERROR};
	int code = area->width / 3 > 34 ? 34 : area->width / 3;

	(void)s;
	paint_text(area, y, 2, 1, roles[one->state], marks[one->state]);
	paint_text(area, y, 4, code, ROLE_DIM, one->code);
	paint_text(area, y, 6 + code, area->width - code - 8, one->state == SCAN_BAD ? ROLE_ERROR : ROLE_TEXT, one->said ? one->said : "…");
}

static char *
so_far(struct app *app, const struct scan *s)
{
	return app_fill(app, s->count > s->sent ? N_("{good} taken, {bad} to look at, {n} on their way") : N_("{good} taken, {bad} to look at"),
		json_pack("{s:I,s:I,s:I}", "good", (json_int_t)s->good, "bad", (json_int_t)s->bad, "n", (json_int_t)(s->count - s->sent)));
}

static void
draw(struct app *app, void *state, const struct area *area)
{
	struct scan *s = state;
	char *far = so_far(app, s);
	const struct area below = paint_part(area, 5, 0, area->height - 5, area->width);

	paint_paragraph(area, 0, 2, 2, area->width - 4, ROLE_DIM, s->action->help);
	paint_text(area, 2, 2, 12, ROLE_LABEL, app_text(app, N_("Code")));
	paint_field(area, 2, 15, area->width - 17 > 40 ? 40 : area->width - 17, ROLE_FOCUS, s->line, true);
	paint_text(area, 3, 15, area->width - 17, s->bad > 0 ? ROLE_WARN : ROLE_DIM, far);
	free(far);
	s->height = below.height;
	for (int y = 0; y < below.height && s->up + (size_t)y < s->count; y++)
		draw_row(s, &below, y, &s->all[s->count - 1 - s->up - (size_t)y]);
}

static void
tell(struct app *app, void *state, struct linear *out)
{
	struct scan *s = state;
	char *far = so_far(app, s);

	linear_say(out, far);
	for (size_t i = s->count > 10 ? s->count - 10 : 0; i < s->count; i++)
		linear_value(out, s->all[i].code, s->all[i].said ? s->all[i].said : "…");
	free(far);
}

/* Linear mode asks for one code after the other; an empty line is a command. */
static char *
prompt(struct app *app, const void *state)
{
	(void)state;
	return xstrdup(app_text(app, N_("Code")));
}

static void
line_answered(struct app *app, void *state, const char *line)
{
	(void)app;
	take_code(state, line, strlen(line));
}

static char *
title_of(struct app *app, const void *state)
{
	(void)app;
	return xstrdup(((const struct scan *)state)->action->label);
}

static char *
about(struct app *app, const void *state)
{
	(void)app;
	return xstrdup(((const struct scan *)state)->action->help);
}

static void
moved(struct app *app, void *state, int by)
{
	struct scan *s = state;
	int rows = stand_rows(by, s->height);

	(void)app;
	if (rows < 0)
		s->up -= s->up < (size_t)-rows ? s->up : (size_t)-rows;
	else if (s->up + (size_t)rows < s->count)
		s->up += (size_t)rows;
}

static const struct screen_type screen_scan = {
	.name = "scan", .context = IN_SCAN, .state_size = sizeof(struct scan), .open = opened, .close = closed, .draw = draw, .key = typed,
	.move = moved, .leave = leave, .tell = tell, .prompt = prompt, .answer = line_answered, .title = title_of, .about = about,
};

void
scan_show(struct app *app, const struct catalogue_entity *entity, const struct catalogue_action *action, int64_t id)
{
	app_push(app, &screen_scan, &(struct how){.entity = entity, .action = action, .id = id});
}

void
scan_enter(struct app *app)
{
	struct scan *s = app_state(app, &screen_scan);

	take_code(s, field_text(s->line), strlen(field_text(s->line)));
	field_set(s->line, "");
}
