/* sqlite.c: one folder, one file, write-ahead log. Writers of all processes queue on flock(<folder>/write.lock): the
 * kernel wakes them, where SQLite's own busy handler would sleep and starve. */
#include "data/db_private.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum own {
    OWN_BEGIN,
    OWN_BEGIN_WRITE,
    OWN_COMMIT,
    OWN_ROLLBACK,
    OWN_SAVEPOINT,
    OWN_RELEASE,
    OWN_ROLLBACK_TO,
    OWN_COUNT
};

static const char *const own_sql[OWN_COUNT] = {
    [OWN_BEGIN] = "BEGIN",
    [OWN_BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [OWN_COMMIT] = "COMMIT",
    [OWN_ROLLBACK] = "ROLLBACK",
    [OWN_SAVEPOINT] = "SAVEPOINT s",
    [OWN_RELEASE] = "RELEASE s",
    [OWN_ROLLBACK_TO] = "ROLLBACK TO s",
};

/* Memory of a worker: 8 MB of pages at most; the mapping is shared by all processes and is the kernel's to give up.
 * Commits checkpoint only past 16 MB of log: before that it is db_checkpoint's work, off the path of requests. */
static const char wal[] = "PRAGMA journal_mode=WAL";
static const char settings[] = "PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                               "PRAGMA cache_size=-8192;PRAGMA mmap_size=16777216;PRAGMA temp_store=MEMORY;"
                               "PRAGMA wal_autocheckpoint=4096;PRAGMA journal_size_limit=16777216;";

enum { BUSY_MS = 5000, CHECKPOINT_BUSY_MS = 200, TRUNCATE_FRAMES = 1024 };

struct sqlite_db {
    struct db db;
    sqlite3 *handle;
    sqlite3_stmt *own[OWN_COUNT];
    sqlite3_stmt **stmts; /* by query_id */
    size_t stmts_n;
    int lock_fd;
    bool locked;
};

static struct sqlite_db *self(const struct ctx *c)
{
    return (struct sqlite_db *)c->db;
}

static enum rc rc_of(int code)
{
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_FOREIGNKEY: return CONFLICT;
    default: break;
    }
    return (code & 0xff) == SQLITE_CONSTRAINT || (code & 0xff) == SQLITE_TOOBIG ? INVALID : UNAVAILABLE;
}

/* After a full or failing disk SQLite may have rolled back everything by itself: then every frame is lost. */
static enum rc refused(struct ctx *c, const char *what)
{
    struct sqlite_db *s = self(c);
    int code = sqlite3_extended_errcode(s->handle);
    s->db.can_retry = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
    enum rc rc = fail_detail(c, rc_of(code), "%s: sqlite %d: %s", what, code, sqlite3_errmsg(s->handle));
    if (s->db.depth > 0 && sqlite3_get_autocommit(s->handle))
        db_break(c->db);
    return rc;
}

static enum rc run_own(struct ctx *c, enum own which)
{
    struct sqlite_db *s = self(c);
    if (!s->own[which] &&
        sqlite3_prepare_v3(s->handle, own_sql[which], -1, SQLITE_PREPARE_PERSISTENT, &s->own[which], NULL) != SQLITE_OK)
        return refused(c, own_sql[which]);
    int code = sqlite3_step(s->own[which]);
    enum rc rc = code == SQLITE_DONE ? OK : refused(c, own_sql[which]);
    sqlite3_reset(s->own[which]);
    return rc;
}

static enum rc lock(struct ctx *c)
{
    int got;
    do
        got = flock(self(c)->lock_fd, LOCK_EX);
    while (got != 0 && errno == EINTR);
    self(c)->locked = got == 0;
    return got == 0 ? OK : fail_detail(c, UNAVAILABLE, "write.lock: errno %d", errno);
}

static void unlock(struct sqlite_db *s) /* nothing to do at the end of a reading */
{
    if (s->locked && flock(s->lock_fd, LOCK_UN) != 0)
        die("write.lock cannot be given back: errno %d", errno);
    s->locked = false;
}

static enum rc begin(struct ctx *c, bool writes)
{
    if (!writes)
        return run_own(c, OWN_BEGIN);
    TRY(lock(c));
    enum rc rc = run_own(c, OWN_BEGIN_WRITE);
    if (rc != OK)
        unlock(self(c));
    return rc;
}

static void rollback(struct ctx *c)
{
    struct sqlite_db *s = self(c);
    struct fault why = c->fault;
    if (!sqlite3_get_autocommit(s->handle) && run_own(c, OWN_ROLLBACK) != OK)
        die("rollback: %s", sqlite3_errmsg(s->handle));
    c->fault = why;
    unlock(s);
}

static enum rc commit(struct ctx *c)
{
    enum rc rc = run_own(c, OWN_COMMIT);
    if (rc == OK)
        unlock(self(c));
    else
        rollback(c);
    return rc;
}

static enum rc savepoint(struct ctx *c)
{
    return run_own(c, OWN_SAVEPOINT);
}

static enum rc release(struct ctx *c)
{
    return run_own(c, OWN_RELEASE);
}

static enum rc rollback_to(struct ctx *c)
{
    struct fault why = c->fault;
    TRY(run_own(c, OWN_ROLLBACK_TO));
    TRY(run_own(c, OWN_RELEASE));
    c->fault = why;
    return OK;
}

static void grow_stmts(struct sqlite_db *s, uint32_t id)
{
    size_t n = s->stmts_n ? s->stmts_n : 128;
    while (n <= id)
        n *= 2;
    s->stmts = arena_grow(s->db.arena, s->stmts, s->stmts_n * sizeof(sqlite3_stmt *), n * sizeof(sqlite3_stmt *));
    s->stmts_n = n;
}

static enum rc prepared(struct ctx *c, const struct query *q, sqlite3_stmt **out)
{
    struct sqlite_db *s = self(c);
    uint32_t id = query_id(q);
    if (id >= s->stmts_n)
        grow_stmts(s, id);
    if (!s->stmts[id]) {
        sqlite3_stmt *st = NULL;
        if (sqlite3_prepare_v3(s->handle, q->sqlite, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL) != SQLITE_OK)
            return refused(c, q->name);
        if (!q->writes && !sqlite3_stmt_readonly(st))
            die("%s writes and does not say so", q->name);
        if ((size_t)sqlite3_bind_parameter_count(st) != q->params_n || (size_t)sqlite3_column_count(st) != q->cols_n)
            die("%s: the text and its table of slots differ", q->name);
        s->stmts[id] = st;
    }
    *out = s->stmts[id];
    return OK;
}

/* Bound memory belongs to the caller and the stack of run(); each run binds every parameter anew. */
static enum rc bind(struct ctx *c, sqlite3_stmt *st, const struct query *q, const void *args, char days[][16])
{
    int bad = 0;
    for (size_t i = 0; i < q->params_n; i++) {
        const struct query_slot *slot = &q->params[i];
        int at = (int)i + 1;
        if (slot->type != SQL_TEXT && slot->type != SQL_BLOB && slot->type != SQL_DAY) {
            bad |= sqlite3_bind_int64(st, at, args_i64(args, slot));
            continue;
        }
        struct str v = args_text(args, slot, days[i]);
        TRY(args_check_text(c, slot, v));
        if (slot->type == SQL_BLOB)
            bad |= sqlite3_bind_blob64(st, at, v.p, v.n, SQLITE_STATIC);
        else
            bad |= sqlite3_bind_text64(st, at, v.p, v.n, SQLITE_STATIC, SQLITE_UTF8);
    }
    return bad ? refused(c, q->name) : OK;
}

static enum rc read_row(struct ctx *c, sqlite3_stmt *st, const struct query *q, char *row)
{
    for (size_t i = 0; i < q->cols_n; i++) {
        const struct query_slot *slot = &q->cols[i];
        /* Each column function would enter and leave the statement again; a value is asked without, which is sound
         * where one thread has the connection. */
        sqlite3_value *v = sqlite3_column_value(st, (int)i);
        if (sqlite3_value_type(v) == SQLITE_NULL) {
            cell_none(row, slot);
        } else if (slot->type == SQL_BLOB) {
            const void *p = sqlite3_value_blob(v);
            TRY(cell_text(c, row, slot, p, (size_t)sqlite3_value_bytes(v)));
        } else if (slot->type == SQL_TEXT || slot->type == SQL_DAY) {
            const void *p = sqlite3_value_text(v);
            TRY(cell_text(c, row, slot, p, (size_t)sqlite3_value_bytes(v)));
        } else {
            cell_i64(row, slot, sqlite3_value_int64(v));
        }
    }
    return OK;
}

/* ONE and MAYBE stop at the first row; a writing statement always runs to its end. */
static enum rc step(struct ctx *c, sqlite3_stmt *st, const struct query *q, struct result *out)
{
    for (;;) {
        int code = sqlite3_step(st);
        if (code == SQLITE_DONE)
            return OK;
        if (code != SQLITE_ROW)
            return refused(c, q->name);
        if (q->kind == QUERY_EXEC || (q->kind != QUERY_MANY && out->n == 1))
            continue;
        TRY(read_row(c, st, q, result_row(c, q, out)));
        if (q->kind != QUERY_MANY && !q->writes)
            return OK;
    }
}

static enum rc run(struct ctx *c, const struct query *q, const void *args, struct result *out)
{
    sqlite3_stmt *st = NULL;
    UNFILLED char days[DB_PARAMS_MAX][16];
    if (q->params_n > DB_PARAMS_MAX)
        die("%s: more than %d parameters", q->name, DB_PARAMS_MAX);
    TRY(prepared(c, q, &st));
    TRY(bind(c, st, q, args, days));
    enum rc rc = step(c, st, q, out);
    sqlite3_reset(st);
    if (rc == OK && q->writes)
        out->changed = sqlite3_changes64(self(c)->handle);
    return rc;
}

static enum rc exec(struct ctx *c, const char *sql)
{
    return sqlite3_exec(self(c)->handle, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : refused(c, "exec");
}

static enum rc settle(struct ctx *c)
{
    (void)c; /* every statement answers at once */
    return OK;
}

/* First without hindering anyone. Only a long log is then cut, with the write lock held and little patience for
 * readers: who is in the way now will not be in a few seconds. */
static enum rc checkpoint(struct ctx *c)
{
    struct sqlite_db *s = self(c);
    int frames = 0;
    int code = sqlite3_wal_checkpoint_v2(s->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &frames, NULL);
    if (code != SQLITE_OK && code != SQLITE_BUSY)
        return refused(c, "checkpoint");
    if (frames < TRUNCATE_FRAMES)
        return OK;
    TRY(lock(c));
    sqlite3_busy_timeout(s->handle, CHECKPOINT_BUSY_MS);
    code = sqlite3_wal_checkpoint_v2(s->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    enum rc rc = code == SQLITE_OK || code == SQLITE_BUSY ? OK : refused(c, "checkpoint");
    sqlite3_busy_timeout(s->handle, BUSY_MS);
    unlock(s);
    return rc;
}

static void close_db(struct db *db)
{
    struct sqlite_db *s = (struct sqlite_db *)db;
    for (size_t i = 0; i < OWN_COUNT; i++)
        sqlite3_finalize(s->own[i]);
    for (size_t i = 0; i < s->stmts_n; i++)
        sqlite3_finalize(s->stmts[i]);
    if (sqlite3_close(s->handle) != SQLITE_OK)
        die("database closed with open statements");
    if (s->lock_fd >= 0)
        close(s->lock_fd);
}

static const struct engine sqlite_engine = {
    .kind = DB_SQLITE,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .savepoint = savepoint,
    .release = release,
    .rollback_to = rollback_to,
    .run = run,
    .exec = exec,
    .settle = settle,
    .checkpoint = checkpoint,
    .close = close_db,
};

/* The lock file may be opened for reading only (a disk gone read-only): flock does not mind. */
static bool open_lock(struct sqlite_db *s, const char *path)
{
    s->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (s->lock_fd < 0)
        s->lock_fd = open(path, O_RDONLY | O_CLOEXEC);
    return s->lock_fd >= 0;
}

/* Where the disk has gone read-only the program still starts and shows what there is. Without a log nobody can be
 * writing, and SQLite may leave out the shared memory file it could not make. */
static struct str address(struct arena *a, const char *folder, bool *read_only)
{
    struct stat log;
    *read_only = access(folder, W_OK) != 0 && errno == EROFS;
    if (!*read_only)
        return str_printf(a, "%s/motcua.db", folder);
    bool has_log = stat(str_c(a, str_printf(a, "%s/motcua.db-wal", folder)), &log) == 0 && log.st_size > 0;
    struct buf b = buf_new(a, 16 * 1024);
    buf_puts(&b, "file:");
    for (const char *p = folder; *p; p++) {
        if (*p == '%' || *p == '?' || *p == '#')
            buf_printf(&b, "%%%02x", (unsigned)*p);
        else
            buf_putc(&b, *p);
    }
    buf_puts(&b, has_log ? "/motcua.db?mode=ro" : "/motcua.db?immutable=1");
    return buf_str(&b);
}

static bool open_handle(struct sqlite_db *s, const char *folder, bool create)
{
    bool read_only = false;
    const char *name = str_c(s->db.arena, address(s->db.arena, folder, &read_only));
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    if (read_only)
        flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
    if (sqlite3_open_v2(name, &s->handle, flags, NULL) != SQLITE_OK)
        return false;
    sqlite3_extended_result_codes(s->handle, 1);
    sqlite3_busy_timeout(s->handle, BUSY_MS);
    /* Double quotes are names only, as in PostgreSQL. */
    sqlite3_db_config(s->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(s->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(s->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(s->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    return (read_only || sqlite3_exec(s->handle, wal, NULL, NULL, NULL) == SQLITE_OK) &&
           sqlite3_exec(s->handle, settings, NULL, NULL, NULL) == SQLITE_OK;
}

enum rc sqlite_open(struct arena *a, struct str where, bool create, struct db **out, struct str *why)
{
    static bool configured;
    if (!configured && sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK)
        configured = true;
    struct arena *own = arena_new((size_t)16 << 20);
    struct sqlite_db *s = NEW(own, struct sqlite_db);
    s->lock_fd = -1;
    db_init(&s->db, own, &sqlite_engine, where, where);
    s->db.files = str_printf(own, STR_FMT "/files", STR_ARG(where));
    const char *folder = str_c(a, where);
    const char *file = str_c(a, str_printf(a, "%s/motcua.db", folder));
    enum rc rc = OK;
    if (create && mkdir(folder, 0700) != 0 && errno != EEXIST)
        rc = UNAVAILABLE;
    else if (!create && access(file, F_OK) != 0)
        rc = NOT_FOUND;
    else if (!open_lock(s, str_c(a, str_printf(a, "%s/write.lock", folder))) || !open_handle(s, folder, create))
        rc = UNAVAILABLE;
    if (rc == OK) {
        *out = &s->db;
        return OK;
    }
    *why = rc == NOT_FOUND ? str_printf(a, "%s holds no database", folder)
                           : str_printf(a, "%s: %s (errno %d)", folder,
                                        s->handle ? sqlite3_errmsg(s->handle) : "cannot be used", errno);
    db_close(&s->db);
    return rc;
}

/* All pages in one step: inside the read transaction of c the copy is the snapshot the caller counted, and a writer in
 * another process neither waits nor makes the copy start again. The copy is one file, without a log. */
enum rc sqlite_copy(struct ctx *c, const char *path)
{
    sqlite3 *to = NULL;
    int code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    sqlite3_backup *b = code == SQLITE_OK ? sqlite3_backup_init(to, "main", self(c)->handle, "main") : NULL;
    if (b) {
        sqlite3_backup_step(b, -1);
        code = sqlite3_backup_finish(b);
    }
    if (b && code == SQLITE_OK)
        code = sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
    enum rc rc =
        b && code == SQLITE_OK ? OK : fail_detail(c, UNAVAILABLE, "copy: sqlite %d: %s", code, sqlite3_errmsg(to));
    sqlite3_close(to);
    return rc;
}

enum rc sqlite_check(struct ctx *c, const char *path)
{
    sqlite3 *h = NULL;
    sqlite3_stmt *st = NULL;
    bool whole = sqlite3_open_v2(path, &h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
                 sqlite3_prepare_v2(h, "PRAGMA integrity_check(1)", -1, &st, NULL) == SQLITE_OK &&
                 sqlite3_step(st) == SQLITE_ROW && sqlite3_stricmp((const char *)sqlite3_column_text(st, 0), "ok") == 0;
    sqlite3_finalize(st);
    sqlite3_close(h);
    return whole ? OK : fail_detail(c, INVALID, "%s is damaged", path);
}
