/* The papers of a draft: plain upload of several files a paper, one by one removable. A file that is refused leaves the
 * others where they are. */
#include "base/message.h"
#include "core/file/file.h"
#include "portal_pages.h"
#include "systems/portal/filing.h"
#include "web/part.h"
#include "web/say.h"
#include "web/send.h"

enum { STATUS_REFUSED = 422, REUSE_MOST = 5 };

static int64_t most_mb(const struct draft_work *w)
{
    int64_t most = 1;
    for (size_t i = 0; i < w->form->papers_n; i++)
        if (w->form->papers[i].most_mb > most)
            most = w->form->papers[i].most_mb;
    return most;
}

static void put_reuse(struct ctx *c, const struct draft_reusable *all, size_t n, struct portal_attach_row *row)
{
    row->reuse = NEW_ARRAY(c->arena, struct portal_reuse_row, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct msg_arg of[] = {ARG(all[i].code), ARG(when(c, all[i].added_at))};
        if (str_eq(all[i].key, row->key) && row->reuse_n < REUSE_MOST)
            row->reuse[row->reuse_n++] = (struct portal_reuse_row){
                .name = all[i].file.file_name,
                .note = msg_text(c->arena, c->lang, MSG_portal_papers_reuse_of, of, COUNT(of)),
                .use = str_printf(c->arena, STR_FMT ":%lld", STR_ARG(row->key), (long long)all[i].id)};
    }
}

/* Shows c->faults. */
static enum rc draw(struct ctx *c, const struct req *r, struct out *o, const struct draft_work *w)
{
    struct draft_reusable *reusable;
    size_t reusable_n;
    struct portal_papers_view v = {.shell = shell_of(c, r, MSG_portal_papers_title),
                                   .filing = filing_head(c, w, FILING_PAPERS, NULL),
                                   .max_bytes = most_mb(w) * 1024 * 1024};
    struct msg_arg mb = ARG(most_mb(w));
    v.limits = msg_text(c->arena, c->lang, MSG_portal_papers_limits, &mb, 1);
    struct portal_attach_row *rows = filing_papers(c, w, &v.shell, true, &v.rows_n);
    TRY(draft_reusables(c, r->scope, w, &reusable, &reusable_n));
    for (size_t i = 0; i < v.rows_n; i++)
        put_reuse(c, reusable, reusable_n, &rows[i]);
    v.rows = rows;
    portal_papers_html(o, &v);
    return OK;
}

/* The faults of papers that are required and not there, without those of the form's answers. */
static void tell_missing(struct ctx *c, const struct draft_work *w)
{
    size_t n = 0;
    if (eform_submit_check(c, w->state, w->present, w->present_n) == OK)
        return;
    for (size_t i = 0; i < c->faults_n; i++)
        if (str_starts(c->faults[i].field, S("paper.")))
            c->faults[n++] = c->faults[i];
    c->faults_n = n;
}

static enum rc show(struct ctx *c, const struct req *r, struct out *o)
{
    const struct draft_input *in = r->in;
    struct draft_work w;
    bool answered;
    TRY(filing_open(c, r, o, in->id, &w, &answered));
    if (answered)
        return OK;
    c->faults_n = 0;
    if (str_eqc(in->from, "check"))
        tell_missing(c, &w);
    return draw(c, r, o, &w);
}

static enum rc keep_one(struct ctx *c, const struct file_part *f, struct draft_work *w)
{
    struct kept_file file;
    struct str key = str_starts(f->part, S("paper.")) ? str_sub(f->part, 6, f->part.n) : S("");
    const struct eform_paper *p = draft_paper_find(w, key);
    if (!p)
        return fail(c, INVALID, MSG_draft_no_such_paper, f->part);
    TRY(part_keep(c, f, p->most_mb, &file));
    return draft_attach(c, w, key, &file);
}

/* Each file in a frame of its own: what one wrote before it was refused is undone. */
static enum rc keep_files(struct ctx *c, const struct req *r, struct draft_work *w, struct fault *refused, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < r->files_n; i++) {
        TRY(db_savepoint(c));
        enum rc rc = keep_one(c, &r->files[i], w);
        if (rc == OK) {
            TRY(db_release(c));
            continue;
        }
        struct fault why = c->fault;
        db_rollback_to(c);
        if (rc != INVALID)
            return rc;
        if (*n < FAULTS_MAX)
            refused[(*n)++] = why;
    }
    return OK;
}

/* The button of one file: "p2:12". */
static enum rc use_again(struct ctx *c, const struct req *r, struct draft_work *w, struct fault *refused, size_t *n)
{
    struct str id = req_value(r, "use"), key = str_cut(&id, ':');
    int64_t paper = 0;
    if (!key.n)
        return OK;
    (void)str_to_i64(id, &paper);
    enum rc rc = draft_reuse(c, r->scope, w, key, paper);
    if (rc == INVALID && *n < FAULTS_MAX)
        refused[(*n)++] = c->fault;
    return rc == INVALID ? OK : rc;
}

static void tell(struct ctx *c, const struct fault *refused, size_t n)
{
    c->faults_n = 0;
    for (size_t i = 0; i < n; i++)
        fault_add(c, refused[i].msg, refused[i].field, refused[i].arg[0], refused[i].arg[1]);
}

static enum rc send(struct ctx *c, const struct req *r, struct out *o)
{
    const struct draft_input *in = r->in;
    struct fault refused[FAULTS_MAX];
    struct draft_work w;
    size_t refused_n;
    int64_t gone;
    bool answered;
    TRY(filing_open(c, r, o, in->id, &w, &answered));
    if (answered)
        return OK;
    TRY(keep_files(c, r, &w, refused, &refused_n));
    TRY(use_again(c, r, &w, refused, &refused_n));
    bool removes = str_to_i64(req_value(r, "remove"), &gone);
    if (removes)
        TRY(draft_detach(c, &w, gone));
    TRY(draft_save(c, &w));
    if (refused_n)
        tell(c, refused, refused_n);
    else if (removes || req_value(r, "use").n)
        return filing_go(c, o, &w, FILING_PAPERS, NULL);
    else
        tell_missing(c, &w);
    if (!c->faults_n)
        return filing_go(c, o, &w, FILING_CHECK, NULL);
    o->status = STATUS_REFUSED;
    return draw(c, r, o, &w);
}

/* ---- one's own file, to look at it again ---- */

struct file_input {
    int64_t id, file;
};
INPUT(file_input, {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct file_input, id)},
      {"file", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct file_input, file)});

static enum rc fetch(struct ctx *c, const struct req *r, struct out *o)
{
    const struct file_input *in = r->in;
    struct draft_work w;
    bool answered;
    TRY(filing_open(c, r, o, in->id, &w, &answered));
    for (size_t i = 0; i < w.papers_n && !answered; i++)
        if (w.papers[i].id == in->file)
            return send_kept(c, o,
                             &(struct kept_file){.sha256 = w.papers[i].sha256,
                                                 .mime = w.papers[i].mime,
                                                 .file_name = w.papers[i].file_name,
                                                 .size = w.papers[i].size});
    return answered ? OK : fail(c, NOT_FOUND, MSG_general_not_found, S(""));
}

static const struct route routes[] = {
    {"portal.draft.papers", METHOD_GET, "/drafts/{id}/papers", PERM_PUBLIC, &portal_draft_named, show, 0,
     "The papers of a draft", NULL, NULL},
    {"portal.draft.papers.send", METHOD_POST, "/drafts/{id}/papers", PERM_PUBLIC, &portal_draft_named, send,
     ROUTE_FILES, "Takes papers, or removes one", NULL, NULL},
    {"portal.draft.file", METHOD_GET, "/drafts/{id}/files/{file}", PERM_PUBLIC, &file_input, fetch, 0,
     "A file of one's own draft", NULL, NULL},
};
const struct room portal_filing_papers = {"portal", routes, COUNT(routes)};
