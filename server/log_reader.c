/* log_reader.c: one company's lines of the server's log. */
#include "server/log_reader.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/xmalloc.h"

enum { TAIL = 256 * 1024, CHUNK = 64 * 1024, LINE_MAX_BYTES = 8192 };

struct log_reader {
	char *path;
	char mine[32];		/* " tenant=7 " */
	int fd;
	ino_t inode;
	struct buf line;
	bool skip;		/* the first, cut line */
};

static bool
open_it(struct log_reader *reader)
{
	struct stat st;

	reader->fd = open(reader->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (reader->fd < 0)
		return false;
	if (fstat(reader->fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(reader->fd);
		reader->fd = -1;
		return false;
	}
	reader->inode = st.st_ino;
	return true;
}

struct log_reader *
log_reader_new(const char *path, int32_t tenant)
{
	struct log_reader *reader = xcalloc(1, sizeof *reader);
	off_t size;

	reader->path = xstrdup(path);
	buf_init(&reader->line, LINE_MAX_BYTES);
	snprintf(reader->mine, sizeof reader->mine, " tenant=%d ", tenant);
	if (!open_it(reader)) {
		log_reader_free(reader);
		return NULL;
	}
	size = lseek(reader->fd, 0, SEEK_END);
	lseek(reader->fd, size > TAIL ? size - TAIL : 0, SEEK_SET);
	reader->skip = size > TAIL;
	return reader;
}

void
log_reader_free(struct log_reader *reader)
{
	if (reader == NULL)
		return;
	if (reader->fd >= 0)
		close(reader->fd);
	buf_free(&reader->line);
	free(reader->path);
	free(reader);
}

static void
end_line(struct log_reader *reader, struct buf *out)
{
	buf_byte(&reader->line, ' ');	/* so that a number at the end of the line is found too */
	if (!reader->skip && !reader->line.full && strstr(buf_text(&reader->line), reader->mine) != NULL) {
		buf_add(out, reader->line.bytes, reader->line.length - 1);
		buf_byte(out, '\n');
	}
	reader->skip = false;
	buf_clear(&reader->line);
}

static void
take(struct log_reader *reader, const char *bytes, size_t length, struct buf *out)
{
	while (length > 0) {
		const char *end = memchr(bytes, '\n', length);
		size_t n = end ? (size_t)(end - bytes) : length;

		buf_add(&reader->line, bytes, n);
		if (end == NULL)
			return;
		end_line(reader, out);
		bytes += n + 1;
		length -= n + 1;
	}
}

void
log_reader_read(struct log_reader *reader, struct buf *out)
{
	char *chunk = xmalloc(CHUNK);
	struct stat st;
	ssize_t got;

	while (reader->fd >= 0 && (got = read(reader->fd, chunk, CHUNK)) > 0)
		take(reader, chunk, (size_t)got, out);
	if (stat(reader->path, &st) == 0 && (reader->fd < 0 || st.st_ino != reader->inode)) {
		if (reader->fd >= 0)
			close(reader->fd);
		open_it(reader);
	}
	free(chunk);
}
