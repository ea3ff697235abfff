/* calendar_inside.h: the state that the calendar_*.c files share. */
#ifndef TUI_CALENDAR_INSIDE_H
#define TUI_CALENDAR_INSIDE_H
#include "tui/app.h"
#include "tui/calendar_layout.h"
#include "tui/calendar_time.h"
#include "tui/catalogue.h"
#include "tui/loop.h"
#include "tui/screen_calendar.h"
#include "tui/touched.h"
#include "tui/value.h"

enum calendar_view { VIEW_WEEK, VIEW_DAY, VIEW_MONTH, VIEW_AGENDA, VIEW_LANES, VIEW_COUNT };
enum { CALENDAR_DAYS_MOST = 7, CALENDAR_ROWS_MOST = DAY_SLOTS_MOST, WITH_WEEK = 120, DAY_SECONDS = 86400, CALENDAR_OPENS = 8 * 60,
	CALENDAR_CLOSES = 18 * 60 };

struct calendar_when {
	time_t from, to;		/* whole days: midnights */
	int64_t lane;			/* for whom; 0: nobody */
};
struct calendar_event {
	int64_t id;
	int version;
	json_t *row;			/* owned */
	struct calendar_when now, saved;	/* as it is shown; as the server has it */
	bool clash;
};
struct calendar_lane {
	int64_t id;			/* 0: nobody */
	char *label;
};
/* Where things were painted last: for the mouse. */
struct calendar_picture {
	struct date first;
	int days, x, cells, y, rows;	/* of the days; of the half hours or weeks */
	time_t low, high;		/* of the lanes */
	short minutes[CALENDAR_ROWS_MOST];	/* of the rows of half hours */
	bool again[CALENDAR_ROWS_MOST];
};

struct calendar {
	struct app *app;
	const struct catalogue_entity *entity;
	char *filter, *search;		/* owned, may be null */
	bool whole;			/* days, not moments */
	enum calendar_view view;
	struct date day;		/* of the cursor */
	int minutes;			/* and its half hour, by the wall */
	bool again;
	size_t lane;			/* in the lanes */
	size_t pick;			/* which of the events at the cursor */
	struct date first;		/* of three days shown */
	int scroll, width;		/* the first half hour, lane or line shown; of the last picture */

	struct calendar_event *events;	/* in the order of their beginning */
	size_t count;
	struct calendar_lane *lanes;
	size_t lane_count;
	struct date loaded_from;
	int loaded_days;
	bool loaded, loading, more, reread;
	int generation;
	struct tui_timer soon;

	int seek, seek_left;		/* minutes that are to be free, 0: nothing is sought; periods to look into */
	int64_t moving;			/* m: the event that the arrows carry */
	struct calendar_when moving_from;
	int64_t saving;			/* the one whose change is under way */
	struct calendar_when sent;
	int64_t refused;
	struct touched touched;		/* changed by others since they were looked at */
	struct calendar_picture picture;
	int64_t grabbed;		/* by the mouse */
	time_t grabbed_at;
	bool dragged, at_end;		/* at_end: by its last half hour, which stretches it */
};

/* calendar_cursor.c: no terminal and no server in there */
/* The days that a view shows. */
void calendar_range(const struct calendar *c, struct date *first, int *days);
/* The beginning of the slot under the cursor. */
time_t calendar_at(const struct calendar *c);
void calendar_go(struct calendar *c, time_t at);
/* The event under the cursor, or null: of those that are there, the one that was picked. among: how many there are. */
struct calendar_event *calendar_here(const struct calendar *c, size_t *among);
struct calendar_event *calendar_event(const struct calendar *c, int64_t id);
/* Moves the cursor by slots, days; false where there is nothing to move by. */
void calendar_step_slot(struct calendar *c, int step);
void calendar_step_day(struct calendar *c, int step);
/* In the order of their beginning, with their clashes. */
void calendar_sort(struct calendar *c);
bool calendar_when_equal(struct calendar_when a, struct calendar_when z);
/* The cursor goes to an event. */
void calendar_go_to(struct calendar *c, const struct calendar_event *e);
/* An event of the agenda before or after the one under the cursor. */
void calendar_step_event(struct calendar *c, int step);

/* calendar_seek.c */
/* The cursor goes to the next slot that is free for so long; perhaps later, when its days have been read. */
void calendar_seek(struct calendar *c, int minutes);
void calendar_seek_on(struct calendar *c);

/* calendar_rows.c */
void calendar_reload(struct calendar *c);
/* Reads when the view shows what has not been read. */
void calendar_load(struct calendar *c);
void calendar_forget_events(struct calendar *c);
/* The values that an event's time and lane have on the wire; the caller owns them. */
json_t *calendar_values(const struct calendar *c, struct calendar_when when);

/* calendar_move.c */
/* Tells the server of whatever is not as it has it. */
void calendar_save(struct calendar *c);
bool calendar_may_move(struct calendar *c);
void calendar_drop(struct calendar *c, bool keep);

/* calendar_mouse.c */
bool calendar_pointed(struct app *app, void *state, const struct mouse *mouse);

/* calendar_text.c */
/* An event: when; when, what and what else. */
char *calendar_span(const struct calendar *c, const struct calendar_event *e);
char *calendar_said_of(const struct calendar *c, const struct calendar_event *e);
/* "Mon 23", "Monday…": owned by the caller. */
char *calendar_day_name(const struct calendar *c, struct date day, bool month);
char *calendar_month_name(const struct calendar *c, struct date day);
/* "08:00" of a moment, with the offset where the hour comes twice. */
char *calendar_clock(time_t at);
/* What stands below the picture: the event under the cursor, or its slot. */
char *calendar_said(const struct calendar *c);
char *calendar_label(const struct calendar *c, const struct calendar_event *e);
/* As it is shown: marked where others changed it. */
char *calendar_shown(const struct calendar *c, const struct calendar_event *e);
char *calendar_details(const struct calendar *c, const struct calendar_event *e);

/* calendar_tell.c */
void calendar_tell(struct app *app, void *state, struct linear *out);
void calendar_point(struct app *app, void *state, size_t tag);

/* calendar_days.c, calendar_month.c, calendar_lanes.c */
void calendar_draw_days(struct calendar *c, const struct area *area);
void calendar_draw_month(struct calendar *c, const struct area *area);
void calendar_draw_agenda(struct calendar *c, const struct area *area);
void calendar_draw_lanes(struct calendar *c, const struct area *area);
#endif
