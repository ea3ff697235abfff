/* exec_label.h: what the members of an answer that the catalogue does not know are called for people. */
#ifndef SERVER_EXEC_LABEL_H
#define SERVER_EXEC_LABEL_H
/* "person.email" → "E-mail"; a name without a label is shown as it is. Borrowed. */
const char *exec_label(const char *name, const char *language);
#endif
