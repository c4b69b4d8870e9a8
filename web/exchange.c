#include "web/exchange.h"

#include <zlib.h>

#include "base/message.h"
#include "web/guard.h"
#include "web/input.h"
#include "web/limits.h"
#include "web/problem.h"
#include "web/router.h"
#include "web/session_private.h"

#define GZIP_LEAST 1024
#define YEAR_S 31536000

struct exchange *exchange_begin(struct arena *a, struct site *site, enum method m, struct str target, struct str peer)
{
    struct exchange *x = NEW(a, struct exchange);
    x->c = (struct ctx){.arena = a, .db = site->db, .now = site->now()};
    x->site = site;
    x->began = x->c.now;
    x->http = request_new(&x->c, site, m, target, peer);
    return x;
}

void exchange_refuse(struct exchange *x, int status, const char *why)
{
    x->refused = status;
    x->refused_why = why;
}

/* ---- language: asked for now, chosen before, or what the browser reads ---- */

static bool lang_word(struct str s, enum lang *out)
{
    if (str_eqc(s, "vi"))
        *out = LANG_VI;
    else if (str_eqc(s, "en"))
        *out = LANG_EN;
    else
        return false;
    return true;
}

static enum lang lang_of(const struct req *r)
{
    enum lang lang = LANG_VI;
    const struct raw_field *asked = req_raw(r, "lang");
    if (asked && asked->place == IN_QUERY && lang_word(asked->value, &lang))
        return lang;
    if (lang_word(req_cookie(r, "mc-lang"), &lang))
        return lang;
    struct str accept = req_header(r, "Accept-Language");
    while (accept.n) {
        struct str tag = str_trim(str_cut(&accept, ','));
        if (lang_word(str_sub(str_cut(&tag, ';'), 0, 2), &lang))
            return lang;
    }
    return LANG_VI;
}

/* ---- route ---- */

void exchange_route(struct exchange *x)
{
    struct req *r = request_req(x->http);
    struct route_match m = {0};
    x->c.lang = lang_of(r);
    if (router_find(x->site->router, x->c.arena, r->method, r->path, &m) != OK) {
        exchange_refuse(x, 400, "the path is no text");
        return;
    }
    if (!m.route) {
        x->allowed = m.allowed;
        exchange_refuse(x, m.slash ? 308 : m.allowed ? 405 : 404, "");
        return;
    }
    if (!request_route(x->http, m.route, m.values, m.values_n)) {
        exchange_refuse(x, 400, "the query is no text");
        return;
    }
    x->c.lang = lang_of(r);
    bool safe = r->method == METHOD_GET || r->method == METHOD_HEAD || r->method == METHOD_OPTIONS;
    x->writes = !safe && !(m.route->flags & ROUTE_READS);
    x->no_database = m.route->flags & (ROUTE_STATIC | ROUTE_OWN_TX);
}

void exchange_admit_body(struct exchange *x)
{
    const struct req *r = request_const(x->http);
    int fd = -1;
    if (db_begin_read(&x->c) != OK) {
        exchange_refuse(x, 503, "no database");
        return;
    }
    enum rc rc = guard_know(x);
    enum guard g = rc == OK ? guard_glance(x) : GUARD_BROKEN;
    /* Judged in full, and told in full, once the request is whole; here only bytes are kept out. */
    if (g == GUARD_SIGN_IN || g == GUARD_DENIED || g == GUARD_TOKEN)
        exchange_refuse(x, g == GUARD_SIGN_IN ? 401 : g == GUARD_TOKEN ? 498 : 403, "");
    else if (g == GUARD_BROKEN)
        exchange_refuse(x, 503, "the guard found no database");
    else if (g == GUARD_LOCKED && r->route->open_body)
        exchange_refuse(x, 423, "");
    else if (r->route->open_body && guard_token_missing(x))
        exchange_refuse(x, 498, "");
    else if (r->route->open_body && (rc = r->route->open_body(&x->c, r, &fd)) != OK)
        exchange_refuse(x, problem_status(x, rc), "");
    db_rollback(&x->c);
    if (fd >= 0)
        request_body_to(x->http, fd);
}

/* ---- run ---- */

static void show_again(struct exchange *x)
{
    const struct req *r = request_const(x->http);
    struct fault first = x->c.fault;
    enum rc why = x->rc;
    if (x->c.faults_n == 0 && first.msg)
        fault_add(&x->c, first.msg, first.field, first.arg[0], first.arg[1]);
    x->out = out_new(&x->c);
    x->rc = r->route->again(&x->c, r, &x->out);
    if (x->rc == OK && x->out.status == 0)
        x->out.status = why == CONFLICT ? 409 : 422;
}

static enum rc run_framed(struct exchange *x, struct req *r)
{
    bool frame =
        x->writes && !x->no_database && (db_engine_of(x->c.db) == DB_SQLITE || r->route->again || x->guard_wrote);
    if (!frame)
        return r->route->run(&x->c, r, &x->out);
    TRY(db_savepoint(&x->c));
    enum rc rc = r->route->run(&x->c, r, &x->out);
    if (rc == OK)
        return db_release(&x->c);
    struct fault why = x->c.fault;
    db_rollback_to(&x->c);
    x->c.fault = why;
    x->undone = true;
    return rc;
}

static void run_handler(struct exchange *x)
{
    struct req *r = request_req(x->http);
    x->rc = input_parse(&x->c, r);
    if (x->rc == OK)
        x->rc = run_framed(x, r);
    if ((x->rc == INVALID || x->rc == CONFLICT) && r->route->again && !r->is_api)
        show_again(x);
}

/* Before somebody proves himself a second time he learns whether what he typed can be read at all. */
static bool is_unreadable(struct exchange *x)
{
    struct req *r = request_req(x->http);
    if (r->is_api || !r->route->again || x->c.faults_n) /* a fault already there: the proof was wrong */
        return false;
    x->rc = input_parse(&x->c, r);
    return x->rc == INVALID;
}

static void run_judged(struct exchange *x, enum guard g)
{
    struct req *r = request_req(x->http);
    bool page_get = !r->is_api && (r->method == METHOD_GET || r->method == METHOD_HEAD);
    struct str here = req_here(&x->c, r);
    switch (g) {
    case GUARD_PASS: run_handler(x); return;
    case GUARD_SIGN_IN:
        if (page_get)
            (void)out_redirect(&x->out, "/sign-in?back={}", &here, 1);
        else
            problem_write(x, 401);
        return;
    case GUARD_LOCKED:
    case GUARD_STEP_UP:
        if (g == GUARD_LOCKED && page_get)
            (void)out_redirect(&x->out, "/unlock?back={}", &here, 1);
        else if (r->is_api)
            problem_write(x, g == GUARD_LOCKED ? 423 : 403);
        else if (g == GUARD_STEP_UP && is_unreadable(x))
            show_again(x);
        else
            problem_prove(x, g == GUARD_STEP_UP);
        return;
    case GUARD_CHANGE:
        if (r->is_api)
            problem_write(x, 403);
        else
            (void)out_redirect(&x->out, "/account/password", NULL, 0);
        return;
    case GUARD_DENIED: problem_write(x, 403); return;
    case GUARD_TOKEN: problem_write(x, 498); return;
    case GUARD_LIMITED: problem_write(x, 429); return;
    case GUARD_BROKEN: x->rc = UNAVAILABLE; return;
    }
}

static bool over_limit(struct exchange *x, const struct req *r)
{
    unsigned per_minute = x->site->requests_per_minute;
    return (r->route->flags & ROUTE_LIMITED) && per_minute && r->method != METHOD_GET &&
           !limits_take(x->site->limits, x->c.now, "route", req_address(r), per_minute, per_minute);
}

static void run_refused(struct exchange *x)
{
    const struct req *r = request_const(x->http);
    if (x->refused == 308) {
        x->out.status = 308;
        x->out.location = str_sub(r->path, 0, r->path.n - 1);
        if (r->query.n)
            x->out.location = str_printf(x->c.arena, STR_FMT "?" STR_FMT, STR_ARG(x->out.location), STR_ARG(r->query));
        return;
    }
    if (x->refused == 404 && !str_starts(r->path, S("/api/")) && guard_know(x) != OK)
        x->c.actor = NULL;
    problem_write(x, x->refused);
}

void exchange_run(struct exchange *x)
{
    struct req *r = request_req(x->http);
    x->c.fault = (struct fault){0};
    x->c.faults_n = 0;
    x->out = out_new(&x->c);
    x->rc = OK;
    x->guard_wrote = x->undone = false;
    if (x->refused) {
        run_refused(x);
        return;
    }
    if (r->route->flags & ROUTE_STATIC) {
        x->rc = r->route->run(&x->c, r, &x->out);
        return;
    }
    x->rc = guard_know(x);
    if (x->rc != OK)
        return;
    if (x->touch && x->writes && db_in_write(x->c.db)) {
        x->rc = session_touch(&x->c, x->c.now, x->touch, NULL);
        x->touch = 0;
        x->guard_wrote = true;
        if (x->rc != OK)
            return;
    }
    run_judged(x, over_limit(x, r) ? GUARD_LIMITED : guard_judge(x));
}

void exchange_lost(struct exchange *x)
{
    x->rc = UNAVAILABLE;
    x->out = out_new(&x->c);
}

/* ---- a transaction of one's own ---- */

static enum rc turn_write(struct exchange *x)
{
    TRY(db_begin_write(&x->c));
    exchange_run(x);
    if (x->rc == UNAVAILABLE || (x->rc != OK && !x->undone)) {
        struct fault why = x->c.fault;
        db_rollback(&x->c);
        x->c.fault = why;
        return x->rc;
    }
    enum rc kept = x->rc;
    TRY(db_commit(&x->c));
    return kept;
}

static enum rc turn_read(struct exchange *x)
{
    TRY(db_begin_read(&x->c));
    exchange_run(x);
    struct fault why = x->c.fault;
    db_rollback(&x->c);
    x->c.fault = why;
    return x->rc;
}

/* The guard looks in a read transaction that is over when the handler begins. */
static void turn_own(struct exchange *x)
{
    x->out = out_new(&x->c);
    x->rc = db_begin_read(&x->c);
    if (x->rc != OK)
        return;
    x->rc = guard_know(x);
    enum guard g = x->rc == OK ? guard_judge(x) : GUARD_BROKEN;
    db_rollback(&x->c);
    run_judged(x, g);
}

void exchange_turn(struct exchange *x)
{
    if (x->refused ? x->refused != 404 : x->no_database) {
        if (!x->refused && (request_const(x->http)->route->flags & ROUTE_OWN_TX))
            turn_own(x);
        else
            exchange_run(x);
        return;
    }
    for (int tries = 0;; tries++) {
        enum rc rc = x->writes ? turn_write(x) : turn_read(x);
        if (rc != UNAVAILABLE || tries == 3 || !db_can_retry(x->c.db) || request_has_large_files(x->http)) {
            if (rc != OK && x->rc == OK)
                exchange_lost(x);
            return;
        }
        x->site->stats->retries++;
    }
}

/* ---- answer ---- */

static void add(struct answer *a, const char *name, struct str value)
{
    if (a->headers_n == ANSWER_HEADERS_MAX)
        die("answer: no room for header %s", name);
    a->headers[a->headers_n][0] = str_from(name);
    a->headers[a->headers_n++][1] = value;
}

/* No inline script or style anywhere, no frame around us, forms only to ourselves (and a configured payment host). */
static void add_safety(struct exchange *x, struct answer *a)
{
    struct str csp = str_printf(
        x->c.arena,
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
        "connect-src 'self' wss:; object-src 'none'; frame-ancestors 'none'; form-action 'self'%s" STR_FMT
        "; base-uri 'none'",
        x->site->form_action.n ? " " : "", STR_ARG(x->site->form_action));
    add(a, "Content-Security-Policy", csp);
    add(a, "X-Content-Type-Options", S("nosniff"));
    add(a, "Referrer-Policy", S("same-origin"));
    add(a, "Permissions-Policy", S("camera=(self), microphone=(self), geolocation=(), payment=(), usb=()"));
    add(a, "Cross-Origin-Opener-Policy", S("same-origin"));
    add(a, "Cross-Origin-Resource-Policy", S("same-origin"));
    if (x->site->https)
        add(a, "Strict-Transport-Security", S("max-age=63072000"));
}

static void add_caching(struct exchange *x, struct answer *a)
{
    int32_t age = x->out.max_age;
    if (age >= YEAR_S)
        add(a, "Cache-Control", str_printf(x->c.arena, "public, max-age=%d, immutable", age));
    else if (age > 0)
        add(a, "Cache-Control", str_printf(x->c.arena, "public, max-age=%d", age));
    else
        add(a, "Cache-Control", S("no-store"));
    if (x->out.etag.n)
        add(a, "ETag", x->out.etag);
    if (age == 0)
        add(a, "Vary", S("Cookie, Accept-Language, Accept-Encoding, MC-Fragment"));
}

static void add_cookies(struct exchange *x, struct answer *a)
{
    const struct req *r = request_const(x->http);
    const struct raw_field *lang = req_raw(r, "lang");
    if (r->session && r->session->fresh && r->session->key.n)
        add(a, "Set-Cookie", session_cookie(x->c.arena, x->site, r->session));
    if (lang && lang->place == IN_QUERY && (str_eqc(lang->value, "vi") || str_eqc(lang->value, "en")))
        add(a, "Set-Cookie",
            str_printf(x->c.arena, "mc-lang=" STR_FMT "; Path=/; Max-Age=%d; SameSite=Lax%s", STR_ARG(lang->value),
                       YEAR_S, x->site->https ? "; Secure" : ""));
    for (size_t i = 0; i < x->out.cookies_n; i++)
        add(a, "Set-Cookie", x->out.cookies[i]);
}

static bool takes_gzip(const struct req *r)
{
    struct str list = req_header(r, "Accept-Encoding");
    while (list.n) {
        struct str one = str_trim(str_cut(&list, ','));
        struct str name = str_trim(str_cut(&one, ';'));
        if (str_eqc(name, "gzip"))
            return !str_starts(str_trim(one), S("q=0")) || str_starts(str_trim(one), S("q=0."));
    }
    return false;
}

static struct str gzip(struct arena *a, struct str s)
{
    z_stream z = {0};
    /* Level 3 of 9 and a 32 kB window: two thirds of the gain for a third of the time. */
    if (deflateInit2(&z, 3, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return S("");
    uLong bound = deflateBound(&z, (uLong)s.n);
    unsigned char *out = arena_alloc(a, bound);
    unsigned char *in = arena_alloc(a, s.n);
    memcpy(in, s.p, s.n);
    z.next_in = in;
    z.avail_in = (uInt)s.n;
    z.next_out = out;
    z.avail_out = (uInt)bound;
    int rc = deflate(&z, Z_FINISH);
    size_t n = bound - z.avail_out;
    (void)deflateEnd(&z);
    return rc == Z_STREAM_END && n < s.n ? str_n((const char *)out, n) : S("");
}

static void pack(struct exchange *x, struct answer *a, const char *type)
{
    bool text = strncmp(type, "text/", 5) == 0 || strncmp(type, "application/json", 16) == 0 ||
                strncmp(type, "image/svg", 9) == 0;
    if (!x->site->compress || !text || a->body.n < GZIP_LEAST || a->file_path.n || !takes_gzip(request_const(x->http)))
        return;
    for (size_t i = 0; i < x->out.headers_n; i++)
        if (str_eqc(x->out.headers[i][0], "Content-Encoding"))
            return;
    struct str small = gzip(x->c.arena, a->body);
    if (!small.n)
        return;
    a->body = small;
    add(a, "Content-Encoding", S("gzip"));
}

static void settle(struct exchange *x)
{
    if (x->rc != OK)
        problem_write(x, problem_status(x, x->rc));
    if (x->out.body.full) {
        x->c.fault = (struct fault){.detail = S("the answer grew too long")};
        problem_write(x, 503);
    }
    if (x->out.status == 0)
        x->out.status = 200;
}

struct answer exchange_answer(struct exchange *x)
{
    const struct req *r = request_const(x->http);
    struct answer a = {0};
    settle(x);
    const struct out *o = &x->out;
    const char *type = o->type ? o->type : r->is_api ? "application/json" : "text/html; charset=utf-8";
    a.status = o->status;
    a.body = o->whole.n ? o->whole : buf_str(&o->body);
    a.file_path = o->file_path;
    a.file_from = o->file_from;
    a.file_size = o->file_size;
    if (o->etag.n && o->status == 200 && str_eq(req_header(r, "If-None-Match"), o->etag)) {
        a.status = 304;
        a.body = S("");
        a.file_path = S("");
    }
    if (a.status == 200 || a.body.n || a.file_path.n)
        add(&a, "Content-Type", str_from(type));
    if (o->location.n)
        add(&a, "Location", o->location);
    if (o->disposition.n)
        add(&a, "Content-Disposition", o->disposition);
    for (size_t i = 0; i < o->headers_n; i++)
        add(&a, o->headers[i][0].p, o->headers[i][1]);
    pack(x, &a, type);
    add_caching(x, &a);
    add_cookies(x, &a);
    add_safety(x, &a);
    return a;
}
