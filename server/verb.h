/* verb.h: the table of verbs. One row feeds the command line, JSON-RPC, help and dispatch. */
#ifndef SERVER_VERB_H
#define SERVER_VERB_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct buf;
struct request;

enum arg_kind {
	ARG_POSITION,	/* a bare word, in the order of the table */
	ARG_OPTION,	/* --name VALUE or --name=VALUE */
	ARG_FLAG,	/* --name */
	ARG_REST,	/* all remaining bare words */
	ARG_PAIRS,	/* FIELD=VALUE words, gathered into one object; may be mixed with ARG_REST */
	ARG_WIRE,	/* only in JSON-RPC */
};
enum arg_type {
	ARG_TEXT,
	ARG_INTEGER,	/* ≥ 0 */
	ARG_BOOLEAN,
	ARG_NAMES,	/* "a,b" or ["a","b"]: becomes an array of text */
	ARG_IDS,	/* 12 or [12,13]: becomes an array of integers */
	ARG_OBJECT,
	ARG_ANY,
};
struct arg {
	const char *name;	/* in JSON-RPC and as --name (with - for _); null ends the list */
	enum arg_kind kind;
	enum arg_type type;
	bool required;
	const char *word;	/* what stands for the value in the usage line */
	const char *help;	/* msgid */
	int most;		/* bytes of a text; 0: TEXT_MOST. Of a list of numbers: how many; 0: 1,000 */
};
/* A member of the answer as people read it. */
struct member {
	const char *name;	/* dotted within an object: person.name; null ends the list */
	const char *label;	/* msgid */
};
enum { TEXT_MOST = 64 * 1024, SEARCH_MOST = 500, BULK_MOST = 10000 };

enum verb_flag {
	VERB_READ = 1 << 0,		/* changes nothing: may be repeated when a connection is lost */
	VERB_STREAM = 1 << 1,		/* on the command line it runs in a stream child, which owns stdin and stdout */
	VERB_STREAM_ONLY = 1 << 2,	/* it cannot be called through JSON-RPC at all */
	VERB_NO_COMPANY = 1 << 3,	/* works before a company is chosen */
	VERB_STDIN = 1 << 4,		/* JSON on stdin when no FIELD=VALUE is given */
	VERB_HIDDEN = 1 << 5,		/* for the protocol, not for people: help does not list it */
	VERB_SAYS = 1 << 6,		/* the answer carries sentences to be translated */
	VERB_CHANGES = 1 << 7,		/* the answer's id and version are told to those who watch the entity */
	VERB_POLLED = 1 << 9,		/* asked again and again: only what fails or is slow is worth a line of the log */
	VERB_FOLLOW = 1 << 8,		/* on the command line it goes on until the channel closes */
};
/* How dear a call is: the answer of the rate limit per session and second. */
enum verb_rate { RATE_CHEAP, RATE_SEARCH, RATE_HEAVY };

struct verb {
	const char *name;
	const char *help;		/* msgid: one sentence */
	const char *example;		/* a command line; ENTITY stands for one that the person has. Null: it needs none */
	unsigned flags;
	enum verb_rate rate;
	struct arg args[20];
	struct member answer[40];	/* all that the answer may hold beside the fields of an entity, which the catalogue names */
	/* Either a constant call whose only value is the answer's JSON, its parameters being these arguments in order… */
	const char *sql;
	const char *bind;		/* "entity,id": argument names */
	/* …or a handler that answers sooner or later through request_answer() or request_fail(). */
	void (*run)(struct request *r);
};

extern const struct verb verbs[];	/* ended by a null name */

const struct verb *verb_find(const char *name);
/* What a member of this verb's answer is called in this language; null when the verb does not declare it. */
const char *verb_label(const struct verb *v, const char *name, const char *language);
const struct arg *verb_arg(const struct verb *v, const char *name);
/* Checks params against the row, in place: unknown, missing and mistyped ones are refused. Null when fine, else the sentence
   (the caller owns it) and the argument's name in *field (static or within params). */
char *verb_check(const struct verb *v, json_t *params, const char *language, const char **field);
/* Words (without the verb's own name) to params, taking nothing. Null with a sentence when they make no sense. */
json_t *verb_parse(const struct verb *v, size_t count, char *const *words, const char *language, char **why);
/* The argument as a person writes it: --dry-run, --limit N, ENTITY. */
void verb_arg_word(const struct arg *a, bool with_value, struct buf *out);
/* Usage, options, an example (about this entity; null: any) and exit codes of one verb, or the list of all (null). */
void verb_help(const struct verb *v, const char *language, const char *entity, struct buf *out);
#endif
