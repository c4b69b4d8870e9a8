/* What nobody names goes after a day; what anybody names, in any table, stays, and so does what was put again. */
#include "core/file/sweep.h"

#include "data/blob.h"
#include "data/test_help.h"

#include <unistd.h>

enum { LARGE = 100 * 1024, MOST = 100 };

static struct blob_ref keep(struct ctx *c, size_t n, char with)
{
    struct blob_ref ref = {0};
    char *p = memset(arena_alloc(c->arena, n), with, n);
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(blob_put(c, str_n(p, n), &ref), OK);
    assert_int_equal(db_commit(c), OK);
    return ref;
}

static bool is_there(struct ctx *c, struct blob_ref ref)
{
    int64_t size;
    assert_int_equal(db_begin_read(c), OK);
    enum rc rc = blob_head(c, ref.sha256, &size);
    db_rollback(c);
    return rc == OK;
}

static int64_t swept(struct ctx *c)
{
    int64_t n = -1;
    assert_int_equal(file_sweep(c, MOST, &n), OK);
    assert_int_equal(db_depth(c->db), 0);
    return n;
}

/* '?' in sql is the content. */
static void refer(struct ctx *c, const char *sql, struct blob_ref ref)
{
    struct str rest = str_from(sql), head = str_cut(&rest, '?');
    must_exec(c, str_c(c->arena, STR_CAT(c->arena, head, ref.sha256, rest)));
}

static const char *const makes[] = {
    "INSERT INTO dossier_paper (id, dossier_id, paper_key, name, sha256, size, mime, file_name, state, round, "
    "added_at, "
    "added_by) VALUES (1, 1, 'p', '', '?', 1, '', '', '', 0, 0, 0)",
    "INSERT INTO dossier_result (id, dossier_id, version, number, signed_on, signer, sha256, size, mime, file_name, "
    "made_at, made_by, recalled_at, reason) VALUES (1, 1, 1, '', '', '', '?', 1, '', '', 0, 0, 0, '')",
    "INSERT INTO draft_paper (id, draft_id, paper_key, name, sha256, size, mime, file_name, added_at) VALUES (1, 1, "
    "'p', "
    "'', '?', 1, '', '', 0)",
    "INSERT INTO upload (id, session_id, person_id, file_name, purpose, total, received, sha256, mime, created_at, "
    "expires_at) VALUES ('u', 1, 0, '', '', 1, 1, '?', '', 0, 0)",
    "INSERT INTO load_file (id, kind, file_name, sha256, size, from_on, state, made_by, made_at, done_by, done_at, "
    "made_n, changed_n, same_n, refused_n) VALUES (1, '', '', '?', 1, '', '', 0, 0, 0, 0, 0, 0, 0, 0)",
    "INSERT INTO file_check VALUES (1, 'a', '', 1, '?', '', 'waiting', 0, '', 0, 0)",
    "INSERT INTO file_check VALUES (2, 'b', '', 1, '', '?', 'waiting', 0, '', 0, 0)", /* beside a detached signature */
};
static const char *const tables[] = {"dossier_paper", "dossier_result", "draft_paper", "upload",
                                     "load_file",     "file_check",     "file_check"};

static void each_reference_keeps_its_bytes(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    for (size_t i = 0; i < COUNT(makes); i++) {
        struct blob_ref small = keep(c, 100, (char)('a' + i));
        refer(c, makes[i], small);
        c->now.ms += 2 * DAY_MS;
        assert_int_equal(swept(c), 0);
        assert_true(is_there(c, small));
        must_exec(c, str_c(c->arena, str_printf(c->arena, "DELETE FROM %s", tables[i])));
        assert_int_equal(swept(c), 1);
        assert_false(is_there(c, small));
    }
}

/* A new table that names contents must come into the list of the sweep: all columns called so are counted here. */
static void every_column_of_contents_is_known(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    const char *sql = db_engine_of(c->db) == DB_SQLITE
                          ? "SELECT COUNT(*) AS n FROM sqlite_master m JOIN pragma_table_info(m.name) i"
                            " WHERE m.type = 'table' AND i.name LIKE '%sha256'"
                          : "SELECT COUNT(*) AS n FROM information_schema.columns"
                            " WHERE table_schema = 'public' AND column_name LIKE '%sha256'";
    enum { OF_THE_BLOB = 1, OF_PAGES = 3 }; /* page_job, page_image twice */
    assert_int_equal(number(c, sql), OF_THE_BLOB + OF_PAGES + COUNT(tables));
}

static void page_images_go_after_their_file(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct blob_ref file = keep(c, 100, 'f'), image = keep(c, 100, 'i');
    refer(c, makes[0], file);
    must_exec(c, str_c(c->arena, str_printf(c->arena,
                                            "INSERT INTO page_job VALUES ('" STR_FMT "', '', 'ready', 1, 1, '', 0);"
                                            "INSERT INTO page_image VALUES ('" STR_FMT "', 1, '" STR_FMT "', 1, 1)",
                                            STR_ARG(file.sha256), STR_ARG(file.sha256), STR_ARG(image.sha256))));
    c->now.ms += 2 * DAY_MS;
    assert_int_equal(swept(c), 0);
    must_exec(c, "DELETE FROM dossier_paper");
    assert_int_equal(swept(c), 1);
    assert_int_equal(number(c, "SELECT (SELECT COUNT(*) FROM page_job) + (SELECT COUNT(*) FROM page_image) AS n"), 0);
    assert_int_equal(swept(c), 1);
    assert_false(is_there(c, image));
}

static void young_and_renewed_bytes_stay(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct blob_ref ref = keep(c, LARGE, 'x');
    struct str path;
    assert_int_equal(swept(c), 0);
    c->now.ms += DAY_MS + 1000;
    keep(c, LARGE, 'x'); /* the same paper once more: its filing may still be on its way */
    assert_int_equal(swept(c), 0);
    assert_true(is_there(c, ref));
    assert_int_equal(db_begin_read(c), OK);
    assert_int_equal(blob_path(c, ref.sha256, &path), OK);
    db_rollback(c);
    c->now.ms += DAY_MS + 1000;
    assert_int_equal(swept(c), 1);
    assert_false(is_there(c, ref));
    assert_int_equal(access(str_c(c->arena, path), F_OK), 0); /* a running backup finds it */
    assert_int_equal(blob_sweep(c, NULL), OK);
    assert_int_equal(access(str_c(c->arena, path), F_OK), 0);
    c->now.ms += DAY_MS + 2000;
    assert_int_equal(blob_sweep(c, NULL), OK);
    assert_int_equal(access(str_c(c->arena, path), F_OK), -1);
}

/* The list was made, then somebody put the content: the delete spares it. */
static void a_put_between_list_and_delete_wins(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct blob_ref ref = keep(c, 100, 'y');
    bool gone = true;
    c->now.ms += 2 * DAY_MS;
    struct instant before = {c->now.ms - DAY_MS};
    keep(c, 100, 'y');
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(blob_forget(c, ref.sha256, before, &gone), OK);
    assert_int_equal(db_commit(c), OK);
    assert_false(gone);
    assert_true(is_there(c, ref));
}

int main(void)
{
#define ON(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)
    const struct CMUnitTest tests[] = {ON(each_reference_keeps_its_bytes), ON(every_column_of_contents_is_known),
                                       ON(page_images_go_after_their_file), ON(young_and_renewed_bytes_stay),
                                       ON(a_put_between_list_and_delete_wins)};
    return run_on_both("file_sweep", tests, COUNT(tests));
}
