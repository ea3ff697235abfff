/* widget_code.c: plates, company numbers, vehicle numbers: kept without separators, read with them. */
#include <ctype.h>
#include <stdlib.h>

#include "shared/buf.h"
#include "shared/codes.h"
#include "tui/widget.h"

static char *
text(const struct value_look *look, const struct catalogue_field *f, const json_t *row, const json_t *value)
{
	struct buf out = BUF_EMPTY;

	(void)look;
	(void)row;
	if (!json_is_string(value))
		return widget_any_text(value);
	code_show(&out, f->format, json_string_value(value));
	return buf_steal(&out);
}

/* ab 123 cd is AB-123-CD. */
static char *
tidy(const struct catalogue_field *f, const char *typed)
{
	struct buf code = BUF_EMPTY, out = BUF_EMPTY;

	for (const char *p = typed; *p != '\0'; p++)
		if (*p != ' ' && *p != '-' && *p != '.')
			buf_byte(&code, (char)toupper((unsigned char)*p));
	code_show(&out, f->format, buf_text(&code));
	buf_free(&code);
	return buf_steal(&out);
}

const struct widget widget_code = {.name = "code", .text = text, .tidy = tidy};
