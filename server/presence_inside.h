/* presence_inside.h: what presence.c and presence_tell.c share. */
#ifndef SERVER_PRESENCE_INSIDE_H
#define SERVER_PRESENCE_INSIDE_H
#include "server/loop.h"
#include "server/presence.h"

enum {
	HOLDS_A_PEER = 16, HOLDS_A_PERSON = 64,	/* the second within one worker */
	HOLDS_OF_OTHERS = 50000,		/* of all other workers */
	PEOPLE_TOLD = 20,			/* of one record */
	NAME_MOST = 120,			/* bytes of a name between workers */
};

/* A worker, this one or another. */
struct place {
	char *name;
	int64_t heard;				/* loop milliseconds */
	struct hold *holds;
	struct place *next;
};

/* A record that somebody has open. */
struct open_record {
	int32_t tenant;
	int64_t id;
	char *entity;
	struct hold *holds;
	bool stale;				/* those who hold it here have not been told */
	int64_t told_at;
	struct open_record *next_stale;
};

struct hold {
	struct place *place;
	struct presence_peer *peer;		/* null: of another worker */
	struct open_record *record;
	int64_t holder, person, since;		/* holder: a number of its worker's; since: seconds since 1970 */
	char *name;
	enum presence_doing doing;
	uint64_t told;				/* what its peer was told last, as a hash */
	struct hold *before, *after;		/* of its place */
	struct hold *next;			/* of its record */
};

struct presence_peer {
	struct presence *presence;
	struct caller *who;
	int64_t number;
	bool (*told)(void *arg, const char *entity, int64_t id, const json_t *others);
	void *arg;
	struct hold *holds[HOLDS_A_PEER];
	int asking;				/* requests under way for it */
	bool ended;
};

struct presence {
	struct desk *desk;
	struct place own, *others;
	void *records;				/* a tree of struct open_record (search.h) */
	struct open_record *stale;
	size_t others_count;
	int64_t last_number;
	json_t *news;				/* for other workers: by holder and record, the row that says it */
	bool tell_all;
	struct loop_timer *timer, *minute;
	bool timed;
};

/* presence.c */
struct open_record *presence_record(struct presence *p, int32_t tenant, const char *entity, int64_t id, bool make);
struct hold *presence_hold_of(const struct open_record *record, const struct place *place, int64_t holder);
struct hold *presence_put(struct place *place, struct open_record *record, int64_t holder, int64_t person, const char *name);
void presence_drop(struct presence *p, struct hold *hold);
void presence_empty(struct presence *p, struct place *place);	/* all that it holds */
void presence_peer_free(struct presence_peer *peer);
/* Others of the hold's record, as one answer; *hash tells whether it is news. */
json_t *presence_list(const struct open_record *record, const struct hold *but, uint64_t *hash);

/* presence_tell.c */
void presence_soon(struct presence *p, int64_t ms);
void presence_stale(struct presence *p, struct open_record *record);
/* Other workers are to hear of this hold of ours, as it is or (doing) as it ends. */
void presence_note(struct presence *p, const struct hold *hold, enum presence_doing doing);
void presence_tell_turn(void *arg);
void presence_tell_minute(void *arg);
#endif
