/* widget_number.c: whole numbers and decimals, with their unit. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/numbers.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/form_inside.h"
#include "tui/widget.h"

enum { WHOLE_MOST = 18, YEAR_DIGITS = 4 };

char *
widget_plain_number(const json_t *value)
{
	if (json_is_integer(value))
		return xasprintf("%lld", (long long)json_integer_value(value));
	if (json_is_real(value))
		return xasprintf("%.6g", json_real_value(value));
	return xstrdup_or_null(json_string_value(value));
}

char *
widget_number_shown(const struct value_look *look, const char *plain, const char *unit)
{
	struct buf out = BUF_EMPTY;

	number_show(&out, plain, look->language);
	buf_str(&out, unit ? unit : "");
	return buf_steal(&out);
}

char *
widget_number_edited(const struct value_look *look, const char *plain)
{
	char *text = xstrdup(plain);

	if (strcmp(look->language, "fr") == 0 && strchr(text, '.') != NULL)
		*strchr(text, '.') = ',';
	return text;
}

static const char *
unit_of(const struct catalogue_field *f)
{
	return strcmp(f->format, "km") == 0 ? "\u00a0km" : strcmp(f->format, "percent") == 0 ? "\u00a0%" : NULL;
}

static char *
text(const struct value_look *look, const struct catalogue_field *f, const json_t *row, const json_t *value)
{
	char *plain = widget_plain_number(value), *made;

	(void)row;
	if (plain == NULL)
		return xstrdup("");
	/* A year is not 2 026. */
	if (f->type == TYPE_INTEGER && strlen(plain) <= YEAR_DIGITS && *f->format == '\0')
		return plain;
	made = widget_number_shown(look, plain, unit_of(f));
	free(plain);
	return made;
}

static char *
edit(const struct value_look *look, const struct catalogue_field *f, const json_t *value)
{
	char *plain = widget_plain_number(value), *made = widget_number_edited(look, plain ? plain : "");

	(void)f;
	free(plain);
	return made;
}

static json_t *
parse(const struct value_look *look, const struct catalogue_field *f, const char *typed, const char **why)
{
	struct number n;

	(void)look;
	*why = N_("Not a number: write 1250 or 1 250,50 or =3*12,5.");
	if (!number_read(typed, 0, &n) || (n.percent && strcmp(f->format, "percent") != 0))
		return NULL;
	if (f->type == TYPE_DECIMAL)
		return json_string(n.text);
	*why = N_("A whole number, please.");
	if (strspn(n.text, "-0123456789") != strlen(n.text) || strlen(n.text) > WHOLE_MOST)
		return NULL;
	return json_integer(strtoll(n.text, NULL, 10));
}

/* A sum, said before it is left. */
static char *
echo(const struct value_look *look, const struct catalogue_field *f, const char *typed)
{
	const char *why;
	json_t *value = *typed == '=' ? value_read(look, f, typed, &why) : NULL;
	char *made = value ? text(look, f, NULL, value) : NULL;

	json_decref(value);
	return made;
}

static void
values(struct form *form, struct form_item *item)
{
	(void)item;
	app_tell(form->app, ROLE_DIM, N_("1250,50 or 1 250.50 or a sum: =3*12,5"), NULL);
}

const struct widget widget_number = {.name = "number", .number = true, .form_cells = 16, .text = text, .edit = edit, .read = parse,
	.echo = echo, .values = values};
