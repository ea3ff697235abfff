/* terminal_kinds.h: what terminals are called and what they understand beside text: one row a family. */
#ifndef TUI_TERMINAL_KINDS_H
#define TUI_TERMINAL_KINDS_H
#include <stdbool.h>

enum terminal_can {
	CAN_MOUSE = 1,
	CAN_PASTE = 2,		/* says where a paste begins and ends */
	CAN_TITLE = 4,
	CAN_COPY = 8,		/* takes text for its clipboard: OSC 52 */
	CAN_LINK = 16,		/* OSC 8 */
	CAN_NOTIFY = 32,	/* OSC 9 */
};
struct terminal_kind {
	const char *starts;	/* how TERM begins */
	const char *use;	/* the description to take where this machine has none of that name */
	int can;
	bool ascii;		/* knows no UTF-8 */
};
/* Never null: of a name that nobody knows, nothing is expected, and nothing is used instead. */
const struct terminal_kind *terminal_kind_of(const char *term);
/* Can a terminal of that name show a screen at all? */
bool terminal_kind_shows(const char *term);
#endif
