#include "tui/idle_mark.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/xmalloc.h"
#include "tui/terminal.h"

static bool sends, answers;
static int told;
static volatile sig_atomic_t asked;

static void
ask(int number)
{
	(void)number;
	asked++;
}

void
idle_mark_open(void)
{
	const char *how = getenv("COMPTOIR_IDLE_MARK");
	struct sigaction question = {.sa_handler = ask};

	answers = how != NULL && strcmp(how, "ask") == 0;
	sends = answers || (how != NULL && strcmp(how, "1") == 0);
	sigemptyset(&question.sa_mask);
	if (answers)
		sigaction(SIGUSR1, &question, NULL);
}

bool
idle_mark_asked(void)
{
	return asked != told;
}

void
idle_mark_send(void)
{
	char *mark;

	if (!sends)
		return;
	told = asked;
	mark = answers ? xasprintf("\033]7777;idle;%d;%d\a", (int)getpid(), told) : xstrdup("\033]7777;idle\a");
	terminal_send(mark);
	free(mark);
}
