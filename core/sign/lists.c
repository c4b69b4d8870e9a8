#include "core/sign/lists.h"

#include "base/id.h"
#include "base/message.h"
#include "core/journal/journal.h"
#include "format/digest.h"

enum { PACK_MAX = 32 * 1024 * 1024 };

const char *const trust_lists[TRUST_LISTS] = {"cong-vu", "cong-cong", "noi-bo"};

static enum rc note(struct ctx *c, int64_t id, const char *act, struct str list, struct str subject, struct str print,
                    struct str why)
{
    struct json *o = jv_new(c->arena, JV_OBJECT);
    jv_set(o, "list", jv_new_str(c->arena, list));
    jv_set(o, "subject", jv_new_str(c->arena, subject));
    jv_set(o, "fingerprint", jv_new_str(c->arena, print));
    jv_set(o, "why", jv_new_str(c->arena, why));
    return journal_append(c, &(struct journal_entry){.kind = "trust", .object_id = id, .act = act, .open = o});
}

static bool is_list(struct str s)
{
    for (size_t i = 0; i < TRUST_LISTS; i++)
        if (str_eqc(s, trust_lists[i]))
            return true;
    return false;
}

static enum rc add_one(struct ctx *c, struct str list, const struct anchor_read *x, struct str why, size_t *n)
{
    struct trust_anchor_held_row held;
    bool found;
    if (!x->is_authority)
        return fail_with(c, INVALID, MSG_trust_no_authority, S("file"), x->subject, S(""));
    TRY(trust_anchor_held(c, x->sha256, &held, &found));
    if (found && !str_eq(held.list, list))
        return fail_with(c, INVALID, MSG_trust_other_list, S("file"), x->subject, held.list);
    if (found)
        return OK;
    int64_t id = id_new(c->now);
    ++*n;
    TRY(trust_anchor_add(c,
                         &(struct trust_anchor_add_args){.id = id,
                                                         .list = list,
                                                         .fingerprint = x->sha256,
                                                         .subject = x->subject,
                                                         .organization = x->organization,
                                                         .valid_from_at = x->from,
                                                         .valid_to_at = x->to,
                                                         .pem = x->pem,
                                                         .added_at = c->now,
                                                         .added_by = c->actor ? c->actor->person_id : 0},
                         NULL));
    return note(c, id, "add", list, x->subject, x->sha256, why);
}

enum rc lists_add(struct ctx *c, struct str list, struct str pem, struct str why, size_t *n)
{
    struct anchor_read *anchors;
    *n = 0;
    if (!is_list(list))
        return fail(c, INVALID, MSG_field_not_a_choice, S("list"));
    size_t anchors_n = trust_read_anchors(c->arena, pem, &anchors);
    if (anchors_n == 0)
        return fail(c, INVALID, MSG_trust_no_certificate, S("file"));
    for (size_t i = 0; i < anchors_n; i++)
        TRY(add_one(c, list, &anchors[i], why, n));
    return OK;
}

enum rc lists_remove(struct ctx *c, int64_t id, struct str why)
{
    struct anchor row;
    bool found;
    TRY(trust_anchor_of(c, id, &row, &found));
    if (!found)
        return fail(c, NOT_FOUND, MSG_general_not_found, S(""));
    TRY(trust_anchor_remove(c, c->now, id, NULL));
    return note(c, id, "remove", row.list, row.subject, row.fingerprint, why);
}

/* ---- revocation ---- */

static enum rc load(struct ctx *c, struct trust *t)
{
    struct anchor *rows;
    struct trust_crls_row *crls;
    size_t n, crls_n;
    trust_open(c->arena, t);
    TRY(trust_anchors(c, &rows, &n));
    TRY(trust_crls(c, &crls, &crls_n));
    for (size_t i = 0; i < n; i++)
        if (!trust_add_pem(t, rows[i].list, rows[i].pem))
            return fail_detail(c, UNAVAILABLE, "trust anchor %lld cannot be read", (long long)rows[i].id);
    for (size_t i = 0; i < crls_n; i++)
        if (!trust_add_crl_bytes(t, crls[i].der))
            return fail_detail(c, UNAVAILABLE, "a revocation list cannot be read");
    return OK;
}

enum rc lists_add_crl(struct ctx *c, struct str bytes, struct crl_read *out)
{
    struct trust t;
    struct trust_crl_of_row held;
    bool found;
    if (!trust_read_crl(c->arena, bytes, out))
        return fail(c, INVALID, MSG_trust_no_crl, S("file"));
    TRY(load(c, &t));
    if (!trust_signed_crl(&t, bytes))
        return fail_with(c, INVALID, MSG_trust_foreign_crl, S("file"), out->issuer, S(""));
    TRY(trust_crl_of(c, out->issuer, &held, &found));
    if (found && held.made_at.ms > out->made.ms)
        return fail(c, INVALID, MSG_trust_old_crl, S("file"));
    TRY(trust_crl_put(c,
                      &(struct trust_crl_put_args){.issuer = out->issuer,
                                                   .der = out->der,
                                                   .made_at = out->made,
                                                   .next_at = out->next,
                                                   .revoked_n = out->revoked,
                                                   .added_at = c->now,
                                                   .added_by = c->actor ? c->actor->person_id : 0},
                      NULL));
    return note(c, id_new(c->now), "crl", S(""), out->issuer, digest_hex(c->arena, sha256(out->der)), S(""));
}

/* ---- for another process ---- */

static struct json *pack_anchors(struct arena *a, const struct anchor *rows, size_t n)
{
    struct json *list = jv_new(a, JV_ARRAY);
    for (size_t i = 0; i < n; i++) {
        struct json *pair = jv_new(a, JV_ARRAY);
        jv_add(pair, jv_new_str(a, rows[i].list));
        jv_add(pair, jv_new_str(a, rows[i].pem));
        jv_add(list, pair);
    }
    return list;
}

enum rc lists_pack(struct ctx *c, struct str *out)
{
    struct anchor *rows;
    struct trust_crls_row *crls;
    size_t n, crls_n;
    struct json *o = jv_new(c->arena, JV_OBJECT), *list = jv_new(c->arena, JV_ARRAY);
    struct buf b = buf_new(c->arena, PACK_MAX);
    TRY(trust_anchors(c, &rows, &n));
    TRY(trust_crls(c, &crls, &crls_n));
    jv_set(o, "anchors", pack_anchors(c->arena, rows, n));
    for (size_t i = 0; i < crls_n; i++)
        jv_add(list, jv_new_str(c->arena, base64_encode(c->arena, crls[i].der)));
    jv_set(o, "crls", list);
    json_write_canonical(&b, o);
    *out = buf_str(&b);
    return b.full ? fail_detail(c, UNAVAILABLE, "the trust lists are larger than %d bytes", PACK_MAX) : OK;
}

bool lists_unpack(struct arena *a, struct str text, struct trust *out)
{
    struct json *o;
    struct str der;
    const char *why;
    trust_open(a, out);
    if (!json_parse(a, text, PACK_MAX, &o, &why))
        return false;
    for (const struct json *e = jv_first(json_get(o, "anchors")); e; e = e->next) {
        struct str list = jv_text_or(jv_first(e), S(""));
        if (!list.n || !trust_add_pem(out, list, jv_text_or(jv_first(e)->next, S(""))))
            return false;
    }
    for (const struct json *e = jv_first(json_get(o, "crls")); e; e = e->next)
        if (!base64_decode(a, jv_text_or(e, S("")), &der) || !trust_add_crl_bytes(out, der))
            return false;
    return true;
}
