/* log_reader.h: one company's lines of the server's log. Lines name people by number only. */
#ifndef SERVER_LOG_READER_H
#define SERVER_LOG_READER_H
#include <stdbool.h>
#include <stdint.h>

#include "shared/buf.h"

struct log_reader;

/* Begins near the end of the file. Null: it cannot be read. */
struct log_reader *log_reader_new(const char *path, int32_t tenant);
void log_reader_free(struct log_reader *reader);
/* Adds the lines that came since the last call. Goes on with the new file when the log was turned over. */
void log_reader_read(struct log_reader *reader, struct buf *out);
#endif
