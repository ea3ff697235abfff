/* events.h: what changed, told to those who look at it: gathered, sent as one NOTIFY each 50 ms at most, outside of any writing
   transaction, and pushed to the peers that may read it. Hints, which may be lost. */
#ifndef SERVER_EVENTS_H
#define SERVER_EVENTS_H
#include <jansson.h>
#include <stdint.h>

#include "server/caller.h"
#include "server/desk.h"

struct events;
struct events_watch;

struct events *events_new(struct desk *desk, const char *conninfo);
void events_free(struct events *events);
/* A committed write of this caller. */
void events_changed(struct desk *desk, const struct caller *who, const char *entity, int64_t id, int64_t version);

/* Tells every worker to end this session of this caller, who was found to have it. A hint too: its worker also reads it within a minute. */
void events_end_session(struct desk *desk, const struct caller *who, int64_t session);

/* A message for every worker as it is, taken: who has what open (presence.c). */
void events_order(struct desk *desk, json_t *order);

/* Tells of changes that `who` may read: changes is [[id,version]…]. The watch keeps a count on the caller. */
struct events_watch *events_watch(struct desk *desk, struct caller *who,
    void (*changed)(void *arg, const char *entity, const json_t *changes), void *arg);
void events_unwatch(struct events_watch *watch);
#endif
