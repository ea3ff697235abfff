/* wizard_draft.c: a wizard that was left half way, kept on the server and offered again. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/remote.h"
#include "tui/wizard.h"

char *
wizard_draft_name(const struct form *form)
{
	const char *name = json_string_value(json_object_get(form->wizard->declared, "name"));

	return xasprintf("wizard:%s", name ? name : "");
}

enum { KEPT, FORGOTTEN };

/* One request at a time: the server may do two in any order. */
static void
answered(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct form *form = state;
	struct wizard *w = form->wizard;

	(void)result;
	w->keeping = false;
	if (error != NULL)
		app_say_error(app, error);
	if ((tag == FORGOTTEN || (w->leaving && !w->stale)) && error == NULL) {
		app_close(app, app_screen_of(app, form));
	} else if (w->discarded) {
		wizard_forget(form);
	} else if (w->stale) {
		w->stale = false;
		wizard_keep(form);
	}
}

/* As it is typed, sense or none: nothing of it may be lost. */
void
wizard_keep(struct form *form)
{
	struct wizard *w = form->wizard;
	json_t *fields = json_array();
	char *name = wizard_draft_name(form);

	for (size_t i = 0; i < form->count; i++)
		if (form_item_changed(&form->items[i]))
			json_array_append_new(fields, json_pack("{s:s,s:s,s:s,s:I,s:s}", "record", w->records[form->items[i].record].name,
				"field", form->items[i].f->name, "text", field_text(form->items[i].line), "ref", (json_int_t)form->items[i].ref,
				"ref_text", form->items[i].ref_text));
	if (w->keeping) {
		w->stale = true;
	} else if (json_array_size(fields) > 0) {
		w->keeping = w->kept = true;
		app_call(form->app, form, "draft", json_pack("{s:s,s:{s:I,s:O}}", "name", name, "body", "step", (json_int_t)w->step,
			"fields", fields), answered, KEPT);
	}
	json_decref(fields);
	free(name);
}

void
wizard_forget(struct form *form)
{
	struct wizard *w = form->wizard;
	char *name = wizard_draft_name(form);

	w->discarded = true;
	if (!w->keeping) {
		w->keeping = true;
		app_call(form->app, form, "draft", json_pack("{s:s}", "name", name), answered, FORGOTTEN);
	}
	free(name);
}

static void
take_up(struct form *form, const json_t *body)
{
	struct wizard *w = form->wizard;
	json_int_t step = json_integer_value(json_object_get(body, "step"));
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(body, "fields"), i, one) {
		const char *record = json_string_value(json_object_get(one, "record")), *text = json_string_value(json_object_get(one, "text"));
		const char *ref_text = json_string_value(json_object_get(one, "ref_text"));

		for (size_t r = 0; record != NULL && text != NULL && r < w->record_count; r++) {
			struct form_item *item = strcmp(w->records[r].name, record) == 0
				? wizard_item_of(form, r, json_string_value(json_object_get(one, "field"))) : NULL;

			if (item == NULL)
				continue;
			form_set_text(form, item, text);
			item->ref = json_integer_value(json_object_get(one, "ref"));
			free(item->ref_text);
			item->ref_text = xstrdup(ref_text ? ref_text : "");
		}
	}
	w->step = step < 0 ? 0 : (size_t)step > w->step_count ? w->step_count : (size_t)step;
	w->reached = w->step;
}

/* What was left half way goes on where it was. */
static void
drafts_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct form *form = state;
	char *name = wizard_draft_name(form);
	const json_t *one, *body = NULL;
	size_t i;

	(void)tag;
	form->loading = false;
	json_array_foreach(json_object_get(result, "drafts"), i, one) {
		const char *other = json_string_value(json_object_get(one, "name"));

		if (other != NULL && strcmp(other, name) == 0)
			body = json_object_get(one, "body");
	}
	free(name);
	if (error != NULL)
		app_say_error(app, error);
	if (body != NULL) {
		take_up(form, body);
		form->wizard->kept = true;
		app_tell(app, ROLE_OK, N_("This is where you left it. Esc on the first step discards it."), NULL);
	}
	wizard_go(form, form->wizard->step);
}

void
wizard_resume(struct form *form)
{
	form->loading = true;
	app_call(form->app, form, "drafts", json_object(), drafts_came, 0);
}
