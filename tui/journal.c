/* journal.c: what is typed while nobody answers, in a file of this machine. One file a program, a line an entry, the last of a name
   counts: a line that was cut in the middle costs itself alone. A lock says that the program still runs. */
#include "tui/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { FILE_MOST = 4 * 1024 * 1024, LEFT_MOST = 64, DAYS_KEPT = 30, PRIVATE_FOLDER = 0700, PRIVATE_FILE = 0600 };

struct left {
	char *name;
	int fd;			/* locked while it is ours */
};

struct journal {
	char *id, *name;	/* name: of the file; null: none */
	int folder, file;	/* -1: not open */
	json_t *entries;
	size_t bytes;
	bool behind;			/* the file lacks something of the entries */
	struct left left[LEFT_MOST];
	size_t left_count;
};

static const char *
reason(int error)
{
	if (error == ENOSPC || error == EDQUOT || error == EFBIG)
		return N_("The disk of this machine is full: until the server is back, keep this window.");
	return N_("Nothing can be written here: until the server is back, keep this window.");
}

struct journal *
journal_new(const char *id)
{
	struct journal *j = xcalloc(1, sizeof *j);

	j->id = xstrdup(id);
	j->folder = j->file = -1;
	j->entries = json_object();
	return j;
}

/* --- the folder --- */

/* Nobody else can put anything into it; a link may lead anywhere. */
static bool
is_own(int fd, mode_t kind)
{
	struct stat s;

	return fstat(fd, &s) == 0 && (s.st_mode & S_IFMT) == kind && s.st_uid == geteuid() && (s.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static int
step_into(int above, const char *name)
{
	int fd;

	if (mkdirat(above, name, PRIVATE_FOLDER) != 0 && errno != EEXIST)
		return -1;
	fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 && !is_own(fd, S_IFDIR)) {
		close(fd);
		errno = EPERM;
		fd = -1;
	}
	return fd;
}

/* ~/.local/state is made where it is missing; what the person set in XDG_STATE_HOME is theirs to make, but for its last part. */
static int
state_folder(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int fd, above;

	if (state != NULL && *state == '/') {
		if (mkdir(state, PRIVATE_FOLDER) != 0 && errno != EEXIST)
			return -1;
		return open(state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	if (home == NULL || *home != '/') {
		errno = ENOENT;
		return -1;
	}
	above = open(home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (const char *const *part = (const char *const[]){".local", "state", NULL}; above >= 0 && *part != NULL; part++) {
		if (mkdirat(above, *part, PRIVATE_FOLDER) != 0 && errno != EEXIST)
			fd = -1;
		else
			fd = openat(above, *part, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		close(above);
		above = fd;
	}
	return above;
}

static bool
open_folder(struct journal *j)
{
	int state, own;

	if (j->folder >= 0)
		return true;
	state = state_folder();
	if (state < 0)
		return false;
	own = step_into(state, "comptoir");
	if (own >= 0) {
		j->folder = step_into(own, j->id);
		close(own);
	}
	close(state);
	return j->folder >= 0;
}

/* --- the file --- */

static bool
open_file(struct journal *j)
{
	unsigned char bytes[8];

	if (j->file >= 0)
		return true;
	if (!open_folder(j) || getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
		return false;
	j->name = xasprintf("%02x%02x%02x%02x%02x%02x%02x%02x.jsonl", bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6],
		bytes[7]);
	j->file = openat(j->folder, j->name, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, PRIVATE_FILE);
	j->bytes = 0;
	if (j->file < 0) {
		free(j->name);
		j->name = NULL;
		return false;
	}
	(void)!flock(j->file, LOCK_EX | LOCK_NB);	/* a file system without locks: two programs might offer the same, no more */
	return true;
}

static void
drop_file(struct journal *j)
{
	if (j->file < 0)
		return;
	unlinkat(j->folder, j->name, 0);
	close(j->file);
	j->file = -1;
	free(j->name);
	j->name = NULL;
}

static bool
put_line(struct journal *j, const char *name, const json_t *entry)
{
	json_t *line = json_pack("{s:s,s:I,s:O?}", "name", name, "at", (json_int_t)time(NULL), "entry", entry);
	char *text = json_dumps(line, JSON_COMPACT), *whole = xasprintf("%s\n", text);
	size_t length = strlen(whole);
	ssize_t n = write(j->file, whole, length);
	bool good = n == (ssize_t)length;

	/* The half of a line would hide the next one. */
	if (n > 0 && !good) {
		(void)!ftruncate(j->file, (off_t)j->bytes);
		errno = ENOSPC;
	}
	if (good)
		j->bytes += length;
	/* A machine may lose its power just when it has lost its line. */
	if (good)
		fdatasync(j->file);
	free(whole);
	free(text);
	json_decref(line);
	return good;
}

/* Only what counts, in a new file; the old one goes when that stands. */
static bool
write_anew(struct journal *j)
{
	struct journal old = *j;
	const char *name;
	const json_t *entry;
	bool good;

	j->file = -1;
	j->name = NULL;
	good = open_file(j);
	json_object_foreach(j->entries, name, entry)
		good = good && put_line(j, name, entry);
	if (!good) {
		int error = errno;

		drop_file(j);
		j->file = old.file;
		j->name = old.name;
		j->bytes = old.bytes;
		errno = error;
		return false;
	}
	drop_file(&old);
	if (j->bytes <= FILE_MOST)
		return true;
	errno = EFBIG;
	return false;
}

const char *
journal_write(struct journal *j, const char *name, const json_t *entry)
{
	const json_t *there = json_object_get(j->entries, name);

	if (!j->behind && (entry == NULL ? there == NULL : there != NULL && json_equal(there, entry)))
		return NULL;
	if (entry != NULL)
		json_object_set(j->entries, name, (json_t *)(uintptr_t)entry);
	else
		json_object_del(j->entries, name);
	if (json_object_size(j->entries) == 0) {
		drop_file(j);
		j->behind = false;
		return NULL;
	}
	/* What failed once may be more than this line. */
	j->behind = j->behind ? !write_anew(j) : !open_file(j) || !put_line(j, name, entry) || (j->bytes > FILE_MOST && !write_anew(j));
	return j->behind ? reason(errno) : NULL;
}

/* --- what others left --- */

static void
read_lines(int fd, json_t *entries)
{
	struct stat s;
	char *text, *line, *end;
	ssize_t n;

	if (fstat(fd, &s) != 0 || s.st_size <= 0 || s.st_size > 2 * (off_t)FILE_MOST)
		return;
	text = xmalloc((size_t)s.st_size + 1);
	n = pread(fd, text, (size_t)s.st_size, 0);
	text[n > 0 ? n : 0] = '\0';
	for (line = text; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		json_t *one = json_loadb(line, (size_t)(end - line), 0, NULL);
		const char *name = json_string_value(json_object_get(one, "name"));
		json_t *entry = json_object_get(one, "entry");

		/* Two programs may have gone on with the same, one after the other. */
		if (name != NULL && json_is_object(entry) && json_integer_value(json_object_get(json_object_get(entries, name), "at")) <=
		    json_integer_value(json_object_get(one, "at"))) {
			json_object_set(entry, "at", json_object_get(one, "at"));
			json_object_set(entries, name, entry);
		} else if (name != NULL && !json_is_object(entry)) {
			json_object_del(entries, name);
		}
		json_decref(one);
	}
	free(text);
}

static bool
is_old(int fd)
{
	struct stat s;

	return fstat(fd, &s) == 0 && time(NULL) - s.st_mtime > (time_t)DAYS_KEPT * 24 * 3600;
}

static void
take_left(struct journal *j, const char *name, json_t *entries, const char **why)
{
	int fd = openat(j->folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return;			/* another program was quicker */
	if (fd < 0 || !is_own(fd, S_IFREG)) {
		*why = N_("A file of what you typed offline is not yours alone: it was left as it is.");
	} else if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
		;			/* the program that writes it still runs: it sends it itself */
	} else if (is_old(fd)) {
		unlinkat(j->folder, name, 0);
	} else {
		read_lines(fd, entries);
		j->left[j->left_count++] = (struct left){xstrdup(name), fd};
		return;
	}
	if (fd >= 0)
		close(fd);
}

json_t *
journal_left(struct journal *j, const char **why)
{
	json_t *entries = json_object();
	struct dirent *one;
	DIR *folder;
	int fd;

	if (!open_folder(j)) {
		if (errno == EPERM || errno == ELOOP || errno == ENOTDIR)
			*why = N_("The folder for what you type offline is not yours alone: nothing is kept.");
		json_decref(entries);
		return NULL;
	}
	fd = openat(j->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	folder = fd >= 0 ? fdopendir(fd) : NULL;
	while (folder != NULL && j->left_count < LEFT_MOST && (one = readdir(folder)) != NULL) {
		size_t length = strlen(one->d_name);

		if (length > 6 && strcmp(one->d_name + length - 6, ".jsonl") == 0 && (j->name == NULL || strcmp(one->d_name, j->name) != 0))
			take_left(j, one->d_name, entries, why);
	}
	if (folder != NULL)
		closedir(folder);
	if (json_object_size(entries) > 0)
		return entries;
	json_decref(entries);
	journal_forget(j);
	return NULL;
}

static void
let_go(struct journal *j, bool remove)
{
	while (j->left_count > 0) {
		struct left *left = &j->left[--j->left_count];

		if (remove)
			unlinkat(j->folder, left->name, 0);
		close(left->fd);
		free(left->name);
	}
}

void
journal_forget(struct journal *j)
{
	let_go(j, true);
}

void
journal_free(struct journal *j)
{
	if (j == NULL)
		return;
	let_go(j, false);
	if (json_object_size(j->entries) == 0)
		drop_file(j);
	if (j->file >= 0)
		close(j->file);
	if (j->folder >= 0)
		close(j->folder);
	json_decref(j->entries);
	free(j->name);
	free(j->id);
	free(j);
}
