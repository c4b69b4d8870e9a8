/* A dossier comes into being: T1 (online, post) or T2 (at a counter). */
#include "base/id.h"
#include "base/message.h"
#include "core/calendar/store.h"
#include "core/dossier/effects.h"
#include "core/file/file.h"
#include "core/journal/journal.h"
#include "core/notify/notify.h"
#include "core/search/search.h"

static enum rc give_code(struct ctx *c, struct dossier *d, struct str agency_code)
{
    struct dossier_count_code_row row;
    uint8_t check[8];
    TRY(dossier_count_code(c, d->unit_id, day_of(c->now), &row));
    random_bytes(check, sizeof check);
    d->code = dossier_code(c->arena, agency_code, day_of(c->now), row.n);
    d->scan_code = dossier_scan_code(c->arena, d->id);
    d->check_value = str_hex(c->arena, check, sizeof check);
    return OK;
}

static enum rc fill(struct ctx *c, const struct new_dossier *n, struct dossier *d)
{
    struct agency_counter_row unit;
    bool found;
    TRY(agency_counter(c, n->unit_id, &unit, &found));
    if (!found || unit.code.n == 0)
        return fail(c, INVALID, MSG_dossier_choose_agency, S("unit"));
    int64_t counter = unit.counter_id ? unit.counter_id : n->unit_id;
    *d = (struct dossier){.id = id_new(c->now),
                          .submit_key = n->submit_key,
                          .procedure_id = n->procedure->id,
                          .version_id = n->procedure->version_id,
                          .state = n->channel == CHANNEL_DIRECT ? STATE_RECEIVED : STATE_NEW,
                          .version = 1,
                          .channel = (int64_t)n->channel,
                          .return_form = n->return_form,
                          .owner_id = n->owner_id,
                          .submitter_id = n->submitter_id,
                          .filed_by_id = n->filed_by_id,
                          .parent_id = n->parent_id,
                          .owner_name = n->owner_name,
                          .subject = n->subject,
                          .email = n->email,
                          .phone = n->phone,
                          .lang = c->lang == LANG_EN ? S("en") : S("vi"),
                          .unit_id = n->unit_id,
                          .intake_unit_id = n->intake_unit_id ? n->intake_unit_id : counter,
                          .submitted_at = c->now,
                          .verify_extra = n->verify_extra,
                          .answers = n->answers,
                          .form_name = n->form_name};
    if (d->submit_key.n == 0)
        d->submit_key = random_token(c->arena, 16);
    return give_code(c, d, unit.code);
}

struct dossier_insert_args dossier_insert_of(const struct dossier *d)
{
    return (struct dossier_insert_args){
#define COPY(f) .f = d->f
        COPY(id),
        COPY(code),
        COPY(scan_code),
        COPY(check_value),
        COPY(submit_key),
        COPY(procedure_id),
        COPY(version_id),
        COPY(state),
        COPY(sub),
        COPY(version),
        COPY(channel),
        COPY(return_form),
        COPY(owner_id),
        COPY(submitter_id),
        COPY(filed_by_id),
        COPY(parent_id),
        COPY(owner_name),
        COPY(subject),
        COPY(email),
        COPY(phone),
        COPY(lang),
        COPY(unit_id),
        COPY(intake_unit_id),
        COPY(submitted_at),
        COPY(reception_due_at),
        COPY(received_at),
        COPY(due_at),
        COPY(due_original_at),
        COPY(statutory_due_at),
        COPY(finished_at),
        COPY(delivered_at),
        COPY(paused_at),
        COPY(supplement_n),
        COPY(supplement_due_at),
        COPY(apology_n),
        COPY(overdue_at),
        COPY(verify_extra),
        COPY(step_id),
        COPY(step_key),
        COPY(step_role),
        COPY(handler_id),
        COPY(step_due_at),
        COPY(answers),
        COPY(form_name)
#undef COPY
    };
}

static enum rc add_papers(struct ctx *c, const struct dossier *d, int64_t round, const struct new_paper *papers,
                          size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct kept_file *f = &papers[i].file;
        TRY(dossier_paper_add(
            c,
            &(struct dossier_paper_add_args){.id = id_new(c->now),
                                             .dossier_id = d->id,
                                             .paper_key = papers[i].key,
                                             .name = papers[i].name,
                                             .sha256 = f->sha256,
                                             .size = f->size,
                                             .mime = f->mime,
                                             .file_name = f->file_name,
                                             .round = round,
                                             .added_at = c->now,
                                             .added_by = c->actor ? c->actor->person_id : d->submitter_id},
            NULL));
        TRY(file_want_pages(c, f->sha256, f->mime));
    }
    return OK;
}

static enum rc add_handed(struct ctx *c, const struct dossier *d, const struct new_dossier *n)
{
    for (size_t i = 0; i < n->handed_n; i++) {
        const struct handed_paper *h = &n->handed[i];
        TRY(dossier_handed_add(c, d->id, h->key, h->name, h->originals, h->copies, NULL));
    }
    return OK;
}

static enum rc add_fees(struct ctx *c, const struct dossier *d, const struct new_dossier *n)
{
    for (size_t i = 0; i < n->fees_n; i++) {
        const struct fee_taken *f = &n->fees[i];
        TRY(dossier_fee_add(c,
                            &(struct dossier_fee_add_args){.id = id_new(c->now),
                                                           .dossier_id = d->id,
                                                           .kind = f->kind,
                                                           .amount_vnd = f->amount,
                                                           .exempt = f->exempt,
                                                           .reason = f->reason,
                                                           .receipt = f->receipt,
                                                           .taken_at = c->now,
                                                           .taken_by = c->actor ? c->actor->person_id : 0},
                            NULL));
    }
    return OK;
}

static enum rc add_reach(struct ctx *c, const struct dossier *d)
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

static struct json *handed_json(struct ctx *c, const struct new_dossier *n)
{
    struct json *list = jv_new(c->arena, JV_ARRAY);
    for (size_t i = 0; i < n->handed_n; i++) {
        struct json *one = jv_new(c->arena, JV_OBJECT);
        jv_set(one, "paper", jv_new_str(c->arena, n->handed[i].key));
        jv_set(one, "originals", jv_new_int(c->arena, n->handed[i].originals));
        jv_set(one, "copies", jv_new_int(c->arena, n->handed[i].copies));
        jv_add(list, one);
    }
    return list;
}

/* Why somebody is exempt tells of his life; the sum and the receipt are the office's own. */
static void fees_json(struct ctx *c, const struct new_dossier *n, struct json *open, struct json *personal)
{
    struct json *list = jv_new(c->arena, JV_ARRAY), *reasons = jv_new(c->arena, JV_ARRAY);
    for (size_t i = 0; i < n->fees_n; i++) {
        struct json *one = jv_new(c->arena, JV_OBJECT);
        jv_set(one, "kind", jv_new_str(c->arena, n->fees[i].kind));
        jv_set(one, "amount", jv_new_int(c->arena, n->fees[i].amount.n));
        jv_set(one, "exempt", jv_new_bool(c->arena, n->fees[i].exempt));
        jv_set(one, "receipt", jv_new_str(c->arena, n->fees[i].receipt));
        jv_add(list, one);
        if (n->fees[i].reason.n)
            jv_add(reasons, jv_new_str(c->arena, n->fees[i].reason));
    }
    jv_set(open, "fees", list);
    if (jv_first(reasons))
        jv_set(personal, "fee_reasons", reasons);
}

static enum rc write_first_entry(struct ctx *c, const struct dossier *d, const struct procedure *p,
                                 const struct move *m, const struct new_dossier *n)
{
    struct json *open = jv_new(c->arena, JV_OBJECT), *personal = jv_new(c->arena, JV_OBJECT),
                *papers = jv_new(c->arena, JV_ARRAY);
    jv_set(open, "article", jv_new_str(c->arena, str_from(m->article)));
    jv_set(open, "code", jv_new_str(c->arena, d->code));
    jv_set(open, "procedure", jv_new_str(c->arena, p->code));
    jv_set(open, "procedure_version", jv_new_int(c->arena, p->version));
    jv_set(open, "channel", jv_new_int(c->arena, d->channel));
    jv_set(open, "to", jv_new_str(c->arena, str_from(state_key(d->state))));
    for (size_t i = 0; i < n->papers_n; i++)
        jv_add(papers, jv_new_str(c->arena, n->papers[i].file.sha256));
    jv_set(open, "papers_sha256", papers);
    jv_set(open, "answers_sha256", jv_new_str(c->arena, digest_hex(c->arena, sha256(d->answers))));
    if (n->handed_n)
        jv_set(open, "papers_handed", handed_json(c, n));
    jv_set(personal, "owner_name", jv_new_str(c->arena, d->owner_name));
    if (n->fees_n)
        fees_json(c, n, open, personal);
    return journal_append(
        c, &(struct journal_entry){
               .kind = "dossier", .object_id = d->id, .act = m->name, .open = open, .personal = personal});
}

static enum rc make(struct ctx *c, const struct new_dossier *n, struct dossier *d)
{
    const struct move *m = move_of(n->channel == CHANNEL_DIRECT ? ACT_RECEIVE : ACT_SUBMIT);
    const struct move_input none = {0};
    struct moving x = {.d = d, .m = m, .p = n->procedure, .in = &none};
    TRY(fill(c, n, d));
    TRY(calendar_load(c, d->unit_id, &x.cal));
    TRY(effect_clock(c, &x));
    struct dossier_insert_args args = dossier_insert_of(d);
    TRY(dossier_insert(c, &args, NULL));
    TRY(add_reach(c, d));
    TRY(add_papers(c, d, 0, n->papers, n->papers_n));
    TRY(add_handed(c, d, n));
    TRY(add_fees(c, d, n));
    TRY(search_put_dossier(c, d->id, d->owner_name, d->code, d->subject));
    TRY(write_first_entry(c, d, n->procedure, m, n));
    return notify_dossier(c, d, m->event, S(""));
}

enum rc dossier_create(struct ctx *c, const struct new_dossier *n, struct dossier *out, bool *made)
{
    bool found = false;
    *made = false;
    if (n->submit_key.n)
        TRY(dossier_of_submit_key(c, n->submit_key, out, &found));
    if (found)
        return OK;
    if (str_trim(n->owner_name).n == 0)
        return fail(c, INVALID, MSG_field_required, S("owner.name"));
    *made = true;
    return make(c, n, out);
}

static enum rc keep_answers(struct ctx *c, struct dossier *d, struct str answers)
{
    if (answers.n == 0 || str_eq(answers, d->answers))
        return OK;
    TRY(dossier_answers_keep(c, id_new(c->now), d->id, d->supplement_n, d->answers, c->now, NULL));
    d->answers = answers;
    return OK;
}

enum rc dossier_answer(struct ctx *c, struct dossier *d, const struct supplement_answer *a)
{
    if (d->state != STATE_SUPPLEMENT)
        return fail(c, CONFLICT, MSG_dossier_no_supplement_open, S("state"));
    struct dossier after = *d;
    struct move_input in = {.version = a->version, .comment = a->message, .answered = a};
    for (size_t i = 0; i < a->papers_n; i++)
        TRY(dossier_papers_replace(c, d->id, a->papers[i].key, NULL));
    TRY(add_papers(c, d, d->supplement_n, a->papers, a->papers_n));
    TRY(keep_answers(c, &after, a->answers));
    TRY(dossier_move(c, &after, str_eqc(d->sub, "e") ? ACT_ANSWER_EARLY : ACT_SUPPLEMENT, &in));
    *d = after;
    return OK;
}

struct dossier_preview dossier_if_accepted(struct ctx *c, const struct dossier *d, const struct procedure *p,
                                           const struct calendar *cal)
{
    struct dues dues = dossier_dues(p, cal, c->now, d->verify_extra, NULL, 0);
    return (struct dossier_preview){.committed = dues.committed, .statutory = dues.statutory};
}
