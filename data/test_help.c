#include "data/test_help.h"

#include <ftw.h>
#include <libpq-fe.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum db_engine test_engine;

static int remove_entry(const char *path, const struct stat *st, int flag, struct FTW *at)
{
    (void)st, (void)flag, (void)at;
    return remove(path);
}

void remove_tree(const char *path)
{
    nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

/* Not through db_open: what a test left behind may be of a "newer program". */
static void empty_postgres(const char *url)
{
    PGconn *conn = PQconnectdb(url);
    PGresult *r = PQexec(conn, "SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        fail_msg("%s", PQerrorMessage(conn));
    PQclear(r);
    PQfinish(conn);
}

int fixture_open(void **state)
{
    struct arena *a = arena_new((size_t)64 << 20);
    struct fixture *f = NEW(a, struct fixture);
    char name[] = "/tmp/motcua-test-XXXXXX";
    struct str why = S("");
    assert_non_null(mkdtemp(name));
    f->folder = str_dup(a, str_from(name));
    f->engine = test_engine;
    f->where = f->engine == DB_SQLITE ? str_printf(a, "%s/data", name) : str_from(getenv("MOTCUA_PG"));
    f->files = str_printf(a, "%s/%s", name, f->engine == DB_SQLITE ? "data/files" : "files");
    f->c = (struct ctx){.arena = a, .now = {INT64_C(1795305600000)}};
    if (f->engine == DB_POSTGRES)
        empty_postgres(getenv("MOTCUA_PG"));
    if (db_open(a, f->where, true, &f->c.db, &why) != OK)
        fail_msg(STR_FMT, STR_ARG(why));
    db_set_files(f->c.db, f->files);
    if (db_migrate(&f->c, &why) != OK)
        fail_msg(STR_FMT, STR_ARG(why));
    *state = f;
    return 0;
}

int fixture_close(void **state)
{
    struct fixture *f = *state;
    if (f->c.db) {
        db_unwind(&f->c, 0);
        db_close(f->c.db);
    }
    remove_tree(str_c(f->c.arena, f->folder));
    arena_free(f->c.arena);
    return 0;
}

void must_exec(struct ctx *c, const char *sql)
{
    assert_int_equal(db_begin_write(c), OK);
    if (db_exec(c, sql) != OK)
        fail_msg(STR_FMT, STR_ARG(c->fault.detail));
    assert_int_equal(db_commit(c), OK);
}

struct number_row {
    int64_t n;
};

int64_t number(struct ctx *c, const char *sql)
{
    static const struct query_slot cols[] = {SLOT(number_row, n, SQL_I64)};
    struct number_row row = {0};
    struct query q = {.name = "number", .kind = QUERY_ONE, .sqlite = sql, .postgres = sql, .cols = cols, .cols_n = 1,
        .row_size = sizeof row, .id = NEW(c->arena, uint32_t)};
    if (query_one(c, &q, NULL, &row) != OK)
        fail_msg("%s: " STR_FMT, sql, STR_ARG(c->fault.detail));
    return row.n;
}

struct ctx second(const struct fixture *f)
{
    struct ctx c = {.arena = arena_new((size_t)64 << 20), .now = f->c.now};
    struct str why = S("");
    if (db_open(c.arena, f->where, false, &c.db, &why) != OK)
        fail_msg(STR_FMT, STR_ARG(why));
    db_set_files(c.db, f->files);
    return c;
}

bool dies(void (*fn)(struct fixture *), struct fixture *f)
{
    pid_t pid = fork();
    if (pid == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){0});
        signal(SIGABRT, SIG_DFL);
        if (!freopen("/dev/null", "w", stderr))
            _exit(1);
        struct fixture mine = *f;
        mine.c = second(f); /* a connection cannot be shared with the parent */
        fn(&mine);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

struct str seed_file(struct ctx *c, const char *name)
{
    const char *root = getenv("MOTCUA_SOURCE");
    assert_non_null(root);
    FILE *f = fopen(str_c(c->arena, str_printf(c->arena, "%s/seed/%s", root, name)), "rb");
    assert_non_null(f);
    char *p = arena_alloc(c->arena, 4u << 20);
    size_t n = fread(p, 1, 4u << 20, f);
    assert_int_equal(fclose(f), 0);
    return str_n(p, n);
}

int run_on_both(const char *name, const struct CMUnitTest *tests, size_t n)
{
    test_engine = DB_SQLITE;
    int failed = _cmocka_run_group_tests(name, tests, n, NULL, NULL);
    if (!getenv("MOTCUA_PG")) {
        print_message("%s: the PostgreSQL half was left out: MOTCUA_PG is not set\n", name);
        return failed;
    }
    test_engine = DB_POSTGRES;
    return failed + _cmocka_run_group_tests(name, tests, n, NULL, NULL);
}
