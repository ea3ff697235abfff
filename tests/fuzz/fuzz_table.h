/* fuzz_table.h: any bytes as a file of one format, read to the end: rows are texts in UTF-8 without null bytes, lines never go back. */
#ifndef FUZZ_TABLE_H
#define FUZZ_TABLE_H
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <unistr.h>

#include "server/table_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
fuzz_table(const uint8_t *data, size_t size, const struct table_options *options)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct table_row row = ROW_EMPTY;
	struct table_reader *reader;
	char *why = NULL;
	int64_t before = 0;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET) != 0)
		abort();
	reader = table_open(fd, options, &why);
	if ((reader == NULL) != (why != NULL))
		abort();
	while (reader != NULL && table_next(reader, &row) == TABLE_ROW) {
		if (row.line < before)
			abort();
		before = row.line;
		for (size_t i = 0; i < row.count && row.trouble == NULL; i++) {
			const char *text = row_cell(&row, i);
			if (u8_check((const uint8_t *)text, strlen(text)) != NULL)
				abort();
		}
	}
	row_free(&row);
	table_close(reader);
	free(why);
	close(fd);
}
#endif
