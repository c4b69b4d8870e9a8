/* Every query of the program, prepared against the real tables on both engines. sqlgen proves a query on SQLite when it
 * is built; here PostgreSQL must read its text too, and agree on the type of each parameter and column. */
#include "data/test_help.h"

#include <dirent.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "actor_queries.h"
#include "agency_queries.h"
#include "calendar_queries.h"
#include "data_queries.h"
#include "desk_queries.h"
#include "dossier_queries.h"
#include "file_queries.h"
#include "journal_queries.h"
#include "outbox_queries.h"
#include "portal_queries.h"
#include "admin_queries.h"
#include "draft_queries.h"
#include "eform_queries.h"
#include "load_queries.h"
#include "print_queries.h"
#include "procedure_queries.h"
#include "search_queries.h"
#include "setting_queries.h"
#include "sign_queries.h"

#define FOLDER(name)                                                                                                   \
    {                                                                                                                  \
#name, name##_queries, &name##_queries_n                                                                       \
    }
static const struct {
    const char *name;
    const struct query *const *queries;
    const size_t *n;
} folders[] = {
    FOLDER(actor), FOLDER(admin),     FOLDER(agency), FOLDER(calendar), FOLDER(data), FOLDER(desk),   FOLDER(dossier),
    FOLDER(draft), FOLDER(eform),     FOLDER(file),   FOLDER(journal),  FOLDER(load), FOLDER(outbox), FOLDER(portal),
    FOLDER(print), FOLDER(procedure), FOLDER(search), FOLDER(setting),  FOLDER(sign),
};

static bool is_listed(const char *name)
{
    for (size_t i = 0; i < COUNT(folders); i++)
        if (strcmp(folders[i].name, name) == 0)
            return true;
    return false;
}

static void need_folders_of(const char *parent)
{
    char path[4096];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", getenv("MOTCUA_SOURCE"), parent);
    DIR *dir = opendir(path);
    assert_non_null(dir);
    for (const struct dirent *e = readdir(dir); e; e = readdir(dir)) {
        snprintf(path, sizeof path, "%s/%s/%s/queries.sql", getenv("MOTCUA_SOURCE"), parent, e->d_name);
        if (e->d_name[0] != '.' && stat(path, &st) == 0 && !is_listed(e->d_name))
            fail_msg("%s/%s/queries.sql is not in the list of %s", parent, e->d_name, __FILE__);
    }
    closedir(dir);
}

static void no_folder_is_forgotten(void **state)
{
    (void)state;
    need_folders_of("core");
    need_folders_of("systems");
    need_folders_of(".");
}

static size_t wrong(const char *fmt, ...) PRINTF_LIKE(1, 2);
static size_t wrong(const char *fmt, ...)
{
    va_list ap;
    fputs("# ", stderr);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    return 1;
}

/* ---- SQLite ---- */

static size_t check_sqlite(sqlite3 *db, const struct query *q)
{
    sqlite3_stmt *st = NULL;
    size_t bad = 0;
    if (sqlite3_prepare_v2(db, q->sqlite, -1, &st, NULL) != SQLITE_OK)
        bad = wrong("%s: %s", q->name, sqlite3_errmsg(db));
    else if (sqlite3_bind_parameter_count(st) != (int)q->params_n || sqlite3_column_count(st) != (int)q->cols_n)
        bad = wrong("%s: has other parameters or columns than its table says", q->name);
    sqlite3_finalize(st);
    return bad;
}

static size_t all_on_sqlite(const struct fixture *f)
{
    sqlite3 *db = NULL;
    size_t bad = 0;
    struct str path = str_printf(f->c.arena, STR_FMT "/motcua.db", STR_ARG(f->where));
    assert_int_equal(sqlite3_open_v2(str_c(f->c.arena, path), &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    for (size_t i = 0; i < COUNT(folders); i++)
        for (size_t k = 0; k < *folders[i].n; k++)
            bad += check_sqlite(db, folders[i].queries[k]);
    sqlite3_close(db);
    return bad;
}

/* ---- PostgreSQL ---- */

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25, OID_NUMERIC = 1700 };

static Oid oid_of(enum sql_type type)
{
    switch (type) {
    case SQL_BOOL: return OID_INT2;
    case SQL_TEXT:
    case SQL_DAY: return OID_TEXT;
    case SQL_BLOB: return OID_BYTEA;
    case SQL_I64:
    case SQL_INSTANT:
    case SQL_VND: break;
    }
    return OID_INT8;
}

/* An expression may come in another width of number; data/postgres.c reads them all. */
static bool reads_as(Oid given, enum sql_type type)
{
    Oid want = oid_of(type);
    bool number =
        given == OID_INT2 || given == OID_INT4 || given == OID_NUMERIC || given == OID_BOOL || given == OID_INT8;
    return given == want || (number && (want == OID_INT8 || want == OID_INT2));
}

static size_t check_described(const struct query *q, const PGresult *d)
{
    size_t bad = 0;
    if (PQnparams(d) != (int)q->params_n || PQnfields(d) != (int)q->cols_n)
        return wrong("%s: PostgreSQL counts %d parameters, %d columns", q->name, PQnparams(d), PQnfields(d));
    for (int i = 0; i < PQnparams(d); i++)
        if (PQparamtype(d, i) != oid_of(q->params[i].type))
            bad += wrong("%s: parameter %s has type %u", q->name, q->params[i].name, PQparamtype(d, i));
    for (int i = 0; i < PQnfields(d); i++)
        if (strcmp(PQfname(d, i), q->cols[i].name) != 0 || !reads_as(PQftype(d, i), q->cols[i].type))
            bad += wrong("%s: column %s is %s of type %u", q->name, q->cols[i].name, PQfname(d, i), PQftype(d, i));
    return bad;
}

/* Without the types data/postgres.c gives at run time: the casts in the text must suffice. */
static size_t check_postgres(PGconn *conn, const struct query *q)
{
    PGresult *r = PQprepare(conn, "", q->postgres, 0, NULL);
    size_t bad = PQresultStatus(r) == PGRES_COMMAND_OK ? 0 : wrong("%s: %s", q->name, PQerrorMessage(conn));
    PQclear(r);
    if (bad)
        return bad;
    r = PQdescribePrepared(conn, "");
    bad = check_described(q, r);
    PQclear(r);
    return bad;
}

static size_t all_on_postgres(const struct fixture *f)
{
    PGconn *conn = PQconnectdb(str_c(f->c.arena, f->where));
    size_t bad = 0;
    assert_int_equal(PQstatus(conn), CONNECTION_OK);
    for (size_t i = 0; i < COUNT(folders); i++)
        for (size_t k = 0; k < *folders[i].n; k++)
            bad += check_postgres(conn, folders[i].queries[k]);
    PQfinish(conn);
    return bad;
}

static void every_query_is_prepared(void **state)
{
    const struct fixture *f = *state;
    size_t bad = f->engine == DB_SQLITE ? all_on_sqlite(f) : all_on_postgres(f);
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_folder_is_forgotten),
        cmocka_unit_test_setup_teardown(every_query_is_prepared, fixture_open, fixture_close),
    };
    return run_on_both("queries", tests, COUNT(tests));
}
