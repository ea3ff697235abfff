/* exec_board.h: a board as people read it. */
#ifndef SERVER_EXEC_BOARD_H
#define SERVER_EXEC_BOARD_H
#include <jansson.h>
#include <stdbool.h>

#include "server/exec_format.h"

bool exec_is_board(const json_t *answer);
/* Each column by its name, how many it holds and what they add up to; then its cards as a table. */
void exec_board(const json_t *answer, const struct exec_look *look, struct buf *out);
#endif
