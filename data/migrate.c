/* migrate.c: schema.sql of each folder is the append-only history of its tables. What lies below "-- version: N" is
 * applied when the database stands below N for that folder; all folders in one transaction. */
#include "data/db_private.h"

struct version_row {
    struct str folder;
    int64_t version;
};

struct version_args {
    struct str folder;
    int64_t version;
    struct instant applied_at;
};

struct count_row {
    int64_t n;
};

#define SLOT(T, member, kind)                                                                                          \
    {                                                                                                                  \
#member, kind, offsetof(struct T, member)                                                                      \
    }

static uint32_t ids[3];

static const struct query_slot version_cols[] = {SLOT(version_row, folder, SQL_TEXT),
                                                 SLOT(version_row, version, SQL_I64)};
static const struct query_slot version_params[] = {SLOT(version_args, folder, SQL_TEXT),
                                                   SLOT(version_args, version, SQL_I64),
                                                   SLOT(version_args, applied_at, SQL_INSTANT)};
static const struct query_slot count_cols[] = {SLOT(count_row, n, SQL_I64)};

static const struct query has_versions = {
    .name = "schema_has_versions",
    .kind = QUERY_ONE,
    .sqlite = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'",
    .postgres = "SELECT count(*) FROM pg_class WHERE oid = to_regclass('schema_version')",
    .cols = count_cols,
    .cols_n = COUNT(count_cols),
    .row_size = sizeof(struct count_row),
    .id = &ids[0],
};

#define VERSIONS_SQL "SELECT folder, version FROM schema_version WHERE folder <> '' ORDER BY folder"
static const struct query versions = {
    .name = "schema_versions",
    .kind = QUERY_MANY,
    .sqlite = VERSIONS_SQL,
    .postgres = VERSIONS_SQL,
    .cols = version_cols,
    .cols_n = COUNT(version_cols),
    .row_size = sizeof(struct version_row),
    .id = &ids[1],
};

#define PUT_SQL(a, b, c)                                                                                               \
    "INSERT INTO schema_version (folder, version, applied_at) VALUES (" a ", " b ", " c ")"                            \
    " ON CONFLICT (folder) DO UPDATE SET version = excluded.version, applied_at = excluded.applied_at"
static const struct query put_version = {
    .name = "schema_put_version",
    .kind = QUERY_EXEC,
    .writes = true,
    .sqlite = PUT_SQL("?1", "?2", "?3"),
    .postgres = PUT_SQL("$1", "$2", "$3"),
    .params = version_params,
    .params_n = COUNT(version_params),
    .id = &ids[2],
};

static bool is_word(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || ch == '_';
}

/* Length of the token at `at`: a string, a quoted name, a comment, a word, white space, or one other byte. */
static size_t token_length(struct str s, size_t at)
{
    char ch = s.p[at];
    struct str two = str_sub(s, at, at + 2);
    size_t end = at + 1;
    if (ch == '\'' || ch == '"')
        return str_find(s, ch, at + 1) + 1 - at;
    if (str_eqc(two, "--"))
        return str_find(s, '\n', at) - at;
    if (str_eqc(two, "/*"))
        return str_search(s, S("*/"), at + 2) + 2 - at;
    if (is_word(ch))
        while (end < s.n && is_word(s.p[end]))
            end++;
    return end - at;
}

static bool word_is(struct str word, const char *upper)
{
    size_t n = strlen(upper);
    if (word.n != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if ((word.p[i] | 0x20) != (upper[i] | 0x20))
            return false;
    return true;
}

/* The words after `at`, white space between them, are exactly these; *end is set behind them. */
static bool follows(struct str s, size_t at, const char *const *words, size_t n, size_t *end)
{
    for (size_t i = 0; i < n; i++) {
        while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\n'))
            at++;
        if (at == s.n)
            return false;
        size_t len = token_length(s, at);
        if (!word_is(str_sub(s, at, at + len), words[i]))
            return false;
        at += len;
    }
    *end = at;
    return true;
}

/* Blob is a type behind a column's name or CAST's AS; behind these words it is the name of a table or column. */
static bool names_a_thing(struct str before)
{
    static const char *const words[] = {"TABLE", "EXISTS", "ON",  "INTO",   "REFERENCES", "FROM",
                                        "JOIN",  "UPDATE", "ADD", "COLUMN", "SELECT",     "WHERE",
                                        "AND",   "BY",     "SET", "TO",     "INDEX"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (word_is(before, words[i]))
            return true;
    return before.n == 0;
}

/* PostgreSQL: bytes are BYTEA, text compares byte by byte as SQLite does, and tables have no other way than theirs. */
static size_t put_postgres(struct buf *b, struct str s, size_t at, size_t len, struct str before)
{
    static const char *const rowid[] = {"ROWID"};
    struct str word = str_sub(s, at, at + len);
    size_t end = 0;
    if (word_is(word, "BLOB") && !names_a_thing(before)) {
        buf_puts(b, "BYTEA");
    } else if (word_is(word, "TEXT") && !names_a_thing(before) && !word_is(before, "AS")) {
        buf_puts(b, "TEXT COLLATE \"C\"");
    } else if (word_is(word, "WITHOUT") && follows(s, at + len, rowid, 1, &end)) {
        return end - at;
    } else {
        buf_put(b, word);
    }
    return len;
}

/* SQLite: INTEGER PRIMARY KEY is the row's own number and needs no second index; any other spelling does. */
static size_t put_sqlite(struct buf *b, struct str s, size_t at, size_t len)
{
    static const char *const key[] = {"NOT", "NULL", "PRIMARY", "KEY"};
    size_t end = 0;
    struct str word = str_sub(s, at, at + len);
    bool is_key =
        word_is(word, "BIGINT") && (follows(s, at + len, key, 4, &end) || follows(s, at + len, key + 2, 2, &end));
    if (is_key)
        buf_puts(b, "INTEGER");
    else
        buf_put(b, word);
    return len;
}

struct str schema_text_for(struct arena *a, enum db_engine engine, struct str sql)
{
    struct buf b = buf_new(a, sql.n * 4 + 64);
    struct str before = S(""); /* the token before, white space aside, when it is a word or name */
    for (size_t at = 0; at < sql.n;) {
        size_t len = token_length(sql, at);
        if (at + len > sql.n)
            len = sql.n - at;
        struct str token = str_sub(sql, at, at + len);
        if (!is_word(token.p[0]))
            buf_put(&b, token);
        else
            len = engine == DB_POSTGRES ? put_postgres(&b, sql, at, len, before) : put_sqlite(&b, sql, at, len);
        if (token.p[0] != ' ' && token.p[0] != '\n' && token.p[0] != '\t')
            before = is_word(token.p[0]) || token.p[0] == '"' ? token : S("");
        at += len;
    }
    if (b.full)
        die("schema text does not fit");
    return buf_str(&b);
}

/* Takes the next part off *text: its version, and the statements below the mark. Marks ascend by one from 1. */
static struct str next_part(const char *folder, struct str *text, int64_t *version)
{
    static const char mark[] = "-- version:";
    size_t start = 0;
    while (!str_starts(str_sub(*text, start, text->n), str_from(mark))) {
        start = str_find(*text, '\n', start) + 1;
        if (start >= text->n) {
            *text = S("");
            return S("");
        }
    }
    size_t line = str_find(*text, '\n', start);
    int64_t n = 0;
    if (!str_to_i64(str_trim(str_sub(*text, start + strlen(mark), line)), &n) || n != *version + 1)
        die("%s/schema.sql: after version %lld comes version %lld", folder, (long long)*version,
            (long long)*version + 1);
    size_t end = line;
    while (end < text->n && !str_starts(str_sub(*text, end, text->n), str_from(mark)))
        end = end + 1 >= text->n ? text->n : str_find(*text, '\n', end) + 1;
    end = end > text->n ? text->n : end;
    struct str part = str_sub(*text, line, end);
    *text = str_sub(*text, end, text->n);
    *version = n;
    return part;
}

static int64_t newest(const struct schema_text *t)
{
    int64_t version = 0;
    struct str text = str_from(t->sql);
    while (text.n)
        next_part(t->folder, &text, &version);
    return version;
}

static int64_t stored(const struct version_row *rows, size_t n, const char *folder)
{
    for (size_t i = 0; i < n; i++)
        if (str_eqc(rows[i].folder, folder))
            return rows[i].version;
    return 0;
}

static enum rc too_new(struct ctx *c, const struct version_row *rows, size_t n, struct str *why)
{
    for (size_t i = 0; i < n; i++) {
        int64_t known = -1;
        for (size_t k = 0; k < schema_all_n && known < 0; k++)
            if (str_eqc(rows[i].folder, schema_all[k].folder))
                known = newest(&schema_all[k]);
        if (rows[i].version <= known)
            continue;
        *why = str_printf(c->arena,
                          "this database was made by a newer program: tables of \"" STR_FMT
                          "\" stand at version %lld, this program "
                          "knows %lld; start the newer program, or restore a backup made before it",
                          STR_ARG(rows[i].folder), (long long)rows[i].version, (long long)(known < 0 ? 0 : known));
        return fail_detail(c, INVALID, STR_FMT, STR_ARG(*why));
    }
    return OK;
}

static enum rc read_versions(struct ctx *c, struct version_row **rows, size_t *n)
{
    struct count_row has = {0};
    void *all = NULL;
    *n = 0;
    TRY(query_one(c, &has_versions, NULL, &has));
    if (has.n > 0)
        TRY(query_many(c, &versions, NULL, &all, n));
    *rows = all;
    return OK;
}

enum rc schema_check(struct ctx *c, struct str *why)
{
    struct version_row *rows = NULL;
    size_t n = 0;
    TRY(read_versions(c, &rows, &n));
    return too_new(c, rows, n, why);
}

static enum rc put(struct ctx *c, const char *folder, int64_t version)
{
    struct version_args args = {.folder = str_from(folder), .version = version, .applied_at = c->now};
    return query_exec(c, &put_version, &args, NULL);
}

static enum rc upgrade_folder(struct ctx *c, const struct schema_text *t, int64_t from)
{
    int64_t version = 0;
    struct str text = str_from(t->sql);
    while (text.n) {
        struct str part = next_part(t->folder, &text, &version);
        if (version > from && part.n)
            TRY(db_exec(c, str_c(c->arena, schema_text_for(c->arena, db_engine_of(c->db), part))));
    }
    return version > from ? put(c, t->folder, version) : OK;
}

/* The row of folder '' is the lock: a second program that upgrades at the same time waits on it, then finds all done.
 * */
static enum rc upgrade(struct ctx *c, struct str *why)
{
    struct version_row *rows = NULL;
    size_t n = 0;
    TRY(db_exec(c, "CREATE TABLE IF NOT EXISTS schema_version"
                   " (folder TEXT PRIMARY KEY, version BIGINT NOT NULL, applied_at BIGINT NOT NULL)"));
    TRY(put(c, "", 0));
    TRY(read_versions(c, &rows, &n));
    TRY(too_new(c, rows, n, why));
    for (size_t i = 0; i < schema_all_n; i++)
        TRY(upgrade_folder(c, &schema_all[i], stored(rows, n, schema_all[i].folder)));
    return OK;
}

static enum rc is_current(struct ctx *c, bool *current, struct str *why)
{
    struct version_row *rows = NULL;
    size_t n = 0;
    TRY(read_versions(c, &rows, &n));
    TRY(too_new(c, rows, n, why));
    *current = true;
    for (size_t i = 0; i < schema_all_n; i++)
        *current &= stored(rows, n, schema_all[i].folder) == newest(&schema_all[i]);
    return OK;
}

/* The common start, with nothing to do, takes no lock and works on a full or read-only disk. */
enum rc db_migrate(struct ctx *c, struct str *why)
{
    bool current = false;
    TRY(db_begin_read(c));
    enum rc rc = is_current(c, &current, why);
    db_rollback(c);
    if (rc != OK || current)
        return rc;
    TRY(db_begin_write(c));
    rc = upgrade(c, why);
    if (rc == OK)
        return db_commit(c);
    db_rollback(c);
    if (why->n == 0)
        *why = c->fault.detail;
    return rc;
}
