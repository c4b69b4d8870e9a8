/* site.h: what one worker process knows besides the request: database, routes, settings, counters. Made by app/ (or a
 * test) and handed to the server; handlers reach it as r->site and only read it. */
#ifndef MOTCUA_WEB_SITE_H
#define MOTCUA_WEB_SITE_H

#include "data/db.h"
#include "web/edge.h"
#include "web/route.h"

struct router;
struct limits;

/* Counters of one worker. app/ puts an array of them in memory shared by all processes for the status page; each worker
 * writes only its own, readers tolerate a torn moment. */
struct site_stats {
    int64_t started_at;
    int64_t requests, by_class[6];        /* by_class[2]: 2xx */
    int64_t refused_by_edge, slow_closed, connections, connections_max;
    int64_t commits, committed_requests, batch_max, retries;
    int64_t bytes_in, bytes_out, busy_us, run_us_max;
};

struct site {
    const struct router *router;
    struct db *db;
    struct instant (*now)(void);       /* the clock; tests set their own */
    struct str base_url;               /* "https://motcua.example.gov.vn"; '' when only loopback knows us */
    struct str data_dir;               /* for spools; '' when the files live elsewhere */
    bool https;                        /* people reach us by HTTPS: Secure cookies with the __Host- prefix, HSTS */
    bool demo;                         /* demonstration data: every page says so */
    bool compress;                     /* gzip pages for clients that take it */
    struct str trusted_proxy;          /* address whose X-Forwarded-For is believed; '' none */
    struct str province, hotline;      /* in the header and on error pages */
    struct str mail_server;            /* where mail leaves, without any password; '' not set */
    struct str form_action;            /* further hosts of the CSP's form-action (payment), '' none */
    struct edge_limits edge;           /* zeroes: the usual ones, no cap of connections per address */
    unsigned requests_per_minute;      /* of ROUTE_LIMITED routes and one address; 0: no limit */
    struct limits *limits;
    struct site_stats *stats, *all_stats;
    size_t all_stats_n;
};

#endif
