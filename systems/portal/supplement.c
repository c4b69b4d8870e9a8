/* What the agency asked to have mended, answered on a page: every fault at its answer or paper, sent once. */
#include "core/agency/agency.h"
#include "core/dossier/supplement.h"
#include "portal_pages.h"
#include "systems/portal/filing.h"
#include "systems/portal/follow.h"
#include "systems/portal/portal.h"
#include "web/part.h"
#include "web/posted.h"
#include "web/say.h"

enum { MESSAGE_MAX = 2000 };

struct supplement_input {
    struct str code, message;
    int64_t version;
};
static const struct field shown_fields[] = {
    {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct supplement_input, code)}};
static const struct field sent_fields[] = {
    {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct supplement_input, code)},
    {"message", IN_FORM, FIELD_LINES, .max = MESSAGE_MAX, .label = MSG_portal_supplement_message,
     .offset = offsetof(struct supplement_input, message)},
    {"version", IN_FORM, FIELD_ID, .required = true, .offset = offsetof(struct supplement_input, version)}};
static const struct input shown_input = {"supplement_shown", sizeof(struct supplement_input), shown_fields,
                                         COUNT(shown_fields)};
static const struct input sent_input = {"supplement_sent", sizeof(struct supplement_input), sent_fields,
                                        COUNT(sent_fields)};

/* An answer in the making: the request, what was typed, and the files that came ahead in pieces. */
struct answering {
    struct dossier d;
    const struct procedure *p;
    struct supplement s;
    struct draft_work ready; /* draft.id 0: none */
};

/* ---- drawing ---- */

/* What was sent last time, named so that nobody takes it for the new file, and what lies ready to be sent. */
static void put_files(struct ctx *c, const struct answering *a, const struct dossier_papers_row *papers, size_t n,
                      struct str key, struct file_list_view *v)
{
    struct file_row *rows = NEW_ARRAY(c->arena, struct file_row, n + a->ready.papers_n + 1);
    for (size_t i = 0; i < n; i++)
        if (str_eq(papers[i].paper_key, key) && str_eqc(papers[i].state, "given"))
            rows[v->rows_n++] = (struct file_row){.name = papers[i].file_name,
                                                  .size = papers[i].size,
                                                  .state = {TONE_PLAIN, say(c, MSG_portal_supplement_old_file)}};
    for (size_t i = 0; i < a->ready.papers_n; i++)
        if (str_eq(a->ready.papers[i].paper_key, key))
            rows[v->rows_n++] =
                (struct file_row){.name = a->ready.papers[i].file_name,
                                  .size = a->ready.papers[i].size,
                                  .remove = str_printf(c->arena, "%lld", (long long)a->ready.papers[i].id)};
    v->rows = rows;
}

static struct str paper_error(struct ctx *c, const struct dossier_faults_row *asked, struct str key)
{
    struct str told = fault_of(c, str_printf(c->arena, "paper." STR_FMT, STR_ARG(key)));
    if (!asked || !told.n)
        return asked ? asked->reason : told;
    return str_printf(c->arena, STR_FMT "\n" STR_FMT, STR_ARG(asked->reason), STR_ARG(told));
}

static bool resumes(const struct supplement *s, struct str key)
{
    for (size_t i = 0; i < s->form->papers_n; i++)
        if (str_eq(s->form->papers[i].id, key))
            return true;
    return false;
}

static enum rc put_papers(struct ctx *c, const struct answering *a, struct portal_supplement_view *v)
{
    const struct supplement *s = &a->s;
    struct dossier_papers_row *papers;
    size_t n;
    TRY(dossier_papers(c, s->d->id, &papers, &n));
    struct portal_attach_row *rows = NEW_ARRAY(c->arena, struct portal_attach_row, s->p->papers_n + 1);
    for (size_t i = 0; i < s->p->papers_n; i++) {
        const struct procedure_paper *p = &s->p->papers[i];
        const struct dossier_faults_row *asked = supplement_asks_paper(s, p->key);
        if (!supplement_takes_paper(s, p->key) || (p->present_only && !asked))
            continue;
        struct portal_attach_row *row = &rows[v->papers_n++];
        *row = (struct portal_attach_row){
            .key = p->key, .name = p->name, .required = asked != NULL, .error = paper_error(c, asked, p->key),
            .resumes = resumes(s, p->key)};
        put_files(c, a, papers, n, p->key, &row->files);
    }
    v->papers = rows;
    return OK;
}

/* Faults that name neither an answer nor a paper of the form stand above it, in the officer's words. */
static void put_notes(struct ctx *c, const struct supplement *s, struct portal_supplement_view *v)
{
    struct summary_row *rows = NEW_ARRAY(c->arena, struct summary_row, s->faults_n + 1);
    for (size_t i = 0; i < s->faults_n; i++)
        if (supplement_is_note(s, &s->faults[i]))
            rows[v->notes.rows_n++] = (struct summary_row){
                .key = s->faults[i].label.n ? s->faults[i].label : say(c, MSG_portal_supplement_whole),
                .value = s->faults[i].reason};
    v->notes.rows = rows;
}

static enum rc put_asked(struct ctx *c, const struct supplement *s, struct portal_supplement_view *v)
{
    struct agency unit;
    TRY(agency_get(c, s->ask.is_before_acceptance && s->d->intake_unit_id ? s->d->intake_unit_id : s->d->unit_id,
                   &unit));
    v->asked = msg_text(c->arena, c->lang, MSG_portal_supplement_asked,
                        (struct msg_arg[]){ARG(s->asked_by), ARG(unit.name), ARG(when(c, s->ask.asked_at))}, 3);
    if (s->ask.legal.n)
        v->legal = msg_text(c->arena, c->lang, MSG_portal_supplement_legal, (struct msg_arg[]){ARG(s->ask.legal)}, 1);
    v->until = when(c, s->ask.due_at);
    v->reason = s->ask.reason;
    v->faults_n = (int64_t)s->faults_n;
    return OK;
}

static void put_message(struct ctx *c, const struct req *r, struct portal_supplement_view *v)
{
    v->message = (struct field_view){.kind = KIND_TEXTAREA,
                                     .name = S("message"),
                                     .label = say(c, MSG_portal_supplement_message),
                                     .hint = say(c, MSG_portal_supplement_message_hint),
                                     .value = req_value(r, "message"),
                                     .max = MESSAGE_MAX,
                                     .error = shell_fault(&v->shell, "message")};
}

static enum rc draw(struct ctx *c, const struct req *r, struct out *o, const struct answering *a)
{
    const struct supplement *s = &a->s;
    struct eform_field_view *rows;
    struct portal_supplement_view v = {
        .shell = shell_titled(c, r, s->p->name), .code = s->d->code, .procedure = s->p->name, .version = s->d->version,
        .max_bytes = (int64_t)PAPER_MB * 1024 * 1024};
    TRY(put_asked(c, s, &v));
    TRY(put_papers(c, a, &v));
    put_notes(c, s, &v);
    put_message(c, r, &v);
    supplement_rows(c, s, &rows, &v.rows_n);
    v.rows = rows;
    portal_supplement_html(o, &v);
    return OK;
}

/* ---- asking and taking ---- */

/* *over: nothing is asked any more, a second click perhaps. */
static enum rc answering_open(struct ctx *c, const struct req *r, struct answering *a, bool *over)
{
    int64_t id;
    *a = (struct answering){0};
    TRY(dossier_open_mine(c, r->scope, req_value(r, "code"), &a->d));
    *over = a->d.state != STATE_SUPPLEMENT;
    if (*over)
        return OK;
    TRY(procedure_of_version(c, a->d.version_id, &a->p));
    TRY(supplement_open(c, &a->d, a->p, &a->s));
    TRY(draft_of_answer(c, c->actor->person_id, &a->d, &id));
    size_t told = c->faults_n; /* reading a draft tells its own */
    if (id)
        TRY(draft_work_open(c, filing_holder(c, r), id, &a->ready));
    c->faults_n = told;
    return OK;
}

static enum rc show(struct ctx *c, const struct req *r, struct out *o)
{
    struct answering a;
    bool over;
    TRY(answering_open(c, r, &a, &over));
    return over ? out_redirect(o, "/mine/{}", &a.d.code, 1) : draw(c, r, o, &a);
}

static enum rc again(struct ctx *c, const struct req *r, struct out *o)
{
    struct answering a;
    bool over;
    TRY(answering_open(c, r, &a, &over));
    if (over)
        return out_redirect(o, "/mine/{}", &a.d.code, 1);
    posted_answers(c, r, &a.s);
    return draw(c, r, o, &a);
}

static size_t paper_keys(struct ctx *c, const struct req *r, const struct answering *a, struct str **keys)
{
    size_t n = 0;
    *keys = NEW_ARRAY(c->arena, struct str, r->files_n + a->ready.papers_n + 1);
    for (size_t i = 0; i < r->files_n; i++)
        if (part_paper_key(&r->files[i]).n && supplement_takes_paper(&a->s, part_paper_key(&r->files[i])))
            (*keys)[n++] = part_paper_key(&r->files[i]);
    for (size_t i = 0; i < a->ready.papers_n; i++)
        if (supplement_takes_paper(&a->s, a->ready.papers[i].paper_key))
            (*keys)[n++] = a->ready.papers[i].paper_key;
    return n;
}

/* What came with the form, after what lay ready; of that only what is asked for now. */
static void put_together(struct ctx *c, const struct answering *a, const struct new_paper *came, size_t came_n,
                         struct supplement_answer *answer)
{
    const struct new_paper *ready = draft_new_papers(c, &a->ready);
    struct new_paper *all = NEW_ARRAY(c->arena, struct new_paper, came_n + a->ready.papers_n + 1);
    for (size_t i = 0; i < a->ready.papers_n; i++)
        if (supplement_takes_paper(&a->s, ready[i].key))
            all[answer->papers_n++] = ready[i];
    for (size_t i = 0; i < came_n; i++)
        all[answer->papers_n++] = came[i];
    answer->papers = all;
}

static enum rc judge(struct ctx *c, const struct req *r, struct answering *a, struct str message,
                     struct supplement_answer *answer)
{
    struct str *keys;
    struct new_paper *came;
    size_t came_n, keys_n = paper_keys(c, r, a, &keys);
    enum rc rc = supplement_check(c, &a->s, keys, keys_n, message);
    if (rc != OK && rc != INVALID)
        return rc;
    TRY(part_keep_papers(c, r, a->p, PAPER_MB, &came, &came_n));
    put_together(c, a, came, came_n, answer);
    answer->answers = supplement_answers(c, &a->s);
    answer->message = message;
    return OK;
}

/* A button of the page itself: a row of a repeat more or less, a file that lay ready taken away. */
static enum rc change(struct ctx *c, const struct req *r, struct answering *a, bool *changed)
{
    struct str add = req_value(r, "add"), remove = req_value(r, "remove");
    int64_t file;
    *changed = supplement_change_rows(c, &a->s, add, remove);
    if (*changed || !a->ready.draft.id || !str_to_i64(remove, &file))
        return OK;
    *changed = true;
    return draft_detach(c, &a->ready, file);
}

static enum rc send(struct ctx *c, const struct req *r, struct out *o)
{
    const struct supplement_input *in = r->in;
    struct supplement_answer answer = {.version = in->version};
    struct answering a;
    bool over, changed;
    TRY(answering_open(c, r, &a, &over));
    if (over)
        return out_redirect(o, "/mine/{}?sent=1", &a.d.code, 1);
    posted_answers(c, r, &a.s);
    TRY(change(c, r, &a, &changed));
    if (changed)
        return draw(c, r, o, &a);
    TRY(judge(c, r, &a, in->message, &answer));
    TRY(dossier_answer(c, &a.d, &answer));
    if (a.ready.draft.id)
        TRY(draft_drop(c, a.ready.draft.id));
    return out_redirect(o, "/mine/{}?sent=1", &a.d.code, 1);
}

struct str portal_supplement_sent(struct ctx *c, const struct dossier *d)
{
    if (d->state == STATE_NEW)
        return msg_text(c->arena, c->lang, MSG_portal_supplement_sent_early,
                        (struct msg_arg[]){ARG(when(c, d->reception_due_at))}, 1);
    if (d->state == STATE_IN_PROCESS)
        return msg_text(c->arena, c->lang, MSG_portal_supplement_sent, (struct msg_arg[]){ARG(when(c, d->due_at))}, 1);
    return S("");
}

static const struct route routes[] = {
    {"portal.supplement.form", METHOD_GET, "/mine/{code}/supplement", PERM_DOSSIER_FILE, &shown_input, show, 0,
     "What must be mended, every fault in its place", NULL, NULL},
    {"portal.supplement", METHOD_POST, "/mine/{code}/supplement", PERM_DOSSIER_FILE, &sent_input, send, ROUTE_FILES,
     "Sends what was mended", again, NULL},
};
const struct room portal_supplement = {"portal", routes, COUNT(routes)};
