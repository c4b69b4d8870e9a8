#include "tools/sql.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

struct column {
    struct str table, name;
    enum sql_type type;
};

static sqlite3 *db;
static struct column *columns;
static size_t columns_n, columns_cap;
static struct str guarded[256];
static size_t guarded_n;

/* ---- types ---- */

enum sql_type sql_type_of(struct str name, struct str word)
{
    if (str_eqc(word, "bigint"))
        return str_ends(name, S("_at")) ? T_INSTANT : str_ends(name, S("_vnd")) ? T_VND : T_I64;
    if (str_eqc(word, "text"))
        return str_ends(name, S("_on")) ? T_DAY : T_TEXT;
    if (str_eqc(word, "smallint") || str_eqc(word, "bool"))
        return T_BOOL;
    if (str_eqc(word, "blob"))
        return T_BLOB;
    if (str_eqc(word, "instant"))
        return T_INSTANT;
    if (str_eqc(word, "day"))
        return T_DAY;
    return str_eqc(word, "vnd") ? T_VND : T_NONE;
}

const char *sql_c_type(enum sql_type t)
{
    switch (t) {
    case T_I64: return "int64_t ";
    case T_BOOL: return "bool ";
    case T_TEXT:
    case T_BLOB: return "struct str ";
    case T_INSTANT: return "struct instant ";
    case T_DAY: return "struct day ";
    case T_VND: return "struct vnd ";
    case T_NONE: break;
    }
    die("a slot without a type");
}

/* ---- the tables ---- */

static bool is_guarded(struct str table)
{
    for (size_t i = 0; i < guarded_n; i++)
        if (str_eq(guarded[i], table))
            return true;
    return false;
}

/* "-- guarded" stands directly above its CREATE TABLE. */
static void note_guards(const char *path, struct str text)
{
    int line = 0, mark = 0;
    while (text.n > 0) {
        struct str l = str_trim(str_cut(&text, '\n'));
        line++;
        if (str_eqc(l, "-- guarded")) {
            mark = line;
        } else if (mark && !str_starts(l, S("--"))) {
            if (!str_starts(l, S("CREATE TABLE ")) || guarded_n == COUNT(guarded))
                refuse(path, mark, "-- guarded stands directly above a CREATE TABLE");
            l = str_sub(l, sizeof "CREATE TABLE " - 1, l.n);
            guarded[guarded_n++] = str_trim(str_sub(l, 0, str_find(l, '(', 0)));
            mark = 0;
        }
    }
}

static void run_schema(const char *path, struct str text)
{
    const char *all = str_c(gen_arena(), text), *p = all;
    while (*p) {
        sqlite3_stmt *st = NULL;
        const char *tail = p;
        size_t at = (size_t)(p - all);
        struct piece piece;
        if (sql_piece(text, &at, &piece) && piece.kind == PIECE_SPACE)
            p = all + at;
        int line = gen_line_of(text, (size_t)(p - all));
        if (sqlite3_prepare_v2(db, p, -1, &st, &tail) != SQLITE_OK || (st && sqlite3_step(st) != SQLITE_DONE))
            refuse(path, line, "SQLite says: %s", sqlite3_errmsg(db));
        sqlite3_finalize(st);
        if (tail == p)
            return;
        p = tail;
    }
}

static void add_column(const char *list, sqlite3_stmt *st)
{
    const char *table = (const char *)sqlite3_column_text(st, 0), *name = (const char *)sqlite3_column_text(st, 1);
    struct column c = {.table = str_dup(gen_arena(), str_from(table)), .name = str_dup(gen_arena(), str_from(name))};
    const char *type = (const char *)sqlite3_column_text(st, 2);
    bool may_be_null = !sqlite3_column_int(st, 3) && !sqlite3_column_int(st, 4);
    c.type = sql_type_of(c.name, str_lower_ascii(gen_arena(), str_from(type)));
    if (!type || c.type == T_NONE ||
        (strcmp(type, "BIGINT") && strcmp(type, "TEXT") && strcmp(type, "SMALLINT") && strcmp(type, "BLOB")))
        refuse(list, 0, "%s.%s: type \"%s\" is not one of BIGINT, TEXT, SMALLINT, BLOB", table, name, type ? type : "");
    if (may_be_null)
        refuse(list, 0, "%s.%s: may be NULL; add NOT NULL (0 and '' mean none)", table, name);
    if (columns_n == columns_cap) {
        size_t cap = columns_cap ? columns_cap * 2 : 512;
        columns = arena_grow(gen_arena(), columns, columns_cap * sizeof c, cap * sizeof c);
        columns_cap = cap;
    }
    columns[columns_n++] = c;
}

static void note_columns(const char *list)
{
    sqlite3_stmt *st = NULL;
    const char *sql =
        "SELECT m.name, i.name, i.type, i.\"notnull\", i.pk FROM sqlite_master m, pragma_table_info(m.name) i"
        " WHERE m.type = 'table' ORDER BY m.rowid, i.cid";
    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
        die("%s", sqlite3_errmsg(db));
    while (sqlite3_step(st) == SQLITE_ROW)
        add_column(list, st);
    sqlite3_finalize(st);
}

static void close_db(void *handle)
{
    sqlite3_close(handle);
}

static void schema_path(struct schemas *s, struct str line)
{
    size_t slash = line.n;
    while (slash > 0 && line.p[slash - 1] != '/')
        slash--;
    s->path[s->n] = str_printf(gen_arena(), "%s/" STR_FMT "%c", s->root, STR_ARG(line), 0).p;
    s->folder[s->n++] = str_sub(line, 0, slash ? slash - 1 : 0);
}

void schemas_open(struct schemas *s)
{
    struct str list = gen_read(s->list);
    size_t most = (size_t)gen_line_of(list, list.n) + 1;
    s->path = NEW_ARRAY(gen_arena(), const char *, most);
    s->folder = NEW_ARRAY(gen_arena(), struct str, most);
    if (sqlite3_open(":memory:", &db) != SQLITE_OK)
        die("SQLite cannot open a database in memory");
    arena_defer(gen_arena(), close_db, db);
    while (list.n > 0) {
        struct str line = str_trim(str_cut(&list, '\n'));
        if (line.n > 0)
            schema_path(s, line);
    }
    for (size_t i = 0; i < s->n; i++) {
        struct str text = gen_read(s->path[i]);
        note_guards(s->path[i], text);
        run_schema(s->path[i], text);
    }
    note_columns(s->list);
    if (columns_n == 0)
        refuse(s->list, 0, "names no schema.sql with a table");
}

/* ---- one query ---- */

static const char *const portable_functions[] = {
    "abs",     "avg",   "coalesce",   "count", "dense_rank", "first_value", "lag",   "last_value", "lead",
    "length",  "like",  "lower",      "ltrim", "max",        "min",         "ntile", "nullif",     "rank",
    "replace", "round", "row_number", "rtrim", "substr",     "sum",         "trim",  "upper"};

struct watch {
    struct query *q;
    bool own_text; /* written for SQLite alone: may call what only SQLite has */
    char foreign[64];
};

static bool is_portable(const char *function)
{
    for (size_t i = 0; i < COUNT(portable_functions); i++)
        if (sqlite3_stricmp(function, portable_functions[i]) == 0)
            return true;
    return false;
}

static int note_touch(struct query *q, const char *table, const char *column, bool write)
{
    struct str t = str_from(table), c = str_from(column);
    if (sqlite3_strnicmp(table, "sqlite_", 7) == 0)
        return SQLITE_DENY;
    for (size_t i = 0; i < q->touch_n; i++)
        if (str_eq(q->touch[i].table, t) && str_eq(q->touch[i].column, c) && q->touch[i].write == write)
            return SQLITE_OK;
    if (q->touch_n == TOUCHES_MAX)
        refuse(q->file, q->line, STR_FMT ": touches more than %d columns", STR_ARG(q->name), TOUCHES_MAX);
    q->touch[q->touch_n++] = (struct touch){str_dup(gen_arena(), t), str_dup(gen_arena(), c), write};
    return SQLITE_OK;
}

static int on_access(void *arg, int action, const char *a, const char *b, const char *schema, const char *trigger)
{
    struct watch *w = arg;
    (void)schema, (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE: return SQLITE_OK;
    case SQLITE_READ: return note_touch(w->q, a, b, false);
    case SQLITE_INSERT:
    case SQLITE_DELETE: return note_touch(w->q, a, "", true);
    case SQLITE_UPDATE: return note_touch(w->q, a, b, true);
    case SQLITE_FUNCTION:
        if (!w->own_text && !is_portable(b) && !w->foreign[0])
            snprintf(w->foreign, sizeof w->foreign, "%s", b);
        return SQLITE_OK;
    default: return SQLITE_DENY;
    }
}

static sqlite3_stmt *prepare(struct query *q)
{
    struct text t = sql_text(q, ON_SQLITE);
    struct watch w = {.q = q, .own_text = q->own[ON_SQLITE].line || q->own[ON_POSTGRES].line};
    sqlite3_stmt *st = NULL;
    sqlite3_set_authorizer(db, on_access, &w);
    int rc = sqlite3_prepare_v2(db, t.sql.p, (int)t.sql.n, &st, NULL);
    int at = sqlite3_error_offset(db);
    sqlite3_set_authorizer(db, NULL, NULL);
    if (rc != SQLITE_OK)
        refuse(q->file, t.line + (at > 0 ? gen_line_of(t.sql, (size_t)at) - 1 : 0), STR_FMT ": SQLite says: %s",
               STR_ARG(q->name), sqlite3_errmsg(db));
    if (w.foreign[0])
        refuse(q->file, t.line,
               STR_FMT ": %s() is not on both engines; write it plainly, or give a second text with :engine",
               STR_ARG(q->name), w.foreign);
    for (size_t i = 0; i < q->touch_n; i++)
        q->writes = q->writes || q->touch[i].write;
    return st;
}

static bool touches(const struct query *q, struct str table)
{
    for (size_t i = 0; i < q->touch_n; i++)
        if (str_eq(q->touch[i].table, table))
            return true;
    return false;
}

/* The type every schema column of this name agrees on, asking the tables of the query first. */
static enum sql_type type_by_name(const struct query *q, const char *what, struct str name, int line)
{
    for (int round = 0; round < 2; round++) {
        const struct column *found = NULL;
        for (size_t i = 0; i < columns_n; i++) {
            const struct column *c = &columns[i];
            if (!str_eq(c->name, name) || (round == 0 && !touches(q, c->table)))
                continue;
            if (found && found->type != c->type)
                refuse(q->file, line,
                       STR_FMT ": " STR_FMT " has one type in " STR_FMT " and another in " STR_FMT
                               "; say -- %s: " STR_FMT " type",
                       STR_ARG(q->name), STR_ARG(name), STR_ARG(found->table), STR_ARG(c->table), what, STR_ARG(name));
            found = c;
        }
        if (found)
            return found->type;
    }
    refuse(q->file, line,
           STR_FMT ": %s " STR_FMT " is named after no column; rename it, or say -- %s: " STR_FMT " type",
           STR_ARG(q->name), what, STR_ARG(name), what, STR_ARG(name));
}

static enum sql_type type_by_hint(struct slots *hints, struct str name)
{
    struct slot *h = slot_find(hints, name);
    if (!h)
        return T_NONE;
    h->used = true;
    return sql_type_of(h->name, h->type_word);
}

static enum sql_type type_by_origin(sqlite3_stmt *st, int i)
{
    struct str table = str_from(sqlite3_column_table_name(st, i)), name = str_from(sqlite3_column_origin_name(st, i));
    for (size_t k = 0; k < columns_n; k++)
        if (str_eq(columns[k].table, table) && str_eq(columns[k].name, name))
            return columns[k].type;
    return T_NONE;
}

static void type_columns(struct query *q, sqlite3_stmt *st)
{
    int line = sql_text(q, ON_SQLITE).line, n = sqlite3_column_count(st);
    for (int i = 0; i < n; i++) {
        struct slot c = {.name = str_dup(gen_arena(), str_from(sqlite3_column_name(st, i))), .line = line};
        if (!gen_is_name(c.name) || gen_is_keyword(c.name))
            refuse(q->file, line, STR_FMT ": column \"" STR_FMT "\" cannot be a C member; give it a name with AS",
                   STR_ARG(q->name), STR_ARG(c.name));
        if (slot_find(&q->cols, c.name))
            refuse(q->file, line, STR_FMT ": two columns are called " STR_FMT "; rename one with AS", STR_ARG(q->name),
                   STR_ARG(c.name));
        c.type = type_by_hint(&q->col_hints, c.name);
        if (c.type == T_NONE)
            c.type = type_by_origin(st, i);
        if (c.type == T_NONE)
            c.type = type_by_name(q, "column", c.name, line);
        slot_add(q, &q->cols, c);
    }
}

static enum sql_type type_of_param(struct query *q, struct str name, int line)
{
    enum sql_type t = type_by_hint(&q->param_hints, name);
    if (t == T_NONE && (str_eqc(name, "limit") || str_eqc(name, "offset")))
        t = T_I64;
    return t == T_NONE ? type_by_name(q, "param", name, line) : t;
}

static void type_params(struct query *q)
{
    struct text t = sql_text(q, ON_SQLITE);
    struct piece p;
    for (size_t at = 0; sql_piece(t.sql, &at, &p);) {
        int line = t.line + gen_line_of(t.sql, p.at) - 1;
        if (p.kind == PIECE_END && str_trim(str_sub(t.sql, at, t.sql.n)).n > 0)
            refuse(q->file, line, STR_FMT ": one statement a query; begin the next with -- name:", STR_ARG(q->name));
        if (p.kind != PIECE_PARAM)
            continue;
        if (str_eqc(p.text, "scope_unit"))
            q->scope_unit = true;
        else if (str_eqc(p.text, "scope_person"))
            q->scope_person = true;
        else if (!slot_find(&q->params, p.text))
            slot_add(q, &q->params,
                     (struct slot){.name = p.text, .line = line, .type = type_of_param(q, p.text, line)});
    }
}

/* The second text takes the same parameters: a place that one engine does not use has no type on PostgreSQL. */
static void check_other_text(struct query *q)
{
    struct text t = sql_text(q, ON_POSTGRES);
    struct slots seen = {0};
    struct piece p;
    for (size_t at = 0; sql_piece(t.sql, &at, &p);) {
        if (p.kind != PIECE_PARAM || slot_find(&seen, p.text))
            continue;
        slot_add(q, &seen, (struct slot){.name = p.text});
        bool scope =
            (q->scope_unit && str_eqc(p.text, "scope_unit")) || (q->scope_person && str_eqc(p.text, "scope_person"));
        if (!scope && !slot_find(&q->params, p.text))
            refuse(q->file, t.line,
                   STR_FMT ": :" STR_FMT " is not in the text for SQLite; both texts take the same parameters",
                   STR_ARG(q->name), STR_ARG(p.text));
    }
    for (size_t i = 0; i < q->params.n; i++)
        if (!slot_find(&seen, q->params.s[i].name))
            refuse(q->file, t.line,
                   STR_FMT ": :" STR_FMT " is missing in the text for PostgreSQL; both texts take the same parameters",
                   STR_ARG(q->name), STR_ARG(q->params.s[i].name));
    if ((q->scope_unit && !slot_find(&seen, S("scope_unit"))) ||
        (q->scope_person && !slot_find(&seen, S("scope_person"))))
        refuse(q->file, t.line, STR_FMT ": the text for PostgreSQL lacks the scope of the other", STR_ARG(q->name));
}

static void check_scope(const struct query *q)
{
    bool scoped = q->scope_unit || q->scope_person;
    if (scoped && q->scope_reason.n > 0)
        refuse(q->file, q->line, STR_FMT ": says -- scope: none and uses a scope; drop one", STR_ARG(q->name));
    for (size_t i = 0; i < q->touch_n && !scoped && q->scope_reason.n == 0; i++)
        if (!q->touch[i].write && is_guarded(q->touch[i].table))
            refuse(q->file, q->line,
                   STR_FMT ": reads guarded " STR_FMT " without a scope; use :scope_unit or :scope_person, or say "
                           "-- scope: none, <reason>",
                   STR_ARG(q->name), STR_ARG(q->touch[i].table));
}

static void check_kind(const struct query *q)
{
    if (q->kind == KIND_EXEC && q->cols.n > 0)
        refuse(q->file, q->line, STR_FMT ": :exec gives no rows; say :one, :maybe or :many", STR_ARG(q->name));
    if (q->kind != KIND_EXEC && q->cols.n == 0)
        refuse(q->file, q->line, STR_FMT ": gives no columns; say :exec, or add RETURNING", STR_ARG(q->name));
    if (q->ahead && q->writes)
        refuse(q->file, q->line, STR_FMT ": writes; only what reads may be announced, so drop -- ahead",
               STR_ARG(q->name));
}

static void check_hints(const struct query *q, const struct slots *hints, const char *what)
{
    for (size_t i = 0; i < hints->n; i++)
        if (!hints->s[i].used)
            refuse(q->file, hints->s[i].line, STR_FMT ": -- %s: " STR_FMT " types nothing in the query; drop the line",
                   STR_ARG(q->name), what, STR_ARG(hints->s[i].name));
}

void sql_check(struct query *q)
{
    sqlite3_stmt *st = prepare(q);
    type_params(q);
    type_columns(q, st);
    sqlite3_finalize(st);
    check_other_text(q);
    check_scope(q);
    check_kind(q);
    check_hints(q, &q->param_hints, "param");
    check_hints(q, &q->col_hints, "column");
    if (q->row.n > 0 && (!gen_is_name(q->row) || q->kind == KIND_EXEC))
        refuse(q->file, q->line, STR_FMT ": -- row: names the row struct of a query with rows", STR_ARG(q->name));
}
