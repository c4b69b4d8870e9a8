/* The answers of a paper form, entered by the counter: all pages on one, a part will do. What does not look right is
 * said, never refused: the paper is what was filed. */
#include "systems/desk/fill.h"

#include "core/dossier/supplement.h"
#include "core/eform/profile.h"
#include "core/eform/store.h"
#include "desk_pages.h"
#include "systems/desk/case.h"
#include "web/request.h"
#include "web/say.h"

enum { JSON_MAX = 1 << 20 };

struct filling {
    struct dossier d;
    const struct procedure *p;
    const struct eform *form;
    struct answers answers;
    struct eform_calendar calendar;
    struct eform_state *state;
};

struct fill_input {
    struct str code;
    int64_t version;
};
static const struct field shown_fields[] = {
    {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct fill_input, code)}};
static const struct field sent_fields[] = {
    {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct fill_input, code)},
    {"version", IN_FORM, FIELD_ID, .required = true, .offset = offsetof(struct fill_input, version)}};
const struct input desk_fill_shown = {"fill_shown", sizeof(struct fill_input), shown_fields, COUNT(shown_fields)};
const struct input desk_fill_sent = {"fill_sent", sizeof(struct fill_input), sent_fields, COUNT(sent_fields)};

/* As of the day the dossier came: by that day's codes and bounds. */
static void judge(struct ctx *c, struct filling *f)
{
    f->state = eform_judge_on(c, f->form, &f->answers, &f->calendar, day_of(f->d.submitted_at));
}

static enum rc filed_answers(struct ctx *c, struct filling *f)
{
    struct eform_state *filed;
    if (f->d.answers.n == 0 || str_eqc(f->d.answers, "{}")) /* what the office knows of the owner nobody types */
        return answers_from_person(c, f->form, f->d.owner_id, &f->answers);
    TRY(supplement_reading(c, &f->d, f->p, f->d.answers, &filed));
    f->answers = *filed->answers;
    return OK;
}

static enum rc filling_open(struct ctx *c, const struct req *r, struct filling *f)
{
    *f = (struct filling){.answers = answers_new(c->arena)};
    TRY(dossier_open(c, r->scope, req_value(r, "code"), &f->d));
    if (!dossier_takes_paper_form(c, &f->d))
        return fail(c, NOT_FOUND, MSG_dossier_answers_not_open, S(""));
    TRY(procedure_of_version(c, f->d.version_id, &f->p));
    TRY(eform_filed(c, f->p, f->d.form_name, &f->form));
    return eform_calendar_of(c, f->d.unit_id, &f->calendar);
}

static void take(struct ctx *c, const struct req *r, struct filling *f)
{
    struct str *names, *values;
    size_t n = req_posted(c, r, &names, &values);
    answers_take(&f->answers, f->form, NULL, names, values, n, false);
}

/* What is missing is no fault here: the paper may not say it. */
static void tell_given(struct ctx *c, struct eform_field_view *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!fault_of(c, rows[i].name).n)
            rows[i].error = S("");
}

static enum rc draw(struct ctx *c, const struct req *r, struct out *o, const struct filling *f, enum msg warn)
{
    struct desk_fill_view v = {.shell = shell_of(c, r, MSG_desk_fill_title),
                               .code = f->d.code,
                               .procedure = f->p->name,
                               .version = f->d.version};
    struct desk_fill_page *pages = NEW_ARRAY(c->arena, struct desk_fill_page, f->form->pages_n + 1);
    for (size_t i = 0; i < f->form->pages_n; i++) {
        struct eform_field_view *rows;
        struct desk_fill_page *page = &pages[v.pages_n];
        if (!f->state->page_shown[i])
            continue;
        *page = (struct desk_fill_page){.title = eform_label_in(&f->form->pages[i].title, c->lang)};
        eform_page_view(c, f->state, &f->form->pages[i], warn != MSG_NONE, &rows, &page->rows_n);
        tell_given(c, rows, page->rows_n);
        page->rows = rows;
        v.pages_n++;
    }
    v.pages = pages;
    if (warn != MSG_NONE && v.shell.faults_n)
        v.warn = say1(c, warn, ARG((int64_t)v.shell.faults_n));
    desk_fill_html(o, &v);
    return OK;
}

enum rc desk_fill_show(struct ctx *c, const struct req *r, struct out *o)
{
    struct filling f;
    TRY(filling_open(c, r, &f));
    TRY(filed_answers(c, &f));
    judge(c, &f);
    enum rc rc = eform_given_check(c, f.state); /* what was entered and could not be read stands there still */
    return rc == OK || rc == INVALID ? draw(c, r, o, &f, MSG_desk_fill_left) : rc;
}

/* Another was faster: what was typed stays, over the version that stands now. */
enum rc desk_fill_again(struct ctx *c, const struct req *r, struct out *o)
{
    struct filling f;
    size_t told = c->faults_n;
    TRY(filling_open(c, r, &f));
    c->faults_n = told;
    take(c, r, &f);
    judge(c, &f);
    return draw(c, r, o, &f, MSG_NONE);
}

static bool change_rows(const struct req *r, struct filling *f)
{
    struct str add = req_value(r, "add"), remove = req_value(r, "remove");
    return (add.n && answers_add_row(&f->answers, f->form, add)) ||
           (remove.n && answers_remove_row(&f->answers, f->form, remove));
}

enum rc desk_fill_save(struct ctx *c, const struct req *r, struct out *o)
{
    const struct fill_input *in = r->in;
    struct filling f;
    struct buf b = buf_new(c->arena, JSON_MAX);
    TRY(filling_open(c, r, &f));
    take(c, r, &f);
    bool rows_changed = change_rows(r, &f);
    judge(c, &f);
    if (rows_changed)
        return draw(c, r, o, &f, MSG_NONE);
    json_write_canonical(&b, eform_entered_json(c->arena, f.state));
    TRY(dossier_enter_answers(c, &f.d, in->version, buf_str(&b)));
    if (eform_given_check(c, f.state) == INVALID) /* kept all the same: each is shown at its place */
        return draw(c, r, o, &f, MSG_desk_fill_warn);
    return out_redirect(o, "/desk/dossiers/{}?done=enter_answers", &f.d.code, 1);
}
