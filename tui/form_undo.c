/* form_undo.c: what was typed is taken back in the field, then in the fields before it, the last one first; and typed again in turn. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/commands.h"
#include "tui/form_inside.h"

static struct form *
here(struct app *app)
{
	return app_state(app, &screen_form);
}

static bool
can_go(const struct form *form, size_t at)
{
	return at < form->count && form->items[at].visible && form->items[at].editable &&
		(form->wizard == NULL || form->items[at].section == form->items[form->at].section);
}

static void
forget(struct form_turns *turns, size_t item)
{
	size_t kept = 0;

	for (size_t i = 0; i < turns->count; i++)
		if (turns->items[i] != item)
			turns->items[kept++] = turns->items[i];
	turns->count = kept;
}

static void
add(struct form_turns *turns, size_t item)
{
	turns->items = xreallocarray(turns->items, turns->count + 1, sizeof *turns->items);
	turns->items[turns->count++] = item;
}

/* Which fields were written in, the last one last: seen by what each of them could take back. */
void
form_note_typed(struct form *form)
{
	for (size_t i = 0; i < form->count; i++) {
		size_t now = field_undos(form->items[i].line);

		if (now > form->items[i].undos) {
			forget(&form->typed, i);
			add(&form->typed, i);
		}
		form->items[i].undos = now;
	}
}

void
form_turns_free(struct form *form)
{
	free(form->typed.items);
	free(form->taken_back.items);
}

static bool
turn(struct form *form, size_t at, enum field_act act)
{
	if (!can_go(form, at) || field_do(form->items[at].line, act) != FIELD_CHANGED)
		return false;
	if (at != form->at)
		form_go(form, at);
	form->items[at].undos = field_undos(form->items[at].line);
	form_error(&form->items[at], NULL);
	form_see(form);
	return true;
}

void
form_undo(struct app *app)
{
	struct form *form = here(app);
	size_t at = form->at;
	bool done;

	form_note_typed(form);
	done = turn(form, at, FIELD_UNDO);
	for (size_t i = form->typed.count; i-- > 0 && !done;) {
		at = form->typed.items[i];
		done = turn(form, at, FIELD_UNDO);
	}
	if (done)
		add(&form->taken_back, at);
	else
		app_bell(app);
}

void
form_redo(struct app *app)
{
	struct form *form = here(app);
	bool done = false;

	form_note_typed(form);
	while (!done && form->taken_back.count > 0)
		done = turn(form, form->taken_back.items[--form->taken_back.count], FIELD_REDO);
	if (!done && !turn(form, form->at, FIELD_REDO))
		app_bell(app);
}
