/* works_words.c: long work in words. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/value.h"
#include "tui/works.h"

static json_int_t
number(const json_t *shown, const char *name)
{
	return json_integer_value(json_object_get(shown, name));
}

const struct catalogue_entity *
work_entity(struct app *app, const json_t *shown)
{
	const char *name = json_string_value(json_object_get(shown, "entity"));

	return name ? catalogue_entity(app_catalogue(app), name) : NULL;
}

/* What is done, by the verb; of a bulk, by what it does. */
static const char *
deed(struct app *app, const json_t *shown, const struct catalogue_entity *entity)
{
	static const struct { const char *name, *label; } deeds[] = {
		{"import", N_("Import")}, {"export", N_("Export")}, {"report", N_("Report")}, {"set", N_("Change")}, {"delete", N_("Deletion")},
		{"restore", N_("Restoring")}, {"undo", N_("Taking back")},
	};
	const char *verb = json_string_value(json_object_get(shown, "verb")), *what = json_string_value(json_object_get(shown, "what"));
	const char *name = what != NULL && verb != NULL && strcmp(verb, "bulk") == 0 ? what : verb;

	for (size_t i = 0; entity != NULL && i < entity->action_count && name == what; i++)
		if (what != NULL && strcmp(entity->actions[i].verb, what) == 0)
			return entity->actions[i].label;
	for (size_t i = 0; name != NULL && i < sizeof deeds / sizeof *deeds; i++)
		if (strcmp(deeds[i].name, name) == 0)
			return app_text(app, deeds[i].label);
	return name ? name : "";
}

char *
work_title(struct app *app, const json_t *shown)
{
	const struct catalogue_entity *entity = work_entity(app, shown);
	const char *name = json_string_value(json_object_get(shown, "name")), *what = json_string_value(json_object_get(shown, "what"));
	const char *done = deed(app, shown, entity);

	if (name != NULL && what == NULL)
		return xasprintf("%s %s%s%s", done, entity ? entity->title : "", entity ? ", " : "", name);
	return xasprintf("%s %s", done, entity ? entity->title : "");
}

const char *
work_state(struct app *app, const json_t *shown)
{
	static const struct { const char *name, *label; } states[] = {
		{"waiting", N_("sending")}, {"running", N_("running")}, {"done", N_("done")}, {"stopped", N_("stopped")}, {"failed", N_("failed")},
		{"lost", N_("interrupted")},
	};
	const char *state = json_string_value(json_object_get(shown, "state"));

	for (size_t i = 0; state != NULL && i < sizeof states / sizeof *states; i++)
		if (strcmp(states[i].name, state) == 0)
			return app_text(app, states[i].label);
	return "";
}

/* 42 s, 3 min 05, 1 h 12. */
static char *
duration(json_int_t seconds)
{
	if (seconds < 60)
		return xasprintf("%lld s", (long long)seconds);
	if (seconds < 3600)
		return xasprintf("%lld min %02lld", (long long)(seconds / 60), (long long)(seconds % 60));
	return xasprintf("%lld h %02lld", (long long)(seconds / 3600), (long long)(seconds / 60 % 60));
}

char *
work_progress(struct app *app, const json_t *shown)
{
	json_int_t done = number(shown, "done"), total = number(shown, "total"), ms = number(shown, "ms");
	const char *language = app_language(app);
	char *part = value_count(language, done, false), *whole = value_count(language, total, false), *left;
	struct buf out = BUF_EMPTY;

	buf_str(&out, part);
	if (total > 0)
		buf_printf(&out, "/%s  %d %%", whole, (int)(done >= total ? 100 : done * 100 / total));
	if (done > 0 && ms >= 500) {
		double rate = (double)done * 1000 / (double)ms;

		buf_printf(&out, rate < 10 ? "  %.1f/s" : "  %.0f/s", rate);
		if (total > done) {
			left = duration((json_int_t)((double)(total - done) / rate) + 1);
			buf_str(&out, "  ");
			{
				char *text = app_fill(app, N_("{time} left"), json_pack("{s:s}", "time", left));

				buf_str(&out, text);
				free(text);
			}
			free(left);
		}
	}
	free(part);
	free(whole);
	return buf_steal(&out);
}

char *
work_outcome(struct app *app, const json_t *shown)
{
	json_int_t good = number(shown, "good"), bad = number(shown, "bad"), total = number(shown, "total");
	const char *state = json_string_value(json_object_get(shown, "state")), *what = json_string_value(json_object_get(shown, "what"));
	bool back = what != NULL && number(shown, "batch") != 0 && good > 0 && (strcmp(what, "set") == 0 || strcmp(what, "delete") == 0 || strcmp(what, "restore") == 0);
	char *took, *counted, *all;

	if (state != NULL && strcmp(state, "failed") == 0)
		return xstrdup(app_text(app, N_("failed")));
	took = duration(number(shown, "ms") / 1000);
	counted = app_fill(app, state != NULL && strcmp(state, "stopped") == 0 ? bad > 0 ? N_("stopped: {good} of {total} done, {bad} refused") : N_("stopped: {good} of {total} done")
	    : bad > 0 ? N_("{good} done, {bad} refused") : N_("{good} done"),
		json_pack("{s:I,s:I,s:I}", "good", good, "bad", bad, "total", total));
	all = back ? xasprintf("%s (%s)", counted, app_text(app, N_("u: undo"))) : number(shown, "ms") >= 1000 ? xasprintf("%s, %s", counted, took) : xstrdup(counted);
	free(took);
	free(counted);
	return all;
}
