/* What the pages of a filing have in common. */
#include "systems/portal/filing.h"

#include "base/message.h"
#include "web/say.h"

#define DRAFT_FIELD(member, place, kind) {#member, place, kind, .offset = offsetof(struct draft_input, member)}
#define DRAFT_ID {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct draft_input, id)}
static const struct field named_fields[] = {DRAFT_ID, DRAFT_FIELD(from, IN_QUERY, FIELD_TEXT)};
static const struct field paged_fields[] = {DRAFT_ID, DRAFT_FIELD(page, IN_PATH, FIELD_I64),
                                            DRAFT_FIELD(from, IN_QUERY, FIELD_TEXT)};
static const struct field keyed_fields[] = {DRAFT_ID, DRAFT_FIELD(key, IN_PATH, FIELD_TEXT)};
const struct input portal_draft_named = {"draft_named", sizeof(struct draft_input), named_fields, COUNT(named_fields)};
const struct input portal_draft_paged = {"draft_paged", sizeof(struct draft_input), paged_fields, COUNT(paged_fields)};
const struct input portal_draft_keyed = {"draft_keyed", sizeof(struct draft_input), keyed_fields, COUNT(keyed_fields)};

enum { DRAFTS_SHOWN = 50 };

struct draft_holder filing_holder(const struct ctx *c, const struct req *r)
{
    return (struct draft_holder){.session_id = r->session ? r->session->id : 0,
                                 .person_id = c->actor ? c->actor->person_id : 0};
}

enum rc filing_open(struct ctx *c, const struct req *r, struct out *o, int64_t id, struct draft_work *w, bool *answered)
{
    struct draft_holder holder = filing_holder(c, r);
    enum rc rc = draft_work_open(c, holder, id, w);
    *answered = rc == NOT_FOUND && !holder.person_id;
    if (*answered)
        return out_redirect(o, "/sign-in?back={}", &r->path, 1);
    struct dossier d;
    if (rc == OK && w->draft.dossier_id) { /* files for a supplement have a page of their own */
        TRY(dossier_open_by_id(c, w->draft.dossier_id, &d));
        *answered = true;
        return out_redirect(o, "/mine/{}/supplement", &d.code, 1);
    }
    if (rc != OK || !w->draft.submitted_id)
        return rc;
    TRY(dossier_open_by_id(c, w->draft.submitted_id, &d));
    *answered = true;
    return out_redirect(o, "/mine/{}/done", &d.code, 1);
}

/* ---- addresses ---- */

struct str filing_url(struct ctx *c, const struct draft_work *w, enum filing_place at, const struct eform_page *page)
{
    static const char *const names[] = {"start", "pages", "papers", "check"};
    long long id = (long long)w->draft.id;
    if (at == FILING_FORM)
        return str_printf(c->arena, "/drafts/%lld/pages/%zu", id, (size_t)(page - w->form->pages) + 1);
    return str_printf(c->arena, "/drafts/%lld/%s", id, names[at]);
}

enum rc filing_go(struct ctx *c, struct out *o, const struct draft_work *w, enum filing_place at,
                  const struct eform_page *page)
{
    struct str url = filing_url(c, w, at, page);
    return out_back(o, url, "/");
}

enum rc filing_go_on(struct ctx *c, struct out *o, const struct draft_work *w, const struct eform_page *next)
{
    return filing_go(c, o, w, next ? FILING_FORM : w->form->papers_n ? FILING_PAPERS : FILING_CHECK, next);
}

static struct str url_before(struct ctx *c, const struct draft_work *w, enum filing_place at,
                             const struct eform_page *page)
{
    const struct eform_page *before = NULL;
    if (at == FILING_START)
        return str_printf(c->arena, "/procedures/" STR_FMT, STR_ARG(w->procedure->code));
    if (at == FILING_CHECK && w->form->papers_n)
        return filing_url(c, w, FILING_PAPERS, NULL);
    if (at == FILING_FORM)
        before = eform_page_before(w->state, page);
    else
        for (const struct eform_page *p = eform_page_first(w->state); p; p = eform_page_next(w->state, p))
            before = p;
    return before ? filing_url(c, w, FILING_FORM, before) : filing_url(c, w, FILING_START, NULL);
}

/* ---- the head of a page ---- */

static void add_step(struct stepper_view *v, struct step_row *rows, bool now, struct str label)
{
    struct step_row *row = &rows[v->rows_n++];
    row->label = label;
    row->state = now ? LIFE_NOW : v->at ? LIFE_NEXT : LIFE_DONE;
    if (!now)
        return;
    v->at = (int64_t)v->rows_n;
    v->label = label;
}

static struct stepper_view steps_of(struct ctx *c, const struct draft_work *w, enum filing_place at,
                                    const struct eform_page *page)
{
    struct stepper_view v = {0};
    struct step_row *rows = NEW_ARRAY(c->arena, struct step_row, w->form->pages_n + 3);
    add_step(&v, rows, at == FILING_START, say(c, MSG_portal_step_start));
    for (const struct eform_page *p = eform_page_first(w->state); p; p = eform_page_next(w->state, p))
        add_step(&v, rows, p == page, eform_label_in(&p->title, c->lang));
    if (w->form->papers_n)
        add_step(&v, rows, at == FILING_PAPERS, say(c, MSG_portal_step_papers));
    add_step(&v, rows, at == FILING_CHECK, say(c, MSG_portal_step_check));
    v.rows = rows;
    v.of = (int64_t)v.rows_n;
    return v;
}

struct portal_filing filing_head(struct ctx *c, const struct draft_work *w, enum filing_place at,
                                 const struct eform_page *page)
{
    return (struct portal_filing){
        .procedure = w->procedure->name,
        .code = w->procedure->code,
        .draft_id = w->draft.id,
        .stepper = steps_of(c, w, at, page),
        .back = url_before(c, w, at, page),
        .saved = say1(c, MSG_portal_draft_saved, ARG(w->draft.updated_at)),
        .until = say1(c, MSG_portal_draft_until, ARG(draft_until(&w->draft))),
    };
}

/* ---- papers ---- */

static struct file_list_view files_of(struct ctx *c, const struct draft_work *w, struct str key, bool removable)
{
    struct file_list_view v = {0};
    struct file_row *rows = NEW_ARRAY(c->arena, struct file_row, w->papers_n + 1);
    for (size_t i = 0; i < w->papers_n; i++) {
        const struct draft_paper *p = &w->papers[i];
        if (!str_eq(p->paper_key, key))
            continue;
        rows[v.rows_n++] = (struct file_row){
            .name = p->file_name,
            .url = str_printf(c->arena, "/drafts/%lld/files/%lld", (long long)w->draft.id, (long long)p->id),
            .size = p->size,
            .remove = removable ? str_printf(c->arena, "%lld", (long long)p->id) : S("")};
    }
    v.rows = rows;
    return v;
}

/* "1 bản chính, 2 bản sao" of the catalogue, where the form's paper is one of its components. */
static struct str count_of(const struct ctx *c, const struct procedure *p, struct str key)
{
    struct str parts[2];
    size_t n = 0;
    for (size_t i = 0; i < p->papers_n; i++) {
        if (!str_eq(p->papers[i].key, key))
            continue;
        if (p->papers[i].originals > 0)
            parts[n++] = say1(c, MSG_portal_paper_originals, ARG(p->papers[i].originals));
        if (p->papers[i].copies > 0)
            parts[n++] = say1(c, MSG_portal_paper_copies, ARG(p->papers[i].copies));
        break;
    }
    return str_join(c->arena, S(", "), parts, n);
}

struct portal_attach_row *filing_papers(struct ctx *c, const struct draft_work *w, const struct shell *s,
                                        bool removable, size_t *n)
{
    struct eform_paper_view *papers;
    eform_papers_view(c, w->state, w->present, w->present_n, &papers, n);
    struct portal_attach_row *rows = NEW_ARRAY(c->arena, struct portal_attach_row, *n + 1);
    for (size_t i = 0; i < *n; i++) {
        const char *field = str_c(c->arena, str_printf(c->arena, "paper." STR_FMT, STR_ARG(papers[i].id)));
        struct str count = count_of(c, w->procedure, papers[i].id);
        rows[i] = (struct portal_attach_row){
            .key = papers[i].id,
            .name = papers[i].name,
            .hint = papers[i].hint.n ? papers[i].hint
                    : count.n        ? say1(c, MSG_portal_papers_count, ARG(count))
                                     : S(""),
            .error = shell_fault(s, field),
            .required = papers[i].required,
            .files = files_of(c, w, papers[i].id, removable)};
    }
    return rows;
}

/* ---- the list ---- */

static enum rc draft_row(struct ctx *c, const struct drafts_open_row *d, struct portal_draft_row *row)
{
    const struct procedure *p;
    const struct draft as = {.updated_at = d->updated_at};
    TRY(procedure_of_version(c, d->version_id, &p));
    *row = (struct portal_draft_row){.id = d->id,
                                     .procedure = p->name,
                                     .saved = say1(c, MSG_portal_draft_saved, ARG(d->updated_at)),
                                     .until = say1(c, MSG_portal_draft_until, ARG(draft_until(&as))),
                                     .url = str_printf(c->arena, "/drafts/%lld", (long long)d->id)};
    return OK;
}

enum rc filing_drafts(struct ctx *c, const struct req *r, struct portal_mine_view *v)
{
    struct draft_holder h = filing_holder(c, r);
    struct drafts_open_row *all;
    size_t n;
    TRY(drafts_open(c, h.person_id, h.session_id, DRAFTS_SHOWN, &all, &n));
    struct portal_draft_row *rows = NEW_ARRAY(c->arena, struct portal_draft_row, n + 1);
    for (size_t i = 0; i < n; i++)
        TRY(draft_row(c, &all[i], &rows[i]));
    v->drafts = rows;
    v->drafts_n = n;
    return OK;
}
