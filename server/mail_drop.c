/* mail_drop.c: mail without a mail server: nothing is lost where a company has none yet. */
#include "server/mail_drop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "server/log.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

extern char **environ;

enum { ENDING_MS = 1000 };

static const char *
text_of(const json_t *mail, const char *name)
{
	return json_string_value(json_object_get(mail, name));
}

static bool
write_all(int fd, const struct buf *bytes)
{
	for (size_t at = 0; at < bytes->length;) {
		ssize_t n = write(fd, bytes->bytes + at, bytes->length - at);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			at += (size_t)n;
	}
	return true;
}

static bool
make_folder(int at, const char *name)
{
	return mkdirat(at, name, 0700) == 0 || errno == EEXIST;
}

/* The company's maildir; -1: it cannot be made. A company's short name has letters, digits and hyphens alone. */
static int
open_maildir(const char *folder, const char *company)
{
	int top = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), in = -1;

	if (top >= 0 && make_folder(top, company))
		in = openat(top, company, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (top >= 0)
		close(top);
	if (in >= 0 && make_folder(in, "tmp") && make_folder(in, "new") && make_folder(in, "cur"))
		return in;
	if (in >= 0)
		close(in);
	return -1;
}

static bool
put_file(int maildir, const char *name, const struct buf *bytes)
{
	char tmp[160], done[160];
	int fd;
	bool ok;

	snprintf(tmp, sizeof tmp, "tmp/%s", name);
	snprintf(done, sizeof done, "new/%s", name);
	fd = openat(maildir, tmp, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	ok = write_all(fd, bytes) && fsync(fd) == 0;
	ok = close(fd) == 0 && ok && renameat(maildir, tmp, maildir, done) == 0;
	if (!ok)
		unlinkat(maildir, tmp, 0);
	return ok;
}

struct mail_outcome
mail_drop_folder(const char *folder, const json_t *mail, const struct buf *bytes)
{
	int maildir = open_maildir(folder, text_of(mail, "company"));
	char name[128];
	bool ok = false;

	/* The same mail again has the same name: whoever died between the file and the word that it is there doubles nothing. */
	snprintf(name, sizeof name, "mail-%lld-%.36s", (long long)json_integer_value(json_object_get(mail, "id")), text_of(mail, "message_id") + 1);
	for (char *c = name; *c; c++)
		if (strchr("/:,@<>\\", *c))
			*c = '-';
	if (maildir >= 0) {
		ok = put_file(maildir, name, bytes);
		close(maildir);
	}
	if (ok)
		return (struct mail_outcome){.fate = MAIL_SENT, .why = NULL, .args = NULL};
	log_error("mail_folder", "error=\"%s\"", strerror(errno));
	return (struct mail_outcome){.fate = MAIL_LINE, .why = N_("The server cannot write into its mail folder: whoever runs it sees why in its log."), .args = NULL};
}

/* What the program did not take in time it will not take. */
static bool
feed(int fd, const struct buf *bytes, int64_t timeout)
{
	for (size_t at = 0; at < bytes->length;) {
		struct pollfd waiting = {.fd = fd, .events = POLLOUT, .revents = 0};
		ssize_t n;

		if (poll(&waiting, 1, (int)timeout) <= 0)
			return false;
		n = write(fd, bytes->bytes + at, bytes->length - at);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return false;
		if (n > 0)
			at += (size_t)n;
	}
	return true;
}

static int
wait_for(pid_t pid, int64_t timeout)
{
	const struct timespec step = {.tv_sec = 0, .tv_nsec = 20 * 1000 * 1000};
	int status = 0;

	for (int64_t waited = 0; waited < timeout; waited += 20) {
		pid_t done = waitpid(pid, &status, WNOHANG);

		if (done == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
		nanosleep(&step, NULL);
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return 128;
}

static pid_t
start(const char *program, const json_t *mail, int in)
{
	char dash_i[] = "-i", dash_f[] = "-f", dashes[] = "--";
	char *words[] = {xstrdup(program), dash_i, dash_f, xstrdup(text_of(mail, "from")), dashes, xstrdup(text_of(mail, "address")), NULL};
	posix_spawn_file_actions_t actions;
	pid_t pid = -1;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	if (posix_spawn(&pid, program, &actions, NULL, words, environ) != 0)
		pid = -1;
	posix_spawn_file_actions_destroy(&actions);
	free(words[0]);
	free(words[3]);
	free(words[5]);
	return pid;
}

struct mail_outcome
mail_drop_program(const char *program, const json_t *mail, const struct buf *bytes, int64_t timeout)
{
	int ends[2], status = 128;
	pid_t pid = -1;

	if (*program && pipe2(ends, O_CLOEXEC) == 0) {
		bool fed;

		pid = start(program, mail, ends[0]);
		close(ends[0]);
		fed = pid > 0 && fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0 && feed(ends[1], bytes, timeout);
		close(ends[1]);
		/* One that ended before it read all says why by how it ended; only one that took none of it in time is not waited for. */
		if (pid > 0)
			status = wait_for(pid, fed ? timeout : ENDING_MS);
		if (!fed && status == 0)
			status = 128;
	}
	if (pid > 0 && status == 0)
		return (struct mail_outcome){.fate = MAIL_SENT, .why = NULL, .args = NULL};
	if (pid <= 0)
		return (struct mail_outcome){.fate = MAIL_LINE, .why = N_("This server has no program that sends mail: choose another way in the mail account."), .args = NULL};
	/* sysexits.h: an address that it does not take, and what it may take later. */
	if (status == 65 || status == 67 || status == 68)
		return (struct mail_outcome){.fate = MAIL_BOUNCED, .why = N_("The program that sends mail refused the address."), .args = NULL};
	return (struct mail_outcome){.fate = MAIL_LATER, .why = N_("The program that sends mail could not do it ({status})."), .args = json_pack("{s:i}", "status", status)};
}
