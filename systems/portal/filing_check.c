/* The check of a draft, its one submission, and the receipt. */
#include "base/message.h"
#include "core/agency/agency.h"
#include "core/calendar/store.h"
#include "core/calendar/words.h"
#include "core/dossier/rules.h"
#include "portal_pages.h"
#include "systems/portal/filing.h"
#include "web/say.h"
#include "web/site.h"

enum { STATUS_REFUSED = 422, PROMISE_MAX = 2000 };

/* ---- reading what was answered ---- */

static struct str change_url(struct ctx *c, const struct draft_work *w, struct str page_id)
{
    const struct eform_page *page = eform_page_find(w->form, page_id);
    return page ? str_printf(c->arena, STR_FMT "?from=check", STR_ARG(filing_url(c, w, FILING_FORM, page))) : S("");
}

struct summing {
    struct summary_list_view *lists;
    size_t lists_n;
    struct summary_row *rows; /* of the list that is open */
    struct str legend;        /* "Cha, mẹ 2": put before the labels of its row */
};

static void add_row(struct ctx *c, struct summing *s, const struct eform_review_row *r)
{
    struct summary_list_view *list = &s->lists[s->lists_n - 1];
    bool inside = s->legend.n && r->level > 1;
    s->rows[list->rows_n++] = (struct summary_row){
        .key = inside ? str_printf(c->arena, STR_FMT ": " STR_FMT, STR_ARG(s->legend), STR_ARG(r->label)) : r->label,
        .value = r->value,
        .note = r->source,
        .tag = r->error.n ? (struct tag_view){TONE_ERROR, say(c, MSG_portal_check_mend)} : (struct tag_view){0}};
}

/* Where it goes and how the result comes back: the first page of the filing. */
static enum rc sum_up_start(struct ctx *c, const struct draft_work *w, struct summary_list_view *list)
{
    struct agency unit;
    struct summary_row *rows = NEW_ARRAY(c->arena, struct summary_row, 2);
    TRY(agency_get(c, w->draft.unit_id, &unit));
    rows[0] = (struct summary_row){.key = say(c, MSG_portal_start_unit), .value = unit.name};
    rows[1] = (struct summary_row){.key = say(c, MSG_portal_check_return),
                                   .value = say(c, w->draft.return_form == 1 ? MSG_portal_start_return_post
                                                                             : MSG_portal_start_return_counter)};
    *list = (struct summary_list_view){
        .title = say(c, MSG_portal_step_start),
        .change = str_printf(c->arena, STR_FMT "?from=check", STR_ARG(filing_url(c, w, FILING_START, NULL))),
        .rows = rows,
        .rows_n = 2};
    return OK;
}

static bool signs(const struct draft_work *w, struct str page_id)
{
    const struct eform_page *page = eform_page_find(w->form, page_id);
    return page && eform_page_signs(page);
}

/* What is declared is said at the end, beside its box, and not among the answers. */
static void sum_up(struct ctx *c, const struct draft_work *w, bool tell, struct portal_check_view *v,
                   struct summary_list_view *lists)
{
    struct eform_review_row *rows;
    size_t n;
    eform_review(c, w->state, tell, &rows, &n);
    struct summing s = {.lists = lists, .lists_n = 1};
    for (size_t i = 0; i < n; i++) {
        if (signs(w, rows[i].page_id))
            continue;
        if (rows[i].level == 0) {
            s.rows = NEW_ARRAY(c->arena, struct summary_row, n);
            s.lists[s.lists_n++] = (struct summary_list_view){
                .title = rows[i].label, .change = change_url(c, w, rows[i].page_id), .rows = s.rows};
            s.legend = S("");
        } else if (rows[i].heading) {
            s.legend = rows[i].label;
        } else if (s.lists_n) {
            add_row(c, &s, &rows[i]);
        }
    }
    v->rows = s.lists;
    v->rows_n = s.lists_n;
}

/* Each fault leads to the page where it is mended, and to the box there. */
static void put_faults(struct ctx *c, const struct draft_work *w, struct portal_check_view *v)
{
    struct portal_fault_row *rows = NEW_ARRAY(c->arena, struct portal_fault_row, v->shell.faults_n + 1);
    for (size_t i = 0; i < v->shell.faults_n; i++) {
        const struct fault_item *f = &v->shell.faults[i];
        const struct eform_slot *slot = eform_slot_find(w->state, f->field);
        struct str url = str_starts(f->field, S("paper.")) ? filing_url(c, w, FILING_PAPERS, NULL)
                         : slot && slot->page              ? filing_url(c, w, FILING_FORM, slot->page)
                                                           : filing_url(c, w, FILING_CHECK, NULL);
        const char *from = str_ends(url, S("/check")) ? "" : "?from=check"; /* on this page: no new request */
        rows[i] = (struct portal_fault_row){
            f->text, str_printf(c->arena, STR_FMT "%s#f-" STR_FMT, STR_ARG(url), from, STR_ARG(f->field))};
    }
    v->faults = rows;
    v->faults_n = v->shell.faults_n;
}

/* ---- the declaration ---- */

/* The form's own words, else the house's. */
static struct str promise_of(struct ctx *c, const struct draft_work *w)
{
    struct buf b = buf_new(c->arena, PROMISE_MAX);
    for (size_t i = 0; i < w->state->slots_n; i++) {
        const struct eform_slot *slot = &w->state->slots[i];
        if (slot->page && slot->shown && eform_page_signs(slot->page))
            buf_printf(&b, "%s" STR_FMT, b.n ? ". " : "", STR_ARG(eform_label_in(&slot->ask->label, c->lang)));
    }
    return b.n ? buf_str(&b) : say(c, MSG_portal_check_promise);
}

/* The one tick is the answer to every declaration of the form; unticked it is none. */
static enum rc declare(struct ctx *c, const struct req *r, struct draft_work *w)
{
    for (size_t i = 0; i < w->state->slots_n; i++) {
        const struct eform_slot *slot = &w->state->slots[i];
        if (slot->page && slot->field && eform_page_signs(slot->page))
            answers_set(&w->answers, slot->name, req_value(r, "agree").n ? S("true") : S(""));
    }
    return draft_judge(c, w);
}

static bool is_declared(const struct draft_work *w, struct str field)
{
    const struct eform_slot *slot = eform_slot_find(w->state, field);
    return slot && slot->page && eform_page_signs(slot->page);
}

/* Its faults are told once, at the box. */
static void forget_declaration(struct ctx *c, const struct draft_work *w)
{
    size_t kept = 0;
    for (size_t i = 0; i < c->faults_n; i++)
        if (!is_declared(w, c->faults[i].field))
            c->faults[kept++] = c->faults[i];
    c->faults_n = kept;
}

/* Both sides of "if it is accepted now", so that nobody is promised what the calendar does not hold. */
static enum rc expect(struct ctx *c, const struct draft_work *w, struct str *out)
{
    const struct calendar *cal;
    const struct dossier d = {.unit_id = w->draft.unit_id};
    TRY(calendar_load(c, d.unit_id, &cal));
    struct due due = dossier_if_accepted(c, &d, w->procedure, cal).committed;
    if (due.refusal == DUE_GIVEN)
        *out = say1(c, MSG_portal_check_expect, ARG(when(c, due.at)));
    return OK;
}

/* Shows c->faults. */
static enum rc draw(struct ctx *c, const struct req *r, struct out *o, const struct draft_work *w, bool tell)
{
    struct summary_list_view *lists = NEW_ARRAY(c->arena, struct summary_list_view, w->form->pages_n + 2);
    struct owed owed = owed_of(c->arena, w->procedure, w->form, w->state);
    struct portal_check_view v = {.shell = shell_of(c, r, MSG_portal_check_title),
                                  .filing = filing_head(c, w, FILING_CHECK, NULL),
                                  .promise = promise_of(c, w),
                                  .agreed = req_value(r, "agree").n > 0,
                                  .fee = portal_owed_line(c, &owed),
                                  .submit_key = w->draft.submit_key,
                                  .sign_in = c->actor == NULL};
    TRY(sum_up_start(c, w, &lists[0]));
    sum_up(c, w, tell, &v, lists);
    put_faults(c, w, &v);
    v.agree_error = shell_fault(&v.shell, "agree");
    v.papers = filing_papers(c, w, &v.shell, false, &v.papers_n);
    v.papers_change = str_printf(c->arena, STR_FMT "?from=check", STR_ARG(filing_url(c, w, FILING_PAPERS, NULL)));
    TRY(expect(c, w, &v.expect));
    portal_check_html(o, &v);
    return OK;
}

static enum rc show(struct ctx *c, const struct req *r, struct out *o)
{
    const struct draft_input *in = r->in;
    struct draft_work w;
    bool answered;
    TRY(filing_open(c, r, o, in->id, &w, &answered));
    c->faults_n = 0;
    return answered ? OK : draw(c, r, o, &w, false);
}

/* ---- submitting ---- */

/* All that is wrong with form, papers and the declaration, at once. */
static enum rc check(struct ctx *c, const struct req *r, const struct draft_work *w)
{
    enum rc rc = eform_submit_check(c, w->state, w->present, w->present_n);
    if (rc != OK && rc != INVALID)
        return rc;
    forget_declaration(c, w);
    if (!req_value(r, "agree").n)
        fault_add(c, MSG_portal_check_agree, S("agree"), S(""), S(""));
    else if (!str_eq(req_value(r, "submit_key"), w->draft.submit_key))
        fault_add(c, MSG_portal_check_again, S("agree"), S(""), S(""));
    return faults_rc(c);
}

static enum rc submit(struct ctx *c, const struct req *r, struct out *o)
{
    const struct draft_input *in = r->in;
    struct draft_work w;
    struct dossier d;
    bool answered;
    TRY(filing_open(c, r, o, in->id, &w, &answered));
    if (answered)
        return OK;
    if (!c->actor)
        return out_redirect(o, "/sign-in?back={}", &r->path, 1);
    TRY(declare(c, r, &w));
    if (check(c, r, &w) == INVALID) {
        o->status = STATUS_REFUSED;
        return draw(c, r, o, &w, true);
    }
    TRY(draft_submit(c, &w, &d));
    return out_redirect(o, "/mine/{}/done", &d.code, 1);
}

/* ---- the receipt ---- */

static struct str own(struct ctx *c, const struct dossier *d, const char *what)
{
    return what[0] ? str_printf(c->arena, "/mine/" STR_FMT "/%s", STR_ARG(d->code), what) : S("");
}

static enum rc put_receipt(struct ctx *c, const struct dossier *d, const struct procedure *p, struct str unit,
                           struct portal_done_view *v)
{
    struct owed owed;
    struct summary_row *rows = NEW_ARRAY(c->arena, struct summary_row, 5);
    size_t n = 0;
    TRY(owed_of_dossier(c, d, p, &owed));
    rows[n++] = (struct summary_row){.key = say(c, MSG_portal_done_procedure), .value = p->name};
    rows[n++] = (struct summary_row){.key = say(c, MSG_portal_answers_owner), .value = d->owner_name};
    rows[n++] = (struct summary_row){.key = say(c, MSG_portal_answers_submitted), .value = when(c, d->submitted_at)};
    if (d->reception_due_at.ms)
        rows[n++] =
            (struct summary_row){.key = say(c, MSG_portal_done_answer_by), .value = when(c, d->reception_due_at)};
    rows[n++] = (struct summary_row){.key = say(c, MSG_portal_procedure_fee), .value = portal_owed_line(c, &owed)};
    v->receipt =
        (struct receipt_view){.title = d->state == STATE_NEW ? say(c, MSG_portal_done_filed) : S(""),
                              .unit = unit,
                              .code = d->code,
                              .check = dossier_check_shown(c->arena, d->check_value),
                              .qr = own(c, d, v->shell.req->site->base_url.n ? "qr.svg" : ""),
                              .barcode = own(c, d, "barcode.svg"),
                              .digits = d->scan_code,
                              .rows = rows,
                              .rows_n = n};
    return OK;
}

static void put_next(struct ctx *c, const struct dossier *d, const struct procedure *p, struct str unit,
                     struct portal_done_view *v)
{
    struct life_row *rows = NEW_ARRAY(c->arena, struct life_row, 4);
    rows[0] =
        (struct life_row){.state = LIFE_DONE, .title = say(c, MSG_portal_done_sent), .when = when(c, d->submitted_at)};
    rows[1] = (struct life_row){.state = LIFE_NOW, .title = say(c, MSG_portal_done_received), .where = unit};
    if (d->reception_due_at.ms)
        rows[1].when = say1(c, MSG_portal_done_until, ARG(when(c, d->reception_due_at)));
    rows[2] = (struct life_row){.state = LIFE_NEXT,
                                .title = say(c, MSG_portal_done_handled),
                                .when = term_text(c->arena, c->lang, p->committed)};
    rows[3] =
        (struct life_row){.state = LIFE_NEXT,
                          .title = say(c, MSG_portal_done_result),
                          .when = say(c, d->return_form == 1 ? MSG_portal_done_by_post : MSG_portal_done_at_counter)};
    v->next = (struct timeline_view){rows, 4};
}

/* h•••@gmail.com: enough to know which box to look into. */
static struct str masked(struct ctx *c, struct str email)
{
    size_t at = str_find(email, '@', 0);
    return at > 0 && at < email.n
               ? str_printf(c->arena, "%c•••" STR_FMT, email.p[0], STR_ARG(str_sub(email, at, email.n)))
               : S("");
}

struct done_input {
    struct str code;
};
INPUT(done_input, {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct done_input, code)});

static enum rc done(struct ctx *c, const struct req *r, struct out *o)
{
    const struct done_input *in = r->in;
    const struct procedure *p;
    struct agency unit;
    struct dossier d;
    TRY(dossier_open_mine(c, r->scope, in->code, &d));
    TRY(procedure_of_version(c, d.version_id, &p));
    TRY(agency_get(c, d.intake_unit_id, &unit));
    struct portal_done_view v = {
        .shell = shell_of(c, r, MSG_portal_done_title), .code = d.code, .check = d.check_value};
    v.panel = (struct panel_view){say(c, MSG_portal_done_title), say(c, MSG_portal_done_lead), d.code};
    TRY(put_receipt(c, &d, p, unit.name, &v));
    put_next(c, &d, p, unit.name, &v);
    if (masked(c, d.email).n)
        v.told = say1(c, MSG_portal_done_told, ARG(masked(c, d.email)));
    portal_done_html(o, &v);
    return OK;
}

static const struct route routes[] = {
    {"portal.draft.check", METHOD_GET, "/drafts/{id}/check", PERM_PUBLIC, &portal_draft_named, show, 0,
     "All answers and papers before they are sent", NULL, NULL},
    {"portal.draft.submit", METHOD_POST, "/drafts/{id}/check", PERM_PUBLIC, &portal_draft_named, submit, 0,
     "Submits the draft, once", NULL, NULL},
    {"portal.done", METHOD_GET, "/mine/{code}/done", PERM_DOSSIER_FILE, &done_input, done, 0,
     "The receipt of a dossier just filed", NULL, NULL},
};
const struct room portal_filing_check = {"portal", routes, COUNT(routes)};
