/* family.h: the supervisor's processes: how they are spawned, and the children that workers ask for. */
#ifndef SERVER_FAMILY_H
#define SERVER_FAMILY_H
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct family;
struct config;
struct loop;

/* config_path may be null. */
struct family *family_new(const char *config_path);
void family_free(struct family *family);

/* Runs this same program with a subcommand, in a session of its own. fds[i] becomes descriptor i and must be above
   all targets (fd_high) or be i itself. environment: NAME=value lines; null: ours. 0 when it cannot. */
pid_t family_spawn_self(const struct family *family, const char *subcommand, int number, const int *fds, size_t count, const char *environment);

/* Reads what a worker asks on this socket. False when the worker has gone. */
bool family_listen(struct family *family, int socket);
/* A process ended: true when it was a child; its worker is told. */
bool family_ended(struct family *family, pid_t pid, int status);
/* A worker has gone: its children follow it. */
void family_orphan(struct family *family, int socket);
/* Ends all; how many are left. */
size_t family_end_all(struct family *family, int signal_number);
#endif
