/* server.h: the loop of a worker: collect what is ready, run each request, commit once, answer all. Reads are
 * answered inside the turn in which they became whole. Writes of a turn share one transaction on SQLite, a savepoint
 * each, and are answered after its commit; on PostgreSQL each has its own. One thread; nothing here is shared with
 * other processes but site->stats. */
#ifndef MOTCUA_WEB_SERVER_H
#define MOTCUA_WEB_SERVER_H

#include <signal.h>

#include "web/site.h"

struct server;

/* Takes over a listening socket. INVALID with a sentence when the HTTP library does not start. */
NODISCARD enum rc server_new(struct arena *a, struct site *site, int listen_fd, unsigned connections_max,
                             struct server **out, struct str *why);
/* Serves until *stop becomes non-zero (a signal handler sets it), then takes no new connections, finishes what it has
 * and returns, after ten seconds at the latest. */
void server_run(struct server *s, const volatile sig_atomic_t *stop);
/* One turn, waiting at most `wait_ms`: for tests. */
void server_turn(struct server *s, int wait_ms);
void server_free(struct server *s);

/* A listening TCP socket on "127.0.0.1:8080" or "[::1]:8080";
 * port 0 takes a free one and *port tells. -1 with errno. */
int server_listen(const char *address, unsigned short port, unsigned short *bound);

#endif
