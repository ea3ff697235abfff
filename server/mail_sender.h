/* mail_sender.h: the chore that empties the outbox. */
#ifndef SERVER_MAIL_SENDER_H
#define SERVER_MAIL_SENDER_H
struct config;
struct seal;

/* As root: the folder into which mail goes where nothing else is said, for the user that the sender becomes. */
void mail_sender_prepare(const struct config *config);
/* Sends what is due, several at once, and ends when nothing is. Answers an exit code. */
int mail_sender_run(const struct config *config, const struct seal *seal);
#endif
