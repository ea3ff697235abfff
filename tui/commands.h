/* commands.h: what keys do. Each is a row of keys_table.c; the screen that it belongs to says where it is written. */
#ifndef TUI_COMMANDS_H
#define TUI_COMMANDS_H

struct app;

/* everywhere: app_keys.c, help.c, palette.c, company.c */
void do_back(struct app *app);
void do_home(struct app *app);
void do_quit(struct app *app);
void do_help(struct app *app);
void do_palette(struct app *app);
void do_company(struct app *app);
void do_reconnect(struct app *app);		/* app_line.c */
void do_drafts(struct app *app);		/* drafts.c */
void do_queue(struct app *app);			/* app_queue.c */
void do_tour(struct app *app);			/* tour.c */
void do_cancel(struct app *app);
void do_undo(struct app *app);			/* app_undo.c */
void do_redo(struct app *app);
void do_repaint(struct app *app);

/* macro.c */
void macro_record(struct app *app);
void macro_play(struct app *app);
void macro_again(struct app *app);
void macro_delete(struct app *app);

/* the terminal: app_terminal.c, app_away.c */
void do_mouse(struct app *app);
void do_theme(struct app *app);
void do_copy(struct app *app);
void do_slow(struct app *app);
void do_linear(struct app *app);
void do_notify(struct app *app);
void do_suspend(struct app *app);

/* preferences: screen_preferences.c */
void do_preferences(struct app *app);
void preferences_change(struct app *app);
void preferences_forget(struct app *app);
void preferences_up(struct app *app);
void preferences_down(struct app *app);
void preferences_first(struct app *app);
void preferences_last(struct app *app);

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
void list_tab_next(struct app *app);
void list_tab_previous(struct app *app);
void list_create(struct app *app);
void list_copy(struct app *app);
void list_delete(struct app *app);
void list_actions(struct app *app);
void list_linked(struct app *app);
void list_refresh(struct app *app);
void list_trash(struct app *app);
void list_history(struct app *app);
void list_mark(struct app *app);
void list_mark_range(struct app *app);
void list_mark_all(struct app *app);
void list_column_left(struct app *app);		/* these: list_width.c */
void list_column_right(struct app *app);
void list_narrower(struct app *app);
void list_wider(struct app *app);
void list_column_earlier(struct app *app);
void list_column_later(struct app *app);
void list_usual(struct app *app);
void list_sort_left(struct app *app);
void list_sort_right(struct app *app);
void list_sort_menu(struct app *app);
void list_views(struct app *app);
void list_columns_menu(struct app *app);
void list_search(struct app *app);
void list_filter(struct app *app);
void list_search_keep(struct app *app);
void list_search_complete(struct app *app);

/* boards and calendars: plane.c; board: board_commands.c */
void do_board(struct app *app);
void do_calendar(struct app *app);
void board_up(struct app *app);
void board_down(struct app *app);
void board_left(struct app *app);
void board_right(struct app *app);
void board_page_up(struct app *app);
void board_page_down(struct app *app);
void board_first(struct app *app);
void board_last(struct app *app);
void board_card_left(struct app *app);
void board_card_right(struct app *app);
void board_card_up(struct app *app);
void board_card_down(struct app *app);
void board_hold(struct app *app);
void board_open(struct app *app);
void board_edit(struct app *app);
void board_create(struct app *app);
void board_delete(struct app *app);
void board_actions(struct app *app);
void board_lanes(struct app *app);
void board_refresh(struct app *app);

/* calendar: calendar_commands.c */
void calendar_up(struct app *app);
void calendar_down(struct app *app);
void calendar_left(struct app *app);
void calendar_right(struct app *app);
void calendar_page_up(struct app *app);
void calendar_page_down(struct app *app);
void calendar_first(struct app *app);
void calendar_last(struct app *app);
void calendar_today(struct app *app);
void calendar_pick_next(struct app *app);
void calendar_pick_previous(struct app *app);
void calendar_open(struct app *app);
void calendar_create(struct app *app);
void calendar_edit(struct app *app);
void calendar_delete(struct app *app);
void calendar_actions(struct app *app);
void calendar_hold(struct app *app);
void calendar_longer(struct app *app);
void calendar_shorter(struct app *app);
void calendar_views(struct app *app);
void calendar_view_week(struct app *app);
void calendar_view_day(struct app *app);
void calendar_view_month(struct app *app);
void calendar_view_agenda(struct app *app);
void calendar_view_lanes(struct app *app);
void calendar_free(struct app *app);
void calendar_refresh(struct app *app);

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
void record_call(struct app *app);
void record_edit(struct app *app);
void record_create(struct app *app);
void record_copy(struct app *app);
void record_delete(struct app *app);
void record_actions(struct app *app);
void record_linked(struct app *app);
void record_editor(struct app *app);
void record_files(struct app *app);
void record_history(struct app *app);
void record_next(struct app *app);
void record_previous(struct app *app);
void record_refresh(struct app *app);

/* its history: screen_history.c, history_back.c */
void history_put_back(struct app *app);
void history_next_entry(struct app *app);
void history_previous_entry(struct app *app);
void history_up(struct app *app);
void history_down(struct app *app);
void history_page_up(struct app *app);
void history_page_down(struct app *app);
void history_first(struct app *app);
void history_last(struct app *app);
void history_refresh(struct app *app);

/* form: form_commands.c, form_save.c, form_lookup.c, form_undo.c */
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
void form_linked(struct app *app);
void form_cut(struct app *app);
void form_repeat(struct app *app);
void form_undo(struct app *app);
void form_redo(struct app *app);
void form_actions(struct app *app);

/* the lines in a form: grid_move.c, grid_edit.c, grid_undo.c */
void grid_next(struct app *app);
void grid_enter_key(struct app *app);
void grid_previous(struct app *app);
void grid_up(struct app *app);
void grid_down(struct app *app);
void grid_left(struct app *app);
void grid_right(struct app *app);
void grid_home(struct app *app);
void grid_end(struct app *app);
void grid_insert(struct app *app);
void grid_delete(struct app *app);
void grid_move_up(struct app *app);
void grid_move_down(struct app *app);
void grid_copy_above(struct app *app);
void grid_turn_kind(struct app *app);
void grid_undo(struct app *app);
void grid_redo(struct app *app);

/* figures: screen_chart.c, screen_tiles.c, list_chart.c */
void do_dashboard(struct app *app);
void do_reports(struct app *app);
void list_chart(struct app *app);
void chart_up(struct app *app);
void chart_down(struct app *app);
void chart_page_up(struct app *app);
void chart_page_down(struct app *app);
void chart_table(struct app *app);
void chart_open(struct app *app);
void chart_refresh(struct app *app);
void tiles_left(struct app *app);
void tiles_right(struct app *app);
void tiles_up(struct app *app);
void tiles_down(struct app *app);
void tiles_open(struct app *app);
void tiles_refresh(struct app *app);

/* wizard.c */
void do_wizards(struct app *app);
void wizard_next(struct app *app);
void wizard_back(struct app *app);

/* popups: pick.c, conflict.c, memo.c */
void pick_up(struct app *app);
void pick_down(struct app *app);
void pick_page_up(struct app *app);
void pick_page_down(struct app *app);
void pick_first(struct app *app);
void pick_last(struct app *app);
void pick_take(struct app *app);
void pick_complete(struct app *app);
void month_take(struct app *app);
void month_today(struct app *app);
void month_left(struct app *app);
void month_right(struct app *app);
void month_up(struct app *app);
void month_down(struct app *app);
void month_page_up(struct app *app);
void month_page_down(struct app *app);
void month_first(struct app *app);
void month_last(struct app *app);
void conflict_up(struct app *app);
void conflict_down(struct app *app);
void conflict_mine(struct app *app);
void conflict_theirs(struct app *app);
void conflict_save(struct app *app);
void memo_keep(struct app *app);
void memo_editor(struct app *app);
#endif
