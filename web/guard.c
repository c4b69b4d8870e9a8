#include "web/guard.h"

#include "base/message.h"
#include "core/actor/store.h"
#include "format/digest.h"
#include "web/limits.h"
#include "web/session_private.h"

#define TOUCH_EVERY MINUTE_MS

/* ---- knowing ---- */

static void stand_as(struct exchange *x)
{
    x->scope = (struct scope){.unit_id = x->actor.unit_id, .person_id = x->actor.person_id};
    x->c.actor = &x->actor;
    request_req(x->http)->scope = &x->scope;
}

static enum rc know_token(struct exchange *x, struct str secret)
{
    struct ctx *c = &x->c;
    struct token_load_row t;
    bool found;
    TRY(token_load(c, digest_hex(c->arena, sha256(secret)), &t, &found));
    if (!found || t.revoked_at.ms || t.closed_at.ms || t.barred_at.ms ||
        (t.expires_at.ms && t.expires_at.ms <= c->now.ms))
        return OK;
    TRY(actor_of(c,
                 &(struct holder){.account_id = t.account_id,
                                  .person_id = t.person_id,
                                  .assignment_id = t.assignment_id,
                                  .agency_id = t.agency_id,
                                  .login = t.login,
                                  .name = t.name,
                                  .kind = t.kind,
                                  .role = t.role,
                                  .unit_name = t.unit_name,
                                  .unit_code = t.unit_code,
                                  .valid_from_on = t.valid_from_on,
                                  .valid_to_on = t.valid_to_on},
                 &x->actor));
    stand_as(x);
    return OK;
}

/* Has the session ended for good? Locking is another matter. */
static bool is_over(const struct session_load_row *s, struct instant now, bool officer)
{
    int64_t age = now.ms - s->created_at.ms, idle = now.ms - s->seen_at.ms;
    if (s->account_id == 0)
        return idle > STRANGER_WHOLE;
    if (s->closed_at.ms || s->barred_at.ms)
        return true;
    return officer ? age > OFFICER_WHOLE : age > CITIZEN_WHOLE || idle > CITIZEN_IDLE;
}

static void fill(struct exchange *x, const struct session_load_row *row, bool officer)
{
    struct web_session *s = &x->session;
    s->id = row->id;
    s->account_id = row->account_id;
    s->person_id = row->person_id;
    s->assignment_id = row->assignment_id;
    s->delegation_id = row->delegation_id;
    s->officer = officer;
    s->created_at = row->created_at;
    s->seen_at = row->seen_at;
    s->proved_at = row->proved_at;
    s->totp_missing = officer && row->totp_secret.n == 0;
    s->must_change = row->account_id && row->must_change;
    s->locked = officer && x->c.now.ms - row->seen_at.ms > OFFICER_IDLE;
    if (!s->locked && x->c.now.ms - row->seen_at.ms > TOUCH_EVERY)
        x->touch = row->id;
}

static enum rc know_session(struct exchange *x, struct str key)
{
    struct ctx *c = &x->c;
    struct session_load_row row;
    bool found;
    x->session.key = key;
    TRY(session_load(c, session_hash(c->arena, key), &row, &found));
    if (!found)
        return OK;
    bool officer = row.assignment_id != 0;
    if (is_over(&row, c->now, officer)) {
        x->session.key = S(""); /* a stranger again, under a new key */
        return OK;
    }
    fill(x, &row, officer);
    if (row.account_id == 0)
        return OK;
    TRY(actor_of(c,
                 &(struct holder){.account_id = row.account_id,
                                  .person_id = row.person_id,
                                  .assignment_id = row.assignment_id,
                                  .delegation_id = row.delegation_id,
                                  .agency_id = row.agency_id,
                                  .login = row.login,
                                  .name = row.name,
                                  .kind = row.kind,
                                  .role = row.role,
                                  .unit_name = row.unit_name,
                                  .unit_code = row.unit_code,
                                  .valid_from_on = row.valid_from_on,
                                  .valid_to_on = row.valid_to_on},
                 &x->actor));
    x->actor.stepped_up = c->now.ms - row.proved_at.ms < STEP_UP_HOLDS;
    stand_as(x);
    return OK;
}

enum rc guard_know(struct exchange *x)
{
    struct req *r = request_req(x->http);
    struct str bearer = req_header(r, "Authorization");
    x->actor = (struct actor){0};
    x->scope = (struct scope){0};
    x->session = (struct web_session){0};
    x->touch = 0;
    x->c.actor = NULL;
    r->scope = &x->scope;
    r->session = NULL;
    if (bearer.n) /* who shows a token is judged by it alone, never by a cookie that came along */
        return str_starts(bearer, S("Bearer ")) && r->is_api ? know_token(x, str_trim(str_sub(bearer, 7, bearer.n)))
                                                             : OK;
    struct str key = req_cookie(r, session_cookie_name(x->site));
    r->session = &x->session;
    return session_key_is_ours(key) ? know_session(x, key) : OK;
}

/* ---- judging ---- */

static bool is_unsafe(const struct req *r)
{
    return r->method != METHOD_GET && r->method != METHOD_HEAD && r->method != METHOD_OPTIONS;
}

/* The browser itself says when a form of another site posts
 * here; a missing word proves nothing and is left to the token. */
static bool is_foreign(const struct req *r)
{
    struct str site = req_header(r, "Sec-Fetch-Site");
    return site.n && !str_eqc(site, "same-origin") && !str_eqc(site, "none");
}

bool guard_token_missing(const struct exchange *x)
{
    const struct req *r = request_const(x->http);
    if (!is_unsafe(r) || !r->session || (r->route->flags & ROUTE_NO_TOKEN))
        return false;
    if (r->is_api && !r->session->account_id) /* a public operation called without any session */
        return false;
    struct str token = req_header(r, "MC-Token");
    if (!token.n)
        token = req_value(r, "_t");
    return is_foreign(r) || !session_token_right(x->c.arena, r->session, token);
}

enum guard guard_glance(const struct exchange *x)
{
    const struct req *r = request_const(x->http);
    const struct actor *a = x->c.actor;
    if (is_unsafe(r) && is_foreign(r) && r->session && !(r->route->flags & ROUTE_NO_TOKEN))
        return GUARD_TOKEN;
    if (r->route->may != PERM_PUBLIC && !a)
        return GUARD_SIGN_IN;
    if (r->session && r->session->locked && !(r->route->flags & ROUTE_UNLOCKED))
        return GUARD_LOCKED;
    if (r->session && r->session->must_change && r->route->may != PERM_PUBLIC && !(r->route->flags & ROUTE_UNLOCKED))
        return GUARD_CHANGE;
    return actor_may(a, r->route->may) ? GUARD_PASS : GUARD_DENIED;
}

/* A locked or unproved form carries its answer along: `_proof` beside everything that was typed. */
static enum guard prove(struct exchange *x, enum guard otherwise)
{
    const struct req *r = request_const(x->http);
    struct str proof = req_value(r, "_proof");
    bool right = false;
    if (!proof.n || !db_in_write(x->c.db))
        return otherwise;
    if (!limits_take(x->site->limits, x->c.now, "proof", req_address(r), 10, 10))
        return GUARD_LIMITED;
    if (session_prove(&x->c, r, proof, &right) != OK)
        return GUARD_BROKEN;
    x->guard_wrote = true;
    if (!right) {
        fault_add(&x->c, MSG_lock_wrong, S("_proof"), S(""), S(""));
        return otherwise;
    }
    x->actor.stepped_up = true;
    return GUARD_PASS;
}

enum guard guard_judge(struct exchange *x)
{
    const struct req *r = request_const(x->http);
    enum guard g = guard_glance(x);
    if (g != GUARD_PASS && g != GUARD_LOCKED)
        return g;
    if (guard_token_missing(x))
        return GUARD_TOKEN;
    if (g == GUARD_LOCKED) {
        g = prove(x, GUARD_LOCKED);
        if (g != GUARD_PASS)
            return g;
        if (!actor_may(x->c.actor, r->route->may))
            return GUARD_DENIED;
    }
    if ((r->route->flags & ROUTE_STEP_UP) && r->session && !x->actor.stepped_up)
        return prove(x, GUARD_STEP_UP);
    return GUARD_PASS;
}
