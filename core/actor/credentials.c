#include "core/actor/credentials.h"

#include "base/message.h"
#include "core/journal/journal.h"
#include "format/digest.h"
#include "format/totp.h"

#define WAITING_MS (60 * MINUTE_MS)
#define GROUP 4

struct str secret_words(struct arena *a, size_t groups)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789"; /* 31: no i l o 0 1 */
    size_t n = groups * GROUP;
    struct buf b = buf_new(a, n + groups);
    for (size_t i = 0; i < n;) {
        uint8_t byte;
        random_bytes(&byte, 1);
        if (byte >= 248) /* 8 * 31: the rest would favour the first letters */
            continue;
        if (i && i % GROUP == 0)
            buf_putc(&b, '-');
        buf_putc(&b, letters[byte % 31]);
        i++;
    }
    return buf_str(&b);
}

static enum rc account_of(struct ctx *c, int64_t id, struct account_by_id_row *a)
{
    bool found;
    TRY(account_by_id(c, id, a, &found));
    return found && !a->closed_at.ms ? OK : fail(c, NOT_FOUND, MSG_general_not_found, S(""));
}

static enum rc note(struct ctx *c, int64_t person_id, const char *act)
{
    return journal_append(c, &(struct journal_entry){.kind = "person", .object_id = person_id, .act = act});
}

enum rc password_change(struct ctx *c, int64_t account_id, struct str old, struct str password)
{
    struct account_by_id_row a;
    TRY(account_of(c, account_id, &a));
    if (!password_right(a.password_hash, old))
        fault_add(c, MSG_actor_password_old_wrong, S("old"), S(""), S(""));
    else if (str_eq(old, password))
        fault_add(c, MSG_actor_password_same, S("password"), S(""), S(""));
    TRY(password_check(c, a.login, password, S("password")));
    TRY(faults_rc(c));
    TRY(account_set_password(c, password_hash(c->arena, password), a.id, NULL));
    TRY(account_set_must_change(c, false, a.id, NULL));
    return note(c, a.person_id, "password_change");
}

/* ---- the authenticator ---- */

enum rc totp_begin(struct ctx *c, int64_t account_id)
{
    struct account_by_id_row a;
    TRY(account_of(c, account_id, &a));
    struct str base32 = base32_encode(c->arena, totp_secret(c->arena));
    return totp_pending_put(c, account_id, base32, c->now, NULL);
}

static enum rc waiting(struct ctx *c, int64_t account_id, struct str *base32)
{
    struct totp_pending_find_row row;
    bool found;
    TRY(totp_pending_find(c, account_id, &row, &found));
    if (!found || c->now.ms - row.created_at.ms > WAITING_MS)
        return fail(c, NOT_FOUND, MSG_actor_totp_not_begun, S(""));
    *base32 = row.secret;
    return OK;
}

enum rc totp_waiting(struct ctx *c, int64_t account_id, struct str issuer, struct str *base32, struct str *uri)
{
    struct account_by_id_row a;
    struct str secret;
    TRY(account_of(c, account_id, &a));
    TRY(waiting(c, account_id, base32));
    if (!base32_decode(c->arena, *base32, &secret))
        return fail_detail(c, UNAVAILABLE, "totp_pending of account %lld is no base32", (long long)account_id);
    *uri = totp_uri(c->arena, issuer, a.login, secret);
    return OK;
}

/* Case and grouping are how people write; the letters count. */
static struct str recovery_hash(struct arena *a, struct str code)
{
    struct str lower = str_lower_ascii(a, code);
    struct buf b = buf_new(a, lower.n + 1);
    for (size_t i = 0; i < lower.n; i++)
        if (lower.p[i] != '-' && lower.p[i] != ' ')
            buf_putc(&b, lower.p[i]);
    return digest_hex(a, sha256(buf_str(&b)));
}

static enum rc new_recovery_codes(struct ctx *c, int64_t account_id, struct str codes[RECOVERY_CODES])
{
    TRY(recovery_delete(c, account_id, NULL));
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        codes[i] = secret_words(c->arena, 3);
        TRY(recovery_insert(c, recovery_hash(c->arena, codes[i]), account_id, c->now, NULL));
    }
    return OK;
}

enum rc totp_confirm(struct ctx *c, int64_t account_id, struct str code, struct str codes[RECOVERY_CODES])
{
    struct account_by_id_row a;
    struct str base32;
    bool right;
    TRY(account_of(c, account_id, &a));
    TRY(waiting(c, account_id, &base32));
    TRY(totp_enrol(c, account_id, base32, code, &right));
    if (!right)
        return fail(c, INVALID, MSG_actor_totp_code_wrong, S("code"));
    TRY(totp_pending_delete(c, account_id, NULL));
    TRY(new_recovery_codes(c, account_id, codes));
    return note(c, a.person_id, "totp_on");
}

enum rc totp_off(struct ctx *c, int64_t account_id)
{
    struct account_by_id_row a;
    TRY(account_of(c, account_id, &a));
    TRY(account_set_totp(c, S(""), 0, account_id, NULL));
    TRY(recovery_delete(c, account_id, NULL));
    return note(c, a.person_id, "totp_off");
}

enum rc recovery_use(struct ctx *c, int64_t account_id, struct str code, bool *right)
{
    int64_t changed = 0;
    if (code.n)
        TRY(recovery_spend(c, c->now, recovery_hash(c->arena, code), account_id, &changed));
    *right = changed == 1;
    return OK;
}
