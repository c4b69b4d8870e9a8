/* postgres.c: libpq in binary format. Statements are prepared at first use and again after a reconnect. A connection
 * found dead before anything was done is renewed silently; inside a transaction its loss is UNAVAILABLE and may be
 * retried from the start, except in COMMIT, where nobody knows what the server kept.
 * A statement whose result nobody looks at is sent and not waited for (libpq's pipeline mode): its answer is read
 * before that of the next statement that is waited for, which saves a way to the server and back for each. A reading
 * asks nothing twice and may announce what it will ask (postgres_kept.h); its BEGIN goes with its first question, and
 * its ROLLBACK is heard of when the connection is next used. */
#include "data/db_private.h"
#include "data/postgres_kept.h"

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25, OID_NUMERIC = 1700 };

/* So few that their answers, some 50 bytes each, always fit the socket: a server that waits for us to read while we
 * wait for it to read would be the end of both. */
enum { SENT_MOST = 64 };

struct postgres_db {
    struct db db;
    PGconn *conn;
    bool *prepared; /* by query_id, for this connection */
    size_t prepared_n;
    struct sent {
        const char *name;
        struct kept *keep; /* where the answer goes; NULL: nobody looks at it */
    } sent[SENT_MOST];     /* sent and not yet answered; with one, conn is in pipeline mode */
    size_t sent_n;
    bool ended;  /* the last of them ends a reading, and the server was told to answer */
    bool unseen; /* nothing was answered since the BEGIN of this reading: it may begin anew on another connection */
    struct kept_list kept;
};

static struct postgres_db *self(const struct ctx *c)
{
    return (struct postgres_db *)c->db;
}

static void result_clear(PGresult **r)
{
    PQclear(*r);
}

static const char settings[] =
    "SET client_min_messages = warning; SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '5min'";

static void forget_prepared(struct postgres_db *s)
{
    for (size_t i = 0; i < s->prepared_n; i++)
        s->prepared[i] = false;
}

static bool set_up(struct postgres_db *s)
{
    forget_prepared(s);
    s->sent_n = 0;
    s->ended = s->unseen = false;
    kept_clear(&s->kept);
    if (PQstatus(s->conn) != CONNECTION_OK)
        return false;
    CLEANUP(result_clear) PGresult *r = PQexec(s->conn, settings);
    return PQresultStatus(r) == PGRES_COMMAND_OK;
}

static bool state_is(const char *state, const char *prefix)
{
    return strncmp(state, prefix, strlen(prefix)) == 0;
}

static enum rc rc_of(const char *state)
{
    if (state_is(state, "23505") || state_is(state, "23503"))
        return CONFLICT;
    return state_is(state, "22") || state_is(state, "23") ? INVALID : UNAVAILABLE;
}

/* Only the primary message: the detail of PostgreSQL repeats values of the row. */
static enum rc refused(struct ctx *c, const char *what, const PGresult *r)
{
    static const char *const retry[] = {"40001", "40P01", "55P03", "57P0", "08"};
    struct postgres_db *s = self(c);
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    bool lost = PQstatus(s->conn) != CONNECTION_OK;
    state = state ? state : "08006";
    s->db.can_retry = lost;
    for (size_t i = 0; i < COUNT(retry); i++)
        s->db.can_retry |= state_is(state, retry[i]);
    if (lost)
        db_break(c->db);
    return fail_detail(c, lost ? UNAVAILABLE : rc_of(state), "%s: postgresql %s: %s", what, state,
        text ? text : PQerrorMessage(s->conn));
}

/* ---- statements sent and not waited for ---- */

static enum rc not_sent(struct ctx *c, const char *what)
{
    return refused(c, what, NULL);
}

/* Notes a statement that libpq took; `took` is its word for that. */
static enum rc sent(struct ctx *c, int took, const char *name, struct kept *keep)
{
    struct postgres_db *s = self(c);
    if (!took) {
        if (!s->sent_n)
            PQexitPipelineMode(s->conn); /* opened for this one alone; a lost connection refuses, and is renewed */
        return not_sent(c, name);
    }
    s->sent[s->sent_n++] = (struct sent){name, keep};
    return OK;
}

static bool is_answer(ExecStatusType st)
{
    return st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK;
}

/* The answer of one statement in the pipeline: its result and the NULL behind it. NULL: the connection is gone. */
static PGresult *next_answer(struct postgres_db *s)
{
    PGresult *r = PQgetResult(s->conn);
    if (r)
        PQclear(PQgetResult(s->conn));
    return r;
}

/* The end of the pipeline: the answers of all that was sent, the last of them into *last for who asks for it. What
 * stands behind a refused statement is answered with PGRES_PIPELINE_ABORTED, so the first refusal is the cause. */
static enum rc answers(struct ctx *c, PGresult **last)
{
    struct postgres_db *s = self(c);
    enum rc rc = s->ended || PQpipelineSync(s->conn) ? OK : not_sent(c, "pipeline");
    for (size_t i = 0; i < s->sent_n && PQstatus(s->conn) == CONNECTION_OK; i++) {
        CLEANUP(result_clear) PGresult *r = next_answer(s);
        if (rc == OK && !is_answer(PQresultStatus(r)))
            rc = refused(c, s->sent[i].name, r);
        PGresult **to = s->sent[i].keep ? &s->sent[i].keep->answer : i + 1 == s->sent_n ? last : NULL;
        if (rc == OK && to) {
            *to = r;
            r = NULL;
        }
    }
    s->unseen = s->unseen && rc != OK;
    s->ended = false;
    s->sent_n = 0;
    if (PQstatus(s->conn) == CONNECTION_OK)
        PQclear(PQgetResult(s->conn)); /* of the sync itself */
    if (PQstatus(s->conn) != CONNECTION_OK || !PQexitPipelineMode(s->conn))
        return rc == OK ? not_sent(c, "pipeline") : rc;
    return rc;
}

/* A connection that was lost after the end of a reading did no harm: who uses it next finds out. */
static enum rc settle(struct ctx *c)
{
    struct postgres_db *s = self(c);
    struct fault why = c->fault;
    if (!s->sent_n)
        return OK;
    if (!s->ended)
        return answers(c, NULL);
    (void)answers(c, NULL);
    c->fault = why;
    return OK;
}

/* Opens the pipeline for one more statement; a full one is emptied first. */
static enum rc make_room(struct ctx *c)
{
    struct postgres_db *s = self(c);
    if (s->sent_n == SENT_MOST)
        TRY(settle(c));
    return s->sent_n || PQenterPipelineMode(s->conn) ? OK : not_sent(c, "pipeline");
}

static enum rc exec(struct ctx *c, const char *sql)
{
    TRY(settle(c));
    CLEANUP(result_clear) PGresult *r = PQexec(self(c)->conn, sql);
    return is_answer(PQresultStatus(r)) ? OK : refused(c, "exec", r);
}

static enum rc exec_unwatched(struct ctx *c, const char *sql)
{
    TRY(make_room(c));
    return sent(c, PQsendQueryParams(self(c)->conn, sql, 0, NULL, NULL, NULL, NULL, 1), sql, NULL);
}

static enum rc reconnect(struct ctx *c)
{
    struct postgres_db *s = self(c);
    PQreset(s->conn);
    if (set_up(s))
        return OK;
    s->db.can_retry = true;
    return fail_detail(c, UNAVAILABLE, "postgresql: %s", PQerrorMessage(s->conn));
}

static const char begin_reading[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
#define BEGIN_WRITING "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
#define BEGIN_DEFERRED BEGIN_WRITING "; SET LOCAL synchronous_commit = off"

static enum rc begin(struct ctx *c, bool writes)
{
    struct postgres_db *s = self(c);
    const char *begin_writing = s->db.deferred ? BEGIN_DEFERRED : BEGIN_WRITING;
    if (PQstatus(s->conn) == CONNECTION_OK) {
        enum rc rc = writes ? exec(c, begin_writing) : exec_unwatched(c, begin_reading);
        s->unseen = rc == OK && !writes;
        if (rc == OK || PQstatus(s->conn) == CONNECTION_OK)
            return rc;
    }
    TRY(reconnect(c));
    s->db.can_retry = false;
    return exec(c, writes ? begin_writing : begin_reading);
}

/* The reading whose BEGIN was lost with its connection begins anew, for nothing was answered yet. */
static enum rc begin_anew(struct ctx *c)
{
    TRY(reconnect(c));
    c->db->can_retry = false;
    c->db->frames[0].failed = false;
    return exec(c, begin_reading);
}

/* Sends ROLLBACK and does not wait for it; false when the connection must be looked after first. */
static bool end_reading(struct ctx *c)
{
    struct postgres_db *s = self(c);
    for (size_t i = 0; i < s->sent_n; i++)
        s->sent[i].keep = NULL;
    kept_clear(&s->kept);
    if (s->db.frames[0].writes || s->db.frames[0].failed || PQstatus(s->conn) != CONNECTION_OK)
        return false;
    s->ended = exec_unwatched(c, "ROLLBACK") == OK && PQpipelineSync(s->conn);
    return s->ended;
}

static void rollback(struct ctx *c)
{
    struct fault why = c->fault;
    bool retry = c->db->can_retry;
    if (end_reading(c))
        return;
    (void)settle(c); /* refused or not, it is undone */
    PGTransactionStatusType st = PQtransactionStatus(self(c)->conn);
    /* When even this fails the connection is lost, and the server undoes; the next begin renews the connection. */
    enum rc undone = st == PQTRANS_INTRANS || st == PQTRANS_INERROR ? exec(c, "ROLLBACK") : OK;
    if (undone != OK && PQstatus(self(c)->conn) == CONNECTION_OK)
        die("postgresql: rollback: %s", PQerrorMessage(self(c)->conn));
    c->db->can_retry = retry;
    c->fault = why;
}

/* COMMIT goes with what was sent before it, so that the whole way to the disk is one way to the server. PostgreSQL
 * answers COMMIT of a failed transaction with ROLLBACK and calls it a success. */
static enum rc commit(struct ctx *c)
{
    struct postgres_db *s = self(c);
    CLEANUP(result_clear) PGresult *r = NULL;
    enum rc rc = exec_unwatched(c, "COMMIT");
    if (rc == OK)
        rc = answers(c, &r);
    kept_clear(&s->kept);
    if (rc == OK && str_eqc(str_from(PQcmdStatus(r)), "COMMIT")) {
        s->db.unflushed |= s->db.deferred;
        return OK;
    }
    if (rc == OK)
        rc = refused(c, "commit", r);
    if (PQstatus(s->conn) != CONNECTION_OK)
        s->db.can_retry = false;
    rollback(c);
    return rc;
}

static enum rc savepoint(struct ctx *c)
{
    return exec_unwatched(c, "SAVEPOINT s");
}

static enum rc release(struct ctx *c)
{
    return exec_unwatched(c, "RELEASE SAVEPOINT s");
}

static enum rc rollback_to(struct ctx *c)
{
    struct fault why = c->fault;
    (void)settle(c); /* refused or not, it is undone */
    kept_clear(&self(c)->kept);
    TRY(exec(c, "ROLLBACK TO SAVEPOINT s; RELEASE SAVEPOINT s"));
    c->fault = why;
    return OK;
}

static Oid oid_of(enum sql_type type)
{
    switch (type) {
    case SQL_BOOL:
        return OID_INT2;
    case SQL_TEXT:
    case SQL_DAY:
        return OID_TEXT;
    case SQL_BLOB:
        return OID_BYTEA;
    case SQL_I64:
    case SQL_INSTANT:
    case SQL_VND:
        break;
    }
    return OID_INT8;
}

static enum rc prepared(struct ctx *c, const struct query *q, char name[24])
{
    struct postgres_db *s = self(c);
    uint32_t id = query_id(q);
    snprintf(name, 24, "q%u", id);
    if (id >= s->prepared_n) {
        size_t n = s->prepared_n ? s->prepared_n : 128;
        while (n <= id)
            n *= 2;
        s->prepared = arena_grow(s->db.arena, s->prepared, s->prepared_n * sizeof(bool), n * sizeof(bool));
        s->prepared_n = n;
    }
    if (s->prepared[id])
        return OK;
    TRY(settle(c));
    Oid types[DB_PARAMS_MAX];
    for (size_t i = 0; i < q->params_n; i++)
        types[i] = oid_of(q->params[i].type);
    CLEANUP(result_clear) PGresult *r = PQprepare(s->conn, name, q->postgres, (int)q->params_n, types);
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        return refused(c, q->name, r);
    s->prepared[id] = true;
    return OK;
}

static int put_big_endian(char *p, int64_t v, int bytes)
{
    uint64_t u = (uint64_t)v;
    for (int i = bytes - 1; i >= 0; i--, u >>= 8)
        p[i] = (char)(u & 0xff);
    return bytes;
}

static enum rc bind(struct ctx *c, const struct query *q, const void *args, struct bound *b)
{
    for (size_t i = 0; i < q->params_n; i++) {
        const struct query_slot *slot = &q->params[i];
        b->formats[i] = 1;
        b->values[i] = b->small[i];
        if (slot->type == SQL_TEXT || slot->type == SQL_BLOB || slot->type == SQL_DAY) {
            struct str v = args_text(args, slot, b->small[i]);
            TRY(args_check_text(c, slot, v));
            if (v.n > INT32_MAX)
                return fail_detail(c, INVALID, "%s: parameter %s is too long", q->name, slot->name);
            b->values[i] = v.p;
            b->lengths[i] = (int)v.n;
        } else {
            b->lengths[i] = put_big_endian(b->small[i], args_i64(args, slot), slot->type == SQL_BOOL ? 2 : 8);
        }
    }
    return OK;
}

static uint64_t big_endian(const char *p, int bytes)
{
    uint64_t u = 0;
    for (int i = 0; i < bytes; i++)
        u = u << 8 | (uint8_t)p[i];
    return u;
}

/* sum() of bigint is numeric: base-10000 digits behind four 16-bit words (digits, weight, sign, scale). */
static bool numeric_i64(const char *p, int len, int64_t *out)
{
    if (len < 8)
        return false;
    int digits = (int)big_endian(p, 2), weight = (int16_t)big_endian(p + 2, 2), sign = (int)big_endian(p + 4, 2);
    int64_t v = 0;
    if (len != 8 + 2 * digits || (sign != 0 && sign != 0x4000) || digits > weight + 1)
        return false;
    for (int i = 0; i <= weight; i++) {
        int64_t d = i < digits ? (int64_t)big_endian(p + 8 + 2 * i, 2) : 0;
        if (__builtin_mul_overflow(v, 10000, &v) || __builtin_sub_overflow(v, d, &v))
            return false;
    }
    if (sign == 0 && __builtin_sub_overflow(0, v, &v))
        return false;
    *out = v;
    return true;
}

static bool number(Oid type, const char *p, int len, int64_t *out)
{
    if (type == OID_NUMERIC)
        return numeric_i64(p, len, out);
    if (type == OID_INT8 && len == 8)
        *out = (int64_t)big_endian(p, 8);
    else if (type == OID_INT4 && len == 4)
        *out = (int32_t)big_endian(p, 4);
    else if (type == OID_INT2 && len == 2)
        *out = (int16_t)big_endian(p, 2);
    else if (type == OID_BOOL && len == 1)
        *out = p[0] != 0;
    else
        return false;
    return true;
}

static enum rc read_cell(struct ctx *c, const struct query_slot *slot, const PGresult *r, int i, int at, char *row)
{
    const char *p = PQgetvalue(r, i, at);
    int len = PQgetlength(r, i, at);
    int64_t v = 0;
    if (PQgetisnull(r, i, at)) {
        cell_none(row, slot);
        return OK;
    }
    if (slot->type == SQL_TEXT || slot->type == SQL_BLOB || slot->type == SQL_DAY)
        return cell_text(c, row, slot, p, (size_t)len);
    if (!number(PQftype(r, at), p, len, &v))
        return fail_detail(c, UNAVAILABLE, "column %s: no whole number (type %u)", slot->name, PQftype(r, at));
    cell_i64(row, slot, v);
    return OK;
}

static enum rc read_rows(struct ctx *c, const struct query *q, const PGresult *r, struct result *out)
{
    int n = PQntuples(r);
    if (q->kind == QUERY_EXEC)
        n = 0;
    else if (q->kind != QUERY_MANY && n > 1)
        n = 1;
    if (n > 0 && (size_t)PQnfields(r) != q->cols_n)
        die("%s: the text and its table of slots differ", q->name);
    for (int i = 0; i < n; i++) {
        char *row = result_row(c, q, out);
        for (size_t at = 0; at < q->cols_n; at++)
            TRY(read_cell(c, &q->cols[at], r, i, (int)at, row));
    }
    return OK;
}

static int send_prepared(struct postgres_db *s, const char *name, const struct query *q, const struct bound *b)
{
    return PQsendQueryPrepared(s->conn, name, (int)q->params_n, b->values, b->lengths, b->formats, 1);
}

/* Behind what was sent before, when there is such a thing; else alone, which is cheaper than a pipeline of one. */
static enum rc run_waited(struct ctx *c, const char *name, const struct query *q, const struct bound *b, PGresult **r)
{
    struct postgres_db *s = self(c);
    if (s->sent_n) {
        TRY(make_room(c));
        TRY(sent(c, send_prepared(s, name, q, b), q->name, NULL));
        return answers(c, r);
    }
    *r = PQexecPrepared(s->conn, name, (int)q->params_n, b->values, b->lengths, b->formats, 1);
    return is_answer(PQresultStatus(*r)) ? OK : refused(c, q->name, *r);
}

/* One snapshot sees nothing change; a write transaction may. */
static bool in_reading(const struct db *db)
{
    return db->depth > 0 && !db->frames[0].writes;
}

static enum rc run_kept(struct ctx *c, const char *name, const struct query *q, const struct bound *b, struct kept *k,
    struct result *out)
{
    if (k->sent && !k->answer)
        TRY(answers(c, NULL));
    if (!k->answer)
        TRY(run_waited(c, name, q, b, &k->answer));
    k->sent = true;
    enum rc rc = read_rows(c, q, k->answer, out);
    if (PQresultMemorySize(k->answer) > KEPT_ANSWER)
        kept_drop(k);
    return rc;
}

static enum rc run_once(struct ctx *c, const struct query *q, const struct bound *b, struct result *out)
{
    char name[24];
    TRY(prepared(c, q, name));
    if (out->unwatched && c->db->depth > 0) {
        TRY(make_room(c));
        return sent(c, send_prepared(self(c), name, q, b), q->name, NULL);
    }
    struct kept *k = in_reading(c->db) ? kept_of(&self(c)->kept, q, b) : NULL;
    if (k)
        return run_kept(c, name, q, b, k, out);
    CLEANUP(result_clear) PGresult *r = NULL;
    TRY(run_waited(c, name, q, b, &r));
    if (q->writes && !str_to_i64(str_from(PQcmdTuples(r)), &out->changed))
        out->changed = 0;
    return read_rows(c, q, r, out);
}

static enum rc run(struct ctx *c, const struct query *q, const void *args, struct result *out)
{
    UNFILLED struct bound b;
    if (q->params_n > DB_PARAMS_MAX)
        die("%s: more than %d parameters", q->name, DB_PARAMS_MAX);
    TRY(bind(c, q, args, &b));
    if (self(c)->ended)
        TRY(settle(c));
    bool unseen = self(c)->unseen && c->db->depth == 1;
    enum rc rc = run_once(c, q, &b, out);
    if (rc != UNAVAILABLE || PQstatus(self(c)->conn) == CONNECTION_OK || (c->db->depth > 0 && !unseen))
        return rc;
    TRY(unseen ? begin_anew(c) : reconnect(c)); /* a single read outside a transaction, or the first in one */
    return run_once(c, q, &b, out);
}

/* What is not prepared yet is left to its own turn, and what cannot be sent fails there. */
static void ahead(struct ctx *c, const struct query *q, const void *args)
{
    struct postgres_db *s = self(c);
    struct fault why = c->fault;
    UNFILLED struct bound b;
    char name[24];
    uint32_t id = query_id(q);
    if (!in_reading(&s->db) || id >= s->prepared_n || !s->prepared[id] || s->sent_n == SENT_MOST)
        return;
    struct kept *k = bind(c, q, args, &b) == OK ? kept_of(&s->kept, q, &b) : NULL;
    if (k && !k->sent && prepared(c, q, name) == OK)
        k->sent = make_room(c) == OK && sent(c, send_prepared(s, name, q, &b), q->name, k) == OK;
    c->fault = why;
}

/* A transaction of its own that leaves a record, and whose commit therefore waits until all records before it are
 * on the disk. (One that only took a number would not wait.) */
static enum rc flush(struct ctx *c)
{
    return exec(c, "SELECT pg_logical_emit_message(true, 'motcua', '')");
}

static enum rc checkpoint(struct ctx *c)
{
    (void)c;
    return OK;
}

static void close_db(struct db *db)
{
    PQfinish(((struct postgres_db *)db)->conn);
}

static const struct engine postgres_engine = {
    .kind = DB_POSTGRES,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .savepoint = savepoint,
    .release = release,
    .rollback_to = rollback_to,
    .run = run,
    .ahead = ahead,
    .exec = exec,
    .settle = settle,
    .flush = flush,
    .checkpoint = checkpoint,
    .close = close_db,
};

/* scheme://user:password@host/name?options without password and options. */
static struct str without_password(struct arena *a, struct str where)
{
    struct str scheme = str_sub(where, 0, str_search(where, S("://"), 0) + 3);
    struct str rest = str_sub(where, scheme.n, where.n);
    rest = str_sub(rest, 0, str_find(rest, '?', 0));
    size_t host = str_find(rest, '@', 0), password = str_find(str_sub(rest, 0, host), ':', 0);
    if (host == rest.n || password == host)
        return STR_CAT(a, scheme, rest);
    struct str user = str_sub(rest, 0, password), tail = str_sub(rest, host, rest.n);
    return STR_CAT(a, scheme, user, tail);
}

enum rc postgres_open(struct arena *a, struct str where, struct db **out, struct str *why)
{
    struct arena *own = arena_new((size_t)16 << 20);
    struct postgres_db *s = NEW(own, struct postgres_db);
    db_init(&s->db, own, &postgres_engine, where, without_password(a, where));
    const char *keys[] = {"connect_timeout", "dbname", "fallback_application_name", "client_encoding", NULL};
    const char *values[] = {"10", str_c(a, where), "motcua", "UTF8", NULL};
    s->conn = PQconnectdbParams(keys, values, 1);
    const char *encoding = PQparameterStatus(s->conn, "server_encoding");
    if (set_up(s) && encoding && str_eqc(str_from(encoding), "UTF8")) {
        *out = &s->db;
        return OK;
    }
    *why = PQstatus(s->conn) == CONNECTION_OK
               ? str_printf(a, "the database is not kept in UTF-8 but in %s", encoding ? encoding : "?")
               : str_printf(a, "%s", PQerrorMessage(s->conn));
    db_close(&s->db);
    return UNAVAILABLE;
}

enum rc postgres_env(struct ctx *c, struct arena *a, const char ***env, size_t *n)
{
    PQconninfoOption *all = PQconninfo(self(c)->conn);
    size_t count = 0;
    if (!all)
        die("out of memory");
    for (PQconninfoOption *o = all; o->keyword; o++)
        count++;
    *env = NEW_ARRAY(a, const char *, count);
    *n = 0;
    for (PQconninfoOption *o = all; o->keyword; o++)
        if (o->envvar && o->val && *o->val)
            (*env)[(*n)++] = str_c(a, str_printf(a, "%s=%s", o->envvar, o->val));
    PQconninfoFree(all);
    return OK;
}
