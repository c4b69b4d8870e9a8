/* What a request for a supplement may name: the papers of the
 * procedure, and the questions of the form that was filed. */
#include "base/message.h"
#include "core/dossier/supplement.h"

struct listing {
    struct ctx *c;
    const struct eform_state *state;
    struct supplement_target *rows;
    size_t n;
};

/* An address is one thing to mend, a repeat as a whole (a row
 * is missing) or in its rows; a sum follows what it sums up. */
static bool is_asked(const struct eform_slot *slot)
{
    return slot->page && slot->field && slot->shown && !slot->blank && !slot->field->compute &&
           slot->field->type != EFORM_DECLARATION;
}

static struct str label_of(struct ctx *c, const struct eform_slot *slot)
{
    const struct eform_slot *in = slot->parent;
    struct str label = eform_label_in(&slot->ask->label, c->lang);
    int64_t n;
    if (!in || in->field->type != EFORM_REPEAT || !str_to_i64(slot->row, &n))
        return label;
    struct msg_arg of[] = {msg_arg_str(eform_label_in(&in->ask->label, c->lang)), msg_arg_i64(n + 1)};
    return str_printf(c->arena, STR_FMT " · " STR_FMT, STR_ARG(msg_text(c->arena, c->lang, MSG_eform_row, of, 2)),
                      STR_ARG(label));
}

static struct str value_of(struct ctx *c, const struct eform_state *st, const struct eform_slot *slot)
{
    struct str *parts = NEW_ARRAY(c->arena, struct str, slot->parts + 1);
    size_t n = 0;
    if (slot->field->type == EFORM_REPEAT)
        return str_printf(c->arena, "%zu", slot->rows);
    if (slot->parts == 0)
        return eform_value_text(c, st, slot);
    for (size_t i = 1; i <= slot->parts; i++) {
        struct str part = eform_value_text(c, st, &slot[i]);
        if (slot[i].shown && part.n)
            parts[n++] = part;
    }
    return str_join(c->arena, S(", "), parts, n);
}

static void put_question(struct listing *l, const struct eform_slot *slot)
{
    l->rows[l->n++] =
        (struct supplement_target){.target = str_printf(l->c->arena, "field:" STR_FMT, STR_ARG(slot->name)),
                                   .label = label_of(l->c, slot),
                                   .page = eform_label_in(&slot->page->title, l->c->lang),
                                   .value = value_of(l->c, l->state, slot),
                                   .personal = slot->field->type == EFORM_PERSON_ID};
}

static void put_questions(struct listing *l)
{
    const struct eform_state *st = l->state;
    for (size_t i = 0; i < st->slots_n; i++) {
        if (!is_asked(&st->slots[i]))
            continue;
        put_question(l, &st->slots[i]);
        if (st->slots[i].field->type != EFORM_REPEAT)
            i += st->slots[i].parts;
    }
}

enum rc supplement_targets(struct ctx *c, const struct dossier *d, const struct procedure *p,
                           struct supplement_target **out, size_t *n)
{
    struct listing l = {.c = c};
    struct eform_state *state = NULL;
    bool answered = d->answers.n && !str_eqc(d->answers, "{}");
    if (answered)
        TRY(supplement_reading(c, d, p, d->answers, &state));
    l.rows = NEW_ARRAY(c->arena, struct supplement_target, p->papers_n + (state ? state->slots_n : 0) + 1);
    for (size_t i = 0; i < p->papers_n; i++)
        l.rows[l.n++] =
            (struct supplement_target){.target = str_printf(c->arena, "paper:" STR_FMT, STR_ARG(p->papers[i].key)),
                                       .label = p->papers[i].name};
    l.state = state;
    if (state)
        put_questions(&l);
    *out = l.rows;
    *n = l.n;
    return OK;
}
