/* widget.c: of which kind a field is, and what may be asked of any. */
#include "tui/widget.h"

#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/numbers.h"
#include "shared/xmalloc.h"

/* By format first: a phone is a text too. */
const struct widget *
widget_of(const struct catalogue_field *f)
{
	static const struct { const char *format; const struct widget *widget; } formats[] = {
		{"phone", &widget_phone}, {"email", &widget_email}, {"url", &widget_url}, {"long_text", &widget_memo},
		{"plate", &widget_code}, {"siren", &widget_code}, {"siret", &widget_code}, {"vin", &widget_code},
		{"postcode", &widget_postcode},
	};
	static const struct widget *const types[] = {
		[TYPE_TEXT] = &widget_text, [TYPE_INTEGER] = &widget_number, [TYPE_DECIMAL] = &widget_number,
		[TYPE_BOOLEAN] = &widget_truth, [TYPE_DATE] = &widget_date, [TYPE_TIMESTAMP] = &widget_moment,
		[TYPE_MONEY] = &widget_money, [TYPE_TAGS] = &widget_tags, [TYPE_JSON] = &widget_text, [TYPE_BYTES] = &widget_text,
	};

	if (f->refers != NULL)
		return &widget_reference;
	if (f->choice_count > 0)
		return &widget_choice;
	for (size_t i = 0; f->type == TYPE_TEXT && f->format != NULL && i < sizeof formats / sizeof *formats; i++)
		if (strcmp(f->format, formats[i].format) == 0)
			return formats[i].widget;
	return types[f->type];
}

bool
value_is_number(const struct catalogue_field *f)
{
	return widget_of(f)->number;
}

int
value_cells(const struct catalogue_field *f)
{
	return widget_of(f)->list_cells;
}

char *
widget_any_text(const json_t *value)
{
	char *dumped;

	if (json_is_string(value))
		return xstrdup(json_string_value(value));
	dumped = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
	return dumped ? dumped : xstrdup("");
}

char *
value_text(const struct value_look *look, const struct catalogue_field *f, const json_t *row)
{
	const json_t *value = json_object_get(row, f->name);
	const struct widget *w = widget_of(f);

	if (value == NULL || json_is_null(value))
		return xstrdup("");
	return w->text ? w->text(look, f, row, value) : widget_any_text(value);
}

char *
value_edit(const struct value_look *look, const struct catalogue_field *f, const json_t *value)
{
	const struct widget *w = widget_of(f);
	json_t *row;
	char *text;

	if (value == NULL || json_is_null(value))
		return xstrdup("");
	if (w->edit != NULL)
		return w->edit(look, f, value);
	row = json_object();
	json_object_set(row, f->name, (json_t *)(uintptr_t)value);
	text = value_text(look, f, row);
	json_decref(row);
	return text;
}

json_t *
value_read(const struct value_look *look, const struct catalogue_field *f, const char *text, const char **why)
{
	size_t length = strlen(text);
	char *trimmed;
	json_t *made;

	while (length > 0 && strchr(" \t", text[length - 1]) != NULL)
		length--;
	while (length > 0 && strchr(" \t", *text) != NULL) {
		text++;
		length--;
	}
	if (length == 0)
		return f->type == TYPE_TAGS ? json_array() : json_null();
	trimmed = xstrndup(text, length);
	made = (widget_of(f)->read ? widget_of(f)->read : widget_text.read)(look, f, trimmed, why);
	free(trimmed);
	return made;
}

char *
value_echo(const struct value_look *look, const struct catalogue_field *f, const char *text)
{
	const struct widget *w = widget_of(f);

	return w->echo != NULL && *text != '\0' ? w->echo(look, f, text) : NULL;
}

const char *
value_doubt(const struct catalogue_field *f, const char *text)
{
	const struct widget *w = widget_of(f);

	return w->doubt != NULL && *text != '\0' ? w->doubt(f, text) : NULL;
}

char *
value_tidy(const struct value_look *look, const struct catalogue_field *f, const char *text, const json_t *value)
{
	const struct widget *w = widget_of(f);

	if (w->tidy != NULL)
		return w->tidy(f, text);
	return f->type == TYPE_TEXT || f->refers != NULL ? NULL : value_edit(look, f, value);
}

char *
value_link(const struct catalogue_field *f, const json_t *row)
{
	const char *text = json_string_value(json_object_get(row, f->name));

	return text != NULL && *text != '\0' && widget_of(f)->link != NULL ? widget_of(f)->link(text) : NULL;
}

char *
value_label(const struct value_look *look, const struct catalogue_entity *e, const json_t *row)
{
	const struct catalogue_field *f = catalogue_field(e, e->label);
	const json_t *id = json_object_get(row, "id");
	char *text = f ? value_text(look, f, row) : NULL;

	if (text != NULL && *text != '\0')
		return text;
	free(text);
	return json_is_integer(id) ? xasprintf("n° %lld", (long long)json_integer_value(id)) : xstrdup("");
}

char *
value_count(const char *language, json_int_t count, bool capped)
{
	const struct value_look look = {.language = language};
	char plain[32];

	snprintf(plain, sizeof plain, "%lld", (long long)count);
	return widget_number_shown(&look, plain, capped ? "+" : NULL);
}
