/* commands.h: what keys do. Each is a row of keys_table.c; the screen that it belongs to says where it is written. */
#ifndef TUI_COMMANDS_H
#define TUI_COMMANDS_H

struct app;

/* everywhere: app_keys.c, help.c, palette.c */
void do_back(struct app *app);
void do_home(struct app *app);
void do_quit(struct app *app);
void do_help(struct app *app);
void do_palette(struct app *app);
void do_company(struct app *app);
void do_cancel(struct app *app);
void do_undo(struct app *app);
void do_repaint(struct app *app);

/* the terminal: app_terminal.c, app_away.c */
void do_mouse(struct app *app);
void do_theme(struct app *app);
void do_copy(struct app *app);
void do_slow(struct app *app);
void do_linear(struct app *app);
void do_notify(struct app *app);
void do_suspend(struct app *app);

/* menu: screen_menu.c */
void menu_up(struct app *app);
void menu_down(struct app *app);
void menu_left(struct app *app);
void menu_right(struct app *app);
void menu_first(struct app *app);
void menu_last(struct app *app);
void menu_open(struct app *app);
void menu_create(struct app *app);
void menu_refresh(struct app *app);

/* list: list_commands.c, list_sort.c, list_marks.c, list_search.c, list_views.c, list_choose.c */
void list_up(struct app *app);
void list_down(struct app *app);
void list_page_up(struct app *app);
void list_page_down(struct app *app);
void list_first(struct app *app);
void list_last(struct app *app);
void list_open(struct app *app);
void list_edit(struct app *app);
void list_create(struct app *app);
void list_copy(struct app *app);
void list_delete(struct app *app);
void list_actions(struct app *app);
void list_linked(struct app *app);
void list_refresh(struct app *app);
void list_trash(struct app *app);
void list_mark(struct app *app);
void list_mark_range(struct app *app);
void list_mark_all(struct app *app);
void list_sort_left(struct app *app);
void list_sort_right(struct app *app);
void list_sort_menu(struct app *app);
void list_views(struct app *app);
void list_columns_menu(struct app *app);
void list_search(struct app *app);
void list_filter(struct app *app);
void list_search_keep(struct app *app);
void list_search_complete(struct app *app);

/* one record: record_commands.c */
void record_up(struct app *app);
void record_down(struct app *app);
void record_left(struct app *app);
void record_right(struct app *app);
void record_page_up(struct app *app);
void record_page_down(struct app *app);
void record_first(struct app *app);
void record_last(struct app *app);
void record_open(struct app *app);
void record_related(struct app *app);
void record_edit(struct app *app);
void record_create(struct app *app);
void record_copy(struct app *app);
void record_delete(struct app *app);
void record_actions(struct app *app);
void record_linked(struct app *app);
void record_files(struct app *app);
void record_history(struct app *app);
void record_next(struct app *app);
void record_previous(struct app *app);
void record_refresh(struct app *app);

/* form: form_commands.c, form_save.c, form_lookup.c */
void form_next(struct app *app);
void form_previous(struct app *app);
void form_enter(struct app *app);
void form_up(struct app *app);
void form_down(struct app *app);
void form_section_next(struct app *app);
void form_section_previous(struct app *app);
void form_save(struct app *app);
void form_values(struct app *app);
void form_create_there(struct app *app);
void form_repeat(struct app *app);
void form_undo(struct app *app);
void form_redo(struct app *app);
void form_actions(struct app *app);

/* popups: pick.c, conflict.c, memo.c */
void pick_up(struct app *app);
void pick_down(struct app *app);
void pick_page_up(struct app *app);
void pick_page_down(struct app *app);
void pick_first(struct app *app);
void pick_last(struct app *app);
void pick_take(struct app *app);
void pick_complete(struct app *app);
void conflict_up(struct app *app);
void conflict_down(struct app *app);
void conflict_mine(struct app *app);
void conflict_theirs(struct app *app);
void conflict_save(struct app *app);
void memo_keep(struct app *app);
void memo_editor(struct app *app);
#endif
