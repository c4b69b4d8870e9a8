/* Following a dossier. A stranger with code and check value reads how it stands and where it is, no names and no
 * answers;
 * the owner reads what was asked of him as well. */
#include "systems/portal/follow.h"

#include "base/message.h"
#include "core/agency/agency.h"
#include "core/calendar/store.h"
#include "core/calendar/words.h"
#include "core/dossier/dossier.h"
#include "core/dossier/rules.h"
#include "core/journal/journal_queries.h"
#include "portal_pages.h"
#include "portal_queries.h"
#include "systems/portal/filing.h"
#include "web/request.h"
#include "web/say.h"

enum { PAGE_ROWS = 25, REASON_MAX = 2000 };
static const int64_t END_OF_TIME = INT64_C(1) << 52;

/* ---- how it stands ---- */

static struct tag_view state_tag(const struct ctx *c, int64_t state)
{
    enum tone tone = TONE_INFO;
    if (state == STATE_SUPPLEMENT || state == STATE_PAYMENT)
        tone = TONE_WARN;
    else if (state == STATE_DONE || state == STATE_DELIVERED)
        tone = TONE_OK;
    else if (state == STATE_REFUSED || state == STATE_STOPPED)
        tone = TONE_ERROR;
    else if (state == STATE_WITHDRAWN)
        tone = TONE_PLAIN;
    enum msg m = msg_by_key(str_printf(c->arena, "state.%s", state_key(state)));
    return (struct tag_view){tone, m == MSG_NONE ? S("") : say(c, m)};
}

static bool runs(int64_t state)
{
    return state == STATE_NEW || state == STATE_RECEIVED || state == STATE_IN_PROCESS;
}

/* The clock of a running dossier and which one it is: of reception until it is accepted, of handling then. Without a
 * due date the view stays empty. */
static struct clock_view clock_of(const struct ctx *c, const struct calendar *cal, int64_t state, struct instant start,
                                  struct instant due)
{
    if (!due.ms || !runs(state))
        return (struct clock_view){0};
    struct left left = calendar_left(cal, c->now, due);
    struct str text = left_text(c->arena, c->lang, left),
               name = say(c, state == STATE_NEW ? MSG_portal_clock_reception : MSG_portal_clock_main);
    struct str named = msg_text(c->arena, c->lang, MSG_portal_clock_named, (struct msg_arg[]){ARG(name), ARG(text)}, 2);
    enum urgency u = calendar_urgency(cal, c->now, due);
    int64_t hours = (left.minutes + 59) / 60;
    return (struct clock_view){
        .tone = u == URGENCY_LATE   ? TONE_ERROR
                : u == URGENCY_SOON ? TONE_WARN
                                    : TONE_OK,
        .text = named,
        .label = named,
        .name = name,
        .number = str_printf(c->arena, "%lld", left.in_days ? (long long)left.days : (long long)hours),
        .unit = say(c, left.in_days ? MSG_portal_clock_days : MSG_portal_clock_hours),
        .used = start.ms ? calendar_used(cal, start, due, c->now) / 10 : 0,
    };
}

static enum msg todo_of(int64_t state)
{
    switch (state) {
    case STATE_SUPPLEMENT: return MSG_portal_todo_supplement;
    case STATE_PAYMENT: return MSG_portal_todo_payment;
    case STATE_DONE: return MSG_portal_todo_done;
    case STATE_REFUSED:
    case STATE_STOPPED: return MSG_portal_todo_refused;
    case STATE_DELIVERED:
    case STATE_WITHDRAWN: return MSG_portal_todo_closed;
    default: return MSG_portal_todo_wait;
    }
}

/* Steps inside an office are not the applicant's business. */
static bool is_inner(struct str act)
{
    static const char *const inner[] = {"forward",      "send_back",   "assign",         "recall",
                                        "mark_overdue", "show_number", "erase_personal", "fetch_result"};
    for (size_t i = 0; i < COUNT(inner); i++)
        if (str_eqc(act, inner[i]))
            return true;
    return false;
}

static void put_faults(const struct dossier_faults_row *faults, size_t n, struct life_row *rows, size_t *rows_n)
{
    for (size_t i = 0; i < n; i++)
        if (!faults[i].mended_at.ms)
            rows[(*rows_n)++] =
                (struct life_row){.state = LIFE_NOW, .title = faults[i].label, .text = faults[i].reason};
}

static enum rc put_life(struct ctx *c, const struct dossier *d, bool mine, struct portal_tracked_view *v)
{
    struct journal_of_object_row *all;
    struct dossier_faults_row *faults = NULL;
    size_t n, faults_n = 0;
    TRY(journal_of_object(c, S("dossier"), d->id, &all, &n));
    if (mine)
        TRY(dossier_faults(c, d->id, &faults, &faults_n));
    struct life_row *rows = NEW_ARRAY(c->arena, struct life_row, n + faults_n + 1);
    for (size_t i = 0; i < n; i++) {
        enum msg m = msg_by_key(str_printf(c->arena, "act." STR_FMT ".done", STR_ARG(all[i].act)));
        if (m != MSG_NONE && !is_inner(all[i].act))
            rows[v->life.rows_n++] = (struct life_row){
                .state = LIFE_DONE, .title = say(c, m), .when = when(c, all[i].done_at), .where = all[i].unit_name};
    }
    put_faults(faults, faults_n, rows, &v->life.rows_n);
    v->life.rows = rows;
    return OK;
}

static struct summary_row owed_row(const struct ctx *c, const struct owed *o)
{
    return (struct summary_row){.key = say(c, MSG_portal_procedure_fee),
                                .value = portal_owed_line(c, o),
                                .note = o->taken.n ? say1(c, MSG_portal_fee_paid, ARG(o->taken)) : S("")};
}

static enum rc put_mine(struct ctx *c, const struct dossier *d, const struct procedure *p,
                        struct portal_tracked_view *v)
{
    struct owed owed;
    TRY(owed_of_dossier(c, d, p, &owed));
    const struct summary_row facts[] = {
        {.key = say(c, MSG_portal_answers_owner), .value = d->owner_name},
        {.key = say(c, MSG_portal_answers_phone), .value = d->phone},
        {.key = say(c, MSG_portal_answers_email), .value = d->email},
        {.key = say(c, MSG_portal_answers_submitted), .value = when(c, d->submitted_at)},
        owed_row(c, &owed),
    };
    struct summary_row *rows = NEW_ARRAY(c->arena, struct summary_row, COUNT(facts));
    for (size_t i = 0; i < COUNT(facts); i++)
        rows[i] = facts[i];
    v->mine = true;
    v->check = dossier_check_shown(c->arena, d->check_value);
    v->subject = str_eq(d->subject, v->procedure) ? S("") : d->subject;
    v->answers = (struct summary_list_view){.rows = rows, .rows_n = COUNT(facts)};
    struct action_row *acts = NEW_ARRAY(c->arena, struct action_row, 2);
    v->actions.rows = acts;
    if (d->state == STATE_SUPPLEMENT) {
        v->todo = say1(c, MSG_portal_todo_mend, ARG(when(c, d->supplement_due_at)));
        acts[v->actions.rows_n++] =
            (struct action_row){.label = say(c, MSG_portal_supplement_open),
                                .primary = true,
                                .url = str_printf(c->arena, "/mine/" STR_FMT "/supplement", STR_ARG(d->code))};
    }
    if (move_now(d, ACT_WITHDRAW))
        acts[v->actions.rows_n++] =
            (struct action_row){.label = say(c, MSG_portal_withdraw_title),
                                .url = str_printf(c->arena, "/mine/" STR_FMT "/withdraw", STR_ARG(d->code))};
    return OK;
}

static void put_promise(const struct ctx *c, const struct dossier *d, const struct procedure *p,
                        struct portal_tracked_view *v)
{
    if (d->state == STATE_NEW && d->reception_due_at.ms) {
        v->promise = say1(c, MSG_portal_tracked_reception, ARG(when(c, d->reception_due_at)));
        v->promise_note = say(c, MSG_portal_tracked_reception_note);
        return;
    }
    if (d->due_at.ms && (runs(d->state) || d->state == STATE_DONE))
        v->promise = say1(c, MSG_portal_tracked_promise, ARG(when(c, d->due_at)));
    if (p->statutory.unit != TERM_NONE)
        v->promise_note = say1(c, MSG_portal_tracked_law, ARG(term_text(c->arena, c->lang, p->statutory)));
    if (d->apology_n > 0 && d->due_at.ms)
        v->apology = say1(c, MSG_portal_tracked_new_date, ARG(when(c, d->due_at)));
}

static enum rc show(struct ctx *c, const struct req *r, struct out *o, const struct dossier *d, bool mine,
                    struct str notice)
{
    const struct procedure *p;
    const struct calendar *cal;
    struct agency unit;
    TRY(procedure_of_version(c, d->version_id, &p));
    TRY(agency_get(c, d->unit_id, &unit));
    TRY(calendar_load(c, d->unit_id, &cal));
    bool is_new = d->state == STATE_NEW;
    struct portal_tracked_view v = {.shell = shell_titled(c, r, d->code),
                                    .code = d->code,
                                    .procedure = p->name,
                                    .state = state_tag(c, d->state),
                                    .unit = unit.name,
                                    .unit_phone = unit.phone,
                                    .todo = say(c, todo_of(d->state)),
                                    .todo_urgent = d->state == STATE_SUPPLEMENT || d->state == STATE_PAYMENT};
    v.clock =
        clock_of(c, cal, d->state, is_new ? d->submitted_at : d->received_at, is_new ? d->reception_due_at : d->due_at);
    v.has_clock = v.clock.number.n > 0;
    v.shell.notice = notice;
    put_promise(c, d, p, &v);
    if (mine) {
        TRY(put_mine(c, d, p, &v));
        TRY(portal_own_of(c, d, p, &v));
    }
    TRY(put_life(c, d, mine, &v));
    portal_tracked_html(o, &v);
    return OK;
}

/* ---- by code and check value ---- */

struct track_input {
    struct str code, check;
};
static const struct field form_fields[] = {
    {"code", IN_FORM, FIELD_TEXT, .required = true, .label = MSG_portal_track_code,
     .offset = offsetof(struct track_input, code)},
    {"check", IN_FORM, FIELD_TEXT, .label = MSG_portal_track_check, .offset = offsetof(struct track_input, check)}};
static const struct field shown_fields[] = {
    {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct track_input, code)},
    {"check", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct track_input, check)}};
static const struct field scanned_fields[] = {
    {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct track_input, code)},
    {"k", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct track_input, check)}};
const struct input portal_track_form = {"track_form", sizeof(struct track_input), form_fields, COUNT(form_fields)};
const struct input portal_track_shown = {"track_shown", sizeof(struct track_input), shown_fields, COUNT(shown_fields)};
const struct input portal_track_scanned = {"track_scanned", sizeof(struct track_input), scanned_fields,
                                           COUNT(scanned_fields)};

enum rc portal_track(struct ctx *c, const struct req *r, struct out *o)
{
    struct portal_track_view v = {.shell = shell_of(c, r, MSG_portal_track_title)};
    v.code = (struct field_view){.kind = KIND_TEXT,
                                 .name = S("code"),
                                 .label = say(c, MSG_portal_track_code),
                                 .value = req_value(r, "code"),
                                 .required = true,
                                 .error = shell_fault(&v.shell, "code")};
    v.check = (struct field_view){.kind = KIND_TEXT,
                                  .name = S("check"),
                                  .label = say(c, MSG_portal_track_check),
                                  .hint = say(c, MSG_portal_track_check_hint),
                                  .required = true,
                                  .narrow = true,
                                  .error = shell_fault(&v.shell, "check")};
    portal_track_html(o, &v);
    return OK;
}

enum rc portal_track_post(struct ctx *c, const struct req *r, struct out *o)
{
    const struct track_input *in = r->in;
    struct dossier d;
    if (!in->check.n) /* the front page asks for the code alone */
        return portal_track(c, r, o);
    enum rc rc = dossier_open_by_check(c, in->code, in->check, &d);
    if (rc == NOT_FOUND)
        return fail(c, INVALID, MSG_dossier_not_found_or_check, S("check"));
    if (rc != OK)
        return rc;
    const struct str to[] = {d.code, d.check_value};
    return out_redirect(o, "/track/{}?check={}", to, COUNT(to));
}

enum rc portal_track_show(struct ctx *c, const struct req *r, struct out *o)
{
    const struct track_input *in = r->in;
    struct dossier d;
    if (!in->check.n)
        return out_redirect(o, "/track", NULL, 0);
    TRY(dossier_open_by_check(c, in->code, in->check, &d));
    return show(c, r, o, &d, false, S(""));
}

enum rc portal_track_scan(struct ctx *c, const struct req *r, struct out *o)
{
    return portal_track_show(c, r, o);
}

/* ---- signed in ---- */

struct list_input {
    int64_t before;
};
static const struct field list_fields[] = {
    {"before", IN_QUERY, FIELD_I64, .offset = offsetof(struct list_input, before)}};
const struct input portal_mine_listed = {"mine_listed", sizeof(struct list_input), list_fields, COUNT(list_fields)};

static enum rc put_own(struct ctx *c, const struct portal_own_row *d, struct portal_mine_row *row)
{
    const struct procedure *p;
    const struct calendar *cal;
    TRY(procedure_of_version(c, d->version_id, &p));
    TRY(calendar_load(c, d->unit_id, &cal));
    *row = (struct portal_mine_row){.code = d->code,
                                    .procedure = p->name,
                                    .subject = str_eq(d->subject, p->name) ? S("") : d->subject,
                                    .state = state_tag(c, d->state),
                                    .url = str_printf(c->arena, "/mine/" STR_FMT, STR_ARG(d->code)),
                                    .clock = clock_of(c, cal, d->state, (struct instant){0},
                                                      d->state == STATE_NEW ? d->reception_due_at : d->due_at)};
    if (d->state == STATE_SUPPLEMENT || d->state == STATE_PAYMENT)
        row->todo = say(c, todo_of(d->state));
    return OK;
}

enum rc portal_mine_list(struct ctx *c, const struct req *r, struct out *o)
{
    const struct list_input *in = r->in;
    struct portal_mine_view v = {.shell = shell_of(c, r, MSG_portal_mine_title)};
    struct portal_own_row *own;
    size_t n;
    TRY(filing_drafts(c, r, &v));
    TRY(portal_own(c, r->scope, in->before > 0 ? in->before : END_OF_TIME, PAGE_ROWS + 1, &own, &n));
    if (n > PAGE_ROWS) {
        n = PAGE_ROWS;
        v.pager.next = str_printf(c->arena, "before=%lld", (long long)own[n - 1].id);
    }
    struct portal_mine_row *rows = NEW_ARRAY(c->arena, struct portal_mine_row, n + 1);
    for (size_t i = 0; i < n; i++)
        TRY(put_own(c, &own[i], &rows[i]));
    v.rows = rows;
    v.rows_n = n;
    portal_mine_html(o, &v);
    return OK;
}

struct mine_input {
    struct str code, reason;
    bool sent;
};
static const struct field mine_fields[] = {
    {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct mine_input, code)},
    {"sent", IN_QUERY, FIELD_BOOL, .offset = offsetof(struct mine_input, sent)}};
static const struct field withdrawn_fields[] = {
    {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct mine_input, code)},
    {"reason", IN_FORM, FIELD_LINES, .required = true, .max = REASON_MAX, .label = MSG_portal_withdraw_reason,
     .offset = offsetof(struct mine_input, reason)}};
const struct input portal_mine_shown = {"mine_shown", sizeof(struct mine_input), mine_fields, COUNT(mine_fields)};
const struct input portal_mine_withdrawn = {"mine_withdrawn", sizeof(struct mine_input), withdrawn_fields,
                                            COUNT(withdrawn_fields)};

enum rc portal_mine_show(struct ctx *c, const struct req *r, struct out *o)
{
    const struct mine_input *in = r->in;
    struct dossier d;
    TRY(dossier_open_mine(c, r->scope, in->code, &d));
    dossier_ahead(c, &d);
    return show(c, r, o, &d, true, in->sent ? portal_supplement_sent(c, &d) : S(""));
}

enum rc portal_withdraw(struct ctx *c, const struct req *r, struct out *o)
{
    const struct procedure *p;
    struct dossier d;
    TRY(dossier_open_mine(c, r->scope, req_value(r, "code"), &d));
    TRY(procedure_of_version(c, d.version_id, &p));
    struct portal_withdraw_view v = {.shell = shell_of(c, r, MSG_portal_withdraw_title),
                                     .code = d.code,
                                     .procedure = p->name,
                                     .consequence = say(c, MSG_portal_withdraw_consequence)};
    v.reason = (struct field_view){.kind = KIND_TEXTAREA,
                                   .name = S("reason"),
                                   .label = say(c, MSG_portal_withdraw_reason),
                                   .value = req_value(r, "reason"),
                                   .max = REASON_MAX,
                                   .required = true,
                                   .error = shell_fault(&v.shell, "reason")};
    portal_withdraw_html(o, &v);
    return OK;
}

enum rc portal_withdraw_post(struct ctx *c, const struct req *r, struct out *o)
{
    const struct mine_input *in = r->in;
    struct dossier d;
    TRY(dossier_open_mine(c, r->scope, in->code, &d));
    const struct move_input move = {.version = d.version, .reason = in->reason, .comment = in->reason};
    TRY(dossier_move(c, &d, ACT_WITHDRAW, &move));
    return out_redirect(o, "/mine/{}", &d.code, 1);
}
