/* dossier_move: the only function that changes a dossier's state. */
#include "core/calendar/store.h"
#include "core/dossier/effects.h"
#include "core/dossier/guards.h"
#include "core/journal/journal.h"
#include "core/notify/notify.h"

#include "base/message.h"
#include "format/digest.h"

/* ---- who may ---- */

static bool is_applicant(const struct actor *a, const struct dossier *d)
{
    return a && (a->person_id == d->owner_id || a->person_id == d->submitter_id ||
                 (a->behalf_of && (a->behalf_of == d->owner_id || a->behalf_of == d->submitter_id)));
}

/* What the applicant may do, a counter may do for a person who
 * stands before it (supplement on paper, withdrawal in writing). */
static bool may_make(const struct ctx *c, const struct move *m, const struct dossier *d)
{
    if (m->may == PERM_UNSET)
        return c->actor == NULL;
    if (c->actor == NULL)
        return false;
    if (m->may == PERM_DOSSIER_FILE)
        return is_applicant(c->actor, d) ||
               (actor_may(c->actor, PERM_DOSSIER_INTAKE) && guard_is_counter_of(c->actor, d));
    return actor_may(c->actor, m->may) && (!m->own_step || step_is_mine(c, d));
}

/* ---- what must be filled in ---- */

static void need_text(struct ctx *c, unsigned needs, unsigned bit, struct str value, const char *field)
{
    if (needs & bit && str_trim(value).n == 0)
        fault_add(c, MSG_field_required, str_from(field), S(""), S(""));
}

static void need_true(struct ctx *c, unsigned needs, unsigned bit, bool given, const char *field)
{
    if (needs & bit && !given)
        fault_add(c, MSG_field_required, str_from(field), S(""), S(""));
}

static void need_faults(struct ctx *c, const struct move_input *in)
{
    if (in->faults_n == 0)
        fault_add(c, MSG_dossier_no_faults, S("faults"), S(""), S(""));
    for (size_t i = 0; i < in->faults_n; i++)
        if (str_trim(in->faults[i].reason).n == 0)
            fault_add(c, MSG_dossier_fault_needs_reason, in->faults[i].target, in->faults[i].label, S(""));
}

static void need_result(struct ctx *c, const struct procedure *p, const struct move_input *in)
{
    if (p->no_result)
        return;
    if (in->result.sha256.n == 0)
        fault_add(c, MSG_dossier_result_missing, S("result"), S(""), S(""));
    need_text(c, NEED_RESULT, NEED_RESULT, in->number, "number");
    need_text(c, NEED_RESULT, NEED_RESULT, in->signer, "signer");
    need_true(c, NEED_RESULT, NEED_RESULT, in->signed_on.n != DAY_NONE.n && in->signed_on.n != 0, "signed_on");
}

static enum rc check_needs(struct ctx *c, const struct move *m, const struct procedure *p, const struct move_input *in)
{
    c->faults_n = 0;
    need_text(c, m->needs, NEED_COMMENT, in->comment, "comment");
    need_text(c, m->needs, NEED_REASON, in->reason, "reason");
    need_text(c, m->needs, NEED_LEGAL, in->legal, "legal");
    need_true(c, m->needs, NEED_PERSON, in->person_id > 0, "person_id");
    need_true(c, m->needs, NEED_UNIT, in->unit_id > 0, "unit");
    need_true(c, m->needs, NEED_UNTIL, in->until.n != DAY_NONE.n && in->until.n != 0, "until");
    need_true(c, m->needs, NEED_AMOUNT, in->amount.n > 0, "amount");
    need_text(c, m->needs, NEED_RECEIVER, in->receiver, "receiver");
    need_true(c, m->needs, NEED_RECEIVER, in->identity_checked, "identity_checked");
    if (m->needs & NEED_FAULTS)
        need_faults(c, in);
    if (m->needs & NEED_RESULT)
        need_result(c, p, in);
    return faults_rc(c);
}

/* ---- what is written ---- */

static struct dossier_update_args update_of(const struct dossier *d)
{
    return (struct dossier_update_args){
#define COPY(f) .f = d->f
        COPY(version_id),       COPY(state),        COPY(sub),          COPY(return_form),     COPY(owner_name),
        COPY(subject),          COPY(email),        COPY(phone),        COPY(unit_id),         COPY(intake_unit_id),
        COPY(reception_due_at), COPY(received_at),  COPY(due_at),       COPY(due_original_at), COPY(statutory_due_at),
        COPY(finished_at),      COPY(delivered_at), COPY(paused_at),    COPY(supplement_n),    COPY(supplement_due_at),
        COPY(apology_n),        COPY(overdue_at),   COPY(verify_extra), COPY(step_id),         COPY(step_key),
        COPY(step_role),        COPY(handler_id),   COPY(step_due_at),  COPY(answers),         COPY(id),
        COPY(version)
#undef COPY
    };
}

static enum rc write_dossier(struct ctx *c, struct dossier *d)
{
    int64_t changed;
    struct dossier_update_args args = update_of(d);
    TRY(dossier_update(c, &args, &changed));
    if (changed != 1)
        return fail(c, CONFLICT, MSG_dossier_changed_meanwhile, S("version"));
    d->version++;
    struct standing s = dossier_standing(d);
    return dossier_reach_update(c, (int64_t)s.queue, (int64_t)s.turn, d->handler_id, s.clock, d->id, NULL);
}

static void set_text(struct json *v, struct ctx *c, const char *key, struct str s)
{
    if (s.n)
        jv_set(v, key, jv_new_str(c->arena, s));
}

static void set_time(struct json *v, struct ctx *c, const char *key, struct instant t)
{
    if (t.ms)
        jv_set(v, key, jv_new_str(c->arena, instant_iso_str(c->arena, t)));
}

/* What came with a supplement, by its hashes: the content itself is personal. */
static void set_answered(struct json *v, struct ctx *c, const struct supplement_answer *a)
{
    struct json *papers = jv_new(c->arena, JV_ARRAY);
    for (size_t i = 0; i < a->papers_n; i++)
        jv_add(papers, jv_new_str(c->arena, a->papers[i].file.sha256));
    if (a->papers_n)
        jv_set(v, "papers_sha256", papers);
    if (a->answers.n)
        set_text(v, c, "answers_sha256", digest_hex(c->arena, sha256(a->answers)));
}

static struct json *open_part(struct ctx *c, const struct moving *x, const struct dossier *before)
{
    struct json *v = jv_new(c->arena, JV_OBJECT);
    set_text(v, c, "article", str_from(x->m->article));
    set_text(v, c, "from", str_from(state_key(before->state)));
    set_text(v, c, "to", str_from(state_key(x->d->state)));
    jv_set(v, "version", jv_new_int(c->arena, x->d->version));
    if (!str_eq(before->step_key, x->d->step_key)) {
        set_text(v, c, "step_from", before->step_key);
        set_text(v, c, "step_to", x->d->step_key);
    }
    if (before->due_at.ms != x->d->due_at.ms) {
        set_time(v, c, "due_before", before->due_at);
        set_time(v, c, "due_after", x->d->due_at);
    }
    if (before->handler_id != x->d->handler_id && x->d->handler_id)
        jv_set(v, "handler", jv_new_int(c->arena, x->d->handler_id));
    if (x->in->unit_id)
        jv_set(v, "unit", jv_new_int(c->arena, x->in->unit_id));
    set_text(v, c, "result_sha256", x->in->result.sha256);
    set_text(v, c, "number", x->in->number);
    if (x->in->amount.n)
        jv_set(v, "amount", jv_new_int(c->arena, x->in->amount.n));
    if (x->in->answered)
        set_answered(v, c, x->in->answered);
    return v;
}

static struct json *personal_part(struct ctx *c, const struct move_input *in)
{
    struct json *v = jv_new(c->arena, JV_OBJECT);
    set_text(v, c, "comment", in->comment);
    set_text(v, c, "reason", in->reason);
    set_text(v, c, "legal", in->legal);
    set_text(v, c, "receiver", in->receiver);
    if (in->faults_n) {
        struct json *list = jv_new(c->arena, JV_ARRAY);
        for (size_t i = 0; i < in->faults_n; i++) {
            struct json *f = jv_new(c->arena, JV_OBJECT);
            set_text(f, c, "target", in->faults[i].target);
            set_text(f, c, "reason", in->faults[i].reason);
            jv_add(list, f);
        }
        jv_set(v, "faults", list);
    }
    return v->n ? v : NULL;
}

/* State, clock, effect, record, journal, event: in this order, in one transaction. */
static enum rc make(struct ctx *c, struct moving *x)
{
    struct dossier before = *x->d;
    TRY(effect_clock(c, x));
    TRY(effect_act(c, x));
    if (x->m->to != STATE_DRAFT)
        x->d->state = (int64_t)x->m->to;
    x->d->sub = x->new_sub.n                                 ? x->new_sub
                : x->m->to_sub[0] || x->m->to != STATE_DRAFT ? str_from(x->m->to_sub)
                                                             : x->d->sub;
    TRY(write_dossier(c, x->d));
    TRY(journal_append(c, &(struct journal_entry){.kind = "dossier",
                                                  .object_id = x->d->id,
                                                  .act = x->m->name,
                                                  .open = open_part(c, x, &before),
                                                  .personal = personal_part(c, x->in)}));
    return x->m->event ? notify_dossier(c, x->d, x->m->event, x->in->reason) : OK;
}

enum rc dossier_move(struct ctx *c, struct dossier *d, enum act act, const struct move_input *in)
{
    const struct move *m = move_now(d, act);
    if (c->actor && in->version != d->version)
        return fail(c, CONFLICT, MSG_dossier_changed_meanwhile, S("version"));
    if (!m)
        return fail(c, CONFLICT, MSG_dossier_no_such_move, S("state"));
    if (act_is_answer(act) && !in->answered) /* judged before: supplement_check */
        return fail(c, CONFLICT, MSG_dossier_answered_on_its_page, S("state"));
    if (!may_make(c, m, d))
        return fail(c, DENIED,
                    m->own_step && c->actor && actor_may(c->actor, m->may) ? MSG_dossier_step_not_yours
                                                                           : MSG_general_denied,
                    S(""));
    struct moving x = {.d = d, .m = m, .in = in};
    TRY(procedure_of_version(c, d->version_id, &x.p));
    TRY(calendar_load(c, d->unit_id, &x.cal));
    TRY(check_needs(c, m, x.p, in));
    if (m->guard)
        TRY(m->guard(c, d, x.p, in));
    struct dossier after = *d;
    x.d = &after;
    TRY(make(c, &x));
    *d = after;
    return OK;
}

/* A step without a way on, or back, offers none. */
static bool has_edge(struct ctx *c, const struct move *m, const struct dossier *d)
{
    const struct procedure *p;
    if (procedure_of_version(c, d->version_id, &p) != OK)
        return false;
    const struct process_step *here = process_step_find(p, d->step_key);
    return here && (m->act == ACT_FORWARD ? here->next_n : here->back_n) > 0;
}

/* Whose guard looks at the dossier alone: it is asked before the move is offered. */
static bool guard_lets(struct ctx *c, const struct move *m, const struct dossier *d)
{
    static const struct move_input nothing = {0};
    if (m->act == ACT_FORWARD || m->act == ACT_SEND_BACK)
        return has_edge(c, m, d);
    if (m->act != ACT_RECALL && m->act != ACT_ANSWER_CONSULT && m->act != ACT_WITHDRAW)
        return true;
    return m->guard(c, d, NULL, &nothing) == OK;
}

size_t dossier_moves_allowed(struct ctx *c, const struct dossier *d, const struct move *out[ACT_COUNT])
{
    size_t n = 0;
    for (size_t i = 0; i < moves_n; i++) {
        const struct move *m = &moves[i];
        if (move_now(d, m->act) == m && may_make(c, m, d) && guard_lets(c, m, d) && n < ACT_COUNT)
            out[n++] = m;
    }
    return n;
}
