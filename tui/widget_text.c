/* widget_text.c: a text that is what it is. */
#include <string.h>

#include "shared/text.h"
#include "shared/translate.h"
#include "tui/widget.h"

static json_t *
parse(const struct value_look *look, const struct catalogue_field *f, const char *text, const char **why)
{
	(void)look;
	*why = N_("Too long.");
	if (f->max > 0 && text_clusters(text, strlen(text)) > (size_t)f->max)
		return NULL;
	return json_string(text);
}

const struct widget widget_text = {.name = "text", .read = parse};
