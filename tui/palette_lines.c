/* palette_lines.c: the lines that were written after `:`, the last one first, as one preference of the person. */
#include "tui/palette_lines.h"

#include <string.h>
#include <stdlib.h>

#include "shared/buf.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"

enum { LINES_MOST = 30, LINE_MOST = 200 };

static const char preference[] = "lines";

char *
palette_lines_with(const char *lines, const char *line)
{
	struct buf out = BUF_EMPTY;
	size_t count = 1, n;

	buf_str(&out, line);
	for (; lines != NULL && *lines != '\0' && count < LINES_MOST; lines += n + (lines[n] == '\n')) {
		n = strcspn(lines, "\n");
		if (n == 0 || (strlen(line) == n && memcmp(lines, line, n) == 0))
			continue;
		buf_printf(&out, "\n%.*s", (int)n, lines);
		count++;
	}
	return buf_steal(&out);
}

const char *
palette_earlier(struct app *app, size_t at)
{
	static char line[LINE_MOST + 1];
	const char *lines = app_preference(app, preference);

	for (; lines != NULL && *lines != '\0' && at > 0; at--) {
		lines += strcspn(lines, "\n");
		lines += *lines == '\n';
	}
	if (lines == NULL || *lines == '\0')
		return NULL;
	memcpy(line, lines, strcspn(lines, "\n") < LINE_MOST ? strcspn(lines, "\n") : LINE_MOST);
	line[strcspn(lines, "\n") < LINE_MOST ? strcspn(lines, "\n") : LINE_MOST] = '\0';
	return line;
}

void
palette_remember(struct app *app, const char *line)
{
	const char *lines = app_preference(app, preference);
	char *other;

	if (*line == '\0' || strlen(line) > LINE_MOST || strchr(line, '\n') != NULL)
		return;
	other = palette_lines_with(lines, line);
	if (lines == NULL || strcmp(lines, other) != 0)
		app_prefer(app, preference, other);
	free(other);
}
