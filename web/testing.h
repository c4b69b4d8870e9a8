/* testing.h: a site without sockets, for the tests of web/ and of the rooms: requests in, answers
 * out, a cookie jar and a clock that the test sets. Linked into tests only, beside data/test_help.c.
 *
 *   struct test_web *w = test_web(f, (const struct room *const[]){&desk_room}, 1);
 *   test_account(w, "lan", ROLE_COUNTER, agency_id);
 *   test_sign_in(w, "lan");
 *   struct answer a = test_post(w, "/desk/H35.12-1/moves/accept", "comment=ok");
 *   assert_int_equal(a.status, 303); */
#ifndef MOTCUA_WEB_TESTING_H
#define MOTCUA_WEB_TESTING_H

#include "data/test_help.h"
#include "web/exchange.h"

struct test_web {
    struct arena *arena; /* of the fixture */
    struct fixture *f;
    struct site site;
    struct site_stats stats;
    struct str cookie; /* value of the session cookie, kept from answer to answer */
    struct str bearer; /* token sent instead when not '' */
    struct str lang;   /* Accept-Language, "vi" */
    struct str if_match;
    struct str headers[8][2]; /* further headers of every request, until emptied */
    size_t headers_n;
    struct exchange *last; /* of the newest answer */
};

/* Dies with the router's sentence when a route is wrong. The clock stands at f->c.now: move it there. */
struct test_web *test_web(struct fixture *f, const struct room *const *rooms, size_t rooms_n);
struct answer test_get(struct test_web *w, const char *target);
/* A form with the right token of the session added; a stranger's cookie is fetched by itself. */
struct answer test_post(struct test_web *w, const char *target, const char *form);
/* Any method, any body, exactly as given. */
struct answer test_ask(struct test_web *w, enum method m, const char *target, const char *type, struct str body);
struct str test_header(const struct answer *a, const char *name); /* '' when absent */
bool test_has(const struct answer *a, const char *text);          /* does the body hold it? */
struct str test_form_token(struct test_web *w);

/* A person with an account (password "mat khau thu nghiem"); with a role other
 * than citizen and business, an assignment in the agency. Returns the person's id. */
int64_t test_account(struct test_web *w, const char *login, enum role role, int64_t agency_id);
void test_sign_in(struct test_web *w, const char *login); /* a new session, past the password */
void test_stranger(struct test_web *w);                   /* forgets cookie and token */
struct str test_token(struct test_web *w,
                      const char *login); /* a bearer token with the rights of the account's assignment */

#endif
