/* wizard.h: a way through several records, step by step, in one form: each section is a step, each field knows its record. */
#ifndef TUI_WIZARD_H
#define TUI_WIZARD_H
#include "tui/form_inside.h"

struct wizard_record {
	const char *name;
	const struct catalogue_entity *entity;
	bool optional;			/* left out while nothing is written into it */
	bool sent;			/* in the last attempt, as this step of the transaction */
	size_t at;
};
struct wizard {
	const json_t *declared;
	size_t step, reached;		/* step == step_count: the summary */
	bool kept;			/* there is a draft of it */
	size_t step_count;
	struct wizard_record *records;
	size_t record_count;
};

/* wizard.c */
/* One of the catalogue's. */
void wizard_open(struct app *app, size_t number);
void wizard_build(struct form *form);
void wizard_free(struct wizard *w);
bool wizard_at_summary(const struct form *form);
/* Shows a step, its first field with the cursor, or the summary. */
void wizard_go(struct form *form, size_t step);
/* On from this step; from the summary, to the server. */
void wizard_forward(struct form *form);
/* One step on (1) or back (-1). */
void wizard_beside(struct form *form, int step);
/* The lines that a step asks for, or null. */
struct grid *wizard_grid(const struct form *form, size_t step);
/* The steps of the transaction; what each is can be read in the records. */
json_t *wizard_steps(struct form *form);
/* The field of the record that step `at` of the last attempt made. */
struct form_item *wizard_item(const struct form *form, size_t at, const char *field);
bool wizard_step_wrong(const struct form *form, size_t step);
/* Esc: true closes the form. */
bool wizard_leave(struct form *form);
/* The form's field, of that record. */
struct form_item *wizard_item_of(const struct form *form, size_t record, const char *field);

/* wizard_draft.c */
void wizard_keep(struct form *form);			/* what is typed, on the server */
void wizard_forget(struct form *form);			/* throws the draft away, then closes */
char *wizard_draft_name(const struct form *form);	/* the caller owns it */
void wizard_resume(struct form *form);			/* asks what was typed before; keys wait for it */

/* wizard_draw.c */
void wizard_draw(struct form *form, const struct area *area);
#endif
