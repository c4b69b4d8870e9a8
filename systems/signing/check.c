/* /kiem-tra: a signed file is sent, judged by the jailed parser, and its verdict told in words (TT 15/2025/TT-
 * BKHCN: the signer, his unit, the issuer, the time, integrity, validity at that time and the period are shown). */
#include "core/sign/check.h"
#include "signing_pages.h"
#include "systems/signing/signing.h"
#include "systems/signing/views.h"
#include "web/part.h"
#include "web/sheet.h"

enum { MB = 1024 * 1024, REFRESH_S = 2, FACTS = 10, CREATED = 201, NOT_YET = 202 };

/* ---- asking ---- */

static struct field_view file_field(struct ctx *c, const struct shell *s, const char *name, enum msg label,
                                    enum msg hint, bool required)
{
    return (struct field_view){.kind = KIND_FILE,
                               .name = str_from(name),
                               .label = say(c, label),
                               .hint = say(c, hint),
                               .error = shell_fault(s, name),
                               .accept = required ? S(".pdf,.p7s,application/pdf") : S(""),
                               .required = required};
}

static enum rc show_ask(struct ctx *c, const struct req *r, struct out *o)
{
    struct signing_ask_view v = {.shell = shell_of(c, r, MSG_signing_ask_title)};
    v.file = file_field(c, &v.shell, "file", MSG_signing_ask_file, MSG_signing_ask_file_hint, true);
    v.content = file_field(c, &v.shell, "content", MSG_signing_ask_content, MSG_signing_ask_content_hint, false);
    signing_ask_html(o, &v);
    return OK;
}

static bool is_given(const struct file_part *f)
{
    return f && f->size > 0;
}

static enum rc judge_kind(struct ctx *c, const struct file_part *file, const struct file_part *content)
{
    struct str most = str_printf(c->arena, "%d", CHECK_MB);
    if (!is_given(file))
        return fail(c, INVALID, MSG_signing_no_file, S("file"));
    if (file->size > CHECK_MB * MB)
        return fail_with(c, INVALID, MSG_file_too_large, S("file"), most, S(""));
    if (is_given(content) && content->size > CHECK_MB * MB)
        return fail_with(c, INVALID, MSG_file_too_large, S("content"), most, S(""));
    if (is_given(content) || str_starts(file->head, S("%PDF-")))
        return OK;
    bool der = file->head.n && (unsigned char)file->head.p[0] == 0x30; /* a SEQUENCE: a signature beside its file */
    return fail(c, INVALID, der ? MSG_signing_no_content : MSG_signing_kind, der ? S("content") : S("file"));
}

static enum rc take(struct ctx *c, const struct req *r, struct str *token)
{
    const struct file_part *file = req_file(r, "file"), *content = req_file(r, "content");
    struct blob_ref kept, beside = {0};
    TRY(judge_kind(c, file, content));
    TRY(file_keep(c, file, &kept));
    if (is_given(content))
        TRY(file_keep(c, content, &beside));
    return check_ask(c,
                     &(struct check_ask){.file_name = str_dup(c->arena, file->name),
                                         .sha256 = kept.sha256,
                                         .content_sha256 = beside.sha256,
                                         .size = kept.size},
                     token);
}

static enum rc send(struct ctx *c, const struct req *r, struct out *o)
{
    struct str token;
    TRY(take(c, r, &token));
    return out_redirect(o, "/kiem-tra/{}", &token, 1);
}

/* ---- the verdict ---- */

struct token_input {
    struct str token;
};
INPUT(token_input, {"token", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct token_input, token)});

static enum tone tone_of(enum verdict v)
{
    return v == VERDICT_PASSED ? TONE_OK : v == VERDICT_FAILED ? TONE_ERROR : TONE_WARN;
}

static struct tag_view tag_of(struct ctx *c, enum verdict v)
{
    static const enum msg words[] = {MSG_signing_passed, MSG_signing_open, MSG_signing_failed};
    return (struct tag_view){tone_of(v), say(c, words[v])};
}

static struct banner_view banner_of(struct ctx *c, const struct check *k)
{
    static const enum msg texts[] = {MSG_signing_passed_text, MSG_signing_open_text, MSG_signing_failed_text};
    const struct file_report *f = &k->report;
    if (k->state == CHECK_WAITING)
        return (struct banner_view){TONE_INFO, say(c, MSG_signing_waiting), say(c, MSG_signing_waiting_text)};
    if (k->state == CHECK_FAILED)
        return (struct banner_view){TONE_WARN, say(c, MSG_signing_stopped), say(c, MSG_signing_stopped_text)};
    if (f->signatures_n == 0 && f->verdict == VERDICT_INDETERMINATE)
        return (struct banner_view){TONE_WARN, say(c, MSG_signing_unsigned), say(c, MSG_signing_unsigned_text)};
    return (struct banner_view){tone_of(f->verdict), tag_of(c, f->verdict).text, say(c, texts[f->verdict])};
}

static const struct reason_row *reason_rows(struct ctx *c, const struct reason *reasons, size_t n)
{
    struct reason_row *rows = NEW_ARRAY(c->arena, struct reason_row, n + 1);
    for (size_t i = 0; i < n; i++)
        rows[i].text = report_words(c, &reasons[i]);
    return rows;
}

/* A time that is proved, or one that the signer only claims. */
static struct str signed_when(struct ctx *c, const struct signature_report *s)
{
    if (s->proof_at.ms)
        return say1(c, MSG_signing_time_proved, ARG(s->proof_at));
    return s->claimed_at.ms ? say1(c, MSG_signing_time_claimed, ARG(s->claimed_at)) : say(c, MSG_signing_time_none);
}

static enum msg integrity_of(const struct signature_report *s)
{
    bool holds = s->verdict != VERDICT_FAILED && s->changes.changes_n == 0;
    if (s->verdict == VERDICT_FAILED)
        return MSG_signing_whole_no;
    return holds && s->covers_whole_file ? MSG_signing_whole_yes : MSG_signing_whole_later;
}

static struct summary_list_view facts_of(struct ctx *c, const struct signature_report *s)
{
    struct facts f = facts_new(c, FACTS);
    struct str list = s->chain.list.n ? say_word(c, "trust.list.", s->chain.list) : say(c, MSG_trust_list_none);
    struct msg_arg period[] = {ARG(day_of(s->chain.from)), ARG(day_of(s->chain.to))};
    facts_add(&f, MSG_signing_organization, s->chain.organization);
    facts_add(&f, MSG_signing_time, signed_when(c, s));
    facts_add(&f, MSG_signing_whole, say(c, integrity_of(s)));
    facts_add(&f, MSG_signing_issuer, s->chain.issuer);
    facts_add(&f, MSG_signing_list, list);
    if (s->chain.from.ms)
        facts_add(&f, MSG_signing_period, msg_text(c->arena, c->lang, MSG_signing_period_text, period, 2));
    facts_add(&f, MSG_signing_how, str_printf(c->arena, "%s %s, %s %s", s->format, s->level, s->algorithm, s->digest));
    return f.view;
}

static const struct signature_row *signature_rows(struct ctx *c, const struct file_report *f)
{
    struct signature_row *rows = NEW_ARRAY(c->arena, struct signature_row, f->signatures_n + 1);
    for (size_t i = 0; i < f->signatures_n; i++) {
        const struct signature_report *s = &f->signatures[i];
        struct str who = s->chain.subject.n ? s->chain.subject : say(c, MSG_signing_nobody);
        rows[i] = (struct signature_row){.title = s->is_time_stamp ? say1(c, MSG_signing_time_stamp, ARG(who)) : who,
                                         .verdict = tag_of(c, s->verdict),
                                         .facts = facts_of(c, s),
                                         .reasons = reason_rows(c, s->reasons, s->reasons_n),
                                         .reasons_n = s->reasons_n};
    }
    return rows;
}

static struct banner_view issued_of(struct ctx *c, const struct check *k)
{
    const struct msg_arg args[] = {ARG(k->issued.unit_name), ARG(k->issued.number), ARG(k->issued.signed_on)};
    if (!k->is_issued)
        return (struct banner_view){0};
    return (struct banner_view){TONE_OK, say(c, MSG_signing_issued),
                                msg_text(c->arena, c->lang, MSG_signing_issued_text, args, COUNT(args))};
}

static enum rc show_result(struct ctx *c, const struct req *r, struct out *o)
{
    const struct token_input *in = r->in;
    struct check k;
    TRY(check_show(c, in->token, &k));
    struct signing_result_view v = {.shell = shell_of(c, r, MSG_signing_result_title),
                                    .file = k.row.file_name,
                                    .waiting = k.state == CHECK_WAITING,
                                    .verdict = banner_of(c, &k),
                                    .issued = issued_of(c, &k),
                                    .reasons = reason_rows(c, k.report.reasons, k.report.reasons_n),
                                    .reasons_n = k.report.reasons_n,
                                    .rows = signature_rows(c, &k.report),
                                    .rows_n = k.report.signatures_n};
    if (k.state == CHECK_JUDGED)
        v.technical = str_from(verdict_name(k.report.verdict));
    if (v.waiting) /* with and without a script: the page asks again until the verdict is there */
        out_header(o, "Refresh", str_printf(c->arena, "%d", REFRESH_S));
    signing_result_html(o, &v);
    return OK;
}

/* ---- for programs ---- */

static enum rc api_send(struct ctx *c, const struct req *r, struct out *o)
{
    struct str token;
    TRY(take(c, r, &token));
    o->status = CREATED;
    out_header(o, "Location", str_printf(c->arena, "/api/v1/verify/" STR_FMT, STR_ARG(token)));
    json_open(o, '{');
    json_put_str(o, "token", token);
    json_put_str(o, "state", S("waiting"));
    json_close(o, '}');
    return OK;
}

static enum rc api_show(struct ctx *c, const struct req *r, struct out *o)
{
    const struct token_input *in = r->in;
    struct check k;
    TRY(check_show(c, in->token, &k));
    if (k.state != CHECK_JUDGED) {
        o->status = k.state == CHECK_WAITING ? NOT_YET : 200;
        json_open(o, '{');
        json_put_str(o, "state", k.row.state);
        json_close(o, '}');
        return OK;
    }
    struct json *v = report_json(c, &k.report);
    jv_set(v, "state", jv_new_str(c->arena, k.row.state));
    jv_set(v, "issued_here", jv_new_bool(c->arena, k.is_issued));
    struct buf b = buf_new(c->arena, REPORT_MAX);
    json_write_canonical(&b, v);
    json_raw(o, buf_str(&b));
    return OK;
}

static const struct route routes[] = {
    {"check.ask", METHOD_GET, "/kiem-tra", PERM_PUBLIC, NULL, show_ask},
    {"check.send", METHOD_POST, "/kiem-tra", PERM_PUBLIC, NULL, send, ROUTE_FILES | ROUTE_LIMITED, NULL, show_ask},
    {"check.show", METHOD_GET, "/kiem-tra/{token}", PERM_PUBLIC, &token_input, show_result},
    {"api.verify", METHOD_POST, "/api/v1/verify", PERM_PUBLIC, NULL, api_send, ROUTE_API | ROUTE_FILES | ROUTE_LIMITED,
     "Have a signed file checked: part `file` (a PDF or a detached signature), part `content` beside a detached one; "
     "ask at "
     "Location for the verdict"},
    {"api.verdict", METHOD_GET, "/api/v1/verify/{token}", PERM_PUBLIC, &token_input, api_show, ROUTE_API,
     "The verdict on a file that was sent; 202 while it waits"},
};
const struct room signing_check = {"check", routes, COUNT(routes)};
