/* log.h: what happened, one line an event: time level event key=value… Never a name, an address of e-mail or a value: ids only. */
#ifndef SERVER_LOG_H
#define SERVER_LOG_H
#include <stdbool.h>
#include <stdint.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* "error", "warning", "info", "debug". */
enum log_level log_level_of(const char *word);
/* Where lines go: "stderr" or a file that is appended to (and opened again by log_reopen). False: it cannot be opened; stderr stays. */
bool log_open(const char *where, enum log_level level);
bool log_reopen(void);
void log_set_level(enum log_level level);
bool log_wants(enum log_level level);
/* Each line says which process wrote it: "supervisor", "worker=2"… Borrowed. */
void log_as(const char *process);

/* fields: a format that makes key=value pairs. Control characters and line ends in it are written as ?. */
void log_line(enum log_level level, const char *event, const char *fields, ...) __attribute__((format(printf, 3, 4)));
#define log_error(event, ...) log_line(LOG_LEVEL_ERROR, event, __VA_ARGS__)
#define log_warning(event, ...) log_line(LOG_LEVEL_WARNING, event, __VA_ARGS__)
#define log_info(event, ...) log_line(LOG_LEVEL_INFO, event, __VA_ARGS__)
#define log_debug(event, ...) log_line(LOG_LEVEL_DEBUG, event, __VA_ARGS__)

/* A new id for a request, unlike any other of this process's life: "w2-5f3a9c-17". Static room that the caller gives. */
#define LOG_REQUEST_SIZE 40
void log_request_id(char id[LOG_REQUEST_SIZE]);
#endif
