/* board_tell.c: a board in lines: each column with its cards. Cards are moved by the commands that move them on the screen. */
#include <limits.h>
#include <stdlib.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/board_inside.h"
#include "tui/linear.h"

enum { PLACES = 100000 };	/* a card's tag: its column and its place there */

void
board_tell(struct app *app, void *state, struct linear *out)
{
	struct board *b = state;
	struct value_look look = app_look(app);

	for (size_t c = 0; c < b->column_count; c++) {
		const struct board_column *column = &b->columns[c];
		char *count = board_count_and_sum(b, column, INT_MAX);

		linear_value(out, column->label, count);
		free(count);
		for (size_t i = 0; i < column->count; i++) {
			char *label = value_label(&look, b->entity, column->cards[i].row), *details = board_details_of(b, &look, column->cards[i].row);
			char *warned = board_sign_of(b, column, column->cards[i].row);

			if (warned != NULL) {
				char *both = xasprintf("%s%s%s", warned, *details != '\0' ? " · " : "", details);

				free(details);
				details = both;
			}
			free(warned);
			linear_choice(out, c * PLACES + i, *details != '\0' ? label : NULL, *details != '\0' ? details : label);
			free(label);
			free(details);
		}
	}
	if (board_card_here(b) != NULL) {
		char *label = value_label(&look, b->entity, board_card_here(b)->row);

		linear_value(out, app_text(app, b->held ? N_("Picked up") : N_("The cursor is on")), label);
		free(label);
	}
}

void
board_point(struct app *app, void *state, size_t tag)
{
	(void)app;
	board_go_to(state, (struct board_place){tag / PLACES, tag % PLACES});
}
