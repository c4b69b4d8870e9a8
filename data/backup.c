#include "data/backup.h"

#include "data/db_private.h"
#include "data/file.h"
#include "data_queries.h"
#include "format/digest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MANIFEST_MAX = 1 << 20, FILES_PAGE = 500 };

struct table_row {
    struct str name;
    int64_t n;
};

struct snapshot_row {
    struct str name;
};

static const struct query_slot table_cols[] = {{"name", SQL_TEXT, offsetof(struct table_row, name)},
                                               {"n", SQL_I64, offsetof(struct table_row, n)}};
static const struct query_slot snapshot_cols[] = {{"name", SQL_TEXT, offsetof(struct snapshot_row, name)}};
static uint32_t ids[2];

static const struct query list_tables = {
    .name = "backup_tables",
    .kind = QUERY_MANY,
    .sqlite =
        "SELECT name, 0 FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name",
    .postgres = "SELECT tablename::text, 0 FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
    .cols = table_cols,
    .cols_n = COUNT(table_cols),
    .row_size = sizeof(struct table_row),
    .id = &ids[0],
};

static const struct query export_snapshot = {
    .name = "backup_snapshot",
    .kind = QUERY_ONE,
    .sqlite = "SELECT ''",
    .postgres = "SELECT pg_export_snapshot()",
    .cols = snapshot_cols,
    .cols_n = COUNT(snapshot_cols),
    .row_size = sizeof(struct snapshot_row),
    .id = &ids[1],
};

/* Names come from the engine's own catalogue; the text is new with each backup, so its id is too. */
static enum rc count_tables(struct ctx *c, struct table_row **rows, size_t *n)
{
    struct buf sql = buf_new(c->arena, MANIFEST_MAX);
    void *names = NULL, *counted = NULL;
    uint32_t *id = NEW(c->arena, uint32_t);
    TRY(query_many(c, &list_tables, NULL, &names, n));
    const struct table_row *t = names;
    for (size_t i = 0; i < *n; i++)
        buf_printf(&sql, "%sSELECT '" STR_FMT "' AS name, count(*) AS n FROM \"" STR_FMT "\"", i ? " UNION ALL " : "",
                   STR_ARG(t[i].name), STR_ARG(t[i].name));
    *rows = NULL;
    if (*n == 0)
        return OK;
    const char *text = str_c(c->arena, buf_str(&sql));
    struct query q = list_tables;
    q.name = "backup_counts";
    q.sqlite = text;
    q.postgres = text;
    q.id = id;
    TRY(query_many(c, &q, NULL, &counted, n));
    *rows = counted;
    return OK;
}

static const char *path_in(struct ctx *c, struct str folder, const char *name)
{
    return str_c(c->arena, str_printf(c->arena, STR_FMT "/%s", STR_ARG(folder), name));
}

/* Runs a program of PostgreSQL with the connection in its environment; its complaints go to our stderr. */
static enum rc run_program(struct ctx *c, const char *const *argv)
{
    const char **env = NULL;
    size_t n = 0;
    pid_t pid = 0;
    int status = 0;
    TRY(postgres_env(c, c->arena, &env, &n));
    char **all = NEW_ARRAY(c->arena, char *, n + 2), **args = NEW_ARRAY(c->arena, char *, 16);
    for (size_t i = 0; i < n; i++)
        memcpy(&all[i], &env[i], sizeof *all);
    const char *path = getenv("PATH");
    struct str set = str_printf(c->arena, "PATH=%s%c", path ? path : "/usr/bin:/bin", 0);
    memcpy(&all[n], &set.p, sizeof *all);
    for (size_t i = 0; argv[i] && i < 15; i++)
        memcpy(&args[i], &argv[i], sizeof *args);
    int failed = posix_spawnp(&pid, argv[0], NULL, NULL, args, all);
    if (failed)
        return fail_detail(c, UNAVAILABLE, "%s cannot be started: errno %d", argv[0], failed);
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return fail_detail(c, UNAVAILABLE, "%s: errno %d", argv[0], errno);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return OK;
    return fail_detail(c, UNAVAILABLE, "%s failed with status %d", argv[0], status);
}

static enum rc dump(struct ctx *c, const char *path)
{
    struct snapshot_row snap;
    if (db_engine_of(c->db) == DB_SQLITE)
        return sqlite_copy(c, path);
    TRY(query_one(c, &export_snapshot, NULL, &snap));
    const char *snapshot = str_c(c->arena, str_printf(c->arena, "--snapshot=" STR_FMT, STR_ARG(snap.name)));
    const char *file = str_c(c->arena, str_printf(c->arena, "--file=%s", path));
    const char *const argv[] = {"pg_dump", "--format=custom", "--no-owner", "--no-privileges", snapshot, file, NULL};
    return run_program(c, argv);
}

static enum rc store_one(struct ctx *c, const char *from, const char *to, bool may_link, struct str want)
{
    struct str got;
    int64_t size = 0;
    if (may_link && link(from, to) == 0)
        return OK;
    TRY(file_copy(c, from, to, &got, &size));
    if (!str_eq(got, want))
        return fail_detail(c, UNAVAILABLE, "the file store is damaged: %s", from);
    return OK;
}

static enum rc copy_file(struct ctx *c, struct str from_root, struct str to_root, struct str sha256, bool may_link)
{
    bool made = false;
    struct str two = str_sub(sha256, 0, 2), rest = str_sub(sha256, 2, sha256.n);
    struct str folder = str_printf(c->arena, STR_FMT "/" STR_FMT, STR_ARG(to_root), STR_ARG(two));
    struct str name = str_printf(c->arena, STR_FMT "/" STR_FMT, STR_ARG(two), STR_ARG(rest));
    TRY(file_make_folder(c, str_c(c->arena, folder), &made));
    const char *leaf = str_c(c->arena, name);
    TRY(store_one(c, path_in(c, from_root, leaf), path_in(c, to_root, leaf), may_link, sha256));
    return made ? file_sync_folder(c, str_c(c->arena, to_root)) : OK;
}

static enum rc sync_store(struct ctx *c, struct str root)
{
    DIR *d = opendir(str_c(c->arena, root));
    enum rc rc = OK;
    for (const struct dirent *e = d ? readdir(d) : NULL; e && rc == OK; e = readdir(d))
        if (e->d_name[0] != '.')
            rc = file_sync_folder(c, path_in(c, root, e->d_name));
    if (d)
        closedir(d);
    return rc == OK && d ? file_sync_folder(c, str_c(c->arena, root)) : rc;
}

static enum rc copy_store(struct ctx *c, struct str folder, bool may_link, struct backup_report *out)
{
    struct str root = str_printf(c->arena, STR_FMT "/files", STR_ARG(folder)), after = S("");
    bool made = false;
    TRY(file_make_folder(c, str_c(c->arena, root), &made));
    for (;;) {
        struct blob_files_row *rows = NULL;
        size_t n = 0;
        TRY(blob_files(c, after, FILES_PAGE, &rows, &n));
        for (size_t i = 0; i < n; i++) {
            TRY(copy_file(c, db_files(c->db), root, rows[i].sha256, may_link));
            out->files++;
            out->bytes += rows[i].size;
        }
        if (n < FILES_PAGE)
            return sync_store(c, root);
        after = rows[n - 1].sha256;
    }
}

static const char *name_of(enum db_engine engine)
{
    return engine == DB_SQLITE ? "motcua.db" : "motcua.dump";
}

static enum rc write_manifest(struct ctx *c, struct str folder, struct buf *b)
{
    CLEANUP(file_closep) int fd = -1;
    buf_printf(b, "end " STR_FMT "\n", STR_ARG(digest_hex(c->arena, sha256(buf_str(b)))));
    const char *part = path_in(c, folder, "manifest.part");
    TRY(file_open(c, part, O_WRONLY | O_CREAT | O_TRUNC, &fd));
    TRY(file_write(c, fd, buf_str(b)));
    TRY(file_sync(c, fd));
    TRY(file_rename(c, part, path_in(c, folder, "manifest")));
    return file_sync_folder(c, str_c(c->arena, folder));
}

static enum rc make(struct ctx *c, struct str folder, bool may_link, struct backup_report *out)
{
    struct buf b = buf_new(c->arena, MANIFEST_MAX);
    struct table_row *tables = NULL;
    size_t n = 0;
    struct str hash;
    int64_t size = 0;
    const char *name = name_of(db_engine_of(c->db)), *path = path_in(c, folder, name);
    TRY(count_tables(c, &tables, &n));
    TRY(dump(c, path));
    TRY(file_sha256(c, path, &hash, &size));
    TRY(copy_store(c, folder, may_link, out));
    buf_printf(&b, "motcua-backup 1\nprogram %s\nmade_at ", MOTCUA_VERSION);
    instant_iso(&b, c->now);
    buf_printf(&b, "\ndatabase %s " STR_FMT " %lld\n", name, STR_ARG(hash), (long long)size);
    for (size_t i = 0; i < n; i++) {
        buf_printf(&b, "table " STR_FMT " %lld\n", STR_ARG(tables[i].name), (long long)tables[i].n);
        out->rows += tables[i].n;
    }
    buf_printf(&b, "files %lld\n", (long long)out->files);
    out->tables = (int64_t)n;
    out->bytes += size;
    return write_manifest(c, folder, &b);
}

enum rc backup_make(struct ctx *c, struct str folder, bool link_files, struct backup_report *out)
{
    const char *path = str_c(c->arena, folder);
    struct str why = S("");
    bool made = false;
    struct ctx side = {.arena = c->arena, .now = c->now, .lang = c->lang};
    *out = (struct backup_report){0};
    if (!file_folder_is_empty(path))
        return fail_detail(c, INVALID, "%s is not empty", path);
    TRY(file_make_folder(c, path, &made));
    if (db_open(c->arena, c->db->where, false, &side.db, &why) != OK)
        return fail_detail(c, UNAVAILABLE, STR_FMT, STR_ARG(why));
    db_set_files(side.db, db_files(c->db));
    enum rc rc = db_begin_read(&side);
    if (rc == OK)
        rc = make(&side, folder, link_files, out);
    db_unwind(&side, 0);
    db_close(side.db);
    c->fault = side.fault;
    return rc;
}

struct manifest {
    struct str text, database, hash;
    int64_t files;
};

static enum rc not_whole(struct ctx *c, struct str *why, const char *what)
{
    *why = str_printf(c->arena, "the backup is not whole: %s", what);
    return fail_detail(c, INVALID, STR_FMT, STR_ARG(*why));
}

static enum rc read_manifest(struct ctx *c, struct str folder, struct manifest *m, struct str *why)
{
    CLEANUP(file_closep) int fd = -1;
    char *p = arena_alloc(c->arena, MANIFEST_MAX);
    size_t n = 0;
    if (file_open(c, path_in(c, folder, "manifest"), O_RDONLY, &fd) != OK)
        return not_whole(c, why, "it has no manifest");
    TRY(file_read(c, fd, p, MANIFEST_MAX, &n));
    m->text = str_n(p, n);
    size_t end = str_search(m->text, S("\nend "), 0) + 1;
    if (!str_eq(str_trim(str_sub(m->text, end + 4, n)), digest_hex(c->arena, sha256(str_sub(m->text, 0, end)))))
        return not_whole(c, why, "its manifest was changed");
    struct str rest = str_sub(m->text, 0, end);
    while (rest.n) {
        struct str line = str_cut(&rest, '\n'), word = str_cut(&line, ' ');
        if (str_eqc(word, "database")) {
            m->database = str_cut(&line, ' ');
            m->hash = str_cut(&line, ' ');
        } else if (str_eqc(word, "files") && !str_to_i64(line, &m->files)) {
            return not_whole(c, why, "its manifest was changed");
        }
    }
    return OK;
}

static int64_t manifest_rows(const struct manifest *m, struct str table)
{
    struct str rest = m->text;
    int64_t n = -1;
    while (rest.n) {
        struct str line = str_cut(&rest, '\n'), word = str_cut(&line, ' ');
        if (str_eqc(word, "table") && str_eq(str_cut(&line, ' '), table) && str_to_i64(line, &n))
            return n;
    }
    return -1;
}

static size_t manifest_tables(const struct manifest *m)
{
    struct str rest = m->text;
    size_t n = 0;
    while (rest.n)
        n += str_starts(str_cut(&rest, '\n'), S("table ")) ? 1 : 0;
    return n;
}

/* Every row of the backup and every file a row speaks of is there. */
static enum rc verify(struct ctx *c, const struct manifest *m, struct backup_report *out, struct str *why)
{
    struct table_row *t = NULL;
    size_t n = 0;
    struct str after = S("");
    TRY(count_tables(c, &t, &n));
    if (n != manifest_tables(m))
        return not_whole(c, why, "tables are missing");
    for (size_t i = 0; i < n; i++) {
        if (t[i].n != manifest_rows(m, t[i].name))
            return not_whole(c, why, str_c(c->arena, str_printf(c->arena, "rows of " STR_FMT, STR_ARG(t[i].name))));
        out->rows += t[i].n;
    }
    out->tables = (int64_t)n;
    for (;;) {
        struct blob_files_row *rows = NULL;
        TRY(blob_files(c, after, FILES_PAGE, &rows, &n));
        for (size_t i = 0; i < n; i++) {
            struct str sha = rows[i].sha256;
            struct str leaf =
                str_printf(c->arena, STR_FMT "/" STR_FMT, STR_ARG(str_sub(sha, 0, 2)), STR_ARG(str_sub(sha, 2, sha.n)));
            if (access(path_in(c, db_files(c->db), str_c(c->arena, leaf)), R_OK) != 0)
                return not_whole(c, why, str_c(c->arena, str_printf(c->arena, "file " STR_FMT, STR_ARG(sha))));
            out->files++;
            out->bytes += rows[i].size;
        }
        if (n < FILES_PAGE)
            break;
        after = rows[n - 1].sha256;
    }
    return out->files == m->files ? OK : not_whole(c, why, "the number of its files");
}

static enum rc copy_folder(struct ctx *c, struct str from, struct str to, const char *two, struct str *why)
{
    DIR *d = opendir(path_in(c, from, two));
    enum rc rc = OK;
    for (const struct dirent *e = d ? readdir(d) : NULL; e && rc == OK; e = readdir(d)) {
        struct str sha256 = str_printf(c->arena, "%s%s", two, e->d_name);
        if (sha256.n == 64 && copy_file(c, from, to, sha256, false) != OK)
            rc = not_whole(c, why, str_c(c->arena, c->fault.detail));
    }
    if (d)
        closedir(d);
    return rc;
}

static enum rc restore_store(struct ctx *c, struct str from, struct str to, struct str *why)
{
    static const char hex[] = "0123456789abcdef";
    bool made = false;
    TRY(file_make_folder(c, str_c(c->arena, to), &made));
    for (int i = 0; i < 256; i++) {
        char two[3] = {hex[i / 16], hex[i % 16], 0};
        TRY(copy_folder(c, from, to, two, why));
    }
    return sync_store(c, to);
}

static enum rc restore_sqlite(struct ctx *c, struct str folder, struct str where, const struct manifest *m,
                              struct str *why)
{
    struct str got;
    int64_t size = 0;
    const char *part = path_in(c, where, "motcua.db.part");
    TRY(file_copy(c, path_in(c, folder, "motcua.db"), part, &got, &size));
    if (!str_eq(got, m->hash))
        return not_whole(c, why, "its database was changed");
    if (sqlite_check(c, part) != OK)
        return not_whole(c, why, "its database is damaged");
    TRY(file_rename(c, part, path_in(c, where, "motcua.db")));
    return file_sync_folder(c, str_c(c->arena, where));
}

static enum rc restore_postgres(struct ctx *c, struct str folder, const struct manifest *m, struct str *why)
{
    struct str got;
    int64_t size = 0;
    const char *path = path_in(c, folder, "motcua.dump");
    const char *const argv[] = {
        "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--dbname=",
        path,         NULL};
    TRY(file_sha256(c, path, &got, &size));
    if (!str_eq(got, m->hash))
        return not_whole(c, why, "its database was changed");
    return run_program(c, argv);
}

static enum rc is_empty(struct ctx *c, struct str *why)
{
    void *names = NULL;
    size_t n = 0;
    TRY(query_many(c, &list_tables, NULL, &names, &n));
    if (n == 0)
        return OK;
    *why = str_printf(c->arena, "the database has tables already; a backup is read into an empty one");
    return fail_detail(c, INVALID, STR_FMT, STR_ARG(*why));
}

static enum rc open_and_verify(struct ctx *c, struct str where, struct str files, const struct manifest *m,
                               struct backup_report *out, struct str *why)
{
    TRY(db_open(c->arena, where, false, &c->db, why));
    db_set_files(c->db, files);
    enum rc rc = db_begin_read(c);
    if (rc == OK)
        rc = verify(c, m, out, why);
    db_unwind(c, 0);
    db_close(c->db);
    c->db = NULL;
    return rc;
}

static enum rc fill_postgres(struct ctx *c, struct str folder, struct str where, const struct manifest *m,
                             struct str *why)
{
    TRY(db_open(c->arena, where, false, &c->db, why));
    enum rc rc = is_empty(c, why);
    if (rc == OK)
        rc = restore_postgres(c, folder, m, why);
    db_close(c->db);
    c->db = NULL;
    return rc;
}

static enum rc check_target(struct ctx *c, bool sqlite, struct str where, struct str files, struct str *why)
{
    bool made = false;
    const char *first = str_c(c->arena, sqlite ? where : files);
    if (first[0] == 0)
        *why = S("a folder for the file store is needed");
    else if (!file_folder_is_empty(first))
        *why = str_printf(c->arena, "%s is not empty", first);
    if (why->n)
        return fail_detail(c, INVALID, STR_FMT, STR_ARG(*why));
    return file_make_folder(c, first, &made);
}

enum rc backup_restore(struct ctx *c, struct str folder, struct str where, struct str files, struct backup_report *out,
                       struct str *why)
{
    struct manifest m = {0};
    struct ctx side = {.arena = c->arena, .now = c->now, .lang = c->lang};
    *out = (struct backup_report){0};
    *why = S("");
    TRY(read_manifest(c, folder, &m, why));
    bool sqlite = str_eqc(m.database, name_of(DB_SQLITE));
    if (sqlite == str_starts(where, S("postgres"))) {
        *why = str_printf(c->arena, "the backup was made from %s and can only be read into the same",
                          sqlite ? "SQLite" : "PostgreSQL");
        return fail_detail(c, INVALID, STR_FMT, STR_ARG(*why));
    }
    TRY(check_target(c, sqlite, where, files, why));
    if (sqlite)
        files = str_printf(c->arena, STR_FMT "/files", STR_ARG(where));
    TRY(restore_store(c, str_from(path_in(c, folder, "files")), files, why));
    enum rc rc = sqlite ? restore_sqlite(c, folder, where, &m, why) : fill_postgres(&side, folder, where, &m, why);
    if (rc == OK)
        rc = open_and_verify(&side, where, files, &m, out, why);
    if (rc != OK && sqlite)
        unlink(path_in(c, where, "motcua.db")); /* what is not whole must not start */
    if (rc != OK && side.fault.detail.n)
        c->fault = side.fault;
    return rc;
}
