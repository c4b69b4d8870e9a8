/* The jobs role: whatever is not an answer to a request: mail, page images, the clockwork of deadlines,
 * seals of the journal, sweeping. One loop, a turn a second; each task frames its own transactions. */
#include <poll.h>
#include <unistd.h>

#include "app/jail.h"
#include "app/mail.h"
#include "app/prove.h"
#include "app/roles.h"
#include "base/id.h"
#include "base/log.h"
#include "core/draft/draft.h"
#include "core/file/file.h"
#include "core/file/sweep.h"
#include "core/file/upload.h"
#include "core/journal/journal.h"
#include "data/blob.h"
#include "format/pdf.h"
#include "web/session.h"

enum {
    TURN_MS = 1000,
    SEAL_MOST = 1000,
    CLOCKWORK_MOST = 200,
    MAIL_MOST = 20,
    FILES_MOST = 4,
    EXPIRE_MOST = 100,
    FORGET_MOST = 500,
    JOBS_NODE = 31,
    TASKS_MAX = 16
};

struct jobs {
    struct ctx *c;
    struct arena *turn;
    struct parser_link parser;
    struct mailer mailer;
    int64_t next[TASKS_MAX];
};

static enum rc clockwork(struct ctx *c, void *self)
{
    return dossier_clockwork(c, CLOCKWORK_MOST, self);
}

static enum rc seal(struct ctx *c, void *self)
{
    return journal_seal(c, SEAL_MOST, self);
}

static enum rc do_mail(struct jobs *j, int64_t *done)
{
    return outbox_run(j->c, MAIL_MOST, mail_send, &j->mailer, done);
}

static enum rc do_files(struct jobs *j, int64_t *done)
{
    return file_make_pages(j->c, FILES_MOST, parser_render, &j->parser, done);
}

static enum rc do_checks(struct jobs *j, int64_t *done)
{
    return check_run(j->c, FILES_MOST, parser_judge, &j->parser, done);
}

static enum rc do_clockwork(struct jobs *j, int64_t *done)
{
    return app_write(j->c, clockwork, done);
}

static enum rc do_seal(struct jobs *j, int64_t *done)
{
    return app_write(j->c, seal, done);
}

static enum rc expire_drafts(struct ctx *c, void *self)
{
    return draft_expire(c, EXPIRE_MOST, self);
}

static enum rc expire_uploads(struct ctx *c, void *self)
{
    return upload_expire(c, EXPIRE_MOST, self);
}

static enum rc forget_checks(struct ctx *c, void *self)
{
    return check_forget(c, self);
}

static enum rc do_expire(struct jobs *j, int64_t *done)
{
    int64_t uploads = 0, checks = 0;
    TRY(app_write(j->c, expire_drafts, done));
    TRY(app_write(j->c, expire_uploads, &uploads));
    TRY(app_write(j->c, forget_checks, &checks));
    *done += uploads; /* the others go all at once */
    return OK;
}

static enum rc do_checkpoint(struct jobs *j, int64_t *done)
{
    (void)done;
    return db_checkpoint(j->c);
}

static enum rc do_sweep(struct jobs *j, int64_t *done)
{
    size_t removed = 0;
    enum rc rc = blob_sweep(j->c, &removed);
    *done = (int64_t)removed;
    return rc;
}

static enum rc do_forget(struct jobs *j, int64_t *done)
{
    TRY(file_sweep(j->c, FORGET_MOST, done));
    if (*done)
        log_info("task=forget removed=%lld contents that nothing refers to", (long long)*done);
    return OK;
}

static enum rc clean_sessions(struct ctx *c, void *self)
{
    (void)self;
    return session_clean(c);
}

static enum rc do_sessions(struct jobs *j, int64_t *done)
{
    (void)done;
    return app_write(j->c, clean_sessions, NULL);
}

static const struct task {
    const char *name;
    int64_t every_ms;
    bool again; /* go on at once while there is work */
    enum rc (*run)(struct jobs *j, int64_t *done);
} tasks[] = {
    {"mail", 1000, true, do_mail},           {"checks", 1000, true, do_checks}, /* before pages: somebody waits */
    {"pages", 1000, true, do_files},         {"clockwork", 20 * 1000, false, do_clockwork},
    {"seal", 5 * 1000, false, do_seal},      {"checkpoint", 10 * 1000, false, do_checkpoint},
    {"expire", 60 * 1000, true, do_expire},  {"forget", 24 * 3600 * 1000, true, do_forget},
    {"sweep", 3600 * 1000, false, do_sweep}, {"sessions", 600 * 1000, false, do_sessions},
};
_Static_assert(COUNT(tasks) <= TASKS_MAX, "one next[] a task");

static void run_task(struct jobs *j, size_t i)
{
    int64_t done = 0;
    arena_reset(j->turn);
    j->c->arena = j->turn;
    j->c->now = app_now();
    enum rc rc = tasks[i].run(j, &done);
    if (rc != OK)
        log_warn("task=%s failed: %s", tasks[i].name, app_fault(j->c));
    if (db_depth(j->c->db))
        db_unwind(j->c, 0);
    bool more = rc == OK && tasks[i].again && done > 0;
    j->next[i] = app_now().ms + (more ? 0 : tasks[i].every_ms);
}

int role_jobs(const struct program *p)
{
    struct ctx *c = app_open(&p->place, false);
    if (!c)
        return 2;
    id_set_node(JOBS_NODE);
    struct jobs j = {.c = c, .turn = arena_new((size_t)1 << 30), .parser = {p->parser_fd}};
    if (!mailer_open(&j.mailer, c, p))
        return 2;
    pdf_warm_up(); /* a machine without the fonts of our papers is found out now, not with the first receipt */
    struct jail jail = {
        .write_folders = {p->data_folder}, .connect = true, .files = true, .read_folders = NETWORK_FILES};
    if (!jail_enter(&jail))
        return 2;
    if (p->prove)
        return prove_jail("jobs", p->data_folder, true);
    while (!role_stop && !j.parser.gone) {
        int64_t now = app_now().ms;
        for (size_t i = 0; i < COUNT(tasks) && !role_stop && !j.parser.gone; i++)
            if (j.next[i] <= now)
                run_task(&j, i);
        poll(NULL, 0, TURN_MS);
    }
    return 0;
}
