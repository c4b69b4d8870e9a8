#include "web/session.h"

#include "base/id.h"
#include "core/actor/credentials.h"
#include "core/draft/draft.h"
#include "format/digest.h"
#include "format/totp.h"
#include "web/limits.h"
#include "web/request.h"
#include "web/session_private.h"
#include "web/site.h"

#define KEY_BYTES 32
#define TOKEN_BYTES 16
#define LOGIN_BURST 5
#define FREE_FAILURES 5
#define HALF_HOLDS (5 * MINUTE_MS)

bool session_key_is_ours(struct str key)
{
    if (key.n != 43)
        return false;
    for (size_t i = 0; i < key.n; i++) {
        char ch = key.p[i];
        if (!((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || ch == '-' ||
              ch == '_'))
            return false;
    }
    return true;
}

struct str session_hash(struct arena *a, struct str key)
{
    return digest_hex(a, sha256(key));
}

const char *session_cookie_name(const struct site *site)
{
    return site->https ? "__Host-mc" : "mc";
}

struct str session_cookie(struct arena *a, const struct site *site, const struct web_session *s)
{
    /* A stranger's draft survives the browser; who signed in is forgotten when it closes. */
    const char *age = s->account_id ? "" : "; Max-Age=604800";
    return str_printf(a, "%s=" STR_FMT "; Path=/; HttpOnly; SameSite=Lax%s%s", session_cookie_name(site),
                      STR_ARG(s->key), site->https ? "; Secure" : "", age);
}

/* ---- the form token: HMAC of the key, under a fresh mask each time so that compressed pages do not leak it ---- */

static void token_plain(const struct web_session *s, uint8_t out[TOKEN_BYTES])
{
    struct digest d = hmac_sha256(s->key, S("form"));
    memcpy(out, d.b, TOKEN_BYTES);
}

static void new_key(struct arena *a, struct web_session *s)
{
    s->key = random_token(a, KEY_BYTES);
    s->fresh = true;
    s->token = S("");
}

struct str session_token(struct arena *a, struct web_session *s)
{
    uint8_t both[2 * TOKEN_BYTES];
    if (s->key.n == 0)
        new_key(a, s);
    if (s->token.n)
        return s->token;
    random_bytes(both, TOKEN_BYTES);
    token_plain(s, both + TOKEN_BYTES);
    for (size_t i = 0; i < TOKEN_BYTES; i++)
        both[TOKEN_BYTES + i] ^= both[i];
    s->token = base64url_encode(a, str_n((const char *)both, sizeof both));
    return s->token;
}

bool session_token_right(struct arena *a, const struct web_session *s, struct str token)
{
    struct str raw;
    uint8_t plain[TOKEN_BYTES], given[TOKEN_BYTES];
    if (s->key.n == 0 || token.n > 64 || !base64url_decode(a, token, &raw) || raw.n != 2 * TOKEN_BYTES)
        return false;
    for (size_t i = 0; i < TOKEN_BYTES; i++)
        given[i] = (uint8_t)(raw.p[i] ^ raw.p[TOKEN_BYTES + i]);
    token_plain(s, plain);
    return bytes_eq_const_time(plain, given, TOKEN_BYTES);
}

struct str form_token(const struct req *r)
{
    return r->session ? session_token(request_arena(r->http), r->session) : S("");
}

/* ---- rows ---- */

enum rc session_keep(struct ctx *c, const struct req *r)
{
    struct web_session *s = r->session;
    if (!s)
        return fail(c, DENIED, MSG_general_denied, S(""));
    if (s->id)
        return OK;
    if (s->key.n == 0)
        new_key(c->arena, s);
    s->id = id_new(c->now);
    s->created_at = s->seen_at = c->now;
    struct session_insert_args row = {
        .id = s->id, .key_hash = session_hash(c->arena, s->key), .created_at = c->now, .seen_at = c->now};
    return session_insert(c, &row, NULL);
}

/* The acting assignment to begin with: the newest one valid today. */
static enum rc first_assignment(struct ctx *c, int64_t person_id, int64_t *id)
{
    struct assignments_of_person_row *rows;
    size_t n;
    struct day today = day_of(c->now);
    *id = 0;
    TRY(assignments_of_person(c, person_id, &rows, &n));
    for (size_t i = 0; i < n && *id == 0; i++)
        if (actor_valid(today, rows[i].valid_from_on, rows[i].valid_to_on))
            *id = rows[i].id;
    return OK;
}

static enum rc begin(struct ctx *c, struct web_session *s, int64_t account_id, int64_t person_id, int64_t assignment_id)
{
    new_key(c->arena, s);
    s->account_id = account_id;
    s->person_id = person_id;
    s->assignment_id = assignment_id;
    s->delegation_id = 0;
    s->locked = false;
    s->created_at = s->seen_at = s->proved_at = c->now;
    if (s->id && !assignment_id) /* what a stranger began is the citizen's who signs in on the same session */
        TRY(draft_take_over(c, s->id, person_id));
    struct str hash = session_hash(c->arena, s->key);
    if (s->id)
        return session_turn(c,
                            &(struct session_turn_args){.key_hash = hash,
                                                        .account_id = account_id,
                                                        .assignment_id = assignment_id,
                                                        .created_at = c->now,
                                                        .proved_at = c->now,
                                                        .id = s->id},
                            NULL);
    s->id = id_new(c->now);
    return session_insert(c,
                          &(struct session_insert_args){.id = s->id,
                                                        .key_hash = hash,
                                                        .account_id = account_id,
                                                        .assignment_id = assignment_id,
                                                        .created_at = c->now,
                                                        .seen_at = c->now,
                                                        .proved_at = c->now},
                          NULL);
}

enum rc session_begin(struct ctx *c, const struct req *r, int64_t account_id)
{
    struct account_by_id_row a;
    bool found;
    int64_t assignment;
    if (!r->session)
        return fail(c, DENIED, MSG_general_denied, S(""));
    TRY(account_by_id(c, account_id, &a, &found));
    if (!found || a.closed_at.ms || a.barred_at.ms)
        return fail(c, NOT_FOUND, MSG_general_not_found, S(""));
    TRY(first_assignment(c, a.person_id, &assignment));
    return begin(c, r->session, a.id, a.person_id, assignment);
}

/* ---- signing in ---- */

/* After five free failures each one more locks twice as long, to an hour. */
static struct instant lock_after(struct instant now, int64_t failed)
{
    int64_t over = failed - FREE_FAILURES;
    if (over < 0)
        return (struct instant){0};
    int64_t minutes = over > 5 ? 60 : INT64_C(1) << over;
    return (struct instant){now.ms + minutes * MINUTE_MS};
}

static enum rc count_failure(struct ctx *c, int64_t account_id, int64_t failed)
{
    return account_count_failure(c, failed, lock_after(c->now, failed), account_id, NULL);
}

static enum rc use_code(struct ctx *c, int64_t account_id, struct str secret32, int64_t last, struct str code,
                        bool *right)
{
    struct str secret;
    int64_t step = 0, changed = 0;
    *right = false;
    if (!base32_decode(c->arena, secret32, &secret) || !totp_verify(secret, code, c->now, &step) || step <= last)
        return OK;
    TRY(account_use_step(c, step, account_id, &changed));
    *right = changed == 1;
    return OK;
}

static enum rc check(struct ctx *c, const struct account_by_login_row *a, bool found, struct str password,
                     struct str code, enum sign_in *out)
{
    /* An unknown login costs the same hash. */
    bool right = password_right(found ? a->password_hash : S(""), password) && found && a->closed_at.ms == 0 &&
                 a->barred_at.ms == 0;
    *out = SIGN_IN_WRONG;
    if (!right)
        return found ? count_failure(c, a->id, a->failed_n + 1) : OK;
    if (a->totp_secret.n == 0) {
        *out = SIGN_IN_OK;
        return OK;
    }
    if (code.n == 0) {
        *out = SIGN_IN_NEEDS_CODE;
        return OK;
    }
    TRY(use_code(c, a->id, a->totp_secret, a->totp_step, code, &right));
    *out = right ? SIGN_IN_OK : SIGN_IN_WRONG;
    return right ? OK : count_failure(c, a->id, a->failed_n + 1);
}

static enum rc admit(struct ctx *c, const struct req *r, const struct account_by_login_row *a, enum sign_in *out)
{
    int64_t assignment;
    TRY(first_assignment(c, a->person_id, &assignment));
    if (assignment == 0 && str_eqc(a->kind, "officer")) { /* an officer's account ends with his assignments */
        *out = SIGN_IN_WRONG;
        return OK;
    }
    if (a->failed_n)
        TRY(account_count_failure(c, 0, (struct instant){0}, a->id, NULL));
    r->session->totp_missing = assignment && a->totp_secret.n == 0;
    r->session->must_change = a->must_change;
    return begin(c, r->session, a->id, a->person_id, assignment);
}

/* The password was right: for five minutes this stranger's session may bring the code alone. */
static enum rc keep_half(struct ctx *c, const struct req *r, int64_t account_id)
{
    TRY(half_sweep(c, c->now, NULL));
    TRY(session_keep(c, r));
    return half_put(c, r->session->id, account_id, (struct instant){c->now.ms + HALF_HOLDS}, NULL);
}

enum rc session_sign_in(struct ctx *c, const struct req *r, struct str login, struct str password, struct str code,
                        enum sign_in *out, struct instant *locked_until)
{
    struct account_by_login_row a = {0};
    bool found;
    struct str name = login_form(c->arena, login);
    *locked_until = (struct instant){0};
    *out = SIGN_IN_LOCKED;
    if (!r->session)
        return fail(c, DENIED, MSG_general_denied, S(""));
    if (!limits_take(r->site->limits, c->now, "login", name, LOGIN_BURST, 2)) {
        locked_until->ms = c->now.ms + MINUTE_MS;
        return OK;
    }
    TRY(account_by_login(c, name, &a, &found));
    if (found && a.locked_until_at.ms > c->now.ms) {
        *locked_until = a.locked_until_at;
        return OK;
    }
    TRY(check(c, &a, found, password, code, out));
    if (*out == SIGN_IN_NEEDS_CODE)
        TRY(keep_half(c, r, a.id));
    if (*out != SIGN_IN_WRONG)
        limits_clear(r->site->limits, "login", name);
    return *out == SIGN_IN_OK ? admit(c, r, &a, out) : OK;
}

/* Six digits of the app, or one of the codes printed for the day it is lost. */
static enum rc second_right(struct ctx *c, const struct account_by_login_row *a, struct str code, bool *right)
{
    *right = false;
    if (code.n == TOTP_DIGITS)
        return use_code(c, a->id, a->totp_secret, a->totp_step, code, right);
    return recovery_use(c, a->id, code, right);
}

static enum rc half_account(struct ctx *c, const struct req *r, struct account_by_login_row *a, bool *found)
{
    struct half_find_row half = {0};
    struct account_by_id_row row;
    *found = false;
    if (!r->session || !r->session->id)
        return OK;
    TRY(half_find(c, r->session->id, &half, found));
    *found = *found && half.expires_at.ms > c->now.ms;
    if (!*found)
        return OK;
    TRY(account_by_id(c, half.account_id, &row, found));
    return *found ? account_by_login(c, row.login, a, found) : OK;
}

enum rc session_sign_in_code(struct ctx *c, const struct req *r, struct str code, enum sign_in *out,
                             struct instant *locked_until)
{
    struct account_by_login_row a = {0};
    bool found, right = false;
    *locked_until = (struct instant){0};
    *out = SIGN_IN_WRONG;
    TRY(half_account(c, r, &a, &found));
    if (!found || a.closed_at.ms || a.barred_at.ms)
        return OK;
    if (a.locked_until_at.ms > c->now.ms) {
        *locked_until = a.locked_until_at;
        *out = SIGN_IN_LOCKED;
        return OK;
    }
    TRY(second_right(c, &a, code, &right));
    if (!right) {
        *out = SIGN_IN_NEEDS_CODE;
        return count_failure(c, a.id, a.failed_n + 1);
    }
    *out = SIGN_IN_OK;
    TRY(half_delete(c, r->session->id, NULL));
    return admit(c, r, &a, out);
}

enum rc session_sign_out(struct ctx *c, const struct req *r)
{
    struct web_session *s = r->session;
    if (!s || !s->id)
        return OK;
    TRY(session_delete(c, s->id, NULL));
    *s = (struct web_session){0};
    new_key(c->arena, s);
    return OK;
}

enum rc session_sign_out_everywhere(struct ctx *c, int64_t account_id)
{
    return session_delete_account(c, account_id, NULL);
}

enum rc session_lock(struct ctx *c, const struct req *r)
{
    struct web_session *s = r->session;
    if (!s || !s->account_id || !s->officer)
        return OK;
    s->locked = true;
    return session_push_back(c, (struct instant){c->now.ms - OFFICER_IDLE - 1}, s->id, NULL);
}

int64_t session_idle_seconds(const struct web_session *s)
{
    if (!s || !s->account_id)
        return 0;
    return (s->officer ? OFFICER_IDLE : CITIZEN_IDLE) / 1000;
}

enum rc session_clean(struct ctx *c)
{
    return session_sweep(c, (struct instant){c->now.ms - OFFICER_WHOLE}, (struct instant){c->now.ms - STRANGER_WHOLE},
                         NULL);
}

enum rc session_prove(struct ctx *c, const struct req *r, struct str proof, bool *right)
{
    struct web_session *s = r->session;
    struct account_by_id_row a;
    bool found;
    *right = false;
    if (!s || !s->account_id)
        return OK;
    TRY(account_by_id(c, s->account_id, &a, &found));
    if (!found || a.closed_at.ms || a.barred_at.ms || a.locked_until_at.ms > c->now.ms)
        return OK;
    if (proof.n == 6 && a.totp_secret.n)
        TRY(use_code(c, a.id, a.totp_secret, a.totp_step, proof, right));
    if (!*right && proof.n)
        *right = password_right(a.password_hash, proof);
    if (!*right)
        return proof.n ? count_failure(c, a.id, a.failed_n + 1) : OK;
    if (a.failed_n)
        TRY(account_count_failure(c, 0, (struct instant){0}, a.id, NULL));
    s->locked = false;
    s->proved_at = s->seen_at = c->now;
    return session_proved(c, c->now, s->id, NULL);
}

enum rc session_act_as(struct ctx *c, const struct req *r, int64_t assignment_id, int64_t delegation_id)
{
    struct web_session *s = r->session;
    struct day today = day_of(c->now);
    bool found, fits;
    if (!s || !s->account_id)
        return fail(c, DENIED, MSG_general_denied, S(""));
    if (delegation_id) {
        struct delegation_by_id_row d;
        TRY(delegation_by_id(c, delegation_id, &d, &found));
        fits = found && d.to_person_id == s->person_id && d.revoked_at.ms == 0 &&
               actor_valid(today, d.valid_from_on, d.valid_to_on);
    } else {
        struct assignment_by_id_row a;
        TRY(assignment_by_id(c, assignment_id, &a, &found));
        fits = found && a.person_id == s->person_id && actor_valid(today, a.valid_from_on, a.valid_to_on);
    }
    if (!fits)
        return fail(c, NOT_FOUND, MSG_general_not_found, S("assignment"));
    if (!delegation_id)
        s->assignment_id = assignment_id;
    s->delegation_id = delegation_id;
    return session_act(c, s->assignment_id, delegation_id, s->id, NULL);
}
