/* site.h: people of a running Comptoir (tests/screen/run makes it and names it in SITE): marie and mary own the garage, in French
   and in English; nina too, and likes her screen her own way; paul keeps its office, vera only reads;
   rosa, English, keeps its office as well and learns in a demo company, where tina, new to all of it, has nothing but that. */
#ifndef TESTS_SCREEN_SITE_H
#define TESTS_SCREEN_SITE_H
#include "tests/screen/rig.h"

/* Sits somebody down before the installed client, its lists as declared, and waits for the menu. Skips the test, saying so, where there is no SITE. */
struct rig *site_open(const char *person, int columns, int rows);
/* What that person said about the screen is forgotten, where the name is like this (%: all of it). */
void site_forget(const char *person, const char *names);
struct rig *site_open_again(const char *person);	/* lists as they were left; waits for whatever opens first */
/* The same on another kind of terminal and with other variables ("NAME=value"; may be null), or with an option. */
struct rig *site_open_on(const char *term, const char *person, const char *const *environment);
struct rig *site_open_option(const char *option, const char *person);
struct rig *site_open_lines(const char *option, const char *person);	/* in linear mode: high, for lines that scroll away */
/* The same on another kind of terminal; environment as rig_options has it, may be null. */
struct rig *site_open_with(const char *person, int columns, int rows, const char *term, const char *const *environment);
/* The same with the line that the sitting begins with; waits for nothing. */
struct rig *site_open_with_line(const char *person, const char *line);
struct rig *site_hosted_with_line(const char *person, const char *line);
/* The same through the door for people who have only ssh: no idle marks, so tests wait for texts. */
struct rig *site_hosted(const char *person, int columns, int rows);
struct rig *site_hosted_on(const char *term, const char *person, const char *const *options);	/* options of ssh; may be null */
/* What that person's verb answers on stdout; fails the test unless it ends with 0. Valid until the next call. */
const char *site_verb(const char *person, const char *words);
/* Imports a file of tests/data/import, of which some rows are refused; what was said. Valid until the next call. */
const char *site_import(const char *person, const char *entity, const char *file);
/* The server's day in Paris, as in 21/11/2026: what clients call today is settled (2026-11-20), what is done now bears this one. */
const char *site_today(void);
/* Opens a list by its English name through the palette; paste, so that no key is taken for a command. */
void site_list(struct rig *r, const char *entity);
/* A row of a form, without the names of sections that may stand at its left. */
const char *site_form_row(struct rig *r, int row);
/* Closes everything down to the menu. */
void site_home(struct rig *r);
#endif
