#include "data/db_fault.h"
#include "data/db_private.h"

/* The hook of db_fault.h is of the process, as the disk is. */
static int64_t fail_left;
static bool fail_fired;
static int64_t calls;

void db_fail_after(int64_t n)
{
    fail_left = n;
    fail_fired = false;
}

bool db_fail_happened(void)
{
    return fail_fired;
}

int64_t db_calls(void)
{
    return calls;
}

enum rc db_fault(struct ctx *c)
{
    calls++;
    if (fail_left == 0 || --fail_left > 0)
        return OK;
    fail_fired = true;
    return fail_detail(c, UNAVAILABLE, "database: failure on demand");
}

static enum rc check_version(struct arena *a, struct db *db, struct str *why)
{
    struct ctx c = {.arena = a, .db = db};
    TRY(db_begin_read(&c));
    enum rc rc = schema_check(&c, why);
    db_rollback(&c);
    if (rc == UNAVAILABLE)
        *why = c.fault.detail;
    return rc;
}

enum rc db_open(struct arena *a, struct str where, bool create, struct db **out, struct str *why)
{
    struct db *db = NULL;
    if (str_starts(where, S("postgresql://")) || str_starts(where, S("postgres://")))
        TRY(postgres_open(a, where, &db, why));
    else
        TRY(sqlite_open(a, where, create, &db, why));
    enum rc rc = check_version(a, db, why);
    if (rc != OK)
        db_close(db);
    else
        *out = db;
    return rc;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    struct arena *a = db->arena;
    db->engine->close(db);
    arena_free(a);
}

enum db_engine db_engine_of(const struct db *db)
{
    return db->engine->kind;
}

struct str db_where(const struct db *db)
{
    return db->shown;
}

void db_init(struct db *db, struct arena *own, const struct engine *engine, struct str where, struct str shown)
{
    db->engine = engine;
    db->arena = own;
    db->where = str_dup(own, where);
    db->shown = str_dup(own, shown);
}

void db_set_files(struct db *db, struct str folder)
{
    db->files = str_dup(db->arena, folder);
}

struct str db_files(const struct db *db)
{
    return db->files;
}

bool db_can_retry(const struct db *db)
{
    return db->can_retry;
}

size_t db_depth(const struct db *db)
{
    return db->depth;
}

uint64_t db_view(const struct db *db)
{
    return db->depth ? db->view : 0;
}

static struct frame *top(struct db *db)
{
    return &db->frames[db->depth - 1];
}

bool db_in_write(const struct db *db)
{
    return db->depth > 0 && db->frames[db->depth - 1].writes;
}

void db_break(struct db *db)
{
    for (size_t i = 0; i < db->depth; i++)
        db->frames[i].failed = true;
}

void db_spoil(struct db *db)
{
    if (db->depth > 0)
        db->frames[db->depth - 1].failed = true;
}

/* A failed statement spoils its frame on PostgreSQL; so it does here on both. */
static enum rc settle(struct db *db, enum rc rc)
{
    if (rc != OK)
        db_spoil(db);
    return rc;
}

static enum rc check_frame(struct ctx *c, const char *what)
{
    if (c->db->depth > 0 && top(c->db)->failed)
        return fail_detail(c, UNAVAILABLE, "%s: after a failure in the same transaction", what);
    return OK;
}

/* Of the process, not of the connection: what one connection saw is not what another sees. */
static uint64_t new_view(void)
{
    static uint64_t last;
    return ++last;
}

static enum rc begin(struct ctx *c, bool writes)
{
    struct db *db = c->db;
    if (db->depth == DB_DEPTH_MAX)
        die("transactions nest deeper than %d", DB_DEPTH_MAX);
    if (writes && db->depth > 0 && !db_in_write(db))
        die("a write begins inside a read-only transaction");
    if (db->depth == 0)
        db->can_retry = false;
    TRY(check_frame(c, "begin"));
    TRY(settle(db, db_fault(c)));
    TRY(settle(db, db->engine->settle(c)));
    TRY(settle(db, db->depth == 0 ? db->engine->begin(c, writes) : db->engine->savepoint(c)));
    db->frames[db->depth++] = (struct frame){.writes = writes};
    db->view = new_view();
    return OK;
}

enum rc db_begin_read(struct ctx *c)
{
    return begin(c, false);
}

enum rc db_begin_write(struct ctx *c)
{
    return begin(c, true);
}

enum rc db_savepoint(struct ctx *c)
{
    if (c->db->depth == 0)
        die("a savepoint outside a transaction");
    return begin(c, top(c->db)->writes);
}

/* What cannot be undone alone spoils everything around it. */
static void undo_savepoint(struct ctx *c)
{
    struct db *db = c->db;
    db->depth--;
    db->view = new_view();
    if (!top(db)->failed && db->engine->rollback_to(c) != OK)
        db_break(db);
}

static enum rc close_savepoint(struct ctx *c)
{
    struct db *db = c->db;
    enum rc rc = check_frame(c, "release");
    if (rc == OK)
        rc = db_fault(c);
    if (rc == OK)
        rc = db->engine->settle(c);
    if (rc != OK) {
        undo_savepoint(c);
        return rc;
    }
    db->depth--;
    rc = db->engine->release(c);
    if (rc != OK)
        db_break(db);
    return rc;
}

static enum rc close_transaction(struct ctx *c)
{
    struct db *db = c->db;
    enum rc rc = check_frame(c, "commit");
    if (rc == OK)
        rc = db_fault(c);
    db->depth = 0;
    if (rc == OK)
        return db->engine->commit(c);
    db->engine->rollback(c);
    return rc;
}

enum rc db_commit(struct ctx *c)
{
    if (c->db->depth == 0)
        die("a commit outside a transaction");
    return c->db->depth > 1 ? close_savepoint(c) : close_transaction(c);
}

void db_rollback(struct ctx *c)
{
    if (c->db->depth == 0)
        die("a rollback outside a transaction");
    if (c->db->depth > 1) {
        undo_savepoint(c);
        return;
    }
    c->db->depth = 0;
    c->db->engine->rollback(c);
}

enum rc db_release(struct ctx *c)
{
    if (c->db->depth < 2)
        die("a release outside a savepoint");
    return close_savepoint(c);
}

void db_rollback_to(struct ctx *c)
{
    if (c->db->depth < 2)
        die("a rollback to no savepoint");
    undo_savepoint(c);
}

void db_unwind(struct ctx *c, size_t depth)
{
    while (c->db->depth > depth)
        db_rollback(c);
}

void db_defer_flush(struct db *db, bool defer)
{
    if (db->depth)
        die("durability is chosen outside a transaction");
    db->deferred = defer && db->engine->flush;
}

enum rc db_flush(struct ctx *c)
{
    if (c->db->depth)
        die("a flush inside a transaction");
    if (!c->db->unflushed)
        return OK;
    c->db->unflushed = false;
    return c->db->engine->flush(c);
}

enum rc db_checkpoint(struct ctx *c)
{
    if (c->db->depth > 0)
        die("a checkpoint inside a transaction");
    return c->db->engine->checkpoint(c);
}

enum rc db_exec(struct ctx *c, const char *sql)
{
    if (!db_in_write(c->db))
        die("db_exec outside a write transaction");
    TRY(check_frame(c, "exec"));
    TRY(settle(c->db, db_fault(c)));
    return settle(c->db, c->db->engine->exec(c, sql));
}

uint32_t query_id(const struct query *q)
{
    static uint32_t last;
    if (*q->id == 0)
        *q->id = ++last;
    return *q->id;
}

char *result_row(struct ctx *c, const struct query *q, struct result *out)
{
    if (out->n == out->cap) {
        size_t old = out->cap * q->row_size, cap = out->cap ? out->cap * 2 : 16;
        if (out->p == c->db->scratch) {
            out->p = memcpy(arena_array(c->arena, cap, q->row_size), out->p, old);
        } else {
            out->p = arena_grow(c->arena, out->p, old, cap * q->row_size);
        }
        out->cap = cap;
    }
    return memset(out->p + out->n++ * q->row_size, 0, q->row_size);
}

static enum rc run(struct ctx *c, const struct query *q, const void *args, struct result *out)
{
    struct db *db = c->db;
    if (q->writes && !db_in_write(db))
        die("%s writes outside a write transaction", q->name);
    TRY(check_frame(c, q->name));
    TRY(settle(db, db_fault(c)));
    return settle(db, db->engine->run(c, q, args, out));
}

enum rc query_maybe(struct ctx *c, const struct query *q, const void *args, void *row, bool *found)
{
    struct result r = {.p = row, .cap = 1};
    TRY(run(c, q, args, &r));
    *found = r.n > 0;
    return OK;
}

enum rc query_one(struct ctx *c, const struct query *q, const void *args, void *row)
{
    bool found = false;
    TRY(query_maybe(c, q, args, row, &found));
    return found ? OK : fail(c, NOT_FOUND, 0, S(""));
}

enum rc query_many(struct ctx *c, const struct query *q, const void *args, void **rows, size_t *n)
{
    struct db *db = c->db;
    if (!db->scratch)
        db->scratch = arena_alloc(db->arena, DB_SCRATCH);
    struct result r = {.p = db->scratch, .cap = DB_SCRATCH / q->row_size};
    TRY(run(c, q, args, &r));
    if (r.p == db->scratch)
        r.p = memcpy(arena_array(c->arena, r.n, q->row_size), r.p, r.n * q->row_size);
    *rows = r.p;
    *n = r.n;
    return OK;
}

enum rc query_exec(struct ctx *c, const struct query *q, const void *args, int64_t *changed)
{
    struct result r = {.unwatched = !changed};
    TRY(run(c, q, args, &r));
    if (changed)
        *changed = r.changed;
    return OK;
}

void query_ahead(struct ctx *c, const struct query *q, const void *args)
{
    struct db *db = c->db;
    if (db->engine->ahead && db->depth > 0 && !top(db)->failed)
        db->engine->ahead(c, q, args);
}
