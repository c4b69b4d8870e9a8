#include "data/blob.h"
#include "data/db_fault.h"
#include "data/test_help.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LARGE = 300 * 1024 };

/* Bytes that differ from seed to seed. */
static struct str bytes(struct arena *a, size_t n, unsigned seed)
{
    char *p = arena_alloc(a, n);
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1103515245 + 12345;
        p[i] = (char)(seed >> 16);
    }
    return str_n(p, n);
}

static int count_files(const char *path)
{
    int n = 0;
    DIR *d = opendir(path);
    for (const struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d))
        n += e->d_name[0] != '.';
    if (d)
        closedir(d);
    return n;
}

static int in_store(struct fixture *f, const char *name)
{
    return count_files(str_c(f->c.arena, str_printf(f->c.arena, STR_FMT "/%s", STR_ARG(f->files), name)));
}

static struct blob_ref keep(struct ctx *c, struct str s)
{
    struct blob_ref ref = {0};
    assert_int_equal(db_begin_write(c), OK);
    if (blob_put(c, s, &ref) != OK)
        fail_msg(STR_FMT, STR_ARG(c->fault.detail));
    assert_int_equal(db_commit(c), OK);
    return ref;
}

static void test_small_and_large(void **state)
{
    struct fixture *f = *state;
    static const size_t sizes[] = {0, 1, BLOB_IN_DATABASE, BLOB_IN_DATABASE + 1, LARGE};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct str in = bytes(f->c.arena, sizes[i], (unsigned)i), out, path;
        struct blob_ref ref = keep(&f->c, in), again = keep(&f->c, in);
        struct blob b;
        int64_t size = -1;
        assert_true(str_eq(ref.sha256, again.sha256) && ref.size == (int64_t)in.n);
        assert_int_equal(blob_read(&f->c, ref.sha256, &out), OK);
        assert_true(str_eq(in, out));
        assert_int_equal(blob_head(&f->c, ref.sha256, &size), OK);
        assert_int_equal(size, in.n);
        assert_int_equal(blob_open(&f->c, ref.sha256, &b), OK);
        assert_int_equal(b.fd >= 0, in.n > BLOB_IN_DATABASE);
        assert_int_equal(blob_path(&f->c, ref.sha256, &path), in.n > BLOB_IN_DATABASE ? OK : INVALID);
    }
    assert_int_equal(number(&f->c, "SELECT count(*) FROM blob"), COUNT(sizes));
    assert_int_equal(in_store(f, "tmp"), 0);
}

/* FIPS 180-2, example B.1. */
static void test_known_hash(void **state)
{
    struct fixture *f = *state;
    struct blob_ref ref = keep(&f->c, S("abc"));
    assert_true(str_eqc(ref.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

static void test_streams_in_pieces(void **state)
{
    struct fixture *f = *state;
    struct str in = bytes(f->c.arena, LARGE, 1), out;
    struct blob_writer *w = NULL;
    struct blob_ref ref;
    assert_int_equal(blob_open_write(&f->c, LARGE, &w), OK); /* no transaction is open yet */
    for (size_t at = 0; at < in.n; at += 7001)
        assert_int_equal(blob_write(&f->c, w, str_sub(in, at, at + 7001)), OK);
    assert_int_equal(in_store(f, "tmp"), 1);
    assert_int_equal(blob_write(&f->c, w, S("x")), INVALID);
    assert_int_equal(db_begin_write(&f->c), OK);
    assert_int_equal(blob_finish(&f->c, w, &ref), OK);
    db_rollback(&f->c); /* as when the transaction must be run again */
    assert_int_equal(db_begin_write(&f->c), OK);
    assert_int_equal(blob_finish(&f->c, w, &ref), OK);
    assert_int_equal(db_commit(&f->c), OK);
    assert_int_equal(blob_read(&f->c, ref.sha256, &out), OK);
    assert_true(str_eq(in, out));
}

static void test_given_up(void **state)
{
    struct fixture *f = *state;
    struct ctx c = f->c;
    struct blob_writer *w = NULL;
    c.arena = arena_new((size_t)8 << 20);
    assert_int_equal(blob_open_write(&c, LARGE, &w), OK);
    assert_int_equal(blob_write(&c, w, bytes(c.arena, LARGE, 2)), OK);
    assert_int_equal(in_store(f, "tmp"), 1);
    arena_free(c.arena);
    assert_int_equal(in_store(f, "tmp"), 0);
}

static void test_unknown(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = {"", "../../../etc/passwd", "zz",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"};
    struct str out;
    for (size_t i = 0; i < COUNT(names); i++)
        assert_int_equal(blob_read(&f->c, str_from(names[i]), &out), NOT_FOUND);
}

static void test_adopts(void **state)
{
    struct fixture *f = *state;
    static const size_t sizes[] = {10, LARGE};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct str in = bytes(f->c.arena, sizes[i], 9), path, out;
        struct blob_ref ref;
        assert_int_equal(blob_temp_path(&f->c, S("upload-1"), &path), OK);
        int fd = open(str_c(f->c.arena, path), O_WRONLY | O_CREAT, 0600);
        assert_int_equal(write(fd, in.p, in.n), in.n);
        close(fd);
        f->c.now.ms += INT64_C(1000) * 365 * 86400 * 100;
        assert_int_equal(blob_sweep(&f->c, NULL), OK); /* it is the caller's */
        assert_int_equal(db_begin_write(&f->c), OK);
        assert_int_equal(blob_adopt(&f->c, path, &ref), OK);
        assert_int_equal(db_commit(&f->c), OK);
        assert_int_equal(blob_read(&f->c, ref.sha256, &out), OK);
        assert_true(str_eq(in, out));
        assert_int_equal(access(str_c(f->c.arena, path), F_OK), -1);
    }
}

static void die_while_writing(struct fixture *f)
{
    struct blob_writer *w = NULL;
    if (blob_open_write(&f->c, LARGE, &w) == OK && blob_write(&f->c, w, bytes(f->c.arena, LARGE, 3)) == OK)
        abort();
}

static void test_sweeps(void **state)
{
    struct fixture *f = *state;
    struct ctx *c = &f->c;
    struct blob_ref kept = keep(c, bytes(c->arena, LARGE, 4)), orphan;
    struct blob_writer *alive = NULL;
    struct str out;
    size_t n = 9;
    assert_true(dies(die_while_writing, f));
    assert_int_equal(blob_open_write(c, LARGE, &alive), OK);
    assert_int_equal(blob_write(c, alive, bytes(c->arena, LARGE, 5)), OK);
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(blob_put(c, bytes(c->arena, LARGE, 6), &orphan), OK);
    db_rollback(c);
    assert_int_equal(in_store(f, "tmp"), 2);
    c->now.ms = (int64_t)time(NULL) * 1000;
    assert_int_equal(blob_sweep(c, &n), OK);
    assert_int_equal(n, 0); /* all too young */
    c->now.ms += DAY_MS + 2000;
    assert_int_equal(blob_sweep(c, &n), OK);
    assert_int_equal(n, 2); /* what the dead left, what was rolled back */
    assert_int_equal(in_store(f, "tmp"), 1);
    assert_int_equal(blob_read(c, kept.sha256, &out), OK);
    assert_int_equal(blob_read(c, orphan.sha256, &out), NOT_FOUND);
    assert_int_equal(number(c, "SELECT count(*) FROM blob"), 1);
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(blob_finish(c, alive, &orphan), OK);
    assert_int_equal(db_commit(c), OK);
    assert_int_equal(blob_read(c, orphan.sha256, &out), OK);
}

/* Whatever call fails: a row of a commit that was acknowledged has its file, and nothing else has a row. */
static void test_torture(void **state)
{
    struct fixture *f = *state;
    struct ctx *c = &f->c;
    bool failed = true;
    int64_t rows = 0;
    for (int64_t n = 1; failed; n++) {
        struct blob_ref ref;
        struct str in = bytes(c->arena, LARGE, (unsigned)n + 100), out;
        db_fail_after(n);
        enum rc rc = db_begin_write(c);
        rc = rc == OK ? blob_put(c, in, &ref) : rc;
        rc = rc == OK ? db_commit(c) : rc;
        failed = db_fail_happened();
        db_fail_after(0);
        db_unwind(c, 0);
        assert_int_equal(rc, failed ? UNAVAILABLE : OK);
        rows += rc == OK;
        assert_int_equal(number(c, "SELECT count(*) FROM blob"), rows);
        if (rc == OK)
            assert_int_equal(blob_read(c, ref.sha256, &out), OK);
    }
    assert_int_equal(rows, 1);
}

static void test_needs_a_store(void **state)
{
    struct fixture *f = *state;
    struct blob_ref ref;
    db_set_files(f->c.db, S(""));
    keep(&f->c, S("small"));
    assert_int_equal(db_begin_write(&f->c), OK);
    assert_int_equal(blob_put(&f->c, bytes(f->c.arena, LARGE, 7), &ref), UNAVAILABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_small_and_large, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_known_hash, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_streams_in_pieces, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_given_up, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_unknown, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_adopts, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_sweeps, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_torture, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_needs_a_store, fixture_open, fixture_close),
    };
    return run_on_both("blob", tests, COUNT(tests));
}
