#include "core/sign/report.h"

#include "base/message.h"

/* ---- for who asks ---- */

struct str report_words(struct ctx *c, const struct reason *r)
{
    return msg_text(c->arena, c->lang, (enum msg)r->msg, (struct msg_arg[]){ARG(r->arg)}, r->arg.n > 0);
}

static const char *const change_names[] = {[PDF_CHANGE_SIGNATURE] = "signature",
                                           [PDF_CHANGE_SIGNED] = "signed-field",
                                           [PDF_CHANGE_EVIDENCE] = "evidence",
                                           [PDF_CHANGE_METADATA] = "metadata"};

static void set_text(struct arena *a, struct json *o, const char *key, struct str s)
{
    jv_set(o, key, jv_new_str(a, s));
}

static void set_time(struct arena *a, struct json *o, const char *key, struct instant t)
{
    jv_set(o, key, t.ms ? jv_new_str(a, instant_iso_str(a, t)) : jv_new(a, JV_NULL));
}

static struct json *reasons_json(struct ctx *c, const struct reason *r, size_t n)
{
    struct json *list = jv_new(c->arena, JV_ARRAY);
    for (size_t i = 0; i < n; i++)
        jv_add(list, jv_new_str(c->arena, report_words(c, &r[i])));
    return list;
}

static struct json *changes_json(struct arena *a, const struct pdf_compared *p)
{
    struct json *list = jv_new(a, JV_ARRAY);
    for (size_t i = 0; i < p->changes_n; i++)
        jv_add(list, jv_new_str(a, str_from(change_names[p->changes[i].kind])));
    return list;
}

static struct json *signature_json(struct ctx *c, const struct signature_report *r)
{
    struct arena *a = c->arena;
    struct json *o = jv_new(a, JV_OBJECT);
    set_text(a, o, "field", r->field);
    set_text(a, o, "verdict", str_from(verdict_name(r->verdict)));
    set_text(a, o, "sub", str_from(r->sub));
    set_text(a, o, "signer", r->chain.subject);
    set_text(a, o, "organization", r->chain.organization);
    set_text(a, o, "issuer", r->chain.issuer);
    set_text(a, o, "trust", r->chain.list);
    set_time(a, o, "valid_from", r->chain.from);
    set_time(a, o, "valid_to", r->chain.to);
    set_text(a, o, "format", str_from(r->format));
    set_text(a, o, "level", str_from(r->level));
    set_text(a, o, "algorithm", STR_CAT(a, str_from(r->algorithm), S(" "), str_from(r->digest)));
    set_time(a, o, "claimed_time", r->claimed_at);
    set_time(a, o, "proof_time", r->proof_at);
    jv_set(o, "covers_whole_file", jv_new_bool(a, r->covers_whole_file));
    jv_set(o, "changes_after", changes_json(a, &r->changes));
    jv_set(o, "reasons", reasons_json(c, r->reasons, r->reasons_n));
    return o;
}

struct json *report_json(struct ctx *c, const struct file_report *f)
{
    struct json *o = jv_new(c->arena, JV_OBJECT), *list = jv_new(c->arena, JV_ARRAY);
    set_text(c->arena, o, "verdict", str_from(verdict_name(f->verdict)));
    for (size_t i = 0; i < f->signatures_n; i++)
        jv_add(list, signature_json(c, &f->signatures[i]));
    jv_set(o, "signatures", list);
    jv_set(o, "reasons", reasons_json(c, f->reasons, f->reasons_n));
    return o;
}

/* ---- to keep ---- */

static struct json *pack_reasons(struct arena *a, const struct reason *r, size_t n)
{
    struct json *list = jv_new(a, JV_ARRAY);
    for (size_t i = 0; i < n; i++) {
        struct json *pair = jv_new(a, JV_ARRAY);
        jv_add(pair, jv_new_str(a, str_from(msg_key((enum msg)r[i].msg))));
        jv_add(pair, jv_new_str(a, r[i].arg));
        jv_add(list, pair);
    }
    return list;
}

static struct json *pack_changes(struct arena *a, const struct pdf_compared *p)
{
    struct json *list = jv_new(a, JV_ARRAY);
    for (size_t i = 0; i < p->changes_n; i++)
        jv_add(list, jv_new_int(a, (int64_t)p->changes[i].kind));
    return list;
}

static const struct {
    const char *key;
    size_t at;
} texts[] = {{"field", offsetof(struct signature_report, field)},
             {"subject", offsetof(struct signature_report, chain.subject)},
             {"organization", offsetof(struct signature_report, chain.organization)},
             {"issuer", offsetof(struct signature_report, chain.issuer)},
             {"list", offsetof(struct signature_report, chain.list)}},
  words[] = {{"sub", offsetof(struct signature_report, sub)},
             {"format", offsetof(struct signature_report, format)},
             {"level", offsetof(struct signature_report, level)},
             {"digest", offsetof(struct signature_report, digest)},
             {"algorithm", offsetof(struct signature_report, algorithm)}},
  times[] = {{"from", offsetof(struct signature_report, chain.from)},
             {"to", offsetof(struct signature_report, chain.to)},
             {"claimed", offsetof(struct signature_report, claimed_at)},
             {"proof", offsetof(struct signature_report, proof_at)}},
  flags[] = {{"time_stamp", offsetof(struct signature_report, is_time_stamp)},
             {"whole", offsetof(struct signature_report, covers_whole_file)}};

static struct json *pack_signature(struct arena *a, const struct signature_report *r)
{
    struct json *o = jv_new(a, JV_OBJECT);
    const char *base = (const char *)r;
    for (size_t i = 0; i < COUNT(texts); i++)
        jv_set(o, texts[i].key, jv_new_str(a, *(const struct str *)(const void *)(base + texts[i].at)));
    for (size_t i = 0; i < COUNT(words); i++) {
        const char *word = *(const char *const *)(const void *)(base + words[i].at);
        jv_set(o, words[i].key, jv_new_str(a, str_from(word)));
    }
    for (size_t i = 0; i < COUNT(times); i++)
        jv_set(o, times[i].key, jv_new_int(a, ((const struct instant *)(const void *)(base + times[i].at))->ms));
    for (size_t i = 0; i < COUNT(flags); i++)
        jv_set(o, flags[i].key, jv_new_bool(a, *(const bool *)(const void *)(base + flags[i].at)));
    jv_set(o, "verdict", jv_new_int(a, (int64_t)r->verdict));
    jv_set(o, "chain", jv_new_int(a, (int64_t)r->chain.verdict));
    jv_set(o, "changes", pack_changes(a, &r->changes));
    jv_set(o, "reasons", pack_reasons(a, r->reasons, r->reasons_n));
    return o;
}

struct str report_pack(struct arena *a, const struct file_report *f)
{
    struct json *o = jv_new(a, JV_OBJECT), *list = jv_new(a, JV_ARRAY);
    struct buf b = buf_new(a, REPORT_MAX);
    jv_set(o, "verdict", jv_new_int(a, (int64_t)f->verdict));
    jv_set(o, "unreadable", jv_new_bool(a, f->is_unreadable));
    for (size_t i = 0; i < f->signatures_n; i++)
        jv_add(list, pack_signature(a, &f->signatures[i]));
    jv_set(o, "signatures", list);
    jv_set(o, "reasons", pack_reasons(a, f->reasons, f->reasons_n));
    json_write_canonical(&b, o);
    return b.full ? S("") : buf_str(&b);
}

/* ---- and read again ---- */

static bool unpack_enum(const struct json *o, const char *key, int64_t most, int64_t *out)
{
    return jv_int(json_get(o, key), out) && *out >= 0 && *out <= most;
}

static bool unpack_reasons(const struct json *o, struct reason *out, size_t *n)
{
    for (const struct json *e = jv_first(json_get(o, "reasons")); e; e = e->next) {
        struct str key = jv_text_or(jv_first(e), S(""));
        enum msg m = msg_by_key(key);
        if (*n == REASONS_MAX || m == MSG_NONE || !str_starts(key, S("sign.reason.")))
            return false;
        out[(*n)++] = (struct reason){(int)m, jv_text_or(jv_first(e)->next, S(""))};
    }
    return true;
}

static bool unpack_changes(const struct json *o, struct pdf_compared *out)
{
    for (const struct json *e = jv_first(json_get(o, "changes")); e; e = e->next) {
        int64_t kind = -1;
        if (out->changes_n == PDF_CHANGES_MAX || !jv_int(e, &kind) || kind < 0 || kind > (int64_t)PDF_CHANGE_METADATA)
            return false;
        out->changes[out->changes_n++] = (struct pdf_change){.kind = (enum pdf_change_kind)kind};
    }
    return true;
}

static bool unpack_signature(struct arena *a, const struct json *o, struct signature_report *r)
{
    char *base = (char *)r;
    int64_t verdict = 0, chain = 0;
    bool good = unpack_enum(o, "verdict", (int64_t)VERDICT_FAILED, &verdict) &&
                unpack_enum(o, "chain", (int64_t)CHAIN_CONSTRAINT, &chain);
    for (size_t i = 0; i < COUNT(texts); i++)
        good = good && jv_text(json_get(o, texts[i].key), (struct str *)(void *)(base + texts[i].at));
    for (size_t i = 0; i < COUNT(words); i++) {
        struct str word = S("");
        good = good && jv_text(json_get(o, words[i].key), &word);
        *(const char **)(void *)(base + words[i].at) = str_c(a, word);
    }
    for (size_t i = 0; i < COUNT(times); i++)
        good = good && jv_int(json_get(o, times[i].key), &((struct instant *)(void *)(base + times[i].at))->ms);
    for (size_t i = 0; i < COUNT(flags); i++)
        good = good && jv_bool(json_get(o, flags[i].key), (bool *)(void *)(base + flags[i].at));
    r->verdict = (enum verdict)verdict;
    r->chain.verdict = (enum chain_verdict)chain;
    return good && unpack_changes(o, &r->changes) && unpack_reasons(o, r->reasons, &r->reasons_n);
}

bool report_unpack(struct arena *a, struct str text, struct file_report *out)
{
    struct json *o;
    const char *why;
    int64_t verdict = 0;
    *out = (struct file_report){0};
    if (!json_parse(a, text, REPORT_MAX, &o, &why) || !unpack_enum(o, "verdict", (int64_t)VERDICT_FAILED, &verdict) ||
        !jv_bool(json_get(o, "unreadable"), &out->is_unreadable))
        return false;
    out->verdict = (enum verdict)verdict;
    out->signatures = NEW_ARRAY(a, struct signature_report, SIGNATURES_MAX);
    for (const struct json *e = jv_first(json_get(o, "signatures")); e; e = e->next)
        if (out->signatures_n == SIGNATURES_MAX || !unpack_signature(a, e, &out->signatures[out->signatures_n++]))
            return false;
    return unpack_reasons(o, out->reasons, &out->reasons_n);
}
