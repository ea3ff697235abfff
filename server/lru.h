/* lru.h: a bounded table by text key that forgets what was not asked for longest. */
#ifndef SERVER_LRU_H
#define SERVER_LRU_H
#include <stddef.h>

struct lru;

/* drop frees a value that leaves (replaced, forgotten, or at the end). */
struct lru *lru_new(size_t most, void (*drop)(void *value));
void lru_free(struct lru *lru);
/* Null when absent. Asking makes it the youngest. */
void *lru_get(struct lru *lru, const char *key, size_t length);
/* Takes value; the key is copied. May forget the oldest. */
void lru_put(struct lru *lru, const char *key, size_t length, void *value);
void lru_remove(struct lru *lru, const char *key, size_t length);
void lru_clear(struct lru *lru);
size_t lru_count(const struct lru *lru);
#endif
