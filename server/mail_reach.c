/* mail_reach.c: which machines mail is fetched from and sent through: a company names them, and has no business in the server's own network. */
#include "server/mail_reach.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

#include "shared/translate.h"

const char mail_reach_refused[] = N_("The mail server is in the network of the server: who runs it may allow that.");

/* Networks that are nobody's in the world outside (RFC 6890). */
static bool
is_private_v4(uint32_t address)
{
	static const struct { uint32_t network; int bits; } own[] = {
		{0x00000000, 8}, {0x0a000000, 8}, {0x64400000, 10}, {0x7f000000, 8}, {0xa9fe0000, 16}, {0xac100000, 12}, {0xc0000000, 24}, {0xc0000200, 24},
		{0xc0a80000, 16}, {0xc6120000, 15}, {0xc6336400, 24}, {0xcb007100, 24}, {0xe0000000, 3},
	};

	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (((address ^ own[i].network) >> (32 - own[i].bits)) == 0)
			return true;
	return false;
}

static uint32_t
v4_at(const struct in6_addr *address, size_t at)
{
	uint32_t inner;

	memcpy(&inner, address->s6_addr + at, sizeof inner);
	return ntohl(inner);
}

static bool
is_private_v6(const struct in6_addr *a)
{
	static const unsigned char translated[12] = {0x00, 0x64, 0xff, 0x9b};	/* 64:ff9b::/96: NAT64 leads to the address at its end */
	static const unsigned char compatible[12] = {0};			/* ::/96, of old; ::1 and :: among them */

	if (IN6_IS_ADDR_V4MAPPED(a) || memcmp(a->s6_addr, translated, sizeof translated) == 0)
		return is_private_v4(v4_at(a, 12));
	if (a->s6_addr[0] == 0x20 && a->s6_addr[1] == 0x02)			/* 2002::/16: 6to4 */
		return is_private_v4(v4_at(a, 2));
	return memcmp(a->s6_addr, compatible, sizeof compatible) == 0 || (a->s6_addr[0] & 0xfe) == 0xfc ||
	    (a->s6_addr[0] == 0xfe && (a->s6_addr[1] & 0x80) != 0) || IN6_IS_ADDR_MULTICAST(a);
}

/* Under its outer address this machine is itself as well: what listens there may trust whoever comes from here. */
static bool
is_own(const struct sockaddr *address)
{
	struct ifaddrs *all = NULL;
	bool own = false;

	if (getifaddrs(&all) != 0)
		return true;
	for (const struct ifaddrs *each = all; each != NULL && !own; each = each->ifa_next) {
		if (each->ifa_addr == NULL || each->ifa_addr->sa_family != address->sa_family)
			continue;
		if (address->sa_family == AF_INET)
			own = ((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr == ((const struct sockaddr_in *)(const void *)each->ifa_addr)->sin_addr.s_addr;
		else if (address->sa_family == AF_INET6)
			own = memcmp(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, &((const struct sockaddr_in6 *)(const void *)each->ifa_addr)->sin6_addr,
			    sizeof(struct in6_addr)) == 0;
	}
	freeifaddrs(all);
	return own;
}

bool
mail_reach_is_private(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return is_private_v4(ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr)) || is_own(address);
	if (address->sa_family == AF_INET6)
		return is_private_v6(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr) || is_own(address);
	return true;
}

static curl_socket_t
open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct mail_reach *reach = arg;

	if (purpose != CURLSOCKTYPE_IPCXN)
		return CURL_SOCKET_BAD;
	if (!reach->private_too && mail_reach_is_private(&address->addr)) {
		reach->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void
mail_reach_guard(CURL *curl, struct mail_reach *reach)
{
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, reach);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");	/* what the environment says of proxies is about other things; one would connect for us */
}
