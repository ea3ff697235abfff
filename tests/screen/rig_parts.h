/* rig_parts.h: the inside of a rig: the program (rig.c), its keys (rig_keys.c), its picture (rig_look.c). */
#ifndef TESTS_SCREEN_RIG_PARTS_H
#define TESTS_SCREEN_RIG_PARTS_H
#include <sys/types.h>
#include <vterm.h>

#include "shared/buf.h"
#include "tests/screen/rig.h"

struct rig {
	int master, slave;	/* the slave stays open to see what the program has not read yet */
	pid_t program, server;
	int status;		/* -1 while it runs */
	char home[64];
	int columns, rows;
	VTerm *terminal;
	VTermScreen *screen;
	bool alternate, cursor_visible, may_end;
	struct buf log, held;	/* all output; output that may be the start of an idle mark */
	struct buf text;	/* what rig_row and rig_screen gave last */
	size_t bytes;
	int marks, bells, pieces;
	int answers, asked, answered;	/* who answers questions (0: nobody), how often it was asked, and what it answered last */
	double sent_at, first_ms, last_ms;
};

void rig_look_open(struct rig *r);
void rig_look_close(struct rig *r);
void rig_look_write(struct rig *r, const char *bytes, size_t length);
void rig_look_resize(struct rig *r, int columns, int rows);
#endif
