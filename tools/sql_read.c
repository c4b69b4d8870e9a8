#include "tools/sql.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static bool name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static size_t skip_quoted(struct str sql, size_t at)
{
    char quote = sql.p[at++];
    while (at < sql.n && (sql.p[at] != quote || (at + 1 < sql.n && sql.p[at + 1] == quote)))
        at += sql.p[at] == quote ? 2 : 1;
    return at < sql.n ? at + 1 : at;
}

static size_t skip_space(struct str sql, size_t at)
{
    for (;;) {
        if (at < sql.n && isspace((unsigned char)sql.p[at]))
            at++;
        else if (at + 1 < sql.n && sql.p[at] == '-' && sql.p[at + 1] == '-')
            at = str_find(sql, '\n', at);
        else if (at + 1 < sql.n && sql.p[at] == '/' && sql.p[at + 1] == '*')
            at = str_search(sql, S("*/"), at) + 2;
        else
            return at < sql.n ? at : sql.n;
    }
}

static bool is_param(struct str sql, size_t at)
{
    return sql.p[at] == ':' && at + 1 < sql.n && name_byte(sql.p[at + 1]) && !isdigit((unsigned char)sql.p[at + 1]);
}

static size_t skip_bytes(struct str sql, size_t at)
{
    if (sql.p[at] == '\'' || sql.p[at] == '"')
        return skip_quoted(sql, at);
    if (name_byte(sql.p[at])) {
        while (at < sql.n && name_byte(sql.p[at]))
            at++;
        return at;
    }
    return at + (str_starts(str_sub(sql, at, sql.n), S("::")) ? 2 : 1); /* a cast of PostgreSQL */
}

bool sql_piece(struct str sql, size_t *at, struct piece *out)
{
    size_t from = *at;
    if (from >= sql.n)
        return false;
    *out = (struct piece){.at = from};
    *at = skip_space(sql, from);
    if (*at > from) {
        out->kind = PIECE_SPACE;
        out->text = memchr(sql.p + from, '\n', *at - from) ? S("\n") : S(" ");
    } else if (sql.p[from] == ';') {
        out->kind = PIECE_END;
        *at = from + 1;
    } else if (is_param(sql, from)) {
        out->kind = PIECE_PARAM;
        for (*at = from + 1; *at < sql.n && name_byte(sql.p[*at]);)
            ++*at;
        out->text = str_sub(sql, from + 1, *at);
    } else {
        *at = skip_bytes(sql, from);
        out->text = str_sub(sql, from, *at);
    }
    return true;
}

struct slot *slot_find(struct slots *all, struct str name)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->s[i].name, name))
            return &all->s[i];
    return NULL;
}

void slot_add(const struct query *q, struct slots *all, struct slot s)
{
    if (all->n == SLOTS_MAX)
        refuse(q->file, s.line, STR_FMT ": more than %d columns or parameters", STR_ARG(q->name), SLOTS_MAX);
    all->s[all->n++] = s;
}

struct text sql_text(const struct query *q, enum engine e)
{
    return q->own[e].line ? q->own[e] : q->common;
}

/* ---- the file ---- */

struct reader {
    const char *file;
    struct str rest;
    int line;
    struct queries *all;
    struct query *now;
    struct text *text; /* where SQL lines of the current block go */
};

static struct query *query_named(struct queries *all, const char *file, struct str name)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->q[i].file == file && str_eq(all->q[i].name, name))
            return &all->q[i];
    return NULL;
}

static struct query *query_add(struct queries *all)
{
    if (all->n == all->cap) {
        size_t cap = all->cap ? all->cap * 2 : 16;
        all->q = arena_grow(gen_arena(), all->q, all->cap * sizeof *all->q, cap * sizeof *all->q);
        all->cap = cap;
    }
    return &all->q[all->n++];
}

static enum kind kind_of(const struct reader *r, struct str name, struct str word)
{
    static const char *const words[] = {":one", ":maybe", ":many", ":exec"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_eqc(word, words[i]))
            return (enum kind)i;
    refuse(r->file, r->line, STR_FMT ": kind \"" STR_FMT "\" is not known; say :one, :maybe, :many or :exec",
           STR_ARG(name), STR_ARG(word));
}

static struct str word(struct str *s)
{
    *s = str_trim(*s);
    return str_cut(s, ' ');
}

/* Which text of the query the coming lines are: common, or of one engine. */
static struct text *text_for(const struct reader *r, struct str rest)
{
    struct query *q = r->now;
    struct str w = word(&rest), engine = word(&rest);
    struct text *t = &q->common;
    if (w.n > 0) {
        if (!str_eqc(w, ":engine") || (!str_eqc(engine, "sqlite") && !str_eqc(engine, "postgres")))
            refuse(r->file, r->line, STR_FMT ": \"" STR_FMT "\" is not known; say :engine sqlite or :engine postgres",
                   STR_ARG(q->name), STR_ARG(w));
        t = &q->own[str_eqc(engine, "sqlite") ? ON_SQLITE : ON_POSTGRES];
    }
    if (t->line)
        refuse(r->file, r->line, STR_FMT ": already stands at line %d; rename one, or say :engine", STR_ARG(q->name),
               t->line);
    return t;
}

static void begin_query(struct reader *r, struct str rest)
{
    struct str name = word(&rest);
    if (!gen_is_name(name) || gen_is_keyword(name))
        refuse(r->file, r->line, "query name \"" STR_FMT "\": a name is lower_snake, as dossiers_due", STR_ARG(name));
    enum kind kind = kind_of(r, name, word(&rest));
    r->now = query_named(r->all, r->file, name);
    if (!r->now) {
        r->now = query_add(r->all);
        *r->now = (struct query){.file = r->file, .line = r->line, .name = name, .kind = kind};
    }
    if (r->now->kind != kind)
        refuse(r->file, r->line, STR_FMT ": the texts of two engines have one kind; line %d says another",
               STR_ARG(name), r->now->line);
    r->text = text_for(r, rest);
    r->text->line = r->line + 1; /* set again by its first line of SQL */
}

static void hint(const struct reader *r, struct slots *all, struct str rest, const char *what)
{
    struct str name = word(&rest), type = str_lower_ascii(gen_arena(), word(&rest));
    if (sql_type_of(name, type) == T_NONE)
        refuse(r->file, r->line,
               STR_FMT ": say -- %s: name type, with type bigint, text, smallint, blob, instant, day or vnd",
               STR_ARG(r->now->name), what);
    if (slot_find(all, name))
        refuse(r->file, r->line, STR_FMT ": %s " STR_FMT " is typed twice; keep one line", STR_ARG(r->now->name), what,
               STR_ARG(name));
    slot_add(r->now, all, (struct slot){.name = name, .type_word = type, .line = r->line});
}

static void scope_line(const struct reader *r, struct str rest)
{
    struct str none = str_trim(str_cut(&rest, ','));
    rest = str_trim(rest);
    if (!str_eqc(none, "none") || rest.n == 0)
        refuse(r->file, r->line, STR_FMT ": say -- scope: none, and the reason why no scope is needed",
               STR_ARG(r->now->name));
    r->now->scope_reason = rest;
}

static void doc_line(struct query *q, struct str line)
{
    struct buf b = gen_buf();
    buf_put(&b, q->doc);
    if (q->doc.n > 0)
        buf_putc(&b, '\n');
    for (size_t i = 0; i < line.n; i++)
        buf_putc(&b, line.p[i] == '*' && i + 1 < line.n && line.p[i + 1] == '/' ? ' ' : line.p[i]);
    q->doc = buf_str(&b);
}

static bool takes(struct str *line, const char *head)
{
    if (!str_starts(*line, str_from(head)))
        return false;
    *line = str_trim(str_sub(*line, strlen(head), line->n));
    return true;
}

/* A comment line above the SQL of a query; false when it is only a comment inside the SQL. */
static void comment_line(struct reader *r, struct str line)
{
    line = str_trim(str_sub(line, 2, line.n));
    if (takes(&line, "name:")) {
        begin_query(r, line);
        return;
    }
    if (!r->now || r->text->sql.n > 0)
        return;
    if (takes(&line, "param:"))
        hint(r, &r->now->param_hints, line, "param");
    else if (takes(&line, "column:"))
        hint(r, &r->now->col_hints, line, "column");
    else if (takes(&line, "scope:"))
        scope_line(r, line);
    else if (str_eqc(line, "ahead"))
        r->now->ahead = true;
    else if (takes(&line, "row:"))
        r->now->row = line;
    else
        doc_line(r->now, line);
}

/* SQL lines lie side by side in the file, so the text is one view of it from its first line to its last. */
static void sql_line(struct reader *r, struct str line)
{
    if (!r->now)
        refuse(r->file, r->line, "SQL before the first \"-- name: x :kind\"");
    if (r->text->sql.n == 0) {
        r->text->line = r->line;
        r->text->sql = line;
    }
    r->text->sql.n = (size_t)(line.p + line.n - r->text->sql.p);
}

static void need_text(const struct query *q)
{
    for (enum engine e = ON_SQLITE; e < ENGINES; e++) {
        struct text t = sql_text(q, e);
        if (t.sql.n == 0)
            refuse(q->file, q->line, STR_FMT ": has no SQL for %s", STR_ARG(q->name),
                   e == ON_SQLITE ? "SQLite" : "PostgreSQL");
    }
}

void sql_read(struct queries *all, const char *path)
{
    struct reader r = {.file = path, .rest = gen_read(path), .all = all};
    size_t from = all->n;
    while (r.rest.n > 0) {
        struct str whole = str_cut(&r.rest, '\n'), line = str_trim(whole);
        r.line++;
        if (str_starts(line, S("--")))
            comment_line(&r, line);
        else if (line.n > 0)
            sql_line(&r, whole);
    }
    for (size_t i = from; i < all->n; i++)
        need_text(&all->q[i]);
}
