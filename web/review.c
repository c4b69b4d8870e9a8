#include "web/review.h"

struct reviewing {
    struct ctx *c;
    const struct review_ask *ask;
    const struct eform_review_row *before;
    size_t before_n;
    struct summary_list_view *lists;
    struct summary_row *rows;
    size_t lists_n, rows_n;
    struct str within; /* the group or row of a repeat whose parts follow */
};

struct str review_last_four(struct ctx *c, struct str value)
{
    struct str tail = str_sub(value, value.n > 4 ? value.n - 4 : value.n, value.n);
    return str_printf(c->arena, "•••• •••• " STR_FMT, STR_ARG(tail));
}

static bool is_masked(const struct review_ask *ask, const struct eform_review_row *row)
{
    return ask->mask && row->personal && row->value.n && !str_eq(row->name, ask->shown);
}

static struct str note_of(struct reviewing *v, const struct eform_review_row *row)
{
    for (size_t i = 0; i < v->before_n; i++) {
        const struct eform_review_row *was = &v->before[i];
        if (was->heading || !str_eq(was->name, row->name))
            continue;
        if (str_eq(was->value, row->value))
            return S("");
        struct str old = was->value.n ? was->value : msg_text(v->c->arena, v->c->lang, v->ask->was_blank, NULL, 0);
        if (is_masked(v->ask, was))
            old = review_last_four(v->c, old);
        return msg_text(v->c->arena, v->c->lang, v->ask->was, (struct msg_arg[]){ARG(old)}, 1);
    }
    return S("");
}

static void put_row(struct reviewing *v, const struct eform_review_row *row)
{
    const struct review_ask *ask = v->ask;
    struct summary_row *to = &v->rows[v->rows_n++];
    *to = (struct summary_row){.key = row->label, .value = row->value, .note = note_of(v, row)};
    if (row->level > 1 && v->within.n)
        to->key = str_printf(v->c->arena, STR_FMT " · " STR_FMT, STR_ARG(v->within), STR_ARG(row->label));
    if (!is_masked(ask, row))
        return;
    to->value = review_last_four(v->c, row->value);
    if (ask->reveal.n)
        to->reveal = str_printf(v->c->arena, STR_FMT "/" STR_FMT, STR_ARG(ask->reveal), STR_ARG(row->name));
}

static void put(struct reviewing *v, const struct eform_review_row *row)
{
    if (row->heading && row->level == 0) {
        v->lists[v->lists_n++] = (struct summary_list_view){.title = row->label, .rows = &v->rows[v->rows_n]};
        v->within = S("");
        return;
    }
    if (row->heading) {
        v->within = row->label;
        return;
    }
    if (row->level <= 1)
        v->within = S("");
    put_row(v, row);
    if (v->lists_n)
        v->lists[v->lists_n - 1].rows_n++;
}

void review_lists(struct ctx *c, const struct review_ask *ask, struct summary_list_view **out, size_t *n)
{
    struct eform_review_row *rows, *before = NULL;
    size_t rows_n, before_n = 0, kept = 0;
    eform_review(c, ask->now, false, &rows, &rows_n);
    if (ask->before)
        eform_review(c, ask->before, false, &before, &before_n);
    struct reviewing v = {.c = c,
                          .ask = ask,
                          .before = before,
                          .before_n = before_n,
                          .lists = NEW_ARRAY(c->arena, struct summary_list_view, rows_n + 1),
                          .rows = NEW_ARRAY(c->arena, struct summary_row, rows_n + 1)};
    for (size_t i = 0; i < rows_n; i++)
        put(&v, &rows[i]);
    for (size_t i = 0; i < v.lists_n; i++)
        if (v.lists[i].rows_n)
            v.lists[kept++] = v.lists[i];
    *out = v.lists;
    *n = kept;
}
