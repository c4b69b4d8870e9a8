#include "data/db_private.h"
#include "data/test_help.h"

#include <sys/wait.h>
#include <unistd.h>

/* The folders' texts change under the program's feet here, as they do from release to release. */
static char first_sql[2048], second_sql[2048];
const struct schema_text schema_all[] = {{"first", first_sql}, {"second", second_sql}};
const size_t schema_all_n = COUNT(schema_all);

#define V1                                                                                                             \
    "-- The first table; it's here.\n-- version: 1\nCREATE TABLE a (id BIGINT NOT NULL PRIMARY KEY, t TEXT NOT NULL, " \
    "b BLOB);\n"
#define V2                                                                                                             \
    "-- version: 2\nALTER TABLE a ADD COLUMN n BIGINT NOT NULL DEFAULT 7;\nINSERT INTO a (id, t) VALUES (1, 'x');\n"
#define V3_BROKEN "-- version: 3\nINSERT INTO a (id, t) VALUES (2, 'y');\nCREATE TABLE a (id BIGINT);\n"

static void set(char *to, const char *text)
{
    snprintf(to, 2048, "%s", text);
}

static int open_bare(void **state)
{
    set(first_sql, "");
    set(second_sql, "");
    return fixture_open(state);
}

static enum rc migrate(struct fixture *f, struct str *why)
{
    *why = S("");
    return db_migrate(&f->c, why);
}

static void test_grows_step_by_step(void **state)
{
    struct fixture *f = *state;
    struct str why;
    set(first_sql, V1);
    assert_int_equal(migrate(f, &why), OK);
    assert_int_equal(number(&f->c, "SELECT count(*) FROM a"), 0);
    set(first_sql, V1 V2);
    set(second_sql, "-- version: 1\nCREATE TABLE c (id BIGINT PRIMARY KEY);\n");
    f->c.now.ms += 1000;
    assert_int_equal(migrate(f, &why), OK);
    assert_int_equal(migrate(f, &why), OK);
    assert_int_equal(number(&f->c, "SELECT sum(n) FROM a"), 7);
    assert_int_equal(number(&f->c, "SELECT count(*) FROM c"), 0);
    assert_int_equal(number(&f->c, "SELECT version FROM schema_version WHERE folder = 'first'"), 2);
    assert_int_equal(number(&f->c, "SELECT applied_at FROM schema_version WHERE folder = 'first'"), f->c.now.ms);
}

static void test_keeps_nothing_of_a_broken_step(void **state)
{
    struct fixture *f = *state;
    struct str why;
    set(first_sql, V1);
    assert_int_equal(migrate(f, &why), OK);
    set(first_sql, V1 V2 V3_BROKEN);
    set(second_sql, "-- version: 1\nCREATE TABLE c (id BIGINT PRIMARY KEY);\n");
    assert_int_equal(migrate(f, &why), UNAVAILABLE);
    assert_true(why.n > 0);
    assert_int_equal(number(&f->c, "SELECT version FROM schema_version WHERE folder = 'first'"), 1);
    assert_int_equal(number(&f->c, "SELECT count(*) FROM a"), 0);
    set(first_sql, V1 V2);
    assert_int_equal(migrate(f, &why), OK);
    assert_int_equal(number(&f->c, "SELECT count(*) FROM a"), 1);
}

static void refuses(struct fixture *f, const char *must_say)
{
    struct str why = S("");
    struct db *db = NULL;
    assert_int_equal(migrate(f, &why), INVALID);
    assert_true(str_search(why, str_from(must_say), 0) < why.n);
    why = S("");
    assert_int_equal(db_open(f->c.arena, f->where, false, &db, &why), INVALID);
    assert_true(str_search(why, str_from(must_say), 0) < why.n);
    assert_null(db);
}

static void test_refuses_a_newer_database(void **state)
{
    struct fixture *f = *state;
    struct str why;
    set(first_sql, V1 V2);
    assert_int_equal(migrate(f, &why), OK);
    set(first_sql, V1);
    refuses(f, "\"first\" stand at version 2, this program knows 1");
    set(first_sql, V1 V2);
    assert_int_equal(migrate(f, &why), OK);
    must_exec(&f->c, "INSERT INTO schema_version (folder, version, applied_at) VALUES ('third', 1, 0)");
    refuses(f, "\"third\" stand at version 1, this program knows 0");
}

/* All of them start the new release together; each must find the work done once. */
static void test_four_programs_at_once(void **state)
{
    struct fixture *f = *state;
    struct str why;
    pid_t pids[4];
    set(first_sql, V1);
    assert_int_equal(migrate(f, &why), OK);
    set(first_sql, V1 V2);
    for (size_t i = 0; i < COUNT(pids); i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            struct ctx mine = second(f);
            _exit(db_migrate(&mine, &why) == OK ? 0 : 1);
        }
    }
    for (size_t i = 0; i < COUNT(pids); i++) {
        int status = 1;
        assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(number(&f->c, "SELECT sum(n) FROM a"), 7);
}

static void test_text_of_each_engine(void **state)
{
    static const struct {
        const char *in, *sqlite, *postgres;
    } cases[] = {
        {"x BLOB", "x BLOB", "x BYTEA"},
        {"x blob, blobs BLOB", "x blob, blobs BLOB", "x BYTEA, blobs BYTEA"},
        {"CREATE TABLE blob (blob BLOB, text TEXT)", "CREATE TABLE blob (blob BLOB, text TEXT)",
         "CREATE TABLE blob (blob BYTEA, text TEXT COLLATE \"C\")"},
        {"CAST(x AS BLOB)", "CAST(x AS BLOB)", "CAST(x AS BYTEA)"},
        {"INSERT INTO blob (text) SELECT text FROM blob", "INSERT INTO blob (text) SELECT text FROM blob",
         "INSERT INTO blob (text) SELECT text FROM blob"},
        {"DEFAULT 'a BLOB''s TEXT'", "DEFAULT 'a BLOB''s TEXT'", "DEFAULT 'a BLOB''s TEXT'"},
        {"x BIGINT -- BLOB, it's TEXT\n, y", "x BIGINT -- BLOB, it's TEXT\n, y", "x BIGINT -- BLOB, it's TEXT\n, y"},
        {"/* a BLOB's */ x", "/* a BLOB's */ x", "/* a BLOB's */ x"},
        {"name  TEXT NOT NULL", "name  TEXT NOT NULL", "name  TEXT COLLATE \"C\" NOT NULL"},
        {"\"text\" TEXT", "\"text\" TEXT", "\"text\" TEXT COLLATE \"C\""},
        {"(CAST(x AS TEXT))", "(CAST(x AS TEXT))", "(CAST(x AS TEXT))"},
        {"id BIGINT PRIMARY KEY", "id INTEGER PRIMARY KEY", "id BIGINT PRIMARY KEY"},
        {"id BIGINT NOT NULL\n PRIMARY KEY", "id INTEGER NOT NULL\n PRIMARY KEY", "id BIGINT NOT NULL\n PRIMARY KEY"},
        {"id BIGINT NOT NULL, PRIMARY KEY", "id BIGINT NOT NULL, PRIMARY KEY", "id BIGINT NOT NULL, PRIMARY KEY"},
        {") WITHOUT ROWID;", ") WITHOUT ROWID;", ") ;"},
        {"'open", "'open", "'open"},
        {"/* open", "/* open", "/* open"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str lite = schema_text_for(f->c.arena, DB_SQLITE, str_from(cases[i].in));
        struct str post = schema_text_for(f->c.arena, DB_POSTGRES, str_from(cases[i].in));
        assert_string_equal(str_c(f->c.arena, lite), cases[i].sqlite);
        assert_string_equal(str_c(f->c.arena, post), cases[i].postgres);
    }
}

static void skips_a_number(struct fixture *f)
{
    struct str why;
    set(first_sql, V1 "-- version: 3\nCREATE TABLE z (id BIGINT);\n");
    (void)!migrate(f, &why);
}

static void test_history_has_no_holes(void **state)
{
    assert_true(dies(skips_a_number, *state));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_grows_step_by_step, open_bare, fixture_close),
        cmocka_unit_test_setup_teardown(test_keeps_nothing_of_a_broken_step, open_bare, fixture_close),
        cmocka_unit_test_setup_teardown(test_refuses_a_newer_database, open_bare, fixture_close),
        cmocka_unit_test_setup_teardown(test_four_programs_at_once, open_bare, fixture_close),
        cmocka_unit_test_setup_teardown(test_text_of_each_engine, open_bare, fixture_close),
        cmocka_unit_test_setup_teardown(test_history_has_no_holes, open_bare, fixture_close),
    };
    return run_on_both("migrate", tests, COUNT(tests));
}
