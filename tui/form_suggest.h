/* form_suggest.h: what is told below a field while it is typed. */
#ifndef TUI_FORM_SUGGEST_H
#define TUI_FORM_SUGGEST_H
#include <stdbool.h>

struct form;
struct form_item;

void form_suggest_typed(struct form *form, const struct form_item *item);
void form_suggest_draw(struct form *form);
void form_suggest_close(struct form *form);
/* Lets one of them be read. False: there are none here. */
bool form_suggest_open(struct form *form);
#endif
