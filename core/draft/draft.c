#include "core/draft/draft.h"

#include "base/id.h"
#include "base/message.h"
#include "core/actor/store.h"
#include "core/eform/profile.h"
#include "core/file/file.h"
#include "format/digest.h"

enum { ANSWERS_MAX_BYTES = 1 << 20 };

static struct str json_text(struct ctx *c, const struct json *j)
{
    struct buf b = buf_new(c->arena, ANSWERS_MAX_BYTES);
    json_write_canonical(&b, j);
    return buf_str(&b);
}

static enum rc insert(struct ctx *c, const struct draft *d)
{
    return draft_insert(c,
                        &(struct draft_insert_args){.id = d->id,
                                                    .session_id = d->session_id,
                                                    .person_id = d->person_id,
                                                    .procedure_code = d->procedure_code,
                                                    .version_id = d->version_id,
                                                    .unit_id = d->unit_id,
                                                    .dossier_id = d->dossier_id,
                                                    .submit_key = d->submit_key,
                                                    .answers = d->answers,
                                                    .created_at = d->created_at,
                                                    .form_name = d->form_name},
                        NULL);
}

enum rc draft_begin_answer(struct ctx *c, int64_t person_id, const struct dossier *d, const struct procedure *p,
                           struct draft *out)
{
    *out = (struct draft){.id = id_new(c->now),
                          .person_id = person_id,
                          .procedure_code = p->code,
                          .version_id = d->version_id,
                          .unit_id = d->unit_id,
                          .dossier_id = d->id,
                          .submit_key = random_token(c->arena, 24),
                          .answers = S("{}"),
                          .version = 1,
                          .created_at = c->now,
                          .updated_at = c->now,
                          .form_name = d->form_name};
    return insert(c, out);
}

enum rc draft_of_answer(struct ctx *c, int64_t person_id, const struct dossier *d, int64_t *id)
{
    struct draft_for_dossier_row row;
    bool found;
    TRY(draft_for_dossier(c, person_id, d->id, &row, &found));
    *id = found ? row.id : 0;
    return OK;
}

enum rc draft_begin(struct ctx *c, struct draft_holder h, const struct procedure *p, int64_t unit_id, struct draft *out)
{
    const struct eform *form;
    struct answers a = answers_new(c->arena);
    TRY(eform_of(c, p, &form));
    if (h.person_id)
        TRY(answers_from_person(c, form, h.person_id, &a));
    *out = (struct draft){.id = id_new(c->now),
                          .session_id = h.session_id,
                          .person_id = h.person_id,
                          .procedure_code = p->code,
                          .version_id = p->version_id,
                          .unit_id = unit_id,
                          .submit_key = random_token(c->arena, 24),
                          .answers = json_text(c, answers_json(c->arena, form, &a, false)),
                          .version = 1,
                          .created_at = c->now,
                          .updated_at = c->now,
                          .form_name = form->name};
    return insert(c, out);
}

enum rc draft_open(struct ctx *c, struct draft_holder h, int64_t id, struct draft *out)
{
    bool found;
    TRY(draft_owned(c, id, h.person_id, h.session_id, out, &found));
    return found ? OK : fail(c, NOT_FOUND, MSG_general_not_found, S(""));
}

enum rc draft_take_over(struct ctx *c, int64_t session_id, int64_t person_id)
{
    return session_id && person_id ? draft_adopt(c, person_id, session_id, NULL) : OK;
}

struct day draft_until(const struct draft *d)
{
    return (struct day){day_of(d->updated_at).n + DRAFT_DAYS};
}

/* ---- work ---- */

static bool is_among(const struct str *keys, size_t n, struct str key)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(keys[i], key))
            return true;
    return false;
}

static enum rc read_papers(struct ctx *c, struct draft_work *w)
{
    TRY(draft_papers(c, w->draft.id, &w->papers, &w->papers_n));
    struct str *present = NEW_ARRAY(c->arena, struct str, w->papers_n + 1);
    w->present_n = 0;
    for (size_t i = 0; i < w->papers_n; i++)
        if (!is_among(present, w->present_n, w->papers[i].paper_key))
            present[w->present_n++] = w->papers[i].paper_key;
    w->present = present;
    return OK;
}

enum rc draft_judge(struct ctx *c, struct draft_work *w)
{
    struct eform_calendar *calendar = NEW(c->arena, struct eform_calendar);
    TRY(eform_calendar_of(c, w->draft.unit_id, calendar));
    w->state = eform_judge(c, w->form, &w->answers, calendar);
    return OK;
}

enum rc draft_work_open(struct ctx *c, struct draft_holder h, int64_t id, struct draft_work *w)
{
    struct json *json;
    const char *why;
    *w = (struct draft_work){0};
    TRY(draft_open(c, h, id, &w->draft));
    TRY(procedure_of_version(c, w->draft.version_id, &w->procedure));
    TRY(eform_filed(c, w->procedure, w->draft.form_name, &w->form));
    if (!json_parse(c->arena, w->draft.answers, ANSWERS_MAX_BYTES, &json, &why))
        return fail_detail(c, UNAVAILABLE, "draft %lld: answers: %s", (long long)id, why);
    TRY(answers_of_json(c, w->form, json, false, &w->answers));
    TRY(read_papers(c, w));
    return draft_judge(c, w);
}

enum rc draft_save(struct ctx *c, struct draft_work *w)
{
    w->draft.answers = json_text(c, answers_json(c->arena, w->form, &w->answers, false));
    w->draft.updated_at = c->now;
    return draft_update(c,
                        &(struct draft_update_args){.answers = w->draft.answers,
                                                    .page = w->draft.page,
                                                    .unit_id = w->draft.unit_id,
                                                    .return_form = w->draft.return_form,
                                                    .version_id = w->draft.version_id,
                                                    .form_name = w->draft.form_name,
                                                    .updated_at = c->now,
                                                    .id = w->draft.id},
                        NULL);
}

/* ---- papers ---- */

const struct eform_paper *draft_paper_find(const struct draft_work *w, struct str key)
{
    for (size_t i = 0; i < w->form->papers_n; i++)
        if (str_eq(w->form->papers[i].id, key))
            return &w->form->papers[i];
    return NULL;
}

enum rc draft_attach(struct ctx *c, struct draft_work *w, struct str key, const struct kept_file *file)
{
    const struct eform_paper *p = draft_paper_find(w, key);
    struct str field = str_printf(c->arena, "paper." STR_FMT, STR_ARG(key));
    if (!p)
        return fail(c, INVALID, MSG_draft_no_such_paper, field);
    if (w->papers_n >= DRAFT_FILES_MAX)
        return fail(c, INVALID, MSG_draft_too_many_files, field);
    TRY(draft_paper_insert(c,
                           &(struct draft_paper_insert_args){.id = id_new(c->now),
                                                             .draft_id = w->draft.id,
                                                             .paper_key = p->id,
                                                             .name = p->name.vi,
                                                             .sha256 = file->sha256,
                                                             .size = file->size,
                                                             .mime = file->mime,
                                                             .file_name = file->file_name,
                                                             .added_at = c->now},
                           NULL));
    return read_papers(c, w);
}

enum rc draft_detach(struct ctx *c, struct draft_work *w, int64_t paper_id)
{
    TRY(draft_paper_delete(c, w->draft.id, paper_id, NULL));
    return read_papers(c, w);
}

/* ---- submitting ---- */

/* Somebody else is found by his number, or entered as he was named: claimed, not proved. */
static enum rc owner_id_of(struct ctx *c, const struct draft_owner *o, int64_t *id)
{
    struct persons_by_number_row *known = NULL;
    size_t known_n = 0;
    if (o->id_number.n)
        TRY(persons_by_number(c, o->id_number, &known, &known_n));
    if (known_n) {
        *id = known[0].id;
        return OK;
    }
    bool body = o->id_number.n == 10 || o->id_number.n == 14;
    return person_create(
        c, &(struct person_new){.kind = body ? "organisation" : "citizen", .name = o->name, .id_number = o->id_number},
        id);
}

const struct new_paper *draft_new_papers(struct ctx *c, const struct draft_work *w)
{
    struct new_paper *papers = NEW_ARRAY(c->arena, struct new_paper, w->papers_n + 1);
    for (size_t i = 0; i < w->papers_n; i++) {
        const struct draft_paper *p = &w->papers[i];
        papers[i] = (struct new_paper){p->paper_key, p->name, {p->sha256, p->mime, p->file_name, p->size}};
    }
    return papers;
}

static enum rc fill(struct ctx *c, const struct draft_work *w, struct new_dossier *n)
{
    struct draft_owner o = draft_owner_of(w->state);
    *n = (struct new_dossier){.submit_key = w->draft.submit_key,
                              .procedure = w->procedure,
                              .channel = CHANNEL_ONLINE,
                              .return_form = w->draft.return_form,
                              .unit_id = w->draft.unit_id,
                              .owner_id = c->actor->person_id,
                              .submitter_id = c->actor->person_id,
                              .owner_name = o.other ? o.name : c->actor->name,
                              .subject = w->procedure->name,
                              .email = o.email,
                              .phone = o.phone,
                              .form_name = w->form->name,
                              .answers = json_text(c, eform_result_json(c->arena, w->state)),
                              .papers = draft_new_papers(c, w),
                              .papers_n = w->papers_n};
    return o.other ? owner_id_of(c, &o, &n->owner_id) : OK;
}

enum rc draft_submit(struct ctx *c, struct draft_work *w, struct dossier *out)
{
    struct new_dossier n;
    bool made, found;
    TRY(draft_lock(c, w->draft.id, NULL));
    TRY(dossier_of_submit_key(c, w->draft.submit_key, out, &found));
    if (found)
        return OK;
    if (!actor_may(c->actor, PERM_DOSSIER_FILE) || w->draft.dossier_id)
        return fail(c, DENIED, MSG_general_denied, S(""));
    TRY(eform_submit_check(c, w->state, w->present, w->present_n));
    TRY(fill(c, w, &n));
    TRY(dossier_create(c, &n, out, &made));
    return draft_submitted(c, out->id, c->now, w->draft.id, NULL);
}

/* ---- going ---- */

enum rc draft_drop(struct ctx *c, int64_t id)
{
    TRY(draft_papers_delete(c, id, NULL));
    return draft_delete(c, id, NULL);
}

enum rc draft_expire(struct ctx *c, int64_t most, int64_t *removed)
{
    struct drafts_old_row *rows;
    size_t n;
    struct instant before = {c->now.ms - (int64_t)DRAFT_DAYS * 24 * 3600 * 1000};
    TRY(drafts_old(c, before, most, &rows, &n));
    for (size_t i = 0; i < n; i++)
        TRY(draft_drop(c, rows[i].id));
    *removed = (int64_t)n;
    return OK;
}
