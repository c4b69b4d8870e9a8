#include "core/sign/check.h"

#include "base/id.h"
#include "base/message.h"
#include "core/sign/lists.h"
#include "format/digest.h"

enum { TOKEN_BYTES = 18, TRIES_MAX = 3 };
#define KEPT_MS (24 * 3600 * (int64_t)1000)

enum rc check_ask(struct ctx *c, const struct check_ask *ask, struct str *token)
{
    struct file_checks_ahead_row ahead;
    TRY(file_checks_ahead(c, &ahead));
    if (ahead.n >= CHECKS_WAITING_MAX)
        return fail(c, INVALID, MSG_check_busy, S("file"));
    *token = random_token(c->arena, TOKEN_BYTES);
    return file_check_add(c,
                          &(struct file_check_add_args){.id = id_new(c->now),
                                                        .token = *token,
                                                        .file_name = ask->file_name,
                                                        .size = ask->size,
                                                        .sha256 = ask->sha256,
                                                        .content_sha256 = ask->content_sha256,
                                                        .asked_at = c->now},
                          NULL);
}

enum rc check_show(struct ctx *c, struct str token, struct check *out)
{
    bool found;
    *out = (struct check){0};
    TRY(file_check_of(c, token, &out->row, &found));
    if (!found)
        return fail(c, NOT_FOUND, MSG_check_forgotten, S(""));
    out->state = str_eqc(out->row.state, "waiting")  ? CHECK_WAITING
                 : str_eqc(out->row.state, "judged") ? CHECK_JUDGED
                                                     : CHECK_FAILED;
    if (out->state == CHECK_JUDGED && !report_unpack(c->arena, out->row.report, &out->report))
        return fail_detail(c, UNAVAILABLE, "the report of check %lld cannot be read", (long long)out->row.id);
    return result_issued(c, out->row.sha256, &out->issued, &out->is_issued);
}

static enum rc take(struct ctx *c, int64_t most, struct file_check **jobs, size_t *n, struct str *trust)
{
    TRY(db_begin_read(c));
    enum rc rc = file_checks_waiting(c, most, jobs, n);
    if (rc == OK && *n)
        rc = lists_pack(c, trust);
    db_rollback(c);
    return rc;
}

static enum rc mark(struct ctx *c, const struct file_check *job, enum render r, struct str report)
{
    const char *state = r == RENDER_MADE ? "judged" : job->tries + 1 < TRIES_MAX ? "waiting" : "failed";
    TRY(db_begin_write(c));
    enum rc rc = file_check_mark(c, str_from(state), r == RENDER_MADE ? report : S(""), c->now, job->id, NULL);
    if (rc != OK) {
        db_rollback(c);
        return rc;
    }
    return db_commit(c);
}

enum rc check_run(struct ctx *c, int64_t most, check_judge_fn *judge, void *self, int64_t *done)
{
    struct file_check *jobs;
    struct str trust = S(""), report = S("");
    size_t n;
    *done = 0;
    TRY(take(c, most, &jobs, &n, &trust));
    for (size_t i = 0; i < n; i++) {
        enum render r = judge(self, c, &jobs[i], trust, &report);
        TRY(mark(c, &jobs[i], r, report));
        *done += r == RENDER_MADE;
        if (r == RENDER_STOPPED)
            break;
    }
    return OK;
}

enum rc check_forget(struct ctx *c, int64_t *n)
{
    return file_checks_expire(c, (struct instant){c->now.ms - KEPT_MS}, n);
}
