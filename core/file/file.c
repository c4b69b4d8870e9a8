#include "core/file/file.h"

#include "base/message.h"
#include "core/file/file_queries.h"
#include "data/blob.h"
#include "format/sniff.h"

enum { TRIES_MAX = 3 };

enum rc file_check(struct ctx *c, struct str bytes, int64_t max_mb, struct str field, struct str *mime)
{
    struct sniff s = sniff_file(bytes);
    if (s.empty)
        return fail(c, INVALID, MSG_file_empty, field);
    if ((int64_t)bytes.n > max_mb * 1024 * 1024)
        return fail_with(c, INVALID, MSG_file_too_large, field, str_printf(c->arena, "%lld", (long long)max_mb), S(""));
    if (s.polyglot)
        return fail(c, INVALID, MSG_file_polyglot, field);
    if (s.kind != FILE_PDF && s.kind != FILE_JPEG && s.kind != FILE_PNG && s.kind != FILE_WEBP)
        return fail(c, INVALID, MSG_file_kind, field);
    *mime = str_from(s.mime);
    return OK;
}

enum rc file_want_pages(struct ctx *c, struct str sha256, struct str mime)
{
    return page_job_add(c, sha256, mime, c->now, NULL);
}

enum rc file_pages(struct ctx *c, struct str sha256, enum page_state *state, struct page_view **out, size_t *n)
{
    struct page_job_of_row job;
    struct page_images_of_row *rows;
    bool found;
    page_images_of_ahead(c, sha256);
    TRY(page_job_of(c, sha256, &job, &found));
    *state = !found                          ? PAGES_NONE
             : str_eqc(job.state, "ready")   ? PAGES_READY
             : str_eqc(job.state, "waiting") ? PAGES_WAITING
                                             : PAGES_FAILED;
    TRY(page_images_of(c, sha256, &rows, n));
    *out = NEW_ARRAY(c->arena, struct page_view, *n);
    for (size_t i = 0; i < *n; i++)
        (*out)[i] = (struct page_view){rows[i].page, rows[i].width, rows[i].height, rows[i].image_sha256};
    return OK;
}

static enum rc keep_pages(struct ctx *c, struct str sha256, const struct rendered_page *pages, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct blob_ref image;
        TRY(blob_put(c, pages[i].webp, &image));
        TRY(page_image_put(c, sha256, (int64_t)i + 1, image.sha256, pages[i].width, pages[i].height, NULL));
    }
    return page_job_mark(c, S("ready"), (int64_t)n, S(""), sha256, NULL);
}

static enum rc in_write(struct ctx *c, const struct page_jobs_waiting_row *job, bool good,
                        const struct rendered_page *pages, size_t n, struct str why)
{
    TRY(db_begin_write(c));
    enum rc rc =
        good ? keep_pages(c, job->sha256, pages, n)
             : page_job_mark(c, job->tries + 1 < TRIES_MAX ? S("waiting") : S("failed"), 0, why, job->sha256, NULL);
    if (rc != OK) {
        db_rollback(c);
        return rc;
    }
    return db_commit(c);
}

static enum rc list_waiting(struct ctx *c, int64_t most, struct page_jobs_waiting_row **jobs, size_t *n)
{
    TRY(db_begin_read(c));
    enum rc rc = page_jobs_waiting(c, most, jobs, n);
    db_rollback(c);
    return rc;
}

enum rc file_make_pages(struct ctx *c, int64_t most, file_render_fn *render, void *self, int64_t *made)
{
    struct page_jobs_waiting_row *jobs;
    size_t n;
    *made = 0;
    TRY(list_waiting(c, most, &jobs, &n));
    for (size_t i = 0; i < n; i++) {
        struct rendered_page *pages = NULL;
        size_t pages_n = 0;
        struct str why = S("");
        enum render r = render(self, c, jobs[i].sha256, jobs[i].mime, &pages, &pages_n, &why);
        TRY(in_write(c, &jobs[i], r == RENDER_MADE, pages, pages_n, why));
        *made += r == RENDER_MADE;
        if (r == RENDER_STOPPED)
            break;
    }
    return OK;
}
