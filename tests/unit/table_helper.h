/* table_helper.h: for tests of the readers: files from memory, from our samples, from the shared data where there is some. */
#ifndef TESTS_TABLE_HELPER_H
#define TESTS_TABLE_HELPER_H
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/table_reader.h"
#include "shared/buf.h"
#include "shared/translate.h"

__attribute__((unused)) static int
fd_of(const char *bytes, size_t length)
{
	int fd = memfd_create("table", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, length), (ssize_t)length);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

/* A file of the shared data; -1, with a line that says so, where there is none. */
__attribute__((unused)) static int
shared_file(const char *name)
{
	const char *folders[] = {getenv("COMPTOIR_DATA"), "../shared/data", "../../shared/data"};
	char path[512];

	for (size_t i = 0; i < 3; i++) {
		int fd;
		if (folders[i] == NULL)
			continue;
		snprintf(path, sizeof path, "%s/%s", folders[i], name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd >= 0)
			return fd;
	}
	print_message("skipped: no %s\n", name);
	return -1;
}

/* A reader of these bytes; fails the test when it does not open. */
__attribute__((unused)) static struct table_reader *
reader_of(int fd, const struct table_options *options)
{
	char *why = NULL;
	struct table_reader *r = table_open(fd, options, &why);

	if (r == NULL)
		print_message("%s\n", why);
	assert_non_null(r);
	return r;
}

/* All rows as text: cells between |, rows ended by a line end; a row in trouble is "! line: sentence". The caller owns it. */
__attribute__((unused)) static char *
all_rows(struct table_reader *r)
{
	struct table_row row = ROW_EMPTY;
	struct buf out = BUF_EMPTY;
	enum table_step step;

	while ((step = table_next(r, &row)) == TABLE_ROW) {
		if (row.trouble != NULL) {
			char *sentence = translate_fill(NULL, row.trouble, row.trouble_args);
			buf_printf(&out, "! %lld: %s\n", (long long)row.line, sentence);
			free(sentence);
			continue;
		}
		for (size_t i = 0; i < row.count; i++) {
			buf_str(&out, i ? "|" : "");
			buf_str(&out, row_cell(&row, i));
		}
		buf_byte(&out, '\n');
	}
	if (step == TABLE_BROKEN)
		buf_printf(&out, "BROKEN: %s\n", table_why(r));
	row_free(&row);
	return buf_steal(&out);
}

/* Counts of a whole file. */
struct counts {
	int64_t rows, troubles, last_line;
	size_t widest;
	bool broken;
};
__attribute__((unused)) static struct counts
count_rows(struct table_reader *r)
{
	struct table_row row = ROW_EMPTY;
	struct counts c = {.rows = 0};
	enum table_step step;

	while ((step = table_next(r, &row)) == TABLE_ROW) {
		c.rows++;
		c.troubles += row.trouble != NULL;
		c.widest = row.count > c.widest ? row.count : c.widest;
		c.last_line = row.line;
	}
	c.broken = step == TABLE_BROKEN;
	row_free(&row);
	return c;
}

/* Reads a text to the end with these options and compares. */
__attribute__((unused)) static void
assert_reads(const char *bytes, size_t length, const struct table_options *options, const char *expected)
{
	int fd = fd_of(bytes, length);
	struct table_reader *r = reader_of(fd, options);
	char *text = all_rows(r);

	assert_string_equal(text, expected);
	free(text);
	table_close(r);
	close(fd);
}
/* "name=value|…" of each row, empty cells left out. The caller owns it. */
__attribute__((unused)) static char *
named_rows(int fd)
{
	struct table_reader *r = reader_of(fd, &(struct table_options){.language = "en"});
	struct table_row row = ROW_EMPTY;
	struct buf out = BUF_EMPTY;
	enum table_step step;
	size_t count;

	while ((step = table_next(r, &row)) == TABLE_ROW) {
		const char *const *names = table_names(r, &count);
		if (row.trouble != NULL)
			buf_printf(&out, "! %s|", row.trouble);
		for (size_t i = 0; i < row.count; i++)
			if (*row_cell(&row, i) != '\0')
				buf_printf(&out, "%s=%s|", names[i], row_cell(&row, i));
		buf_byte(&out, '\n');
	}
	if (step == TABLE_BROKEN)
		buf_printf(&out, "BROKEN: %s\n", table_why(r));
	row_free(&row);
	table_close(r);
	close(fd);
	return buf_steal(&out);
}

#endif
