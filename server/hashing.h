/* hashing.h: passwords as argon2id, checked by a few threads so that the loop never waits for them. */
#ifndef SERVER_HASHING_H
#define SERVER_HASHING_H
#include <stdbool.h>
#include <stddef.h>

struct loop;
struct hashing;
struct hashing_job;

enum { HASHING_PASSWORD_MAX = 1024 };

/* `queue`: jobs that may wait; more are refused. */
struct hashing *hashing_new(struct loop *loop, int threads, int queue);
void hashing_free(struct hashing *hashing);

/* Does the password fit the secret ($argon2id$…)? A null secret takes the same time and never fits.
   done comes on the loop, once; never inside this call. Null: the queue is full. Both texts are copied and wiped afterwards. */
struct hashing_job *hashing_check(struct hashing *hashing, const char *secret, const char *password,
	void (*done)(void *arg, bool fits), void *arg);
/* done will not be called. */
void hashing_cancel(struct hashing_job *job);
#endif
