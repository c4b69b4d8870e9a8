#include "data/db_fault.h"
#include "data/test_help.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const char bank_sql[] = "-- version: 1\n"
                               "CREATE TABLE account (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
                               " sum_vnd BIGINT NOT NULL CHECK (sum_vnd >= 0), open SMALLINT NOT NULL,"
                               " opened_on TEXT NOT NULL, seen_at BIGINT NOT NULL, mark BLOB NOT NULL);\n"
                               "CREATE TABLE note (id BIGINT NOT NULL PRIMARY KEY, account_id BIGINT NOT NULL"
                               " REFERENCES account (id), said TEXT NOT NULL);\n";
const struct schema_text schema_all[] = {{"bank", bank_sql}};
const size_t schema_all_n = COUNT(schema_all);

struct account {
    int64_t id;
    struct str name;
    struct vnd sum;
    bool open;
    struct day opened_on;
    struct instant seen_at;
    struct str mark;
};

static const struct query_slot account_slots[] = {
    SLOT(account, id, SQL_I64),    SLOT(account, name, SQL_TEXT),     SLOT(account, sum, SQL_VND),
    SLOT(account, open, SQL_BOOL), SLOT(account, opened_on, SQL_DAY), SLOT(account, seen_at, SQL_INSTANT),
    SLOT(account, mark, SQL_BLOB)};
static uint32_t ids[16];

#define COLS(table) .cols = table, .cols_n = COUNT(table)
#define PARAMS(table) .params = table, .params_n = COUNT(table)
#define ACCOUNT "id, name, sum_vnd, open, opened_on, seen_at, mark"

static const struct query put_account = {
    .name = "put_account",
    .kind = QUERY_EXEC,
    .writes = true,
    .sqlite = "INSERT INTO account (" ACCOUNT ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    .postgres = "INSERT INTO account (" ACCOUNT ") VALUES ($1, $2, $3, $4, $5, $6, $7)",
    PARAMS(account_slots),
    .id = &ids[0]};
static const struct query get_account = {.name = "get_account",
                                         .kind = QUERY_ONE,
                                         .sqlite = "SELECT " ACCOUNT " FROM account WHERE id = ?1",
                                         .postgres = "SELECT " ACCOUNT " FROM account WHERE id = $1",
                                         .params = account_slots,
                                         .params_n = 1,
                                         COLS(account_slots),
                                         .row_size = sizeof(struct account),
                                         .id = &ids[1]};
static const struct query all_accounts = {.name = "all_accounts",
                                          .kind = QUERY_MANY,
                                          .sqlite = "SELECT " ACCOUNT " FROM account ORDER BY id",
                                          .postgres = "SELECT " ACCOUNT " FROM account ORDER BY id",
                                          COLS(account_slots),
                                          .row_size = sizeof(struct account),
                                          .id = &ids[2]};
static const struct query missed_join = {
    .name = "missed_join",
    .kind = QUERY_MAYBE,
    .sqlite = "SELECT a."
              "id, a.name, a.sum_vnd, a.open, a.opened_on, a.seen_at, a.mark FROM (SELECT ?1 AS k) x"
              " LEFT JOIN account a ON a.id = x.k",
    .postgres = "SELECT a."
                "id, a.name, a.sum_vnd, a.open, a.opened_on, a.seen_at, a.mark FROM (SELECT $1 AS k) x"
                " LEFT JOIN account a ON a.id = x.k",
    .params = account_slots,
    .params_n = 1,
    COLS(account_slots),
    .row_size = sizeof(struct account),
    .id = &ids[3]};
static const struct query open_all = {.name = "open_all",
                                      .kind = QUERY_EXEC,
                                      .writes = true,
                                      .sqlite = "UPDATE account SET open = ?1 WHERE open <> ?1",
                                      .postgres = "UPDATE account SET open = $1 WHERE open <> $1",
                                      .params = &account_slots[3],
                                      .params_n = 1,
                                      .id = &ids[4]};

struct move {
    int64_t id;
    struct vnd by, sum;
};
static const struct query_slot move_slots[] = {SLOT(move, id, SQL_I64), SLOT(move, by, SQL_VND),
                                               SLOT(move, sum, SQL_VND)};
static const struct query move_sum = {
    .name = "move_sum",
    .kind = QUERY_ONE,
    .writes = true,
    .sqlite = "UPDATE account SET sum_vnd = sum_vnd + ?2 WHERE id = ?1 RETURNING id, ?2, sum_vnd",
    .postgres = "UPDATE account SET sum_vnd = sum_vnd + $2 WHERE id = $1 RETURNING id, $2, sum_vnd",
    .params = move_slots,
    .params_n = 2,
    COLS(move_slots),
    .row_size = sizeof(struct move),
    .id = &ids[5]};

static struct account sample(int64_t id)
{
    static char names[100][16];
    char *name = names[id % 100];
    snprintf(name, 16, "n%lld", (long long)id);
    return (struct account){.id = id, .name = str_from(name), .sum = {1000}, .opened_on = DAY_NONE};
}

static enum rc put(struct ctx *c, const struct account *a)
{
    int64_t changed; /* looked at, so that a refusal comes at once */
    return query_exec(c, &put_account, a, &changed);
}

static enum rc put_unwatched(struct ctx *c, const struct account *a)
{
    return query_exec(c, &put_account, a, NULL);
}

static void must_put(struct ctx *c, int64_t id)
{
    struct account a = sample(id);
    assert_int_equal(put(c, &a), OK);
}

static enum rc add(struct ctx *c, int64_t id, int64_t by)
{
    struct move m = {.id = id, .by = {by}};
    return query_one(c, &move_sum, &m, &m);
}

static void test_values(void **state)
{
    struct fixture *f = *state;
    struct ctx *c = &f->c;
    struct account in[] = {
        {.id = 1,
         .name = S("Nguyễn Thị Ánh"),
         .sum = {INT64_MAX},
         .open = true,
         .opened_on = day_from_ymd(2026, 11, 22),
         .seen_at = {1795305600123},
         .mark = S("\0\1\xff' \0")},
        {.id = INT64_MIN + 1, .name = S(""), .sum = {0}, .opened_on = DAY_NONE, .mark = S("")},
        {.id = INT64_MAX, .name = S("b"), .opened_on = day_from_ymd(1, 1, 1), .seen_at = {INT64_MIN + 1}},
        {.id = -1, .name = S("c"), .opened_on = day_from_ymd(9999, 12, 31), .seen_at = {-1}, .mark = S("x")},
    };
    assert_int_equal(db_begin_write(c), OK);
    for (size_t i = 0; i < COUNT(in); i++)
        assert_int_equal(put(c, &in[i]), OK);
    assert_int_equal(db_commit(c), OK);
    for (size_t i = 0; i < COUNT(in); i++) {
        struct account got;
        memset(&got, 0xa5, sizeof got);
        assert_int_equal(query_one(c, &get_account, &in[i], &got), OK);
        assert_true(got.id == in[i].id && got.sum.n == in[i].sum.n && got.open == in[i].open);
        assert_true(got.opened_on.n == in[i].opened_on.n && got.seen_at.ms == in[i].seen_at.ms);
        assert_true(str_eq(got.name, in[i].name) && str_eq(got.mark, in[i].mark));
    }
    assert_int_equal(number(c, "SELECT count(*) FROM account WHERE name IS NULL OR mark IS NULL OR opened_on IS NULL"),
                     0);
    assert_int_equal(number(c, "SELECT count(*) FROM account WHERE opened_on = ''"), 1);
    assert_int_equal(number(c, "SELECT count(*) FROM account WHERE opened_on = '2026-11-22'"), 1);
}

static void test_missed_join_is_nothing(void **state)
{
    struct fixture *f = *state;
    struct account key = {.id = 77}, row;
    bool found = false;
    memset(&row, 0xa5, sizeof row);
    assert_int_equal(query_maybe(&f->c, &missed_join, &key, &row, &found), OK);
    assert_true(found && row.id == 0 && row.sum.n == 0 && !row.open && row.seen_at.ms == 0);
    assert_true(row.opened_on.n == DAY_NONE.n && row.name.n == 0 && row.mark.n == 0);
}

static void test_kinds(void **state)
{
    struct fixture *f = *state;
    struct ctx *c = &f->c;
    struct account key = {.id = 5}, row;
    void *rows = NULL;
    size_t n = 7;
    int64_t changed = -1;
    assert_int_equal(query_one(c, &get_account, &key, &row), NOT_FOUND);
    assert_int_equal(query_many(c, &all_accounts, NULL, &rows, &n), OK);
    assert_int_equal(n, 0);
    assert_int_equal(db_begin_write(c), OK);
    for (int64_t i = 1; i <= 3000; i++)
        must_put(c, i);
    struct account open = {.open = true};
    assert_int_equal(query_exec(c, &open_all, &open, &changed), OK);
    assert_int_equal(changed, 3000);
    assert_int_equal(query_exec(c, &open_all, &open, &changed), OK);
    assert_int_equal(changed, 0);
    assert_int_equal(db_commit(c), OK);
    assert_int_equal(query_many(c, &all_accounts, NULL, &rows, &n), OK);
    assert_int_equal(n, 3000);
    struct account *a = rows;
    for (size_t i = 0; i < n; i++)
        assert_true(a[i].id == (int64_t)i + 1 && a[i].open && str_eq(a[i].name, str_printf(c->arena, "n%zu", i + 1)));
    assert_int_equal(number(c, "SELECT sum(sum_vnd) FROM account"), 3000000);
    assert_int_equal(number(c, "SELECT -sum(sum_vnd) * 1000000 FROM account"), -INT64_C(3000000000000));
    assert_int_equal(number(c, "SELECT sum(sum_vnd) FROM account WHERE id < 0"), 0);
    assert_int_equal(number(c, "SELECT max(open) FROM account"), 1);
}

static void test_order_is_of_bytes(void **state)
{
    struct fixture *f = *state;
    static const char *const words[] = {"B", "a", "b", "ă", "Đ", "đ"};
    assert_int_equal(db_begin_write(&f->c), OK);
    for (size_t i = COUNT(words); i-- > 0;) {
        struct account a = sample((int64_t)i);
        a.name = str_from(words[i]);
        assert_int_equal(put(&f->c, &a), OK);
    }
    assert_int_equal(db_commit(&f->c), OK);
    for (size_t i = 1; i < COUNT(words); i++) {
        const char *sql =
            str_c(f->c.arena, str_printf(f->c.arena, "SELECT count(*) FROM account WHERE name < '%s'", words[i]));
        assert_int_equal(number(&f->c, sql), i);
    }
}

static void test_transactions(void **state)
{
    struct fixture *f = *state;
    struct ctx *c = &f->c;
    assert_int_equal(db_begin_write(c), OK);
    must_put(c, 1);
    assert_int_equal(db_begin_write(c), OK); /* a frame inside */
    must_put(c, 2);
    db_rollback(c);
    assert_int_equal(db_savepoint(c), OK);
    must_put(c, 3);
    assert_int_equal(db_savepoint(c), OK);
    must_put(c, 4);
    db_rollback_to(c);
    assert_int_equal(db_release(c), OK);
    assert_int_equal(db_savepoint(c), OK);
    assert_int_equal(db_begin_read(c), OK);
    assert_int_equal(db_depth(c->db), 3);
    assert_false(db_in_write(c->db));
    db_unwind(c, 1);
    assert_true(db_in_write(c->db));
    assert_int_equal(db_commit(c), OK);
    assert_int_equal(db_depth(c->db), 0);
    assert_int_equal(number(c, "SELECT sum(id) FROM account"), 4);
    assert_int_equal(db_begin_write(c), OK);
    must_put(c, 9);
    db_rollback(c);
    assert_int_equal(number(c, "SELECT count(*) FROM account"), 2);
}

static void test_refusals(void **state)
{
    struct fixture *f = *state;
    struct ctx *c = &f->c;
    struct account a = sample(1), same_name = sample(1), poor = sample(3), nul = sample(4);
    same_name.id = 2;
    poor.sum.n = -1;
    nul.name = S("a\0b");
    const struct {
        const struct account *a;
        enum rc rc;
    } cases[] = {{&a, CONFLICT}, {&same_name, CONFLICT}, {&poor, INVALID}, {&nul, INVALID}};
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(put(c, &a), OK);
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(db_savepoint(c), OK);
        assert_int_equal(put(c, cases[i].a), cases[i].rc);
        assert_true(c->fault.detail.n > 0);
        assert_int_equal(put(c, &(struct account){.id = 50, .name = S("x"), .opened_on = DAY_NONE}), UNAVAILABLE);
        assert_int_equal(db_savepoint(c), UNAVAILABLE);
        db_rollback_to(c);
    }
    assert_int_equal(db_savepoint(c), OK);
    assert_int_equal(db_exec(c, "INSERT INTO note (id, account_id, said) VALUES (1, 999, '')"), CONFLICT);
    db_rollback_to(c);
    must_put(c, 10);
    assert_int_equal(db_commit(c), OK);
    assert_int_equal(number(c, "SELECT count(*) FROM account"), 2);
    assert_int_equal(db_begin_write(c), OK); /* spoilt without a savepoint: nothing is kept */
    must_put(c, 11);
    assert_int_equal(put(c, &a), CONFLICT);
    assert_int_equal(db_commit(c), UNAVAILABLE);
    assert_int_equal(db_depth(c->db), 0);
    assert_int_equal(number(c, "SELECT count(*) FROM account"), 2);
}

/* Where nobody looks at the result, the refusal comes with a later statement or the end of the frame, and spoils that
 * frame alone. */
static void test_unwatched(void **state)
{
    struct fixture *f = *state;
    struct ctx *c = &f->c;
    struct account a;
    enum { MANY = 200 };
    assert_int_equal(db_begin_write(c), OK);
    for (int i = 1; i <= MANY; i++) {
        a = sample(i);
        assert_int_equal(put_unwatched(c, &a), OK);
    }
    a = sample(1);
    assert_int_equal(db_savepoint(c), OK);
    enum rc rc = put_unwatched(c, &a);
    assert_int_equal(rc == OK ? db_release(c) : rc, CONFLICT);
    assert_true(str_search(c->fault.detail, str_from(put_account.name), 0) < c->fault.detail.n);
    if (rc != OK)
        db_rollback_to(c);
    assert_int_equal(db_savepoint(c), OK);
    rc = put_unwatched(c, &a);
    a = sample(MANY + 1);
    assert_true(rc == CONFLICT || put(c, &a) == CONFLICT);
    assert_int_equal(put(c, &a), UNAVAILABLE);
    db_rollback_to(c);
    must_put(c, MANY + 1);
    assert_int_equal(db_commit(c), OK);
    assert_int_equal(number(c, "SELECT count(*) FROM account"), MANY + 1);
    assert_int_equal(db_begin_write(c), OK);
    a = sample(1);
    rc = put_unwatched(c, &a);
    assert_int_equal(rc == OK ? db_commit(c) : rc, CONFLICT);
    if (rc != OK)
        db_rollback(c);
    assert_int_equal(db_depth(c->db), 0);
    assert_int_equal(number(c, "SELECT count(*) FROM account"), MANY + 1);
}

static void write_outside(struct fixture *f)
{
    struct account a = sample(1);
    (void)!put(&f->c, &a);
}

static void write_in_read(struct fixture *f)
{
    if (db_begin_read(&f->c) == OK)
        write_outside(f);
}

static void write_in_read_in_write(struct fixture *f)
{
    if (db_begin_write(&f->c) == OK)
        write_in_read(f);
}

static void begin_write_in_read(struct fixture *f)
{
    if (db_begin_read(&f->c) == OK)
        (void)!db_begin_write(&f->c);
}

/* A query that hides its writing: SQLite knows better; PostgreSQL refuses in the transaction. */
static void hidden_write(struct fixture *f)
{
    struct query q = open_all;
    struct account open = {.open = true};
    q.writes = false;
    q.id = NEW(f->c.arena, uint32_t);
    if (db_begin_read(&f->c) == OK && query_exec(&f->c, &q, &open, NULL) == UNAVAILABLE)
        abort();
}

static void test_broken_promises(void **state)
{
    struct fixture *f = *state;
    assert_true(dies(write_outside, f));
    assert_true(dies(write_in_read, f));
    assert_true(dies(write_in_read_in_write, f));
    assert_true(dies(begin_write_in_read, f));
    if (f->engine == DB_SQLITE)
        assert_true(dies(hidden_write, f));
}

static void test_snapshot(void **state)
{
    struct fixture *f = *state;
    struct ctx *c = &f->c, other = second(f);
    assert_int_equal(db_begin_read(c), OK);
    assert_int_equal(number(c, "SELECT count(*) FROM account"), 0);
    assert_int_equal(db_begin_write(&other), OK);
    must_put(&other, 1);
    assert_int_equal(db_commit(&other), OK);
    assert_int_equal(number(c, "SELECT count(*) FROM account"), 0);
    assert_int_equal(db_commit(c), OK);
    assert_int_equal(number(c, "SELECT count(*) FROM account"), 1);
    db_close(other.db);
    arena_free(other.arena);
}

static void announce(struct ctx *c, int64_t id)
{
    query_ahead(c, &get_account, &(struct account){.id = id});
}

static enum rc get(struct ctx *c, int64_t id, struct account *a)
{
    return query_one(c, &get_account, &(struct account){.id = id}, a);
}

static void must_get(struct ctx *c, int64_t id, int64_t sum)
{
    struct account a;
    assert_int_equal(get(c, id, &a), OK);
    assert_int_equal(a.id, id);
    assert_int_equal(a.sum.n, sum);
}

/* What was announced is answered as ever: in any order, more than once, or not asked for at all. */
static void test_ahead(void **state)
{
    struct fixture *f = *state;
    struct ctx *c = &f->c, other = second(f);
    struct account a;
    assert_int_equal(db_begin_write(c), OK);
    announce(c, 1); /* in a writing it does nothing: what is read there may change */
    assert_int_equal(get(c, 1, &a), NOT_FOUND);
    for (int64_t id = 1; id <= 80; id++)
        must_put(c, id);
    must_get(c, 1, 1000);
    assert_int_equal(add(c, 1, 5), OK);
    must_get(c, 1, 1005);
    assert_int_equal(db_commit(c), OK);
    announce(c, 2); /* outside a transaction neither */
    assert_int_equal(db_begin_read(c), OK);
    must_get(c, 3, 1000);                /* the snapshot is taken */
    for (int64_t id = 0; id <= 70; id++) /* more than are kept, and one that is not there */
        announce(c, id);
    assert_int_equal(db_begin_write(&other), OK);
    assert_int_equal(add(&other, 4, 7), OK);
    assert_int_equal(db_commit(&other), OK);
    for (int64_t id = 70; id > 0; id -= 3)
        must_get(c, id, id == 1 ? 1005 : 1000);
    must_get(c, 4, 1000);
    must_get(c, 4, 1000);
    assert_int_equal(get(c, 0, &a), NOT_FOUND);
    db_rollback(c);
    must_get(c, 4, 1007);
    assert_int_equal(db_begin_read(c), OK);
    announce(c, 5);
    must_get(c, 4, 1007);
    assert_int_equal(db_savepoint(c), OK);
    must_get(c, 5, 1000);
    db_rollback_to(c);
    must_get(c, 5, 1000);
    assert_int_equal(db_commit(c), OK);
    db_close(other.db);
    arena_free(other.arena);
}

/* A question that fails is told when an answer is waited for, never at its announcement, and spoils its own reading. */
static void test_ahead_fails(void **state)
{
    struct fixture *f = *state;
    struct ctx *c = &f->c;
    static uint32_t id;
    static const struct query divide = {.name = "divide",
                                        .kind = QUERY_ONE,
                                        .sqlite = "SELECT abs(-9223372036854775807 - ?1) FROM account",
                                        .postgres = "SELECT 1 / ($1::bigint - 1) FROM account",
                                        .params = account_slots,
                                        .params_n = 1,
                                        .cols = account_slots,
                                        .cols_n = 1,
                                        .row_size = sizeof(struct account),
                                        .id = &id};
    struct account one = {.id = 1}, a;
    assert_int_equal(db_begin_write(c), OK);
    must_put(c, 1);
    assert_int_equal(db_commit(c), OK);
    for (int i = 0; i < 2; i++) { /* the first time it is not prepared, so the announcement waits for its turn */
        assert_int_equal(db_begin_read(c), OK);
        must_get(c, 1, 1000);
        query_ahead(c, &divide, &one);
        must_get(c, 1, 1000);
        assert_int_not_equal(query_one(c, &divide, &one, &a), OK);
        assert_int_equal(get(c, 1, &a), UNAVAILABLE);
        db_rollback(c);
        must_get(c, 1, 1000);
    }
}

/* A transfer in three writes, in a frame of a shared transaction as a worker does it. */
static enum rc transfer(struct ctx *c, int64_t by)
{
    TRY(db_begin_write(c));
    TRY(db_savepoint(c));
    TRY(add(c, 1, -by));
    TRY(add(c, 2, by));
    TRY(db_release(c));
    return db_commit(c);
}

static void test_torture(void **state)
{
    struct fixture *f = *state;
    struct ctx *c = &f->c;
    int64_t done = 0, n = 0;
    must_exec(c, "INSERT INTO account VALUES (1, 'a', 1000, 1, '', 0, ''), (2, 'b', 1000, 1, '', 0, '')");
    for (bool failed = true; failed;) {
        db_fail_after(++n);
        enum rc rc = transfer(c, 1);
        failed = db_fail_happened();
        assert_int_equal(rc, failed ? UNAVAILABLE : OK);
        db_fail_after(0);
        db_unwind(c, 0);
        done += rc == OK;
        assert_int_equal(number(c, "SELECT sum_vnd FROM account WHERE id = 1"), 1000 - done);
        assert_int_equal(number(c, "SELECT sum(sum_vnd) FROM account"), 2000);
    }
    assert_int_equal(n, 7); /* begin, savepoint, two queries, release, commit: six calls could fail */
    assert_int_equal(done, 1);
}

enum { WRITERS = 4, TURNS = 25, GROUP = 5 };

/* Many writers, each committing small groups; those told to try again do. */
static void write_groups(const struct fixture *f)
{
    struct ctx c = second(f);
    for (int turn = 0; turn < TURNS;) {
        enum rc rc = db_begin_write(&c);
        for (int i = 0; rc == OK && i < GROUP; i++) {
            rc = db_savepoint(&c);
            rc = rc == OK ? add(&c, 1, 1) : rc;
            rc = rc == OK ? db_release(&c) : rc;
        }
        rc = rc == OK ? db_commit(&c) : rc;
        db_unwind(&c, 0);
        if (rc != OK && !db_can_retry(c.db))
            _exit(1);
        turn += rc == OK;
    }
    _exit(0);
}

static void test_many_writers(void **state)
{
    struct fixture *f = *state;
    pid_t pids[WRITERS];
    must_exec(&f->c, "INSERT INTO account VALUES (1, 'a', 0, 1, '', 0, '')");
    for (size_t i = 0; i < WRITERS; i++) {
        pids[i] = fork();
        if (pids[i] == 0)
            write_groups(f);
    }
    for (size_t i = 0; i < WRITERS; i++) {
        int status = 1;
        assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(number(&f->c, "SELECT sum_vnd FROM account"), WRITERS * TURNS * GROUP);
}

/* Tells the number of every commit that was acknowledged, until killed. */
static void commit_for_ever(const struct fixture *f, int to)
{
    struct ctx c = second(f);
    for (int64_t i = 1;; i++) {
        struct account a = {.id = i, .name = str_printf(c.arena, "k%lld", (long long)i), .opened_on = DAY_NONE};
        if (db_begin_write(&c) != OK || put(&c, &a) != OK || db_commit(&c) != OK)
            _exit(1);
        if (write(to, &i, sizeof i) != sizeof i)
            _exit(1);
    }
}

/* The server may still be at work for the one that was killed. */
static void wait_for_backend(const struct fixture *f, struct ctx *c)
{
    static const char others[] = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                 " AND pid <> pg_backend_pid()";
    while (f->engine == DB_POSTGRES && number(c, others) > 1)
        usleep(1000);
}

static void test_kill_keeps_what_was_promised(void **state)
{
    struct fixture *f = *state;
    for (int round = 0; round < 5; round++) {
        int ends[2];
        int64_t last = 0, got = 0;
        must_exec(&f->c, "DELETE FROM account");
        assert_int_equal(pipe(ends), 0);
        pid_t pid = fork();
        if (pid == 0)
            commit_for_ever(f, ends[1]);
        close(ends[1]);
        while (last < 5 && read(ends[0], &got, sizeof got) == sizeof got)
            last = got;
        usleep((useconds_t)(round * 3700));
        kill(pid, SIGKILL);
        while (read(ends[0], &got, sizeof got) == sizeof got)
            last = got;
        close(ends[0]);
        assert_int_equal(waitpid(pid, NULL, 0), pid);
        assert_true(last > 0);
        struct ctx after = second(f);
        wait_for_backend(f, &after);
        int64_t n = number(&after, "SELECT count(*) FROM account");
        assert_true(n == last || n == last + 1); /* one more may be kept that was not yet told */
        assert_int_equal(number(&after, "SELECT max(id) FROM account"), n);
        db_close(after.db);
        arena_free(after.arena);
    }
}

static void lose_connection(struct fixture *f)
{
    struct ctx other = second(f);
    assert_true(number(&other, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                               " WHERE datname = current_database() AND pid <> pg_backend_pid()") > 0);
    db_close(other.db);
    arena_free(other.arena);
}

static void test_lost_connection(void **state)
{
    struct fixture *f = *state;
    struct ctx *c = &f->c;
    struct account a;
    if (f->engine == DB_SQLITE)
        skip();
    assert_int_equal(number(c, "SELECT 1"), 1);
    lose_connection(f); /* while idle: nobody notices */
    assert_int_equal(number(c, "SELECT 1"), 1);
    for (int i = 0; i < 2; i++) { /* the same before the first question of a reading, and after the last */
        assert_int_equal(db_begin_read(c), OK);
        lose_connection(f);
        assert_int_equal(number(c, "SELECT 1"), 1);
        assert_int_equal(number(c, "SELECT 2"), 2);
        db_rollback(c);
        if (i > 0)
            lose_connection(f);
    }
    assert_int_equal(db_begin_read(c), OK);
    assert_int_equal(number(c, "SELECT 1"), 1);
    lose_connection(f); /* between two questions: it would be another snapshot */
    assert_int_equal(get(c, 1, &a), UNAVAILABLE);
    assert_true(db_can_retry(c->db));
    db_rollback(c);
    must_exec(c, "INSERT INTO account VALUES (1, 'a', 5, 1, '', 0, '')");
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(add(c, 1, 1), OK);
    lose_connection(f); /* inside a transaction: from the start again */
    assert_int_equal(add(c, 1, 1), UNAVAILABLE);
    assert_true(db_can_retry(c->db));
    assert_int_equal(db_commit(c), UNAVAILABLE);
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(add(c, 1, 1), OK);
    lose_connection(f); /* in the commit: nobody may simply try again */
    assert_int_equal(db_commit(c), UNAVAILABLE);
    assert_false(db_can_retry(c->db));
    assert_int_equal(number(c, "SELECT sum_vnd FROM account"), 5);
}

/* That the disk was not waited for shows only in the server's own words: where its log ends and how far it is kept. */
static void test_flush(void **state)
{
    struct fixture *f = *state;
    struct ctx *c = &f->c;
    bool pg = f->engine == DB_POSTGRES;
    assert_int_equal(db_flush(c), OK); /* nothing to do */
    if (pg)
        must_exec(c, "SET synchronous_commit = on");
    db_defer_flush(c->db, true);
    assert_int_equal(db_begin_write(c), OK);
    if (pg)
        assert_int_equal(number(c, "SELECT count(*) WHERE current_setting('synchronous_commit') = 'off'"), 1);
    must_exec(c, "INSERT INTO account VALUES (7, 'g', 5, 1, '', 0, '')");
    assert_int_equal(db_commit(c), OK);
    db_defer_flush(c->db, false);
    assert_int_equal(number(c, "SELECT count(*) FROM account WHERE id = 7"), 1);
    int64_t end = pg ? number(c, "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint") : 0;
    assert_int_equal(db_flush(c), OK);
    if (!pg)
        return;
    assert_true(number(c, "SELECT (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::bigint") >= end);
    assert_int_equal(number(c, "SELECT count(*) WHERE current_setting('synchronous_commit') = 'on'"), 1);
    db_defer_flush(c->db, true);
    assert_int_equal(db_begin_write(c), OK);
    must_exec(c, "DELETE FROM account WHERE id = 7");
    assert_int_equal(db_commit(c), OK);
    db_defer_flush(c->db, false);
    lose_connection(f); /* and with it whoever could promise */
    assert_int_not_equal(db_flush(c), OK);
}

static void test_deadlock(void **state)
{
    struct fixture *f = *state;
    struct ctx *c = &f->c;
    int ready[2];
    char byte = 0;
    if (f->engine == DB_SQLITE)
        skip();
    must_exec(c, "INSERT INTO account VALUES (1, 'a', 5, 1, '', 0, ''), (2, 'b', 5, 1, '', 0, '')");
    assert_int_equal(pipe(ready), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct ctx mine = second(f);
        enum rc rc = db_begin_write(&mine);
        rc = rc == OK ? add(&mine, 2, 1) : rc;
        if (write(ready[1], &byte, 1) != 1)
            _exit(9);
        rc = rc == OK ? add(&mine, 1, 1) : rc;
        _exit(rc == OK ? 0 : db_can_retry(mine.db) ? 1 : 2);
    }
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(add(c, 1, 1), OK);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    enum rc rc = add(c, 2, 1);
    bool mine = rc == UNAVAILABLE && db_can_retry(c->db);
    db_unwind(c, 0);
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == (mine ? 0 : 1));
}

static void test_names_hide_passwords(void **state)
{
    struct fixture *f = *state;
    if (f->engine == DB_SQLITE)
        assert_true(str_eq(db_where(f->c.db), f->where));
    else
        assert_true(str_starts(db_where(f->c.db), S("postgresql://")) &&
                    str_find(db_where(f->c.db), '?', 0) == db_where(f->c.db).n);
}

static void test_open_refuses(void **state)
{
    struct fixture *f = *state;
    struct db *db = NULL;
    struct str why = S("");
    assert_int_equal(db_open(f->c.arena, str_printf(f->c.arena, STR_FMT "/none", STR_ARG(f->folder)), false, &db, &why),
                     NOT_FOUND);
    assert_true(why.n > 0);
    assert_int_equal(db_open(f->c.arena, S("postgresql://nobody@/none?host=/nowhere"), false, &db, &why), UNAVAILABLE);
    assert_null(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_values, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_missed_join_is_nothing, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_kinds, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_order_is_of_bytes, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_transactions, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_refusals, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_unwatched, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_broken_promises, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_snapshot, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_ahead, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_ahead_fails, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_torture, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_many_writers, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_kill_keeps_what_was_promised, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_lost_connection, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_flush, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_deadlock, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_names_hide_passwords, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_open_refuses, fixture_open, fixture_close),
    };
    return run_on_both("db", tests, COUNT(tests));
}
