/* sqlgen: queries.sql becomes typed C. Each query is prepared on SQLite against the schema.sql files of the whole
 * program, so a misspelt column, an untyped value or a guarded table read without a scope stops the build. */
#include "tools/sql.h"

#include <stdio.h>
#include <string.h>

#define ARGS_LOOSE 5 /* more parameters than this travel in a struct */

static const char USAGE[] = "sqlgen --schemas LIST --root DIR IN/queries.sql OUT.h OUT.c\n"
                            "       sqlgen --schemas LIST --root DIR --schemas-c OUT.c\n"
                            "       sqlgen --schemas LIST --root DIR --access OUT.md IN/queries.sql...";

static bool is_scoped(const struct query *q)
{
    return q->scope_unit || q->scope_person;
}
static bool has_args_struct(const struct query *q)
{
    return q->params.n > ARGS_LOOSE;
}
/* The struct of its rows: the one it names itself ("-- row: dossier"), else <query>_row. */
static struct str row_name(const struct query *q)
{
    return q->row.n > 0 ? q->row : str_printf(gen_arena(), STR_FMT "_row", STR_ARG(q->name));
}

/* ---- header ---- */

static void put_members(struct buf *b, const struct slots *s)
{
    for (size_t i = 0; i < s->n; i++)
        buf_printf(b, "    %s" STR_FMT ";\n", sql_c_type(s->s[i].type), STR_ARG(s->s[i].name));
}

static bool same_slots(const struct slots *a, const struct slots *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++)
        same = str_eq(a->s[i].name, b->s[i].name) && a->s[i].type == b->s[i].type;
    return same;
}

/* The query that declares the row struct this one uses: the first of that name. */
static const struct query *row_owner(const struct queries *all, const struct query *q)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct query *o = &all->q[i];
        if (o->cols.n == 0 || !str_eq(row_name(o), row_name(q)))
            continue;
        if (!same_slots(&o->cols, &q->cols))
            refuse(q->file, q->line, STR_FMT ": shares struct " STR_FMT " with " STR_FMT " but has other columns",
                   STR_ARG(q->name), STR_ARG(row_name(q)), STR_ARG(o->name));
        return o;
    }
    return q;
}

/* Names the wrapper itself uses are written with a trailing underscore when a parameter bears them. */
static struct str loose_name(struct str name)
{
    static const char *const own[] = {"c", "s", "row", "rows", "rows_n", "found", "changed", "in", "got"};
    for (size_t i = 0; i < COUNT(own); i++)
        if (str_eqc(name, own[i]))
            return str_printf(gen_arena(), STR_FMT "_", STR_ARG(name));
    return name;
}

static void put_results(struct buf *b, const struct query *q)
{
    struct str row = row_name(q);
    switch (q->kind) {
    case KIND_ONE: buf_printf(b, ", struct " STR_FMT " *row", STR_ARG(row)); return;
    case KIND_MAYBE: buf_printf(b, ", struct " STR_FMT " *row, bool *found", STR_ARG(row)); return;
    case KIND_MANY: buf_printf(b, ", struct " STR_FMT " **rows, size_t *rows_n", STR_ARG(row)); return;
    case KIND_EXEC: buf_puts(b, ", int64_t *changed"); return;
    }
}

static void put_params(struct buf *b, const struct query *q)
{
    buf_puts(b, "(struct ctx *c");
    if (is_scoped(q))
        buf_puts(b, ", const struct scope *s");
    if (has_args_struct(q))
        buf_printf(b, ", const struct " STR_FMT "_args *args", STR_ARG(q->name));
    for (size_t i = 0; i < q->params.n && !has_args_struct(q); i++)
        buf_printf(b, ", %s" STR_FMT, sql_c_type(q->params.s[i].type), STR_ARG(loose_name(q->params.s[i].name)));
}

static void put_signature(struct buf *b, const struct query *q)
{
    buf_printf(b, "enum rc " STR_FMT, STR_ARG(q->name));
    put_params(b, q);
    put_results(b, q);
    buf_putc(b, ')');
}

static void put_ahead_signature(struct buf *b, const struct query *q)
{
    buf_printf(b, "void " STR_FMT "_ahead", STR_ARG(q->name));
    put_params(b, q);
    buf_putc(b, ')');
}

static void put_tables(struct buf *b, const struct query *q, bool write, const char *word)
{
    const char *sep = word;
    for (size_t i = 0; i < q->touch_n; i++) {
        bool first = q->touch[i].write == write;
        for (size_t k = 0; k < i && first; k++)
            first = q->touch[k].write != write || !str_eq(q->touch[k].table, q->touch[i].table);
        if (!first)
            continue;
        buf_printf(b, "%s " STR_FMT, sep, STR_ARG(q->touch[i].table));
        sep = ",";
    }
}

static void put_doc(struct buf *b, const struct query *q)
{
    struct str doc = q->doc;
    buf_puts(b, "/* ");
    while (doc.n > 0) {
        struct str line = str_cut(&doc, '\n');
        buf_printf(b, STR_FMT "\n * ", STR_ARG(line));
    }
    buf_puts(b, q->writes ? "Writes:" : "Reads:");
    put_tables(b, q, q->writes, "");
    if (q->writes)
        put_tables(b, q, false, "; reads:");
    if (q->scope_reason.n > 0)
        buf_printf(b, ".\n * No scope: " STR_FMT, STR_ARG(q->scope_reason));
    buf_puts(b, ". */\n");
}

static struct str list_name(const char *out)
{
    struct str base = gen_base_name(out);
    return gen_c_name(str_cut(&base, '.'));
}

static void write_header(const char *out, const struct queries *all)
{
    struct buf b = gen_buf();
    struct str list = list_name(out);
    gen_head(&b, "sqlgen", gen_shown(all->q[0].file), out, true);
    buf_puts(&b, "#include \"data/query.h\"\n#include \"data/scope.h\"\n");
    for (size_t i = 0; i < all->n; i++) {
        const struct query *q = &all->q[i];
        buf_putc(&b, '\n');
        if (q->cols.n > 0 && row_owner(all, q) == q) {
            buf_printf(&b, "struct " STR_FMT " {\n", STR_ARG(row_name(q)));
            put_members(&b, &q->cols);
            buf_puts(&b, "};\n");
        }
        if (has_args_struct(q)) {
            buf_printf(&b, "struct " STR_FMT "_args {\n", STR_ARG(q->name));
            put_members(&b, &q->params);
            buf_puts(&b, "};\n");
        }
        put_doc(&b, q);
        buf_puts(&b, "NODISCARD ");
        put_signature(&b, q);
        buf_puts(&b, ";\n");
        if (q->ahead) {
            put_ahead_signature(&b, q);
            buf_puts(&b, ";\n");
        }
    }
    buf_printf(&b,
               "\n/* Every query above, for the test that prepares them on both engines. */\n"
               "extern const struct query *const " STR_FMT "[];\nextern const size_t " STR_FMT "_n;\n\n#endif\n",
               STR_ARG(list), STR_ARG(list));
    gen_write(out, &b);
}

/* ---- source ---- */

static size_t number_of(const struct query *q, struct str param)
{
    for (size_t i = 0; i < q->params.n; i++)
        if (str_eq(q->params.s[i].name, param))
            return i + 1;
    return q->params.n + (q->scope_unit && str_eqc(param, "scope_person") ? 2 : 1);
}

static const char *pg_type(const struct query *q, struct str param)
{
    size_t n = number_of(q, param);
    switch (n > q->params.n ? T_I64 : q->params.s[n - 1].type) {
    case T_BOOL: return "smallint";
    case T_TEXT:
    case T_DAY: return "text";
    case T_BLOB: return "bytea";
    case T_I64:
    case T_INSTANT:
    case T_VND: return "bigint";
    case T_NONE: break;
    }
    die("a parameter without a type");
}

/* The cast spares PostgreSQL a guess where a place has no type of its own (SELECT $1, row comparisons). */
static struct str engine_text(const struct query *q, enum engine e)
{
    struct buf b = gen_buf();
    struct text t = sql_text(q, e);
    struct piece p;
    for (size_t at = 0; sql_piece(t.sql, &at, &p) && p.kind != PIECE_END;) {
        if (p.kind != PIECE_PARAM)
            buf_put(&b, p.text);
        else if (e == ON_SQLITE)
            buf_printf(&b, "?%zu", number_of(q, p.text));
        else
            buf_printf(&b, "$%zu::%s", number_of(q, p.text), pg_type(q, p.text));
    }
    return str_trim(buf_str(&b));
}

static const char *enum_of(enum sql_type t)
{
    static const char *const names[] = {"",         "SQL_I64",     "SQL_BOOL", "SQL_TEXT",
                                        "SQL_BLOB", "SQL_INSTANT", "SQL_DAY",  "SQL_VND"};
    return names[t];
}

static void put_slots(struct buf *b, const struct query *q, const char *what, const struct slots *s, struct str in)
{
    bool params = s == &q->params;
    if (s->n == 0 && !(params && is_scoped(q)))
        return;
    buf_printf(b, "static const struct query_slot " STR_FMT "_%s[] = {\n", STR_ARG(q->name), what);
    for (size_t i = 0; i < s->n; i++)
        buf_printf(b, "    {\"" STR_FMT "\", %s, offsetof(struct " STR_FMT ", %s" STR_FMT ")},\n",
                   STR_ARG(s->s[i].name), enum_of(s->s[i].type), STR_ARG(in),
                   params && has_args_struct(q) && is_scoped(q) ? "args." : "", STR_ARG(s->s[i].name));
    if (params && q->scope_unit)
        buf_printf(b, "    {\"scope_unit\", SQL_I64, offsetof(struct " STR_FMT ", scope_unit)},\n", STR_ARG(in));
    if (params && q->scope_person)
        buf_printf(b, "    {\"scope_person\", SQL_I64, offsetof(struct " STR_FMT ", scope_person)},\n", STR_ARG(in));
    buf_puts(b, "};\n");
}

static struct str in_struct(const struct query *q)
{
    const char *end = has_args_struct(q) && !is_scoped(q) ? "args" : "in";
    return str_printf(gen_arena(), STR_FMT "_%s", STR_ARG(q->name), end);
}

/* What query.h binds from: the parameters in their order, then the scope. */
static void put_in_struct(struct buf *b, const struct query *q)
{
    if (q->params.n == 0 && !is_scoped(q))
        return;
    if (has_args_struct(q) && !is_scoped(q))
        return;
    buf_printf(b, "struct " STR_FMT " {\n", STR_ARG(in_struct(q)));
    if (has_args_struct(q))
        buf_printf(b, "    struct " STR_FMT "_args args;\n", STR_ARG(q->name));
    else
        put_members(b, &q->params);
    if (q->scope_unit)
        buf_puts(b, "    int64_t scope_unit;\n");
    if (q->scope_person)
        buf_puts(b, "    int64_t scope_person;\n");
    buf_puts(b, "};\n");
}

static void put_query(struct buf *b, const struct query *q)
{
    static const char *const kinds[] = {"QUERY_ONE", "QUERY_MAYBE", "QUERY_MANY", "QUERY_EXEC"};
    struct str sqlite = engine_text(q, ON_SQLITE), postgres = engine_text(q, ON_POSTGRES);
    bool params = q->params.n > 0 || is_scoped(q);
    buf_printf(b, "static uint32_t " STR_FMT "_id;\n", STR_ARG(q->name));
    buf_printf(b,
               "static const struct query " STR_FMT "_query = {\n    .name = \"" STR_FMT
               "\", .kind = %s, .writes = %s,\n    .sqlite = ",
               STR_ARG(q->name), STR_ARG(q->name), kinds[q->kind], q->writes ? "true" : "false");
    gen_c_text(b, sqlite, 14);
    buf_puts(b, ",\n    .postgres = ");
    gen_c_text(b, postgres, 16);
    if (params)
        buf_printf(b, ",\n    .params = " STR_FMT "_params, .params_n = COUNT(" STR_FMT "_params)", STR_ARG(q->name),
                   STR_ARG(q->name));
    if (q->cols.n > 0)
        buf_printf(b,
                   ",\n    .cols = " STR_FMT "_cols, .cols_n = COUNT(" STR_FMT
                   "_cols), .row_size = sizeof(struct " STR_FMT ")",
                   STR_ARG(q->name), STR_ARG(q->name), STR_ARG(row_name(q)));
    buf_printf(b, ",\n    .id = &" STR_FMT "_id,\n};\n", STR_ARG(q->name));
}

static const char *put_in_value(struct buf *b, const struct query *q)
{
    if (q->params.n == 0 && !is_scoped(q))
        return "NULL";
    if (has_args_struct(q) && !is_scoped(q))
        return "args";
    buf_printf(b, "    const struct " STR_FMT " in = {", STR_ARG(in_struct(q)));
    const char *sep = "";
    if (has_args_struct(q)) {
        buf_puts(b, "*args");
        sep = ", ";
    }
    for (size_t i = 0; i < q->params.n && !has_args_struct(q); i++, sep = ", ")
        buf_printf(b, "%s" STR_FMT, sep, STR_ARG(loose_name(q->params.s[i].name)));
    if (q->scope_unit)
        buf_printf(b, "%ss->unit_id", sep);
    if (q->scope_person)
        buf_printf(b, "%ss->person_id", q->scope_unit ? ", " : sep);
    buf_puts(b, "};\n");
    return "&in";
}

static void put_function(struct buf *b, const struct query *q)
{
    put_signature(b, q);
    buf_puts(b, "\n{\n");
    const char *in = put_in_value(b, q);
    switch (q->kind) {
    case KIND_ONE:
        buf_printf(b, "    return query_one(c, &" STR_FMT "_query, %s, row);\n", STR_ARG(q->name), in);
        break;
    case KIND_MAYBE:
        buf_printf(b, "    return query_maybe(c, &" STR_FMT "_query, %s, row, found);\n", STR_ARG(q->name), in);
        break;
    case KIND_EXEC:
        buf_printf(b, "    return query_exec(c, &" STR_FMT "_query, %s, changed);\n", STR_ARG(q->name), in);
        break;
    case KIND_MANY:
        buf_printf(b,
                   "    void *got = NULL;\n    TRY(query_many(c, &" STR_FMT "_query, %s, &got, rows_n));\n"
                   "    *rows = got;\n    return OK;\n",
                   STR_ARG(q->name), in);
    }
    buf_puts(b, "}\n");
}

static void put_ahead(struct buf *b, const struct query *q)
{
    put_ahead_signature(b, q);
    buf_puts(b, "\n{\n");
    const char *in = put_in_value(b, q);
    buf_printf(b, "    query_ahead(c, &" STR_FMT "_query, %s);\n}\n", STR_ARG(q->name), in);
}

static void write_source(const char *out, const char *header, const struct queries *all)
{
    struct buf b = gen_buf();
    struct str list = list_name(header);
    gen_head(&b, "sqlgen", gen_shown(all->q[0].file), out, false);
    buf_printf(&b, "#include \"" STR_FMT "\"\n\n#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n",
               STR_ARG(gen_base_name(header)));
    for (size_t i = 0; i < all->n; i++) {
        const struct query *q = &all->q[i];
        buf_putc(&b, '\n');
        put_in_struct(&b, q);
        put_slots(&b, q, "params", &q->params, in_struct(q));
        put_slots(&b, q, "cols", &q->cols, row_name(q));
        put_query(&b, q);
        put_function(&b, q);
        if (q->ahead)
            put_ahead(&b, q);
    }
    buf_printf(&b, "\nconst struct query *const " STR_FMT "[] = {\n", STR_ARG(list));
    for (size_t i = 0; i < all->n; i++)
        buf_printf(&b, "    &" STR_FMT "_query,\n", STR_ARG(all->q[i].name));
    buf_printf(&b, "};\nconst size_t " STR_FMT "_n = COUNT(" STR_FMT ");\n", STR_ARG(list), STR_ARG(list));
    gen_write(out, &b);
}

/* ---- the other outputs ---- */

static void write_schemas(const char *out, const struct schemas *s)
{
    struct buf b = gen_buf();
    gen_head(&b, "sqlgen", gen_shown(s->list), out, false);
    buf_puts(&b, "#include \"data/db.h\"\n\n#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n"
                 "const struct schema_text schema_all[] = {\n");
    for (size_t i = 0; i < s->n; i++) {
        buf_printf(&b, "    {\"" STR_FMT "\",\n        ", STR_ARG(s->folder[i]));
        gen_c_text(&b, gen_read(s->path[i]), 8);
        buf_puts(&b, "},\n");
    }
    buf_puts(&b, "};\nconst size_t schema_all_n = COUNT(schema_all);\n");
    gen_write(out, &b);
}

static void put_columns(struct buf *b, const struct query *q, bool write)
{
    const char *sep = "";
    for (size_t i = 0; i < q->touch_n; i++) {
        const struct touch *t = &q->touch[i];
        if (t->write != write)
            continue;
        buf_printf(b, t->column.n ? "%s" STR_FMT "." STR_FMT : "%s" STR_FMT STR_FMT, sep, STR_ARG(t->table),
                   STR_ARG(t->column));
        sep = ", ";
    }
}

static void write_access(const char *out, const struct queries *all)
{
    struct buf b = gen_buf();
    buf_puts(&b, "# Data access\n\nWhich query reads and writes which column, as SQLite's authorizer saw it at build "
                 "time. Generated by\n"
                 "`sqlgen --access`.\n\n| file | query | scope | reads | writes |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < all->n; i++) {
        const struct query *q = &all->q[i];
        buf_printf(&b, "| %s | `" STR_FMT "` | ", gen_shown(q->file), STR_ARG(q->name));
        buf_printf(&b, "%s%s%s", q->scope_unit ? "unit" : "", q->scope_unit && q->scope_person ? " " : "",
                   q->scope_person ? "person" : "");
        if (q->scope_reason.n > 0)
            buf_printf(&b, "none: " STR_FMT, STR_ARG(q->scope_reason));
        buf_puts(&b, " | ");
        put_columns(&b, q, false);
        buf_puts(&b, " | ");
        put_columns(&b, q, true);
        buf_puts(&b, " |\n");
    }
    gen_write(out, &b);
}

static void read_and_check(struct queries *all, const char *path)
{
    size_t from = all->n;
    sql_read(all, path);
    if (all->n == from)
        refuse(path, 0, "holds no query; begin one with -- name: x :kind");
    for (size_t i = from; i < all->n; i++)
        sql_check(&all->q[i]);
    for (size_t i = from; i < all->n; i++)
        if (all->q[i].cols.n > 0)
            row_owner(all, &all->q[i]);
}

int main(int argc, char **argv)
{
    struct queries all = {0};
    if (argc < 7 || strcmp(argv[1], "--schemas") || strcmp(argv[3], "--root"))
        usage(USAGE);
    struct schemas schemas = {.list = argv[2], .root = argv[4]};
    schemas_open(&schemas);
    if (strcmp(argv[5], "--schemas-c") == 0 && argc == 7) {
        write_schemas(argv[6], &schemas);
    } else if (strcmp(argv[5], "--access") == 0 && argc > 7) {
        for (int i = 7; i < argc; i++)
            read_and_check(&all, argv[i]);
        write_access(argv[6], &all);
    } else if (argc == 8) {
        read_and_check(&all, argv[5]);
        write_header(argv[6], &all);
        write_source(argv[7], argv[6], &all);
    } else {
        usage(USAGE);
    }
    return 0;
}
