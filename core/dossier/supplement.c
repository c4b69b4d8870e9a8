#include "core/dossier/supplement.h"

#include "base/message.h"
#include "core/actor/actor_queries.h"
#include "core/eform/store.h"

enum { NESTING = 8, JSON_MAX = 1 << 20 };

/* ---- reading ---- */

/* Reading empties c->faults before it finds none: what a page has to tell is put back. */
static enum rc read_answers(struct ctx *c, const struct eform *form, struct str text, struct answers *out)
{
    struct json *v = NULL;
    size_t told = c->faults_n;
    const char *why;
    if (!json_parse(c->arena, text.n ? text : S("{}"), JSON_MAX, &v, &why))
        return fail_detail(c, UNAVAILABLE, "stored answers cannot be read: %s", why);
    TRY(answers_of_json(c, form, v, false, out));
    c->faults_n = told;
    return OK;
}

enum rc supplement_reading(struct ctx *c, const struct dossier *d, const struct procedure *p, struct str answers,
                           struct eform_state **out)
{
    struct eform_calendar *calendar = NEW(c->arena, struct eform_calendar);
    struct answers *given = NEW(c->arena, struct answers);
    const struct eform *form;
    TRY(eform_filed(c, p, d->form_name, &form));
    TRY(eform_calendar_of(c, d->unit_id, calendar));
    TRY(read_answers(c, form, answers, given));
    *out = eform_judge_on(c, form, given, calendar, day_of(d->submitted_at));
    return OK;
}

static enum rc read_ask(struct ctx *c, struct supplement *s)
{
    struct dossier_supplements_row *rows;
    struct person_by_id_row who;
    size_t n;
    bool found;
    TRY(dossier_supplements(c, s->d->id, &rows, &n));
    if (s->d->state != STATE_SUPPLEMENT || n == 0 || rows[n - 1].answered_at.ms)
        return fail(c, CONFLICT, MSG_dossier_no_supplement_open, S("state"));
    s->ask = rows[n - 1];
    TRY(person_by_id(c, s->ask.asked_by, &who, &found));
    s->asked_by = found ? who.name : S("");
    return OK;
}

static enum rc read_faults(struct ctx *c, struct supplement *s)
{
    struct dossier_faults_row *rows;
    size_t n;
    TRY(dossier_faults(c, s->d->id, &rows, &n));
    struct dossier_faults_row *open = NEW_ARRAY(c->arena, struct dossier_faults_row, n + 1);
    for (size_t i = 0; i < n; i++)
        if (!rows[i].mended_at.ms)
            open[s->faults_n++] = rows[i];
    s->faults = open;
    return OK;
}

enum rc supplement_open(struct ctx *c, const struct dossier *d, const struct procedure *p, struct supplement *s)
{
    *s = (struct supplement){.d = d, .p = p};
    TRY(read_ask(c, s));
    TRY(read_faults(c, s));
    TRY(eform_filed(c, p, d->form_name, &s->form));
    TRY(eform_calendar_of(c, d->unit_id, &s->calendar));
    TRY(supplement_reading(c, d, p, d->answers, &s->before));
    TRY(read_answers(c, s->form, d->answers, &s->answers));
    s->now = s->before;
    return OK;
}

/* ---- what may be changed ---- */

static bool is_part_of(struct str name, struct str whole)
{
    return str_eq(name, whole) || (str_starts(name, whole) && name.n > whole.n && name.p[whole.n] == '.');
}

static struct str target_after(const struct dossier_faults_row *f, struct str kind)
{
    return str_starts(f->target, kind) ? str_sub(f->target, kind.n, f->target.n) : S("");
}

const struct dossier_faults_row *supplement_asks_field(const struct supplement *s, struct str name)
{
    for (size_t i = 0; i < s->faults_n; i++) {
        struct str field = target_after(&s->faults[i], S("field:"));
        if (field.n && is_part_of(name, field))
            return &s->faults[i];
    }
    return NULL;
}

const struct dossier_faults_row *supplement_asks_paper(const struct supplement *s, struct str key)
{
    for (size_t i = 0; i < s->faults_n; i++)
        if (str_eq(target_after(&s->faults[i], S("paper:")), key))
            return &s->faults[i];
    return NULL;
}

static bool is_known(const struct supplement *s, const struct dossier_faults_row *f)
{
    struct str field = target_after(f, S("field:"));
    return target_after(f, S("paper:")).n || (field.n && eform_slot_find(s->before, field));
}

bool supplement_is_note(const struct supplement *s, const struct dossier_faults_row *f)
{
    return !is_known(s, f);
}

bool supplement_takes_paper(const struct supplement *s, struct str key)
{
    bool whole = false;
    for (size_t i = 0; i < s->faults_n; i++)
        whole = whole || !is_known(s, &s->faults[i]);
    return whole || supplement_asks_paper(s, key);
}

/* A question that a changed answer brings up was never answered, so it is open too. */
static bool is_open(const struct supplement *s, struct str name)
{
    const struct eform_slot *slot = eform_slot_find(s->before, name);
    return supplement_asks_field(s, name) || !slot || !slot->shown;
}

/* ---- taking ---- */

static bool is_posted(const struct str *names, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(names[i], name))
            return true;
    return false;
}

/* A box that came back unticked sends nothing. */
static void clear_unticked(struct supplement *s, const struct str *names, size_t n)
{
    for (size_t i = 0; i < s->before->slots_n; i++) {
        const struct eform_slot *slot = &s->before->slots[i];
        bool ticks = slot->field && (slot->field->type == EFORM_DECLARATION || slot->field->type == EFORM_MULTI);
        if (ticks && supplement_asks_field(s, slot->name) && !is_posted(names, n, slot->name))
            answers_remove(&s->answers, slot->name);
    }
}

static void judge(struct ctx *c, struct supplement *s)
{
    s->now = eform_judge(c, s->form, &s->answers, &s->calendar);
}

/* A repeat asked for as a whole comes back as a whole: rows that are not there any more were taken away. */
static void clear_repeats(struct ctx *c, struct supplement *s)
{
    for (size_t i = 0; i < s->before->slots_n; i++) {
        const struct eform_slot *slot = &s->before->slots[i];
        if (!slot->field || slot->field->type != EFORM_REPEAT || !supplement_asks_field(s, slot->name))
            continue;
        for (size_t k = s->answers.n; k > 0; k--)
            if (is_part_of(s->answers.rows[k - 1].path, slot->name))
                answers_remove(&s->answers, str_dup(c->arena, s->answers.rows[k - 1].path));
    }
}

void supplement_take(struct ctx *c, struct supplement *s, const struct str *names, const struct str *values, size_t n)
{
    struct str *open = NEW_ARRAY(c->arena, struct str, n + 1), *typed = NEW_ARRAY(c->arena, struct str, n + 1);
    size_t open_n = 0;
    for (size_t i = 0; i < n; i++)
        if (eform_field_named(s->form, names[i]) && is_open(s, names[i])) {
            open[open_n] = names[i];
            typed[open_n++] = values[i];
        }
    clear_unticked(s, open, open_n);
    clear_repeats(c, s);
    answers_take(&s->answers, s->form, NULL, open, typed, open_n, false);
    judge(c, s);
}

bool supplement_change_rows(struct ctx *c, struct supplement *s, struct str add, struct str remove)
{
    bool changed = (add.n && supplement_asks_field(s, add) && answers_add_row(&s->answers, s->form, add)) ||
                   (remove.n && supplement_asks_field(s, remove) && answers_remove_row(&s->answers, s->form, remove));
    if (changed)
        judge(c, s);
    return changed;
}

enum rc supplement_take_json(struct ctx *c, struct supplement *s, const struct json *object)
{
    struct answers given;
    c->faults_n = 0;
    if (!object || object->kind != JV_OBJECT)
        return OK;
    TRY(answers_of_json(c, s->form, object, true, &given));
    for (size_t i = 0; i < given.n; i++) {
        const struct answer *a = &given.rows[i];
        if (is_open(s, a->path))
            answers_set(&s->answers, a->path, a->text);
        else if (!str_eq(answers_get(&s->answers, a->path), a->text))
            fault_add(c, MSG_dossier_not_asked, a->path, a->path, S(""));
    }
    judge(c, s);
    return faults_rc(c);
}

/* ---- judging ---- */

static bool slot_changed(const struct supplement *s, const struct eform_slot *now)
{
    const struct eform_slot *was = eform_slot_find(s->before, now->name);
    return !was || was->shown != now->shown || !str_eq(was->typed, now->typed);
}

/* With `field` empty: anything at all. */
static bool has_changed(const struct supplement *s, struct str field)
{
    for (size_t i = 0; i < s->now->slots_n; i++) {
        const struct eform_slot *slot = &s->now->slots[i];
        if ((field.n == 0 || is_part_of(slot->name, field)) && slot_changed(s, slot))
            return true;
    }
    return s->now->slots_n != s->before->slots_n;
}

static bool was_at_fault(const struct supplement *s, struct str name)
{
    const struct eform_slot *was = eform_slot_find(s->before, name);
    return was && was->shown && was->fault;
}

/* Of the form's faults only those this applicant can mend here and now. */
static void keep_open_faults(struct ctx *c, const struct supplement *s)
{
    size_t n = 0;
    for (size_t i = 0; i < c->faults_n; i++)
        if (supplement_asks_field(s, c->faults[i].field) || !was_at_fault(s, c->faults[i].field))
            c->faults[n++] = c->faults[i];
    c->faults_n = n;
}

static bool is_told(const struct ctx *c, struct str field)
{
    for (size_t i = 0; i < c->faults_n; i++)
        if (is_part_of(c->faults[i].field, field))
            return true;
    return false;
}

static void check_fault(struct ctx *c, const struct supplement *s, const struct dossier_faults_row *f,
                        const struct str *papers, size_t papers_n)
{
    struct str field = target_after(f, S("field:")), key = target_after(f, S("paper:"));
    if (key.n && !is_posted(papers, papers_n, key))
        fault_add(c, MSG_dossier_paper_not_replaced, str_printf(c->arena, "paper." STR_FMT, STR_ARG(key)), f->label,
                  S(""));
    else if (!key.n && is_known(s, f) && !has_changed(s, field) && !is_told(c, field))
        fault_add(c, MSG_dossier_answer_unchanged, field, f->label, S(""));
    else if (!is_known(s, f) && !papers_n && !is_told(c, S("message")))
        fault_add(c, MSG_dossier_answer_in_words, S("message"), f->label, S(""));
}

enum rc supplement_check(struct ctx *c, const struct supplement *s, const struct str *papers, size_t papers_n,
                         struct str message)
{
    enum rc rc = eform_page_check(c, s->now, NULL);
    if (rc != OK && rc != INVALID)
        return rc;
    keep_open_faults(c, s);
    for (size_t i = 0; i < s->faults_n && message.n == 0; i++)
        check_fault(c, s, &s->faults[i], papers, papers_n);
    return faults_rc(c);
}

struct str supplement_answers(struct ctx *c, const struct supplement *s)
{
    struct buf b = buf_new(c->arena, JSON_MAX);
    if (!has_changed(s, S("")))
        return S("");
    bool on_paper = s->d->channel == CHANNEL_DIRECT || s->d->channel == CHANNEL_POST;
    json_write_canonical(&b, on_paper ? eform_entered_json(c->arena, s->now) : eform_result_json(c->arena, s->now));
    return buf_str(&b);
}

/* ---- drawing ---- */

static struct str sentence_of(struct ctx *c, const struct supplement *s, struct str name)
{
    const struct dossier_faults_row *f = supplement_asks_field(s, name);
    struct str asked = f && str_eq(target_after(f, S("field:")), name) ? f->reason : S(""), told = S("");
    for (size_t i = 0; i < c->faults_n; i++)
        if (str_eq(c->faults[i].field, name))
            told = fault_text(c->arena, c->lang, &c->faults[i]);
    if (!asked.n || !told.n)
        return asked.n ? asked : told;
    return str_printf(c->arena, STR_FMT " " STR_FMT, STR_ARG(asked), STR_ARG(told));
}

static bool is_drawn(struct ctx *c, const struct supplement *s, const struct eform_field_view *row)
{
    if (row->control == EFORM_ADD)
        return supplement_asks_field(s, row->name) != NULL;
    if (row->hidden || row->control == EFORM_TEXT_ONLY || row->control == EFORM_SUM)
        return false;
    return supplement_asks_field(s, row->name) || is_told(c, row->name);
}

struct drawing {
    struct eform_field_view *rows;
    size_t n, depth, opened[NESTING];
};

static void put(struct drawing *g, const struct eform_field_view *row)
{
    g->rows[g->n++] = *row;
}

/* Groups and rows of a repeat stand around what is drawn of them; an empty one is taken back. */
static void draw(struct ctx *c, const struct supplement *s, struct drawing *g, struct eform_field_view *row)
{
    bool opens = row->control == EFORM_GROUP || row->control == EFORM_ROW,
         closes = row->control == EFORM_GROUP_END || row->control == EFORM_ROW_END;
    row->when_json = S("");
    row->removable = row->removable && supplement_asks_field(s, row->name);
    if (!closes)
        row->error = sentence_of(c, s, row->name);
    if (opens && g->depth < NESTING)
        g->opened[g->depth++] = g->n;
    if (closes && g->depth && g->n == g->opened[--g->depth] + 1) {
        g->n--;
        return;
    }
    if (opens || closes || is_drawn(c, s, row))
        put(g, row);
}

void supplement_rows(struct ctx *c, const struct supplement *s, struct eform_field_view **rows, size_t *n)
{
    struct drawing g = {.rows = NEW_ARRAY(c->arena, struct eform_field_view, s->now->slots_n * 3 + 1)};
    for (size_t i = 0; i < s->form->pages_n; i++) {
        struct eform_field_view *page;
        size_t page_n;
        if (!s->now->page_shown[i])
            continue;
        eform_page_view(c, s->now, &s->form->pages[i], false, &page, &page_n);
        for (size_t k = 0; k < page_n; k++)
            draw(c, s, &g, &page[k]);
    }
    *rows = g.rows;
    *n = g.n;
}
