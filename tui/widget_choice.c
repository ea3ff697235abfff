/* widget_choice.c: choices, and yes or no: a letter, an arrow, or a popup; Space turns a yes into a no. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/form_inside.h"
#include "tui/pick.h"
#include "tui/widget.h"

enum { TRUTH_CELLS = 6 };

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

static void
values(struct form *form, struct form_item *item)
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

/* A paste is read as the name of a choice, as if it was written. */
static bool
key_pressed(struct form *form, struct form_item *item, const struct key *key)
{
	size_t count = choice_count(item), now = choice_now(form, item);
	enum field_act act = field_act_of(key->keycode, key->code);
	char letter = !key->keycode && key->code < 128 ? (char)tolower((int)key->code) : '\0';

	if (key->paste != NULL)
		return false;
	if (act == FIELD_RIGHT || (act == FIELD_LEFT && now == count)) {
		choose(form, item, now == count ? 0 : (now + 1) % count);
	} else if (act == FIELD_LEFT) {
		choose(form, item, (now + count - 1) % count);
	} else if ((act == FIELD_BACKSPACE || act == FIELD_DELETE) && !item->f->required) {
		form_set_text(form, item, "");
	} else if (letter == ' ' && item->f->choice_count == 0) {
		choose(form, item, now == 0 ? 1 : 0);
	} else if (letter == ' ') {
		values(form, item);
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

/* --- choices --- */

static char *
choice_shown(const struct value_look *look, const struct catalogue_field *f, const json_t *row, const json_t *value)
{
	const char *text = json_string_value(value), *label = catalogue_choice(f, text);

	(void)look;
	(void)row;
	return xstrdup(label ? label : text ? text : "");
}

static json_t *
choice_read(const struct value_look *look, const struct catalogue_field *f, const char *typed, const char **why)
{
	(void)look;
	*why = N_("Not one of the choices: Space shows them.");
	for (size_t i = 0; i < f->choice_count; i++)
		if (strcmp(f->choices[i].label, typed) == 0 || strcmp(f->choices[i].value, typed) == 0)
			return json_string(f->choices[i].value);
	return NULL;
}

const struct widget widget_choice = {.name = "choice", .picked = true, .hint = N_("Space: choose"), .text = choice_shown, .read = choice_read,
	.key = key_pressed, .values = values};

/* --- yes or no --- */

static char *
truth_shown(const struct value_look *look, const struct catalogue_field *f, const json_t *row, const json_t *value)
{
	const char *text = json_string_value(value);

	(void)f;
	(void)row;
	/* A draft may hold any text where a record has a truth. */
	if (text != NULL && strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
		return xstrdup(text);
	return xstrdup(translate(look->language, json_is_true(value) || (text != NULL && *text == 't') ? yes_no[0] : yes_no[1]));
}

static json_t *
truth_read(const struct value_look *look, const struct catalogue_field *f, const char *typed, const char **why)
{
	static const char *const words[][2] = {{"yes", "no"}, {"y", "n"}, {"true", "false"}, {"1", "0"}, {"oui", "non"}, {"o", "n"}};
	char *folded = text_fold(typed);
	json_t *made = NULL;

	(void)look;
	(void)f;
	*why = N_("Yes or no, please.");
	for (size_t i = 0; i < sizeof words / sizeof *words && made == NULL; i++)
		made = strcmp(folded, words[i][0]) == 0 ? json_true() : strcmp(folded, words[i][1]) == 0 ? json_false() : NULL;
	free(folded);
	return made;
}

const struct widget widget_truth = {.name = "truth", .picked = true, .form_cells = TRUTH_CELLS, .hint = N_("Space: yes or no"),
	.text = truth_shown, .read = truth_read, .key = key_pressed, .values = values};
