/* table_names.h: which formats there are, for sentences: those that read and write them know it. */
#ifndef SERVER_TABLE_NAMES_H
#define SERVER_TABLE_NAMES_H
#include <jansson.h>
#include <stdbool.h>

/* "xlsx, pdf, csv…", the caller owns it: all that are written, or those that take rows of any kind. */
char *table_written_names(bool any_rows);
/* "xlsx (xlsm, excel), ics…", for what is read. */
char *table_read_names(void);
/* [{"name", "help"}…] in the language, in the order in which they are offered; "fits": only for what has columns that it can hold;
   "calendar": for what takes place; "paper": pages. The caller owns it. */
json_t *table_written_formats(const char *language);
#endif
