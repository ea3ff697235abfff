/* record_view.c: a record's lines and how they are painted. */
#include "tui/record_view.h"

#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/address.h"
#include "tui/app.h"
#include "tui/deeds.h"
#include "tui/markdown_view.h"
#include "tui/value.h"

enum { LABEL_MOST = 30, LABEL_LEAST = 12, ROWS_MOST = 8, TEXT_ROWS = 12, WIDEST = 100, TWO_COLUMNS = 120, COLUMN_GAP = 3, MORE_CELLS = 6 };

struct lines {
	struct record_line *line;
	size_t count;
};

static struct record_line *
add(struct lines *to, enum record_line_kind kind, const char *label, char *text)
{
	to->line = xreallocarray(to->line, to->count + 1, sizeof *to->line);
	to->line[to->count] = (struct record_line){.kind = kind, .label = label, .text = text, .role = ROLE_TEXT};
	return &to->line[to->count++];
}

static void
add_warnings(struct app *app, const struct catalogue_entity *entity, const json_t *warnings, struct lines *to)
{
	size_t i;
	const json_t *one;

	(void)app;
	json_array_foreach(warnings, i, one) {
		const struct catalogue_field *f = catalogue_field(entity, json_string_value(json_object_get(one, "field")));
		const char *message = json_string_value(json_object_get(one, "message"));

		add(to, LINE_WARNING, NULL, f ? xasprintf("! %s : %s", f->label, message ? message : "")
			: xasprintf("! %s", message ? message : ""))->role = ROLE_WARN;
	}
}

static void
add_field(struct app *app, const struct catalogue_entity *entity, const struct catalogue_field *f, const json_t *row, struct lines *to)
{
	struct value_look look = app_look(app);
	char *text;
	struct record_line *line;

	if (f->masked) {
		line = add(to, LINE_FIELD, f->label, xstrdup(app_text(app, N_("(hidden from your role)"))));
		line->role = ROLE_DIM;
		line->field = f;
		return;
	}
	text = value_text(&look, f, row);
	if (*text == '\0' || !catalogue_shown(f, row)) {
		free(text);
		return;
	}
	/* How far a record is stands in a badge: without colours too. */
	if (f == entity->board.field && (entity->board.order || entity->board.limits || entity->board.moves)) {
		char *badge = xasprintf("[%s]", text);

		free(text);
		text = badge;
	}
	line = add(to, LINE_FIELD, f->label, text);
	line->field = f;
	if (f->markdown)
		line->source = xstrdup_or_null(json_string_value(json_object_get(row, f->name)));
	line->link = f == entity->address[ADDRESS_STREET] ? address_link(entity, row) : value_link(f, row);
}

static void
add_sections(struct app *app, const struct catalogue_entity *entity, const json_t *row, struct lines *to)
{
	for (size_t s = 0; s < entity->section_count; s++) {
		const struct catalogue_section *section = &entity->sections[s];
		size_t before = to->count;

		add(to, LINE_HEADING, section->title, NULL);
		for (size_t i = 0; i < section->count; i++)
			add_field(app, entity, section->fields[i], row, to);
		if (to->count == before + 1)
			to->count = before;
	}
}

static void
add_related(struct app *app, const struct catalogue_entity *entity, const json_t *counts, struct lines *to)
{
	bool headed = false;

	for (size_t i = 0; counts != NULL && i < entity->related_count; i++) {
		const struct catalogue_related *r = &entity->related[i];
		const struct catalogue_entity *other = catalogue_entity(app_catalogue(app), r->entity);
		char *key = xasprintf("%s.%s", r->entity, r->field);
		const char *n = json_string_value(json_object_get(counts, key));

		free(key);
		if (other == NULL || !catalogue_may(other, "read"))
			continue;
		if (!headed)
			add(to, LINE_HEADING, app_text(app, N_("Related")), NULL);
		headed = true;
		add(to, LINE_RELATED, r->label, xstrdup(n ? n : "…"))->related = r;
	}
}

/* The newest of what belongs to it, each in a line: the day, and what it was. */
static void
add_latest(struct app *app, const struct catalogue_entity *entity, const json_t *counts, struct lines *to)
{
	for (size_t i = 0; counts != NULL && i < entity->related_count; i++) {
		const struct catalogue_related *r = &entity->related[i];
		const struct catalogue_entity *other = catalogue_entity(app_catalogue(app), r->entity);
		const json_t *rows = record_latest_rows(counts, r), *row;
		size_t k;

		if (other == NULL || json_array_size(rows) == 0)
			continue;
		add(to, LINE_HEADING, r->label, NULL);
		json_array_foreach(rows, k, row) {
			char *first, *text = record_latest_text(app, entity, r, row, &first);
			struct record_line *line = add(to, LINE_RELATED, first ? first : "", text);

			line->owned = first;
			line->related = r;
			line->id = json_integer_value(json_object_get(row, "id"));
		}
	}
}

/* When it was made and changed, small, at the end. */
static void
add_times(struct app *app, const struct catalogue_entity *entity, const json_t *row, struct lines *to)
{
	struct value_look look = app_look(app);
	const struct catalogue_field *made = catalogue_field(entity, "created_at");
	const struct catalogue_field *changed = catalogue_field(entity, "updated_at");
	char *when_made, *when_changed;

	if (made == NULL || changed == NULL || !json_is_string(json_object_get(row, "created_at")))
		return;
	when_made = value_text(&look, made, row);
	when_changed = value_text(&look, changed, row);
	add(to, LINE_NOTE, NULL, app_fill(app, N_("Created {made}, changed {changed}"),
		json_pack("{s:s,s:s}", "made", when_made, "changed", when_changed)))->role = ROLE_DIM;
	free(when_made);
	free(when_changed);
}

/* A record that is a file, or that can have some: how files travel, as a command to copy. */
static void
add_files(struct app *app, const struct catalogue_entity *entity, const json_t *row, struct lines *to)
{
	const char *subject = json_string_value(json_object_get(row, "subject_entity"));
	const char *name = json_string_value(json_object_get(row, "name"));
	char *line = NULL;
	bool has_files = false;

	for (size_t i = 0; i < entity->related_count; i++) {
		const struct catalogue_entity *other = catalogue_entity(app_catalogue(app), entity->related[i].entity);

		has_files = has_files || (other != NULL && catalogue_field(other, "sha256") != NULL);
	}
	if (catalogue_field(entity, "sha256") != NULL && subject != NULL && name != NULL)
		line = deeds_get_command(app, subject, json_integer_value(json_object_get(row, "subject_id")), name);
	else if (has_files && catalogue_may(entity, "update"))
		line = deeds_put_command(app, entity->name, json_integer_value(json_object_get(row, "id")));
	if (line != NULL)
		add(to, LINE_NOTE, NULL, xasprintf("%s %s", app_text(app, N_("On your machine:")), line))->role = ROLE_DIM;
	free(line);
}

struct record_line *
record_lines(struct app *app, const struct catalogue_entity *entity, const json_t *shown, const json_t *counts,
	size_t *count)
{
	struct lines lines = {0};
	const json_t *row = json_object_get(shown, "row");

	add_warnings(app, entity, json_object_get(shown, "warnings"), &lines);
	add_sections(app, entity, row, &lines);
	add_related(app, entity, counts, &lines);
	add_latest(app, entity, counts, &lines);
	if (counts != NULL)
		add_files(app, entity, row, &lines);
	add_times(app, entity, row, &lines);
	*count = lines.count;
	return lines.line;
}

void
record_lines_free(struct record_line *lines, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(lines[i].text);
		free(lines[i].link);
		free(lines[i].owned);
		free(lines[i].source);
		markdown_free(lines[i].laid);
	}
	free(lines);
}

static int
label_cells(const struct record_line *lines, size_t count, int width)
{
	int cells = LABEL_LEAST;

	for (size_t i = 0; i < count; i++)
		if (lines[i].kind == LINE_FIELD || lines[i].kind == LINE_RELATED)
			cells = text_cells_str(lines[i].label) > cells ? text_cells_str(lines[i].label) : cells;
	if (cells > LABEL_MOST)
		cells = LABEL_MOST;
	return cells > width / 2 ? width / 2 : cells;
}

/* The beginning of a text, laid out; that there is more is said below it. */
static int
one_text(const struct area *area, struct record_line *line, int y, int x, int room, bool paint)
{
	int rows;

	if (line->laid == NULL || line->laid_width != room) {
		markdown_free(line->laid);
		line->laid = markdown_lay(line->source, room);
		line->laid_width = room;
	}
	rows = (int)(line->laid->count > TEXT_ROWS ? TEXT_ROWS : line->laid->count);
	while (rows > 1 && line->laid->lines[rows - 1].count == 0)
		rows--;
	if (paint)
		markdown_draw(area, y, x, rows < area->height - y ? rows : area->height - y, line->laid, 0);
	if (line->laid->count <= TEXT_ROWS)
		return rows < 1 ? 1 : rows;
	if (paint && y + rows < area->height) {
		char *more = xasprintf("… ↓ %zu", line->laid->count - (size_t)rows);

		paint_text(area, y + rows, x, room, ROLE_KEY, more);
		free(more);
	}
	return rows + 1;
}

/* Rows that a line takes; with paint, paints it at y. */
static int
one_line(const struct area *area, struct record_line *line, int y, int label, bool here, bool paint)
{
	int x = line->label != NULL && *line->label != '\0' ? 2 + label + 2 : 2, room = area->width - x;
	const struct area nowhere = {.height = 0, .width = area->width};
	const struct area *on = paint ? area : &nowhere;

	if (line->kind == LINE_HEADING) {
		paint_heading(on, y, 0, area->width, line->label);
		return 1;
	}
	if (line->kind == LINE_WARNING || line->kind == LINE_NOTE) {
		int rows = paint_paragraph(on, y, 2, ROWS_MOST, area->width - 2, line->role, line->text);

		return rows < ROWS_MOST ? rows : ROWS_MOST;
	}
	if (here)
		paint_text(on, y, 0, 1, ROLE_TEXT, ">");
	paint_text(on, y, 2, label, here ? ROLE_SELECT : ROLE_DIM, line->label);
	if (here && paint)
		paint_cursor(on, y, 0);
	if (line->source != NULL)
		return one_text(area, line, y, x, room, paint);
	{
		int rows = paint_paragraph(on, y, x, ROWS_MOST, room, line->role, line->text);

		/* A link is sent after the frame: where the edge says that there is more, it would write over it. */
		if (paint && rows == 1 && line->link != NULL && text_cells_str(line->text) + MORE_CELLS <= room)
			paint_link(on, y, x, room, line->role, line->text, line->link);

		return rows < 1 ? 1 : rows < ROWS_MOST ? rows : ROWS_MOST;
	}
}

/* Rows from line `from` to the end of line `to`. */
static int
rows_between(const struct area *area, struct record_line *lines, int label, size_t from, size_t to)
{
	int rows = 0;

	for (size_t i = from; i <= to; i++)
		rows += one_line(area, &lines[i], 0, label, false, false);
	return rows;
}

/* Returns the first line that there was no room for. */
static size_t
draw_column(const struct area *area, struct record_line *lines, size_t from, size_t to, int column, int label, size_t at)
{
	size_t i;
	int y = 0, gaps = 0;

	/* Sections stand apart where all of them fit so. */
	for (i = from + 1; i < to; i++)
		gaps += lines[i].kind == LINE_HEADING;
	if (from == to || rows_between(area, lines, label, from, to - 1) + gaps > area->height)
		gaps = 0;
	for (i = from; i < to && y < area->height; i++) {
		y += gaps > 0 && i > from && lines[i].kind == LINE_HEADING;
		lines[i].column = column;
		lines[i].row = y;
		y += one_line(area, &lines[i], y, label, i == at, true);
	}
	return i;
}

/* That there is more above or below is said at the edge where it is. */
static void
draw_more(const struct area *area, int y, const char *arrow, const struct record_line *lines, size_t from, size_t to)
{
	size_t more = 0;
	char *text;

	for (size_t i = from; i < to; i++)
		more += lines[i].kind != LINE_HEADING;
	if (more == 0 || area->height < 3)
		return;
	text = xasprintf(" %s %zu", arrow, more);
	paint_cell(area, y, area->width - text_cells_str(text), text_cells_str(text), ROLE_KEY, TEXT_RIGHT, text);
	free(text);
}

/* The line that begins the second column: a heading, where both are about as high; count when there is none. */
static size_t
second_column(const struct area *half, struct record_line *lines, size_t count, int label)
{
	int all = count > 0 ? rows_between(half, lines, label, 0, count - 1) : 0, best = all;
	size_t found = count;

	for (size_t i = 1; i < count; i++) {
		int left = lines[i].kind == LINE_HEADING ? rows_between(half, lines, label, 0, i - 1) : all;
		int higher = left > all - left ? left : all - left;

		if (higher < best) {
			best = higher;
			found = i;
		}
	}
	return best <= half->height ? found : count;
}

void
record_lines_draw(const struct area *area, struct record_line *lines, size_t count, size_t at, size_t *top)
{
	const struct area half = paint_part(area, 0, 0, area->height, (area->width - COLUMN_GAP) / 2);
	const struct area other = paint_part(area, 0, area->width - half.width, area->height, half.width);
	const struct area one = paint_part(area, 0, 0, area->height, area->width > WIDEST ? WIDEST : area->width);
	int label = label_cells(lines, count, half.width);
	size_t second = area->width >= TWO_COLUMNS ? second_column(&half, lines, count, label) : count;

	if (second < count) {
		*top = 0;
		draw_column(&half, lines, 0, second, 0, label, at);
		draw_column(&other, lines, second, count, 1, label, at);
		return;
	}
	label = label_cells(lines, count, one.width);
	if (at < count) {
		if (at <= *top)
			*top = at > 0 && lines[at - 1].kind == LINE_HEADING ? at - 1 : at;
		while (*top < at && rows_between(&one, lines, label, *top, at) > one.height)
			(*top)++;
		/* What stands above the first line that takes the cursor can be seen too. */
		if (*top > 0 && rows_between(&one, lines, label, 0, at) <= one.height)
			*top = 0;
	}
	second = draw_column(&one, lines, *top, count, 0, label, at);
	draw_more(&one, 0, "↑", lines, 0, *top);
	draw_more(&one, one.height - 1, "↓", lines, second, count);
}

int
record_view_rows(struct app *app, int width, const struct catalogue_entity *entity, const json_t *shown)
{
	const struct area nowhere = {.height = 0, .width = width > WIDEST ? WIDEST : width};
	size_t count, headings = 0;
	struct record_line *lines = record_lines(app, entity, shown, NULL, &count);
	int rows = count > 0 ? rows_between(&nowhere, lines, label_cells(lines, count, nowhere.width), 0, count - 1) : 0;

	for (size_t i = 1; i < count; i++)
		headings += lines[i].kind == LINE_HEADING;
	record_lines_free(lines, count);
	return 1 + rows + (int)headings;
}

void
record_view_draw(struct app *app, const struct area *area, const struct catalogue_entity *entity,
	const json_t *shown, size_t at, size_t *top)
{
	struct value_look look = app_look(app);
	char *name = value_label(&look, entity, json_object_get(shown, "row"));
	const struct area below = paint_part(area, 1, 0, area->height - 1, area->width);
	size_t count;
	struct record_line *lines = record_lines(app, entity, shown, NULL, &count);

	paint_text(area, 0, 0, area->width, ROLE_TITLE, name);
	record_lines_draw(&below, lines, count, at, top);
	record_lines_free(lines, count);
	free(name);
}
