/* The guard: sessions, tokens, roles, form tokens, locks, second proofs, delegations. */
#include "web/testing.h"

#include "base/id.h"
#include "base/message.h"
#include "core/actor/store.h"
#include "format/digest.h"
#include "format/totp.h"

static int runs;
static struct actor seen_actor;
static struct scope seen_scope;

static enum rc run(struct ctx *c, const struct req *r, struct out *o)
{
    runs++;
    seen_actor = c->actor ? *c->actor : (struct actor){0};
    seen_scope = *r->scope;
    OUT(o, req_value(r, "note"));
    return OK;
}

struct sign_in_input {
    struct str login, password, code;
};
INPUT(sign_in_input, {"login", IN_FORM, FIELD_TEXT, .offset = offsetof(struct sign_in_input, login)},
      {"password", IN_FORM, FIELD_RAW, .offset = offsetof(struct sign_in_input, password)},
      {"code", IN_FORM, FIELD_TEXT, .offset = offsetof(struct sign_in_input, code)});

static enum sign_in outcome;
static enum rc sign_in(struct ctx *c, const struct req *r, struct out *o)
{
    const struct sign_in_input *in = r->in;
    struct instant until;
    TRY(session_sign_in(c, r, in->login, in->password, in->code, &outcome, &until));
    o->status = outcome == SIGN_IN_OK ? 303 : 422;
    return OK;
}

static int64_t kept_row;
static enum rc keep(struct ctx *c, const struct req *r, struct out *o)
{
    (void)o;
    TRY(session_keep(c, r));
    kept_row = r->session->id;
    return OK;
}

static enum rc sign_out(struct ctx *c, const struct req *r, struct out *o)
{
    TRY(session_sign_out(c, r));
    return out_redirect(o, "/", NULL, 0);
}

static enum rc make_then_refuse(struct ctx *c, const struct req *r, struct out *o)
{
    int64_t id;
    (void)r;
    (void)o;
    TRY(person_create(c, &(struct person_new){.kind = "citizen", .name = S("half done"), .born_on = DAY_NONE}, &id));
    return fail_with(c, INVALID, MSG_field_required, S("name"), S(""), S(""));
}

static enum rc show_again(struct ctx *c, const struct req *r, struct out *o)
{
    (void)r;
    OUT(o, fault_text(c->arena, c->lang, &c->faults[0]));
    return OK;
}

struct act_input {
    int64_t assignment, delegation;
};
INPUT(act_input, {"assignment", IN_FORM, FIELD_I64, .offset = offsetof(struct act_input, assignment)},
      {"delegation", IN_FORM, FIELD_I64, .offset = offsetof(struct act_input, delegation)});
static enum rc act_as(struct ctx *c, const struct req *r, struct out *o)
{
    const struct act_input *in = r->in;
    (void)o;
    return session_act_as(c, r, in->assignment, in->delegation);
}

#define ROW(perm)                                                                                                      \
    {                                                                                                                  \
        "perm." #perm, METHOD_GET, "/perm/" #perm, PERM_##perm, NULL, run                                              \
    }
static const struct route table[] = {
    {"public", METHOD_GET, "/public", PERM_PUBLIC, NULL, run},
    {"mine", METHOD_GET, "/mine", PERM_SIGNED_IN, NULL, run},
    {"post", METHOD_POST, "/mine", PERM_SIGNED_IN, NULL, run},
    {"assign", METHOD_POST, "/assign", PERM_DOSSIER_ASSIGN, NULL, run},
    {"read", METHOD_POST, "/read", PERM_DOSSIER_READ, NULL, run},
    {"open", METHOD_POST, "/open", PERM_PUBLIC, NULL, run},
    {"hook", METHOD_POST, "/hook", PERM_PUBLIC, NULL, run, ROUTE_NO_TOKEN},
    {"limited", METHOD_POST, "/limited", PERM_PUBLIC, NULL, run, ROUTE_LIMITED},
    {"secret", METHOD_POST, "/secret", PERM_SIGNED_IN, NULL, run, ROUTE_STEP_UP},
    {"secret_form", METHOD_POST, "/secret-form", PERM_SIGNED_IN, &act_input, run, ROUTE_STEP_UP, NULL, show_again},
    {"api", METHOD_GET, "/api/mine", PERM_SIGNED_IN, NULL, run, ROUTE_API},
    {"api_post", METHOD_POST, "/api/mine", PERM_SIGNED_IN, NULL, run, ROUTE_API},
    {"sign_in", METHOD_POST, "/sign-in", PERM_PUBLIC, &sign_in_input, sign_in},
    {"keep", METHOD_POST, "/keep", PERM_PUBLIC, NULL, keep},
    {"sign_out", METHOD_POST, "/sign-out", PERM_SIGNED_IN, NULL, sign_out, ROUTE_UNLOCKED},
    {"half", METHOD_POST, "/half", PERM_PUBLIC, NULL, make_then_refuse},
    {"half_again", METHOD_POST, "/half-again", PERM_PUBLIC, NULL, make_then_refuse, 0, NULL, show_again},
    {"act_as", METHOD_POST, "/act-as", PERM_SIGNED_IN, &act_input, act_as},
#define PERM(name, what) ROW(name),
#include "core/perm.tbl.h"
#undef PERM
};
static const struct room room = {"test", table, COUNT(table)};

static struct test_web *web_of(void **state)
{
    const struct room *const rooms[] = {&room};
    runs = 0;
    return test_web(*state, rooms, 1);
}

static void pass_time(struct test_web *w, int64_t ms)
{
    w->f->c.now.ms += ms;
}

static int64_t people(struct test_web *w)
{
    return number(&w->f->c, "SELECT count(*) FROM person");
}

/* ---- strangers ---- */

static void strangers(void **state)
{
    struct test_web *w = web_of(state);
    assert_int_equal(test_get(w, "/public").status, 200);
    assert_int_equal(w->cookie.n, 0); /* who only reads gets no cookie */
    struct answer a = test_get(w, "/mine?x=1&y=%C4%91");
    assert_int_equal(a.status, 303);
    assert_true(str_eqc(test_header(&a, "Location"), "/sign-in?back=%2Fmine%3Fx%3D1%26y%3D%25C4%2591"));
    assert_int_equal(test_post(w, "/mine", "").status, 401);
    a = test_get(w, "/api/mine");
    assert_int_equal(a.status, 401);
    assert_true(str_eqc(test_header(&a, "WWW-Authenticate"), "Bearer"));
    assert_true(str_eqc(test_header(&a, "Content-Type"), "application/problem+json"));
    assert_int_equal(runs, 1);
}

static void safety_headers(void **state)
{
    struct test_web *w = web_of(state);
    static const char *const targets[] = {"/public", "/nowhere", "/mine", "/api/mine", "/%ff"};
    for (size_t i = 0; i < COUNT(targets); i++) {
        struct answer a = test_get(w, targets[i]);
        struct str csp = test_header(&a, "Content-Security-Policy");
        assert_true(str_search(csp, S("script-src 'self'; style-src 'self'"), 0) < csp.n);
        assert_true(str_search(csp, S("frame-ancestors 'none'"), 0) < csp.n);
        assert_true(str_search(csp, S("unsafe"), 0) == csp.n);
        assert_true(str_eqc(test_header(&a, "X-Content-Type-Options"), "nosniff"));
        assert_true(str_eqc(test_header(&a, "Cache-Control"), "no-store"));
        assert_true(test_header(&a, "Referrer-Policy").n > 0);
        assert_true(test_header(&a, "Cross-Origin-Opener-Policy").n > 0);
    }
}

/* ---- roles ---- */

static void every_role_every_permission(void **state)
{
    struct test_web *w = web_of(state);
    int checked = 0;
    for (unsigned role = ROLE_CITIZEN; role < ROLE_SYSTEM; role++) {
        const char *login = role_name((enum role)role);
        test_account(w, login, (enum role)role, 77);
        test_sign_in(w, login);
        for (unsigned p = PERM_UNSET + 1; p < PERM_COUNT; p++) {
            struct str path = str_printf(w->arena, "/perm/%s", perm_name((enum perm)p));
            int want = role_may((enum role)role, (enum perm)p) ? 200 : 403;
            int got = test_get(w, str_c(w->arena, path)).status;
            if (got != want)
                fail_msg("%s %s: %d", login, perm_name((enum perm)p), got);
            checked++;
        }
        assert_int_equal(seen_scope.unit_id, role > ROLE_BUSINESS ? 77 : 0);
    }
    assert_int_equal(checked, (int)(ROLE_SYSTEM - ROLE_CITIZEN) * (int)(PERM_COUNT - 1));
    /* The table itself, where a slip would be costly. */
    assert_false(role_may(ROLE_ADMIN, PERM_DOSSIER_READ));
    assert_false(role_may(ROLE_REFORM, PERM_PERSONAL_READ));
    assert_false(role_may(ROLE_CITIZEN, PERM_DOSSIER_READ));
    assert_false(role_may(ROLE_INSPECTOR, PERM_DOSSIER_HANDLE));
    assert_false(role_may(ROLE_NONE, PERM_SIGNED_IN));
    assert_false(role_may(ROLE_SYSTEM, PERM_UNSET));
}

static void assignments_end(void **state)
{
    struct test_web *w = web_of(state);
    struct ctx *c = &w->f->c;
    int64_t person = test_account(w, "lan", ROLE_COUNTER, 77);
    test_sign_in(w, "lan");
    assert_int_equal(test_get(w, "/perm/DOSSIER_READ").status, 200);
    must_exec(c, "UPDATE assignment SET valid_to_on = '2001-01-01'");
    assert_int_equal(test_get(w, "/perm/DOSSIER_READ").status, 403);
    assert_int_equal(test_get(w, "/mine").status, 403); /* an account ends with its assignments */
    test_stranger(w);
    test_post(w, "/sign-in", "login=lan&password=mat+khau+thu+nghiem");
    assert_int_equal(outcome, SIGN_IN_WRONG);
    assert_true(person > 0);
}

/* ---- form tokens ---- */

static void form_tokens(void **state)
{
    struct test_web *w = web_of(state);
    const char *form = "application/x-www-form-urlencoded";
    test_account(w, "an", ROLE_CITIZEN, 0);
    test_account(w, "binh", ROLE_CITIZEN, 0);
    test_sign_in(w, "binh");
    struct str foreign = str_printf(w->arena, "_t=" STR_FMT, STR_ARG(test_form_token(w)));
    test_sign_in(w, "an");
    assert_int_equal(test_ask(w, METHOD_POST, "/mine", form, S("note=x")).status, 403);
    assert_int_equal(test_ask(w, METHOD_POST, "/mine", form, foreign).status, 403);
    assert_int_equal(test_ask(w, METHOD_POST, "/mine", form, S("_t=AAAA")).status, 403);
    assert_int_equal(test_ask(w, METHOD_POST, "/mine", NULL, S("")).status, 403);
    assert_int_equal(test_ask(w, METHOD_POST, "/api/mine", NULL, S("")).status, 403); /* a cookie on the API */
    assert_int_equal(runs, 0);
    assert_int_equal(test_post(w, "/mine", "note=x").status, 200);
    assert_int_equal(test_post(w, "/mine", "note=x").status, 200); /* masked anew each time */
    w->headers[w->headers_n++][0] = S("MC-Token");
    w->headers[0][1] = test_form_token(w);
    assert_int_equal(test_ask(w, METHOD_POST, "/api/mine", NULL, S("")).status, 200);
    w->headers[0][0] = S("Sec-Fetch-Site");
    w->headers[0][1] = S("cross-site");
    assert_int_equal(test_post(w, "/mine", "note=x").status, 403);
    assert_int_equal(test_ask(w, METHOD_POST, "/hook", form, S("note=x")).status, 200);
    w->headers[0][1] = S("same-origin");
    assert_int_equal(test_post(w, "/mine", "note=x").status, 200);
    w->headers_n = 0;
    test_stranger(w); /* strangers' forms have tokens too */
    assert_int_equal(test_ask(w, METHOD_POST, "/open", form, S("note=x")).status, 403);
    assert_int_equal(test_post(w, "/open", "note=x").status, 200);
}

static void cookies(void **state)
{
    struct test_web *w = web_of(state);
    test_account(w, "an", ROLE_CITIZEN, 0);
    struct answer a = test_post(w, "/sign-in", "login=+AN+&password=mat+khau+thu+nghiem");
    assert_int_equal(a.status, 303);
    struct str set = test_header(&a, "Set-Cookie");
    assert_true(str_starts(set, S("mc=")));
    assert_true(str_search(set, S("; HttpOnly; SameSite=Lax"), 0) < set.n);
    assert_true(str_search(set, S("Secure"), 0) == set.n);
    assert_true(str_search(set, S("Max-Age"), 0) == set.n);
    w->site.https = true;
    test_stranger(w);
    a = test_post(w, "/sign-in", "login=an&password=mat+khau+thu+nghiem");
    set = test_header(&a, "Set-Cookie");
    assert_true(str_starts(set, S("__Host-mc=")));
    assert_true(str_search(set, S("; Path=/; "), 0) < set.n);
    assert_true(str_search(set, S("; Secure"), 0) < set.n);
    assert_true(test_header(&a, "Strict-Transport-Security").n > 0);
    /* The database does not know the key. */
    struct str sql =
        str_printf(w->arena, "SELECT count(*) FROM session WHERE key_hash = '" STR_FMT "'", STR_ARG(w->cookie));
    assert_int_equal(number(&w->f->c, str_c(w->arena, sql)), 0);
}

/* ---- signing in ---- */

static void signing_in(void **state)
{
    struct test_web *w = web_of(state);
    test_account(w, "an", ROLE_CITIZEN, 0);
    assert_int_equal(test_post(w, "/keep", "").status, 200); /* a stranger's draft */
    struct str before = w->cookie;
    int64_t row = kept_row;
    test_post(w, "/sign-in", "login=an&password=wrong");
    assert_int_equal(outcome, SIGN_IN_WRONG);
    assert_true(str_eq(w->cookie, before));
    test_post(w, "/sign-in", "login=nobody&password=wrong");
    assert_int_equal(outcome, SIGN_IN_WRONG);
    test_post(w, "/sign-in", "login=an&password=mat+khau+thu+nghiem");
    assert_int_equal(outcome, SIGN_IN_OK);
    assert_false(str_eq(w->cookie, before)); /* a new key: a planted one is worth nothing */
    assert_int_equal(test_post(w, "/keep", "").status, 200);
    assert_int_equal(kept_row, row); /* the same row: the draft came along */
    struct str after = w->cookie;
    w->cookie = before;
    assert_int_equal(test_get(w, "/mine").status, 303);
    w->cookie = after;
    assert_int_equal(test_get(w, "/mine").status, 200);
    assert_int_equal(test_post(w, "/sign-out", "").status, 303);
    w->cookie = after;
    assert_int_equal(test_get(w, "/mine").status, 303);
}

static void wrong_passwords_lock(void **state)
{
    struct test_web *w = web_of(state);
    test_account(w, "an", ROLE_CITIZEN, 0);
    for (int i = 0; i < 5; i++) {
        test_post(w, "/sign-in", "login=an&password=wrong");
        assert_int_equal(outcome, SIGN_IN_WRONG);
    }
    test_post(w, "/sign-in", "login=an&password=mat+khau+thu+nghiem");
    assert_int_equal(outcome, SIGN_IN_LOCKED);
    for (int i = 0; i < 5; i++)
        test_post(w, "/sign-in", "login=nobody&password=wrong");
    test_post(w, "/sign-in", "login=nobody&password=wrong");
    assert_int_equal(outcome, SIGN_IN_LOCKED); /* an unknown login looks the same */
    pass_time(w, 3 * MINUTE_MS);
    test_post(w, "/sign-in", "login=an&password=mat+khau+thu+nghiem");
    assert_int_equal(outcome, SIGN_IN_OK);
    assert_int_equal(number(&w->f->c, "SELECT failed_n FROM account"), 0);
}

static struct str code_at(struct test_web *w, struct str secret, int64_t steps)
{
    return totp_code(w->arena, secret, w->f->c.now.ms / 1000 / TOTP_STEP_SECONDS + steps);
}

static enum sign_in with_code(struct test_web *w, struct str code)
{
    struct str form = str_printf(w->arena, "login=lan&password=mat+khau+thu+nghiem&code=" STR_FMT, STR_ARG(code));
    test_post(w, "/sign-in", str_c(w->arena, form));
    return outcome;
}

static void one_time_codes(void **state)
{
    struct test_web *w = web_of(state);
    struct ctx *c = &w->f->c;
    struct str secret = totp_secret(w->arena);
    bool right;
    test_account(w, "lan", ROLE_COUNTER, 77);
    struct account_by_login_row a;
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(account_by_login(c, S("lan"), &a, &right), OK);
    assert_int_equal(totp_enrol(c, a.id, base32_encode(w->arena, secret), S("000000"), &right), OK);
    assert_int_equal(totp_enrol(c, a.id, base32_encode(w->arena, secret), code_at(w, secret, 0), &right), OK);
    assert_true(right);
    assert_int_equal(db_commit(c), OK);
    assert_int_equal(with_code(w, S("")), SIGN_IN_NEEDS_CODE);
    assert_int_equal(with_code(w, code_at(w, secret, 0)), SIGN_IN_WRONG); /* used at enrolment */
    pass_time(w, 30000);
    assert_int_equal(with_code(w, code_at(w, secret, 0)), SIGN_IN_OK);
    assert_int_equal(with_code(w, code_at(w, secret, 0)), SIGN_IN_WRONG); /* once only */
    assert_int_equal(with_code(w, code_at(w, secret, 9)), SIGN_IN_WRONG);
    pass_time(w, 60000);
    assert_int_equal(with_code(w, code_at(w, secret, -1)), SIGN_IN_OK); /* a clock half a minute slow */
}

/* ---- time ---- */

static void citizens_time_out(void **state)
{
    struct test_web *w = web_of(state);
    test_account(w, "an", ROLE_CITIZEN, 0);
    test_sign_in(w, "an");
    for (int i = 0; i < 16; i++) { /* busy for nearly eight hours */
        pass_time(w, 29 * MINUTE_MS);
        assert_int_equal(test_post(w, "/mine", "").status, 200);
    }
    pass_time(w, 29 * MINUTE_MS);
    assert_int_equal(test_post(w, "/mine", "").status, 401); /* eight hours in all */
    test_sign_in(w, "an");
    pass_time(w, 31 * MINUTE_MS);
    assert_int_equal(test_get(w, "/mine").status, 303);
}

static void officers_lock(void **state)
{
    struct test_web *w = web_of(state);
    test_account(w, "lan", ROLE_COUNTER, 77);
    test_sign_in(w, "lan");
    pass_time(w, 14 * MINUTE_MS);
    assert_int_equal(test_post(w, "/read", "").status, 200);
    pass_time(w, 16 * MINUTE_MS);
    struct answer a = test_get(w, "/mine?a=1");
    assert_int_equal(a.status, 303);
    assert_true(str_eqc(test_header(&a, "Location"), "/unlock?back=%2Fmine%3Fa%3D1"));
    runs = 0;
    a = test_post(w, "/read", "note=half+%3Ctyped%3E&other=2");
    assert_int_equal(a.status, 423);
    assert_true(test_has(&a, "name=\"note\" value=\"half &lt;typed&gt;\"")); /* what was typed comes back */
    assert_true(test_has(&a, "name=\"other\" value=\"2\""));
    assert_true(test_has(&a, "name=\"_proof\""));
    assert_int_equal(test_post(w, "/read", "note=x&_proof=wrong").status, 423);
    assert_int_equal(number(&w->f->c, "SELECT failed_n FROM account"), 1);
    assert_int_equal(runs, 0);
    a = test_post(w, "/read", "note=half&_proof=mat+khau+thu+nghiem");
    assert_int_equal(a.status, 200);
    assert_true(test_has(&a, "half"));
    assert_int_equal(test_get(w, "/mine").status, 200);
    assert_int_equal(number(&w->f->c, "SELECT failed_n FROM account"), 0);
    pass_time(w, 16 * MINUTE_MS);
    assert_int_equal(test_post(w, "/sign-out", "").status, 303); /* one may always leave */
    test_sign_in(w, "lan");
    pass_time(w, 13 * 60 * MINUTE_MS);
    assert_int_equal(test_post(w, "/read", "_proof=mat+khau+thu+nghiem").status, 401); /* twelve hours in all */
}

static void second_proofs(void **state)
{
    struct test_web *w = web_of(state);
    test_account(w, "an", ROLE_CITIZEN, 0);
    test_sign_in(w, "an");
    assert_int_equal(test_post(w, "/secret", "").status, 200); /* just signed in */
    pass_time(w, 6 * MINUTE_MS);
    struct answer a = test_post(w, "/secret", "note=kept");
    assert_int_equal(a.status, 403);
    assert_true(test_has(&a, "name=\"note\" value=\"kept\""));
    assert_int_equal(test_post(w, "/secret", "_proof=wrong").status, 403);
    assert_int_equal(test_post(w, "/secret", "_proof=mat+khau+thu+nghiem").status, 200);
    pass_time(w, 4 * MINUTE_MS);
    assert_int_equal(test_post(w, "/secret", "").status, 200);
    pass_time(
        w,
        6 * MINUTE_MS); /* what cannot be read is said before a proof is asked, and the right proof does not hide it */
    a = test_post(w, "/secret-form", "assignment=x&delegation=1");
    assert_int_equal(a.status, 422);
    assert_true(test_has(&a, "số"));
    assert_false(test_has(&a, "_proof"));
    assert_int_equal(test_post(w, "/secret-form", "assignment=1&delegation=1").status, 403);
    assert_int_equal(test_post(w, "/secret-form", "assignment=x&delegation=1&_proof=wrong").status, 403);
    assert_int_equal(test_post(w, "/secret-form", "assignment=x&_proof=mat+khau+thu+nghiem").status, 422);
}

/* ---- bearer tokens ---- */

static void bearer_tokens(void **state)
{
    struct test_web *w = web_of(state);
    test_account(w, "lan", ROLE_COUNTER, 77);
    struct str good = test_token(w, "lan");
    w->bearer = good;
    assert_int_equal(test_get(w, "/api/mine").status, 200);
    assert_int_equal(seen_actor.role, ROLE_COUNTER);
    assert_int_equal(seen_scope.unit_id, 77);
    assert_int_equal(test_ask(w, METHOD_POST, "/api/mine", NULL, S("")).status, 200); /* no form token asked */
    assert_int_equal(test_get(w, "/mine").status, 303);                               /* pages do not take it */
    w->bearer = S("mc_wrong");
    assert_int_equal(test_get(w, "/api/mine").status, 401);
    w->bearer = good;
    must_exec(&w->f->c, "UPDATE token SET expires_at = 1");
    assert_int_equal(test_get(w, "/api/mine").status, 401);
    must_exec(&w->f->c, "UPDATE token SET expires_at = 0, revoked_at = 1");
    assert_int_equal(test_get(w, "/api/mine").status, 401);
    must_exec(&w->f->c, "UPDATE token SET revoked_at = 0");
    assert_int_equal(test_get(w, "/api/mine").status, 200);
    must_exec(&w->f->c, "UPDATE account SET closed_at = 1");
    assert_int_equal(test_get(w, "/api/mine").status, 401);
}

/* ---- delegation ---- */

static int64_t lend(struct test_web *w, int64_t to, uint64_t perms, int days)
{
    struct ctx *c = &w->f->c;
    struct day today = day_of(c->now);
    int64_t id, from = number(c, "SELECT id FROM assignment WHERE role = 'head'");
    assert_int_equal(db_begin_write(c), OK);
    struct delegation_new d = {from, to, perms, today, {today.n + days}, S("12/QĐ-SNV")};
    assert_int_equal(delegation_create(c, &d, &id), OK);
    d.document_number = S(" ");
    int64_t none;
    assert_int_equal(delegation_create(c, &d, &none), INVALID);
    d = (struct delegation_new){
        from, number(c, "SELECT person_id FROM assignment WHERE role = 'head'"), 0, today, today, S("1")};
    assert_int_equal(delegation_create(c, &d, &none), INVALID); /* to himself */
    assert_int_equal(db_commit(c), OK);
    return id;
}

static void delegations(void **state)
{
    struct test_web *w = web_of(state);
    test_account(w, "head", ROLE_HEAD, 88);
    int64_t lan = test_account(w, "lan", ROLE_SPECIALIST, 77);
    test_account(w, "other", ROLE_SPECIALIST, 77);
    int64_t id = lend(w, lan, UINT64_C(1) << PERM_DOSSIER_ASSIGN, 3);
    struct str form = str_printf(w->arena, "delegation=%lld", (long long)id);
    test_sign_in(w, "other");
    assert_int_equal(test_post(w, "/act-as", str_c(w->arena, form)).status, 404); /* not lent to him */
    test_sign_in(w, "lan");
    assert_int_equal(test_post(w, "/assign", "").status, 403);
    assert_int_equal(test_post(w, "/act-as", str_c(w->arena, form)).status, 200);
    assert_int_equal(test_post(w, "/assign", "").status, 200);
    assert_int_equal(seen_actor.person_id, lan);
    assert_true(str_eqc(seen_actor.behalf_name, "head"));
    assert_int_equal(seen_scope.unit_id, 88);
    assert_int_equal(test_get(w, "/perm/DOSSIER_CHECK").status, 403); /* only what was lent */
    assert_int_equal(test_get(w, "/mine").status, 200);
    pass_time(w, 4 * DAY_MS);
    test_sign_in(w, "lan");
    assert_int_equal(test_post(w, "/act-as", str_c(w->arena, form)).status, 404); /* over */
    assert_int_equal(test_post(w, "/assign", "").status, 403);
}

static void delegation_revoked(void **state)
{
    struct test_web *w = web_of(state);
    test_account(w, "head", ROLE_HEAD, 88);
    int64_t lan = test_account(w, "lan", ROLE_SPECIALIST, 77);
    struct str form = str_printf(w->arena, "delegation=%lld", (long long)lend(w, lan, 0, 3));
    test_sign_in(w, "lan");
    assert_int_equal(test_post(w, "/act-as", str_c(w->arena, form)).status, 200);
    assert_int_equal(test_get(w, "/perm/DOSSIER_CHECK").status, 200); /* all of the role */
    must_exec(&w->f->c, "UPDATE delegation SET revoked_at = 1");
    assert_int_equal(test_get(w, "/perm/DOSSIER_CHECK").status, 403); /* at once, in the running session */
    assert_int_equal(test_get(w, "/perm/DOSSIER_HANDLE").status, 200);
}

/* ---- transactions, limits, language ---- */

static void refusals_keep_nothing(void **state)
{
    struct test_web *w = web_of(state);
    int64_t before = people(w);
    assert_int_equal(test_post(w, "/half", "").status, 422);
    assert_int_equal(people(w), before);
    struct answer a = test_post(w, "/half-again", "");
    assert_int_equal(a.status, 422);
    assert_true(test_has(&a, "Bạn chưa điền mục này."));
    assert_int_equal(people(w), before);
}

static void limits(void **state)
{
    struct test_web *w = web_of(state);
    w->site.requests_per_minute = 3;
    for (int i = 0; i < 3; i++)
        assert_int_equal(test_post(w, "/limited", "").status, 200);
    struct answer a = test_post(w, "/limited", "");
    assert_int_equal(a.status, 429);
    assert_true(test_header(&a, "Retry-After").n > 0);
    assert_int_equal(test_post(w, "/open", "").status, 200);
    pass_time(w, 21000);
    assert_int_equal(test_post(w, "/limited", "").status, 200);
    assert_int_equal(test_post(w, "/limited", "").status, 429);
    /* Another address has its own bucket, told by the proxy only when we trust it. */
    w->headers[0][0] = S("X-Forwarded-For");
    w->headers[0][1] = S("203.0.113.1, 198.51.100.9");
    w->headers_n = 1;
    assert_int_equal(test_post(w, "/limited", "").status, 429);
    w->site.trusted_proxy = S("192.0.2.7");
    assert_int_equal(test_post(w, "/limited", "").status, 200);
    assert_true(str_eqc(req_address(request_const(w->last->http)), "198.51.100.9"));
}

static void languages(void **state)
{
    struct test_web *w = web_of(state);
    assert_int_equal(test_get(w, "/public").status, 200);
    assert_int_equal(w->last->c.lang, LANG_VI);
    w->lang = S("fr, en;q=0.8, vi;q=0.5");
    test_get(w, "/public");
    assert_int_equal(w->last->c.lang, LANG_EN);
    struct answer a = test_get(w, "/public?lang=vi");
    assert_int_equal(w->last->c.lang, LANG_VI);
    assert_true(str_starts(test_header(&a, "Set-Cookie"), S("mc-lang=vi; Path=/")));
    w->headers[0][0] = S("Cookie");
    w->headers[0][1] = S("mc-lang=vi");
    w->headers_n = 1;
    test_get(w, "/public");
    assert_int_equal(w->last->c.lang, LANG_VI);
}

static void sessions_leave(void **state)
{
    struct test_web *w = web_of(state);
    struct ctx *c = &w->f->c;
    test_account(w, "an", ROLE_CITIZEN, 0);
    test_sign_in(w, "an");
    struct str first = w->cookie;
    test_sign_in(w, "an");
    assert_int_equal(number(c, "SELECT count(*) FROM session"), 2);
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(session_sign_out_everywhere(c, seen_actor.account_id), OK);
    assert_int_equal(session_sign_out_everywhere(c, number(c, "SELECT id FROM account")), OK);
    assert_int_equal(db_commit(c), OK);
    assert_int_equal(test_get(w, "/mine").status, 303);
    w->cookie = first;
    assert_int_equal(test_get(w, "/mine").status, 303);
    test_sign_in(w, "an");
    pass_time(w, 13 * 60 * MINUTE_MS);
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(session_clean(c), OK);
    assert_int_equal(db_commit(c), OK);
    assert_int_equal(number(c, "SELECT count(*) FROM session"), 0);
}

#define T(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)
int main(void)
{
    const struct CMUnitTest tests[] = {
        T(strangers),
        T(safety_headers),
        T(every_role_every_permission),
        T(assignments_end),
        T(form_tokens),
        T(cookies),
        T(signing_in),
        T(wrong_passwords_lock),
        T(one_time_codes),
        T(citizens_time_out),
        T(officers_lock),
        T(second_proofs),
        T(bearer_tokens),
        T(delegations),
        T(delegation_revoked),
        T(refusals_keep_nothing),
        T(limits),
        T(languages),
        T(sessions_leave),
    };
    return run_on_both("guard", tests, COUNT(tests));
}
