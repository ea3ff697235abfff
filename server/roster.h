/* roster.h: the sessions of this worker, as the database knows them: app.session. A row is written with the note of the sign-in, goes
   soon after the session ends, and is vouched for every minute. Nobody waits for any of it. */
#ifndef SERVER_ROSTER_H
#define SERVER_ROSTER_H
#include <stdbool.h>

struct caller;
struct loop;
struct pool;
struct roster;
struct roster_entry;

/* place: which worker of which server this is, the same for whoever takes the place of one that died; copied.
   end: another worker was asked to end this session of ours. */
struct roster *roster_new(struct loop *loop, struct pool *pool, const char *place, void (*end)(void *arg, const struct caller *who), void *arg);
/* Before the pool goes, after every entry was struck. */
void roster_free(struct roster *roster);
/* True when the database was told of every end, or can not be: for a clean stop. */
bool roster_settled(const struct roster *roster);

/* This person has signed in, by this key (null: by password). The entry is valid until struck; it keeps a count on the caller. */
struct roster_entry *roster_write(struct roster *roster, struct caller *who, const char *fingerprint);
/* The session has ended. Null is fine. */
void roster_strike(struct roster_entry *entry);
#endif
