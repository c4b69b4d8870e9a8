#include "systems/desk/reading.h"

#include "core/dossier/supplement.h"
#include "core/print/print.h"
#include "web/request.h"
#include "web/review.h"
#include "web/say.h"

static void put_prints(struct ctx *c, const struct dossier *d, struct action_list_view *v)
{
    const char *names[PRINT_FORMS_MAX];
    size_t n = print_forms(d, false, names);
    struct action_row *rows = NEW_ARRAY(c->arena, struct action_row, n + 1);
    for (size_t i = 0; i < n; i++)
        rows[i] = (struct action_row){
            .label = desk_label(c, "print.form.", str_from(names[i]), ""),
            .url = str_printf(c->arena, "/desk/dossiers/" STR_FMT "/print/%s", STR_ARG(d->code), names[i])};
    *v = (struct action_list_view){rows, n};
}

static struct file_row result_row(struct ctx *c, const struct dossier *d, const struct dossier_results_row *one)
{
    bool is_out = one->sha256.n && (d->state == STATE_DONE || d->state == STATE_DELIVERED);
    struct file_row row = {.name =
                               msg_text(c->arena, c->lang, MSG_desk_case_result,
                                        (struct msg_arg[]){ARG(one->number), ARG(one->signed_on), ARG(one->signer)}, 3),
                           .size = one->size};
    if (is_out)
        row.url =
            str_printf(c->arena, "/desk/dossiers/" STR_FMT "/results/%lld", STR_ARG(d->code), (long long)one->version);
    if (one->recalled_at.ms)
        row.state = (struct tag_view){TONE_ERROR, desk_label(c, "", S("desk.case.recalled"), "")};
    return row;
}

static enum rc put_results(struct ctx *c, const struct dossier *d, struct file_list_view *v)
{
    struct dossier_results_row *all;
    size_t n;
    TRY(dossier_results(c, d->id, &all, &n));
    struct file_row *rows = NEW_ARRAY(c->arena, struct file_row, n + 1);
    for (size_t i = 0; i < n; i++)
        rows[i] = result_row(c, d, &all[i]);
    *v = (struct file_list_view){rows, n};
    return OK;
}

/* ---- the answers ---- */

/* The answer whose number was just shown: the reveal's address ends with its name. */
static struct str just_shown(const struct req *r)
{
    return str_eqc(str_from(r->route->name), "desk.reveal") ? req_value(r, "field") : S("");
}

static enum rc put_answers(struct ctx *c, const struct req *r, const struct dossier *d, const struct procedure *p,
                           struct desk_case_view *v)
{
    struct dossier_answers_before_round_row old;
    struct eform_state *now, *before = NULL;
    struct summary_list_view *lists;
    bool found;
    if (d->answers.n == 0 || str_eqc(d->answers, "{}")) /* they stand on the paper that lies beside */
        return OK;
    TRY(supplement_reading(c, d, p, d->answers, &now));
    TRY(dossier_answers_before_round(c, d->id, &old, &found));
    if (found)
        TRY(supplement_reading(c, d, p, old.answers, &before));
    struct review_ask ask = {.now = now,
                             .before = before,
                             .was = MSG_desk_case_before,
                             .was_blank = MSG_desk_case_was_blank,
                             .mask = true,
                             .shown = just_shown(r)};
    if (actor_may(c->actor, PERM_PERSONAL_READ))
        ask.reveal = str_printf(c->arena, "/desk/dossiers/" STR_FMT "/reveal", STR_ARG(d->code));
    review_lists(c, &ask, &lists, &v->answers_n);
    v->answers = lists;
    return OK;
}

static void put_fill(struct ctx *c, const struct dossier *d, struct desk_case_view *v)
{
    struct action_row *row = NEW(c->arena, struct action_row);
    if (!dossier_takes_paper_form(c, d))
        return;
    *row = (struct action_row){.label = say(c, v->answers_n ? MSG_desk_fill_more : MSG_desk_fill_link),
                               .url = str_printf(c->arena, "/desk/dossiers/" STR_FMT "/answers", STR_ARG(d->code)),
                               .key = S("e")};
    v->fill = (struct action_list_view){row, 1};
}

static enum rc put_asked(struct ctx *c, const struct dossier *d, struct desk_case_view *v)
{
    struct dossier_faults_row *faults;
    size_t n;
    if (d->state != STATE_SUPPLEMENT)
        return OK;
    TRY(dossier_faults(c, d->id, &faults, &n));
    struct summary_row *rows = NEW_ARRAY(c->arena, struct summary_row, n + 1);
    for (size_t i = 0; i < n; i++)
        if (!faults[i].mended_at.ms)
            rows[v->asked.rows_n++] = (struct summary_row){
                .key = faults[i].label.n ? faults[i].label : desk_label(c, "", S("desk.whole"), ""),
                .value = faults[i].reason};
    v->asked.rows = rows;
    v->asked.title = msg_text(c->arena, c->lang, MSG_desk_case_asked,
                              (struct msg_arg[]){ARG(desk_when(c, d->supplement_due_at))}, 1);
    return OK;
}

enum rc desk_reading_of(struct ctx *c, const struct req *r, const struct dossier *d, const struct procedure *p,
                        struct desk_case_view *v)
{
    TRY(put_asked(c, d, v));
    TRY(put_answers(c, r, d, p, v));
    put_fill(c, d, v);
    put_prints(c, d, &v->prints);
    return put_results(c, d, &v->results);
}

bool desk_has_answer(struct ctx *c, const struct dossier *d, struct str name)
{
    const struct procedure *p;
    struct eform_state *state;
    struct eform_review_row *rows;
    size_t n;
    if (procedure_of_version(c, d->version_id, &p) != OK || supplement_reading(c, d, p, d->answers, &state) != OK)
        return false;
    eform_review(c, state, false, &rows, &n);
    for (size_t i = 0; i < n; i++)
        if (rows[i].personal && str_eq(rows[i].name, name))
            return true;
    return false;
}
