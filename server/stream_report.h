/* stream_report.h: what reports are called, for both of their roads: a stream and an answer. */
#ifndef SERVER_STREAM_REPORT_H
#define SERVER_STREAM_REPORT_H
#include <jansson.h>

/* Puts a language into the labels and codes of a report's fields. */
void report_translate(json_t *fields, const char *language);
#endif
