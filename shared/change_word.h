/* change_word.h: how a change is called in a record's history. */
#ifndef SHARED_CHANGE_WORD_H
#define SHARED_CHANGE_WORD_H

/* The msgid for a verb of the history ("insert"); the verb itself when it has none. */
const char *change_word(const char *verb);
#endif
