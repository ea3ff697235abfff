/* lru.c: a bounded table by text key that forgets what was not asked for longest. */
#include "server/lru.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "shared/xmalloc.h"

struct entry {
	struct entry *next;		/* in its slot */
	struct entry *younger, *older;
	void *value;
	uint64_t hash;
	size_t length;
	char key[];
};

struct lru {
	struct entry **slots;
	size_t slot_count, count, most;
	struct entry *youngest, *oldest;
	void (*drop)(void *value);
	unsigned char secret[crypto_shorthash_KEYBYTES];	/* keys come from outside: nobody may aim at one slot */
};

struct lru *
lru_new(size_t most, void (*drop)(void *value))
{
	struct lru *lru = xcalloc(1, sizeof *lru);

	for (lru->slot_count = 16; lru->slot_count < most; lru->slot_count *= 2)
		;
	lru->slots = xcalloc(lru->slot_count, sizeof *lru->slots);
	lru->most = most;
	lru->drop = drop;
	crypto_shorthash_keygen(lru->secret);
	return lru;
}

static struct entry **
find(struct lru *lru, const char *key, size_t length, uint64_t *hash)
{
	struct entry **at;

	crypto_shorthash((unsigned char *)hash, (const unsigned char *)key, length, lru->secret);
	at = &lru->slots[*hash & (lru->slot_count - 1)];
	while (*at != NULL && ((*at)->hash != *hash || (*at)->length != length || memcmp((*at)->key, key, length) != 0))
		at = &(*at)->next;
	return at;
}

static void
leave_line(struct lru *lru, struct entry *e)
{
	*(e->younger ? &e->younger->older : &lru->youngest) = e->older;
	*(e->older ? &e->older->younger : &lru->oldest) = e->younger;
}

static void
join_line(struct lru *lru, struct entry *e)
{
	e->younger = NULL;
	e->older = lru->youngest;
	*(e->older ? &e->older->younger : &lru->oldest) = e;
	lru->youngest = e;
}

static void
forget(struct lru *lru, struct entry **at)
{
	struct entry *e = *at;

	if (e == NULL)
		return;
	*at = e->next;
	leave_line(lru, e);
	lru->count--;
	lru->drop(e->value);
	free(e);
}

void *
lru_get(struct lru *lru, const char *key, size_t length)
{
	uint64_t hash;
	struct entry *e = *find(lru, key, length, &hash);

	if (e == NULL)
		return NULL;
	leave_line(lru, e);
	join_line(lru, e);
	return e->value;
}

void
lru_remove(struct lru *lru, const char *key, size_t length)
{
	uint64_t hash;
	struct entry **at = find(lru, key, length, &hash);

	if (*at != NULL)
		forget(lru, at);
}

void
lru_put(struct lru *lru, const char *key, size_t length, void *value)
{
	struct entry *e = xmalloc(sizeof *e + length);
	struct entry **at;

	lru_remove(lru, key, length);
	while (lru->count >= lru->most && lru->oldest != NULL) {
		uint64_t hash;
		forget(lru, find(lru, lru->oldest->key, lru->oldest->length, &hash));
	}
	at = find(lru, key, length, &e->hash);
	e->next = *at;
	e->value = value;
	e->length = length;
	memcpy(e->key, key, length);
	*at = e;
	join_line(lru, e);
	lru->count++;
}

void
lru_clear(struct lru *lru)
{
	while (lru->oldest != NULL) {
		uint64_t hash;
		forget(lru, find(lru, lru->oldest->key, lru->oldest->length, &hash));
	}
}

size_t
lru_count(const struct lru *lru)
{
	return lru->count;
}

void
lru_free(struct lru *lru)
{
	if (lru == NULL)
		return;
	lru_clear(lru);
	free(lru->slots);
	free(lru);
}
