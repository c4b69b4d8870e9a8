#include "systems/desk/around.h"

#include "base/message.h"
#include "core/agency/agency.h"
#include "core/dossier/guards.h"
#include "core/journal/journal_queries.h"
#include "desk_queries.h"
#include "systems/desk/case.h"
#include "web/request.h"
#include "web/say.h"

/* ---- whose turn ---- */

static struct str handler_name(struct ctx *c, const struct dossier *d)
{
    struct dossier_steps_row *steps;
    size_t n;
    if (!d->handler_id || dossier_steps(c, d->id, &steps, &n) != OK || n == 0)
        return S("");
    return steps[n - 1].person_name;
}

static struct str step_turn(struct ctx *c, const struct dossier *d, const struct procedure *p, struct str unit)
{
    const struct process_step *step = process_step_find(p, d->step_key);
    struct str name = !step                                   ? S("")
                      : c->lang == LANG_EN && step->name_en.n ? step->name_en
                                                              : step->name,
               who = handler_name(c, d);
    if (who.n)
        return msg_text(c->arena, c->lang, MSG_desk_turn_person, (struct msg_arg[]){ARG(name), ARG(who), ARG(unit)}, 3);
    struct str role = desk_label(c, "role.", str_from(role_name((enum role)d->step_role)), "");
    return msg_text(c->arena, c->lang, MSG_desk_turn_role, (struct msg_arg[]){ARG(name), ARG(role), ARG(unit)}, 3);
}

static bool is_mine(const struct ctx *c, const struct dossier *d)
{
    if (d->state == STATE_IN_PROCESS)
        return step_is_mine(c, d);
    bool counter =
        d->state == STATE_NEW || d->state == STATE_RECEIVED || d->state == STATE_DONE || d->state == STATE_PAYMENT;
    return counter && actor_may(c->actor, PERM_DOSSIER_INTAKE) && guard_is_counter_of(c->actor, d);
}

static enum msg waiting_message(int64_t state)
{
    switch (state) {
    case STATE_NEW: return MSG_desk_turn_receive;
    case STATE_RECEIVED: return MSG_desk_turn_hand_over;
    case STATE_PAYMENT: return MSG_desk_turn_payment;
    case STATE_DONE: return MSG_desk_turn_deliver;
    default: return MSG_desk_turn_closed;
    }
}

enum rc around_turn(struct ctx *c, const struct dossier *d, const struct procedure *p, struct desk_case_view *v)
{
    struct agency unit;
    if (is_mine(c, d))
        return OK;
    TRY(agency_get(c, d->state == STATE_IN_PROCESS ? d->unit_id : d->intake_unit_id, &unit));
    if (d->state == STATE_IN_PROCESS)
        v->nothing = step_turn(c, d, p, unit.name);
    else if (d->state == STATE_SUPPLEMENT)
        v->nothing =
            msg_text(c->arena, c->lang, MSG_desk_turn_supplement, (struct msg_arg[]){ARG(d->supplement_due_at)}, 1);
    else
        v->nothing = msg_text(c->arena, c->lang, waiting_message(d->state), (struct msg_arg[]){ARG(unit.name)}, 1);
    return OK;
}

/* ---- what belongs with it ---- */

static struct str case_url(struct ctx *c, struct str code)
{
    return STR_CAT(c->arena, S("/desk/dossiers/"), code);
}

static enum rc asked_of(struct ctx *c, const struct dossier *d, struct desk_case_view *v)
{
    struct dossier_consults_row *rows;
    size_t n;
    TRY(dossier_consults(c, d->id, &rows, &n));
    struct life_row *life = NEW_ARRAY(c->arena, struct life_row, 2 * n + 1);
    for (size_t i = 0; i < n; i++) {
        bool answered = rows[i].answered_at.ms != 0, late = !answered && rows[i].due_at.ms < c->now.ms;
        life[v->consults.rows_n++] = (struct life_row){
            .state = LIFE_DONE,
            .title = msg_text(c->arena, c->lang, MSG_desk_case_asked_of, (struct msg_arg[]){ARG(rows[i].unit_name)}, 1),
            .when = desk_when(c, rows[i].asked_at),
            .text = rows[i].question};
        life[v->consults.rows_n++] =
            (struct life_row){.state = answered ? LIFE_DONE
                                       : late   ? LIFE_BAD
                                                : LIFE_NOW,
                              .title = answered ? msg_text(c->arena, c->lang, MSG_desk_case_answer_of,
                                                           (struct msg_arg[]){ARG(rows[i].unit_name)}, 1)
                                                : msg_text(c->arena, c->lang, MSG_desk_case_answer_due,
                                                           (struct msg_arg[]){ARG(rows[i].due_at)}, 1),
                              .when = desk_when(c, rows[i].answered_at),
                              .text = rows[i].answer,
                              .tag = {TONE_ERROR, late ? say(c, MSG_desk_list_late) : S("")}};
    }
    v->consults.rows = life;
    return OK;
}

static enum rc other_row(struct ctx *c, struct str code, int64_t version_id, int64_t state, struct instant when,
                         struct desk_other_row *row)
{
    const struct procedure *p;
    TRY(procedure_of_version(c, version_id, &p));
    *row = (struct desk_other_row){code, case_url(c, code), p->name, desk_when(c, when), desk_state_tag(c, state)};
    return OK;
}

static enum rc linked_of(struct ctx *c, const struct req *r, const struct dossier *d, struct desk_case_view *v)
{
    struct desk_linked_row *rows;
    size_t n;
    TRY(desk_linked(c, r->scope, d->id, d->parent_id, &rows, &n));
    struct desk_other_row *out = NEW_ARRAY(c->arena, struct desk_other_row, n + 1);
    for (size_t i = 0; i < n; i++)
        TRY(other_row(c, rows[i].code, rows[i].version_id, rows[i].state, (struct instant){0}, &out[i]));
    v->linked = out;
    v->linked_n = n;
    return OK;
}

/* A second open dossier of the same procedure is rarely meant: it is said at the top. */
static enum rc others_of(struct ctx *c, const struct req *r, const struct dossier *d, struct desk_case_view *v)
{
    struct desk_of_owner_row *rows;
    size_t n;
    if (d->owner_id == 0)
        return OK;
    TRY(desk_of_owner(c, r->scope, d->owner_id, d->id, &rows, &n));
    struct desk_other_row *out = NEW_ARRAY(c->arena, struct desk_other_row, n + 1);
    for (size_t i = 0; i < n; i++) {
        TRY(other_row(c, rows[i].code, rows[i].version_id, rows[i].state, rows[i].submitted_at, &out[i]));
        bool open = queue_of_state(rows[i].state) != QUEUE_CLOSED && queue_of_state(d->state) != QUEUE_CLOSED;
        if (open && rows[i].procedure_id == d->procedure_id && v->twin.n == 0) {
            v->twin = msg_text(c->arena, c->lang, MSG_desk_case_twin, (struct msg_arg[]){ARG(rows[i].code)}, 1);
            v->twin_url = out[i].url;
        }
    }
    v->others = out;
    v->others_n = n;
    return OK;
}

enum rc around_fill(struct ctx *c, const struct req *r, const struct dossier *d, struct desk_case_view *v)
{
    TRY(asked_of(c, d, v));
    TRY(linked_of(c, r, d, v));
    return others_of(c, r, d, v);
}

/* ---- another was faster ---- */

static void keep_typed(struct ctx *c, const struct req *r, struct desk_case_view *v)
{
    static const char *const names[] = {"comment", "reason", "legal", "number", "signer", "receiver"};
    size_t n, k = 0;
    const struct raw_field *fields = req_fields(r, &n);
    struct summary_row *rows = NEW_ARRAY(c->arena, struct summary_row, COUNT(names) + n);
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_trim(req_value(r, names[i])).n)
            rows[k++] = (struct summary_row){.key = desk_label(c, "desk.need.", str_from(names[i]), ""),
                                             .value = req_value(r, names[i])};
    for (size_t i = 0; i < n; i++)
        if (fields[i].place == IN_FORM && str_starts(fields[i].name, S("fault.")) && str_trim(fields[i].value).n)
            rows[k++] = (struct summary_row){.key = say(c, MSG_desk_need_fault), .value = fields[i].value};
    v->kept = (struct summary_list_view){.title = say(c, MSG_desk_case_kept), .rows = rows, .rows_n = k};
}

enum rc around_conflict(struct ctx *c, const struct req *r, const struct dossier *d, struct desk_case_view *v)
{
    struct journal_of_object_row *entries;
    size_t n;
    int64_t seen = 0;
    if (!str_to_i64(req_value(r, "version"), &seen) || seen == d->version)
        return OK;
    TRY(journal_of_object(c, S("dossier"), d->id, &entries, &n));
    if (n == 0)
        return OK;
    const struct journal_of_object_row *last = &entries[n - 1];
    struct str who = last->actor_name.n ? last->actor_name : say(c, MSG_desk_case_system),
               what = desk_label(c, "act.", last->act, ".done");
    v->conflict = msg_text(c->arena, c->lang, MSG_desk_case_conflict,
                           (struct msg_arg[]){ARG(who), ARG(last->done_at), ARG(what)}, 3);
    bool offered = false;
    for (size_t i = 0; i < v->moves.rows_n; i++)
        offered |= v->moves.rows[i].open;
    if (!offered)
        keep_typed(c, r, v);
    return OK;
}
