/* presence.h: who has a record open, and reads or edits it: kept in memory by every worker, told between them as changes are,
   never written to a table. A connection holds few records; what it held ends with it. */
#ifndef SERVER_PRESENCE_H
#define SERVER_PRESENCE_H
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "server/caller.h"
#include "server/desk.h"

struct presence;
struct presence_peer;

enum presence_doing { PRESENCE_LEFT, PRESENCE_READS, PRESENCE_EDITS };

/* place: this worker's name among all, the same for whoever takes its place when it dies. */
struct presence *presence_new(struct desk *desk, const char *place);
/* After every peer has left. */
void presence_free(struct presence *p);

/* A connection that may hold records, and is told who else has them open, as presence_others() answers it. told: false when it takes
   nothing now; then it calls presence_again(). */
struct presence_peer *presence_join(struct desk *desk, struct caller *who,
    bool (*told)(void *arg, const char *entity, int64_t id, const json_t *others), void *arg);
void presence_again(struct presence_peer *peer);
/* It has gone, and with it all that it held. Null is fine. */
void presence_part(struct presence_peer *peer);

/* False: it holds as many as a connection, or a person, may. That the person may read the record is the caller's to know. */
bool presence_hold(struct presence_peer *peer, const char *entity, int64_t id, enum presence_doing doing);
/* The people who have it open but for this peer (may be null), editors first: [{person, person_id, doing, since, seconds}…].
   What is answered to a peer counts as told. */
json_t *presence_others(struct desk *desk, const struct caller *who, const char *entity, int64_t id, struct presence_peer *peer);

/* For events.c: a worker's message came; this worker is connected (again) and has missed what was said. */
void presence_heard(struct desk *desk, const json_t *message);
void presence_connected(struct desk *desk);
#endif
