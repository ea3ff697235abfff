/* wire.h: lines that can be cut, servers that can be killed: what stories of lost connections need beside a site. */
#ifndef TESTS_SCREEN_WIRE_H
#define TESTS_SCREEN_WIRE_H
#include <stdbool.h>
#include <sys/types.h>

struct rig;

/* A wire to the site that can be cut: what passes by here is carried in a process of its own. */
struct wire {
	pid_t pid;
	int port;			/* 0: any that is free */
};
void wire_up(struct wire *w);
void wire_cut(const struct wire *w);
/* Somebody whose way to the server leads over the wire; with other variables, which may be null. */
struct rig *wire_over(const struct wire *w, const char *person, int columns, int rows);
struct rig *wire_over_with(const struct wire *w, const char *person, int columns, int rows, const char *const *environment);

/* The same through the door for people who have only ssh. */
struct rig *wire_hosted(const struct wire *w, const char *person);

/* Kills what serves, without a word to anybody: the workers, or the whole server, which is then started again. */
void wire_kill_server(bool whole);
void wire_start_server(void);
/* Behind the server's back. */
void wire_sql(const char *statement);
/* For so many seconds nobody changes a record of that kind: who wants to waits. */
void wire_hold(const char *entity, int seconds);
/* What the administrator of the site writes after `comptoird`. */
void wire_admin(const char *words);
/* Before a story: what an earlier one left unfinished is none of its business. */
int wire_nothing_unfinished(void **state);
#endif
