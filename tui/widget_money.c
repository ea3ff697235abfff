/* widget_money.c: an amount: written with , or . and spaces, as a sum, as what it was with some per cent off, or with its tax. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "shared/buf.h"
#include "shared/numbers.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/form_inside.h"
#include "tui/widget.h"

enum { DECIMALS = 2, EXACT = 6 };

static const char *
sign_of(const char *currency)
{
	static const struct { const char *code, *sign; } signs[] = {{"EUR", "€"}, {"USD", "$"}, {"GBP", "£"}};

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (strcmp(signs[i].code, currency) == 0)
			return signs[i].sign;
	return currency;
}

static char *
amount(const struct value_look *look, const char *plain, const char *currency)
{
	char fixed[NUMBER_TEXT], *unit = currency ? xasprintf("\u00a0%s", sign_of(currency)) : NULL, *made;

	made = widget_number_shown(look, number_round(plain, DECIMALS, fixed) ? fixed : plain, unit);
	free(unit);
	return made;
}

static char *
text(const struct value_look *look, const struct catalogue_field *f, const json_t *row, const json_t *value)
{
	const char *own = json_string_value(json_object_get(row, "currency"));
	char *plain = widget_plain_number(value), *made;

	(void)f;
	made = amount(look, plain ? plain : "", own && *own ? own : look->currency);
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

/* The price without its tax: `ttc 120` at the rate that stands beside, else at the usual one. */
static bool
without_tax(const struct value_look *look, const char *typed, struct number *n)
{
	static const char *const words[] = {"ttc", "incl", "gross"};
	struct number gross;
	char *sum;
	bool read = false;

	for (size_t i = 0; i < sizeof words / sizeof *words && !read; i++) {
		size_t length = strlen(words[i]);

		if (strncasecmp(typed, words[i], length) != 0 || !number_read(typed + length + strspn(typed + length, " :"), 0, &gross) ||
		    gross.percent)
			continue;
		sum = xasprintf("=(%s)/(1+(%s)/100)", gross.text, look->tax ? look->tax : VALUE_USUAL_TAX);
		read = number_read(sum, 0, n);
		free(sum);
	}
	return read;
}

/* `-10%`: of what it was. */
static bool
off(const struct value_look *look, struct number *n)
{
	char *sum;
	bool read;

	if (!n->percent)
		return true;
	if (look->had == NULL)
		return false;
	sum = xasprintf("=(%s)*(1+(%s)/100)", look->had, n->text);
	read = number_read(sum, 0, n);
	free(sum);
	return read;
}

/* `37,50-10%`: typed behind an amount, it is of that one. */
static bool
off_written(const char *typed, struct number *n)
{
	size_t at = strlen(typed);
	struct number from, rate;
	char *amount, *sum;
	bool read;

	while (at > 1 && typed[at - 1] != '-' && typed[at - 1] != '+')
		at--;
	if (at < 2 || !number_read(typed + at - 1 + (typed[at - 1] == '+'), 0, &rate) || !rate.percent)
		return false;
	amount = xstrndup(typed, at - 1);
	read = number_read(amount, 0, &from) && !from.percent;
	sum = read ? xasprintf("=(%s)*(1+(%s)/100)", from.text, rate.text) : NULL;
	read = sum != NULL && number_read(sum, 0, n);
	free(amount);
	free(sum);
	return read;
}

static json_t *
parse(const struct value_look *look, const struct catalogue_field *f, const char *typed, const char **why)
{
	struct number n;
	char fixed[NUMBER_TEXT];

	(void)f;
	*why = N_("Not an amount: write 1250 or 1 250,50, =3*12,5, ttc 120, or -10% of what it was.");
	if (!without_tax(look, typed, &n) && !off_written(typed, &n) && (!number_read(typed, 0, &n) || !off(look, &n)))
		return NULL;
	return number_round(n.text, DECIMALS, fixed) ? json_string(fixed) : NULL;
}

/* What was written out with more decimals than money has; a sum may have any. */
static const char *
doubt(const struct catalogue_field *f, const char *typed)
{
	struct number n;
	char fixed[NUMBER_TEXT], exact[NUMBER_TEXT], again[NUMBER_TEXT];

	(void)f;
	if (*typed == '=' || !number_read(typed, 0, &n) || n.percent || !number_round(n.text, DECIMALS, fixed) ||
	    !number_round(fixed, EXACT, again) || !number_round(n.text, EXACT, exact) || strcmp(again, exact) == 0)
		return NULL;
	return N_("Rounded: an amount has two decimals.");
}

/* What a sum, a percentage or a price with tax comes to, before it is left. */
static char *
echo(const struct value_look *look, const struct catalogue_field *f, const char *typed)
{
	const char *why;
	json_t *value = strspn(typed, "-0123456789") == strlen(typed) ? NULL : value_read(look, f, typed, &why);
	char *made = value ? text(look, f, NULL, value) : NULL;

	json_decref(value);
	return made;
}

static void
values(struct form *form, struct form_item *item)
{
	(void)item;
	app_tell(form->app, ROLE_DIM, N_("1250,50 · 1 250.50 · =3*12,5 · -10% of what it was · ttc 120 without its tax"), NULL);
}

const struct widget widget_money = {.name = "money", .number = true, .form_cells = 16, .text = text, .edit = edit, .read = parse,
	.echo = echo, .doubt = doubt, .values = values};
