/* widget_phone.c: a telephone number, in pairs as it is read out. */
#include <ctype.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/phones.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/widget.h"

enum { NATIONAL = 10, LEAST = 7, MOST = 15 };

static char *
text(const struct value_look *look, const struct catalogue_field *f, const json_t *row, const json_t *value)
{
	struct buf out = BUF_EMPTY;

	(void)look;
	(void)f;
	(void)row;
	if (!json_is_string(value))
		return widget_any_text(value);
	phone_show(&out, json_string_value(value));
	return buf_steal(&out);
}

/* Its digits, with a plus before them; false when it holds anything but what stands between digits. */
static bool
digits_of(const char *typed, struct buf *out)
{
	for (const char *p = typed; *p != '\0'; p++)
		if (isdigit((unsigned char)*p) || (*p == '+' && out->length == 0))
			buf_byte(out, *p);
		else if (strncmp(p, "\xc2\xa0", 2) == 0)
			p++;
		else if (strchr(" .-/()", *p) == NULL)
			return false;
	return true;
}

static char *
tidy(const struct catalogue_field *f, const char *typed)
{
	struct buf digits = BUF_EMPTY, out = BUF_EMPTY;
	bool plain = digits_of(typed, &digits);
	const char *number = buf_text(&digits);

	(void)f;
	if (plain && strlen(number) == NATIONAL && *number == '0' && number[1] != '0') {
		char *whole = xasprintf("+33%s", number + 1);

		phone_show(&out, whole);
		free(whole);
	} else if (plain && *number == '+') {
		phone_show(&out, number);
	} else {
		buf_str(&out, typed);
	}
	buf_free(&digits);
	return buf_steal(&out);
}

static const char *
doubt(const struct catalogue_field *f, const char *typed)
{
	struct buf digits = BUF_EMPTY;
	bool odd = !digits_of(typed, &digits) || digits.length < LEAST || digits.length > MOST + 1 ||
		(*buf_text(&digits) == '0' && buf_text(&digits)[1] != '0' && digits.length != NATIONAL);

	(void)f;
	buf_free(&digits);
	return odd ? N_("This does not look like a telephone number.") : NULL;
}

static char *
leads(const char *number)
{
	return xasprintf("tel:%s", number);
}

const struct widget widget_phone = {.name = "phone", .form_cells = 20, .text = text, .tidy = tidy, .doubt = doubt, .link = leads};
