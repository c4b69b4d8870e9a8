/* Mẫu 05: the slip that travels with the paper from hand to hand. */
#include "core/print/paper.h"
#include "core/print/print.h"

enum { BLOCKS_MIN = 4 };

/* By the day, as the reports count; blank while the step is open. */
static struct str result_of(struct paper *p, struct instant ended, struct instant due)
{
    if (ended.ms == 0)
        return S("");
    int32_t on = day_of(ended).n, by = due.ms ? day_of(due).n : on;
    return paper_say(p, on < by ? MSG_print_early : on == by ? MSG_print_on_time : MSG_print_late);
}

static struct str who(struct paper *p, struct str unit, struct str person)
{
    return person.n ? str_printf(p->c->arena, STR_FMT ", " STR_FMT, STR_ARG(unit), STR_ARG(person))
                    : paper_blank_or(unit);
}

struct block {
    struct str giver, taker, note;
    struct instant at, ended, due;
};

static void put_block(struct paper *p, struct pdf_table *t, const struct block *b)
{
    struct pdf_cell *cell[5];
    pdf_row_spans(t, false, (size_t[]){1, 2, 1, 1}, 4, cell);
    pdf_text(
        cell[0], &paper_cell,
        msg_text(p->c->arena, LANG_VI, MSG_print_given_taken, (struct msg_arg[]){ARG(b->giver), ARG(b->taker)}, 2));
    pdf_text(cell[1], &paper_cell_centre, paper_instant(p, b->at));
    paper_put(cell[2], &paper_cell_centre, result_of(p, b->ended, b->due));
    paper_put(cell[3], &paper_cell, b->note);
    pdf_row(t, cell);
    pdf_row_join(t);
    pdf_text(cell[1], &paper_cell_centre, paper_say(p, MSG_print_giver));
    pdf_space(cell[1], 14);
    pdf_text(cell[2], &paper_cell_centre, paper_say(p, MSG_print_taker));
}

static struct pdf_table *blocks_table(struct paper *p)
{
    static const enum msg heads[] = {MSG_print_agency_name, MSG_print_hand_over_time, MSG_print_result, MSG_print_note};
    struct pdf_cell *cell[4];
    struct pdf_table *t = pdf_table(p->body, (double[]){6, 3, 3, 3, 3}, 5);
    pdf_row_spans(t, true, (size_t[]){1, 2, 1, 1}, 4, cell);
    for (size_t i = 0; i < COUNT(heads); i++)
        pdf_text(cell[i], &paper_cell_head, paper_say(p, heads[i]));
    return t;
}

/* Each step was given by the one before it; the first by the counter. */
static enum rc put_blocks(struct paper *p)
{
    struct dossier_steps_row *rows;
    size_t n;
    TRY(dossier_steps(p->c, p->d->id, &rows, &n));
    struct pdf_table *t = blocks_table(p);
    for (size_t i = 0; i < n; i++) {
        const struct dossier_steps_row *s = &rows[i];
        struct str giver = i ? who(p, rows[i - 1].unit_name, rows[i - 1].person_name) : p->counter.name;
        put_block(p, t,
                  &(struct block){.giver = giver,
                                  .taker = who(p, s->unit_name, s->person_name),
                                  .note = s->name,
                                  .at = s->began_at,
                                  .ended = s->ended_at,
                                  .due = s->due_at});
    }
    for (size_t i = n; i < BLOCKS_MIN; i++)
        put_block(p, t, &(struct block){.giver = PAPER_BLANK, .taker = PAPER_BLANK});
    return OK;
}

static bool was_named(const struct dossier_consults_row *rows, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (rows[k].to_unit_id == rows[i].to_unit_id)
            return true;
    return false;
}

static enum rc coordinating(struct paper *p, struct str *names)
{
    struct dossier_consults_row *rows;
    size_t n, list_n = 0;
    TRY(dossier_consults(p->c, p->d->id, &rows, &n));
    struct str *list = NEW_ARRAY(p->c->arena, struct str, n + 1);
    for (size_t i = 0; i < n; i++)
        if (!was_named(rows, i))
            list[list_n++] = rows[i].unit_name;
    *names = str_join(p->c->arena, S("; "), list, list_n);
    return OK;
}

enum rc print_control(struct ctx *c, const struct dossier *d, struct str base_url, struct str *pdf)
{
    struct paper p;
    struct str others;
    if (d->received_at.ms == 0)
        return fail(c, NOT_FOUND, MSG_print_not_now, S("form"));
    TRY(paper_open(&p, c, d, base_url));
    TRY(coordinating(&p, &others));
    TRY(paper_begin(&p, FORM_CONTROL, MSG_print_control_title, day_of(d->received_at), true));
    paper_field(&p, MSG_print_owner, d->owner_name);
    paper_subject(&p);
    paper_field(&p, MSG_print_received_on, paper_instant(&p, d->received_at));
    paper_field(&p, MSG_print_due_on, paper_instant(&p, d->due_original_at.ms ? d->due_original_at : d->due_at));
    paper_field(&p, MSG_print_handling_unit, p.unit.name);
    paper_field(&p, MSG_print_coordinating_unit, others);
    pdf_space(p.body, 3);
    TRY(put_blocks(&p));
    *pdf = paper_end(&p);
    return OK;
}
