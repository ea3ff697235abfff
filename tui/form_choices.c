/* form_choices.c: choices and yes or no: a letter, an arrow, or a popup. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/form_inside.h"
#include "tui/pick.h"

static const char *const yes_no[] = {N_("Yes"), N_("No")};

static size_t
choice_count(const struct form_item *item)
{
	return item->f->choice_count > 0 ? item->f->choice_count : 2;
}

static const char *
choice_text(const struct form *form, const struct form_item *item, size_t i)
{
	return item->f->choice_count > 0 ? item->f->choices[i].label : app_text(form->app, yes_no[i]);
}

static size_t
choice_now(const struct form *form, const struct form_item *item)
{
	size_t i = 0;

	while (i < choice_count(item) && strcmp(choice_text(form, item, i), field_text(item->line)) != 0)
		i++;
	return i;
}

static void
choose(struct form *form, struct form_item *item, size_t i)
{
	form_set_text(form, item, choice_text(form, item, i));
	field_do(item->line, FIELD_HOME);
}

static void
choice_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	struct form *form = owner;

	(void)app;
	(void)typed;
	if (row->tag < 0)
		form_set_text(form, form_focus(form), "");
	else
		choose(form, form_focus(form), (size_t)row->tag);
}

void
form_pick_choice(struct form *form, const struct form_item *item)
{
	struct pick_ask ask = {.y = form->field_y, .x = form->field_x - 4, .owner = form, .take = choice_taken,
		.chosen = choice_now(form, item), .nothing = N_("No such choice.")};

	for (size_t i = 0; i < choice_count(item); i++)
		pick_add(&ask.rows, &ask.count, xstrdup(choice_text(form, item, i)), NULL, (int64_t)i);
	if (!item->f->required)
		pick_add(&ask.rows, &ask.count, xstrdup(app_text(form->app, N_("(none)"))), NULL, -1);
	ask.title = xstrdup(item->f->label);
	pick_open(form->app, &ask);
}

static bool
begins_with(const char *text, char letter)
{
	char *folded = text_fold(text);
	bool begins = *folded == letter;

	free(folded);
	return begins;
}

bool
form_type_choice(struct form *form, struct form_item *item, const struct key *key)
{
	size_t count = choice_count(item), now = choice_now(form, item);
	enum field_act act = field_act_of(key->keycode, key->code);
	char letter = !key->keycode && key->code < 128 ? (char)tolower((int)key->code) : '\0';

	if (act == FIELD_RIGHT || (act == FIELD_LEFT && now == count)) {
		choose(form, item, now == count ? 0 : (now + 1) % count);
	} else if (act == FIELD_LEFT) {
		choose(form, item, (now + count - 1) % count);
	} else if ((act == FIELD_BACKSPACE || act == FIELD_DELETE) && !item->f->required) {
		form_set_text(form, item, "");
	} else if (letter == ' ') {
		form_pick_choice(form, item);
	} else if (letter != '\0' && isalnum((unsigned char)letter)) {
		for (size_t i = 1; i <= count; i++)
			if (begins_with(choice_text(form, item, (now + i) % count), letter)) {
				choose(form, item, (now + i) % count);
				return true;
			}
		app_bell(form->app);
	} else {
		return act != FIELD_NOTHING;
	}
	return true;
}
