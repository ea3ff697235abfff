/* screen_board.h: records as cards, a column for each choice of a field, perhaps lanes across them. */
#ifndef TUI_SCREEN_BOARD_H
#define TUI_SCREEN_BOARD_H
#include "tui/screen.h"

struct catalogue_entity;
extern const struct screen_type screen_board;

/* Opens the board of an entity that declares one; else says why not. filter and search (copied, may be null) narrow it. */
void board_show(struct app *app, const struct catalogue_entity *entity, const char *filter, const char *search);
#endif
