/* What a full, small or read-only disk does to SQLite: UNAVAILABLE, no damage, and reads go on. */
#include "data/test_help.h"

#include <errno.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const char heap_sql[] = "-- version: 1\nCREATE TABLE heap (id BIGINT PRIMARY KEY, bytes BLOB NOT NULL);\n";
const struct schema_text schema_all[] = {{"heap", heap_sql}};
const size_t schema_all_n = COUNT(schema_all);

struct heap {
    int64_t id;
    struct str bytes;
};
static const struct query_slot slots[] = {SLOT(heap, id, SQL_I64), SLOT(heap, bytes, SQL_BLOB)};
static uint32_t id;
static const struct query put = {.name = "put", .kind = QUERY_EXEC, .writes = true,
    .sqlite = "INSERT INTO heap (id, bytes) VALUES (?1, ?2)", .postgres = "",
    .params = slots, .params_n = COUNT(slots), .id = &id};
static char bulk[16 * 1024];

static enum rc add(struct ctx *c, int64_t n)
{
    struct heap h = {n, str_n(bulk, sizeof bulk)};
    TRY(db_begin_write(c));
    TRY(query_exec(c, &put, &h, NULL));
    return db_commit(c);
}

/* Adds rows until one is refused; gives how many were taken. */
static int64_t fill(struct ctx *c, int64_t from)
{
    for (int64_t n = from; n < from + 100000; n++) {
        enum rc rc = add(c, n);
        db_unwind(c, 0);
        if (rc == OK)
            continue;
        assert_int_equal(rc, UNAVAILABLE);
        assert_true(c->fault.detail.n > 0);
        return n;
    }
    fail_msg("the disk never was full");
    return 0;
}

static void is_whole(struct ctx *c, int64_t rows)
{
    assert_int_equal(number(c, "SELECT count(*) FROM heap"), rows);
    assert_int_equal(number(c, "SELECT count(*) FROM heap WHERE length(bytes) = 16384"), rows);
    assert_int_equal(number(c, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
}

static void test_file_size_limit(void **state)
{
    struct fixture *f = *state;
    struct rlimit was, small = {0};
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    signal(SIGXFSZ, SIG_IGN);
    small = was;
    small.rlim_cur = 1 << 20;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    int64_t n = fill(&f->c, 0);
    is_whole(&f->c, n);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    assert_int_equal(add(&f->c, n), OK);
    is_whole(&f->c, n + 1);
}

static void mount_tmpfs(const char *path, const char *options)
{
    if (mkdir(path, 0700) == 0 && mount("none", path, "tmpfs", 0, options) == 0)
        return;
    print_message("disk: left out, no right to mount (errno %d)\n", errno);
    skip();
}

static struct ctx open_on(struct fixture *f, const char *path, bool create)
{
    struct ctx c = {.arena = f->c.arena, .now = f->c.now};
    struct str why = S("");
    if (db_open(c.arena, str_from(path), create, &c.db, &why) != OK)
        fail_msg(STR_FMT, STR_ARG(why));
    if (db_migrate(&c, &why) != OK)
        fail_msg(STR_FMT, STR_ARG(why));
    return c;
}

static void test_full_disk(void **state)
{
    struct fixture *f = *state;
    const char *path = str_c(f->c.arena, str_printf(f->c.arena, STR_FMT "/small", STR_ARG(f->folder)));
    mount_tmpfs(path, "size=4m");
    struct ctx c = open_on(f, path, true), reader = open_on(f, path, false);
    int64_t n = fill(&c, 0);
    is_whole(&reader, n);
    assert_true(fill(&c, n) == n);
    db_close(reader.db);
    is_whole(&c, n);
    db_close(c.db);
    struct ctx again = open_on(f, path, false); /* started anew on the full disk */
    is_whole(&again, n);
    assert_int_equal(mount(NULL, path, NULL, MS_REMOUNT, "size=16m"), 0);
    assert_int_equal(add(&again, n), OK);
    is_whole(&again, n + 1);
    db_close(again.db);
    assert_int_equal(umount(path), 0);
}

static void reads_but_refuses(struct fixture *f, const char *path, int64_t rows)
{
    struct ctx c = open_on(f, path, false);
    is_whole(&c, rows);
    assert_int_equal(add(&c, 99), UNAVAILABLE);
    db_unwind(&c, 0);
    is_whole(&c, rows);
    db_close(c.db);
}

/* The same folder seen through a read-only mount, first beside a writer, then alone. */
static void test_read_only_disk(void **state)
{
    struct fixture *f = *state;
    const char *path = str_c(f->c.arena, str_printf(f->c.arena, STR_FMT "/ro?%%", STR_ARG(f->folder)));
    const char *from = str_c(f->c.arena, f->where);
    mount_tmpfs(path, "size=64k");
    assert_int_equal(mount(from, path, NULL, MS_BIND, NULL), 0);
    assert_int_equal(mount(NULL, path, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL), 0);
    assert_int_equal(add(&f->c, 1), OK);
    reads_but_refuses(f, path, 1);
    db_close(f->c.db);
    f->c.db = NULL;
    reads_but_refuses(f, path, 1);
    assert_int_equal(umount(path), 0);
    assert_int_equal(umount(path), 0);
}

static void test_no_more_pages(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(add(&f->c, 1), OK);
    must_exec(&f->c, "PRAGMA max_page_count = 1"); /* SQLITE_FULL on the next page */
    assert_int_equal(fill(&f->c, 2), 2);
    is_whole(&f->c, 1);
}

/* The log is brought in and cut, and a reader in the way only puts that off. */
static void test_checkpoint(void **state)
{
    struct fixture *f = *state;
    struct ctx reader = second(f);
    struct stat st;
    const char *log = str_c(f->c.arena, str_printf(f->c.arena, STR_FMT "/motcua.db-wal", STR_ARG(f->where)));
    for (int64_t n = 0; n < 400; n++)
        assert_int_equal(add(&f->c, n), OK);
    assert_int_equal(db_begin_read(&reader), OK);
    is_whole(&reader, 400);
    assert_int_equal(add(&f->c, 400), OK);
    assert_int_equal(db_checkpoint(&f->c), OK);
    assert_int_equal(stat(log, &st), 0);
    assert_true(st.st_size > 4 << 20);
    is_whole(&reader, 400);
    assert_int_equal(db_commit(&reader), OK);
    assert_int_equal(db_checkpoint(&f->c), OK);
    assert_int_equal(stat(log, &st), 0);
    assert_int_equal(st.st_size, 0);
    is_whole(&reader, 401);
    db_close(reader.db);
    arena_free(reader.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_file_size_limit, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_full_disk, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_read_only_disk, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_no_more_pages, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_checkpoint, fixture_open, fixture_close),
    };
    return cmocka_run_group_tests_name("disk", tests, NULL, NULL);
}
