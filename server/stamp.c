/* stamp.c: the stamps that a worker believes, a person of a company each. */
#include "server/stamp.h"

#include <stdio.h>
#include <string.h>

#include "server/desk_inside.h"
#include "server/loop.h"
#include "server/pool.h"
#include "shared/xmalloc.h"

/* How long a stamp is believed: rights are the database's matter at once; what may lag is what a list or menu offers. As long again
   while somebody asks: were all requests of that moment to ask, they would stand in each other's way. */
enum { BELIEVED_MS = 2000, ASKING_MS = 1000 };

struct stamp {
	int64_t until, asking;
	char text[];
};

static struct stamp *
stamp_of(struct desk *desk, const struct caller *who)
{
	char key[128];
	int length = snprintf(key, sizeof key, "%d/%lld/%s", who->tenant, (long long)who->person, who->role);

	return lru_get(desk->stamps, key, (size_t)length);
}

static struct stamp *
stamp_find(const struct request *r)
{
	return stamp_of(r->desk, r->who);
}

const char *
stamp_last(struct desk *desk, const struct caller *who)
{
	const struct stamp *s = stamp_of(desk, who);

	return s ? s->text : NULL;
}

const char *
stamp_believed(const struct request *r)
{
	const struct stamp *s = stamp_find(r);
	int64_t now = loop_now(r->desk->loop);

	if (s == NULL)
		return NULL;
	return now < s->until || (now < s->asking && now < s->until + BELIEVED_MS) ? s->text : NULL;
}

void
stamp_learn(struct request *r, const char *text)
{
	char key[128];
	int length = snprintf(key, sizeof key, "%d/%lld/%s", r->who->tenant, (long long)r->who->person, r->who->role);
	size_t size = strlen(text) + 1;
	struct stamp *s = xmalloc(sizeof *s + size);

	s->until = loop_now(r->desk->loop) + BELIEVED_MS;
	s->asking = 0;
	memcpy(s->text, text, size);
	lru_put(r->desk->stamps, key, (size_t)length, s);
}

static void
got_stamp(struct request *r, struct query *q)
{
	void (*next)(struct request *) = r->stamped;
	const char *text = query_value(q, 0);

	if (text != NULL)
		stamp_learn(r, text);
	r->stamped = NULL;
	next(r);
}

void
stamp_want(struct request *r, void (*next)(struct request *r))
{
	struct stamp *s;
	struct query *q;

	if (stamp_believed(r) != NULL) {
		next(r);
		return;
	}
	if ((s = stamp_find(r)) != NULL)
		s->asking = loop_now(r->desk->loop) + ASKING_MS;
	r->stamped = next;
	q = query_new(r->who, false);
	query_add(q, "select ui.stamp()", true, 0, NULL);
	request_query_or(r, q, got_stamp, r->otherwise);
}
