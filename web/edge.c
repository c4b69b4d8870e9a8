#include "web/edge.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <strings.h>

struct edge {
    struct edge_conn *conns;
    unsigned max, used, high, first_free; /* high: slots ever used, so that sweeps stay short */
    struct edge_limits limits;
    int64_t swept_at;
};

#define NO_SLOT UINT32_MAX

static int64_t usual(int64_t given, int64_t value)
{
    return given ? given : value;
}

struct edge *edge_new(struct arena *a, unsigned connections_max, const struct edge_limits *limits)
{
    struct edge *e = NEW(a, struct edge);
    *e = (struct edge){
        .conns = NEW_ARRAY(a, struct edge_conn, connections_max), .max = connections_max, .first_free = NO_SLOT};
    e->limits = (struct edge_limits){.head_ms = usual(limits->head_ms, 10000),
                                     .idle_ms = usual(limits->idle_ms, 60000),
                                     .window_ms = usual(limits->window_ms, 20000),
                                     .window_bytes = usual(limits->window_bytes, 5120),
                                     .answer_rate = usual(limits->answer_rate, 2048),
                                     .per_address = limits->per_address};
    return e;
}

/* ---- connections ---- */

/* IPv4 as IPv4-mapped, so that one comparison serves both; a whole IPv6 /64 counts as one address. */
static void address_key(const struct sockaddr *peer, uint8_t key[16])
{
    memset(key, 0, 16);
    if (peer->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, peer, sizeof v4);
        key[10] = key[11] = 0xff;
        memcpy(key + 12, &v4.sin_addr, 4);
    } else if (peer->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, peer, sizeof v6);
        memcpy(key, &v6.sin6_addr, 16);
        if (!IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr))
            memset(key + 8, 0, 8);
    }
}

static void address_text(const struct sockaddr *peer, char *text, size_t n)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    text[0] = 0;
    if (peer->sa_family == AF_INET) {
        memcpy(&v4, peer, sizeof v4);
        (void)inet_ntop(AF_INET, &v4.sin_addr, text, (socklen_t)n);
    } else if (peer->sa_family == AF_INET6) {
        memcpy(&v6, peer, sizeof v6);
        (void)inet_ntop(AF_INET6, &v6.sin6_addr, text, (socklen_t)n);
    }
}

bool edge_accepts(const struct edge *e, const struct sockaddr *peer)
{
    if (e->used == e->max)
        return false;
    if (e->limits.per_address == 0)
        return true;
    uint8_t key[16];
    unsigned same = 0;
    address_key(peer, key);
    for (unsigned i = 0; i < e->high; i++)
        same += e->conns[i].stage != EDGE_FREE && memcmp(e->conns[i].address, key, 16) == 0;
    return same < e->limits.per_address;
}

struct edge_conn *edge_open(struct edge *e, int fd, const struct sockaddr *peer, int64_t now)
{
    struct edge_conn *c;
    if (e->first_free != NO_SLOT) {
        c = &e->conns[e->first_free];
        e->first_free = c->next_free;
    } else if (e->high < e->max) {
        c = &e->conns[e->high++];
    } else {
        return NULL;
    }
    *c = (struct edge_conn){.stage = EDGE_HEAD, .fd = fd, .deadline = now + e->limits.head_ms};
    address_key(peer, c->address);
    address_text(peer, c->text, sizeof c->text);
    e->used++;
    return c;
}

void edge_close(struct edge *e, struct edge_conn *c)
{
    c->stage = EDGE_FREE;
    c->next_free = e->first_free;
    e->first_free = (unsigned)(c - e->conns);
    e->used--;
}

void edge_stage_set(struct edge *e, struct edge_conn *c, enum edge_stage stage, int64_t now, int64_t answer_bytes)
{
    const struct edge_limits *l = &e->limits;
    c->stage = stage;
    switch (stage) {
    case EDGE_HEAD:
        c->requests++;
        c->deadline = now + l->idle_ms + l->head_ms;
        break;
    case EDGE_BODY:
        c->window_bytes = 0;
        c->deadline = now + l->window_ms;
        break;
    case EDGE_ANSWER: c->deadline = now + l->idle_ms + answer_bytes * 1000 / l->answer_rate; break;
    case EDGE_RUN:
    case EDGE_FREE: c->deadline = 0; break;
    }
}

void edge_body(struct edge_conn *c, size_t bytes)
{
    c->window_bytes += (int64_t)bytes;
}

static bool is_late(const struct edge *e, struct edge_conn *c, int64_t now)
{
    if (c->stage == EDGE_FREE || c->deadline == 0 || now < c->deadline)
        return false;
    if (c->stage == EDGE_BODY && c->window_bytes >= e->limits.window_bytes) {
        c->window_bytes = 0;
        c->deadline = now + e->limits.window_ms;
        return false;
    }
    return true;
}

unsigned edge_sweep(struct edge *e, int64_t now)
{
    if (now - e->swept_at < (e->limits.head_ms < 10000 ? e->limits.head_ms / 10 : 1000))
        return 0;
    e->swept_at = now;
    unsigned closed = 0;
    for (unsigned i = 0; i < e->high; i++)
        if (is_late(e, &e->conns[i], now)) {
            (void)shutdown(e->conns[i].fd, SHUT_RDWR);
            e->conns[i].deadline = 0;
            closed++;
        }
    return closed;
}

void edge_drop_idle(struct edge *e)
{
    for (unsigned i = 0; i < e->high; i++)
        if (e->conns[i].stage == EDGE_HEAD)
            (void)shutdown(e->conns[i].fd, SHUT_RDWR);
}

unsigned edge_connections(const struct edge *e)
{
    return e->used;
}

unsigned edge_busy(const struct edge *e)
{
    unsigned n = 0;
    for (unsigned i = 0; i < e->high; i++)
        n += e->conns[i].stage != EDGE_FREE && e->conns[i].stage != EDGE_HEAD;
    return n;
}

/* ---- heads ---- */

static bool is_token_char(unsigned char ch)
{
    return (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
           (ch && strchr("!#$%&'*+-.^_`|~", ch));
}

static bool is_token(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!is_token_char((unsigned char)p[i]))
            return false;
    return n > 0;
}

static bool has_control(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (((unsigned char)p[i] < 0x20 && p[i] != '\t') || p[i] == 0x7f)
            return true;
    return false;
}

static const char *target_fault(const struct edge_head *h)
{
    if (h->target_n == 0 || h->target_n > 8192)
        return "target length";
    if (h->target[0] != '/' && !(h->target_n == 1 && h->target[0] == '*'))
        return "target is not a path";
    return NULL;
}

static bool is(const struct edge_header *h, const char *name)
{
    return h->name_n == strlen(name) && strncasecmp(h->name, name, h->name_n) == 0;
}

bool edge_is_length(const char *value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (value[i] < '0' || value[i] > '9')
            return false;
    return n > 0 && n <= 18;
}

static const char *framing_fault(const struct edge_head *h)
{
    unsigned hosts = 0, lengths = 0, encodings = 0;
    for (size_t i = 0; i < h->headers_n; i++) {
        const struct edge_header *x = &h->headers[i];
        hosts += is(x, "Host");
        lengths += is(x, "Content-Length");
        encodings += is(x, "Transfer-Encoding");
        if (is(x, "Content-Length") && !edge_is_length(x->value, x->value_n))
            return "Content-Length is no number";
        if (is(x, "Transfer-Encoding") && (x->value_n != 7 || strncasecmp(x->value, "chunked", 7) != 0))
            return "unknown Transfer-Encoding";
    }
    if (lengths + encodings > 1)
        return "more than one length";
    if (strcmp(h->version, "HTTP/1.1") == 0 ? hosts != 1 : hosts > 1)
        return "Host is not there once";
    if (strcmp(h->version, "HTTP/1.0") == 0 && encodings)
        return "Transfer-Encoding in HTTP/1.0";
    return NULL;
}

static bool only_blanks(const char *from, const char *to)
{
    for (; from < to; from++)
        if (*from != ' ' && *from != '\t')
            return false;
    return true;
}

/* The library cuts lines into strings where they stand and writes NUL over CR, LF
 * and colon. So every byte between the method and the empty line must be accounted
 * for: what is not was hidden behind a NUL, folded, or ended by a bare LF. */
static const char *layout_fault(const struct edge_head *h)
{
    const char *at = h->method + strlen(h->method) + 1;
    if (h->target_at != at)
        return "bytes hidden in the method";
    at += h->target_n + 1;
    if (h->version != at)
        return "bytes hidden in the target";
    at += strlen(h->version) + 2;
    for (size_t i = 0; i < h->headers_n; i++) {
        const struct edge_header *x = &h->headers[i];
        const char *value_min = x->name + x->name_n + 1;
        if (x->name != at)
            return "bytes hidden between headers, or a bare line end";
        if (x->value < value_min || x->value > value_min + 4096 || !only_blanks(value_min, x->value))
            return "a folded header";
        at = x->value + x->value_n + 2;
        if (at[-2] != 0 || at[-1] != 0)
            return "a NUL or a bare line end in a header";
    }
    return at[0] == 0 && at[1] == 0 ? NULL : "bytes hidden after the last header";
}

const char *edge_head_fault(const struct edge_head *h)
{
    if (strcmp(h->version, "HTTP/1.1") != 0 && strcmp(h->version, "HTTP/1.0") != 0)
        return "version";
    if (!is_token(h->method, strlen(h->method)))
        return "method is no token";
    const char *fault = target_fault(h);
    for (size_t i = 0; !fault && i < h->target_n; i++)
        if ((unsigned char)h->target[i] < 0x21 || (unsigned char)h->target[i] > 0x7e)
            fault = "a byte of the target";
    for (size_t i = 0; !fault && i < h->headers_n; i++) {
        if (!is_token(h->headers[i].name, h->headers[i].name_n))
            fault = "a header name is no token";
        else if (has_control(h->headers[i].value, h->headers[i].value_n))
            fault = "a control character in a header";
    }
    if (!fault)
        fault = framing_fault(h);
    return fault || !h->in_place ? fault : layout_fault(h);
}
