/* dial.c: one try to reach the server again, in a thread: names are resolved and hands are shaken in blocking calls of others. */
#include "tui/dial.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "shared/xmalloc.h"
#include "tui/remote.h"

struct dial {
	pthread_mutex_t lock;
	app_connect *connect;
	void *arg;
	bool done, dropped;
	enum status status;
	struct remote *remote;
	char *why;
};

static void
free_dial(struct dial *d)
{
	pthread_mutex_destroy(&d->lock);
	free(d->why);
	free(d);
}

static void *
dial(void *arg)
{
	struct dial *d = arg;
	struct remote *remote = NULL;
	char *why = NULL;
	enum status status = d->connect(d->arg, false, &remote, &why);
	bool dropped;

	pthread_mutex_lock(&d->lock);
	d->status = status;
	d->remote = remote;
	d->why = why;
	d->done = true;
	dropped = d->dropped;
	pthread_mutex_unlock(&d->lock);
	if (dropped) {
		remote_free(remote);
		free_dial(d);
	}
	return NULL;
}

struct dial *
dial_start(app_connect *connect, void *arg)
{
	struct dial *d = xcalloc(1, sizeof *d);
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t all, before;
	bool started;

	d->connect = connect;
	d->arg = arg;
	pthread_mutex_init(&d->lock, NULL);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	/* Signals are for the loop. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	started = pthread_create(&thread, &attributes, dial, d) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	if (!started) {
		free_dial(d);
		return NULL;
	}
	return d;
}

bool
dial_done(const struct dial *d)
{
	pthread_mutex_t *lock = (pthread_mutex_t *)(uintptr_t)&d->lock;
	bool done;

	pthread_mutex_lock(lock);
	done = d->done;
	pthread_mutex_unlock(lock);
	return done;
}

enum status
dial_take(struct dial *d, struct remote **remote, char **why)
{
	enum status status = d->status;

	*remote = d->remote;
	*why = d->why;
	d->why = NULL;
	free_dial(d);
	return status;
}

void
dial_drop(struct dial *d)
{
	bool done;

	if (d == NULL)
		return;
	pthread_mutex_lock(&d->lock);
	done = d->done;
	d->dropped = true;
	pthread_mutex_unlock(&d->lock);
	if (done) {
		remote_free(d->remote);
		free_dial(d);
	}
}
