/* hashing.c: passwords as argon2id, checked by a few threads so that the loop never waits for them. */
#include "server/hashing.h"

#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "server/loop.h"
#include "server/password.h"
#include "shared/xmalloc.h"

struct hashing_job {
	char *secret, *password;	/* owned; locked pages are not worth their limit here, wiping is */
	bool known, fits, cancelled;	/* cancelled: the loop's side only */
	void (*done)(void *arg, bool fits);
	void *arg;
	struct hashing_job *next;
};

struct job_list {
	struct hashing_job *first, **last;
};

struct hashing {
	struct loop *loop;
	struct loop_fd *watch;
	int event;
	char *dummy;				/* what an unknown person's password is checked against: it costs the same */
	pthread_t *threads;
	int thread_count, waiting, most_waiting;
	pthread_mutex_t lock;			/* guards all below */
	pthread_cond_t work;
	struct job_list queued, finished;
	bool ending;
};

static void
list_add(struct job_list *list, struct hashing_job *job)
{
	job->next = NULL;
	*list->last = job;
	list->last = &job->next;
}

static struct hashing_job *
list_take(struct job_list *list)
{
	struct hashing_job *job = list->first;

	if (job && !(list->first = job->next))
		list->last = &list->first;
	return job;
}

static void
job_free(struct hashing_job *job)
{
	if (job->password)
		sodium_memzero(job->password, strlen(job->password));
	free(job->password);
	free(job->secret);
	free(job);
}

static void *
thread_main(void *arg)
{
	struct hashing *hashing = arg;
	struct hashing_job *job;
	uint64_t one = 1;

	pthread_mutex_lock(&hashing->lock);
	while (!hashing->ending) {
		job = list_take(&hashing->queued);
		if (!job) {
			pthread_cond_wait(&hashing->work, &hashing->lock);
			continue;
		}
		pthread_mutex_unlock(&hashing->lock);
		job->fits = crypto_pwhash_str_verify(job->secret, job->password, strlen(job->password)) == 0 && job->known;
		pthread_mutex_lock(&hashing->lock);
		list_add(&hashing->finished, job);
		if (write(hashing->event, &one, sizeof one) < 0)
			abort();
	}
	pthread_mutex_unlock(&hashing->lock);
	return NULL;
}

static void
on_finished(void *arg, uint32_t events)
{
	struct hashing *hashing = arg;
	struct hashing_job *job;
	uint64_t count;

	(void)events;
	if (read(hashing->event, &count, sizeof count) < 0)
		return;
	for (;;) {
		pthread_mutex_lock(&hashing->lock);
		job = list_take(&hashing->finished);
		pthread_mutex_unlock(&hashing->lock);
		if (!job)
			return;
		hashing->waiting--;
		if (!job->cancelled)
			job->done(job->arg, job->fits);
		job_free(job);
	}
}

/* Signals are the loop's business: the threads take none. */
static void
start_threads(struct hashing *hashing)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	for (int i = 0; i < hashing->thread_count; i++)
		if (pthread_create(&hashing->threads[i], NULL, thread_main, hashing))
			abort();
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct hashing *
hashing_new(struct loop *loop, int threads, int queue)
{
	struct hashing *hashing = xcalloc(1, sizeof *hashing);
	char *nobody;

	if (sodium_init() < 0)
		abort();
	nobody = password_random();
	hashing->dummy = password_hash(nobody);
	free(nobody);
	hashing->loop = loop;
	hashing->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	hashing->watch = loop_fd_add(loop, hashing->event, EPOLLIN, on_finished, hashing);
	hashing->thread_count = threads;
	hashing->most_waiting = queue;
	hashing->threads = xcalloc((size_t)threads, sizeof *hashing->threads);
	hashing->queued.last = &hashing->queued.first;
	hashing->finished.last = &hashing->finished.first;
	pthread_mutex_init(&hashing->lock, NULL);
	pthread_cond_init(&hashing->work, NULL);
	start_threads(hashing);
	return hashing;
}

void
hashing_free(struct hashing *hashing)
{
	struct hashing_job *job;

	if (!hashing)
		return;
	pthread_mutex_lock(&hashing->lock);
	hashing->ending = true;
	pthread_cond_broadcast(&hashing->work);
	pthread_mutex_unlock(&hashing->lock);
	for (int i = 0; i < hashing->thread_count; i++)
		pthread_join(hashing->threads[i], NULL);
	while ((job = list_take(&hashing->queued)))
		job_free(job);
	while ((job = list_take(&hashing->finished)))
		job_free(job);
	loop_fd_drop(hashing->watch);
	close(hashing->event);
	pthread_mutex_destroy(&hashing->lock);
	pthread_cond_destroy(&hashing->work);
	free(hashing->dummy);
	free(hashing->threads);
	free(hashing);
}

struct hashing_job *
hashing_check(struct hashing *hashing, const char *secret, const char *password, void (*done)(void *arg, bool fits), void *arg)
{
	struct hashing_job *job;
	bool fair = strlen(password) <= HASHING_PASSWORD_MAX;

	if (hashing->waiting >= hashing->most_waiting + hashing->thread_count)
		return NULL;
	job = xcalloc(1, sizeof *job);
	job->known = secret && fair;
	job->secret = xstrdup(secret ? secret : hashing->dummy);
	job->password = xstrdup(fair ? password : "");
	job->done = done;
	job->arg = arg;
	hashing->waiting++;
	pthread_mutex_lock(&hashing->lock);
	list_add(&hashing->queued, job);
	pthread_cond_signal(&hashing->work);
	pthread_mutex_unlock(&hashing->lock);
	return job;
}

void
hashing_cancel(struct hashing_job *job)
{
	job->cancelled = true;
}
