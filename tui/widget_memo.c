/* widget_memo.c: a long text: its own editor, or the person's. */
#include "shared/translate.h"
#include "tui/form_inside.h"
#include "tui/widget.h"

static void
values(struct form *form, struct form_item *item)
{
	memo_open(form->app, form, item);
}

const struct widget widget_memo = {.name = "memo", .whole_row = true, .hint = N_("F4: editor"), .values = values};
