/* What an agency hands out at the end, and that it did. */
#include "base/message.h"
#include "core/dossier/dossier.h"
#include "core/journal/journal.h"

static const struct dossier_results_row *find(const struct dossier_results_row *rows, size_t n, int64_t version,
                                              bool to_applicant)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].version == version && rows[i].sha256.n && (!to_applicant || !rows[i].recalled_at.ms))
            return &rows[i];
    return NULL;
}

static enum rc note(struct ctx *c, const struct dossier *d, const struct dossier_results_row *row)
{
    struct json *open = jv_new(c->arena, JV_OBJECT);
    jv_set(open, "version", jv_new_int(c->arena, row->version));
    jv_set(open, "result_sha256", jv_new_str(c->arena, row->sha256));
    return journal_append(
        c, &(struct journal_entry){.kind = "dossier", .object_id = d->id, .act = "fetch_result", .open = open});
}

enum rc dossier_fetch_result(struct ctx *c, const struct dossier *d, int64_t version, struct kept_file *out)
{
    struct dossier_results_row *rows;
    size_t n;
    bool is_out = d->state == STATE_DONE || d->state == STATE_DELIVERED;
    TRY(dossier_results(c, d->id, &rows, &n));
    const struct dossier_results_row *row = find(rows, n, version, !c->actor || !c->actor->unit_id);
    if (!is_out || !row)
        return fail(c, NOT_FOUND, MSG_general_not_found, S("version"));
    TRY(note(c, d, row));
    *out = (struct kept_file){.sha256 = row->sha256, .mime = row->mime, .file_name = row->file_name, .size = row->size};
    return OK;
}
