/* verb_run.h: the handlers that the table of verbs names; one that is not here is a constant call of SQL. */
#ifndef SERVER_VERB_RUN_H
#define SERVER_VERB_RUN_H
struct request;
typedef void verb_run(struct request *r);

verb_run verb_help_run, verb_whoami, verb_hello, verb_catalogue;	/* verb_about.c */
verb_run verb_list, verb_count, verb_show, verb_seen;			/* verb_list.c */
verb_run verb_board;							/* verb_board.c */
verb_run verb_do;							/* verb_do.c */
verb_run verb_save, verb_figures;					/* verb_save.c, verb_figures.c */
verb_run verb_jobs, verb_key, verb_session, verb_logs;			/* verb_own.c */
verb_run verb_health, verb_metrics;					/* verb_health.c */
verb_run verb_who;							/* verb_who.c */
verb_run verb_verify;							/* verb_verify.c */
#endif
