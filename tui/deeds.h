/* deeds.h: what can be done with records, from a list, from a record or from its form: actions, deletion, history. */
#ifndef TUI_DEEDS_H
#define TUI_DEEDS_H
#include <jansson.h>

#include "tui/catalogue.h"

struct app;

/* The actions menu for these records (ids: an array of numbers, stolen). offered: the verbs that the server offers for
   the one record, or null when that is not known. Commands of the screen itself (edit, delete …) stand below. */
void deeds_menu(struct app *app, const struct catalogue_entity *entity, json_t *ids, const json_t *offered);
/* Asks the server first what it offers for the one record, for the screen with this state. */
void deeds_menu_of(struct app *app, void *state, const struct catalogue_entity *entity, int64_t id);
/* Does it; args (null: none) and ids are stolen. Results are said in the message row. */
void deeds_do(struct app *app, const struct catalogue_entity *entity, const struct catalogue_action *action, json_t *ids,
	json_t *args);
/* The same with what was typed for it in a form. */
struct deeds_from {
	const char *kept;		/* the draft of it, taken up when it is done; may be null */
	const char *key;		/* of this attempt; null: a new one */
	const void *form;		/* that is told what came of it, see form_deed_answered; null: it is closed already */
	int deed;
};
void deeds_do_from(struct app *app, const struct catalogue_entity *entity, const struct catalogue_action *action, json_t *ids,
	json_t *args, const struct deeds_from *from);
/* Whether that one answer of an action is a refusal, and which; it borrows from the answer. */
struct remote_error;
bool deeds_refused(const json_t *one, struct remote_error *error);
/* Copies it by the action that its entity has for that; false: it has none, or not for this person. */
bool deeds_copy(struct app *app, const struct catalogue_entity *entity, int64_t id);
/* Asks, then deletes; ids is stolen. What is one record is named by label. */
void deeds_delete(struct app *app, const struct catalogue_entity *entity, json_t *ids, const char *label);
/* Takes them out of the bin; ids is stolen. */
void deeds_restore(struct app *app, const struct catalogue_entity *entity, json_t *ids, const char *label);
/* Its files, each with the command that fetches it to the person's own machine, and the one that adds another. */
void deeds_files(struct app *app, void *state, const struct catalogue_entity *entity, int64_t id);
/* These commands; the caller owns them. */
char *deeds_get_command(const struct app *app, const char *entity, int64_t id, const char *name);
char *deeds_import_command(const struct app *app, const char *entity);
char *deeds_put_command(const struct app *app, const char *entity, int64_t id);
/* Any verb with a file, as a command to paste; words are quoted for the server already, name is the file's. The caller owns it. */
char *deeds_command(const struct app *app, const char *words, char arrow, const char *name);
/* A word as it stands in such words. The caller owns it. */
char *deeds_shell_word(const struct app *app, const char *text);
/* The filter for records that hang on this one: `owner_id:12`. The caller owns it. */
char *deeds_related_filter(struct app *app, const struct catalogue_entity *entity, const struct catalogue_related *related,
	int64_t id);
/* What one that is related has from the start: whose it is. The caller owns it. */
json_t *deeds_related_values(const struct catalogue_entity *entity, const struct catalogue_related *related, int64_t id);
/* A new record of what is related, for that record. */
void deeds_create_related(struct app *app, const struct catalogue_entity *entity, const struct catalogue_related *related, int64_t id,
	const char *label);
#endif
