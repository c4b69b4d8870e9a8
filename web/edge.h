/* edge.h: what stands between the HTTP library and us. The library is lenient and its timeouts end only silence; the
 * edge refuses malformed heads, closes who drips, and caps connections per address. One edge a process; no locks. */
#ifndef MOTCUA_WEB_EDGE_H
#define MOTCUA_WEB_EDGE_H

#include <sys/socket.h>

#include "base/arena.h"

/* Milliseconds and bytes; 0 in a member takes the usual value, given behind it. */
struct edge_limits {
    int64_t head_ms;   /* 10,000: from connecting to complete headers */
    int64_t idle_ms;   /* 60,000: further patience between requests of one connection, and before an answer is taken */
    int64_t window_ms; /* 20,000: a body brings at least window_bytes in each window */
    int64_t window_bytes; /* 5,120 */
    int64_t answer_rate;  /* 2,048: bytes a second at which an answer is taken at least */
    unsigned per_address; /* connections of one address; 0 no cap */
};

enum edge_stage { EDGE_FREE, EDGE_HEAD, EDGE_BODY, EDGE_RUN, EDGE_ANSWER };

struct edge_conn {
    enum edge_stage stage;
    int fd;
    unsigned next_free;
    int64_t deadline; /* monotonic milliseconds; 0 none */
    int64_t window_bytes;
    uint8_t address[16];
    char text[48]; /* the address as text */
    unsigned requests;
};

struct edge;

struct edge *edge_new(struct arena *a, unsigned connections_max, const struct edge_limits *limits);
/* May this peer connect? */
bool edge_accepts(const struct edge *e, const struct sockaddr *peer);
struct edge_conn *edge_open(struct edge *e, int fd, const struct sockaddr *peer, int64_t now); /* NULL when full */
void edge_close(struct edge *e, struct edge_conn *c);
void edge_stage_set(struct edge *e, struct edge_conn *c, enum edge_stage stage, int64_t now, int64_t answer_bytes);
void edge_body(struct edge_conn *c, size_t bytes); /* counts towards the window */
/* Shuts down every connection past its deadline; does real work at most once a second. Returns how many. */
unsigned edge_sweep(struct edge *e, int64_t now);
/* Shuts down connections that wait for a next request: the process is leaving. */
void edge_drop_idle(struct edge *e);
unsigned edge_connections(const struct edge *e);
unsigned edge_busy(const struct edge *e); /* with a request in hand */

/* ---- the head of a request, as the library's parser left it in its buffer ---- */
struct edge_header {
    const char *name;
    size_t name_n;
    const char *value;
    size_t value_n;
};
struct edge_head {
    const char *method, *version;
    const char *target;    /* a copy as it came: path and query */
    const char *target_at; /* where it stands in the buffer, perhaps cut up since */
    size_t target_n;
    const struct edge_header *headers;
    size_t headers_n;
    bool in_place; /* the pointers lie in one buffer as the bytes came: hidden bytes can be seen */
};
bool edge_is_length(const char *value, size_t n); /* digits only, and a number we can count to */
/* NULL, or why the request is refused with 400. */
const char *edge_head_fault(const struct edge_head *h);

#endif
