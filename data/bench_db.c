/* bench_db: what one operation costs, in nanoseconds. usage: bench_db [postgresql://…] (default: SQLite in a new
 * folder).
 * Not a test: it prints, nothing is compared. */
#include "data/db.h"

#include <unistd.h>

static const char bench_sql[] =
    "-- version: 1\nCREATE TABLE bench (id BIGINT NOT NULL PRIMARY KEY, code TEXT NOT NULL, title TEXT NOT NULL,"
    " due_at BIGINT NOT NULL, unit_id BIGINT NOT NULL);\nCREATE INDEX bench_unit ON bench (unit_id, due_at);\n";
const struct schema_text schema_all[] = {{"bench", bench_sql}};
const size_t schema_all_n = COUNT(schema_all);

struct bench {
    int64_t id;
    struct str code, title;
    struct instant due_at;
    int64_t unit_id;
};
#define SLOT(member, kind)                                                                                             \
    {                                                                                                                  \
#member, kind, offsetof(struct bench, member)                                                                  \
    }
static const struct query_slot slots[] = {SLOT(id, SQL_I64), SLOT(code, SQL_TEXT), SLOT(title, SQL_TEXT),
                                          SLOT(due_at, SQL_INSTANT), SLOT(unit_id, SQL_I64)};
static uint32_t ids[3];
#define ALL "id, code, title, due_at, unit_id"
static const struct query put = {
    .name = "put",
    .kind = QUERY_EXEC,
    .writes = true,
    .sqlite = "INSERT INTO bench (" ALL
              ") VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at",
    .postgres = "INSERT INTO bench (" ALL ") VALUES ($1, $2, $3, $4, $5)"
                " ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at",
    .params = slots,
    .params_n = COUNT(slots),
    .id = &ids[0]};
static const struct query point = {.name = "point",
                                   .kind = QUERY_ONE,
                                   .sqlite = "SELECT " ALL " FROM bench WHERE id = ?1",
                                   .postgres = "SELECT " ALL " FROM bench WHERE id = $1",
                                   .params = slots,
                                   .params_n = 1,
                                   .cols = slots,
                                   .cols_n = COUNT(slots),
                                   .row_size = sizeof(struct bench),
                                   .id = &ids[1]};
static const struct query list = {.name = "list",
                                  .kind = QUERY_MANY,
                                  .sqlite = "SELECT " ALL " FROM bench WHERE unit_id = ?1 ORDER BY due_at LIMIT 50",
                                  .postgres = "SELECT " ALL " FROM bench WHERE unit_id = $1 ORDER BY due_at LIMIT 50",
                                  .params = &slots[4],
                                  .params_n = 1,
                                  .cols = slots,
                                  .cols_n = COUNT(slots),
                                  .row_size = sizeof(struct bench),
                                  .id = &ids[2]};

enum { ROWS = 100000, UNITS = 100 };

static int64_t clock_ns(clockid_t which)
{
    struct timespec t;
    clock_gettime(which, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void must(struct ctx *c, enum rc rc)
{
    if (rc != OK)
        die(STR_FMT, STR_ARG(c->fault.detail));
}

static struct bench row(int64_t i)
{
    return (struct bench){.id = i,
                          .code = S("000.00.01.H10-261122-0001"),
                          .title = S("Đăng ký khai sinh cho trẻ em sinh ra tại phường"),
                          .due_at = {i * 7919 % ROWS},
                          .unit_id = i % UNITS};
}

static void do_point(struct ctx *c, int64_t i)
{
    struct bench b = {.id = i * 7919 % ROWS};
    must(c, query_one(c, &point, &b, &b));
}

static void do_list(struct ctx *c, int64_t i)
{
    struct bench b = {.unit_id = i % UNITS};
    void *rows = NULL;
    size_t n = 0;
    must(c, query_many(c, &list, &b, &rows, &n));
    if (n != 50)
        die("list of %zu", n);
}

static void do_read(struct ctx *c, int64_t i)
{
    must(c, db_begin_read(c));
    do_point(c, i);
    must(c, db_commit(c));
}

static void do_put(struct ctx *c, int64_t i)
{
    struct bench b = row(i * 7919 % ROWS);
    must(c, db_savepoint(c));
    must(c, query_exec(c, &put, &b, NULL));
    must(c, db_release(c));
}

static void do_write(struct ctx *c, int64_t i)
{
    must(c, db_begin_write(c));
    do_put(c, i);
    must(c, db_commit(c));
}

static void do_group(struct ctx *c, int64_t i)
{
    must(c, db_begin_write(c));
    for (int64_t k = 0; k < 50; k++)
        do_put(c, i * 50 + k);
    must(c, db_commit(c));
}

static void measure(struct ctx *c, const char *what, int64_t n, int64_t per, void (*op)(struct ctx *, int64_t))
{
    int64_t wall = clock_ns(CLOCK_MONOTONIC), cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
    for (int64_t i = 0; i < n; i++) {
        op(c, i);
        if (i % 64 == 63)
            arena_reset(c->arena);
    }
    wall = clock_ns(CLOCK_MONOTONIC) - wall;
    cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("%-44s %10lld ns %10lld ns cpu\n", what, (long long)(wall / n / per), (long long)(cpu / n / per));
}

static void print_memory(void)
{
    char line[256];
    FILE *f = fopen("/proc/self/smaps_rollup", "re");
    while (f && fgets(line, sizeof line, f))
        if (str_starts(str_from(line), S("Pss_Anon")) || str_starts(str_from(line), S("Rss")))
            printf("%s", line);
    if (f)
        fclose(f);
}

int main(int argc, char **argv)
{
    char folder[] = "/tmp/motcua-bench-XXXXXX";
    struct ctx c = {.arena = arena_new((size_t)64 << 20)};
    struct str why = S("");
    if (argc == 1 && !mkdtemp(folder))
        die("no folder under /tmp");
    if (db_open(c.arena, str_from(argc > 1 ? argv[1] : folder), true, &c.db, &why) != OK || db_migrate(&c, &why) != OK)
        die(STR_FMT, STR_ARG(why));
    bool remote = db_engine_of(c.db) == DB_POSTGRES;
    must(&c, db_begin_write(&c));
    for (int64_t i = 0; i < ROWS; i++) {
        struct bench b = row(i);
        must(&c, query_exec(&c, &put, &b, NULL));
    }
    must(&c, db_commit(&c));
    must(&c, db_checkpoint(&c));
    int64_t n = remote ? 2000 : 100000;
    must(&c, db_begin_read(&c));
    measure(&c, "point read, typed row, open transaction", n, 1, do_point);
    measure(&c, "list of 50, typed rows", n / 20, 1, do_list);
    must(&c, db_commit(&c));
    measure(&c, "point read, transaction of its own", n, 1, do_read);
    measure(&c, "write, durable transaction of its own", 500, 1, do_write);
    measure(&c, "write in a group of 50, savepoint each", 200, 50, do_group);
    print_memory();
    db_close(c.db);
    if (!remote)
        printf("left behind: %s\n", folder);
    return 0;
}
