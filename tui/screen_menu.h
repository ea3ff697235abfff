/* screen_menu.h: the first screen: what there is, by menus, with counts. */
#ifndef TUI_SCREEN_MENU_H
#define TUI_SCREEN_MENU_H
#include "tui/screen.h"

extern const struct screen_type screen_menu;
#endif
