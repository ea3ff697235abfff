/* mail_sender.c: takes mails from the outbox by committed leases, sends them side by side, and says what became of each. No transaction
   is open while the world outside is talked to. */
#include "server/mail_sender.h"

#include <gmime/gmime.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "server/config.h"
#include "server/log.h"
#include "server/mail_drop.h"
#include "server/mail_message.h"
#include "server/mail_smtp.h"
#include "server/seal.h"
#include "shared/status.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

/* Beside each other in all; app.mail_claim() keeps each company to a few of them. */
enum { MOST = 16, EACH_COMPANY = 4, LEASE_SECONDS = 600, WAIT_SECONDS = 1 };
enum { FILES_MOST = 26 * 1024 * 1024 };	/* of one mail; the database says 25 MB. One company's files shall not fill the memory of all. */

/* A thread for each: libcurl waits for a server's last word without doing anything else, so that side by side in one thread a silent
   server would hold up all the others. */
struct going {
	struct sender *of;
	json_t *mail;			/* null: the place is free */
	struct mail_smtp *smtp;
	pthread_t thread;
	CURLcode code;
	bool over;			/* under of->lock */
};

struct sender {
	const struct config *config;
	const struct seal *seal;
	PGconn *db;
	pthread_mutex_t lock;
	pthread_cond_t news;		/* one is over */
	struct mail_smtp_settings smtp;
	struct going going[MOST];
	int count;
	bool lost;			/* the database does not do what it is asked */
};

static volatile sig_atomic_t ending;

static void
on_end(int number)
{
	(void)number;
	ending = 1;
}

static const char *
text_of(const json_t *mail, const char *name)
{
	return json_string_value(json_object_get(mail, name));
}

static json_int_t
number_of(const json_t *mail, const char *name)
{
	return json_integer_value(json_object_get(mail, name));
}

static PGresult *
ask(struct sender *s, const char *sql, int count, const char *const values[], int format)
{
	PGresult *result = PQexecParams(s->db, sql, count, NULL, values, NULL, NULL, format);

	if (PQresultStatus(result) == PGRES_TUPLES_OK)
		return result;
	log_error("mail_database", "state=%s", PQresultErrorField(result, PG_DIAG_SQLSTATE) ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : "08000");
	PQclear(result);
	s->lost = true;
	return NULL;
}

static json_t *
claim(struct sender *s, int most)
{
	char lim[16], each[16], seconds[16];
	const char *values[] = {lim, each, seconds};
	PGresult *result;
	json_t *made = NULL;

	snprintf(lim, sizeof lim, "%d", most);
	snprintf(each, sizeof each, "%d", EACH_COMPANY);
	snprintf(seconds, sizeof seconds, "%d", LEASE_SECONDS);
	result = ask(s, "select app.mail_claim($1, $2, $3)", 3, values, 0);
	if (result != NULL && PQntuples(result) == 1)
		made = json_loads(PQgetvalue(result, 0, 0), 0, NULL);
	PQclear(result);
	return made;
}

/* What became of it: for readers of every language, and in the company's own for its timeline. */
static void
tell(struct sender *s, const json_t *mail, struct mail_outcome outcome)
{
	static const char *const names[] = {[MAIL_SENT] = "sent", [MAIL_LATER] = "later", [MAIL_LINE] = "line", [MAIL_BOUNCED] = "bounced", [MAIL_FAILED] = "failed"};
	const char *language = text_of(mail, "language");
	json_t *why = outcome.why ? json_pack("{s:s,s:o*}", "sentence", outcome.why, "args", json_incref(outcome.args)) : NULL;
	char *said = why ? json_dumps(why, JSON_COMPACT) : NULL, *told = outcome.why ? translate_fill(language ? language : "fr", outcome.why, outcome.args) : NULL;
	char tenant[24], id[24];
	const char *values[] = {tenant, id, text_of(mail, "token"), names[outcome.fate], said, told};

	snprintf(tenant, sizeof tenant, "%lld", (long long)number_of(mail, "tenant"));
	snprintf(id, sizeof id, "%lld", (long long)number_of(mail, "id"));
	PQclear(ask(s, "select app.mail_done($1, $2, $3, $4, $5, $6)", 6, values, 0));
	log_line(outcome.fate == MAIL_SENT ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "outbox", "tenant=%s mail=%s tries=%lld outcome=%s", tenant, id,
	    (long long)number_of(mail, "tries"), names[outcome.fate]);
	free(told);
	free(said);
	json_decref(why);
	json_decref(outcome.args);
}

struct reading {
	struct sender *sender;
	const json_t *mail;
	size_t bytes;			/* of all files so far */
};

static bool
read_file(void *arg, json_int_t file, struct buf *to)
{
	struct reading *r = arg;
	char tenant[24], id[24], document[24], number[24];
	const char *values[] = {tenant, id, text_of(r->mail, "token"), document, number};

	snprintf(tenant, sizeof tenant, "%lld", (long long)number_of(r->mail, "tenant"));
	snprintf(id, sizeof id, "%lld", (long long)number_of(r->mail, "id"));
	snprintf(document, sizeof document, "%lld", (long long)file);
	for (int n = 0;; n++) {
		PGresult *piece;
		bool more;

		snprintf(number, sizeof number, "%d", n);
		piece = ask(r->sender, "select app.mail_file($1, $2, $3, $4, $5)", 5, values, 1);
		if (piece == NULL)
			return false;
		more = PQntuples(piece) == 1 && !PQgetisnull(piece, 0, 0);
		if (more) {
			buf_add(to, PQgetvalue(piece, 0, 0), (size_t)PQgetlength(piece, 0, 0));
			r->bytes += (size_t)PQgetlength(piece, 0, 0);
		}
		PQclear(piece);
		if (r->bytes > FILES_MOST)
			return false;
		if (!more)
			return true;
	}
}

static const char *
driver_of(const struct sender *s, const json_t *mail)
{
	const char *driver = text_of(mail, "driver");

	return driver == NULL || strcmp(driver, "server") == 0 ? s->config->mail_driver : driver;
}

/* Who sends it, where the company says nothing of that. */
static void
fill_sender(struct sender *s, json_t *mail)
{
	if (text_of(mail, "from") == NULL)
		json_object_set_new(mail, "from", json_sprintf("comptoir@%s", s->smtp.name));
}

static void *
talk(void *arg)
{
	struct going *g = arg;
	CURLcode code = curl_easy_perform(mail_smtp_handle(g->smtp));

	pthread_mutex_lock(&g->of->lock);
	g->code = code;
	g->over = true;
	pthread_cond_signal(&g->of->news);
	pthread_mutex_unlock(&g->of->lock);
	return NULL;
}

/* The password of its server, readable from now on. False: it was set under another key. */
static bool
open_secret(const struct sender *s, json_t *mail)
{
	const char *sealed = text_of(mail, "secret");
	char *secret = sealed ? seal_open(s->seal, number_of(mail, "tenant"), sealed) : NULL;

	if (sealed == NULL)
		return true;
	if (secret == NULL)
		return false;
	json_object_set_new(mail, "secret", json_string(secret));
	seal_forget(secret);
	return true;
}

static bool
by_smtp(struct sender *s, json_t *mail, struct buf *bytes)
{
	struct mail_smtp *smtp = mail_smtp_new(&s->smtp, mail, bytes);

	for (int i = 0; smtp != NULL && i < MOST; i++) {
		struct going *g = &s->going[i];

		if (g->mail != NULL)
			continue;
		*g = (struct going){.of = s, .smtp = smtp};
		if (pthread_create(&g->thread, NULL, talk, g) != 0)
			break;
		g->mail = json_incref(mail);
		s->count++;
		return true;
	}
	mail_smtp_free(smtp);
	return false;
}

static void
send_one(struct sender *s, json_t *mail)
{
	const char *driver = driver_of(s, mail);
	struct reading reading = {.sender = s, .mail = mail, .bytes = 0};
	struct buf bytes = BUF_EMPTY;
	struct mail_outcome outcome = {.fate = MAIL_FAILED, .why = N_("This mail cannot be written: see its address and its files."), .args = NULL};

	fill_sender(s, mail);
	if (!mail_message(mail, strcmp(driver, "smtp") == 0, read_file, &reading, &bytes))
		outcome = (struct mail_outcome){.fate = MAIL_LATER, .why = N_("Its files could not be read."), .args = NULL};
	else if (strcmp(driver, "folder") == 0)
		outcome = mail_drop_folder(s->config->mail_folder, mail, &bytes);
	else if (strcmp(driver, "sendmail") == 0)
		outcome = mail_drop_program(s->config->mail_sendmail, mail, &bytes, s->config->mail_timeout);
	else if (!open_secret(s, mail))
		outcome = (struct mail_outcome){.fate = MAIL_LINE, .why = N_("The password can no longer be read, for the server's key is another one: enter it again."), .args = NULL};
	else if (by_smtp(s, mail, &bytes)) {
		buf_free(&bytes);
		return;
	}
	buf_free(&bytes);
	tell(s, mail, outcome);
}

/* False: nothing was due. */
static bool
take(struct sender *s)
{
	json_t *mails, *mail;
	size_t i;
	bool some;

	if (ending || s->lost || s->count >= MOST)
		return false;
	mails = claim(s, MOST - s->count);
	some = json_array_size(mails) > 0;
	json_array_foreach(mails, i, mail)
		send_one(s, mail);
	json_decref(mails);
	return some;
}

static void
finish(struct sender *s, struct going *g)
{
	pthread_join(g->thread, NULL);
	tell(s, g->mail, mail_smtp_outcome(g->smtp, g->code));
	mail_smtp_free(g->smtp);
	json_decref(g->mail);
	g->mail = NULL;
	s->count--;
}

/* The first that is over; null: none within the time. */
static struct going *
wait_for_one(struct sender *s)
{
	struct timespec until;
	struct going *found = NULL;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WAIT_SECONDS;
	pthread_mutex_lock(&s->lock);
	for (int left = 2; found == NULL && left > 0; left--) {
		for (int i = 0; i < MOST; i++)
			if (s->going[i].mail != NULL && s->going[i].over)
				found = &s->going[i];
		if (found == NULL && left > 1)
			pthread_cond_timedwait(&s->news, &s->lock, &until);
	}
	pthread_mutex_unlock(&s->lock);
	return found;
}

static void
turn(struct sender *s)
{
	struct going *g = s->count > 0 ? wait_for_one(s) : NULL;

	if (g != NULL)
		finish(s, g);
}

static void
introduce(struct sender *s, char *name, size_t room)
{
	if (*s->config->mail_name)
		snprintf(name, room, "%s", s->config->mail_name);
	else if (gethostname(name, room - 1) != 0 || *name == '\0')
		snprintf(name, room, "localhost");
	s->smtp = (struct mail_smtp_settings){.name = name, .ca = s->config->mail_ca, .timeout = s->config->mail_timeout,
	    .private_too = s->config->mail_private};
}

void
mail_sender_prepare(const struct config *config)
{
	const struct passwd *user = getpwnam(config->user);
	struct stat st;

	/* Where it is there already it is the operator's, with the rights that they gave it. */
	if (stat(config->mail_folder, &st) == 0)
		return;
	if (mkdir(config->mail_folder, 0700) != 0)
		log_debug("mail_folder", "made=no");
	else if (geteuid() == 0 && user != NULL && chown(config->mail_folder, user->pw_uid, user->pw_gid) != 0)
		log_warning("mail_folder", "owned=no");
}

int
mail_sender_run(const struct config *config, const struct seal *seal)
{
	struct sender s = {.config = config, .seal = seal, .db = PQconnectdb(config->connection)};
	char name[256] = "";
	int status = STATUS_LATER;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGTERM, on_end);
	pthread_mutex_init(&s.lock, NULL);
	pthread_cond_init(&s.news, NULL);
	if (PQstatus(s.db) == CONNECTION_OK && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) {
		g_mime_init();
		introduce(&s, name, sizeof name);
		while (take(&s) || s.count > 0)
			turn(&s);
		g_mime_shutdown();
		curl_global_cleanup();
		status = s.lost ? STATUS_LATER : STATUS_OK;
	}
	pthread_cond_destroy(&s.news);
	pthread_mutex_destroy(&s.lock);
	PQfinish(s.db);
	return status;
}
