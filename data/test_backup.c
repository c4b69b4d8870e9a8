#include "data/backup.h"
#include "data/blob.h"
#include "data/test_help.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LARGE = 200 * 1024 };

static struct str in_folder(struct fixture *f, const char *name)
{
    return str_printf(f->c.arena, STR_FMT "/%s", STR_ARG(f->folder), name);
}

static struct blob_ref keep(struct ctx *c, size_t n, char fill)
{
    struct blob_ref ref = {0};
    char *p = memset(arena_alloc(c->arena, n), fill, n);
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(blob_put(c, str_n(p, n), &ref), OK);
    assert_int_equal(db_commit(c), OK);
    return ref;
}

static void make(struct fixture *f, const char *name, struct backup_report *r)
{
    if (backup_make(&f->c, in_folder(f, name), false, r) != OK)
        fail_msg(STR_FMT, STR_ARG(f->c.fault.detail));
}

/* SQLite is restored beside the first; PostgreSQL has one throw-away database, which is emptied first. */
static struct str target(struct fixture *f)
{
    if (f->engine == DB_SQLITE)
        return in_folder(f, "again");
    must_exec(&f->c, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    return f->where;
}

static enum rc restore(struct fixture *f, const char *name, struct str where, struct backup_report *r, struct str *why)
{
    return backup_restore(&f->c, in_folder(f, name), where, in_folder(f, "again-files"), r, why);
}

static void test_there_and_back(void **state)
{
    struct fixture *f = *state;
    struct backup_report made, got;
    struct str why, out;
    struct blob_ref small = keep(&f->c, 100, 's'), large = keep(&f->c, LARGE, 'l'), other = keep(&f->c, LARGE, 'm');
    make(f, "backup", &made);
    assert_true(made.files == 2 && made.rows >= 3 && made.tables > 2 && made.bytes > 2 * LARGE);
    struct str where = target(f);
    if (restore(f, "backup", where, &got, &why) != OK)
        fail_msg(STR_FMT " " STR_FMT, STR_ARG(why), STR_ARG(f->c.fault.detail));
    assert_true(got.files == 2 && got.rows == made.rows && got.tables == made.tables);
    struct ctx c = {.arena = f->c.arena, .now = f->c.now};
    assert_int_equal(db_open(c.arena, where, false, &c.db, &why), OK);
    if (f->engine == DB_POSTGRES)
        db_set_files(c.db, in_folder(f, "again-files"));
    assert_int_equal(blob_read(&c, small.sha256, &out), OK);
    assert_int_equal(blob_read(&c, large.sha256, &out), OK);
    assert_true(out.n == LARGE && out.p[0] == 'l' && out.p[LARGE - 1] == 'l');
    assert_int_equal(blob_read(&c, other.sha256, &out), OK);
    keep(&c, LARGE, 'n'); /* and life goes on there */
    db_close(c.db);
}

static void test_never_onto_something(void **state)
{
    struct fixture *f = *state;
    struct backup_report r;
    struct str why;
    keep(&f->c, 100, 's');
    make(f, "backup", &r);
    assert_int_equal(backup_make(&f->c, in_folder(f, "backup"), false, &r), INVALID);
    assert_int_equal(restore(f, "backup", f->where, &r, &why), INVALID);
    assert_true(why.n > 0);
    assert_int_equal(number(&f->c, "SELECT count(*) FROM blob"), 1);
    assert_int_equal(restore(f, "backup", f->engine == DB_SQLITE ? S("postgresql:///x") : in_folder(f, "x"), &r, &why),
                     INVALID);
}

static void change_byte(struct fixture *f, const char *name, off_t at)
{
    int fd = open(str_c(f->c.arena, in_folder(f, name)), O_RDWR);
    char ch = 0;
    assert_true(fd >= 0);
    assert_int_equal(pread(fd, &ch, 1, at), 1);
    ch ^= 1;
    assert_int_equal(pwrite(fd, &ch, 1, at), 1);
    close(fd);
}

static void test_damage_is_found(void **state)
{
    struct fixture *f = *state;
    struct backup_report r;
    struct str why;
    struct blob_ref large = keep(&f->c, LARGE, 'l');
    const char *file =
        str_c(f->c.arena, str_printf(f->c.arena, "backup/files/" STR_FMT "/" STR_FMT,
                                     STR_ARG(str_sub(large.sha256, 0, 2)), STR_ARG(str_sub(large.sha256, 2, 64))));
    const char *const broken[] = {"backup/manifest", f->engine == DB_SQLITE ? "backup/motcua.db" : "backup/motcua.dump",
                                  file};
    make(f, "backup", &r);
    struct str where = target(f);
    for (size_t i = 0; i < COUNT(broken); i++) {
        change_byte(f, broken[i], 40);
        assert_int_equal(restore(f, "backup", where, &r, &why), INVALID);
        assert_true(why.n > 0);
        change_byte(f, broken[i], 40);
        remove_tree(str_c(f->c.arena, in_folder(f, "again")));
        remove_tree(str_c(f->c.arena, in_folder(f, "again-files")));
    }
    const char *lost = str_c(f->c.arena, in_folder(f, file));
    assert_int_equal(rename(lost, str_c(f->c.arena, in_folder(f, "hidden"))), 0);
    assert_int_equal(restore(f, "backup", where, &r, &why), INVALID);
    assert_int_equal(access(str_c(f->c.arena, in_folder(f, "again/motcua.db")), F_OK), -1);
}

static void test_damaged_store_is_not_backed_up(void **state)
{
    struct fixture *f = *state;
    struct backup_report r;
    struct str path;
    struct blob_ref large = keep(&f->c, LARGE, 'l');
    assert_int_equal(blob_path(&f->c, large.sha256, &path), OK);
    const char *name = str_c(f->c.arena, str_sub(path, f->folder.n + 1, path.n));
    change_byte(f, name, 5);
    assert_int_equal(backup_make(&f->c, in_folder(f, "backup"), false, &r), UNAVAILABLE);
    assert_int_equal(access(str_c(f->c.arena, in_folder(f, "backup/manifest")), F_OK), -1);
}

/* Someone writes without pause: every backup is one moment, in which both rows of a pair are there. */
static void write_pairs(struct fixture *f)
{
    struct ctx c = second(f);
    for (int n = 0;; n++) {
        struct blob_ref ref;
        if (db_begin_write(&c) != OK || blob_put(&c, str_printf(c.arena, "a%d", n), &ref) != OK ||
            blob_put(&c, str_printf(c.arena, "b%d", n), &ref) != OK || db_commit(&c) != OK)
            _exit(1);
        arena_reset(c.arena);
    }
}

static void test_beside_a_writer(void **state)
{
    struct fixture *f = *state;
    struct backup_report made, got;
    struct str why;
    pid_t pid = fork();
    if (pid == 0)
        write_pairs(f);
    while (number(&f->c, "SELECT count(*) FROM blob") < 20)
        usleep(2000);
    make(f, "backup", &made);
    assert_int_equal(waitpid(pid, NULL, WNOHANG), 0); /* the writer lives */
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    usleep(50000);
    struct str where = target(f);
    if (restore(f, "backup", where, &got, &why) != OK)
        fail_msg(STR_FMT, STR_ARG(why));
    struct ctx c = {.arena = f->c.arena, .now = f->c.now};
    assert_int_equal(db_open(c.arena, where, false, &c.db, &why), OK);
    assert_int_equal(number(&c, "SELECT count(*) FROM blob") % 2, 0);
    db_close(c.db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_there_and_back, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_never_onto_something, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_damage_is_found, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_damaged_store_is_not_backed_up, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_beside_a_writer, fixture_open, fixture_close),
    };
    return run_on_both("backup", tests, COUNT(tests));
}
