/* privilege.c: giving up root and all that a process does not need. */
#include "server/privilege.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "shared/xmalloc.h"

bool
privilege_become(const char *user, char **why)
{
	const struct passwd *who;

	if (geteuid() != 0)
		return true;
	errno = 0;
	who = getpwnam(user);
	if (!who || who->pw_uid == 0) {
		*why = xasprintf("There is no user “%s” to become (see comptoird.conf): make it, for example with adduser --system.", user);
		return false;
	}
	if (initgroups(user, who->pw_gid) || setgid(who->pw_gid) || setuid(who->pw_uid) || setuid(0) == 0) {
		*why = xasprintf("This process cannot become the user “%s”: %s.", user, strerror(errno));
		return false;
	}
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return true;
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_SANITIZER
#endif
#endif

void
privilege_limit_memory(int64_t megabytes)
{
#if defined(__SANITIZE_ADDRESS__) || defined(UNDER_SANITIZER)	/* its shadow alone is larger than any limit */
	(void)megabytes;
#else
	struct rlimit limit;

	if (megabytes <= 0)
		return;
	limit.rlim_cur = limit.rlim_max = (rlim_t)megabytes * 1024 * 1024;
	setrlimit(RLIMIT_DATA, &limit);
#endif
}

void
privilege_raise_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}
