/* Papers that a person has sent before, for the same component: sent again by reference, the bytes stay where they are
 * (once only: ND 45/2020 as amended). */
#include "core/draft/draft.h"

#include "base/message.h"

enum { SENT_MOST = 200, MB = 1 << 20 };

static bool is_attached(const struct draft_work *w, struct str key, struct str sha256)
{
    for (size_t i = 0; i < w->papers_n; i++)
        if (str_eq(w->papers[i].paper_key, key) && str_eq(w->papers[i].sha256, sha256))
            return true;
    return false;
}

static bool is_listed(const struct draft_reusable *rows, size_t n, struct str key, struct str sha256)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].key, key) && str_eq(rows[i].file.sha256, sha256))
            return true;
    return false;
}

/* Names are the catalogue's, so that one paper is the same paper in another procedure. */
static bool fits(const struct eform_paper *p, const struct dossier_papers_sent_row *sent)
{
    return str_eq(p->name.vi, sent->name) && sent->size <= p->most_mb * MB;
}

enum rc draft_reusables(struct ctx *c, const struct scope *s, const struct draft_work *w, struct draft_reusable **out,
                        size_t *n)
{
    struct dossier_papers_sent_row *sent = NULL;
    size_t sent_n = 0;
    *n = 0;
    if (s->person_id)
        TRY(dossier_papers_sent(c, s, SENT_MOST, &sent, &sent_n));
    *out = NEW_ARRAY(c->arena, struct draft_reusable, sent_n * w->form->papers_n + 1);
    for (size_t i = 0; i < sent_n; i++)
        for (size_t k = 0; k < w->form->papers_n; k++) {
            const struct eform_paper *p = &w->form->papers[k];
            if (!fits(p, &sent[i]) || is_attached(w, p->id, sent[i].sha256) ||
                is_listed(*out, *n, p->id, sent[i].sha256))
                continue;
            (*out)[(*n)++] = (struct draft_reusable){
                .id = sent[i].id,
                .key = p->id,
                .code = sent[i].code,
                .added_at = sent[i].added_at,
                .file = {sent[i].sha256, sent[i].mime, sent[i].file_name, sent[i].size}};
        }
    return OK;
}

enum rc draft_reuse(struct ctx *c, const struct scope *s, struct draft_work *w, struct str key, int64_t id)
{
    struct draft_reusable *rows;
    size_t n;
    TRY(draft_reusables(c, s, w, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (rows[i].id == id && str_eq(rows[i].key, key))
            return draft_attach(c, w, key, &rows[i].file);
    return fail(c, INVALID, MSG_draft_no_such_file, str_printf(c->arena, "paper." STR_FMT, STR_ARG(key)));
}
