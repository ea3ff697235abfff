/* path_words.h: the name of a file as a terminal or a file manager hands it over. */
#ifndef TUI_PATH_WORDS_H
#define TUI_PATH_WORDS_H

/* Without quotes, backslashes before blanks, file:// and its %20; ~ is the person's home. The caller owns it. */
char *path_clean(const char *typed, const char *home);
/* What stands after the last slash; borrowed. */
const char *path_name(const char *path);
#endif
