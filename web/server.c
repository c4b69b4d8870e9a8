#include "web/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "core/actor/store.h"
#include "web/edge.h"
#include "web/exchange.h"
#include "web/router.h"

#define HEAD_BYTES ((size_t)32 * 1024) /* the library's memory of one connection: larger heads are answered 431 */
#define REQUEST_QUOTA ((size_t)96 << 20)
#define ARENAS_KEPT 64
#define BATCH_MAX 256
#define BATCH_US 20000 /* a transaction stays open no longer than this once it has work */
#define TOUCHES_MAX 128
#define STOP_MS 10000
#define SLOW_US 1000000

enum stage { TALK_HEAD, TALK_BODY, TALK_QUEUED, TALK_READY };

/* One request on one connection. */
struct talk {
    struct server *server;
    struct arena *arena;
    struct MHD_Connection *conn;
    struct edge_conn *edge;
    struct exchange *x;
    struct str target;
    const char *target_at;
    enum stage stage;
    int64_t thrown_away;                   /* bytes of a refused body that still came */
    struct talk *next;                     /* in the queue of writes */
    struct talk *before_head, *after_head; /* among those whose head is not whole */
};

struct server {
    struct site *site;
    struct MHD_Daemon *daemon;
    struct edge *edge;
    int epoll_fd;
    bool in_place, stopping;
    bool resumed;              /* answers of the last turn's writes wait for the library */
    struct talk *first, *last; /* writes waiting for their turn */
    struct talk *heads;        /* requests whose head is not whole */
    struct arena *free_arenas[ARENAS_KEPT];
    size_t free_n;
    int64_t touches[TOUCHES_MAX]; /* sessions seen by reads, written with the next writes */
    size_t touches_n;
    int64_t touched_at;
    struct arena *own; /* for transactions of the loop itself */
};

/* Only durations and deadlines are taken from here; the time of day comes from site->now. */
static int64_t now_us(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t now_ms(void)
{
    return now_us() / 1000;
}

/* ---- arenas are reused: a request costs no allocation ---- */

static struct arena *take_arena(struct server *s)
{
    return s->free_n ? s->free_arenas[--s->free_n] : arena_new(REQUEST_QUOTA);
}

static void give_arena(struct server *s, struct arena *a)
{
    if (s->free_n == ARENAS_KEPT) {
        arena_free(a);
        return;
    }
    arena_reset(a);
    s->free_arenas[s->free_n++] = a;
}

/* ---- answering ---- */

static struct MHD_Response *file_response(const struct answer *a)
{
    CLEANUP(arena_freep) struct arena *scratch = arena_new(8192);
    int fd = open(str_c(scratch, a->file_path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return NULL;
    struct MHD_Response *r =
        MHD_create_response_from_fd_at_offset64((uint64_t)a->file_size, fd, (uint64_t)a->file_from);
    if (!r)
        (void)close(fd);
    return r;
}

static struct MHD_Response *make_response(const struct answer *a)
{
    if (a->file_path.n)
        return file_response(a);
    /* The bytes live in the arena, which outlives the response (on_done). The library takes them without const. */
    union {
        const char *from;
        void *to;
    } body = {.from = a->body.p};
    return MHD_create_response_from_buffer(a->body.n, a->body.n ? body.to : NULL, MHD_RESPMEM_PERSISTENT);
}

static void put_headers(struct talk *t, struct MHD_Response *r, const struct answer *a)
{
    for (size_t i = 0; i < a->headers_n; i++)
        (void)MHD_add_response_header(r, str_c(t->arena, a->headers[i][0]), str_c(t->arena, a->headers[i][1]));
    if (t->server->stopping)
        (void)MHD_add_response_header(r, "Connection", "close");
}

static void count(struct talk *t, const struct answer *a)
{
    struct site_stats *st = t->server->site->stats;
    int64_t size = a->file_path.n ? a->file_size : (int64_t)a->body.n;
    unsigned class = (unsigned)a->status / 100;
    st->requests++;
    st->by_class[class < 6 ? class : 5]++;
    st->bytes_in += request_body_size(t->x->http);
    st->bytes_out += size;
    edge_stage_set(t->server->edge, t->edge, EDGE_ANSWER, now_ms(), size);
}

static enum MHD_Result answer_talk(struct talk *t)
{
    struct answer a = exchange_answer(t->x);
    struct MHD_Response *r = make_response(&a);
    if (!r) {
        exchange_lost(t->x);
        a = exchange_answer(t->x);
        r = make_response(&a);
    }
    if (!r)
        return MHD_NO;
    put_headers(t, r, &a);
    count(t, &a);
    enum MHD_Result ok = MHD_queue_response(t->conn, (unsigned)a.status, r);
    MHD_destroy_response(r);
    return ok;
}

/* Before there is an exchange: the request cannot even be told apart. */
static enum MHD_Result answer_bare(struct talk *t, unsigned status, const char *why)
{
    static char text[] = "bad request\n";
    struct server *s = t->server;
    struct MHD_Response *r = MHD_create_response_from_buffer(sizeof text - 1, text, MHD_RESPMEM_PERSISTENT);
    if (!r)
        return MHD_NO;
    s->site->stats->refused_by_edge++;
    s->site->stats->by_class[4]++;
    (void)MHD_add_response_header(r, "Connection", "close");
    (void)MHD_add_response_header(r, "Content-Type", "text/plain");
    log_info("edge refused=%u why=\"%s\"", status, why);
    edge_stage_set(s->edge, t->edge, EDGE_ANSWER, now_ms(), 0);
    enum MHD_Result ok = MHD_queue_response(t->conn, status, r);
    MHD_destroy_response(r);
    return ok;
}

/* ---- the head of a request ---- */

struct head_list {
    struct edge_header h[HEADERS_MAX];
    size_t n;
    bool full;
};

static enum MHD_Result collect(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_n, const char *value,
                               size_t value_n)
{
    struct head_list *l = cls;
    (void)kind;
    if (l->n == HEADERS_MAX) {
        l->full = true;
        return MHD_NO;
    }
    l->h[l->n++] = (struct edge_header){name, name_n, value, value_n};
    return MHD_YES;
}

static int64_t body_length(const struct head_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        struct str name = str_n(l->h[i].name, l->h[i].name_n);
        int64_t n = 0;
        if (name.n == 17 && strncasecmp(name.p, "Transfer-Encoding", 17) == 0)
            return -1;
        if (name.n == 14 && strncasecmp(name.p, "Content-Length", 14) == 0)
            return str_to_i64(str_n(l->h[i].value, l->h[i].value_n), &n) ? n : INT64_MAX;
    }
    return 0;
}

static void announce_body(struct talk *t, int64_t length)
{
    const struct req *r = request_const(t->x->http);
    struct body_fault f = request_body_open(t->x->http, length);
    if (f.status)
        exchange_refuse(t->x, f.status, f.why);
    else if (r->route->flags & (ROUTE_FILES | ROUTE_BODY_STREAM))
        exchange_admit_body(t->x);
}

static void head_comes(struct server *s, struct talk *t)
{
    t->after_head = s->heads;
    if (s->heads)
        s->heads->before_head = t;
    s->heads = t;
}

static void head_came(struct server *s, struct talk *t)
{
    if (t->before_head)
        t->before_head->after_head = t->after_head;
    else if (s->heads == t)
        s->heads = t->after_head;
    if (t->after_head)
        t->after_head->before_head = t->before_head;
    t->before_head = t->after_head = NULL;
}

/* A refusal that need not wait for the body is told at once, and the library then closes the connection. */
static enum MHD_Result begin_talk(struct talk *t, const char *method, const char *version)
{
    struct head_list l = {.n = 0};
    enum method m;
    head_came(t->server, t);
    (void)MHD_get_connection_values_n(t->conn, MHD_HEADER_KIND, collect, &l);
    struct edge_head head = {.method = method,
                             .version = version,
                             .target = t->target.p,
                             .target_at = t->target_at,
                             .target_n = t->target.n,
                             .headers = l.h,
                             .headers_n = l.n,
                             .in_place = t->server->in_place};
    const char *fault = l.full ? "too many headers" : edge_head_fault(&head);
    if (fault)
        return answer_bare(t, l.full ? 431 : 400, fault);
    if (!method_parse(method, &m))
        return answer_bare(t, 501, "method");
    if (t->target.p[0] != '/')
        return answer_bare(t, 400, "target");
    t->x = exchange_begin(t->arena, t->server->site, m, t->target, str_from(t->edge->text));
    for (size_t i = 0; i < l.n; i++)
        (void)request_header(t->x->http, str_n(l.h[i].name, l.h[i].name_n), str_n(l.h[i].value, l.h[i].value_n));
    exchange_route(t->x);
    int64_t length = body_length(&l);
    if (!t->x->refused && length != 0)
        announce_body(t, length);
    else if (!t->x->refused && (request_const(t->x->http)->route->flags & ROUTE_BODY_STREAM))
        exchange_refuse(t->x, 400, "a streamed body needs its length");
    t->stage = TALK_BODY;
    if (t->x->refused && length != 0) {
        exchange_turn(t->x);
        t->stage = TALK_READY;
        return answer_talk(t);
    }
    edge_stage_set(t->server->edge, t->edge, EDGE_BODY, now_ms(), 0);
    return MHD_YES;
}

/* ---- the body, then the work ---- */

static void take_body(struct talk *t, const char *bytes, size_t n)
{
    edge_body(t->edge, n);
    if (t->x->refused) {
        t->thrown_away += (int64_t)n;
        if (t->thrown_away > BODY_FORM_MAX)
            (void)shutdown(t->edge->fd, SHUT_RD);
        return;
    }
    struct body_fault f = request_body(t->x->http, str_n(bytes, n));
    if (f.status)
        exchange_refuse(t->x, f.status, f.why);
}

static void queue_write(struct talk *t)
{
    struct server *s = t->server;
    t->stage = TALK_QUEUED;
    t->next = NULL;
    if (s->last)
        s->last->next = t;
    else
        s->first = t;
    s->last = t;
    MHD_suspend_connection(t->conn);
}

static void note_touch(struct server *s, int64_t session)
{
    for (size_t i = 0; i < s->touches_n; i++)
        if (s->touches[i] == session)
            return;
    if (session && s->touches_n < TOUCHES_MAX)
        s->touches[s->touches_n++] = session;
}

static void timed_turn(struct server *s, struct exchange *x)
{
    int64_t began = now_us();
    exchange_turn(x);
    int64_t took = now_us() - began;
    s->site->stats->busy_us += took;
    if (took > s->site->stats->run_us_max)
        s->site->stats->run_us_max = took;
    const struct route *route = request_const(x->http)->route;
    if (took > SLOW_US)
        log_warn("slow route=%s ms=%lld", route ? route->name : "", (long long)(took / 1000));
}

static enum MHD_Result end_body(struct talk *t)
{
    struct exchange *x = t->x;
    if (!x->refused) {
        struct body_fault f = request_body_end(x->http);
        if (f.status)
            exchange_refuse(x, f.status, f.why);
    }
    edge_stage_set(t->server->edge, t->edge, EDGE_RUN, now_ms(), 0);
    if (x->writes && !x->refused && !x->no_database) {
        queue_write(t);
        return MHD_YES;
    }
    timed_turn(t->server, x);
    note_touch(t->server, x->touch);
    t->stage = TALK_READY;
    return answer_talk(t);
}

/* ---- the writes of a turn ---- */

static struct talk *pop(struct server *s)
{
    struct talk *t = s->first;
    if (t) {
        s->first = t->next;
        if (!s->first)
            s->last = NULL;
    }
    return t;
}

static void ready(struct talk *t)
{
    t->stage = TALK_READY;
    MHD_resume_connection(t->conn);
}

static void write_touches(struct server *s, struct ctx *c)
{
    for (size_t i = 0; i < s->touches_n; i++)
        if (session_touch(c, c->now, s->touches[i], NULL) != OK)
            break;
    s->touches_n = 0;
    s->touched_at = now_ms();
}

static void count_batch(struct server *s, size_t n, int64_t began)
{
    struct site_stats *st = s->site->stats;
    st->commits++;
    st->committed_requests += (int64_t)n;
    if ((int64_t)n > st->batch_max)
        st->batch_max = (int64_t)n;
    st->busy_us += now_us() - began;
}

/* SQLite: one transaction for as many as wait, cut short when it takes long. */
static void run_batch(struct server *s)
{
    struct ctx c = {.arena = s->own, .db = s->site->db, .now = s->site->now()};
    struct talk *batch[BATCH_MAX];
    size_t n = 0;
    int64_t began = now_us();
    bool kept = db_begin_write(&c) == OK;
    while (n < BATCH_MAX && s->first && (n == 0 || now_us() - began < BATCH_US)) {
        batch[n] = pop(s);
        if (kept)
            exchange_run(batch[n]->x);
        else
            exchange_lost(batch[n]->x);
        n++;
    }
    if (kept) {
        write_touches(s, &c);
        kept = db_commit(&c) == OK;
        for (size_t i = 0; i < n && !kept; i++)
            exchange_lost(batch[i]->x);
    }
    if (!kept)
        log_error("commit failed requests=%zu detail=\"" STR_FMT "\"", n, STR_ARG(c.fault.detail));
    for (size_t i = 0; i < n; i++)
        ready(batch[i]);
    count_batch(s, n, began);
    arena_reset(s->own);
}

/* PostgreSQL: a transaction each, and one way to the disk for all that came together. */
static void run_group(struct server *s)
{
    struct ctx c = {.arena = s->own, .db = s->site->db, .now = s->site->now()};
    struct talk *group[BATCH_MAX];
    size_t n = 0;
    int64_t began = now_us();
    db_defer_flush(c.db, s->first->next != NULL);
    while (n < BATCH_MAX && s->first && (n == 0 || now_us() - began < BATCH_US)) {
        group[n] = pop(s);
        timed_turn(s, group[n++]->x);
    }
    db_defer_flush(c.db, false);
    if (db_flush(&c) != OK) {
        log_error("commits not on the disk requests=%zu detail=\"" STR_FMT "\"", n, STR_ARG(c.fault.detail));
        for (size_t i = 0; i < n; i++)
            exchange_lost(group[i]->x);
    }
    for (size_t i = 0; i < n; i++)
        ready(group[i]);
    count_batch(s, n, now_us()); /* each turn has counted its own time */
    arena_reset(s->own);
}

/* Sessions seen only by reads are written after some seconds, so that idleness is measured rightly. */
static void flush_touches(struct server *s)
{
    if (!s->touches_n || (now_ms() - s->touched_at < 5000 && s->touches_n < TOUCHES_MAX / 2))
        return;
    struct ctx c = {.arena = s->own, .db = s->site->db, .now = s->site->now()};
    if (db_begin_write(&c) == OK) {
        write_touches(s, &c);
        if (db_commit(&c) != OK)
            log_warn("sessions not renewed detail=\"" STR_FMT "\"", STR_ARG(c.fault.detail));
    }
    s->touches_n = 0;
    s->touched_at = now_ms();
    arena_reset(s->own);
}

static void run_writes(struct server *s)
{
    while (s->first) {
        if (db_engine_of(s->site->db) == DB_SQLITE)
            run_batch(s);
        else
            run_group(s);
    }
    flush_touches(s);
}

/* ---- what the library calls ---- */

static struct edge_conn *edge_of(struct MHD_Connection *conn)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(conn, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static enum MHD_Result on_accept(void *cls, const struct sockaddr *peer, socklen_t n)
{
    const struct server *s = cls;
    (void)n;
    return edge_accepts(s->edge, peer) ? MHD_YES : MHD_NO;
}

static void on_connection(void *cls, struct MHD_Connection *conn, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct server *s = cls;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *fd = MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CONNECTION_FD);
        int sock = fd ? fd->connect_fd : -1;
        const union MHD_ConnectionInfo *peer = MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
        *context = peer ? edge_open(s->edge, sock, peer->client_addr, now_ms()) : NULL;
        if (!*context)
            (void)shutdown(sock, SHUT_RDWR);
    } else if (*context) {
        edge_close(s->edge, *context);
        *context = NULL;
    }
    s->site->stats->connections = edge_connections(s->edge);
    if (s->site->stats->connections > s->site->stats->connections_max)
        s->site->stats->connections_max = s->site->stats->connections;
}

/* The request line is there, and only here as it came: the library cuts the query to pieces next. */
static void *on_target(void *cls, const char *uri, struct MHD_Connection *conn)
{
    struct server *s = cls;
    struct arena *a = take_arena(s);
    struct talk *t = NEW(a, struct talk);
    *t = (struct talk){.server = s,
                       .arena = a,
                       .conn = conn,
                       .edge = edge_of(conn),
                       .target = str_dup(a, str_from(uri)),
                       .target_at = uri};
    head_comes(s, t);
    return t;
}

static size_t on_unescape(void *cls, struct MHD_Connection *conn, char *text)
{
    (void)cls;
    (void)conn;
    return strlen(text); /* decoding is the router's, segment by segment */
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *conn, const char *url, const char *method,
                                  const char *version, const char *bytes, size_t *n, void **request)
{
    struct talk *t = *request;
    (void)cls;
    (void)conn;
    (void)url;
    if (!t || !t->edge)
        return MHD_NO;
    switch (t->stage) {
    case TALK_HEAD: return begin_talk(t, method, version);
    case TALK_BODY:
        if (*n == 0)
            return end_body(t);
        take_body(t, bytes, *n);
        *n = 0;
        return MHD_YES;
    case TALK_QUEUED: return MHD_YES;
    case TALK_READY: return answer_talk(t);
    }
    die("talk stage %d", (int)t->stage);
}

static void on_done(void *cls, struct MHD_Connection *conn, void **request, enum MHD_RequestTerminationCode code)
{
    struct server *s = cls;
    struct talk *t = *request;
    (void)conn;
    (void)code;
    if (!t)
        return;
    if (t->edge)
        edge_stage_set(s->edge, t->edge, EDGE_HEAD, now_ms(), 0);
    head_came(s, t);
    *request = NULL;
    give_arena(s, t->arena);
}

static bool length_unreadable(const struct talk *t)
{
    const char *value = NULL;
    size_t n = 0;
    return t->edge &&
           MHD_lookup_connection_value_n(t->conn, MHD_HEADER_KIND, "Content-Length", 14, &value, &n) == MHD_YES &&
           !edge_is_length(value, n);
}

/* Past the library: it sends its own refusal of an unreadable length with the head doubled. Nothing
 * of an earlier answer can still wait, for the library reads no further request before that. */
static void refuse_length(struct server *s, struct talk *t)
{
    static const char text[] = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain\r\n"
                               "Content-Length: 12\r\n\r\nbad request\n";
    (void)send(t->edge->fd, text, sizeof text - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)shutdown(t->edge->fd, SHUT_RDWR);
    s->site->stats->refused_by_edge++;
    s->site->stats->by_class[4]++;
    log_info("edge refused=400 why=\"Content-Length is no number\"");
}

/* The library speaks of malformed requests only, without saying of which. */
static void on_log(void *cls, const char *format, va_list args)
{
    struct server *s = cls;
    (void)format;
    (void)args;
    for (struct talk *t = s->heads, *after; t; t = after) {
        after = t->after_head;
        if (length_unreadable(t)) {
            head_came(s, t);
            refuse_length(s, t);
        }
    }
}

/* ---- life ---- */

enum rc server_new(struct arena *a, struct site *site, int listen_fd, unsigned connections_max, struct server **out,
                   struct str *why)
{
    struct server *s = NEW(a, struct server);
    *s = (struct server){.site = site, .own = arena_new(REQUEST_QUOTA)};
    s->edge = edge_new(a, connections_max, &site->edge);
    /* Not strict: the edge refuses what the library would (no Host), and once where the library answers twice. */
    /* From 1.0 on the library itself refuses what the layout check looks for, and keeps its buffers otherwise. */
    s->in_place = MHD_get_version()[0] == '0';
    s->daemon = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, on_accept, s,
                                 on_request, s, MHD_OPTION_EXTERNAL_LOGGER, on_log, s, MHD_OPTION_LISTEN_SOCKET,
                                 listen_fd, MHD_OPTION_CONNECTION_LIMIT, connections_max,
                                 MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEAD_BYTES, MHD_OPTION_CONNECTION_TIMEOUT, 75u,
                                 MHD_OPTION_STRICT_FOR_CLIENT, 0, MHD_OPTION_URI_LOG_CALLBACK, on_target, s,
                                 MHD_OPTION_UNESCAPE_CALLBACK, on_unescape, NULL, MHD_OPTION_NOTIFY_CONNECTION,
                                 on_connection, s, MHD_OPTION_NOTIFY_COMPLETED, on_done, s, MHD_OPTION_END);
    const union MHD_DaemonInfo *info = s->daemon ? MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD) : NULL;
    if (!info) {
        *why = S("the HTTP library does not start on this socket");
        return INVALID;
    }
    s->epoll_fd = info->epoll_fd;
    site->stats->started_at = site->now().ms;
    *out = s;
    return OK;
}

void server_turn(struct server *s, int wait_ms)
{
    MHD_UNSIGNED_LONG_LONG own = 0;
    struct pollfd p = {.fd = s->epoll_fd, .events = POLLIN};
    if (s->resumed) /* neither the library's timeout nor its epoll says that answers wait for its next run */
        wait_ms = 0;
    else if (MHD_get_timeout(s->daemon, &own) == MHD_YES && own < (MHD_UNSIGNED_LONG_LONG)wait_ms)
        wait_ms = (int)own;
    (void)poll(&p, 1, wait_ms);
    (void)MHD_run(s->daemon);
    s->resumed = s->first != NULL;
    run_writes(s);
    s->site->stats->slow_closed += edge_sweep(s->edge, now_ms());
}

void server_run(struct server *s, const volatile sig_atomic_t *stop)
{
    while (!*stop)
        server_turn(s, 500);
    int64_t until = now_ms() + STOP_MS;
    s->stopping = true;
    int fd = MHD_quiesce_daemon(s->daemon);
    if (fd >= 0)
        (void)close(fd); /* at once: who comes after us wants the port */
    while (now_ms() < until && (edge_busy(s->edge) || s->first))
        server_turn(s, 50);
    edge_drop_idle(s->edge);
    server_turn(s, 0);
}

void server_free(struct server *s)
{
    MHD_stop_daemon(s->daemon);
    while (s->free_n)
        arena_free(s->free_arenas[--s->free_n]);
    arena_free(s->own);
}

int server_listen(const char *address, unsigned short port, unsigned short *bound)
{
    struct sockaddr_storage any = {0};
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    socklen_t n = 0;
    if (inet_pton(AF_INET, address, &v4.sin_addr) == 1) {
        n = sizeof v4;
        memcpy(&any, &v4, sizeof v4);
    } else if (inet_pton(AF_INET6, address, &v6.sin6_addr) == 1) {
        n = sizeof v6;
        memcpy(&any, &v6, sizeof v6);
    } else {
        errno = EINVAL;
        return -1;
    }
    int yes = 1, fd = socket(any.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    struct sockaddr *at = (void *)&any;
    if (bind(fd, at, n) != 0 || listen(fd, 1024) != 0 || getsockname(fd, at, &n) != 0) {
        (void)close(fd);
        return -1;
    }
    memcpy(&v4, &any, sizeof v4);
    *bound = ntohs(v4.sin_port); /* the port lies at the same place in both families */
    return fd;
}
