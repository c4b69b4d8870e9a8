/* Beginning a draft, and one page of its form after another. A page that is refused is saved all the same: its handler
 * answers 422 with the faults and returns OK, because INVALID would undo the write. */
#include "base/message.h"
#include "base/text.h"
#include "core/actor/actor_queries.h"
#include "core/agency/agency.h"
#include "portal_pages.h"
#include "systems/portal/filing.h"
#include "web/say.h"

enum { STATUS_NOTHING = 204, STATUS_REFUSED = 422, RADIO_PLACES = 4 };

/* ---- start: where, and how the result comes ---- */

struct start_input {
    int64_t id;
    struct str code, unit, from;
    int64_t return_form;
};
#define START_ID                                                                                                       \
    {                                                                                                                  \
        "id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct start_input, id)                          \
    }
#define START_CODE                                                                                                     \
    {                                                                                                                  \
        "code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct start_input, code)                    \
    }
#define START_UNIT                                                                                                     \
    {                                                                                                                  \
        "unit", IN_FORM, FIELD_TEXT, .required = true, .label = MSG_portal_start_unit,                                 \
                                     .offset = offsetof(struct start_input, unit)                                      \
    }
#define START_RETURN                                                                                                   \
    {                                                                                                                  \
        "return_form", IN_FORM, FIELD_I64, .max = 1, .label = MSG_portal_start_return,                                 \
                                           .offset = offsetof(struct start_input, return_form)                         \
    }
#define START_FROM                                                                                                     \
    {                                                                                                                  \
        "from", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct start_input, from)                                     \
    }
static const struct field begin_fields[] = {START_CODE}, begun_fields[] = {START_CODE, START_UNIT, START_RETURN},
                          place_fields[] = {START_ID, START_FROM},
                          placed_fields[] = {START_ID, START_UNIT, START_RETURN, START_FROM};
#define START_INPUT(name)                                                                                              \
    {                                                                                                                  \
#name, sizeof(struct start_input), name##_fields, COUNT(name##_fields)                                         \
    }
static const struct input begin = START_INPUT(begin), begun = START_INPUT(begun), place = START_INPUT(place),
                          placed = START_INPUT(placed);

/* The address of the person on record says which agency: its name stands in the line. */
static enum rc nearest(struct ctx *c, const struct place *places, size_t n, struct str *code)
{
    struct person_by_id_row person = {0};
    bool found = false;
    if (c->actor)
        TRY(person_by_id(c, c->actor->person_id, &person, &found));
    struct str line = text_fold(c->arena, person.address);
    *code = S("");
    for (size_t i = 0; i < n && found && !code->n; i++) {
        struct str name = text_fold(c->arena, places[i].name);
        size_t at = str_search(name, S("phuong "), 0) < name.n ? str_search(name, S("phuong "), 0)
                                                               : str_search(name, S("xa "), 0);
        if (at < name.n && str_search(line, str_sub(name, at, name.n), 0) < line.n)
            *code = places[i].code;
    }
    return OK;
}

static const struct option_row *unit_options(struct ctx *c, const struct place *places, size_t n, struct str chosen,
                                             bool radios, size_t *rows_n)
{
    struct option_row *rows = NEW_ARRAY(c->arena, struct option_row, n + 2);
    *rows_n = 0;
    if (!radios)
        rows[(*rows_n)++] = (struct option_row){.label = say(c, MSG_portal_start_choose), .chosen = !chosen.n};
    for (size_t i = 0; i < n; i++)
        rows[(*rows_n)++] = (struct option_row){.value = places[i].code,
                                                .label = places[i].name,
                                                .hint = places[i].parent_name,
                                                .chosen = str_eq(places[i].code, chosen)};
    return rows;
}

static enum rc unit_field(struct ctx *c, const struct procedure *p, struct str typed, const struct shell *s,
                          struct field_view *f)
{
    struct place *places;
    size_t n;
    struct str chosen = typed;
    TRY(procedure_places(c, p, day_of(c->now), &places, &n));
    if (!chosen.n && n == 1)
        chosen = places[0].code;
    if (!chosen.n)
        TRY(nearest(c, places, n, &chosen));
    bool radios = n <= RADIO_PLACES;
    *f = (struct field_view){.kind = radios ? KIND_RADIOS : KIND_SELECT,
                             .name = S("unit"),
                             .label = say(c, MSG_portal_start_unit),
                             .hint = say(c, MSG_portal_start_unit_hint),
                             .error = shell_fault(s, "unit"),
                             .required = true};
    f->rows = unit_options(c, places, n, chosen, radios, &f->rows_n);
    return OK;
}

static struct field_view return_field(struct ctx *c, int64_t chosen, const struct shell *s)
{
    struct option_row *rows = NEW_ARRAY(c->arena, struct option_row, 2);
    rows[0] =
        (struct option_row){.value = S("0"), .label = say(c, MSG_portal_start_return_counter), .chosen = chosen != 1};
    rows[1] = (struct option_row){.value = S("1"),
                                  .label = say(c, MSG_portal_start_return_post),
                                  .hint = say(c, MSG_portal_start_return_post_hint),
                                  .chosen = chosen == 1};
    return (struct field_view){.kind = KIND_RADIOS,
                               .name = S("return_form"),
                               .label = say(c, MSG_portal_start_return),
                               .required = true,
                               .error = shell_fault(s, "return_form"),
                               .rows = rows,
                               .rows_n = 2};
}

/* Somebody who began this procedure before goes on rather than begin again. */
static enum rc offer_open_draft(struct ctx *c, const struct req *r, const struct procedure *p,
                                struct portal_start_view *v)
{
    struct draft_holder h = filing_holder(c, r);
    struct drafts_open_row *all;
    size_t n;
    TRY(drafts_open(c, h.person_id, h.session_id, 50, &all, &n));
    for (size_t i = 0; i < n && !v->open_url.n; i++)
        if (str_eq(all[i].procedure_code, p->code)) {
            v->open_url = str_printf(c->arena, "/drafts/%lld", (long long)all[i].id);
            v->open_saved = say1(c, MSG_portal_draft_saved, ARG(all[i].updated_at));
        }
    return OK;
}

static enum rc draw_start(struct ctx *c, const struct req *r, struct out *o, struct draft_work *w, bool is_draft)
{
    struct portal_start_view v = {.shell = shell_of(c, r, MSG_portal_start_title)};
    struct field_view *rows = NEW_ARRAY(c->arena, struct field_view, 2);
    struct agency unit = {0};
    struct str typed = req_value(r, "unit"), back = req_value(r, "return_form");
    if (!typed.n && w->draft.unit_id) {
        TRY(agency_get(c, w->draft.unit_id, &unit));
        typed = unit.code;
    }
    TRY(unit_field(c, w->procedure, typed, &v.shell, &rows[0]));
    rows[1] = return_field(c, back.n ? str_eqc(back, "1") : w->draft.return_form, &v.shell);
    v.rows = rows;
    v.rows_n = 2;
    v.filing = filing_head(c, w, FILING_START, NULL);
    if (!is_draft) {
        v.filing.saved = v.filing.until = S("");
        TRY(offer_open_draft(c, r, w->procedure, &v));
    }
    portal_start_html(o, &v);
    return OK;
}

/* A draft that is not there yet, so that the first page is drawn like all others. */
static enum rc unbegun(struct ctx *c, struct str code, struct draft_work *w)
{
    *w = (struct draft_work){.answers = answers_new(c->arena)};
    TRY(procedure_current(c, code, day_of(c->now), &w->procedure));
    TRY(eform_of(c, w->procedure, &w->form));
    return draft_judge(c, w);
}

static enum rc show_start(struct ctx *c, const struct req *r, struct out *o)
{
    const struct start_input *in = r->in;
    struct draft_work w;
    TRY(unbegun(c, in->code, &w));
    return draw_start(c, r, o, &w, false);
}

static enum rc place_chosen(struct ctx *c, const struct procedure *p, struct str code, int64_t *id)
{
    struct place *places;
    size_t n;
    TRY(procedure_places(c, p, day_of(c->now), &places, &n));
    *id = 0;
    for (size_t i = 0; i < n; i++)
        if (str_eq(places[i].code, code))
            *id = places[i].agency_id;
    return *id ? OK : fail(c, INVALID, MSG_dossier_choose_agency, S("unit"));
}

/* Officers act at their own desk; people and organisations file here, and strangers begin. */
static bool may_begin(const struct ctx *c)
{
    return !c->actor || actor_may(c->actor, PERM_DOSSIER_FILE);
}

static enum rc start(struct ctx *c, const struct req *r, struct out *o)
{
    const struct start_input *in = r->in;
    const struct procedure *p;
    struct draft_work w;
    struct draft draft;
    int64_t unit;
    TRY(procedure_current(c, in->code, day_of(c->now), &p));
    if (!may_begin(c))
        return fail(c, DENIED, MSG_general_denied, S(""));
    TRY(place_chosen(c, p, in->unit, &unit));
    TRY(session_keep(c, r));
    TRY(draft_begin(c, filing_holder(c, r), p, unit, &draft));
    TRY(draft_work_open(c, filing_holder(c, r), draft.id, &w));
    w.draft.return_form = in->return_form;
    TRY(draft_save(c, &w));
    return filing_go_on(c, o, &w, eform_page_first(w.state));
}

static enum rc show_start_again(struct ctx *c, const struct req *r, struct out *o)
{
    const struct start_input *in = r->in;
    struct draft_work w;
    bool answered;
    struct fault faults[FAULTS_MAX];
    size_t n = c->faults_n;
    for (size_t i = 0; i < n; i++)
        faults[i] = c->faults[i];
    TRY(filing_open(c, r, o, in->id, &w, &answered));
    c->faults_n = n; /* judging the draft has its own */
    for (size_t i = 0; i < n; i++)
        c->faults[i] = faults[i];
    return answered ? OK : draw_start(c, r, o, &w, true);
}

static enum rc start_again(struct ctx *c, const struct req *r, struct out *o)
{
    const struct start_input *in = r->in;
    struct draft_work w;
    bool answered;
    TRY(filing_open(c, r, o, in->id, &w, &answered));
    if (answered)
        return OK;
    TRY(place_chosen(c, w.procedure, in->unit, &w.draft.unit_id));
    w.draft.return_form = in->return_form;
    TRY(draft_save(c, &w));
    if (str_eqc(in->from, "check"))
        return filing_go(c, o, &w, FILING_CHECK, NULL);
    return filing_go_on(c, o, &w, eform_page_first(w.state));
}

/* ---- one page of the form ---- */

static const struct eform_page *page_of(const struct draft_work *w, int64_t n)
{
    return n >= 1 && (size_t)n <= w->form->pages_n ? &w->form->pages[n - 1] : NULL;
}

static enum rc draw_page(struct ctx *c, const struct req *r, struct out *o, struct draft_work *w,
                         const struct eform_page *page, bool tell)
{
    struct portal_form_view v = {.title = eform_label_in(&page->title, c->lang)};
    struct eform_field_view *rows;
    c->faults_n = 0;
    if (tell && eform_page_check(c, w->state, page) == INVALID)
        o->status = r->method == METHOD_POST ? STATUS_REFUSED : 0;
    v.shell = shell_titled(c, r, v.title);
    v.filing = filing_head(c, w, FILING_FORM, page);
    eform_page_view(c, w->state, page, tell, &rows, &v.rows_n);
    v.rows = rows;
    portal_form_html(o, &v);
    return OK;
}

static bool from_check(const struct req *r)
{
    const struct draft_input *in = r->in;
    return str_eqc(in->from, "check");
}

static enum rc show_page(struct ctx *c, const struct req *r, struct out *o)
{
    const struct draft_input *in = r->in;
    struct draft_work w;
    bool answered;
    TRY(filing_open(c, r, o, in->id, &w, &answered));
    if (answered)
        return OK;
    const struct eform_page *page = page_of(&w, in->page);
    return page ? draw_page(c, r, o, &w, page, from_check(r)) : fail(c, NOT_FOUND, MSG_general_not_found, S(""));
}

static void take(struct ctx *c, const struct req *r, struct draft_work *w, const struct eform_page *page)
{
    struct str *names, *values;
    size_t n = req_posted(c, r, &names, &values);
    answers_take(&w->answers, w->form, page, names, values, n, page != NULL);
}

static bool change_rows(const struct req *r, struct draft_work *w)
{
    struct str add = req_value(r, "add"), remove = req_value(r, "remove");
    return (add.n && answers_add_row(&w->answers, w->form, add)) ||
           (remove.n && answers_remove_row(&w->answers, w->form, remove));
}

static enum rc go_on(struct ctx *c, const struct req *r, struct out *o, const struct draft_work *w,
                     const struct eform_page *page)
{
    if (from_check(r))
        return filing_go(c, o, w, FILING_CHECK, NULL);
    return filing_go_on(c, o, w, eform_page_next(w->state, page));
}

static enum rc send_page(struct ctx *c, const struct req *r, struct out *o)
{
    const struct draft_input *in = r->in;
    struct draft_work w;
    bool answered;
    TRY(filing_open(c, r, o, in->id, &w, &answered));
    if (answered)
        return OK;
    const struct eform_page *page = page_of(&w, in->page);
    if (!page)
        return fail(c, NOT_FOUND, MSG_general_not_found, S(""));
    take(c, r, &w, page);
    bool rows_changed = change_rows(r, &w);
    TRY(draft_judge(c, &w));
    w.draft.page = page->id;
    TRY(draft_save(c, &w));
    if (rows_changed)
        return filing_go(c, o, &w, FILING_FORM, page);
    enum rc rc = eform_page_check(c, w.state, page);
    return rc == INVALID ? draw_page(c, r, o, &w, page, true) : go_on(c, r, o, &w, page);
}

/* From the first keystroke: takes what came, judges nothing. `_page` is the address the script stands on. */
static const struct eform_page *page_of_path(const struct draft_work *w, struct str path)
{
    size_t at = str_search(path, S("/pages/"), 0);
    int64_t n = 0;
    return at < path.n && str_to_i64(str_sub(path, at + 7, path.n), &n) ? page_of(w, n) : NULL;
}

static enum rc save(struct ctx *c, const struct req *r, struct out *o)
{
    const struct draft_input *in = r->in;
    struct draft_work w;
    TRY(draft_work_open(c, filing_holder(c, r), in->id, &w));
    o->status = STATUS_NOTHING;
    if (w.draft.submitted_id)
        return OK;
    take(c, r, &w, page_of_path(&w, req_value(r, "_page")));
    return draft_save(c, &w);
}

/* ---- the draft as a whole ---- */

/* Where one left off. */
static enum rc go_in(struct ctx *c, const struct req *r, struct out *o)
{
    const struct draft_input *in = r->in;
    struct draft_work w;
    bool answered;
    TRY(filing_open(c, r, o, in->id, &w, &answered));
    if (answered)
        return OK;
    for (const struct eform_page *p = eform_page_first(w.state); p; p = eform_page_next(w.state, p))
        if (!eform_page_done(w.state, p) || !w.draft.page.n)
            return filing_go(c, o, &w, FILING_FORM, p);
    return filing_go_on(c, o, &w, NULL);
}

static enum rc drop(struct ctx *c, const struct req *r, struct out *o)
{
    const struct draft_input *in = r->in;
    struct draft d;
    TRY(draft_open(c, filing_holder(c, r), in->id, &d));
    if (!d.submitted_id)
        TRY(draft_drop(c, d.id));
    return out_redirect(o, c->actor ? "/mine" : "/procedures", NULL, 0);
}

static const struct route routes[] = {
    {"portal.start.form", METHOD_GET, "/procedures/{code}/start", PERM_PUBLIC, &begin, show_start, 0,
     "Asks where a dossier goes", NULL, NULL},
    {"portal.start", METHOD_POST, "/procedures/{code}/start", PERM_PUBLIC, &begun, start, 0, "Begins a draft",
     show_start, NULL},
    {"portal.draft", METHOD_GET, "/drafts/{id}", PERM_PUBLIC, &portal_draft_named, go_in, 0,
     "Goes where the draft was left", NULL, NULL},
    {"portal.draft.start.form", METHOD_GET, "/drafts/{id}/start", PERM_PUBLIC, &place, show_start_again, 0,
     "Where a draft goes", NULL, NULL},
    {"portal.draft.start", METHOD_POST, "/drafts/{id}/start", PERM_PUBLIC, &placed, start_again, 0,
     "Changes where a draft goes", show_start_again, NULL},
    {"portal.draft.page", METHOD_GET, "/drafts/{id}/pages/{page}", PERM_PUBLIC, &portal_draft_paged, show_page, 0,
     "One page of the form", NULL, NULL},
    {"portal.draft.page.send", METHOD_POST, "/drafts/{id}/pages/{page}", PERM_PUBLIC, &portal_draft_paged, send_page, 0,
     "Takes the answers of one page", NULL, NULL},
    {"portal.draft.save", METHOD_POST, "/drafts/{id}/save", PERM_PUBLIC, &portal_draft_named, save, 0,
     "Keeps what was typed, unjudged", NULL, NULL},
    {"portal.draft.drop", METHOD_POST, "/drafts/{id}/drop", PERM_PUBLIC, &portal_draft_named, drop, 0,
     "Throws a draft away", NULL, NULL},
};
const struct room portal_filing_start = {"portal", routes, COUNT(routes)};
