/* verb_about.c: what there is and who asks: help, whoami, hello, catalogue. */
#include <string.h>

#include "server/catalogue.h"
#include "server/desk_inside.h"
#include "server/verb_run.h"
#include "shared/translate.h"

void
verb_help_run(struct request *r)
{
	const char *name = request_string(r, "verb");
	const struct verb *v = name ? verb_find(name) : NULL;
	struct buf text = BUF_EMPTY;

	if (name != NULL && v == NULL) {
		request_fail(r, STATUS_MISUSE, N_("There is no verb “{verb}”."), json_pack("{s:s}", "verb", name), "verb");
		return;
	}
	verb_help(v, r->who->language, &text);
	request_answer_json(r, json_pack("{s:s%}", "text", text.bytes, text.length));
	buf_free(&text);
}

static json_t *
about(const struct request *r)
{
	const struct caller *who = r->who;

	return json_pack("{s:{s:I,s:s*,s:s*,s:s*},s:{s:i,s:s*,s:s*,s:s*,s:s*},s:O*}",
	    "person", "id", (json_int_t)who->person, "name", who->name, "email", who->email, "language", who->language,
	    "company", "id", who->tenant, "slug", who->slug, "name", who->company, "time_zone", who->time_zone,
	    "currency", who->currency, "companies", who->companies);
}

void
verb_whoami(struct request *r)
{
	json_t *answer = about(r);

	json_object_set_new(answer, "session", json_integer(r->who->session));
	if (r->who->address[0] != '\0')
		json_object_set_new(answer, "address", json_string(r->who->address));
	request_answer_json(r, answer);
}

static void
greet(struct request *r)
{
	json_t *answer = about(r);

	json_object_set_new(answer, "protocol", json_string("1.0"));
	json_object_set_new(answer, "server", json_string(COMPTOIR_VERSION));
	json_object_set_new(answer, "catalogue", json_string(r->catalogue->hash));
	json_object_set_new(answer, "rights_stamp", json_string(r->catalogue->stamp));
	request_answer_json(r, answer);
}

void
verb_hello(struct request *r)
{
	catalogue_want(r, greet);
}

static void
catalogue_answer(struct request *r)
{
	const char *entity = request_string(r, "entity");
	const json_t *one = catalogue_entity(r->catalogue, entity);

	if (entity == NULL) {
		buf_add(&r->out, r->catalogue->text, r->catalogue->length);
		request_answer(r);
	} else if (one == NULL) {
		request_fail(r, STATUS_MISUSE, N_("There is no entity “{entity}”."), json_pack("{s:s}", "entity", entity), "entity");
	} else {
		request_answer_json(r, json_deep_copy(one));
	}
}

void
verb_catalogue(struct request *r)
{
	catalogue_want(r, catalogue_answer);
}
