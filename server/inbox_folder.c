/* inbox_folder.c: a maildir folder of this machine: what lies in new is taken, then moved to cur. A company names a folder below its own;
   where all of them lie is a setting. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/config.h"
#include "server/inbox_fetch.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* A regular file, whole. Null: it is none, or it has gone. */
static char *
read_file(int folder, const char *name, size_t *length, bool *large)
{
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	char *bytes = NULL;
	size_t got = 0, most;
	ssize_t n;

	*large = false;
	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		*large = st.st_size > INBOX_RAW_MOST;
		most = *large ? INBOX_TEXT_MOST : (size_t)st.st_size;	/* of one that is too large the head is enough */
		bytes = xmalloc(most + 1);
		while (got < most && (n = read(fd, bytes + got, most - got)) > 0)
			got += (size_t)n;
	}
	close(fd);
	*length = got;
	return bytes;
}

/* Of what is too large to be taken apart: who, what about, and that it lies here still. */
static json_t *
head_only(const char *bytes, size_t length)
{
	struct inbox_mail mail;
	json_t *facts;

	inbox_read(bytes, length, &mail);
	facts = json_incref(mail.facts);
	inbox_mail_free(&mail);
	json_object_del(facts, "text");
	json_object_set_new(facts, "broken", json_pack("[s]", "large"));
	return facts;
}

static bool
take_one(struct fetch *f, int fresh, int seen, const char *name)
{
	bool stop, large;
	size_t length;
	char *bytes, *to;
	enum fetched done = FETCHED_TAKEN;

	if (!inbox_fetch_try(f, name, &stop)) {
		if (stop)
			return false;
	} else if ((bytes = read_file(fresh, name, &length, &large)) != NULL) {
		done = large ? inbox_fetch_note(f, 0, head_only(bytes, length)) : inbox_fetch_take(f, 0, bytes, length);
		free(bytes);
	}
	if (done != FETCHED_TAKEN)
		return false;
	to = strchr(name, ':') ? xstrdup(name) : xasprintf("%s:2,S", name);
	(void)!renameat(fresh, name, seen, to);		/* one that stays is known by its number next time */
	free(to);
	return true;
}

bool
inbox_folder(struct fetch *f, const json_t *box, char **why)
{
	const char *root = inbox_fetch_config(f)->mail_boxes, *company = json_string_value(json_object_get(box, "company"));
	char *path = xasprintf("%s/%s/%s", root, company, json_string_value(json_object_get(box, "folder")));
	int top = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), fresh = -1, seen = -1, count = 0;
	struct dirent **names = NULL;

	if (top >= 0) {
		fresh = openat(top, "new", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		seen = openat(top, "cur", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	}
	if (fresh < 0 || seen < 0 || (count = scandirat(fresh, ".", &names, visible, by_name)) < 0) {
		count = 0;
		*why = xstrdup(errno == EACCES ? N_("The server may not read this folder.") : N_("There is no maildir folder of this name on the server."));
	}
	for (int i = 0; i < count; i++) {
		if (*why == NULL && !inbox_fetch_enough(f) && !take_one(f, fresh, seen, names[i]->d_name))
			*why = xstrdup(N_("A mail could not be taken; it is tried again."));
		free(names[i]);
	}
	free(names);
	for (int i = 0, fds[] = {top, fresh, seen}; i < 3; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	free(path);
	return *why == NULL;
}
