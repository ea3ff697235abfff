/* rig_look.c: the picture on the rig's terminal, and golden screens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <unistr.h>
#include <cmocka.h>

#include "shared/xmalloc.h"
#include "tests/screen/rig_parts.h"

/* What the terminal answers to questions (where is the cursor, what are you). */
static void
answer(const char *bytes, size_t length, void *arg)
{
	struct rig *r = arg;

	if (write(r->master, bytes, length) < 0)
		return;
}

static int
on_bell(void *arg)
{
	((struct rig *)arg)->bells++;
	return 1;
}

static int
on_property(VTermProp property, VTermValue *value, void *arg)
{
	struct rig *r = arg;

	if (property == VTERM_PROP_ALTSCREEN)
		r->alternate = value->boolean;
	if (property == VTERM_PROP_CURSORVISIBLE)
		r->cursor_visible = value->boolean;
	return 1;
}

static VTermScreenCallbacks callbacks = {.bell = on_bell, .settermprop = on_property};

void
rig_look_open(struct rig *r)
{
	r->terminal = vterm_new(r->rows, r->columns);
	vterm_set_utf8(r->terminal, 1);
	vterm_output_set_callback(r->terminal, answer, r);
	r->screen = vterm_obtain_screen(r->terminal);
	vterm_screen_set_callbacks(r->screen, &callbacks, r);
	vterm_screen_enable_altscreen(r->screen, 1);
	r->cursor_visible = true;
	vterm_screen_reset(r->screen, 1);
}

void
rig_look_close(struct rig *r)
{
	vterm_free(r->terminal);
	buf_free(&r->text);
}

void
rig_look_write(struct rig *r, const char *bytes, size_t length)
{
	vterm_input_write(r->terminal, bytes, length);
}

void
rig_look_resize(struct rig *r, int columns, int rows)
{
	r->columns = columns;
	r->rows = rows;
	vterm_set_size(r->terminal, rows, columns);
}

static bool
cell_at(struct rig *r, int row, int column, VTermScreenCell *cell)
{
	VTermPos at = {.row = row, .col = column};

	return row >= 0 && row < r->rows && column >= 0 && column < r->columns &&
	    vterm_screen_get_cell(r->screen, at, cell);
}

static void
add_cell(struct rig *r, const VTermScreenCell *cell)
{
	if (cell->chars[0] == 0)
		buf_byte(&r->text, ' ');
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i] != 0; i++) {
		uint8_t utf8[6];
		int n = u8_uctomb(utf8, cell->chars[i], sizeof utf8);
		if (n > 0)
			buf_add(&r->text, utf8, (size_t)n);
	}
}

static void
add_row(struct rig *r, int row)
{
	size_t kept = r->text.length;
	VTermScreenCell cell;

	for (int column = 0; cell_at(r, row, column, &cell); column += cell.width > 1 ? cell.width : 1) {
		add_cell(r, &cell);
		if (cell.chars[0] != 0 && cell.chars[0] != ' ')
			kept = r->text.length;
	}
	r->text.length = kept;
}

const char *
rig_row(struct rig *r, int row)
{
	buf_clear(&r->text);
	add_row(r, row);
	return buf_text(&r->text);
}

const char *
rig_screen(struct rig *r)
{
	buf_clear(&r->text);
	for (int row = 0; row < r->rows; row++) {
		add_row(r, row);
		buf_byte(&r->text, '\n');
	}
	return buf_text(&r->text);
}

bool rig_sees(struct rig *r, const char *text) { return rig_row_of(r, text) >= 0; }

int
rig_row_of(struct rig *r, const char *text)
{
	for (int row = 0; row < r->rows; row++)
		if (strstr(rig_row(r, row), text) != NULL)
			return row;
	return -1;
}

bool
rig_at(struct rig *r, int row, int column, const char *text)
{
	VTermScreenCell cell;

	buf_clear(&r->text);
	if (!cell_at(r, row, column, &cell) || cell.chars[0] == (uint32_t)-1)	/* the second half of a wide character */
		return false;
	for (; r->text.length < strlen(text) && cell_at(r, row, column, &cell); column += cell.width > 1 ? cell.width : 1)
		add_cell(r, &cell);
	return strncmp(buf_text(&r->text), text, strlen(text)) == 0;
}

int
rig_column_of(struct rig *r, int row, const char *text)
{
	int column = 0;

	while (column < r->columns && !rig_at(r, row, column, text))
		column++;
	return column < r->columns ? column : -1;
}

const char *
rig_cell(struct rig *r, int row, int column)
{
	VTermScreenCell cell;

	buf_clear(&r->text);
	if (cell_at(r, row, column, &cell))
		add_cell(r, &cell);
	return buf_text(&r->text);
}

void
rig_cursor(struct rig *r, int *row, int *column)
{
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(r->terminal), &at);
	*row = at.row;
	*column = at.col;
}

int
rig_attributes(struct rig *r, int row, int column)
{
	VTermScreenCell cell;

	if (!cell_at(r, row, column, &cell))
		return 0;
	return (cell.attrs.bold ? RIG_BOLD : 0) | (cell.attrs.underline ? RIG_UNDERLINE : 0) |
	    (cell.attrs.reverse ? RIG_REVERSE : 0) |
	    (VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) && VTERM_COLOR_IS_DEFAULT_BG(&cell.bg) ? 0 : RIG_COLOUR);
}

static int
hue(const VTermColor *colour)
{
	return VTERM_COLOR_IS_DEFAULT_FG(colour) || VTERM_COLOR_IS_DEFAULT_BG(colour) ? -1 : VTERM_COLOR_IS_INDEXED(colour) ? colour->indexed.idx : 256;
}

void
rig_hues(struct rig *r, int row, int column, int *text, int *back)
{
	VTermScreenCell cell;

	*text = *back = -1;
	if (cell_at(r, row, column, &cell)) {
		*text = hue(&cell.fg);
		*back = hue(&cell.bg);
	}
}

bool rig_on_alternate_screen(struct rig *r) { return r->alternate; }
bool rig_cursor_visible(struct rig *r) { return r->cursor_visible; }

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		fail_msg("cannot write %s", path);
}

static char *
read_file(const char *path)
{
	struct buf b = BUF_EMPTY;
	FILE *f = fopen(path, "r");
	char bytes[4096];
	size_t n;

	while (f != NULL && (n = fread(bytes, 1, sizeof bytes, f)) > 0)
		buf_add(&b, bytes, n);
	if (f != NULL)
		fclose(f);
	return buf_steal(&b);
}

static void
show_difference(const char *expected, const char *seen)
{
	pid_t pid = fork();

	if (pid == 0) {
		dup2(STDERR_FILENO, STDOUT_FILENO);
		execlp("diff", "diff", "-u", expected, seen, (char *)NULL);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
}

void
rig_golden(struct rig *r, const char *name)
{
	char *path = xasprintf("tests/screen/golden/%s.txt", name), *seen_path = xasprintf("%s.new", path);
	const char *update = getenv("UPDATE");
	char *expected = read_file(path), *seen;
	int row, column;
	bool same;

	rig_cursor(r, &row, &column);
	rig_screen(r);
	buf_printf(&r->text, "cursor: row %d, column %d\n", row, column);
	seen = xstrdup(buf_text(&r->text));
	same = strcmp(expected, seen) == 0;
	if (!same && update != NULL && strcmp(update, "1") == 0) {
		write_file(path, seen);
		same = true;
	}
	if (!same) {
		write_file(seen_path, seen);
		show_difference(path, seen_path);
	} else {
		unlink(seen_path);
	}
	free(expected);
	free(seen);
	free(seen_path);
	free(path);
	if (!same)
		fail_msg("the screen is not as in golden/%s.txt (UPDATE=1 accepts it)", name);
}
