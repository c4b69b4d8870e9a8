/* The verdict on a signed file, for people and as JSON. */
#include "app/cmd_verify.h"
#include "app/open.h"
#include "core/sign/report.h"
#include "data/file.h"

static void print_json(struct ctx *c, const struct file_report *f)
{
    struct buf b = buf_new(c->arena, REPORT_MAX);
    json_write_canonical(&b, report_json(c, f));
    printf(STR_FMT "\n", STR_ARG(buf_str(&b)));
}

/* ---- words ---- */

static void print_reasons(struct ctx *c, const struct reason *reasons, size_t n)
{
    for (size_t i = 0; i < n; i++)
        printf("  - " STR_FMT "\n", STR_ARG(report_words(c, &reasons[i])));
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
