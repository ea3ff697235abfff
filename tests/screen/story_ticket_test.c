/* A ticket, from the mail that somebody wrote to the article that answers the next question, as colleagues live it before the screen. */
/* order: alone */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/screen/story.h"

/* The same question from two customers, in words of their own: an article of one must not answer the other. */
enum { PATIENCE = 300 };

struct question {
	struct story s;
	const char *name, *address, *subject, *text, *again, *ready, *ready_text, *note, *reply, *solution, *article, *next;
};

static const struct question questions[STORY_TIMES] = {
	{.name = "Ida Billet", .address = "ida.billet@example.com", .subject = "Télécommande zorglub muette", .text = "Bonjour, le voyant clignote.", .again = "Toujours la zorglub", .ready = "Précisions",
	    .ready_text = "Bonjour {customer}, de quand date la pile ?", .note = "Sans doute la pile.", .reply = "Elle a quatre ans.", .solution = "Changez la pile CR2032.",
	    .article = "La zorglub ne répond plus", .next = "Ma zorglub ne répond pas"},
	{.name = "Tom Ticket", .address = "tom.ticket@example.com", .subject = "Fuzzwick remote is silent", .text = "Hello, its light blinks.", .again = "Still the fuzzwick", .ready = "Details",
	    .ready_text = "Hello {customer}, how old is the battery?", .note = "The battery, I guess.", .reply = "It is four years old.", .solution = "Put in a new CR2032.",
	    .article = "The fuzzwick is silent", .next = "My fuzzwick does not answer"},
};

/* As a mail server would: first beside the folder, then into it. */
static void
deliver(const struct question *q, const char *subject, const char *text)
{
	static int number;
	char beside[300], into[300];
	FILE *f;

	snprintf(beside, sizeof beside, "%s/mail-in/garage/atelier/tmp/%d.story", getenv("SITE"), ++number);
	snprintf(into, sizeof into, "%s/mail-in/garage/atelier/new/%d.story", getenv("SITE"), number);
	f = fopen(beside, "we");
	assert_non_null(f);
	fprintf(f, "From: %s <%s>\nTo: atelier@garage.test\nSubject: %s\nMessage-ID: <%d.%s>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%s\n",
		q->name, q->address, subject, number, q->address, text);
	fclose(f);
	assert_int_equal(rename(beside, into), 0);
}

static void
company_has(const struct question *q, int time)
{
	const struct story *s = &q->s;

	if (time == 0)
		story_has(s, "create mailbox name=Atelier address=atelier@garage.test kind=folder folder=atelier every_minutes=1440");
	story_has(s, "create canned_answer name='%s' body='%s'", q->ready, q->ready_text);
}

/* Whoever does not want to wait has the box looked into; what lay in it is there when the verb tells so. */
static void
look_into_the_box(struct question *q, const char *words, const char *told)
{
	struct story *s = &q->s;

	site_list(s->r, "mailbox");
	story_act(s, "Relever", "Look now");
	rig_keys(s->r, "Esc");
	for (int i = 0; i < PATIENCE && strstr(site_verb(s->person, words), told) == NULL; i++)
		;
}

static void
open_ticket(struct question *q, const char *subject)
{
	struct story *s = &q->s;

	site_list(s->r, "ticket");
	rig_wait(s->r, subject);
	story_type(s, "/ '%s' Enter Enter", subject);
	rig_wait(s->r, story_says(s, "Qui demande", "Who asks"));
}

static void
a_mail_becomes_a_ticket(struct question *q)
{
	struct story *s = &q->s;

	deliver(q, q->subject, q->text);
	look_into_the_box(q, "list ticket --columns subject --limit 20", q->subject);
	open_ticket(q, q->subject);
	rig_check(s->r, rig_sees(s->r, q->text) && rig_sees(s->r, q->address));
	story_sees(s, "Ouvert", "Open");
	story_sees(s, "Répondre avant", "Answer by");
	story_step(s, "came-in");
}

/* A note is no answer; the ready answer is, with the name filled in, and then the clock stands. */
static void
it_is_answered(struct question *q)
{
	struct story *s = &q->s;

	story_act(s, "Note interne", "Internal note");
	story_type(s, "'%s' F2", q->note);
	story_sees(s, "Note interne : fait", "Internal note: done");
	story_sees(s, "Ouvert", "Open");
	story_act(s, "Réponse type", "Ready answer");
	story_type(s, "'%s' Tab", q->ready);
	story_step(s, "ready-answer");
	rig_keys(s->r, "F2");
	rig_wait(s->r, story_says(s, "En attente depuis", "Waiting since"));
	story_sees(s, "Répondu", "Answered");
	story_step(s, "waiting");
	story_row(s, "Messages", "Messages");
	rig_keys(s->r, "Enter");
	rig_check(s->r, rig_sees(s->r, q->note));
	story_step(s, "thread");
	rig_keys(s->r, "Esc");
}

/* What the last mail to that customer was called; an answer bears the same subject. */
static void
they_answer(struct question *q)
{
	struct story *s = &q->s;
	char words[200], subject[200];
	const char *line;

	snprintf(words, sizeof words, "list mail --filter 'address:%s kind=answer' --columns subject --format csv", q->address);
	line = strchr(site_verb(s->person, words), '\n');
	assert_non_null(line);
	line += line[1] == '"' ? 2 : 1;
	snprintf(subject, sizeof subject, "%.*s", (int)strcspn(line, "\"\r\n"), line);
	deliver(q, subject, q->reply);
	look_into_the_box(q, "list ticket_message --columns body --limit 20 --sort -at", q->reply);
	rig_wait_gone(s->r, story_says(s, "En attente depuis", "Waiting since"));
	story_sees(s, "Arrêt", "Stood");
	story_step(s, "runs-on");
}

static void
a_second_mail_is_the_same(struct question *q)
{
	struct story *s = &q->s;

	deliver(q, q->again, q->text);
	look_into_the_box(q, "list ticket --columns subject --limit 20", q->again);
	open_ticket(q, q->again);
	story_act(s, "Fusionner avec", "Merge into");
	story_type(s, "'%s' Tab", q->subject);
	story_step(s, "merge");
	rig_keys(s->r, "F2");
	rig_wait(s->r, story_says(s, "Fusionné avec", "Merged into"));
	story_sees(s, "Fermé", "Closed");
	story_step(s, "merged");
}

static void
it_is_solved_in_time(struct question *q)
{
	struct story *s = &q->s;

	open_ticket(q, q->subject);
	story_act(s, "Résoudre", "Resolve");
	story_type(s, "'%s' F2", q->solution);
	story_sees(s, "Résoudre : fait", "Resolve: done");
	story_sees(s, "Résolu ", "Resolved ");
	story_step(s, "solved");
	rig_keys(s->r, "Esc R");
	story_choose(s, "Engagements tenus", "Promises kept");
	rig_check(s->r, rig_row_of(s->r, story_says(s, "Moyenne", "Medium")) > 0);
	story_step(s, "promises");
	rig_keys(s->r, "Esc Enter");
}

static void
the_answer_becomes_an_article(struct question *q)
{
	struct story *s = &q->s;

	story_act(s, "En faire un article", "Make an article");
	story_type(s, "'%s' F2", q->article);
	story_sees(s, "En faire un article : fait", "Make an article: done");
	story_row(s, "Articles", "Articles");
	rig_keys(s->r, "Enter");
	rig_check(s->r, rig_sees(s->r, q->article));
	rig_keys(s->r, "e");
	story_to(s, "État", "Status");
	story_type(s, "F4 '%s' Enter", story_says(s, "publ", "publ"));
	rig_check(s->r, rig_sees(s->r, q->solution) && !rig_sees(s->r, q->note));
	story_step(s, "article");
	rig_keys(s->r, "F2");
	story_sees(s, "Enregistré", "Saved");
}

/* Somebody else asks the same: the article stands there before the question is asked, and whoever read it says that it helped. */
static void
the_next_one_finds_it(struct question *q)
{
	struct story *s = &q->s;

	site_list(s->r, "ticket");
	rig_keys(s->r, "F6");
	story_type(s, "'%s'", q->next);
	rig_wait(s->r, q->article);
	story_step(s, "suggested");
	rig_keys(s->r, "F4 Enter");
	rig_wait(s->r, q->solution);
	story_step(s, "read");
	rig_keys(s->r, "Enter");
	story_step(s, "helpful");
	rig_keys(s->r, "Space F2");
	rig_keys(s->r, "Esc");
	rig_check(s->r, rig_sees(s->r, q->next));
	story_step(s, "question-stays");
}

static void
a_ticket(void **state)
{
	(void)state;
	for (int time = 0; time < STORY_TIMES; time++) {
		struct question q = questions[time];
		char words[300];

		story_begin(&q.s, "ticket", time);
		company_has(&q, time);
		q.s.r = site_open(q.s.person, q.s.columns, q.s.rows);
		a_mail_becomes_a_ticket(&q);
		it_is_answered(&q);
		they_answer(&q);
		a_second_mail_is_the_same(&q);
		it_is_solved_in_time(&q);
		the_answer_becomes_an_article(&q);
		the_next_one_finds_it(&q);
		story_end(&q.s);
		snprintf(words, sizeof words, "list article --search '%s' --columns helpful --format csv", q.article);
		assert_non_null(strstr(site_verb(q.s.person, words), "\n1"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_ticket)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
