#include "core/dossier/owed.h"

#include "core/dossier/supplement.h"
#include "core/eform/store.h"

static const struct eform_fee *fee_of_form(const struct eform *form, struct str kind)
{
    for (size_t i = 0; form && i < form->fees_n; i++)
        if (str_eq(form->fees[i].kind, kind))
            return &form->fees[i];
    return NULL;
}

/* Two fees of one kind are alternatives: which of them it is the catalogue does not say. */
static bool is_alone(const struct procedure *p, size_t i)
{
    for (size_t k = 0; k < p->fees_n; k++)
        if (k != i && str_eq(p->fees[k].kind, p->fees[i].kind) && p->fees[k].amount.n != p->fees[i].amount.n)
            return false;
    return true;
}

static void add_up(struct owed *o, const struct owed_row *r)
{
    o->rows_n++;
    if (r->known)
        o->sum.n += r->amount.n;
    else if (o->known)
        o->by_form = r->by_form;
    else
        o->by_form &= r->by_form;
    o->known &= r->known;
}

static void take_catalogue(const struct procedure *p, const struct eform *form, struct owed_row *rows, struct owed *o)
{
    for (size_t i = 0; i < p->fees_n; i++) {
        const struct procedure_fee *f = &p->fees[i];
        if (fee_of_form(form, f->kind))
            continue;
        struct owed_row *r = &rows[o->rows_n];
        *r = (struct owed_row){.kind = f->kind, .amount = f->amount, .known = f->known && is_alone(p, i)};
        if (f->known && (!o->least.n || f->amount.n < o->least.n))
            o->least = f->amount;
        add_up(o, r);
    }
}

static void take_form(const struct eform *form, const struct eform_state *st, struct owed_row *rows, struct owed *o)
{
    for (size_t i = 0; form && i < form->fees_n; i++) {
        struct owed_row *r = &rows[o->rows_n];
        *r = (struct owed_row){.kind = form->fees[i].kind, .by_form = true};
        r->known = st && eform_fee_sum(st, &form->fees[i], &r->amount);
        add_up(o, r);
    }
}

struct owed owed_of(struct arena *a, const struct procedure *p, const struct eform *form, const struct eform_state *st)
{
    struct owed o = {.known = true};
    struct owed_row *rows = NEW_ARRAY(a, struct owed_row, p->fees_n + EFORM_FEES_MAX);
    take_catalogue(p, form, rows, &o);
    take_form(form, st, rows, &o);
    o.rows = rows;
    return o;
}

/* An exemption on record is of its kind: nothing of it is owed. */
static enum rc take_counter(struct ctx *c, const struct dossier *d, struct owed *o)
{
    struct dossier_fees_row *fees;
    struct owed_row *rows = NEW_ARRAY(c->arena, struct owed_row, o->rows_n + 1);
    size_t n, rows_n = o->rows_n;
    TRY(dossier_fees(c, d->id, &fees, &n));
    struct owed left = {.known = true, .least = o->least, .rows = rows};
    for (size_t i = 0; i < rows_n; i++) {
        rows[i] = o->rows[i];
        for (size_t k = 0; k < n; k++)
            rows[i].exempt |= fees[k].exempt && str_eq(fees[k].kind, rows[i].kind);
        if (rows[i].exempt)
            rows[i] = (struct owed_row){.kind = rows[i].kind, .known = true, .exempt = true};
        add_up(&left, &rows[i]);
    }
    for (size_t k = 0; k < n; k++)
        left.taken.n += fees[k].amount_vnd.n;
    *o = left;
    return OK;
}

enum rc owed_of_dossier(struct ctx *c, const struct dossier *d, const struct procedure *p, struct owed *out)
{
    const struct eform *form;
    struct eform_state *st = NULL;
    TRY(eform_filed(c, p, d->form_name, &form));
    if (form->fees_n && d->answers.n && !str_eqc(d->answers, "{}"))
        TRY(supplement_reading(c, d, p, d->answers, &st));
    *out = owed_of(c->arena, p, form, st);
    return take_counter(c, d, out);
}

struct vnd owed_left(const struct owed *o)
{
    return (struct vnd){o->known && o->sum.n > o->taken.n ? o->sum.n - o->taken.n : 0};
}
