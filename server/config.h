/* config.h: the settings of comptoird.conf. One table row a setting makes the parser, the check and the manual. */
#ifndef SERVER_CONFIG_H
#define SERVER_CONFIG_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct config_list {
	char **items;		/* owned */
	size_t count;
};

struct config {
	char *path;				/* the file it came from; null: defaults */
	/* [server] */
	struct config_list listen;
	int64_t workers;
	char *host_key, *secret_key, *user, *tui, *tui_user, *log, *log_level;
	int64_t watchdog, drain;		/* ms */
	/* [database] */
	char *connection, *direct, *admin;
	bool prepare;
	int64_t pool, away;			/* away: ms */
	/* [mail] */
	char *mail_driver, *mail_folder, *mail_sendmail, *mail_ca, *mail_name;
	int64_t mail_timeout;			/* ms */
	char *mail_boxes;
	bool mail_private;
	/* [limits] */
	int64_t grace;				/* ms */
	int64_t starting, per_address, attempts, sessions, channels, children;
	int64_t hashing_threads, hashing_queue;
	int64_t file_mb, worker_memory_mb;
};

enum config_type { CONFIG_TEXT, CONFIG_LIST, CONFIG_NUMBER, CONFIG_TIME, CONFIG_SWITCH, CONFIG_CHOICE };

struct config_setting {
	const char *section, *name;
	enum config_type type;
	size_t offset;				/* of the member in struct config */
	const char *preset;			/* as it would be written in the file */
	int64_t least, most;			/* numbers; times in ms */
	const char *choices;			/* words with blanks between them */
	bool live;				/* SIGHUP changes it in running processes */
	const char *help;			/* one sentence, also in comptoird.conf(5) */
};
extern const struct config_setting config_settings[];
extern const size_t config_settings_count;

/* Reads the file (null: the presets alone). Every problem is one line of *why: file, setting, sentence; then the answer is null. */
struct config *config_read(const char *path, char **why);
void config_free(struct config *config);
/* Takes over from fresh the settings that may change while the server runs. */
void config_adopt(struct config *config, const struct config *fresh);
/* The settings in force, in the file's own form: what `comptoird check` shows. Passwords in connections are hidden. */
void config_print(const struct config *config, FILE *to);
/* The settings with their meaning as mdoc text: the body of comptoird.conf(5). */
void config_manual(FILE *to);
#endif
