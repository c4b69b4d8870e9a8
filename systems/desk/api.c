/* The desk over the wire: /api/v1/dossiers and tracking. The same guard, rules and moves as the pages. */
#include "base/text.h"
#include "core/actor/store.h"
#include "core/agency/agency.h"
#include "core/calendar/store.h"
#include "core/dossier/owed.h"
#include "core/eform/store.h"
#include "core/file/file.h"
#include "core/journal/journal.h"
#include "core/journal/journal_queries.h"
#include "core/search/search.h"
#include "desk_queries.h"
#include "systems/desk/answer.h"
#include "systems/desk/desk.h"
#include "systems/desk/fees.h"
#include "systems/desk/taking.h"
#include "web/part.h"

enum { LIMIT_DEFAULT = 25, LIMIT_MAX = 100, JSON_MAX = 1 << 20 };
static const int64_t END_OF_TIME = INT64_C(1) << 52;

/* ---- writing ---- */

static void put_time(struct out *o, const char *key, struct instant t)
{
    json_key(o, key);
    json_instant(o, t);
}

static void put_procedure(struct out *o, const struct procedure *p)
{
    json_key(o, "procedure");
    json_open(o, '{');
    json_put_str(o, "code", p->code);
    json_put_str(o, "name", p->name);
    json_close(o, '}');
}

static void put_owner(struct out *o, struct str name)
{
    json_key(o, "owner");
    json_open(o, '{');
    json_put_str(o, "name", name);
    json_close(o, '}');
}

static enum rc put_row(struct ctx *c, struct out *o, const struct desk_item *d)
{
    const struct procedure *p;
    TRY(procedure_of_version(c, d->version_id, &p));
    json_open(o, '{');
    json_put_str(o, "code", d->code);
    json_put_i64(o, "state", d->state);
    json_put_str(o, "state_name", str_from(state_key(d->state)));
    put_procedure(o, p);
    put_owner(o, d->owner_name);
    json_put_str(o, "unit", d->unit_code);
    json_put_str(o, "unit_name", d->unit_name);
    put_time(o, "submitted_at", d->submitted_at);
    put_time(o, "reception_due_at", d->reception_due_at);
    put_time(o, "received_at", d->received_at);
    put_time(o, "due_at", d->due_at);
    put_time(o, "statutory_due_at", d->statutory_due_at);
    put_time(o, "finished_at", d->finished_at);
    json_put_str(o, "step", d->step_key);
    json_put_i64(o, "version", d->version);
    json_close(o, '}');
    return OK;
}

static void put_paper(struct out *o, const struct dossier_papers_row *p)
{
    json_open(o, '{');
    json_put_i64(o, "id", p->id);
    json_put_str(o, "component", p->paper_key);
    json_put_str(o, "name", p->name);
    json_put_str(o, "file_name", p->file_name);
    json_put_str(o, "type", p->mime);
    json_put_i64(o, "size", p->size);
    json_put_str(o, "sha256", p->sha256);
    json_put_str(o, "state", p->state);
    json_close(o, '}');
}

static enum rc put_papers(struct ctx *c, struct out *o, const struct dossier *d)
{
    struct dossier_papers_row *rows;
    size_t n;
    TRY(dossier_papers(c, d->id, &rows, &n));
    json_key(o, "papers");
    json_open(o, '[');
    for (size_t i = 0; i < n; i++)
        put_paper(o, &rows[i]);
    json_close(o, ']');
    return OK;
}

static enum rc put_fees(struct ctx *c, struct out *o, const struct dossier *d)
{
    struct dossier_fees_row *rows;
    size_t n;
    TRY(dossier_fees(c, d->id, &rows, &n));
    json_key(o, "fees");
    json_open(o, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(o, '{');
        json_put_str(o, "kind", rows[i].kind);
        json_put_i64(o, "amount", rows[i].amount_vnd.n);
        json_put_bool(o, "exempt", rows[i].exempt);
        json_put_str(o, "reason", rows[i].reason);
        json_put_str(o, "receipt", rows[i].receipt);
        put_time(o, "taken_at", rows[i].taken_at);
        json_close(o, '}');
    }
    json_close(o, ']');
    return OK;
}

static void put_vnd(struct out *o, const char *key, bool known, struct vnd v)
{
    json_key(o, key);
    if (known)
        json_i64(o, v.n);
    else
        json_null(o);
}

/* What is owed, by kind; null while it is not known. `fees` beside it is what a counter took. */
static enum rc put_owed(struct ctx *c, struct out *o, const struct dossier *d, const struct procedure *p)
{
    struct owed owed;
    TRY(owed_of_dossier(c, d, p, &owed));
    json_key(o, "owed");
    json_open(o, '{');
    put_vnd(o, "amount", owed.known, owed.sum);
    put_vnd(o, "taken", true, owed.taken);
    put_vnd(o, "left", owed.known, owed_left(&owed));
    json_key(o, "items");
    json_open(o, '[');
    for (size_t i = 0; i < owed.rows_n; i++) {
        json_open(o, '{');
        json_put_str(o, "kind", owed.rows[i].kind);
        put_vnd(o, "amount", owed.rows[i].known, owed.rows[i].amount);
        json_put_bool(o, "by_form", owed.rows[i].by_form);
        json_put_bool(o, "exempt", owed.rows[i].exempt);
        json_close(o, '}');
    }
    json_close(o, ']');
    json_close(o, '}');
    return OK;
}

static enum rc put_steps(struct ctx *c, struct out *o, const struct dossier *d)
{
    struct dossier_steps_row *rows;
    size_t n;
    TRY(dossier_steps(c, d->id, &rows, &n));
    json_key(o, "steps");
    json_open(o, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(o, '{');
        json_put_str(o, "step", rows[i].step_key);
        json_put_str(o, "name", rows[i].name);
        json_put_str(o, "role", rows[i].role);
        json_put_str(o, "person", rows[i].person_name);
        put_time(o, "began_at", rows[i].began_at);
        put_time(o, "due_at", rows[i].due_at);
        put_time(o, "ended_at", rows[i].ended_at);
        json_put_str(o, "outcome", rows[i].outcome);
        json_put_str(o, "comment", rows[i].comment);
        json_close(o, '}');
    }
    json_close(o, ']');
    return OK;
}

static enum rc put_faults(struct ctx *c, struct out *o, const struct dossier *d)
{
    struct dossier_faults_row *rows;
    size_t n;
    TRY(dossier_faults(c, d->id, &rows, &n));
    json_key(o, "faults");
    json_open(o, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(o, '{');
        json_put_i64(o, "round", rows[i].round);
        json_put_str(o, "target", rows[i].target);
        json_put_str(o, "label", rows[i].label);
        json_put_str(o, "reason", rows[i].reason);
        put_time(o, "mended_at", rows[i].mended_at);
        json_close(o, '}');
    }
    json_close(o, ']');
    return OK;
}

static enum rc put_results(struct ctx *c, struct out *o, const struct dossier *d)
{
    struct dossier_results_row *rows;
    size_t n;
    TRY(dossier_results(c, d->id, &rows, &n));
    json_key(o, "results");
    json_open(o, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(o, '{');
        json_put_i64(o, "version", rows[i].version);
        json_put_str(o, "number", rows[i].number);
        json_key(o, "signed_on");
        json_day(o, rows[i].signed_on);
        json_put_str(o, "signer", rows[i].signer);
        json_put_str(o, "sha256", rows[i].sha256);
        json_put_i64(o, "size", rows[i].size);
        put_time(o, "recalled_at", rows[i].recalled_at);
        json_close(o, '}');
    }
    json_close(o, ']');
    return OK;
}

/* The clock as a person reads it: which runs, until when, how it stands. */
static enum rc put_clock(struct ctx *c, struct out *o, const struct dossier *d)
{
    static const char *const urgencies[] = {"none", "calm", "soon", "late"};
    const struct calendar *cal;
    TRY(calendar_load(c, d->unit_id, &cal));
    struct instant due = d->state == STATE_NEW ? d->reception_due_at : d->due_at;
    bool paused = d->state == STATE_SUPPLEMENT || d->state == STATE_PAYMENT,
         open = queue_of_state(d->state) < QUEUE_HAND_OVER;
    json_key(o, "clock");
    json_open(o, '{');
    json_put_str(o, "name", d->state == STATE_NEW ? S("reception") : S("handling"));
    json_put_str(o, "runs", !open || !due.ms ? S("ended") : paused ? S("paused") : S("running"));
    json_put_str(o, "urgency",
                 str_from(urgencies[open && due.ms && !paused ? calendar_urgency(cal, c->now, due) : URGENCY_NONE]));
    if (open && due.ms) {
        struct left left = calendar_left(cal, c->now, due);
        json_put_i64(o, "left_minutes", left.over ? -left.minutes : left.minutes);
    }
    json_close(o, '}');
    return OK;
}

/* In the order of enum need. */
static const char *const need_names[] = {"comment", "reason", "legal",  "faults",   "person_id", "step",
                                         "unit",    "until",  "result", "receiver", "amount"};

static void put_needs(struct out *o, const char *key, unsigned needs)
{
    json_key(o, key);
    json_open(o, '[');
    for (size_t i = 0; i < COUNT(need_names); i++)
        if (needs >> i & 1)
            json_str(o, str_from(need_names[i]));
    json_close(o, ']');
}

static void put_move(struct out *o, const struct move *m)
{
    json_open(o, '{');
    json_put_str(o, "act", str_from(m->name));
    json_put_str(o, "article", str_from(m->article));
    put_needs(o, "needs", m->needs);
    put_needs(o, "takes", m->takes);
    json_close(o, '}');
}

/* Who can be given the step: the officers of the actor's unit. */
static enum rc put_people(struct ctx *c, struct out *o)
{
    struct assignments_of_agency_row *people;
    size_t n;
    TRY(assignments_of_agency(c, c->actor->unit_id, day_of(c->now), &people, &n));
    json_key(o, "people");
    json_open(o, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(o, '{');
        json_put_i64(o, "person_id", people[i].person_id);
        json_put_str(o, "name", people[i].name);
        json_put_str(o, "title", people[i].title);
        json_put_str(o, "role", people[i].role);
        json_close(o, '}');
    }
    json_close(o, ']');
    return OK;
}

static enum rc put_moves(struct ctx *c, struct out *o, const struct dossier *d)
{
    const struct move *allowed[ACT_COUNT];
    size_t n = dossier_moves_allowed(c, d, allowed);
    bool gives = false;
    json_key(o, "moves");
    json_open(o, '[');
    for (size_t i = 0; i < n; i++) {
        put_move(o, allowed[i]);
        gives = gives || (allowed[i]->needs | allowed[i]->takes) & NEED_PERSON;
    }
    json_close(o, ']');
    return gives ? put_people(c, o) : OK;
}

static enum rc put_dossier(struct ctx *c, struct out *o, const struct dossier *d)
{
    const struct procedure *p;
    struct agency unit;
    TRY(procedure_of_version(c, d->version_id, &p));
    TRY(agency_get(c, d->unit_id, &unit));
    json_open(o, '{');
    json_put_str(o, "code", d->code);
    json_put_i64(o, "state", d->state);
    json_put_str(o, "state_name", str_from(state_key(d->state)));
    json_put_str(o, "sub", d->sub);
    json_put_i64(o, "version", d->version);
    put_procedure(o, p);
    put_owner(o, d->owner_name);
    json_put_str(o, "unit", unit.code);
    json_put_str(o, "unit_name", unit.name);
    json_put_i64(o, "channel", d->channel);
    json_put_str(o, "check", d->check_value);
    put_time(o, "submitted_at", d->submitted_at);
    put_time(o, "reception_due_at", d->reception_due_at);
    put_time(o, "received_at", d->received_at);
    put_time(o, "due_at", d->due_at);
    put_time(o, "due_original_at", d->due_original_at);
    put_time(o, "statutory_due_at", d->statutory_due_at);
    put_time(o, "supplement_due_at", d->supplement_due_at);
    put_time(o, "finished_at", d->finished_at);
    put_time(o, "delivered_at", d->delivered_at);
    json_put_str(o, "step", d->step_key);
    put_time(o, "step_due_at", d->step_due_at);
    TRY(put_clock(c, o, d));
    TRY(put_papers(c, o, d));
    TRY(put_fees(c, o, d));
    TRY(put_owed(c, o, d, p));
    TRY(put_steps(c, o, d));
    TRY(put_faults(c, o, d));
    TRY(put_results(c, o, d));
    TRY(put_moves(c, o, d));
    json_key(o, "answers");
    json_raw(o, d->answers.n ? d->answers : S("{}"));
    json_close(o, '}');
    o->etag = str_printf(c->arena, "\"%lld\"", (long long)d->version);
    return OK;
}

/* ---- lists ---- */

struct list_input {
    struct str q, state, unit, after;
    struct day due_before;
    int64_t limit;
};
INPUT(list_input, {"q", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct list_input, q)},
      {"state", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct list_input, state)},
      {"unit", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct list_input, unit)},
      {"after", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct list_input, after)},
      {"due_before", IN_QUERY, FIELD_DAY, .offset = offsetof(struct list_input, due_before)},
      {"limit", IN_QUERY, FIELD_I64, .max = LIMIT_MAX, .offset = offsetof(struct list_input, limit)});

/* "1790000000000.123" or "123": where the next page begins. */
static bool cursor(struct str after, int64_t *at, int64_t *id)
{
    struct str head = str_cut(&after, '.');
    if (after.n == 0)
        return str_to_i64(head, id);
    return str_to_i64(head, at) && str_to_i64(after, id);
}

static enum rc list_found(struct ctx *c, const struct scope *sees, const struct list_input *in, struct desk_item **rows,
                          size_t *n)
{
    struct search_hit *hits;
    size_t hits_n;
    TRY(search_dossiers(c, sees, in->q, (size_t)in->limit, &hits, &hits_n));
    *rows = NEW_ARRAY(c->arena, struct desk_item, hits_n + 1);
    *n = 0;
    for (size_t i = 0; i < hits_n; i++) {
        bool found;
        TRY(desk_list_one(c, sees, hits[i].id, &(*rows)[*n], &found));
        *n += found;
    }
    return OK;
}

static enum rc unit_of(struct ctx *c, const struct scope *sees, struct str code, int64_t *id)
{
    struct agency unit;
    *id = sees->unit_id;
    if (code.n == 0)
        return OK;
    TRY(agency_by_code(c, code, day_of(c->now), &unit));
    *id = unit.id;
    return OK;
}

/* With a state or a limit of days: by the clock of that queue. Otherwise: newest first. */
static enum rc list_rows(struct ctx *c, const struct scope *sees, const struct list_input *in, bool *by_clock,
                         struct desk_item **rows, size_t *n)
{
    int64_t at = 0, id = 0, unit, state = in->state.n ? state_by_key(in->state) : 0;
    bool due = in->due_before.n != DAY_NONE.n;
    if (state < 0)
        return fail(c, INVALID, MSG_field_not_a_choice, S("state"));
    if (in->after.n && !cursor(in->after, &at, &id))
        return fail(c, INVALID, MSG_field_not_a_choice, S("after"));
    *by_clock = state || due;
    if (in->q.n)
        return list_found(c, sees, in, rows, n);
    if (!sees->unit_id)
        return desk_list_mine(c, sees, id ? id : END_OF_TIME, in->limit, rows, n);
    TRY(unit_of(c, sees, in->unit, &unit));
    if (!*by_clock)
        return desk_list_newest(c, sees, unit, id ? id : END_OF_TIME, in->limit, rows, n);
    struct instant until =
        due ? instant_at((struct day){in->due_before.n + 1}, (struct minutes){0}) : (struct instant){END_OF_TIME};
    return desk_list_queue(
        c, sees,
        &(struct desk_list_queue_args){.unit_id = unit,
                                       .queue = (int64_t)(state ? queue_of_state(state) : QUEUE_WORK),
                                       .after_at = {at},
                                       .after_id = id,
                                       .until_at = until,
                                       .limit = in->limit},
        rows, n);
}

static enum rc list(struct ctx *c, const struct req *r, struct out *o)
{
    struct list_input in = *(const struct list_input *)r->in;
    const struct scope sees = dossier_scope(c, r->scope);
    int64_t state = in.state.n ? state_by_key(in.state) : 0;
    struct desk_item *rows;
    bool by_clock = false;
    size_t n;
    if (in.limit <= 0)
        in.limit = LIMIT_DEFAULT;
    TRY(list_rows(c, &sees, &in, &by_clock, &rows, &n));
    json_open(o, '{');
    json_key(o, "items");
    json_open(o, '[');
    for (size_t i = 0; i < n; i++)
        if (!state || rows[i].state == state) /* a queue holds up to two states; the page says so by being shorter */
            TRY(put_row(c, o, &rows[i]));
    json_close(o, ']');
    json_key(o, "next");
    if (n == (size_t)in.limit && !in.q.n)
        json_str(o,
                 by_clock && sees.unit_id
                     ? str_printf(c->arena, "%lld.%lld", (long long)rows[n - 1].clock_at.ms, (long long)rows[n - 1].id)
                     : str_printf(c->arena, "%lld", (long long)rows[n - 1].id));
    else
        json_null(o);
    json_close(o, '}');
    return OK;
}

/* ---- one ---- */

struct code_input {
    struct str code;
};
INPUT(code_input, {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct code_input, code)});

static enum rc show(struct ctx *c, const struct req *r, struct out *o)
{
    const struct code_input *in = r->in;
    struct dossier d;
    TRY(dossier_open_any(c, r->scope, in->code, &d));
    dossier_ahead(c, &d);
    return put_dossier(c, o, &d);
}

static enum rc show_journal(struct ctx *c, const struct req *r, struct out *o)
{
    const struct code_input *in = r->in;
    struct journal_of_object_row *rows;
    struct dossier d;
    size_t n;
    TRY(dossier_open_any(c, r->scope, in->code, &d));
    TRY(journal_of_object(c, S("dossier"), d.id, &rows, &n));
    json_open(o, '{');
    json_key(o, "items");
    json_open(o, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(o, '{');
        json_put_i64(o, "n", rows[i].n);
        put_time(o, "at", rows[i].done_at);
        json_put_str(o, "act", rows[i].act);
        json_put_str(o, "actor", rows[i].actor_name);
        json_put_str(o, "unit", rows[i].unit_name);
        json_key(o, "open");
        json_raw(o, rows[i].public_part.n ? rows[i].public_part : S("null"));
        if (dossier_scope(c, r->scope).unit_id) {
            json_key(o, "personal");
            json_raw(o, rows[i].private_part.n ? rows[i].private_part : S("null"));
        }
        json_put_str(o, "hash", rows[i].entry_hash);
        json_put_i64(o, "seq", rows[i].seq);
        json_close(o, '}');
    }
    json_close(o, ']');
    json_key(o, "next");
    json_null(o);
    json_close(o, '}');
    return OK;
}

/* Who has it, how long still, what to do: no names, no papers. */
struct track_input {
    struct str code, check;
};
INPUT(track_input, {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct track_input, code)},
      {"check", IN_QUERY, FIELD_TEXT, .required = true, .offset = offsetof(struct track_input, check)});

static enum rc track(struct ctx *c, const struct req *r, struct out *o)
{
    const struct track_input *in = r->in;
    const struct procedure *p;
    struct agency unit;
    struct dossier d;
    TRY(dossier_open_by_check(c, in->code, in->check, &d));
    TRY(procedure_of_version(c, d.version_id, &p));
    TRY(agency_get(c, d.unit_id, &unit));
    json_open(o, '{');
    json_put_str(o, "code", d.code);
    json_put_i64(o, "state", d.state);
    json_put_str(o, "state_name", str_from(state_key(d.state)));
    put_procedure(o, p);
    json_put_str(o, "unit", unit.code);
    json_put_str(o, "unit_name", unit.name);
    put_time(o, "submitted_at", d.submitted_at);
    put_time(o, "received_at", d.received_at);
    put_time(o, "due_at", d.due_at);
    put_time(o, "statutory_due_at", d.statutory_due_at);
    put_time(o, "supplement_due_at", d.supplement_due_at);
    put_time(o, "finished_at", d.finished_at);
    TRY(put_clock(c, o, &d));
    json_close(o, '}');
    return OK;
}

/* ---- making ---- */

struct create_input {
    struct str dossier; /* the JSON part of a multipart body */
};
INPUT(create_input,
      {"dossier", IN_FORM, FIELD_LINES, .max = JSON_MAX, .offset = offsetof(struct create_input, dossier)});

static struct str text(struct ctx *c, const struct json *v, const char *key)
{
    return str_trim(text_nfc(c->arena, jv_text_or(json_get(v, key), S(""))));
}

/* The owner: the signed-in person where no other number is named; else the person of that number, made when unknown. */
static enum rc owner_of(struct ctx *c, const struct json *owner, struct new_dossier *n)
{
    struct str number = text(c, owner, "id_number");
    bool citizen = c->actor->unit_id == 0;
    n->submitter_id = n->owner_id = c->actor->person_id;
    n->owner_name = text(c, owner, "name").n ? text(c, owner, "name") : citizen ? c->actor->name : S("");
    n->email = text(c, owner, "email");
    n->phone = text(c, owner, "phone");
    if (citizen && (number.n == 0 || str_eq(n->owner_name, c->actor->name)))
        return OK;
    TRY(desk_person_of(
        c, &(struct taken_person){.name = n->owner_name, .number = number, .phone = n->phone, .email = n->email},
        &n->owner_id));
    if (!citizen) {
        n->submitter_id = n->owner_id;
        n->filed_by_id = c->actor->person_id;
    }
    return OK;
}

static const struct procedure_paper *component_of(const struct procedure *p, struct str id)
{
    for (size_t i = 0; i < p->papers_n; i++)
        if (str_eq(p->papers[i].key, id))
            return &p->papers[i];
    return NULL;
}

static struct str part_component(const struct file_part *f)
{
    return str_starts(f->part, S("paper.")) ? str_sub(f->part, 6, f->part.n) : S("");
}

/* A component of the catalogue, or a paper that only the form asks for. */
static bool paper_of(const struct ctx *c, const struct procedure *p, const struct eform *f, struct str id,
                     struct new_paper *out)
{
    const struct procedure_paper *component = component_of(p, id);
    if (component)
        *out = (struct new_paper){.key = component->key, .name = component->name};
    for (size_t i = 0; i < f->papers_n && !component; i++)
        if (str_eq(f->papers[i].id, id)) {
            *out = (struct new_paper){.key = f->papers[i].id, .name = eform_label_in(&f->papers[i].name, c->lang)};
            return true;
        }
    return component != NULL;
}

/* Every file that cannot be taken becomes a fault beside those of the answers. */
static enum rc take_papers(struct ctx *c, const struct req *r, const struct eform *f, struct new_dossier *n)
{
    struct new_paper *papers = NEW_ARRAY(c->arena, struct new_paper, r->files_n + 1);
    for (size_t i = 0; i < r->files_n; i++) {
        struct new_paper *paper = &papers[n->papers_n];
        if (!paper_of(c, n->procedure, f, part_component(&r->files[i]), paper)) {
            fault_add(c, MSG_desk_no_such_paper, r->files[i].part, S(""), S(""));
            continue;
        }
        enum rc rc = part_keep(c, &r->files[i], PAPER_MB, &paper->file);
        if (rc == INVALID)
            fault_add(c, c->fault.msg, c->fault.field, c->fault.arg[0], c->fault.arg[1]);
        else if (rc != OK)
            return rc;
        n->papers_n += rc == OK;
    }
    n->papers = papers;
    return faults_rc(c);
}

/* Without answers the declaration is itself one of the papers: then all that the catalogue requires must be there. */
static void require_papers(struct ctx *c, const struct procedure *p, const struct str *present, size_t present_n)
{
    for (size_t i = 0; i < p->papers_n; i++) {
        const struct procedure_paper *paper = &p->papers[i];
        bool given = !paper->required || paper->present_only;
        for (size_t k = 0; k < present_n && !given; k++)
            given = str_eq(present[k], paper->key);
        if (!given)
            fault_add(c, MSG_eform_fault_paper, str_printf(c->arena, "paper." STR_FMT, STR_ARG(paper->key)),
                      paper->name, S(""));
    }
}

/* Online the whole form and every required paper must be there (ND 61/2018 as amended; T1), or the declaration as a
 * paper. At a counter the paper form holds the rest: what is given must be right. */
static enum rc judge_answers(struct ctx *c, const struct req *r, const struct json *body, const struct eform *f,
                             struct new_dossier *n)
{
    const struct json *answers = json_get(body, "answers");
    struct str *present = NEW_ARRAY(c->arena, struct str, r->files_n + 1);
    struct buf b = buf_new(c->arena, JSON_MAX);
    struct eform_state *st;
    if (answers && answers->kind != JV_OBJECT)
        return fail(c, INVALID, MSG_desk_answers_not_object, S("answers"));
    for (size_t i = 0; i < r->files_n; i++)
        present[i] = part_component(&r->files[i]);
    bool online = n->channel != CHANNEL_DIRECT, answered = jv_first(answers) != NULL;
    const struct eform_judging judging = {.answers = answers,
                                          .owner = json_get(body, "owner"),
                                          .papers = present,
                                          .papers_n = r->files_n,
                                          .whole = online && answered};
    enum rc rc = eform_judge_json(c, f, &judging, &st);
    if (rc != OK && rc != INVALID)
        return rc;
    if (online && !answered)
        require_papers(c, n->procedure, present, r->files_n);
    TRY(desk_fees_take_json(c, json_get(body, "fees"), f, n));
    TRY(take_papers(c, r, f, n)); /* tells the faults of all three */
    json_write_canonical(&b, eform_result_json(c->arena, st));
    n->answers = buf_str(&b);
    n->form_name = f->name;
    return OK;
}

static enum rc create(struct ctx *c, const struct req *r, struct out *o)
{
    const struct create_input *in = r->in;
    const struct eform *form;
    struct json *body;
    struct dossier d;
    const char *why;
    bool made;
    if (!actor_may(c->actor, PERM_DOSSIER_FILE) && !actor_may(c->actor, PERM_DOSSIER_INTAKE))
        return fail(c, DENIED, MSG_general_denied, S(""));
    if (!json_parse(c->arena, in->dossier.n ? in->dossier : req_json(r), JSON_MAX, &body, &why))
        return fail_with(c, INVALID, MSG_desk_not_json, S("dossier"), reason_text(c->arena, c->lang, why), S(""));
    struct new_dossier n = {.submit_key = desk_submit_key(c, req_header(r, "Idempotency-Key")),
                            .channel = actor_may(c->actor, PERM_DOSSIER_INTAKE) ? CHANNEL_DIRECT : CHANNEL_ONLINE};
    if (text(c, body, "procedure").n == 0)
        return fail(c, INVALID, MSG_desk_procedure_missing, S("procedure"));
    TRY(procedure_current(c, text(c, body, "procedure"), day_of(c->now), &n.procedure));
    TRY(desk_place_of(c, text(c, body, "unit"), &n));
    TRY(eform_of(c, n.procedure, &form));
    TRY(judge_answers(c, r, body, form, &n));
    TRY(owner_of(c, json_get(body, "owner"), &n));
    n.subject = text(c, body, "subject").n ? text(c, body, "subject") : n.procedure->name;
    n.verify_extra = jv_bool_or(json_get(body, "verify_extra"), false);
    n.intake_unit_id = n.channel == CHANNEL_DIRECT ? c->actor->unit_id : 0;
    TRY(dossier_create(c, &n, &d, &made));
    o->status = 201;
    out_header(o, "Location", str_printf(c->arena, "/api/v1/dossiers/" STR_FMT, STR_ARG(d.code)));
    return put_dossier(c, o, &d);
}

/* ---- moving ---- */

struct move_route_input {
    struct str code, act;
};
INPUT(move_route_input,
      {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct move_route_input, code)},
      {"act", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct move_route_input, act)});

static size_t faults_of(struct ctx *c, const struct json *list, struct fault_note **out)
{
    size_t n = 0;
    *out = NEW_ARRAY(c->arena, struct fault_note, list && list->n > 0 ? (size_t)list->n : 1);
    for (const struct json *v = jv_first(list); v; v = v->next)
        (*out)[n++] = (struct fault_note){text(c, v, "target"), text(c, v, "label"), text(c, v, "reason")};
    return n;
}

static enum rc take_result(struct ctx *c, const struct req *r, struct move_input *in)
{
    const struct file_part *f = req_file(r, "result");
    if (!f)
        return OK;
    TRY(part_keep(c, f, PAPER_MB, &in->result));
    return file_want_pages(c, in->result.sha256, in->result.mime);
}

static enum rc input_of(struct ctx *c, const struct req *r, const struct json *body, struct move_input *in)
{
    struct fault_note *faults;
    struct agency unit;
    bool given;
    *in = (struct move_input){.comment = text(c, body, "comment"),
                              .reason = text(c, body, "reason"),
                              .legal = text(c, body, "legal"),
                              .person_id = jv_int_or(json_get(body, "person_id"), 0),
                              .step = text(c, body, "step"),
                              .until = DAY_NONE,
                              .number = text(c, body, "number"),
                              .signer = text(c, body, "signer"),
                              .signed_on = DAY_NONE,
                              .receiver = text(c, body, "receiver"),
                              .identity_checked = jv_bool_or(json_get(body, "identity_checked"), false),
                              .amount = {jv_int_or(json_get(body, "amount"), 0)}};
    in->faults_n = faults_of(c, json_get(body, "faults"), &faults);
    in->faults = faults;
    if (text(c, body, "until").n && !day_parse(text(c, body, "until"), &in->until))
        return fail(c, INVALID, MSG_field_not_a_day, S("until"));
    if (text(c, body, "signed_on").n && !day_parse(text(c, body, "signed_on"), &in->signed_on))
        return fail(c, INVALID, MSG_field_not_a_day, S("signed_on"));
    if (text(c, body, "unit").n) {
        TRY(agency_by_code(c, text(c, body, "unit"), day_of(c->now), &unit));
        in->unit_id = unit.id;
    }
    TRY(req_version(c, r, &in->version, &given));
    if (!given)
        in->version = jv_int_or(json_get(body, "version"), 0);
    return take_result(c, r, in);
}

static enum rc move_dossier(struct ctx *c, const struct req *r, struct out *o)
{
    const struct move_route_input *route = r->in;
    struct str json = req_json(r).n ? req_json(r) : req_value(r, "move");
    struct json *body = jv_new(c->arena, JV_OBJECT);
    struct move_input in;
    struct dossier d;
    const char *why;
    const struct move *m = move_by_name(route->act);
    if (json.n && !json_parse(c->arena, json, JSON_MAX, &body, &why))
        return fail_with(c, INVALID, MSG_desk_not_json, S(""), reason_text(c->arena, c->lang, why), S(""));
    if (!m || m->may == PERM_UNSET || m->from == 1u << STATE_DRAFT)
        return fail_with(c, NOT_FOUND, MSG_desk_no_such_act, S("act"), route->act, S(""));
    TRY(dossier_open_any(c, r->scope, route->code, &d));
    TRY(input_of(c, r, body, &in));
    if (in.version == 0) /* who sends no version moves what stands now */
        in.version = d.version;
    if (act_is_answer(m->act))
        TRY(desk_answer(c, r, &d, body, &in));
    else
        TRY(dossier_move(c, &d, m->act, &in));
    return put_dossier(c, o, &d);
}

#define JSON_TYPE(name) "{\"type\":\"" name "\"}"
#define JSON_DAY "{\"type\":\"string\",\"format\":\"date\"}"

/* The members of a move's body, and which acts need or take them, from the table of moves. `unit` is an agency's code,
 * `person_id` one of a dossier's people, `version` stands for If-Match; the target of a fault is paper:<component>,
 * field:<answer>, or empty for the dossier as a whole. */
static void move_schema(struct out *o)
{
    static const char *const members[][2] = {{"comment", JSON_TYPE("string")}, {"reason", JSON_TYPE("string")},
        {"legal", JSON_TYPE("string")}, {"person_id", JSON_TYPE("integer")}, {"step", JSON_TYPE("string")},
        {"unit", JSON_TYPE("string")}, {"until", JSON_DAY}, {"number", JSON_TYPE("string")},
        {"signer", JSON_TYPE("string")}, {"signed_on", JSON_DAY}, {"receiver", JSON_TYPE("string")},
        {"identity_checked", JSON_TYPE("boolean")}, {"amount", JSON_TYPE("integer")},
        {"version", JSON_TYPE("integer")},
        {"faults", "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"target\",\"reason\"],"
                   "\"properties\":{\"target\":{\"type\":\"string\"},\"label\":{\"type\":\"string\"},"
                   "\"reason\":{\"type\":\"string\"}}}}"}};
    json_open(o, '{');
    json_put_str(o, "type", S("object"));
    json_key(o, "properties");
    json_open(o, '{');
    for (size_t i = 0; i < COUNT(members); i++) {
        json_key(o, members[i][0]);
        json_raw(o, str_from(members[i][1]));
    }
    json_close(o, '}');
    json_key(o, "x-moves");
    json_open(o, '[');
    for (size_t i = 0; i < moves_n; i++)
        if (moves[i].may != PERM_UNSET)
            put_move(o, &moves[i]);
    json_close(o, ']');
    json_close(o, '}');
}

static const struct route routes[] = {
    {"api.dossiers", METHOD_GET, "/api/v1/dossiers", PERM_SIGNED_IN, &list_input, list, ROUTE_API,
     "Dossiers within reach: search with q, by state, unit or due day; keyset paging with after", NULL, NULL},
    {"api.dossier.create", METHOD_POST, "/api/v1/dossiers", PERM_SIGNED_IN, &create_input, create,
     ROUTE_API | ROUTE_FILES | ROUTE_IDEMPOTENT,
     "File a dossier: part `dossier` holds JSON {procedure, unit, owner, answers, subject, verify_extra, fees}, parts "
     "`paper.<component>` the files. At a counter fees are [{kind, amount, receipt} or {kind, exempt: true, reason}]",
     NULL, NULL},
    {"api.dossier", METHOD_GET, "/api/v1/dossiers/{code}", PERM_SIGNED_IN, &code_input, show, ROUTE_API,
     "One dossier: state, clock, due dates, papers, fees taken and what is owed, steps, allowed moves", NULL, NULL},
    {"api.dossier.move", METHOD_POST, "/api/v1/dossiers/{code}/moves/{act}", PERM_SIGNED_IN, &move_route_input,
     move_dossier, ROUTE_API | ROUTE_FILES | ROUTE_IF_MATCH,
     "Make a move; If-Match carries the version that was seen and refuses when it has passed; without it the newest "
     "version is moved. With files as multipart: part `move` holds the JSON, `result` the file",
     NULL, NULL, move_schema},
    {"api.dossier.journal", METHOD_GET, "/api/v1/dossiers/{code}/journal", PERM_SIGNED_IN, &code_input, show_journal,
     ROUTE_API, "The life of a dossier, entry by entry, with hashes", NULL, NULL},
    {"api.tracking", METHOD_GET, "/api/v1/tracking/{code}", PERM_PUBLIC, &track_input, track, ROUTE_API | ROUTE_LIMITED,
     "Progress for anyone with the code and the check value of the receipt", NULL, NULL},
};
const struct room desk_api = {"desk", routes, COUNT(routes)};
