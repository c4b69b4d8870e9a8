/* The verdict on a signed file, for people and as JSON. */
#include "app/cmd_verify.h"
#include "app/json.h"
#include "app/open.h"
#include "base/message.h"
#include "core/sign/verify.h"
#include "data/file.h"

static struct str words(struct ctx *c, const struct reason *r)
{
    return msg_text(c->arena, c->lang, (enum msg)r->msg, (struct msg_arg[]){ARG(r->arg)}, r->arg.n > 0);
}

static const char *change_name(enum pdf_change_kind kind)
{
    static const char *const names[] = {"signature", "signed-field", "evidence", "metadata"};
    return names[kind];
}

/* ---- JSON ---- */

static void put_reasons(struct ctx *c, struct out *o, const struct reason *reasons, size_t n)
{
    json_key(o, "reasons");
    json_open(o, '[');
    for (size_t i = 0; i < n; i++)
        json_str(o, words(c, &reasons[i]));
    json_close(o, ']');
}

static void put_time(struct out *o, const char *key, struct instant at)
{
    json_key(o, key);
    json_instant(o, at);
}

static void put_changes(struct out *o, const struct pdf_compared *p)
{
    json_key(o, "changes_after");
    json_open(o, '[');
    for (size_t i = 0; i < p->changes_n; i++)
        json_str(o, str_from(change_name(p->changes[i].kind)));
    json_close(o, ']');
}

static void put_signature(struct ctx *c, struct out *o, const struct signature_report *r)
{
    json_open(o, '{');
    json_put_str(o, "field", r->field);
    json_put_str(o, "verdict", str_from(verdict_name(r->verdict)));
    json_put_str(o, "sub", str_from(r->sub));
    json_put_str(o, "signer", r->chain.subject);
    json_put_str(o, "organization", r->chain.organization);
    json_put_str(o, "issuer", r->chain.issuer);
    json_put_str(o, "trust", r->chain.list);
    put_time(o, "valid_from", r->chain.from);
    put_time(o, "valid_to", r->chain.to);
    json_put_str(o, "format", str_from(r->format));
    json_put_str(o, "level", str_from(r->level));
    json_put_str(o, "algorithm", STR_CAT(c->arena, str_from(r->algorithm), S(" "), str_from(r->digest)));
    put_time(o, "claimed_time", r->claimed_at);
    put_time(o, "proof_time", r->proof_at);
    json_put_bool(o, "covers_whole_file", r->covers_whole_file);
    put_changes(o, &r->changes);
    put_reasons(c, o, r->reasons, r->reasons_n);
    json_close(o, '}');
}

static void print_json(struct ctx *c, const struct file_report *f)
{
    struct out o = json_start(c);
    json_open(&o, '{');
    json_put_str(&o, "verdict", str_from(verdict_name(f->verdict)));
    json_key(&o, "signatures");
    json_open(&o, '[');
    for (size_t i = 0; i < f->signatures_n; i++)
        put_signature(c, &o, &f->signatures[i]);
    json_close(&o, ']');
    put_reasons(c, &o, f->reasons, f->reasons_n);
    json_close(&o, '}');
    json_print(&o);
}

/* ---- words ---- */

static void print_reasons(struct ctx *c, const struct reason *reasons, size_t n)
{
    for (size_t i = 0; i < n; i++)
        printf("  - " STR_FMT "\n", STR_ARG(words(c, &reasons[i])));
}

static void print_words(struct ctx *c, const struct file_report *f)
{
    printf("%s\n", verdict_name(f->verdict));
    print_reasons(c, f->reasons, f->reasons_n);
    for (size_t i = 0; i < f->signatures_n; i++) {
        const struct signature_report *r = &f->signatures[i];
        struct str who = r->chain.subject.n ? r->chain.subject : S("?");
        printf("\n%zu. %s %s\n  " STR_FMT, i + 1, verdict_name(r->verdict), r->sub, STR_ARG(who));
        printf(" · " STR_FMT " · " STR_FMT " · " STR_FMT "\n", STR_ARG(r->chain.organization), STR_ARG(r->chain.issuer),
               STR_ARG(r->chain.list));
        printf("  %s %s · %s %s · " STR_FMT "\n", r->format, r->level, r->algorithm, r->digest,
               STR_ARG(instant_iso_str(c->arena, r->proof_at.ms ? r->proof_at : r->claimed_at)));
        print_reasons(c, r->reasons, r->reasons_n);
    }
}

/* ---- the command ---- */

static bool read_trust(struct ctx *c, const struct verify_ask *ask, struct trust *t)
{
    trust_open(c->arena, t);
    for (size_t i = 0; i < ask->trust.n; i++)
        if (!trust_add(t, ask->trust.v[i]))
            return cli_fault("%s: no certificate can be read there", ask->trust.v[i]) == 0;
    for (size_t i = 0; i < ask->crl.n; i++)
        if (!trust_add_crl(t, ask->crl.v[i]))
            return cli_fault("%s: no revocation list can be read there", ask->crl.v[i]) == 0;
    return true;
}

static int judge(struct ctx *c, const char *path, const struct verify_ask *ask, struct instant at)
{
    struct str bytes, content = S("");
    struct trust trust;
    struct file_report f;
    if (!read_trust(c, ask, &trust))
        return 2;
    if (file_map(c, path, &bytes) != OK || (ask->content && file_map(c, ask->content, &content) != OK))
        return cli_fault("%s", app_fault(c));
    if (ask->content)
        verify_detached(c->arena, bytes, content, &trust, at, &f);
    else
        verify_pdf(c->arena, bytes, &trust, at, &f);
    if (ask->json)
        print_json(c, &f);
    else
        print_words(c, &f);
    return f.is_unreadable ? 2 : f.verdict == VERDICT_PASSED ? 0 : 1;
}

int verify_file(const char *path, const struct verify_ask *ask)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)4 << 30);
    struct ctx c = {.arena = a, .now = app_now(), .lang = LANG_EN};
    struct instant at = c.now;
    if (ask->at && !instant_parse(str_from(ask->at), &at))
        return cli_fault("--at is a time as 2026-11-24T08:00:00+07:00");
    if (ask->lang)
        c.lang = str_eqc(str_from(ask->lang), "vi") ? LANG_VI : LANG_EN;
    return judge(&c, path, ask, at);
}
