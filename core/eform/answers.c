/* answers.c: keeping what was typed: rows of path and text, from forms and JSON and back. */
#include "core/eform/answers.h"

#include "base/message.h"
#include "base/text.h"

#include <inttypes.h>

struct answers answers_new(struct arena *a)
{
    return (struct answers){.arena = a};
}

static size_t row_of(const struct answers *s, struct str path)
{
    size_t i = 0;
    while (i < s->n && !str_eq(s->rows[i].path, path))
        i++;
    return i;
}

const struct answer *answers_find(const struct answers *s, struct str path)
{
    size_t i = row_of(s, path);
    return i < s->n ? &s->rows[i] : NULL;
}

struct str answers_get(const struct answers *s, struct str path)
{
    const struct answer *a = answers_find(s, path);
    return a != NULL ? a->text : S("");
}

static struct answer *row_for(struct answers *s, struct str path)
{
    size_t i = row_of(s, path);
    if (i < s->n)
        return &s->rows[i];
    if (s->n == ANSWERS_MAX)
        return NULL;
    if (s->n == s->cap) {
        size_t cap = s->cap == 0 ? 32 : s->cap * 2;
        s->rows = arena_grow(s->arena, s->rows, s->cap * sizeof(struct answer), cap * sizeof(struct answer));
        s->cap = cap;
    }
    s->rows[s->n] = (struct answer){.path = str_dup(s->arena, path)};
    return &s->rows[s->n++];
}

void answers_set(struct answers *s, struct str path, struct str text)
{
    struct answer *a = row_for(s, path);
    if (a == NULL)
        return;
    if (!str_eq(a->text, text))
        a->source = S("");
    a->text = str_dup(s->arena, text);
}

void answers_set_from(struct answers *s, struct str path, struct str text, struct str source)
{
    struct answer *a = row_for(s, path);
    if (a == NULL)
        return;
    a->text = str_dup(s->arena, text);
    a->source = str_dup(s->arena, source);
}

void answers_remove(struct answers *s, struct str path)
{
    size_t i = row_of(s, path);
    if (i == s->n)
        return;
    memmove(&s->rows[i], &s->rows[i + 1], (s->n - i - 1) * sizeof(struct answer));
    s->n--;
}

/* ---- from a form ---- */

/* Bytes that are no UTF-8 become the replacement sign: refused later by the type, but shown and not lost. */
static struct str mended(struct arena *a, struct str s)
{
    struct buf b = buf_new(a, s.n * 3 + 1);
    for (size_t i = 0; i < s.n;)
        text_put(&b, text_next(s, &i));
    return buf_str(&b);
}

static struct str clean(struct arena *a, struct str s)
{
    s = str_sub(s, 0, ANSWER_BYTES_MAX);
    if (!text_is_valid(s))
        s = mended(a, s);
    return str_trim(text_nfc(a, s));
}

static bool asks_field(const struct eform_question *asks, size_t n, const struct eform_field *f)
{
    for (size_t i = 0; i < n; i++)
        if (asks[i].field != NULL && (asks[i].field == f || asks_field(asks[i].asks, asks[i].asks_n, f)))
            return true;
    return false;
}

static bool page_asks(const struct eform *f, const struct eform_page *page, const struct eform_field *field)
{
    if (page != NULL)
        return asks_field(page->asks, page->asks_n, field);
    for (size_t i = 0; i < f->pages_n; i++)
        if (asks_field(f->pages[i].asks, f->pages[i].asks_n, field))
            return true;
    return false;
}

static bool is_box(const struct eform_field *f)
{
    return f->type == EFORM_MULTI || f->type == EFORM_DECLARATION;
}

/* A browser says nothing of an unticked box: on a whole page silence means no. */
static void clear_boxes(struct answers *s, const struct eform *f, const struct eform_page *page)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct eform_field *field = eform_field_named(f, s->rows[i].path);
        if (field != NULL && is_box(field) && page_asks(f, page, field))
            s->rows[i].text = S("");
    }
}

static struct str joined(struct answers *s, struct str path, struct str value)
{
    struct str before = answers_get(s, path);
    if (before.n == 0)
        return value;
    return str_printf(s->arena, STR_FMT "," STR_FMT, STR_ARG(before), STR_ARG(value));
}

static void take_one(struct answers *s, const struct eform *f, const struct eform_page *page, struct str name,
    struct str value)
{
    const struct eform_field *field = eform_field_named(f, name);
    if (field == NULL || field->children_n > 0 || field->compute != NULL || !page_asks(f, page, field))
        return;
    value = clean(s->arena, value);
    answers_set(s, name, field->type == EFORM_MULTI && value.n > 0 ? joined(s, name, value) : value);
}

static bool seen_before(const struct str *names, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(names[k], names[i]))
            return true;
    return false;
}

void answers_take(struct answers *s, const struct eform *f, const struct eform_page *page, const struct str *names,
    const struct str *values, size_t n, bool whole)
{
    if (whole)
        clear_boxes(s, f, page);
    for (size_t i = 0; i < n; i++) {
        const struct eform_field *field = eform_field_named(f, names[i]);
        if (field != NULL && field->type == EFORM_MULTI && !whole && !seen_before(names, i) && page_asks(f, page,
            field))
            answers_set(s, names[i], S(""));
        take_one(s, f, page, names[i], values[i]);
    }
}

/* ---- rows ---- */

static bool is_row_of(struct str path, struct str repeat, int64_t *row, struct str *rest)
{
    if (!str_starts(path, repeat) || path.n <= repeat.n || path.p[repeat.n] != '.')
        return false;
    *rest = str_sub(path, repeat.n + 1, path.n);
    return str_to_i64(str_cut(rest, '.'), row);
}

static int64_t rows_typed(const struct answers *s, struct str repeat)
{
    int64_t rows = 0, row;
    struct str rest;
    for (size_t i = 0; i < s->n; i++)
        if (is_row_of(s->rows[i].path, repeat, &row, &rest) && row + 1 > rows)
            rows = row + 1;
    return rows;
}

static const struct eform_field *first_leaf(const struct eform_field *f)
{
    while (f->children_n > 0)
        f = &f->children[0];
    return f;
}

bool answers_add_row(struct answers *s, const struct eform *f, struct str repeat)
{
    const struct eform_field *field = eform_field_named(f, repeat);
    if (field == NULL || field->type != EFORM_REPEAT)
        return false;
    int64_t rows = rows_typed(s, repeat);
    if ((size_t)rows < field->least_rows)
        rows = (int64_t)field->least_rows;
    if ((size_t)rows >= field->most_rows)
        return false;
    struct str tail = str_sub(first_leaf(field)->path, field->path.n + 3, first_leaf(field)->path.n);
    answers_set(s, str_printf(s->arena, STR_FMT ".%" PRId64 "." STR_FMT, STR_ARG(repeat), rows, STR_ARG(tail)), S(""));
    return true;
}

bool answers_remove_row(struct answers *s, const struct eform *f, struct str name)
{
    size_t dot = name.n;
    int64_t gone, row;
    struct str rest;
    while (dot > 0 && name.p[dot - 1] != '.')
        dot--;
    if (dot < 2 || !str_to_i64(str_sub(name, dot, name.n), &gone))
        return false;
    struct str repeat = str_sub(name, 0, dot - 1);
    const struct eform_field *field = eform_field_named(f, repeat);
    if (field == NULL || field->type != EFORM_REPEAT)
        return false;
    for (size_t i = 0; i < s->n;) {
        bool in = is_row_of(s->rows[i].path, repeat, &row, &rest);
        if (in && row == gone) {
            answers_remove(s, s->rows[i].path);
            continue;
        }
        if (in && row > gone)
            s->rows[i].path = str_printf(s->arena, STR_FMT ".%" PRId64 "." STR_FMT, STR_ARG(repeat), row - 1,
                STR_ARG(rest));
        i++;
    }
    return true;
}

/* ---- to JSON ---- */

static struct json *list_json(struct arena *a, struct str text)
{
    struct json *list = jv_new(a, JV_ARRAY);
    while (text.n > 0)
        jv_add(list, jv_new_str(a, str_cut(&text, ',')));
    return list;
}

/* A canonical number; leading zeros and signs of typing keep the text as it is. */
static bool is_plain_number(struct arena *a, struct str text, int64_t *hundredths)
{
    if (!logic_number_parse(text, hundredths))
        return false;
    struct logic_value v = logic_hundredths(*hundredths);
    return str_eq(logic_value_text(a, &v), text);
}

/* Numbers and truths where the text is canonical; what cannot be read stays as typed. */
static struct json *leaf_json(struct arena *a, const struct eform_field *f, struct str text)
{
    int64_t n;
    bool numeric = f->type == EFORM_INTEGER || f->type == EFORM_MONEY || f->type == EFORM_DECIMAL;
    bool truth = f->type == EFORM_YESNO || f->type == EFORM_DECLARATION;
    if (f->type == EFORM_MULTI)
        return list_json(a, text);
    if (truth && (str_eqc(text, "true") || str_eqc(text, "false")))
        return jv_new_bool(a, str_eqc(text, "true"));
    if (numeric && is_plain_number(a, text, &n))
        return n % 100 == 0 ? jv_new_int(a, n / 100) : jv_new_scaled(a, n, 2);
    return jv_new_str(a, text);
}

struct writing {
    struct arena *arena;
    const struct answers *from;
    bool compact; /* rows without an answer are left out */
};

static struct json *object_json(const struct writing *w, const struct eform_field *fields, size_t n, struct str prefix);

static struct json *rows_json(const struct writing *w, const struct eform_field *f, struct str name)
{
    struct json *list = jv_new(w->arena, JV_ARRAY);
    int64_t rows = rows_typed(w->from, name);
    for (int64_t i = 0; i < rows && i < EFORM_ROWS_MAX; i++) {
        struct str prefix = str_printf(w->arena, STR_FMT ".%" PRId64 ".", STR_ARG(name), i);
        struct json *row = object_json(w, f->children, f->children_n, prefix);
        if (row->n > 0 || !w->compact)
            jv_add(list, row);
    }
    return list;
}

static struct json *field_json(const struct writing *w, const struct eform_field *f, struct str name)
{
    if (f->type == EFORM_REPEAT)
        return rows_json(w, f, name);
    if (f->children_n > 0)
        return object_json(w, f->children, f->children_n, STR_CAT(w->arena, name, S(".")));
    const struct answer *row = answers_find(w->from, name);
    return row != NULL && row->text.n > 0 ? leaf_json(w->arena, f, row->text) : NULL;
}

static struct json *object_json(const struct writing *w, const struct eform_field *fields, size_t n, struct str prefix)
{
    struct json *o = jv_new(w->arena, JV_OBJECT);
    for (size_t i = 0; i < n; i++) {
        struct str name = STR_CAT(w->arena, prefix, fields[i].name);
        struct json *v = field_json(w, &fields[i], name);
        bool empty = v == NULL || ((v->kind == JV_OBJECT || v->kind == JV_ARRAY) && v->n == 0);
        if (!empty)
            jv_set(o, str_c(w->arena, fields[i].name), v);
    }
    return o;
}

struct json *answers_json(struct arena *a, const struct eform *f, const struct answers *s, bool compact)
{
    struct writing w = {.arena = a, .from = s, .compact = compact};
    struct json *o = object_json(&w, f->fields, f->fields_n, S("")), *sources = jv_new(a, JV_OBJECT);
    for (size_t i = 0; i < s->n; i++)
        if (s->rows[i].source.n > 0)
            jv_set(sources, str_c(a, s->rows[i].path), jv_new_str(a, s->rows[i].source));
    if (sources->n > 0)
        jv_set(o, "_source", sources);
    return o;
}

/* ---- from JSON ---- */

struct loading {
    struct ctx *c;
    struct answers *to;
    bool strict;
};

static void refuse(struct loading *l, int msg, struct str name)
{
    if (l->strict)
        fault_add(l->c, msg, name, name, S(""));
}

/* The text a person would have typed for a JSON value; false for what no person types. */
static bool text_of_json(struct arena *a, const struct json *j, struct str *out)
{
    if (j->kind == JV_ARRAY || j->kind == JV_OBJECT)
        return false;
    if (j->kind == JV_INT)
        *out = str_printf(a, "%" PRId64, j->n);
    else if (j->kind == JV_BOOL)
        *out = j->n != 0 ? S("true") : S("false");
    else
        *out = j->text; /* empty for null */
    return true;
}

static void load_multi(struct loading *l, const struct json *j, struct str name)
{
    for (const struct json *e = jv_first(j); e != NULL; e = e->next)
        if (e->kind == JV_STR && e->text.n > 0)
            answers_set(l->to, name, joined(l->to, name, clean(l->c->arena, e->text)));
}

static void load_object(struct loading *l, const struct json *j, const struct eform_field *fields, size_t n,
    struct str prefix);

static void load_rows(struct loading *l, const struct json *j, const struct eform_field *f, struct str name)
{
    size_t i = 0;
    for (const struct json *e = jv_first(j); e != NULL && i < f->most_rows; e = e->next, i++) {
        struct str prefix = str_printf(l->c->arena, STR_FMT ".%zu.", STR_ARG(name), i);
        load_object(l, e, f->children, f->children_n, prefix);
        struct str leaf = first_leaf(f)->path, tail = str_sub(leaf, f->path.n + 3, leaf.n);
        if (jv_first(e) == NULL) /* an empty row is still a row */
            answers_set(l->to, STR_CAT(l->c->arena, prefix, tail), S(""));
    }
    if (j->n > (int64_t)f->most_rows)
        refuse(l, MSG_eform_fault_rows, name);
}

static void load_field(struct loading *l, const struct json *j, const struct eform_field *f, struct str name)
{
    struct str text;
    if (f->type == EFORM_REPEAT && j->kind == JV_ARRAY)
        load_rows(l, j, f, name);
    else if (f->type != EFORM_REPEAT && f->children_n > 0 && j->kind == JV_OBJECT)
        load_object(l, j, f->children, f->children_n, STR_CAT(l->c->arena, name, S(".")));
    else if (f->type == EFORM_MULTI && j->kind == JV_ARRAY)
        load_multi(l, j, name);
    else if (f->children_n == 0 && text_of_json(l->c->arena, j, &text))
        answers_set(l->to, name, clean(l->c->arena, text));
    else
        refuse(l, MSG_eform_fault_unreadable, name);
}

static void load_object(struct loading *l, const struct json *j, const struct eform_field *fields, size_t n,
    struct str prefix)
{
    for (const struct json *e = jv_first(j); e != NULL; e = e->next) {
        struct str name = STR_CAT(l->c->arena, prefix, e->key);
        size_t i = 0;
        while (i < n && !str_eq(fields[i].name, e->key))
            i++;
        if (i < n)
            load_field(l, e, &fields[i], name);
        else if (!(prefix.n == 0 && str_eqc(e->key, "_source")))
            refuse(l, MSG_eform_fault_unknown, name);
    }
}

static void load_sources(struct answers *to, const struct json *sources)
{
    for (const struct json *e = jv_first(sources); e != NULL; e = e->next)
        if (e->kind == JV_STR && answers_find(to, e->key) != NULL)
            answers_set_from(to, e->key, answers_get(to, e->key), e->text);
}

enum rc answers_of_json(struct ctx *c, const struct eform *f, const struct json *j, bool strict, struct answers *out)
{
    struct answers s = answers_new(c->arena);
    struct loading l = {.c = c, .to = &s, .strict = strict};
    c->faults_n = 0;
    load_object(&l, j, f->fields, f->fields_n, S(""));
    if (!strict)
        load_sources(&s, json_get(j, "_source"));
    TRY(faults_rc(c));
    *out = s;
    return OK;
}

/* ---- prefill ---- */

struct filling {
    struct answers *to;
    bool (*find)(void *of, struct arena *a, struct str source_path, struct str *text, struct str *source);
    void *of;
};

static void fill(struct filling *fl, const struct eform_field *f, struct str name, struct str from)
{
    struct str text, source;
    for (size_t i = 0; f->type != EFORM_REPEAT && i < f->children_n; i++) {
        struct str part = f->children[i].name;
        fill(fl, &f->children[i], str_printf(fl->to->arena, STR_FMT "." STR_FMT, STR_ARG(name), STR_ARG(part)),
            str_printf(fl->to->arena, STR_FMT "." STR_FMT, STR_ARG(from), STR_ARG(part)));
    }
    if (f->children_n == 0 && answers_find(fl->to, name) == NULL && fl->find(fl->of, fl->to->arena, from, &text,
        &source) && text.n > 0)
        answers_set_from(fl->to, name, text, source);
}

void answers_prefill(struct answers *s, const struct eform *f,
    bool (*find)(void *of, struct arena *a, struct str source_path, struct str *text, struct str *source), void *of)
{
    struct filling fl = {.to = s, .find = find, .of = of};
    for (size_t i = 0; i < f->prefill_n; i++) {
        const struct eform_field *field = eform_field_named(f, f->prefill[i].path);
        if (field != NULL)
            fill(&fl, field, f->prefill[i].path, f->prefill[i].source);
    }
}
