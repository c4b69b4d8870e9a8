#include "core/eform/eform_lint.h"

#include "base/message.h"

/* ---- the order of questions ---- */

struct search_order {
    const struct eform_field *field;
    size_t count, found, times;
};

static void order_in(struct search_order *s, const struct eform_question *asks, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        s->count++;
        if (asks[i].field != NULL && asks[i].field == s->field) {
            s->found = s->found == 0 ? s->count : s->found;
            s->times++;
        }
        order_in(s, asks[i].asks, asks[i].asks_n);
    }
}

/* Place of a field among all questions, from 1; 0 when it is not asked. */
static struct search_order order_of(const struct eform *f, const struct eform_field *field)
{
    struct search_order s = {.field = field};
    for (size_t i = 0; i < f->pages_n; i++)
        order_in(&s, f->pages[i].asks, f->pages[i].asks_n);
    return s;
}

/* ---- how far ahead a sum looks ---- */

static const struct eform_field *field_of_path(const struct eform *f, struct str path);

static size_t index_of(const struct eform *f, const struct eform_field *field)
{
    size_t i = 0;
    while (i < f->fields_n && &f->fields[i] != field)
        i++;
    return i;
}

/* Place of the last answer a value stands on; SIZE_MAX when it is not settled by any place. */
static size_t settled_at(struct eform_reading *r, const struct eform_field *field)
{
    if (field->compute != NULL) {
        size_t i = index_of(r->form, field);
        return i < r->form->fields_n ? r->settled[i] : SIZE_MAX;
    }
    size_t at = order_of(r->form, field).found;
    return at > 0 ? at : SIZE_MAX;
}

/* In the order of the fields, since a sum stands on those above it only. */
static void settle_sums(struct eform_reading *r)
{
    const struct eform *f = r->form;
    r->settled = NEW_ARRAY(r->c->arena, size_t, f->fields_n + 1);
    memset(r->settled, 0xff, (f->fields_n + 1) * sizeof(size_t));
    for (size_t i = 0; i < f->fields_n; i++) {
        const struct logic *l = f->fields[i].compute;
        size_t last = 0;
        for (size_t v = 0; l != NULL && v < l->vars_n; v++) {
            const struct eform_field *of = field_of_path(f, l->vars[v]);
            size_t at = of != NULL ? settled_at(r, of) : 0;
            last = at > last ? at : last;
        }
        if (l != NULL)
            r->settled[i] = last;
    }
}

/* A path of an expression: with '*' for "this row", or a written row number. */
static const struct eform_field *field_of_path(const struct eform *f, struct str path)
{
    const struct eform_field *field = eform_field_find(f, path);
    return field != NULL ? field : eform_field_named(f, path);
}

static void lint_known(struct eform_reading *r, const struct logic *l, struct str where)
{
    for (size_t i = 0; l != NULL && i < l->vars_n; i++)
        if (field_of_path(r->form, l->vars[i]) == NULL)
            eform_refuse(r, MSG_eform_lint_unknown, where, l->vars[i]);
}

/* A condition may only look back: so one pass over the pages decides what is shown, and a browser that shows one page
 * knows all it needs. */
static void lint_when(struct eform_reading *r, const struct logic *l, size_t before, struct str where)
{
    lint_known(r, l, where);
    for (size_t i = 0; l != NULL && i < l->vars_n; i++) {
        const struct eform_field *f = field_of_path(r->form, l->vars[i]);
        if (f != NULL && settled_at(r, f) >= before)
            eform_refuse(r, MSG_eform_lint_looks_ahead, where, l->vars[i]);
    }
}

/* ---- fields ---- */

static bool is_above(const struct eform_field *fields, size_t i, const struct eform_field *f)
{
    for (size_t k = 0; k < i; k++)
        if (&fields[k] == f)
            return true;
    return false;
}

/* A sum may stand on answers and on sums written above it. */
static void lint_compute(struct eform_reading *r, const struct eform_field *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct str where = eform_where(r, S("compute"), str_c(r->c->arena, fields[i].path));
        lint_known(r, fields[i].compute, where);
        for (size_t v = 0; fields[i].compute != NULL && v < fields[i].compute->vars_n; v++) {
            const struct eform_field *f = field_of_path(r->form, fields[i].compute->vars[v]);
            if (f != NULL && f->compute != NULL && !is_above(fields, i, f))
                eform_refuse(r, MSG_eform_lint_circle, where, f->path);
        }
    }
}

static void lint_neighbour(struct eform_reading *r, const struct eform_field *f, struct str path)
{
    if (path.n > 0 && (f->type != EFORM_PERSON_ID || eform_field_find(r->form, path) == NULL))
        eform_refuse(r, MSG_eform_lint_unknown, eform_where(r, S("data"), str_c(r->c->arena, f->path)), path);
}

static void lint_fields(struct eform_reading *r, const struct eform_field *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct eform_field *f = &fields[i];
        struct str where = eform_where(r, S("data"), str_c(r->c->arena, f->path));
        struct search_order o = order_of(r->form, f);
        if (o.times > 1)
            eform_refuse(r, MSG_eform_lint_asked_twice, where, f->path);
        if (o.times == 0 && f->compute == NULL)
            eform_refuse(r, MSG_eform_lint_never_asked, where, f->path);
        lint_neighbour(r, f, f->birth);
        lint_neighbour(r, f, f->sex);
        lint_fields(r, f->children, f->children_n);
    }
    lint_compute(r, fields, n);
}

/* ---- questions ---- */

static bool wants_hint(enum eform_type t)
{
    return t == EFORM_PERSON_ID || t == EFORM_ORG_ID || t == EFORM_DATE || t == EFORM_PARTIAL_DATE;
}

static void lint_asks(struct eform_reading *r, const struct eform_question *asks, size_t n, struct str at,
    size_t *order)
{
    for (size_t i = 0; i < n; i++) {
        struct str where = str_printf(r->c->arena, STR_FMT ".%zu", STR_ARG(at), i + 1);
        (*order)++;
        if (asks[i].field != NULL && wants_hint(asks[i].field->type) && asks[i].hint.vi.n == 0)
            eform_refuse(r, MSG_eform_lint_hint, where, asks[i].field->path);
        lint_when(r, asks[i].when, *order, eform_where(r, where, "when"));
        lint_asks(r, asks[i].asks, asks[i].asks_n, eform_where(r, where, "ask"), order);
    }
}

static void lint_pages(struct eform_reading *r)
{
    size_t order = 0;
    for (size_t i = 0; i < r->form->pages_n; i++) {
        const struct eform_page *p = &r->form->pages[i];
        struct str at = str_printf(r->c->arena, "pages.%zu", i + 1);
        lint_when(r, p->when, order + 1, eform_where(r, at, "when"));
        lint_asks(r, p->asks, p->asks_n, eform_where(r, at, "ask"), &order);
    }
}

static void lint_rules(struct eform_reading *r)
{
    for (size_t i = 0; i < r->form->rules_n; i++) {
        const struct eform_rule *rule = &r->form->rules[i];
        struct str at = str_printf(r->c->arena, "rules.%zu", i + 1);
        lint_known(r, rule->broken, eform_where(r, at, "if"));
        const struct eform_field *f = eform_field_find(r->form, rule->at);
        if (rule->at.n == 0 || f == NULL || order_of(r->form, f).times == 0)
            eform_refuse(r, MSG_eform_lint_unknown, eform_where(r, at, "at"), rule->at);
    }
}

static void lint_compute_names(struct eform_reading *r)
{
    for (const struct json *e = jv_first(json_get(r->json, "compute")); e != NULL; e = e->next)
        if (eform_field_find(r->form, e->key) == NULL)
            eform_refuse(r, MSG_eform_lint_unknown, S("compute"), e->key);
}

/* What is owed is worked out by the server, never typed. */
static void lint_fees(struct eform_reading *r)
{
    for (size_t i = 0; i < r->form->fees_n; i++) {
        const struct eform_fee *fee = &r->form->fees[i];
        const struct eform_field *f = eform_field_find(r->form, fee->sum);
        struct str at = str_printf(r->c->arena, "fees.%zu", i + 1);
        if (f == NULL || f->compute == NULL)
            eform_refuse(r, MSG_eform_lint_unknown, eform_where(r, at, "sum"), fee->sum);
        if (!str_eqc(fee->kind, "phi") && !str_eqc(fee->kind, "le-phi"))
            eform_refuse(r, MSG_eform_lint_unknown, eform_where(r, at, "kind"), fee->kind);
    }
}

void eform_lint(struct eform_reading *r)
{
    settle_sums(r);
    lint_fields(r, r->form->fields, r->form->fields_n);
    lint_pages(r);
    lint_rules(r);
    lint_compute_names(r);
    lint_fees(r);
    for (size_t i = 0; i < r->form->papers_n; i++)
        lint_known(r, r->form->papers[i].when, str_printf(r->c->arena, "papers.%zu.required", i + 1));
    for (size_t i = 0; i < r->form->prefill_n; i++)
        if (eform_field_find(r->form, r->form->prefill[i].path) == NULL)
            eform_refuse(r, MSG_eform_lint_unknown, S("prefill"), r->form->prefill[i].path);
}
