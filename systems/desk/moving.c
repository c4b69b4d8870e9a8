/* What may be done with a dossier now: a button a move, and behind it the form of what the move asks for. */
#include "systems/desk/moving.h"

#include "core/actor/actor_queries.h"
#include "core/dossier/owed.h"
#include "core/dossier/supplement.h"
#include "web/posted.h"
#include "web/review.h"
#include "web/say.h"

enum { FIELDS_MAX = 40, TEXT_MAX = 4000 };

struct fields {
    struct ctx *c;
    const struct req *r;
    const struct move *move;
    bool typed; /* this form came back: show what was typed and what is wrong */
    struct field_view *rows;
    size_t n;
};

static struct field_view *field_add(struct fields *f, enum field_kind kind, const char *name, bool required)
{
    struct field_view *v = &f->rows[f->n++];
    *v = (struct field_view){.kind = kind,
                             .name = str_from(name),
                             .required = required,
                             .max = kind == KIND_TEXTAREA ? TEXT_MAX : 0,
                             .scope = str_printf(f->c->arena, "%s-", f->move->name),
                             .label = desk_label(f->c, "desk.need.", str_from(name), "")};
    if (f->typed) {
        v->value = req_value(f->r, name);
        v->error = fault_of(f->c, v->name);
        v->checked = kind == KIND_CHECKBOX && v->value.n > 0;
    }
    return v;
}

static enum rc add_people(struct fields *f, bool required)
{
    struct assignments_of_agency_row *people;
    size_t n;
    TRY(assignments_of_agency(f->c, f->c->actor->unit_id, day_of(f->c->now), &people, &n));
    struct field_view *v = field_add(f, KIND_SELECT, "person_id", required);
    struct option_row *rows = NEW_ARRAY(f->c->arena, struct option_row, n + 1);
    rows[0] = (struct option_row){.label = desk_label(f->c, "", S("general.none"), "")};
    for (size_t i = 0; i < n; i++) {
        struct str id = str_printf(f->c->arena, "%lld", (long long)people[i].person_id);
        rows[i + 1] = (struct option_row){
            .value = id, .label = people[i].name, .hint = people[i].title, .chosen = str_eq(id, v->value)};
    }
    v->rows = rows;
    v->rows_n = n + 1;
    return OK;
}

static void add_steps(struct fields *f, const struct procedure *p, const struct dossier *d, bool required)
{
    const struct process_step *at = process_step_find(p, d->step_key);
    if (!at)
        return;
    bool back = f->move->act == ACT_SEND_BACK;
    const struct str *keys = back ? at->back : at->next;
    size_t n = back ? at->back_n : at->next_n;
    if (n == 0)
        return;
    struct field_view *v = field_add(f, KIND_SELECT, "step", required);
    struct option_row *rows = NEW_ARRAY(f->c->arena, struct option_row, n);
    for (size_t i = 0; i < n; i++) {
        const struct process_step *to = process_step_find(p, keys[i]);
        rows[i] = (struct option_row){.value = keys[i],
                                      .label = !to                                      ? keys[i]
                                               : f->c->lang == LANG_EN && to->name_en.n ? to->name_en
                                                                                        : to->name,
                                      .chosen = str_eq(keys[i], v->value)};
    }
    v->rows = rows;
    v->rows_n = n;
}

static void add_result(struct fields *f, bool required)
{
    field_add(f, KIND_TEXT, "number", required);
    field_add(f, KIND_DAY, "signed_on", required);
    field_add(f, KIND_TEXT, "signer", required);
    field_add(f, KIND_FILE, "result", required)->accept = S(".pdf,.jpg,.jpeg,.png");
}

/* What is left to pay stands there already, where catalogue and answers say it. */
static enum rc add_amount(struct fields *f, const struct procedure *p, const struct dossier *d, bool required)
{
    struct owed owed;
    struct field_view *v = field_add(f, KIND_MONEY, "amount", required);
    TRY(owed_of_dossier(f->c, d, p, &owed));
    if (!f->typed && owed_left(&owed).n)
        v->value = str_printf(f->c->arena, "%lld", (long long)owed_left(&owed).n);
    return OK;
}

static enum rc add_fields(struct fields *f, const struct procedure *p, const struct dossier *d)
{
    unsigned must = f->move->needs, any = must | f->move->takes;
    if (any & NEED_REASON)
        field_add(f, KIND_TEXTAREA, "reason", (must & NEED_REASON) != 0);
    if (any & NEED_LEGAL)
        field_add(f, KIND_TEXT, "legal", (must & NEED_LEGAL) != 0);
    if (any & NEED_STEP)
        add_steps(f, p, d, (must & NEED_STEP) != 0);
    if (any & NEED_PERSON)
        TRY(add_people(f, (must & NEED_PERSON) != 0));
    if (any & NEED_UNIT)
        field_add(f, KIND_TEXT, "unit", (must & NEED_UNIT) != 0);
    if (any & NEED_UNTIL)
        field_add(f, KIND_DAY, "until", (must & NEED_UNTIL) != 0);
    if (any & NEED_AMOUNT)
        TRY(add_amount(f, p, d, (must & NEED_AMOUNT) != 0));
    if (any & NEED_RESULT)
        add_result(f, (must & NEED_RESULT) != 0);
    if (any & NEED_RECEIVER) {
        field_add(f, KIND_TEXT, "receiver", true);
        field_add(f, KIND_CHECKBOX, "identity_checked", true);
    }
    if (any & NEED_COMMENT)
        field_add(f, KIND_TEXTAREA, "comment", (must & NEED_COMMENT) != 0);
    return OK;
}

/* ---- what may be at fault ---- */

static struct str note_of(struct ctx *c, const struct supplement_target *t)
{
    if (t->page.n == 0)
        return S("");
    if (t->value.n == 0)
        return say(c, MSG_move_now_blank);
    return say1(c, MSG_move_now, ARG(t->personal ? review_last_four(c, t->value) : t->value));
}

static struct target_row target_row(struct fields *f, const struct supplement_target *t)
{
    struct str name = str_printf(f->c->arena, "fault." STR_FMT, STR_ARG(t->target));
    return (struct target_row){.target = t->target,
                               .label = t->label,
                               .note = note_of(f->c, t),
                               .value = f->typed ? req_value(f->r, str_c(f->c->arena, name)) : S(""),
                               .error = f->typed ? fault_of(f->c, t->target) : S("")};
}

/* Papers, each page of the form (folded, a form may ask eighty questions), the dossier as a whole. */
static enum rc add_targets(struct fields *f, const struct dossier *d, const struct procedure *p, struct move_view *m)
{
    const struct supplement_target whole = {.label = desk_label(f->c, "", S("desk.whole"), "")};
    struct supplement_target *all;
    size_t n;
    TRY(supplement_targets(f->c, d, p, &all, &n));
    struct target_group *groups = NEW_ARRAY(f->c->arena, struct target_group, n + 1), *g = groups;
    struct target_row *rows = NEW_ARRAY(f->c->arena, struct target_row, n + 1);
    for (size_t i = 0; i < n; i++) {
        bool first = i == 0 || !str_eq(all[i].page, all[i - 1].page), folds = all[i].page.n > 0;
        if (first)
            *g++ = (struct target_group){
                .title = folds ? all[i].page : say(f->c, MSG_move_targets_papers), .folds = folds, .rows = &rows[i]};
        rows[i] = target_row(f, &all[i]);
        g[-1].rows_n++;
        g[-1].open |= rows[i].value.n || rows[i].error.n;
    }
    rows[n] = target_row(f, &whole);
    *g++ = (struct target_group){.title = say(f->c, MSG_move_targets_other), .rows = &rows[n], .rows_n = 1};
    m->targets = groups;
    m->targets_n = (size_t)(g - groups);
    return OK;
}

/* ---- an answer to a request, taken in for somebody who stands at the counter ---- */

static void add_asked_papers(struct fields *f, const struct supplement *s)
{
    for (size_t i = 0; i < s->p->papers_n && f->n < FIELDS_MAX; i++) {
        const struct dossier_faults_row *asked = supplement_asks_paper(s, s->p->papers[i].key);
        if (!asked)
            continue;
        struct str name = str_printf(f->c->arena, "paper." STR_FMT, STR_ARG(s->p->papers[i].key));
        struct field_view *v = field_add(f, KIND_FILE, str_c(f->c->arena, name), false);
        v->label = s->p->papers[i].name;
        v->hint = asked->reason;
        v->accept = S(".pdf,.jpg,.jpeg,.png,.webp");
        v->value = S("");
    }
}

static enum rc add_asked(struct fields *f, const struct dossier *d, const struct procedure *p, struct move_view *m)
{
    struct eform_field_view *rows;
    struct supplement s;
    TRY(supplement_open(f->c, d, p, &s));
    if (f->typed) {
        posted_answers(f->c, f->r, &s);
        (void)supplement_change_rows(f->c, &s, req_value(f->r, "add"), req_value(f->r, "remove"));
    }
    supplement_rows(f->c, &s, &rows, &m->asked_n);
    m->asked = rows;
    m->hint = say(f->c, MSG_desk_supplement_hint);
    add_asked_papers(f, &s);
    return OK;
}

static bool is_danger(enum act act)
{
    return act == ACT_REFUSE || act == ACT_STOP;
}

static bool is_asked(const struct move_list_view *v, struct str field)
{
    for (size_t i = 0; i < v->rows_n; i++)
        for (size_t k = 0; k < v->rows[i].asked_n; k++)
            if (str_eq(v->rows[i].asked[k].name, field))
                return true;
    return false;
}

/* The same field stands in several forms of this page: the summary leads to the one that was sent. */
static void point_faults(struct ctx *c, struct str act, const struct move_list_view *v, struct shell *s)
{
    for (size_t i = 0; i < s->faults_n; i++) {
        struct str field = s->faults[i].field;
        if (is_asked(v, field)) /* a question of the form stands here once */
            continue;
        bool target = str_starts(field, S("paper:")) || str_starts(field, S("field:")) || str_eqc(field, "faults");
        if (str_eqc(field, "version") || str_eqc(field, "state"))
            field = S("");
        if (target)
            field = str_printf(c->arena, "fault." STR_FMT, STR_ARG(str_eqc(field, "faults") ? S("") : field));
        if (field.n)
            s->faults[i].field = str_printf(c->arena, STR_FMT "-" STR_FMT, STR_ARG(act), STR_ARG(field));
        else
            s->faults[i].field = S("");
    }
}

enum rc desk_moves_of(struct ctx *c, const struct req *r, const struct dossier *d, const struct procedure *p,
                      struct str act, struct desk_case_view *v)
{
    const struct move *allowed[ACT_COUNT];
    size_t n = dossier_moves_allowed(c, d, allowed);
    struct move_view *rows = NEW_ARRAY(c->arena, struct move_view, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct move *m = allowed[i];
        struct fields f = {.c = c,
                           .r = r,
                           .move = m,
                           .typed = str_eqc(act, m->name),
                           .rows = NEW_ARRAY(c->arena, struct field_view, FIELDS_MAX)};
        rows[i] = (struct move_view){.act = str_from(m->name),
                                     .label = desk_label(c, "act.", str_from(m->name), ""),
                                     .key = m->key ? str_printf(c->arena, "%c", m->key) : S(""),
                                     .primary = i == 0,
                                     .danger = is_danger(m->act),
                                     .open = f.typed};
        if ((m->needs | m->takes) & NEED_FAULTS)
            TRY(add_targets(&f, d, p, &rows[i]));
        if (act_is_answer(m->act))
            TRY(add_asked(&f, d, p, &rows[i]));
        TRY(add_fields(&f, p, d));
        rows[i].rows = f.rows;
        rows[i].rows_n = f.n;
    }
    v->moves = (struct move_list_view){.token = v->shell.token,
                                       .base = str_printf(c->arena, "/desk/dossiers/" STR_FMT, STR_ARG(d->code)),
                                       .version = d->version,
                                       .rows = rows,
                                       .rows_n = n};
    if (act.n)
        point_faults(c, act, &v->moves, &v->shell);
    return OK;
}
