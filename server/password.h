/* password.h: which passwords are good enough, and how they are kept. */
#ifndef SERVER_PASSWORD_H
#define SERVER_PASSWORD_H

/* A msgid that says what is wrong with it, or null when it will do. email: of the person it is for, may be null. Static. */
const char *password_fault(const char *password, const char *email);
/* Its argon2id hash (libsodium's interactive limits: 76 ms, 64 MiB: never on a worker's loop). The caller owns it. */
char *password_hash(const char *password);
/* Twenty random characters that password_fault() lets pass. The caller owns it. */
char *password_random(void);
#endif
