/* Many dossiers at once, for load and benches: the rows a dossier has at its state, written directly. Reach, search
 * keys, steps, what is asked of the applicant and the journal are whole: an entry for each move on the way to the
 * state, dated when it would have been made, chained, and sealed into the tree like any other's. Answers and papers are
 * those of a few invented filings of each procedure, which the engine of forms accepted. */
#include "app/demo.h"
#include "base/id.h"
#include "core/calendar/store.h"
#include "core/dossier/rules.h"
#include "core/journal/journal.h"
#include "core/search/search.h"
#include "data/db.h"

enum {
    BATCH = 2000,
    SEAL_MOST = 100000,
    PEOPLE_LEAST = 4000,
    DOSSIERS_A_PERSON = 5,
    PEOPLE_MOST = 100000,
    DAYS_BACK = 700,
    FILINGS = 4 /* invented for each procedure, and used again and again */
};

struct bulk {
    struct demo *d;
    const struct procedure **procedures;
    size_t procedures_n;
    struct place **places;
    size_t *places_n;
    int64_t **counters; /* beside places: where that agency's dossiers are taken in */
    struct demo_filing (*filings)[FILINGS];
    const struct calendar *cal;
    struct kept_file file;
    int64_t *people;
    struct str *names;
    size_t people_n;
    struct instant real_now;
    int64_t left;
    struct arena *batch;
};

/* Share of each state among the many: most are finished long ago. */
static enum dossier_state state_of(uint64_t dice)
{
    return dice < 3    ? STATE_NEW
           : dice < 5  ? STATE_RECEIVED
           : dice < 12 ? STATE_IN_PROCESS
           : dice < 14 ? STATE_SUPPLEMENT
           : dice < 17 ? STATE_DONE
           : dice < 19 ? STATE_REFUSED
           : dice < 20 ? STATE_WITHDRAWN
                       : STATE_DELIVERED;
}

static struct instant plus_hours(const struct calendar *cal, struct instant from, uint64_t hours)
{
    struct due due =
        calendar_due(cal, &(struct due_ask){.start = from, .term = {TERM_WH, (int32_t)(100 * hours + 10)}});
    return due.refusal == DUE_GIVEN ? due.at : from;
}

static struct instant moment(struct bulk *b, enum dossier_state state)
{
    bool open = queue_of_state((int64_t)state) != QUEUE_CLOSED;
    int32_t back = (int32_t)demo_pick(b->d, open ? 12 : DAYS_BACK) + (open ? 0 : 5);
    return instant_at((struct day){day_of(b->real_now).n - back},
                      (struct minutes){420 + (int32_t)demo_pick(b->d, 590)});
}

static void set_times(struct bulk *b, struct dossier *d, const struct procedure *p)
{
    d->reception_due_at = plus_hours(b->cal, d->submitted_at, 8);
    if (d->state == STATE_NEW)
        return;
    struct instant handled = plus_hours(b->cal, d->submitted_at, 1 + demo_pick(b->d, 6));
    if (d->state == STATE_REFUSED) {
        d->finished_at = handled;
        return;
    }
    struct dues dues = dossier_dues(p, b->cal, handled, false, NULL, 0);
    d->received_at = handled;
    d->due_at = d->due_original_at = dues.committed.at;
    d->statutory_due_at = dues.statutory.at;
    if (d->state == STATE_DONE || d->state == STATE_DELIVERED || d->state == STATE_WITHDRAWN)
        d->finished_at = plus_hours(b->cal, handled, 2 + demo_pick(b->d, 24));
    if (d->state == STATE_DELIVERED)
        d->delivered_at = plus_hours(b->cal, d->finished_at, 1 + demo_pick(b->d, 16));
    if (d->state == STATE_SUPPLEMENT) {
        d->paused_at = handled;
        d->supplement_n = 1;
        d->supplement_due_at = (struct instant){handled.ms + 30 * DAY_MS};
    }
    bool runs = d->state == STATE_RECEIVED || d->state == STATE_IN_PROCESS;
    if (runs && d->due_at.ms && d->due_at.ms < b->real_now.ms)
        d->overdue_at = d->due_at;
}

static enum rc put_steps(struct ctx *c, struct bulk *b, struct dossier *d, const struct procedure *p, size_t *steps)
{
    bool open = d->state == STATE_IN_PROCESS || d->state == STATE_SUPPLEMENT;
    size_t done = d->state == STATE_DONE || d->state == STATE_DELIVERED ? p->steps_n
                  : open                                                ? (size_t)demo_pick(b->d, p->steps_n)
                                                                        : 0;
    struct instant at = d->received_at;
    *steps = done + open < p->steps_n ? done + open : p->steps_n;
    for (size_t i = 0; i < *steps; i++) {
        const struct process_step *s = &p->steps[i];
        struct instant end = plus_hours(b->cal, at, 2);
        int64_t id = id_new(c->now);
        TRY(dossier_step_open(c,
                              &(struct dossier_step_open_args){.id = id,
                                                               .dossier_id = d->id,
                                                               .step_key = s->key,
                                                               .name = s->name,
                                                               .name_en = s->name_en,
                                                               .role = str_from(role_name(s->role)),
                                                               .unit_id = d->unit_id,
                                                               .began_at = at,
                                                               .due_at = plus_hours(b->cal, at, 4)},
                              NULL));
        if (i < done) {
            TRY(dossier_step_close(c, end, S("forwarded"), S(""), 0, id, NULL));
            at = end;
            continue;
        }
        d->step_id = id;
        d->step_key = s->key;
        d->step_role = (int64_t)s->role;
        d->step_due_at = plus_hours(b->cal, at, 4);
    }
    return OK;
}

static enum rc put_entry(struct ctx *c, struct dossier *d, const struct procedure *p, enum act act, struct instant at)
{
    const struct move *m = move_of(act);
    struct json *open = jv_new(c->arena, JV_OBJECT);
    jv_set(open, "article", jv_new_str(c->arena, str_from(m->article)));
    jv_set(open, "code", jv_new_str(c->arena, d->code));
    jv_set(open, "procedure", jv_new_str(c->arena, p->code));
    jv_set(open, "version", jv_new_int(c->arena, ++d->version));
    struct instant now = c->now;
    c->now = at;
    enum rc rc =
        journal_append(c, &(struct journal_entry){.kind = "dossier", .object_id = d->id, .act = m->name, .open = open});
    c->now = now;
    return rc;
}

/* The moves behind the steps: one forward for each step that was closed. */
static enum rc put_step_entries(struct ctx *c, struct bulk *b, struct dossier *d, const struct procedure *p,
                                size_t steps)
{
    struct instant at = d->received_at;
    TRY(put_entry(c, d, p, ACT_HAND_OVER, at));
    for (size_t i = 0; i + 1 < steps; i++) {
        at = plus_hours(b->cal, at, 2);
        TRY(put_entry(c, d, p, ACT_FORWARD, at));
    }
    return OK;
}

static enum rc put_entries(struct ctx *c, struct bulk *b, struct dossier *d, const struct procedure *p, size_t steps)
{
    d->version = 0;
    TRY(put_entry(c, d, p, ACT_SUBMIT, d->submitted_at));
    if (d->state == STATE_REFUSED)
        return put_entry(c, d, p, ACT_REFUSE, d->finished_at);
    if (d->state != STATE_NEW)
        TRY(put_entry(c, d, p, ACT_ACCEPT, d->received_at));
    if (steps)
        TRY(put_step_entries(c, b, d, p, steps));
    if (d->overdue_at.ms)
        TRY(put_entry(c, d, p, ACT_MARK_OVERDUE, d->overdue_at));
    if (d->state == STATE_SUPPLEMENT)
        return put_entry(c, d, p, ACT_ASK_SUPPLEMENT, d->paused_at);
    if (d->state == STATE_WITHDRAWN)
        return put_entry(c, d, p, ACT_WITHDRAW, d->finished_at);
    if (d->state == STATE_DONE || d->state == STATE_DELIVERED)
        TRY(put_entry(c, d, p, ACT_FINISH, d->finished_at));
    return d->state == STATE_DELIVERED ? put_entry(c, d, p, ACT_DELIVER, d->delivered_at) : OK;
}

static enum rc put_reach(struct ctx *c, const struct dossier *d)
{
    struct standing s = dossier_standing(d);
    TRY(dossier_reach_add(c,
                          &(struct dossier_reach_add_args){.dossier_id = d->id,
                                                           .queue = (int64_t)s.queue,
                                                           .turn = (int64_t)s.turn,
                                                           .clock_at = s.clock,
                                                           .unit_id = d->unit_id},
                          NULL));
    if (d->intake_unit_id == d->unit_id)
        return OK;
    return dossier_reach_add_one(c,
                                 &(struct dossier_reach_add_one_args){.unit_id = d->intake_unit_id,
                                                                      .dossier_id = d->id,
                                                                      .queue = (int64_t)s.queue,
                                                                      .turn = (int64_t)s.turn,
                                                                      .clock_at = s.clock},
                                 NULL);
}

/* What a request for a supplement leaves behind: the round, its fault, and the clock that stands. */
static enum rc put_supplement(struct ctx *c, const struct dossier *d, const struct demo_filing *filing)
{
    bool has_paper = filing->papers_n > 0;
    struct str target = has_paper ? str_printf(c->arena, "paper." STR_FMT, STR_ARG(filing->papers[0].key)) : S("");
    TRY(dossier_supplement_add(c,
                               &(struct dossier_supplement_add_args){.id = id_new(c->now),
                                                                     .dossier_id = d->id,
                                                                     .round = d->supplement_n,
                                                                     .asked_at = d->paused_at,
                                                                     .reason = S("Bản chụp chưa rõ (minh hoạ)"),
                                                                     .due_at = d->supplement_due_at},
                               NULL));
    TRY(dossier_fault_add(c,
                          &(struct dossier_fault_add_args){.id = id_new(c->now),
                                                           .dossier_id = d->id,
                                                           .round = d->supplement_n,
                                                           .target = target,
                                                           .label = has_paper ? filing->papers[0].name
                                                                              : S("Toàn bộ hồ sơ"),
                                                           .reason = S("Bản chụp chưa rõ (minh hoạ)")},
                          NULL));
    return dossier_clock_open(c, id_new(c->now), d->id, d->paused_at, str_from(move_of(ACT_ASK_SUPPLEMENT)->name),
                              d->due_at, NULL);
}

static enum rc put_papers(struct ctx *c, const struct dossier *d, const struct demo_filing *filing)
{
    for (size_t i = 0; i < filing->papers_n; i++) {
        const struct new_paper *paper = &filing->papers[i];
        TRY(dossier_paper_add(c,
                              &(struct dossier_paper_add_args){.id = id_new(c->now),
                                                               .dossier_id = d->id,
                                                               .paper_key = paper->key,
                                                               .name = paper->name,
                                                               .sha256 = paper->file.sha256,
                                                               .size = paper->file.size,
                                                               .mime = paper->file.mime,
                                                               .file_name = S("giay-to-minh-hoa.pdf"),
                                                               .added_at = d->submitted_at},
                              NULL));
    }
    return OK;
}

static enum rc put_one(struct ctx *c, struct bulk *b, struct dossier *d, const struct procedure *p,
                       const struct demo_filing *filing)
{
    size_t steps;
    TRY(put_steps(c, b, d, p, &steps));
    TRY(put_entries(c, b, d, p, steps));
    struct dossier_insert_args args = dossier_insert_of(d);
    TRY(dossier_insert(c, &args, NULL));
    TRY(put_reach(c, d));
    TRY(put_papers(c, d, filing));
    if (d->state == STATE_SUPPLEMENT)
        TRY(put_supplement(c, d, filing));
    return search_put_dossier(c, d->id, d->owner_name, d->code, d->subject);
}

static enum rc make_one(struct ctx *c, struct bulk *b)
{
    size_t k = demo_pick(b->d, b->procedures_n), who = demo_pick(b->d, b->people_n),
           where = demo_pick(b->d, b->places_n[k]);
    const struct procedure *p = b->procedures[k];
    const struct place *unit = &b->places[k][where];
    const struct demo_filing *filing = &b->filings[k][demo_pick(b->d, FILINGS)];
    struct dossier_count_code_row counted;
    enum dossier_state state = state_of(demo_pick(b->d, 100));
    struct dossier d = {.id = id_new(c->now),
                        .procedure_id = p->id,
                        .version_id = p->version_id,
                        .state = (int64_t)state,
                        .channel = CHANNEL_ONLINE,
                        .owner_id = b->people[who],
                        .submitter_id = b->people[who],
                        .owner_name = b->names[who],
                        .subject = p->name,
                        .lang = S("vi"),
                        .unit_id = unit->agency_id,
                        .intake_unit_id = b->counters[k][where],
                        .answers = filing->answers,
                        .form_name = filing->form_name};
    d.submitted_at = moment(b, state);
    TRY(dossier_count_code(c, d.unit_id, day_of(d.submitted_at), &counted));
    d.code = dossier_code(c->arena, unit->code, day_of(d.submitted_at), counted.n);
    d.scan_code = dossier_scan_code(c->arena, d.id);
    d.submit_key = str_printf(c->arena, "demo-%lld", (long long)d.id);
    d.check_value = str_printf(c->arena, "%016llx", (unsigned long long)demo_pick(b->d, UINT64_MAX));
    d.sub = state == STATE_SUPPLEMENT ? S("b") : S("");
    set_times(b, &d, p);
    return put_one(c, b, &d, p, filing);
}

static enum rc make_batch(struct ctx *c, struct bulk *b)
{
    for (int i = 0; i < BATCH && b->left > 0; i++, b->left--)
        TRY(make_one(c, b));
    int64_t sealed;
    return journal_seal(c, SEAL_MOST, &sealed);
}

/* Each batch is a transaction and an arena turn of its own. */
static enum rc run_batches(struct ctx *c, struct bulk *b)
{
    struct arena *keep = c->arena;
    enum rc rc = OK;
    while (rc == OK && b->left > 0) {
        arena_reset(b->batch);
        c->arena = b->batch;
        rc = db_begin_write(c);
        if (rc == OK && (rc = make_batch(c, b)) == OK)
            rc = db_commit(c);
        else
            db_rollback(c);
        if (rc != OK)
            c->fault.detail = str_dup(keep, c->fault.detail);
        c->arena = keep;
    }
    return rc;
}

static enum rc counters_of(struct ctx *c, struct bulk *b, size_t k)
{
    b->counters[k] = NEW_ARRAY(c->arena, int64_t, b->places_n[k]);
    for (size_t i = 0; i < b->places_n[k]; i++) {
        struct agency_counter_row unit;
        bool found;
        int64_t id = b->places[k][i].agency_id;
        TRY(agency_counter(c, id, &unit, &found));
        b->counters[k][i] = found && unit.counter_id ? unit.counter_id : id;
    }
    return OK;
}

static enum rc gather(struct ctx *c, struct bulk *b)
{
    const struct procedure **all;
    size_t n;
    TRY(procedure_all(c, day_of(c->now), &all, &n));
    b->procedures = NEW_ARRAY(c->arena, const struct procedure *, n);
    b->places = NEW_ARRAY(c->arena, struct place *, n);
    b->places_n = NEW_ARRAY(c->arena, size_t, n);
    b->counters = NEW_ARRAY(c->arena, int64_t *, n);
    b->filings = arena_array(c->arena, n, sizeof *b->filings);
    for (size_t i = 0; i < n; i++) {
        size_t k = b->procedures_n, usable = 0;
        TRY(procedure_places(c, all[i], day_of(c->now), &b->places[k], &b->places_n[k]));
        for (size_t j = 0; j < b->places_n[k]; j++)
            if (b->places[k][j].code.n)
                b->places[k][usable++] = b->places[k][j];
        b->places_n[k] = usable;
        if (!usable || !all[i]->steps_n)
            continue;
        TRY(counters_of(c, b, k));
        b->procedures[b->procedures_n++] = all[i];
    }
    return b->procedures_n ? OK : fail_detail(c, NOT_FOUND, "no procedure has a deciding agency");
}

static enum rc invent_people(struct ctx *c, struct bulk *b)
{
    int64_t wanted = b->left / DOSSIERS_A_PERSON;
    b->people_n = (size_t)(wanted < PEOPLE_LEAST ? PEOPLE_LEAST : wanted > PEOPLE_MOST ? PEOPLE_MOST : wanted);
    b->people = NEW_ARRAY(c->arena, int64_t, b->people_n);
    b->names = NEW_ARRAY(c->arena, struct str, b->people_n);
    for (size_t i = 0; i < b->people_n; i++) {
        b->names[i] = demo_person_name(c, b->d);
        TRY(person_create(
            c, &(struct person_new){.kind = "citizen", .name = b->names[i], .id_number = demo_person_number(c, b->d)},
            &b->people[i]));
    }
    return demo_sample_file(c, "Giấy tờ minh hoạ", "giay-to-minh-hoa.pdf", &b->file);
}

static enum rc invent_filings(struct ctx *c, struct bulk *b)
{
    for (size_t k = 0; k < b->procedures_n; k++)
        for (size_t i = 0; i < FILINGS; i++)
            TRY(demo_file(c, b->d, b->procedures[k], b->places[k][0].agency_id,
                          b->people[demo_pick(b->d, b->people_n)], &b->file, &b->filings[k][i]));
    return OK;
}

enum rc demo_bulk(struct ctx *c, struct demo *d, int64_t n)
{
    struct bulk b = {.d = d, .left = n, .real_now = c->now, .batch = arena_new((size_t)1 << 30)};
    c->actor = NULL;
    enum rc rc = db_begin_write(c);
    if (rc == OK && (rc = gather(c, &b)) == OK && (rc = calendar_load(c, 0, &b.cal)) == OK &&
        (rc = invent_people(c, &b)) == OK && (rc = invent_filings(c, &b)) == OK)
        rc = db_commit(c);
    else
        db_rollback(c);
    if (rc == OK)
        rc = run_batches(c, &b);
    arena_free(b.batch);
    return rc;
}
