/* board_draw.c: paints a board: a header for each column, cards below, lanes across; one column below a strip of names where it is
   narrow. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/board_inside.h"

enum { TALL = 30, GAP = 1, MARKER = 2, DETAILS = 3 };

/* 12, 3/5, and 6/5! when it holds more than it should. */
char *
board_count_of(const struct board *b, const struct board_column *c)
{
	char *total = value_count(app_language(b->app), c->total, c->capped), *text;

	if (c->limit <= 0)
		return total;
	text = xasprintf("%s/%lld%s", total, (long long)c->limit, c->total > c->limit ? "!" : "");
	free(total);
	return text;
}

static enum theme_role
count_role(const struct board_column *c)
{
	return c->limit > 0 && c->total > c->limit ? ROLE_ERROR : c->limit > 0 && c->total == c->limit ? ROLE_WARN : ROLE_DIM;
}

static void
draw_header(const struct board *b, const struct area *area, const struct board_column *c)
{
	char *count = board_count_of(b, c);
	int taken = text_cells_str(count), here = c == &b->columns[b->here];

	paint_fill(area, 0, c->x, c->cells, ROLE_COLUMNS);
	paint_text(area, 0, c->x + 1, c->cells - taken - 3, here ? ROLE_SELECT : ROLE_COLUMNS, c->label);
	paint_text(area, 0, c->x + c->cells - taken - 1, taken, count_role(c), count);
	free(count);
}

/* The names of all columns in one row, the one shown in brackets; the strip is pushed so that it is whole. */
static void
draw_strip(const struct board *b, const struct area *area)
{
	int *starts = xcalloc(b->column_count + 1, sizeof *starts), from = 0;
	char **texts = xcalloc(b->column_count + 1, sizeof *texts);

	for (size_t i = 0; i < b->column_count; i++) {
		char *count = board_count_of(b, &b->columns[i]);

		texts[i] = xasprintf(i == b->here ? "[%s %s]" : " %s %s ", b->columns[i].label, count);
		starts[i + 1] = starts[i] + text_cells_str(texts[i]) + 1;
		free(count);
	}
	while ((size_t)from < b->here && starts[b->here + 1] - starts[from] > area->width)
		from++;
	for (size_t i = (size_t)from; i < b->column_count; i++) {
		b->columns[i].strip_x = starts[i] - starts[from];
		b->columns[i].strip_cells = starts[i + 1] - starts[i];
		if (starts[i] - starts[from] < area->width)
			paint_text(area, 0, starts[i] - starts[from], area->width, i == b->here ? ROLE_TITLE : ROLE_DIM, texts[i]);
	}
	for (size_t i = 0; i < b->column_count; i++)
		free(texts[i]);
	free(texts);
	free(starts);
}

/* A day of this year needs no year where there is little room. */
static void
without_year(const struct value_look *look, char *text)
{
	char year[16], *at;

	snprintf(year, sizeof year, strcmp(look->language, "fr") == 0 ? "/%04d" : "%04d-", look->today.year);
	if ((at = strstr(text, year)) != NULL)
		memmove(at, at + strlen(year), strlen(at + strlen(year)) + 1);
}

/* What a card says below its name: the first fields of the list that say something and are no column or lane. */
char *
board_details_of(const struct board *b, const struct value_look *look, const json_t *row)
{
	const struct catalogue_entity *e = b->entity;
	struct buf out = BUF_EMPTY;
	int said = 0;

	for (size_t i = 0; i < e->list_count && said < DETAILS; i++) {
		const struct catalogue_field *f = e->list[i];
		char *text;

		if (f == e->board.field || (b->by_lanes && f == e->board.lanes) || strcmp(f->name, e->label) == 0)
			continue;
		text = value_text(look, f, row);
		if (f->type == TYPE_DATE || f->type == TYPE_TIMESTAMP)
			without_year(look, text);
		if (*text != '\0') {
			buf_printf(&out, "%s%s", out.length > 0 ? " · " : "", text);
			said++;
		}
		free(text);
	}
	return buf_steal(&out);
}

/* Whole things only: what does not fit is left out, from the end; of a single one, its last word. */
static void
drop_what_does_not_fit(char *details, int cells)
{
	char *end;

	while (text_cells_str(details) > cells && (end = strrchr(details, ' ')) != NULL) {
		char *part = strstr(details, " · ");

		for (char *next = part; next != NULL; next = strstr(next + 1, " · "))
			part = next;
		*(part ? part : end) = '\0';
	}
}

static void
draw_card(const struct board *b, const struct value_look *look, const struct area *area, int y, const struct board_column *c,
	const struct board_card *card, bool here)
{
	char *label = value_label(look, b->entity, card->row), *details = board_details_of(b, look, card->row), *fitted;
	int cells = c->cells - MARKER - GAP;
	const char *sign = b->refused == card->id ? "!" : here && b->held ? "◆" : touched_has(&b->touched, card->id) ? "±" : "";

	if (here) {
		paint_text(area, y, c->x, 1, ROLE_TEXT, ">");
		if (y >= 0 && y < area->height)
			paint_cursor(area, y, c->x);
	}
	if (*sign != '\0')
		paint_text(area, y, c->x + 1, 1, *sign == '!' ? ROLE_ERROR : ROLE_MARK, sign);
	drop_what_does_not_fit(details, cells);
	fitted = text_fit(*label ? label : "…", cells, TEXT_CUT_END);
	paint_text(area, y, c->x + MARKER, cells, here ? ROLE_SELECT : ROLE_TEXT, fitted);
	paint_text(area, y + 1, c->x + MARKER, cells, ROLE_DIM, details);
	free(fitted);
	free(label);
	free(details);
}

static void
draw_column(struct board *b, const struct value_look *look, const struct area *cards, struct board_column *c, size_t at)
{
	size_t shown = (size_t)(cards->height / b->card_rows > 0 ? cards->height / b->card_rows : 1);
	bool here = c == &b->columns[b->here];

	if (here && at < c->top)
		c->top = at;
	if (here && at >= c->top + shown)
		c->top = at - shown + 1;
	if (c->top + shown > c->count)
		c->top = c->count > shown ? c->count - shown : 0;
	for (size_t i = c->top; i < c->count && i < c->top + shown; i++)
		draw_card(b, look, cards, (int)(i - c->top) * b->card_rows, c, &c->cards[i], here && i == at);
	if (c->count == 0) {
		paint_text(cards, 0, c->x + MARKER, c->cells - MARKER, ROLE_DIM, "·");
		if (here)
			paint_cursor(cards, 0, c->x);
	}
}

static void
draw_lanes(struct board *b, const struct value_look *look, const struct area *area)
{
	int here_y = board_lane_y(b, b->lane) + (b->at > 0 ? 1 + (int)b->at * b->card_rows : 0);
	int here_end = board_lane_y(b, b->lane) + 1 + (int)(b->at + 1) * b->card_rows;

	if (here_end > b->scroll + area->height)
		b->scroll = here_end - area->height;
	if (here_y < b->scroll)
		b->scroll = here_y;
	for (size_t l = 0; l < b->lane_count; l++) {
		int y = board_lane_y(b, l) - b->scroll;

		b->lanes[l].y = y;
		if (y >= 0 && y < area->height)
			paint_heading(area, y, 0, area->width, *b->lanes[l].label ? b->lanes[l].label : app_text(b->app, N_("Without")));
		for (size_t c = 0; c < b->column_count; c++) {
			struct board_column *column = &b->columns[c];
			size_t first, count = board_cell(b, c, l, &first);
			bool here = c == b->here && l == b->lane;

			if (column->cells == 0)
				continue;
			for (size_t i = 0; i < count; i++) {
				int card_y = y + 1 + (int)i * b->card_rows;

				if (card_y >= 0 && card_y < area->height)
					draw_card(b, look, area, card_y, column, &column->cards[first + i], here && i == b->at);
			}
			if (here && count == 0 && y + 1 >= 0 && y + 1 < area->height) {
				paint_text(area, y + 1, column->x, 1, ROLE_TEXT, ">");
				paint_cursor(area, y + 1, column->x);
			}
		}
	}
}

static void
place_columns(struct board *b, int width)
{
	size_t side = board_side_by_side(width, b->column_count);

	for (size_t i = 0; i < b->column_count; i++) {
		struct board_column *c = &b->columns[i];

		c->cells = c->strip_cells = 0;
		if (side == 1 && i != b->here)
			continue;
		c->x = side == 1 ? 0 : (int)i * width / (int)b->column_count;
		c->cells = side == 1 ? width : (int)(i + 1) * width / (int)b->column_count - c->x;
	}
}

static void
draw_status(const struct board *b, const struct area *area, int y)
{
	struct buf text = BUF_EMPTY;

	if (b->search != NULL)
		buf_printf(&text, "/%s  ", b->search);
	if (b->filter != NULL)
		buf_str(&text, b->filter);
	paint_text(area, y, 0, area->width, ROLE_DIM, buf_text(&text));
	buf_free(&text);
}

void
board_draw(struct app *app, void *state, const struct area *area)
{
	struct board *b = state;
	struct value_look look = app_look(app);
	bool narrowed = b->filter != NULL || b->search != NULL;
	const struct area cards = paint_part(area, 1, 0, area->height - 1 - narrowed, area->width);

	b->card_rows = area->height >= TALL ? 3 : 2;
	b->height = cards.height;
	if (!b->loaded) {
		paint_text(area, 1, MARKER, area->width, ROLE_DIM, "…");
		return;
	}
	place_columns(b, area->width);
	if (board_side_by_side(area->width, b->column_count) == 1 && b->column_count > 1) {
		draw_strip(b, area);
	} else {
		for (size_t i = 0; i < b->column_count; i++)
			draw_header(b, area, &b->columns[i]);
	}
	if (b->by_lanes)
		draw_lanes(b, &look, &cards);
	for (size_t i = 0; !b->by_lanes && i < b->column_count; i++)
		if (b->columns[i].cells > 0)
			draw_column(b, &look, &cards, &b->columns[i], b->at);
	if (narrowed)
		draw_status(b, area, area->height - 1);
	/* The window may have grown. */
	board_load_more(b);
}
