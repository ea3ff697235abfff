/* mail_reach.h: which machines mail is fetched from and sent through: a company names them, and has no business in the server's own network. */
#ifndef SERVER_MAIL_REACH_H
#define SERVER_MAIL_REACH_H
#include <curl/curl.h>
#include <stdbool.h>
#include <sys/socket.h>

struct mail_reach {
	bool private_too;	/* the setting [mail] private_servers */
	bool refused;		/* an address was left alone because of it */
};
/* What to say then; a msgid. */
extern const char mail_reach_refused[];

/* Every address that this handle is about to connect to is looked at: a name may mean another one each time it is asked for. */
void mail_reach_guard(CURL *curl, struct mail_reach *reach);
/* Addresses that only this machine and those beside it can reach, and those that are this machine's own. */
bool mail_reach_is_private(const struct sockaddr *address);
#endif
