/* serve.h: the supervisor: opens the ports, keeps the workers alive, ends all in order. */
#ifndef SERVER_SERVE_H
#define SERVER_SERVE_H
struct config;

/* `comptoird serve`. Takes the settings. Returns the exit code. */
int serve_main(struct config *config, int argc, char **argv);
#endif
