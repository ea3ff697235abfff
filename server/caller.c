/* caller.c: the signed-in person on whose behalf a request runs. */
#include "server/caller.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/xmalloc.h"

/* One row a text member serves reading, writing and freeing. `of_company`: found in the company's object at sign-in. */
static const struct {
	const char *name, *at_sign_in;
	size_t offset;
	int of_company;
} texts[] = {
	{.name = "role", .at_sign_in = "role", .offset = offsetof(struct caller, role), .of_company = 1},
	{.name = "language", .at_sign_in = "language", .offset = offsetof(struct caller, language), .of_company = 0},
	{.name = "time_zone", .at_sign_in = "time_zone", .offset = offsetof(struct caller, time_zone), .of_company = 1},
	{.name = "name", .at_sign_in = "name", .offset = offsetof(struct caller, name), .of_company = 0},
	{.name = "email", .at_sign_in = "email", .offset = offsetof(struct caller, email), .of_company = 0},
	{.name = "company", .at_sign_in = "name", .offset = offsetof(struct caller, company), .of_company = 1},
	{.name = "slug", .at_sign_in = "slug", .offset = offsetof(struct caller, slug), .of_company = 1},
	{.name = "currency", .at_sign_in = "currency", .offset = offsetof(struct caller, currency), .of_company = 1},
};
enum { TEXTS = sizeof texts / sizeof *texts };

static char **
text_at(struct caller *who, size_t i)
{
	return (char **)(void *)((char *)who + texts[i].offset);
}

int
caller_role_is_safe(const char *role)
{
	return role != NULL && strncmp(role, "comptoir_", 9) == 0 && strlen(role) < 64 &&
	    strspn(role, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(role);
}

struct caller *
caller_new(const json_t *sign_in, const char *slug)
{
	const json_t *companies = json_object_get(sign_in, "companies"), *each, *mine = NULL;
	struct caller *who;
	size_t i;

	json_array_foreach(companies, i, each) {
		const char *name = json_string_value(json_object_get(each, "slug"));
		if (mine == NULL && (slug == NULL || (name != NULL && strcmp(name, slug) == 0)))
			mine = each;
	}
	if (mine == NULL || !caller_role_is_safe(json_string_value(json_object_get(mine, "role"))))
		return NULL;
	who = xcalloc(1, sizeof *who);
	who->refs = 1;
	who->tenant = (int32_t)json_integer_value(json_object_get(mine, "tenant"));
	who->person = json_integer_value(json_object_get(sign_in, "person"));
	for (i = 0; i < TEXTS; i++)
		*text_at(who, i) = xstrdup_or_null(json_string_value(
		    json_object_get(texts[i].of_company ? mine : sign_in, texts[i].at_sign_in)));
	who->companies = json_array();
	json_array_foreach(companies, i, each)
		json_array_append_new(who->companies, json_pack("{s:O*,s:O*,s:O*}", "slug", json_object_get(each, "slug"),
		    "name", json_object_get(each, "name"), "demo", json_object_get(each, "demo")));
	return who;
}

struct caller *
caller_ref(struct caller *who)
{
	who->refs++;
	return who;
}

void
caller_unref(struct caller *who)
{
	if (who == NULL || --who->refs > 0)
		return;
	for (size_t i = 0; i < TEXTS; i++)
		free(*text_at(who, i));
	json_decref(who->companies);
	free(who);
}

void
caller_free(struct caller *who)
{
	caller_unref(who);
}

json_t *
caller_to_json(const struct caller *who)
{
	json_t *to = json_object();

	json_object_set_new(to, "tenant", json_integer(who->tenant));
	json_object_set_new(to, "person", json_integer(who->person));
	json_object_set_new(to, "session", json_integer(who->session));
	for (size_t i = 0; i < TEXTS; i++) {
		const char *text = *(char *const *)(const void *)((const char *)who + texts[i].offset);
		if (text != NULL)
			json_object_set_new(to, texts[i].name, json_string(text));
	}
	json_object_set_new(to, "address", json_string(who->address));
	return to;
}
