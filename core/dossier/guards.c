#include "core/dossier/guards.h"

#include "base/message.h"
#include "core/actor/store.h"
#include "core/calendar/store.h"

enum { SUPPLEMENTS_MAX = 2 };

bool step_is_mine(const struct ctx *c, const struct dossier *d)
{
    const struct actor *a = c->actor;
    return a && d->step_id && a->role == (enum role)d->step_role && a->unit_id == d->unit_id &&
           (d->handler_id == 0 || d->handler_id == a->person_id || d->handler_id == a->behalf_of);
}

bool guard_is_counter_of(const struct actor *a, const struct dossier *d)
{
    return a->unit_id && (a->unit_id == d->unit_id || a->unit_id == d->intake_unit_id);
}

enum rc guard_counter(struct ctx *c, const struct dossier *d, const struct procedure *p, const struct move_input *in)
{
    (void)p, (void)in;
    if (c->actor && guard_is_counter_of(c->actor, d))
        return OK;
    return fail(c, DENIED, MSG_dossier_not_your_counter, S(""));
}

/* After today and within the published calendar: nobody knows yet which days are worked beyond it. */
static enum rc must_lie_ahead(struct ctx *c, const struct dossier *d, struct day until)
{
    const struct calendar *cal;
    if (until.n <= day_of(c->now).n)
        return fail(c, INVALID, MSG_dossier_until_must_lie_ahead, S("until"));
    TRY(calendar_load(c, d->unit_id, &cal));
    struct day through = calendar_through(cal);
    if (until.n <= through.n)
        return OK;
    return fail_with(c, INVALID, MSG_dossier_until_past_calendar, S("until"), day_iso_str(c->arena, through), S(""));
}

enum rc guard_ask_supplement(struct ctx *c, const struct dossier *d, const struct procedure *p,
                             const struct move_input *in)
{
    if (d->state == STATE_NEW)
        TRY(guard_counter(c, d, p, in));
    if (d->supplement_n >= SUPPLEMENTS_MAX)
        return fail(c, CONFLICT, MSG_dossier_supplements_used_up, S("faults"));
    return must_lie_ahead(c, d, in->until);
}

enum rc edge_target(struct ctx *c, const struct dossier *d, const struct procedure *p, enum edge edge, struct str asked,
                    const struct process_step **out)
{
    const struct process_step *here = process_step_find(p, d->step_key);
    const struct str *keys = !here ? NULL : edge == EDGE_NEXT ? here->next : here->back;
    size_t n = !here ? 0 : edge == EDGE_NEXT ? here->next_n : here->back_n;
    *out = NULL;
    for (size_t i = 0; i < n; i++)
        if (asked.n ? str_eq(keys[i], asked) : i == 0)
            *out = process_step_find(p, keys[i]);
    return *out ? OK : fail(c, CONFLICT, MSG_dossier_no_such_step, S("step"));
}

static enum rc person_has_role(struct ctx *c, const struct dossier *d, int64_t person, enum role role)
{
    struct assignments_of_agency_row *rows;
    size_t n;
    TRY(assignments_of_agency(c, d->unit_id, day_of(c->now), &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (rows[i].person_id == person && str_eqc(rows[i].role, role_name(role)))
            return OK;
    return fail(c, INVALID, MSG_dossier_person_has_no_such_role, S("person_id"));
}

enum rc guard_forward(struct ctx *c, const struct dossier *d, const struct procedure *p, const struct move_input *in)
{
    const struct process_step *to;
    TRY(edge_target(c, d, p, EDGE_NEXT, in->step, &to));
    return in->person_id ? person_has_role(c, d, in->person_id, to->role) : OK;
}

enum rc guard_send_back(struct ctx *c, const struct dossier *d, const struct procedure *p, const struct move_input *in)
{
    const struct process_step *to;
    return edge_target(c, d, p, EDGE_BACK, in->step, &to);
}

enum rc guard_assign(struct ctx *c, const struct dossier *d, const struct procedure *p, const struct move_input *in)
{
    (void)p;
    if (!c->actor || c->actor->unit_id != d->unit_id)
        return fail(c, DENIED, MSG_dossier_not_your_unit, S(""));
    return person_has_role(c, d, in->person_id, (enum role)d->step_role);
}

enum rc guard_recall(struct ctx *c, const struct dossier *d, const struct procedure *p, const struct move_input *in)
{
    (void)p, (void)in;
    struct dossier_steps_row *steps;
    size_t n;
    TRY(dossier_steps(c, d->id, &steps, &n));
    if (n < 2 || !c->actor || steps[n - 1].sender_id != c->actor->person_id || steps[n - 1].ended_at.ms)
        return fail(c, DENIED, MSG_dossier_recall_only_by_sender, S(""));
    return OK;
}

enum rc guard_consult(struct ctx *c, const struct dossier *d, const struct procedure *p, const struct move_input *in)
{
    (void)p;
    struct agency_counter_row unit;
    bool found = false;
    if (in->unit_id != d->unit_id)
        TRY(agency_counter(c, in->unit_id, &unit, &found));
    if (!found)
        return fail(c, INVALID, MSG_dossier_consult_another_agency, S("unit"));
    return must_lie_ahead(c, d, in->until);
}

enum rc guard_answer_consult(struct ctx *c, const struct dossier *d, const struct procedure *p,
                             const struct move_input *in)
{
    (void)p, (void)in;
    struct dossier_consults_row *rows;
    size_t n;
    TRY(dossier_consults(c, d->id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (c->actor && rows[i].to_unit_id == c->actor->unit_id && rows[i].answered_at.ms == 0)
            return OK;
    return fail(c, CONFLICT, MSG_dossier_nothing_asked_of_you, S(""));
}

enum rc guard_children_done(struct ctx *c, const struct dossier *d, const struct procedure *p,
                            const struct move_input *in)
{
    (void)p, (void)in;
    struct dossier_children_running_row row;
    TRY(dossier_children_running(c, d->id, &row));
    return row.running == 0 ? OK : fail(c, CONFLICT, MSG_dossier_linked_still_running, S(""));
}

enum rc guard_expired(struct ctx *c, const struct dossier *d, const struct procedure *p, const struct move_input *in)
{
    (void)p, (void)in;
    bool over = d->supplement_due_at.ms && d->supplement_due_at.ms < c->now.ms;
    return over ? OK : fail(c, CONFLICT, MSG_dossier_not_expired, S(""));
}

enum rc guard_withdraw(struct ctx *c, const struct dossier *d, const struct procedure *p, const struct move_input *in)
{
    (void)p, (void)in;
    struct dossier_results_row *rows;
    size_t n;
    TRY(dossier_results(c, d->id, &rows, &n));
    return n == 0 ? OK : fail(c, CONFLICT, MSG_dossier_result_is_signed, S(""));
}

enum rc guard_finish(struct ctx *c, const struct dossier *d, const struct procedure *p, const struct move_input *in)
{
    struct dossier_consults_open_row asked;
    const struct process_step *here = process_step_find(p, d->step_key);
    TRY(dossier_consults_open(c, d->id, &asked));
    if (asked.waiting)
        return fail(c, CONFLICT, MSG_dossier_answers_outstanding, S(""));
    if (here && here->next_n)
        return fail(c, CONFLICT, MSG_dossier_steps_remain, S(""));
    if (!p->no_result && in->signed_on.n > day_of(c->now).n)
        return fail(c, INVALID, MSG_dossier_signed_in_future, S("signed_on"));
    return OK;
}

enum rc guard_overdue(struct ctx *c, const struct dossier *d, const struct procedure *p, const struct move_input *in)
{
    (void)p, (void)in;
    bool late = d->due_at.ms && d->due_at.ms < c->now.ms && d->overdue_at.ms == 0;
    return late ? OK : fail(c, CONFLICT, MSG_dossier_not_overdue, S(""));
}

/* One new appointment only (apology of TT 01/2018 Mẫu 04); statistics keep the first date. */
enum rc guard_apologise(struct ctx *c, const struct dossier *d, const struct procedure *p, const struct move_input *in)
{
    (void)p;
    if (!c->actor || c->actor->unit_id != d->unit_id)
        return fail(c, DENIED, MSG_dossier_not_your_unit, S(""));
    if (d->apology_n > 0)
        return fail(c, CONFLICT, MSG_dossier_apologised_before, S(""));
    if (in->until.n <= day_of(d->due_at).n)
        return fail(c, INVALID, MSG_dossier_new_date_must_be_later, S("until"));
    return must_lie_ahead(c, d, in->until);
}
