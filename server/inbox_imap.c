/* inbox_imap.c: a box on a mail server, through libcurl: which numbers it has, then each mail that is new. Its owner names the server: so only
   IMAP is spoken, always inside TLS, and not to machines of our own network unless a setting says so. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "server/config.h"
#include "server/inbox_fetch.h"
#include "server/log.h"
#include "server/mail_reach.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { LIST_MOST = 4 * 1024 * 1024, WHOLE_MS = 120 * 1000, BOX_MS = 120 * 1000 };	/* one request; all of a box's, which others wait behind */

struct imap {
	struct fetch *fetch;
	CURL *curl;
	char *base, *folder;		/* imaps://host:993/ and INBOX as a URL writes it */
	const char *said_folder;	/* INBOX as IMAP writes it */
	struct buf in;
	struct mail_reach reach;
	int64_t spent;			/* ms of waiting for this server */
	char said[CURL_ERROR_SIZE];
};

static size_t
on_bytes(char *bytes, size_t size, size_t count, void *arg)
{
	struct imap *m = arg;

	buf_add(&m->in, bytes, size * count);
	return m->in.full ? 0 : size * count;
}

static char *
sentence(const struct imap *m, CURLcode code)
{
	if (m->reach.refused)
		return xstrdup(mail_reach_refused);
	if (m->in.full)
		return xstrdup(N_("The mail server sent more than fits."));
	switch (code) {
	case CURLE_LOGIN_DENIED:
		return xstrdup(N_("The mail server does not know this name and password."));
	case CURLE_COULDNT_RESOLVE_HOST:
		return xstrdup(N_("There is no mail server of this name."));
	case CURLE_COULDNT_CONNECT:
		return xstrdup(N_("The mail server cannot be reached."));
	case CURLE_OPERATION_TIMEDOUT:
		return xstrdup(N_("The mail server did not answer in time."));
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
		return xstrdup(N_("The mail server is not the one that it says it is: its certificate is not known."));
	case CURLE_USE_SSL_FAILED:
	case CURLE_SSL_CONNECT_ERROR:
		return xstrdup(N_("The mail server offers no protected line."));
	case CURLE_REMOTE_ACCESS_DENIED:
	case CURLE_REMOTE_FILE_NOT_FOUND:
	case CURLE_QUOTE_ERROR:
		return xstrdup(N_("The mail server has no such folder, or does not let us read it."));
	default:
		return xstrdup(N_("The mail server could not be read."));
	}
}

/* One request: a command, or null to fetch what the address names. */
static CURLcode
request(struct imap *m, const char *url, const char *command, size_t most)
{
	curl_off_t took = 0;
	CURLcode code;

	buf_free(&m->in);
	buf_init(&m->in, most);
	curl_easy_setopt(m->curl, CURLOPT_URL, url);
	curl_easy_setopt(m->curl, CURLOPT_CUSTOMREQUEST, command);
	code = curl_easy_perform(m->curl);
	if (curl_easy_getinfo(m->curl, CURLINFO_TOTAL_TIME_T, &took) == CURLE_OK)
		m->spent += took / 1000;
	if (code != CURLE_OK)
		log_debug("imap", "code=%d said=\"%s\"", (int)code, m->said);
	return code;
}

static int64_t
number_after(const char *text, const char *word)
{
	const char *at = strcasestr(text, word);

	return at ? strtoll(at + strlen(word), NULL, 10) : -1;
}

static bool
numbers(struct imap *m, int64_t *last, char **why)
{
	char *command = xasprintf("STATUS \"%s\" (UIDVALIDITY UIDNEXT)", m->said_folder);
	CURLcode code = request(m, m->base, command, LIST_MOST);
	const char *text = buf_text(&m->in);
	int64_t validity = number_after(text, "UIDVALIDITY "), next = number_after(text, "UIDNEXT ");

	free(command);
	if (code != CURLE_OK || validity < 0 || next < 0 || validity > UINT32_MAX || next > UINT32_MAX) {
		*why = code == CURLE_OK ? xstrdup(N_("The mail server has no such folder, or does not let us read it.")) : sentence(m, code);
		return false;
	}
	*last = inbox_fetch_begin(m->fetch, validity, next);
	return *last >= 0;
}

struct listed {
	int64_t uid, size;
};

static int
by_uid(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;

	return x->uid < y->uid ? -1 : x->uid > y->uid;
}

/* "* 3 FETCH (UID 5 RFC822.SIZE 1234)", a line each. A range that is empty answers its last mail: what is not new is passed over. */
static size_t
listed(struct imap *m, int64_t last, struct listed **mails)
{
	size_t count = 0, room = 0;

	*mails = NULL;
	for (const char *line = buf_text(&m->in); *line != '\0'; line += strcspn(line, "\n"), line += *line == '\n') {
		char *copy = xstrndup(line, strcspn(line, "\r\n"));
		int64_t uid = number_after(copy, "UID "), size = number_after(copy, "RFC822.SIZE ");

		free(copy);
		if (uid <= last || uid > UINT32_MAX || size < 0)	/* numbers have 32 bits (RFC 3501) */
			continue;
		if (count == room) {
			room = room ? room * 2 : 64;
			*mails = xreallocarray(*mails, room, sizeof **mails);
		}
		(*mails)[count++] = (struct listed){.uid = uid, .size = size};
	}
	if (count > 0)
		qsort(*mails, count, sizeof **mails, by_uid);
	return count;
}

static void
forget(struct imap *m, int64_t uid)
{
	char *url = xasprintf("%s%s", m->base, m->folder), *store = xasprintf("UID STORE %lld +FLAGS.SILENT (\\Deleted)", (long long)uid);
	char *expunge = xasprintf("UID EXPUNGE %lld", (long long)uid);

	/* Only this one: what others marked stays. A server that cannot do that leaves it marked. */
	if (request(m, url, store, LIST_MOST) == CURLE_OK)
		(void)request(m, url, expunge, LIST_MOST);
	free(expunge);
	free(store);
	free(url);
}

static bool
take_one(struct imap *m, const struct listed *mail, bool delete, char **why)
{
	bool large = mail->size > INBOX_RAW_MOST, stop;
	char *url = xasprintf("%s%s;UID=%lld%s", m->base, m->folder, (long long)mail->uid, large ? ";SECTION=HEADER" : "");
	char mark[24];
	CURLcode code = CURLE_OK;
	enum fetched done = FETCHED_LATER;

	snprintf(mark, sizeof mark, "%lld", (long long)mail->uid);
	if (!inbox_fetch_try(m->fetch, mark, &stop))
		done = stop ? FETCHED_LATER : inbox_fetch_note(m->fetch, mail->uid, json_pack("{s:[s],s:s}", "broken", "shape", "message_id", mark));
	else if ((code = request(m, url, NULL, INBOX_RAW_MOST + 1)) == CURLE_REMOTE_FILE_NOT_FOUND)
		done = FETCHED_TAKEN, code = CURLE_OK;	/* somebody took it away meanwhile */
	else if (code == CURLE_OK && large) {
		struct inbox_mail head;
		json_t *facts;

		inbox_read(m->in.bytes ? m->in.bytes : "", m->in.length, &head);
		facts = json_incref(head.facts);
		inbox_mail_free(&head);
		json_object_set_new(facts, "broken", json_pack("[s]", "large"));
		json_object_set_new(facts, "size", json_integer((json_int_t)mail->size));
		done = inbox_fetch_note(m->fetch, mail->uid, facts);
	} else if (code == CURLE_OK)
		done = inbox_fetch_take(m->fetch, mail->uid, m->in.bytes ? m->in.bytes : "", m->in.length);
	if (code != CURLE_OK)
		*why = sentence(m, code);
	else if (done != FETCHED_TAKEN)
		*why = xstrdup(N_("A mail could not be taken; it is tried again."));
	else if (delete && !large)
		forget(m, mail->uid);
	free(url);
	return done == FETCHED_TAKEN && code == CURLE_OK;
}

static void
take_new(struct imap *m, bool delete, char **why)
{
	int64_t last;
	char *url = NULL, *command = NULL;
	struct listed *mails = NULL;
	CURLcode code;
	size_t count;

	if (!numbers(m, &last, why))
		return;
	url = xasprintf("%s%s", m->base, m->folder);
	command = xasprintf("UID FETCH %lld:* (UID RFC822.SIZE)", (long long)last + 1);
	if ((code = request(m, url, command, LIST_MOST)) != CURLE_OK)
		*why = sentence(m, code);
	else {
		count = listed(m, last, &mails);
		for (size_t i = 0; i < count && !inbox_fetch_enough(m->fetch) && *why == NULL; i++) {
			if (!take_one(m, &mails[i], delete, why))
				break;
			if (m->spent > BOX_MS && i + 1 < count)
				*why = xstrdup(N_("The mail server is very slow: the rest is fetched later."));
		}
	}
	free(mails);
	free(command);
	free(url);
}

static void
set_up(struct imap *m, const json_t *box)
{
	const struct config *config = inbox_fetch_config(m->fetch);
	const char *secret = json_string_value(json_object_get(box, "secret"));

	curl_easy_setopt(m->curl, CURLOPT_PROTOCOLS_STR, "imap,imaps");
	curl_easy_setopt(m->curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	curl_easy_setopt(m->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(m->curl, CURLOPT_USERNAME, json_string_value(json_object_get(box, "username")));
	curl_easy_setopt(m->curl, CURLOPT_PASSWORD, secret ? secret : "");
	if (*config->mail_ca)
		curl_easy_setopt(m->curl, CURLOPT_CAINFO, config->mail_ca);
	curl_easy_setopt(m->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(m->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)config->mail_timeout);
	curl_easy_setopt(m->curl, CURLOPT_TIMEOUT_MS, (long)WHOLE_MS);
	curl_easy_setopt(m->curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)(config->mail_timeout / 1000 + 1));
	curl_easy_setopt(m->curl, CURLOPT_WRITEFUNCTION, on_bytes);
	curl_easy_setopt(m->curl, CURLOPT_WRITEDATA, m);
	mail_reach_guard(m->curl, &m->reach);
	curl_easy_setopt(m->curl, CURLOPT_ERRORBUFFER, m->said);
}

bool
inbox_imap(struct fetch *f, const json_t *box, char **why)
{
	const char *host = json_string_value(json_object_get(box, "host")), *security = json_string_value(json_object_get(box, "security"));
	bool tls = security == NULL || strcmp(security, "starttls") != 0;
	int port = (int)json_integer_value(json_object_get(box, "port"));
	struct imap m = {.fetch = f, .in = BUF_EMPTY, .said_folder = json_string_value(json_object_get(box, "folder")),
	    .reach = {.private_too = inbox_fetch_config(f)->mail_private, .refused = false}};
	char *escaped;

	m.curl = curl_easy_init();
	if (m.curl == NULL || host == NULL || m.said_folder == NULL) {
		curl_easy_cleanup(m.curl);
		*why = xstrdup(N_("The mail server is not named."));
		return false;
	}
	escaped = curl_easy_escape(m.curl, m.said_folder, 0);
	m.folder = xstrdup(escaped ? escaped : "INBOX");
	curl_free(escaped);
	m.base = xasprintf(strchr(host, ':') ? "%s://[%s]:%d/" : "%s://%s:%d/", tls ? "imaps" : "imap", host, port > 0 ? port : tls ? 993 : 143);
	set_up(&m, box);
	take_new(&m, json_is_true(json_object_get(box, "delete")), why);
	curl_easy_cleanup(m.curl);
	buf_free(&m.in);
	free(m.base);
	free(m.folder);
	return *why == NULL;
}
