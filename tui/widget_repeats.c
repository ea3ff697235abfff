/* widget_repeats.c: how something repeats, in words; and the days of the week that it does, written as one likes. */
#include "shared/buf.h"
#include "shared/repeats.h"
#include "shared/translate.h"
#include "tui/widget.h"

static char *
text(const struct value_look *look, const struct catalogue_field *f, const json_t *row, const json_t *value)
{
	struct buf out = BUF_EMPTY;

	(void)row;
	if (!json_is_string(value))
		return widget_any_text(value);
	repeats_written(&out, f->format, look->language, json_string_value(value));
	return buf_steal(&out);
}

const struct widget widget_repeats = {.name = "repeats", .text = text};
