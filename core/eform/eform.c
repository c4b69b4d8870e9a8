/* eform.c: looking things up in a form that has been read. */
#include "core/eform/eform.h"

const char *eform_type_name(enum eform_type t)
{
    static const char *const names[] = {
#define EFORM_NAME_OF(e, name) [EFORM_##e] = name,
        EFORM_TYPES(EFORM_NAME_OF)
#undef EFORM_NAME_OF
    };
    return t < EFORM_TYPE_COUNT ? names[t] : "";
}

struct str eform_label_in(const struct eform_label *l, enum lang lang)
{
    return lang == LANG_EN && l->en.n > 0 ? l->en : l->vi;
}

const struct eform_list *eform_list_find(const struct eform_lists *lists, const char *name)
{
    for (size_t i = 0; lists != NULL && i < lists->n; i++)
        if (str_eqc(lists->lists[i].name, name))
            return &lists->lists[i];
    return NULL;
}

const struct eform_option *eform_option_find(const struct eform_option *options, size_t n, struct str value)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(options[i].value, value))
            return &options[i];
    return NULL;
}

bool eform_option_valid(const struct eform_option *o, struct day on)
{
    return (o->from.n == DAY_NONE.n || o->from.n <= on.n) && (o->until.n == DAY_NONE.n || o->until.n >= on.n);
}

static const struct eform_field *child_named(const struct eform_field *fields, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(fields[i].name, name))
            return &fields[i];
    return NULL;
}

/* Canonical row numbers only, so that one answer has one name. */
static bool is_row(struct str step)
{
    int64_t n;
    if (step.n == 0 || step.n > 2 || (step.n > 1 && step.p[0] == '0') || !str_to_i64(step, &n))
        return false;
    return n >= 0 && n < EFORM_ROWS_MAX;
}

/* Walks a name step by step; rows are numbers, or '*' where a path and no answer is meant. */
static const struct eform_field *walk(const struct eform *f, struct str name, bool star)
{
    const struct eform_field *at = NULL, *among = f->fields;
    size_t among_n = f->fields_n;
    while (name.n > 0) {
        struct str step = str_cut(&name, '.');
        if (at != NULL && at->type == EFORM_REPEAT) {
            if (!(star && str_eqc(step, "*")) && !is_row(step))
                return NULL;
            if (name.n == 0)
                return NULL;
            step = str_cut(&name, '.');
        }
        at = child_named(among, among_n, step);
        if (at == NULL)
            return NULL;
        among = at->children;
        among_n = at->children_n;
    }
    return at;
}

const struct eform_field *eform_field_find(const struct eform *f, struct str path)
{
    return walk(f, path, true);
}

const struct eform_field *eform_field_named(const struct eform *f, struct str name)
{
    return name.n > 0 && name.n <= 200 && name.p[name.n - 1] != '.' ? walk(f, name, false) : NULL;
}

const struct eform_page *eform_page_find(const struct eform *f, struct str id)
{
    for (size_t i = 0; i < f->pages_n; i++)
        if (str_eq(f->pages[i].id, id))
            return &f->pages[i];
    return NULL;
}

bool eform_page_signs(const struct eform_page *p)
{
    for (size_t i = 0; i < p->asks_n; i++)
        if (p->asks[i].field == NULL || p->asks[i].field->type != EFORM_DECLARATION)
            return false;
    return p->asks_n > 0;
}

const struct eform *eform_generic(struct arena *a, const struct eform *generic, struct str code,
    struct eform_label title,
    const struct eform_paper *papers, size_t papers_n)
{
    struct eform *f = NEW(a, struct eform);
    *f = *generic;
    f->code = code;
    f->title = title;
    f->papers = papers;
    f->papers_n = papers_n;
    return f;
}
