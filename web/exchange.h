/* exchange.h: one request and its answer, from route to headers, without any socket: the server drives it, and the
 * rooms' tests drive it too (web/testing.h).
 *
 *   exchange_begin -> request_header… -> exchange_route -> [request_body_open, request_body…, request_body_end]
 *   -> exchange_run (inside the transaction that the caller framed) -> exchange_answer
 *
 * exchange_turn does the last steps with its own transaction: for tests, reads, and writes on PostgreSQL. */
#ifndef MOTCUA_WEB_EXCHANGE_H
#define MOTCUA_WEB_EXCHANGE_H

#include "web/request.h"
#include "web/session.h"
#include "web/site.h"

#define ANSWER_HEADERS_MAX 40

struct answer {
    int status;
    struct str headers[ANSWER_HEADERS_MAX][2];
    size_t headers_n;
    struct str body;
    struct str file_path;      /* instead of body */
    int64_t file_from, file_size;
};

struct exchange {
    struct ctx c;
    struct site *site;
    struct request *http;
    struct out out;
    enum rc rc;
    int refused;               /* status decided before any handler: malformed, too large … */
    const char *refused_why;   /* for the log */
    unsigned allowed;          /* with 405 */
    bool writes, no_database;
    bool guard_wrote;          /* the guard wrote: keep it although the handler refuses */
    bool undone;               /* the handler's own writes are undone already */
    struct scope scope;
    struct actor actor;
    struct web_session session;
    bool has_session;
    int64_t touch;             /* session row whose seen_at wants renewing */
    struct instant began;
};

/* In the arena; c.db, c.now and the language are set. */
struct exchange *exchange_begin(struct arena *a, struct site *site, enum method m, struct str target, struct str peer);
/* Finds the route. After this `refused` may be set (400, 404, 405): the body need not be read, exchange_run answers. */
void exchange_route(struct exchange *x);
/* The guard's first look when a large or streamed body announces itself: refuses strangers before their bytes come, and
 * opens the descriptor of ROUTE_BODY_STREAM. In a read transaction of its own. */
void exchange_admit_body(struct exchange *x);
void exchange_refuse(struct exchange *x, int status, const char *why);
/* Guard, input, handler; x->rc says whether the work is to be kept. Calling it again starts afresh (retry). */
void exchange_run(struct exchange *x);
/* What was kept could not be committed after all. */
void exchange_lost(struct exchange *x);
/* Transaction and run in one. */
void exchange_turn(struct exchange *x);
/* Status, headers and body. Pages of errors are made here if no handler made one. */
struct answer exchange_answer(struct exchange *x);

#endif
