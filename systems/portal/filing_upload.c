/* Papers of a draft in pieces: tus 1.0 with creation, termination and expiry. Each request opens the draft anew, so an
 * upload is its owner's alone; to all others there is none. Refusals are told in plain words: the script shows them. */
#include "base/message.h"
#include "base/text.h"
#include "core/dossier/supplement.h"
#include "core/file/upload.h"
#include "format/digest.h"
#include "systems/portal/filing.h"

enum {
    STATUS_CREATED = 201,
    STATUS_NOTHING = 204,
    STATUS_OLD = 412,
    STATUS_LARGE = 413,
    STATUS_REFUSED = 422,
    MB = 1 << 20,
    NAME_MAX_BYTES = 200
};

static void head(struct ctx *c, struct out *o, int64_t offset)
{
    out_header(o, "Tus-Resumable", S("1.0.0"));
    out_header(o, "Upload-Offset", str_printf(c->arena, "%lld", (long long)offset));
}

static enum rc refuse(struct ctx *c, struct out *o, enum rc why, int status)
{
    if (why != INVALID)
        return why;
    o->status = status;
    o->type = "text/plain; charset=utf-8";
    buf_put(&o->body, fault_text(c->arena, c->lang, &c->fault));
    out_header(o, "Tus-Resumable", S("1.0.0"));
    return OK;
}

static bool speaks_tus(const struct req *r)
{
    return str_eqc(req_header(r, "Tus-Resumable"), "1.0.0");
}

static enum rc another_version(struct out *o)
{
    o->status = STATUS_OLD;
    out_header(o, "Tus-Version", S("1.0.0"));
    return OK;
}

/* ---- creation ---- */

/* "filename dMOq,filetype YQ==": the name without folders; what is no text is left out. */
static struct str file_name(struct ctx *c, struct str metadata)
{
    struct str name = S("");
    while (metadata.n) {
        struct str pair = str_trim(str_cut(&metadata, ',')), key = str_cut(&pair, ' ');
        if (str_eqc(key, "filename") && !base64_decode(c->arena, pair, &name))
            name = S("");
    }
    for (size_t i = name.n; i > 0; i--)
        if (name.p[i - 1] == '/' || name.p[i - 1] == '\\') {
            name = str_sub(name, i, name.n);
            break;
        }
    bool good = text_is_valid(name) && name.n > 0 && name.n <= NAME_MAX_BYTES;
    for (size_t i = 0; i < name.n; i++)
        good = good && (unsigned char)name.p[i] >= ' ';
    return good ? text_nfc(c->arena, name) : msg_text(c->arena, c->lang, MSG_file_unnamed, NULL, 0);
}

static enum rc begin_in(struct ctx *c, const struct req *r, struct out *o, const struct draft_work *w, struct str key)
{
    const struct eform_paper *p = draft_paper_find(w, key);
    struct upload u;
    int64_t total = 0;
    if (!speaks_tus(r))
        return another_version(o);
    if (!p || w->draft.submitted_id)
        return fail(c, NOT_FOUND, MSG_draft_no_such_paper, S("key"));
    if (!str_to_i64(req_header(r, "Upload-Length"), &total) || total < 0)
        return fail(c, INVALID, MSG_file_upload_length, S("Upload-Length"));
    if (total > p->most_mb * MB) {
        struct str most = str_printf(c->arena, "%lld", (long long)p->most_mb);
        return refuse(c, o, fail_with(c, INVALID, MSG_file_too_large, S("file"), most, S("")), STATUS_LARGE);
    }
    const struct upload_new n = {
        .file_name = file_name(c, req_header(r, "Upload-Metadata")),
        .purpose = str_printf(c->arena, "draft:%lld:" STR_FMT, (long long)w->draft.id, STR_ARG(key)),
        .session_id = w->draft.session_id,
        .person_id = w->draft.person_id,
        .total = total};
    enum rc rc = upload_begin(c, &n, &u);
    if (rc != OK)
        return refuse(c, o, rc, STATUS_REFUSED);
    o->status = STATUS_CREATED;
    out_header(o, "Location", str_printf(c->arena, "/uploads/" STR_FMT, STR_ARG(u.id)));
    head(c, o, 0);
    return OK;
}

static enum rc begin(struct ctx *c, const struct req *r, struct out *o)
{
    const struct draft_input *in = r->in;
    struct draft_work w;
    TRY(draft_work_open(c, filing_holder(c, r), in->id, &w));
    return begin_in(c, r, o, &w, in->key);
}

/* The first file of an answer makes the draft that holds them until the answer is sent. */
struct answer_input {
    struct str code, key;
};
INPUT(answer_input, {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct answer_input, code)},
      {"key", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct answer_input, key)});

static enum rc begin_answer(struct ctx *c, const struct req *r, struct out *o)
{
    const struct answer_input *in = r->in;
    const struct procedure *p;
    struct draft_work w;
    struct supplement s;
    struct draft draft;
    struct dossier d;
    int64_t id;
    TRY(dossier_open_mine(c, r->scope, in->code, &d));
    TRY(procedure_of_version(c, d.version_id, &p));
    TRY(supplement_open(c, &d, p, &s));
    if (!supplement_takes_paper(&s, in->key))
        return fail(c, NOT_FOUND, MSG_draft_no_such_paper, S("key"));
    TRY(draft_of_answer(c, c->actor->person_id, &d, &id));
    if (!id) {
        TRY(draft_begin_answer(c, c->actor->person_id, &d, p, &draft));
        id = draft.id;
    }
    TRY(draft_work_open(c, filing_holder(c, r), id, &w));
    return begin_in(c, r, o, &w, in->key);
}

/* ---- one upload ---- */

struct upload_input {
    struct str id;
};
INPUT(upload_input, {"id", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct upload_input, id)});

/* "draft:12:p1" */
static enum rc open_upload(struct ctx *c, const struct req *r, struct upload *u, struct draft_work *w, struct str *key)
{
    int64_t draft;
    TRY(upload_find(c, req_value(r, "id"), u));
    struct str rest = u->purpose;
    (void)str_cut(&rest, ':');
    if (!str_to_i64(str_cut(&rest, ':'), &draft))
        return fail(c, NOT_FOUND, MSG_general_not_found, S(""));
    *key = rest;
    return draft_work_open(c, filing_holder(c, r), draft, w);
}

static enum rc show(struct ctx *c, const struct req *r, struct out *o)
{
    struct draft_work w;
    struct upload u;
    struct str key;
    int64_t offset;
    TRY(open_upload(c, r, &u, &w, &key));
    TRY(upload_offset(c, &u, &offset));
    head(c, o, offset);
    out_header(o, "Upload-Length", str_printf(c->arena, "%lld", (long long)u.total));
    o->status = STATUS_NOTHING;
    return OK;
}

static enum rc open_body(struct ctx *c, const struct req *r, int *fd)
{
    struct draft_work w;
    struct upload u;
    struct str key;
    int64_t offset, length;
    TRY(open_upload(c, r, &u, &w, &key));
    if (!speaks_tus(r) || !str_to_i64(req_header(r, "Upload-Offset"), &offset) ||
        !str_to_i64(req_header(r, "Content-Length"), &length) || length > u.total - offset)
        return fail(c, INVALID, MSG_file_upload_offset, S("Upload-Offset"));
    return upload_open(c, &u, offset, fd);
}

static enum rc attach(struct ctx *c, const struct upload *u, struct draft_work *w, struct str key)
{
    const struct eform_paper *p = draft_paper_find(w, key);
    struct str field = str_printf(c->arena, "paper." STR_FMT, STR_ARG(key));
    struct upload_kept kept;
    if (!p || w->draft.submitted_id)
        return fail(c, INVALID, MSG_draft_no_such_paper, field);
    TRY(upload_finish(c, u, p->most_mb, field, &kept));
    const struct kept_file file = {
        .sha256 = kept.sha256, .mime = kept.mime, .file_name = u->file_name, .size = kept.size};
    TRY(draft_attach(c, w, key, &file));
    return draft_save(c, w);
}

/* The last piece makes the file one of the draft, or is told why not and goes. */
static enum rc take(struct ctx *c, const struct req *r, struct out *o)
{
    struct draft_work w;
    struct upload u;
    struct str key;
    int64_t offset;
    TRY(open_upload(c, r, &u, &w, &key));
    TRY(upload_offset(c, &u, &offset));
    if (offset == u.total && !u.sha256.n) {
        enum rc rc = attach(c, &u, &w, key);
        if (rc == INVALID) {
            struct fault why = c->fault;
            TRY(upload_drop(c, u.id));
            c->fault = why;
            return refuse(c, o, rc, STATUS_REFUSED);
        }
        if (rc != OK)
            return rc;
    }
    head(c, o, offset);
    o->status = STATUS_NOTHING;
    return OK;
}

static enum rc end(struct ctx *c, const struct req *r, struct out *o)
{
    struct draft_work w;
    struct upload u;
    struct str key;
    TRY(open_upload(c, r, &u, &w, &key));
    TRY(upload_drop(c, u.id));
    out_header(o, "Tus-Resumable", S("1.0.0"));
    o->status = STATUS_NOTHING;
    return OK;
}

static enum rc options(struct ctx *c, const struct req *r, struct out *o)
{
    (void)c, (void)r;
    out_header(o, "Tus-Resumable", S("1.0.0"));
    out_header(o, "Tus-Version", S("1.0.0"));
    out_header(o, "Tus-Extension", S("creation,termination,expiration"));
    o->status = STATUS_NOTHING;
    return OK;
}

static const struct route routes[] = {
    {"portal.upload.begin", METHOD_POST, "/drafts/{id}/papers/{key}/upload", PERM_PUBLIC, &portal_draft_keyed, begin,
     ROUTE_API, "Begins a resumable upload (tus 1.0) of a paper of a draft", NULL, NULL},
    {"portal.upload.answer", METHOD_POST, "/mine/{code}/supplement/papers/{key}/upload", PERM_DOSSIER_FILE,
     &answer_input, begin_answer, ROUTE_API, "Begins a resumable upload (tus 1.0) of a paper that was asked for", NULL,
     NULL},
    {"portal.upload.options", METHOD_OPTIONS, "/uploads", PERM_PUBLIC, NULL, options, ROUTE_API,
     "What the server knows of tus", NULL, NULL},
    {"portal.upload.show", METHOD_HEAD, "/uploads/{id}", PERM_PUBLIC, &upload_input, show, ROUTE_API,
     "How far an upload has come", NULL, NULL},
    {"portal.upload.take", METHOD_PATCH, "/uploads/{id}", PERM_PUBLIC, &upload_input, take,
     ROUTE_API | ROUTE_BODY_STREAM, "Takes the next bytes of an upload", NULL, open_body},
    {"portal.upload.end", METHOD_DELETE, "/uploads/{id}", PERM_PUBLIC, &upload_input, end, ROUTE_API,
     "Gives an upload up", NULL, NULL},
};
const struct room portal_uploads = {"portal", routes, COUNT(routes)};
