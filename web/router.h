/* router.h: finds the route of a method and path. Built once at start from the rooms' tables and refused when a row is
 * wrong: no permission, no handler, twice the same address, an input that names a parameter the path has not. */
#ifndef MOTCUA_WEB_ROUTER_H
#define MOTCUA_WEB_ROUTER_H

#include "web/route.h"

struct router;

#define ROUTE_PARAMS_MAX 8
struct route_match {
    const struct route *route;           /* NULL: see `allowed` */
    struct str values[ROUTE_PARAMS_MAX]; /* decoded, in path order */
    size_t values_n;
    unsigned allowed; /* methods of this path as bits 1 << METHOD_x; 0: no such path (404), else 405 */
    bool slash;       /* the path exists without its last slash: redirect there */
};

/* INVALID with a sentence in *why (names the route) when a table is wrong. */
NODISCARD enum rc router_new(struct arena *a, const struct room *const *rooms, size_t rooms_n, struct router **out,
                             struct str *why);
/* `path` is percent-encoded as it came, without query. INVALID for a path that decodes to no text. HEAD finds GET. */
NODISCARD enum rc router_find(const struct router *rt, struct arena *a, enum method m, struct str path,
                              struct route_match *out);
/* Name of the i-th {param} of a route's path; '' past the last. */
struct str route_param(const struct route *r, size_t i);
struct str methods_allowed(struct arena *a, unsigned bits); /* "GET, HEAD, POST" */
const char *method_name(enum method m);
bool method_parse(const char *s, enum method *out);

/* Every route of every room, in table order. */
size_t router_count(const struct router *rt);
const struct route *router_at(const struct router *rt, size_t i);

/* [{name, method, path, permission, roles, flags, input}] for docs and tests. */
void routes_print(const struct router *rt, struct out *o);
/* OpenAPI 3.1 of all ROUTE_API routes (openapi.c). */
void openapi_print(const struct router *rt, struct out *o, struct str base_url);

#endif
