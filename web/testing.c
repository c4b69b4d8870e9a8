#include "web/testing.h"

#include "base/id.h"
#include "core/actor/store.h"
#include "format/urlenc.h"
#include "web/limits.h"
#include "web/router.h"
#include "web/session_private.h"

static struct fixture *clock_of;

static struct instant test_now(void)
{
    return clock_of->c.now;
}

struct test_web *test_web(struct fixture *f, const struct room *const *rooms, size_t rooms_n)
{
    struct test_web *w = NEW(f->c.arena, struct test_web);
    struct router *router;
    struct str why = S("");
    clock_of = f;
    *w = (struct test_web){.arena = f->c.arena, .f = f, .lang = S("vi")};
    if (router_new(w->arena, rooms, rooms_n, &router, &why) != OK)
        die(STR_FMT, STR_ARG(why));
    w->site = (struct site){.router = router,
                            .db = f->c.db,
                            .now = test_now,
                            .province = S("Lai Châu"),
                            .limits = limits_new(w->arena, 1024),
                            .stats = &w->stats};
    return w;
}

static void keep_cookie(struct test_web *w, const struct answer *a)
{
    for (size_t i = 0; i < a->headers_n; i++) {
        struct str v = a->headers[i][1], name = S("");
        if (!str_eqc(a->headers[i][0], "Set-Cookie"))
            continue;
        name = str_cut(&v, '=');
        if (str_eqc(name, session_cookie_name(&w->site)))
            w->cookie = str_cut(&v, ';');
    }
}

static void put_headers(struct test_web *w, struct request *rq, const char *type)
{
    (void)request_header(rq, S("Host"), S("test"));
    (void)request_header(rq, S("Accept-Language"), w->lang);
    if (type)
        (void)request_header(rq, S("Content-Type"), str_from(type));
    if (w->bearer.n)
        (void)request_header(rq, S("Authorization"), str_printf(w->arena, "Bearer " STR_FMT, STR_ARG(w->bearer)));
    else if (w->cookie.n)
        (void)request_header(rq, S("Cookie"),
                             str_printf(w->arena, "%s=" STR_FMT, session_cookie_name(&w->site), STR_ARG(w->cookie)));
    if (w->if_match.n)
        (void)request_header(rq, S("If-Match"), w->if_match);
    for (size_t i = 0; i < w->headers_n; i++)
        (void)request_header(rq, w->headers[i][0], w->headers[i][1]);
}

struct answer test_ask(struct test_web *w, enum method m, const char *target, const char *type, struct str body)
{
    struct exchange *x = exchange_begin(w->arena, &w->site, m, str_dup(w->arena, str_from(target)), S("192.0.2.7"));
    w->last = x;
    put_headers(w, x->http, type);
    exchange_route(x);
    if (!x->refused && body.n) {
        struct body_fault f = request_body_open(x->http, (int64_t)body.n);
        if (!f.status && (request_const(x->http)->route->flags & (ROUTE_FILES | ROUTE_BODY_STREAM)))
            exchange_admit_body(x);
        if (!f.status && !x->refused)
            f = request_body(x->http, body);
        if (!f.status && !x->refused)
            f = request_body_end(x->http);
        if (f.status)
            exchange_refuse(x, f.status, f.why);
    }
    exchange_turn(x);
    struct answer a = exchange_answer(x);
    keep_cookie(w, &a);
    return a;
}

struct answer test_get(struct test_web *w, const char *target)
{
    return test_ask(w, METHOD_GET, target, NULL, S(""));
}

struct str test_form_token(struct test_web *w)
{
    struct web_session s = {.key = w->cookie};
    struct str token = session_token(w->arena, &s);
    w->cookie = s.key;
    return token;
}

struct answer test_post(struct test_web *w, const char *target, const char *form)
{
    struct buf b = buf_new(w->arena, (size_t)2 << 20);
    form_put(&b, S("_t"), test_form_token(w));
    if (form && *form) {
        buf_putc(&b, '&');
        buf_puts(&b, form);
    }
    return test_ask(w, METHOD_POST, target, "application/x-www-form-urlencoded", buf_str(&b));
}

struct str test_header(const struct answer *a, const char *name)
{
    for (size_t i = 0; i < a->headers_n; i++)
        if (str_eqc(a->headers[i][0], name))
            return a->headers[i][1];
    return S("");
}

bool test_has(const struct answer *a, const char *text)
{
    return str_search(a->body, str_from(text), 0) < a->body.n;
}

static void must(struct ctx *c, enum rc rc)
{
    if (rc != OK)
        die("test: rc %d msg %d " STR_FMT, (int)rc, c->fault.msg, STR_ARG(c->fault.detail));
}

int64_t test_account(struct test_web *w, const char *login, enum role role, int64_t agency_id)
{
    struct ctx *c = &w->f->c;
    bool plain = role == ROLE_CITIZEN || role == ROLE_BUSINESS;
    const char *kind = role == ROLE_CITIZEN ? "citizen" : role == ROLE_BUSINESS ? "organisation" : "officer";
    int64_t person, account, assignment;
    must(c, db_begin_write(c));
    must(c,
         person_create(c, &(struct person_new){.kind = kind, .name = str_from(login), .born_on = DAY_NONE}, &person));
    must(c, account_create(c, person, str_from(login), S("mat khau thu nghiem"), &account));
    if (!plain)
        must(c, assignment_create(c, person, role, agency_id, S(""), (struct day){day_of(c->now).n - 30}, DAY_NONE,
                                  &assignment));
    must(c, db_commit(c));
    return person;
}

static struct account_by_login_row account_of(struct test_web *w, const char *login)
{
    struct ctx *c = &w->f->c;
    struct account_by_login_row a;
    bool found;
    must(c, account_by_login(c, str_from(login), &a, &found));
    if (!found)
        die("test: no account %s", login);
    return a;
}

void test_sign_in(struct test_web *w, const char *login)
{
    struct ctx *c = &w->f->c;
    struct web_session s = {0};
    struct req r = {.session = &s, .site = &w->site};
    test_stranger(w);
    must(c, db_begin_write(c));
    must(c, session_begin(c, &r, account_of(w, login).id));
    must(c, db_commit(c));
    w->cookie = s.key;
}

void test_stranger(struct test_web *w)
{
    w->cookie = S("");
    w->bearer = S("");
}

struct str test_token(struct test_web *w, const char *login)
{
    struct ctx *c = &w->f->c;
    struct assignments_of_person_row *rows;
    size_t n;
    struct str secret;
    must(c, db_begin_write(c));
    struct account_by_login_row a = account_of(w, login);
    must(c, assignments_of_person(c, a.person_id, &rows, &n));
    must(c, token_create(c, a.id, n ? rows[0].id : 0, S("test"), (struct instant){0}, &secret));
    must(c, db_commit(c));
    return secret;
}
