#include "core/actor/store.h"

#include <sodium.h>

#include "base/id.h"
#include "base/message.h"
#include "base/text.h"
#include "format/digest.h"
#include "format/totp.h"

#define PASSES 2
#define MEMORY ((size_t)19 << 20)
#define PASSWORD_MIN 12
#define PASSWORD_MAX 200

/* ---- secrets ---- */

static void sodium_ready(void)
{
    if (sodium_init() < 0)
        die("libsodium does not start");
}

struct str password_hash(struct arena *a, struct str password)
{
    char *out = arena_alloc(a, crypto_pwhash_STRBYTES);
    sodium_ready();
    if (crypto_pwhash_str_alg(out, password.p, password.n, PASSES, MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
        die("no memory for a password hash");
    return str_from(out);
}

bool password_right(struct str hash, struct str password)
{
    /* Of a password nobody knows; hashed so that a stranger's login costs what a known one costs. */
    static char nobody[crypto_pwhash_STRBYTES];
    char text[crypto_pwhash_STRBYTES] = {0};
    sodium_ready();
    if (!nobody[0]) {
        uint8_t key[32];
        random_bytes(key, sizeof key);
        if (crypto_pwhash_str_alg(nobody, (const char *)key, sizeof key, PASSES, MEMORY,
                                  crypto_pwhash_ALG_ARGON2ID13) != 0)
            die("no memory for a password hash");
    }
    bool known = hash.n > 0 && hash.n < sizeof text;
    memcpy(text, known ? hash.p : nobody, known ? hash.n : strlen(nobody));
    return crypto_pwhash_str_verify(text, password.p, password.n) == 0 && known;
}

struct str login_form(struct arena *a, struct str login)
{
    return str_lower_ascii(a, text_nfc(a, str_trim(login)));
}

enum rc password_check(struct ctx *c, struct str login, struct str password, struct str field)
{
    if (text_length(password) < PASSWORD_MIN)
        return fail_with(c, INVALID, MSG_actor_password_short, field, str_printf(c->arena, "%d", PASSWORD_MIN), S(""));
    if (text_length(password) > PASSWORD_MAX)
        return fail_with(c, INVALID, MSG_field_too_long, field, str_printf(c->arena, "%d", PASSWORD_MAX), S(""));
    if (str_eq(str_lower_ascii(c->arena, password), login_form(c->arena, login)))
        return fail(c, INVALID, MSG_actor_password_login, field);
    return OK;
}

/* ---- making ---- */

enum rc person_create(struct ctx *c, const struct person_new *p, int64_t *id)
{
    *id = id_new(c->now);
    return person_insert(c,
                         &(struct person_insert_args){.id = *id,
                                                      .kind = str_from(p->kind),
                                                      .name = p->name,
                                                      .id_number = p->id_number,
                                                      .phone = p->phone,
                                                      .email = p->email,
                                                      .address = p->address,
                                                      .born_on = p->born_on,
                                                      .assurance = p->assurance,
                                                      .created_at = c->now},
                         NULL);
}

enum rc account_create(struct ctx *c, int64_t person_id, struct str login, struct str password, int64_t *id)
{
    struct account_by_login_row taken;
    bool found;
    struct str name = login_form(c->arena, login);
    TRY(account_by_login(c, name, &taken, &found));
    if (found)
        return fail(c, CONFLICT, MSG_actor_login_taken, S("login"));
    *id = id_new(c->now);
    struct str hash = password.n ? password_hash(c->arena, password) : S("");
    return account_insert(
        c,
        &(struct account_insert_args){
            .id = *id, .person_id = person_id, .login = name, .password_hash = hash, .created_at = c->now},
        NULL);
}

enum rc assignment_create(struct ctx *c, int64_t person_id, enum role role, int64_t agency_id, struct str title,
                          struct day from, struct day to, int64_t *id)
{
    if (role == ROLE_NONE || role >= ROLE_SYSTEM)
        return fail(c, INVALID, MSG_field_not_a_choice, S("role"));
    if (to.n != DAY_NONE.n && to.n < from.n)
        return fail(c, INVALID, MSG_actor_days_reversed, S("valid_to"));
    *id = id_new(c->now);
    return assignment_insert(c,
                             &(struct assignment_insert_args){.id = *id,
                                                              .person_id = person_id,
                                                              .role = str_from(role_name(role)),
                                                              .agency_id = agency_id,
                                                              .title = title,
                                                              .valid_from_on = from,
                                                              .valid_to_on = to,
                                                              .created_at = c->now},
                             NULL);
}

enum rc delegation_create(struct ctx *c, const struct delegation_new *d, int64_t *id)
{
    struct assignment_by_id_row a;
    bool found;
    TRY(assignment_by_id(c, d->from_assignment_id, &a, &found));
    if (!found)
        return fail(c, NOT_FOUND, MSG_general_not_found, S("from_assignment_id"));
    if (d->to_person_id == a.person_id)
        return fail(c, INVALID, MSG_actor_delegation_self, S("to_person_id"));
    if (str_trim(d->document_number).n == 0)
        return fail(c, INVALID, MSG_field_required, S("document_number"));
    if (d->to.n < d->from.n || d->from.n < a.valid_from_on.n ||
        (a.valid_to_on.n != DAY_NONE.n && d->to.n > a.valid_to_on.n))
        return fail(c, INVALID, MSG_actor_delegation_days, S("valid_to"));
    *id = id_new(c->now);
    return delegation_insert(c,
                             &(struct delegation_insert_args){.id = *id,
                                                              .from_assignment_id = a.id,
                                                              .to_person_id = d->to_person_id,
                                                              .perms = perms_words(c->arena, d->perms),
                                                              .valid_from_on = d->from,
                                                              .valid_to_on = d->to,
                                                              .document_number = str_trim(d->document_number),
                                                              .created_at = c->now},
                             NULL);
}

enum rc token_create(struct ctx *c, int64_t account_id, int64_t assignment_id, struct str name, struct instant expires,
                     struct str *secret)
{
    *secret = str_printf(c->arena, "mc_" STR_FMT, STR_ARG(random_token(c->arena, 32)));
    struct str hash = digest_hex(c->arena, sha256(*secret));
    return token_insert(c,
                        &(struct token_insert_args){.id = id_new(c->now),
                                                    .secret_hash = hash,
                                                    .account_id = account_id,
                                                    .assignment_id = assignment_id,
                                                    .name = name,
                                                    .created_at = c->now,
                                                    .expires_at = expires},
                        NULL);
}

enum rc totp_enrol(struct ctx *c, int64_t account_id, struct str base32, struct str code, bool *right)
{
    struct str secret;
    int64_t step = 0;
    *right = base32_decode(c->arena, base32, &secret) && totp_verify(secret, code, c->now, &step);
    return *right ? account_set_totp(c, base32, step, account_id, NULL) : OK;
}

/* ---- judging ---- */

bool actor_valid(struct day today, struct day from, struct day to)
{
    return from.n <= today.n && (to.n == DAY_NONE.n || today.n <= to.n);
}

uint64_t perms_parse(struct str words)
{
    uint64_t bits = 0;
    while (words.n) {
        enum perm p = perm_by_name(str_cut(&words, ' '));
        if (p != PERM_UNSET)
            bits |= UINT64_C(1) << p;
    }
    return bits;
}

struct str perms_words(struct arena *a, uint64_t bits)
{
    struct buf b = buf_new(a, 2048);
    for (unsigned i = PERM_UNSET + 1; i < PERM_COUNT; i++)
        if (bits >> i & 1) {
            if (b.n)
                buf_putc(&b, ' ');
            buf_puts(&b, perm_name((enum perm)i));
        }
    return buf_str(&b);
}

/* The lender's role and unit, for as long as the paper says and his own assignment lasts. */
static enum rc borrow(struct ctx *c, int64_t delegation_id, struct actor *out)
{
    struct delegation_by_id_row d;
    struct assignment_by_id_row from;
    bool found;
    struct day today = day_of(c->now);
    TRY(delegation_by_id(c, delegation_id, &d, &found));
    if (!found || d.to_person_id != out->person_id || d.revoked_at.ms ||
        !actor_valid(today, d.valid_from_on, d.valid_to_on))
        return OK;
    TRY(assignment_by_id(c, d.from_assignment_id, &from, &found));
    if (!found || !actor_valid(today, from.valid_from_on, from.valid_to_on))
        return OK;
    out->delegation_id = d.id;
    out->behalf_of = d.person_id;
    out->behalf_name = d.name;
    out->assignment_id = d.from_assignment_id;
    out->unit_id = d.agency_id;
    out->unit_name = d.unit_name;
    out->unit_code = d.unit_code;
    out->role = role_by_name(d.role);
    out->lent = perms_parse(d.perms);
    if (d.perms.n && !out->lent) /* words of another version: lend nothing rather than all */
        out->role = ROLE_NONE;
    return OK;
}

enum rc actor_of(struct ctx *c, const struct holder *h, struct actor *out)
{
    *out = (struct actor){.person_id = h->person_id, .account_id = h->account_id, .name = h->name, .login = h->login};
    if (h->account_id == 0)
        return OK;
    if (h->assignment_id) {
        bool valid = actor_valid(day_of(c->now), h->valid_from_on, h->valid_to_on);
        out->role = valid ? role_by_name(h->role) : ROLE_NONE;
        out->assignment_id = valid ? h->assignment_id : 0;
        out->unit_id = valid ? h->agency_id : 0;
        out->unit_name = h->unit_name;
        out->unit_code = h->unit_code;
    } else if (str_eqc(h->kind, "organisation")) {
        out->role = ROLE_BUSINESS;
    } else {
        out->role = ROLE_CITIZEN;
    }
    return h->delegation_id ? borrow(c, h->delegation_id, out) : OK;
}

enum rc actor_of_assignment(struct ctx *c, int64_t assignment_id, struct actor *out)
{
    struct assignment_holder_row a;
    TRY(assignment_holder(c, assignment_id, &a));
    return actor_of(c,
                    &(struct holder){.account_id = a.account_id,
                                     .person_id = a.person_id,
                                     .assignment_id = a.id,
                                     .agency_id = a.agency_id,
                                     .login = a.login,
                                     .name = a.name,
                                     .kind = a.kind,
                                     .role = a.role,
                                     .unit_name = a.unit_name,
                                     .unit_code = a.unit_code,
                                     .valid_from_on = a.valid_from_on,
                                     .valid_to_on = a.valid_to_on},
                    out);
}
