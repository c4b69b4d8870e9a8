#include "core/dossier/effects.h"

#include "base/id.h"
#include "base/message.h"
#include "core/dossier/guards.h"

enum { PAUSES_MAX = 64, CLOSE_OF_DAY = 17 * 60 };

struct instant day_close(const struct calendar *cal, struct day on)
{
    struct day_info info = calendar_day_info(cal, on);
    struct minutes close =
        info.works && info.sessions_n ? info.session[info.sessions_n - 1].closes : (struct minutes){CLOSE_OF_DAY};
    return instant_at(on, close);
}

enum rc due_given(struct ctx *c, struct due due)
{
    if (due.refusal == DUE_GIVEN)
        return OK;
    if (due.refusal == DUE_PAST_CALENDAR || due.refusal == DUE_BEFORE_CALENDAR)
        return fail_with(c, CONFLICT, MSG_dossier_calendar_unpublished, S(""), day_iso_str(c->arena, due.edge), S(""));
    return fail_detail(c, UNAVAILABLE, "due date refused: %d", (int)due.refusal);
}

/* ---- the clock ---- */

static enum rc clock_starts(struct ctx *c, struct moving *x)
{
    struct dues dues = dossier_dues(x->p, x->cal, c->now, x->d->verify_extra, NULL, 0);
    TRY(due_given(c, dues.committed));
    x->d->received_at = c->now;
    x->d->due_at = x->d->due_original_at = dues.committed.at;
    if (x->p->statutory.unit != TERM_NONE) {
        TRY(due_given(c, dues.statutory));
        x->d->statutory_due_at = dues.statutory.at;
    }
    return OK;
}

static enum rc clock_pauses(struct ctx *c, struct moving *x)
{
    x->d->paused_at = c->now;
    return dossier_clock_open(c, id_new(c->now), x->d->id, c->now, str_from(x->m->name), x->d->due_at, NULL);
}

static enum rc all_pauses(struct ctx *c, const struct dossier *d, struct span *spans, size_t *n)
{
    struct dossier_clocks_row *rows;
    size_t rows_n;
    TRY(dossier_clocks(c, d->id, &rows, &rows_n));
    *n = rows_n < PAUSES_MAX ? rows_n : PAUSES_MAX;
    for (size_t i = 0; i < *n; i++)
        spans[i] = (struct span){rows[i].from_at, rows[i].to_at.ms ? rows[i].to_at : c->now};
    return OK;
}

/* The open step keeps the working minutes it had left when the clock stopped, at least half an hour. */
static enum rc step_resumes(struct ctx *c, struct moving *x)
{
    if (!x->d->step_id)
        return OK;
    int64_t left = calendar_minutes(x->cal, x->d->paused_at, x->d->step_due_at);
    struct term rest = {TERM_WH, (int32_t)((left > 30 ? left : 30) * 100 / 60)};
    struct due due = calendar_due(x->cal, &(struct due_ask){.start = c->now, .term = rest});
    TRY(due_given(c, due));
    x->d->step_due_at = due.at;
    return dossier_step_due(c, due.at, x->d->step_id, NULL);
}

static enum rc clock_resumes(struct ctx *c, struct moving *x)
{
    struct span pauses[PAUSES_MAX];
    size_t n;
    struct instant promised = x->d->due_at;
    TRY(all_pauses(c, x->d, pauses, &n));
    struct dues dues = dossier_dues(x->p, x->cal, x->d->received_at, x->d->verify_extra, pauses, n);
    TRY(due_given(c, dues.committed));
    x->d->due_at = dues.committed.at;
    x->d->due_original_at = dues.committed.at; /* supplement time is deducted: the appointment itself has moved */
    if (x->d->apology_n && promised.ms > x->d->due_at.ms)
        x->d->due_at = promised; /* an apology's later date stands */
    if (dues.statutory.refusal == DUE_GIVEN && x->p->statutory.unit != TERM_NONE)
        x->d->statutory_due_at = dues.statutory.at;
    TRY(step_resumes(c, x));
    x->d->paused_at = (struct instant){0};
    return dossier_clock_close(c, c->now, x->d->due_at, x->d->id, NULL);
}

static enum rc clock_ends(struct ctx *c, struct moving *x)
{
    x->d->finished_at = c->now;
    if (!x->d->paused_at.ms)
        return OK;
    x->d->paused_at = (struct instant){0};
    return dossier_clock_close(c, c->now, x->d->due_at, x->d->id, NULL);
}

enum rc effect_clock(struct ctx *c, struct moving *x)
{
    switch (x->m->clock) {
    case CLOCK_STARTS: return clock_starts(c, x);
    case CLOCK_PAUSES: return clock_pauses(c, x);
    case CLOCK_RESUMES: return clock_resumes(c, x);
    case CLOCK_ENDS: return clock_ends(c, x);
    case CLOCK_RECEPTION: {
        struct due due = dossier_reception_due(x->cal, c->now);
        TRY(due_given(c, due));
        x->d->reception_due_at = due.at;
        return OK;
    }
    case CLOCK_KEEPS:
    case CLOCK_NONE: return OK;
    }
    die("clock effect %d", (int)x->m->clock);
}

/* ---- steps ---- */

static struct str sub_of_step(const struct procedure *p, const struct process_step *step)
{
    if (step->role == ROLE_HEAD)
        return step == &p->steps[0] ? S("a") : S("f");
    if (step->role == ROLE_LEADER)
        return S("g");
    return step->role == ROLE_CLERK ? S("h") : S("e");
}

static enum rc step_open(struct ctx *c, struct moving *x, const struct process_step *step, int64_t person)
{
    struct dossier *d = x->d;
    struct due limit = dossier_step_limit(x->p, step, x->cal, c->now);
    TRY(due_given(c, limit));
    d->step_id = id_new(c->now);
    d->step_key = step->key;
    d->step_role = (int64_t)step->role;
    d->step_due_at = limit.at;
    d->handler_id = person;
    x->new_sub = sub_of_step(x->p, step);
    return dossier_step_open(c,
                             &(struct dossier_step_open_args){.id = d->step_id,
                                                              .dossier_id = d->id,
                                                              .step_key = step->key,
                                                              .name = step->name,
                                                              .name_en = step->name_en,
                                                              .role = str_from(role_name(step->role)),
                                                              .unit_id = d->unit_id,
                                                              .person_id = person,
                                                              .began_at = c->now,
                                                              .due_at = limit.at,
                                                              .sender_id = c->actor ? c->actor->person_id : 0},
                             NULL);
}

static enum rc step_close(struct ctx *c, struct moving *x, const char *outcome)
{
    struct dossier *d = x->d;
    if (!d->step_id)
        return OK;
    int64_t by = c->actor ? c->actor->person_id : d->handler_id;
    int64_t id = d->step_id;
    struct str comment = x->in->comment.n ? x->in->comment : x->in->reason;
    d->step_id = 0;
    d->step_key = S("");
    d->step_role = 0;
    d->handler_id = 0;
    d->step_due_at = (struct instant){0};
    return dossier_step_close(c, c->now, str_from(outcome), comment, by, id, NULL);
}

static enum rc forward(struct ctx *c, struct moving *x)
{
    const struct process_step *to;
    TRY(edge_target(c, x->d, x->p, EDGE_NEXT, x->in->step, &to));
    TRY(step_close(c, x, "forwarded"));
    return step_open(c, x, to, x->in->person_id);
}

/* Who held this step last: a returned dossier goes back to the same desk. */
static enum rc last_holder(struct ctx *c, const struct dossier *d, struct str key, int64_t *person)
{
    struct dossier_steps_row *rows;
    size_t n;
    *person = 0;
    TRY(dossier_steps(c, d->id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].step_key, key))
            *person = rows[i].person_id;
    return OK;
}

static enum rc send_back(struct ctx *c, struct moving *x)
{
    const struct process_step *to;
    int64_t person;
    TRY(edge_target(c, x->d, x->p, EDGE_BACK, x->in->step, &to));
    TRY(last_holder(c, x->d, to->key, &person));
    TRY(step_close(c, x, "returned"));
    return step_open(c, x, to, person);
}

static enum rc recall(struct ctx *c, struct moving *x)
{
    struct dossier_steps_row *rows;
    size_t n;
    TRY(dossier_steps(c, x->d->id, &rows, &n));
    const struct process_step *before = n >= 2 ? process_step_find(x->p, rows[n - 2].step_key) : NULL;
    if (!before)
        return fail(c, CONFLICT, MSG_dossier_no_such_step, S("step"));
    TRY(step_close(c, x, "recalled"));
    return step_open(c, x, before, c->actor->person_id);
}

static enum rc assign(struct ctx *c, struct moving *x)
{
    x->d->handler_id = x->in->person_id;
    return dossier_step_give(c, x->in->person_id, x->d->step_id, NULL);
}

/* ---- other agencies ---- */

static enum rc consult(struct ctx *c, struct moving *x)
{
    TRY(dossier_consult_add(c,
                            &(struct dossier_consult_add_args){.id = id_new(c->now),
                                                               .dossier_id = x->d->id,
                                                               .to_unit_id = x->in->unit_id,
                                                               .asked_by = c->actor->person_id,
                                                               .asked_at = c->now,
                                                               .question = x->in->comment,
                                                               .due_at = day_close(x->cal, x->in->until)},
                            NULL));
    struct standing s = dossier_standing(x->d);
    return dossier_reach_add_one(c,
                                 &(struct dossier_reach_add_one_args){.unit_id = x->in->unit_id,
                                                                      .dossier_id = x->d->id,
                                                                      .queue = (int64_t)s.queue,
                                                                      .turn = (int64_t)s.turn,
                                                                      .handler_id = x->d->handler_id,
                                                                      .clock_at = s.clock},
                                 NULL);
}

static enum rc answer_consult(struct ctx *c, struct moving *x)
{
    struct dossier_consults_row *rows;
    struct dossier_consults_open_row open;
    size_t n;
    TRY(dossier_consults(c, x->d->id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (rows[i].to_unit_id == c->actor->unit_id && rows[i].answered_at.ms == 0)
            TRY(dossier_consult_answer(c,
                                       &(struct dossier_consult_answer_args){.answered_at = c->now,
                                                                             .answered_by = c->actor->person_id,
                                                                             .answer = x->in->comment,
                                                                             .id = rows[i].id,
                                                                             .dossier_id = x->d->id,
                                                                             .to_unit_id = c->actor->unit_id},
                                       NULL));
    TRY(dossier_consults_open(c, x->d->id, &open));
    x->new_sub = open.waiting ? S("c") : S("b");
    return OK;
}

/* ---- supplements ---- */

static enum rc ask_supplement(struct ctx *c, struct moving *x)
{
    struct dossier *d = x->d;
    d->supplement_n++;
    d->supplement_due_at = day_close(x->cal, x->in->until);
    TRY(dossier_supplement_add(c,
                               &(struct dossier_supplement_add_args){.id = id_new(c->now),
                                                                     .dossier_id = d->id,
                                                                     .round = d->supplement_n,
                                                                     .is_before_acceptance = x->m->act == ACT_ASK_EARLY,
                                                                     .asked_at = c->now,
                                                                     .asked_by = c->actor->person_id,
                                                                     .reason = x->in->reason,
                                                                     .legal = x->in->legal,
                                                                     .due_at = d->supplement_due_at},
                               NULL));
    for (size_t i = 0; i < x->in->faults_n; i++)
        TRY(dossier_fault_add(c,
                              &(struct dossier_fault_add_args){.id = id_new(c->now),
                                                               .dossier_id = d->id,
                                                               .round = d->supplement_n,
                                                               .target = x->in->faults[i].target,
                                                               .label = x->in->faults[i].label,
                                                               .reason = x->in->faults[i].reason},
                              NULL));
    return OK;
}

static enum rc supplemented(struct ctx *c, struct moving *x)
{
    x->d->supplement_due_at = (struct instant){0};
    TRY(dossier_supplement_answered(c, c->now, x->d->id, NULL));
    return dossier_faults_mended(c, c->now, x->d->id, NULL);
}

/* ---- results ---- */

static enum rc result_add(struct ctx *c, struct moving *x)
{
    const struct move_input *in = x->in;
    struct dossier_results_row *rows;
    size_t n;
    TRY(dossier_results(c, x->d->id, &rows, &n));
    return dossier_result_add(c,
                              &(struct dossier_result_add_args){.id = id_new(c->now),
                                                                .dossier_id = x->d->id,
                                                                .version = (int64_t)n + 1,
                                                                .number = in->number,
                                                                .signed_on = in->signed_on,
                                                                .signer = in->signer,
                                                                .sha256 = in->result.sha256,
                                                                .size = in->result.size,
                                                                .mime = in->result.mime,
                                                                .file_name = in->result.file_name,
                                                                .made_at = c->now,
                                                                .made_by = c->actor->person_id},
                              NULL);
}

static enum rc finish(struct ctx *c, struct moving *x)
{
    if (x->in->result.sha256.n)
        TRY(result_add(c, x));
    return step_close(c, x, "finished");
}

static enum rc correct(struct ctx *c, struct moving *x)
{
    TRY(dossier_result_recall(c, c->now, x->in->reason, x->d->id, NULL));
    return result_add(c, x);
}

enum rc effect_act(struct ctx *c, struct moving *x)
{
    switch (x->m->act) {
    case ACT_HAND_OVER:
        return x->p->steps_n ? step_open(c, x, &x->p->steps[0], 0)
                             : fail(c, CONFLICT, MSG_dossier_no_such_step, S("step"));
    case ACT_FORWARD: return forward(c, x);
    case ACT_SEND_BACK: return send_back(c, x);
    case ACT_RECALL: return recall(c, x);
    case ACT_ASSIGN: return assign(c, x);
    case ACT_CONSULT: return consult(c, x);
    case ACT_ANSWER_CONSULT: return answer_consult(c, x);
    case ACT_ASK_EARLY:
    case ACT_ASK_SUPPLEMENT: return ask_supplement(c, x);
    case ACT_ANSWER_EARLY:
    case ACT_SUPPLEMENT: return supplemented(c, x);
    case ACT_REFUSE:
    case ACT_EXPIRE:
    case ACT_STOP:
    case ACT_WITHDRAW: x->d->supplement_due_at = (struct instant){0}; return step_close(c, x, x->m->name);
    case ACT_FINISH: return finish(c, x);
    case ACT_CORRECT: return correct(c, x);
    case ACT_DELIVER: x->d->delivered_at = c->now; return OK;
    case ACT_MARK_OVERDUE: x->d->overdue_at = c->now; return OK;
    case ACT_APOLOGISE:
        x->d->apology_n++;
        x->d->due_at = day_close(x->cal, x->in->until);
        return OK;
    case ACT_NONE:
    case ACT_SUBMIT:
    case ACT_RECEIVE:
    case ACT_ACCEPT:
    case ACT_LINK:
    case ACT_LINK_BACK:
    case ACT_ASK_PAYMENT:
    case ACT_PAID:
    case ACT_COUNT: return OK;
    }
    die("act %d", (int)x->m->act);
}
