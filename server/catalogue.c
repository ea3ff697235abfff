/* catalogue.c: what a person may see and do, in their language. */
#include "server/catalogue.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/desk_inside.h"
#include "server/pool.h"
#include "server/stamp.h"
#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

static void
translate_member(json_t *object, const char *name, const char *language)
{
	const char *text = json_string_value(json_object_get(object, name));
	const char *ours = text ? translate(language, text) : NULL;

	if (ours != text)
		json_object_set_new(object, name, json_string(ours));
}

static void
translate_element(json_t *array, size_t i, const char *language)
{
	const char *text = json_string_value(json_array_get(array, i));
	const char *ours = text ? translate(language, text) : NULL;

	if (ours != text)
		json_array_set_new(array, i, json_string(ours));
}

static void
translate_names(json_t *object, const char *language)
{
	static const char *const names[] = {"title", "one", "menu", "label", "help", "text", "empty", "usual"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		translate_member(object, names[i], language);
}

static void
translate_list(json_t *list, const char *language)
{
	json_t *each, *choice;
	size_t i, j;

	json_array_foreach(list, i, each) {
		translate_names(each, language);
		json_array_foreach(json_object_get(each, "choices"), j, choice)
			translate_element(choice, 1, language);
		translate_list(json_object_get(each, "args"), language);
		translate_member(json_object_get(each, "undone"), "text", language);
	}
}

static void
translate_entity(json_t *entity, const char *language)
{
	static const char *const lists[] = {"fields", "actions", "related"};
	json_t *each, *label = json_incref(json_object_get(entity, "label"));
	const char *name;
	size_t i;

	translate_names(entity, language);
	if (label != NULL)
		json_object_set_new(entity, "label", label);	/* a field's name, not a word for people */
	json_array_foreach(json_object_get(entity, "form"), i, each)
		translate_element(each, 0, language);
	for (i = 0; i < sizeof lists / sizeof *lists; i++)
		translate_list(json_object_get(entity, lists[i]), language);
	json_object_foreach(json_object_get(entity, "messages"), name, each)
		translate_names(each, language);
}

struct catalogue *
catalogue_new(const char *text, size_t length, const char *stamp, const char *language)
{
	json_t *tree = json_loadb(text, length, 0, NULL), *each;
	unsigned char hash[16];
	struct catalogue *c;
	const char *name;
	char *body;
	size_t i;

	if (!json_is_object(tree)) {
		json_decref(tree);
		return NULL;
	}
	json_object_del(tree, "hash");
	json_object_set_new(tree, "release", json_string(COMPTOIR_VERSION));
	json_array_foreach(json_object_get(tree, "menus"), i, each)
		translate_element(json_object_get(tree, "menus"), i, language);
	json_object_foreach(json_object_get(tree, "entities"), name, each)
		translate_entity(each, language);
	translate_list(json_object_get(tree, "reports"), language);
	translate_list(json_object_get(tree, "prints"), language);
	translate_list(json_object_get(tree, "help"), language);
	translate_list(json_object_get(tree, "wizards"), language);
	translate_list(json_object_get(tree, "preferences"), language);
	translate_list(json_object_get(tree, "tour"), language);
	json_array_foreach(json_object_get(tree, "wizards"), i, each)
		translate_list(json_object_get(each, "steps"), language);
	c = xcalloc(1, sizeof *c);
	c->refs = 1;
	c->tree = tree;
	c->stamp = xstrdup(stamp);
	body = json_dumps(tree, JSON_COMPACT);
	crypto_generichash(hash, sizeof hash, (const unsigned char *)body, strlen(body), NULL, 0);
	sodium_bin2hex(c->hash, sizeof c->hash, hash, sizeof hash);
	c->text = xasprintf("{\"hash\":\"%s\",%s", c->hash, body + 1);
	c->length = strlen(c->text);
	free(body);
	json_object_set_new(tree, "hash", json_string(c->hash));
	return c;
}

void
catalogue_unref(struct catalogue *c)
{
	if (c == NULL || --c->refs > 0)
		return;
	json_decref(c->tree);
	free(c->text);
	free(c->stamp);
	free(c);
}

const json_t *
catalogue_entity(const struct catalogue *c, const char *entity)
{
	return c && entity ? json_object_get(json_object_get(c->tree, "entities"), entity) : NULL;
}

const json_t *
catalogue_field(const json_t *entity, const char *field)
{
	const json_t *each;
	size_t i;

	json_array_foreach(json_object_get(entity, "fields"), i, each) {
		const char *name = json_string_value(json_object_get(each, "name"));
		if (name != NULL && strcmp(name, field) == 0)
			return each;
	}
	return NULL;
}

static struct buf
cache_key(const struct caller *who, const char *stamp)
{
	struct buf key = BUF_EMPTY;

	buf_str(&key, stamp);
	buf_byte(&key, '\n');
	buf_str(&key, who->language ? who->language : "");
	return key;
}

static struct catalogue *
cached(struct desk *desk, const struct caller *who, const char *stamp)
{
	struct buf key = cache_key(who, stamp);
	struct catalogue *c = lru_get(desk->catalogues, key.bytes, key.length);

	buf_free(&key);
	return c;
}

const struct catalogue *
catalogue_last(struct desk *desk, const struct caller *who)
{
	const char *stamp = stamp_last(desk, who);

	return stamp ? cached(desk, who, stamp) : NULL;
}

static bool
take_from_cache(struct request *r, const char *stamp)
{
	struct catalogue *c = cached(r->desk, r->who, stamp);

	if (c == NULL)
		return false;
	catalogue_unref(r->catalogue);
	r->catalogue = c;
	c->refs++;
	return true;
}

static void
go_on(struct request *r)
{
	void (*then)(struct request *) = r->then;

	r->then = NULL;
	then(r);
}

static void
got_catalogue(struct request *r, struct query *q)
{
	const char *stamp = query_value(q, 0), *text = query_value(q, 1);
	struct catalogue *c = stamp && text ? catalogue_new(text, strlen(text), stamp, r->who->language) : NULL;
	struct buf key;

	if (c == NULL) {
		request_fail(r, STATUS_INTERNAL, NULL, NULL, NULL);
		return;
	}
	stamp_learn(r, stamp);
	key = cache_key(r->who, stamp);
	lru_put(r->desk->catalogues, key.bytes, key.length, c);
	buf_free(&key);
	catalogue_unref(r->catalogue);
	r->catalogue = c;
	c->refs++;
	go_on(r);
}

static void
ask_catalogue(struct request *r)
{
	struct query *q = query_new(r->who, false);

	query_add(q, "select ui.stamp()", true, 0, NULL);
	query_add(q, "select ui.catalogue()", true, 0, NULL);
	request_query_or(r, q, got_catalogue, r->otherwise);
}

static void
find_catalogue(struct request *r)
{
	const char *stamp = stamp_believed(r);

	if (stamp != NULL && take_from_cache(r, stamp))
		go_on(r);
	else
		ask_catalogue(r);
}

void
catalogue_want(struct request *r, void (*next)(struct request *r))
{
	if (r->catalogue != NULL) {
		next(r);
		return;
	}
	r->then = next;
	stamp_want(r, find_catalogue);
}
