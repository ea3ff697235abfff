/* screen_form.h: a record to be written, its fields as the catalogue's sections say. */
#ifndef TUI_SCREEN_FORM_H
#define TUI_SCREEN_FORM_H
#include "tui/screen.h"

struct catalogue_entity;
struct catalogue_action;
extern const struct screen_type screen_form;

/* A new record. values (by field name, with NAME.label for references; may be null) is stolen. */
void form_create(struct app *app, const struct catalogue_entity *entity, json_t *values);
/* A new record that another form points to: made is called with it after it was saved. text fills the label field; values as above. */
typedef void form_made(struct app *app, void *owner, int64_t id, const char *label);
void form_create_for(struct app *app, const struct catalogue_entity *entity, json_t *values, const char *text, void *owner, form_made *made);
/* The same with another text in that field already: it was written elsewhere, and is saved here. */
void form_edit_with(struct app *app, const struct catalogue_entity *entity, int64_t id, const char *focus, const char *text);
/* An existing record; focus names the field or the kind of lines to start on, or null. */
void form_edit(struct app *app, const struct catalogue_entity *entity, int64_t id, const char *focus);
/* An existing record with values to be saved although others have changed it since it was as base says: what only one side changed is
   merged, the rest is asked about. mine has the values, with NAME.label of references; all borrowed. */
void form_merge(struct app *app, const struct catalogue_entity *entity, const json_t *base, const json_t *mine, const json_t *theirs);
/* What was typed and not saved in an earlier sitting, as the server kept it; both borrowed. */
void form_resume(struct app *app, const char *name, const json_t *body);
/* The same of what this sitting typed; save: and saves it when all is read. */
void form_resume_on(struct app *app, const char *name, const json_t *body, bool save);
/* The steps of a wizard, for records of which the first is of that entity; declared is the catalogue's. */
void form_wizard(struct app *app, const struct catalogue_entity *entity, const json_t *declared);
/* A new record from a draft: values as above, not sure to make sense; why says what is wrong, in that field (null: in none). Saving it
   is the action of the draft, which then goes. of and id name the draft; field and why are borrowed. */
struct form_draft {
	const struct catalogue_entity *of;
	int64_t id;
};
void form_correct(struct app *app, const struct catalogue_entity *entity, json_t *values, struct form_draft draft, const char *field,
	const char *why);
/* The arguments of an action, then the action itself on these records; ids (an array) is stolen. */
/* own: an action that nobody else keeps; it and its args are freed with the form. */
void form_action_own(struct app *app, const struct catalogue_entity *entity, struct catalogue_action *own, json_t *ids);
void form_action(struct app *app, const struct catalogue_entity *entity, const struct catalogue_action *action, json_t *ids);
/* What came of an action whose arguments the form with this state was sent for, the deed-th of all: done (null) it closes; refused it says
   so where it was typed, to be corrected. False: there is no such form any more, or it waits for something else. */
struct remote_error;
bool form_deed_answered(struct app *app, const void *state, int deed, const struct remote_error *error);
#endif
