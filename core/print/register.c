/* Mẫu 06: the register of what a unit has received between two days. */
#include "base/text.h"
#include "core/print/paper.h"
#include "core/print/print.h"
#include "core/print/print_queries.h"

/* Rows and text of a cell are bounded so that no period passes the pages of a PDF. */
enum { ROWS_MAX = 2000, CELL_MAX = 120, COLUMNS = 15 };

static const struct pdf_type small = {.size = 9};
static const struct pdf_type small_centre = {.size = 9, .align = PDF_CENTER};
static const struct pdf_type small_head = {.size = 9, .bold = true, .align = PDF_CENTER};

static struct str shortened(struct paper *p, struct str s)
{
    size_t at = 0;
    for (size_t chars = 0; at < s.n && chars < CELL_MAX; chars++)
        (void)text_next(s, &at);
    return at < s.n ? str_printf(p->c->arena, STR_FMT "…", STR_ARG(str_sub(s, 0, at))) : s;
}

static struct pdf_table *register_table(struct paper *p)
{
    static const enum msg groups[] = {MSG_print_group_dossier, MSG_print_group_days, MSG_print_group_return,
                                      MSG_print_note};
    static const enum msg heads[COLUMNS] = {MSG_print_no,         MSG_print_col_code,     MSG_print_col_procedure,
                                            MSG_print_col_sets,   MSG_print_col_owner,    MSG_print_col_contact,
                                            MSG_print_col_unit,   MSG_print_col_received, MSG_print_col_due,
                                            MSG_print_col_handed, MSG_print_col_finished, MSG_print_col_delivered,
                                            MSG_print_col_way,    MSG_print_col_signed,   MSG_NONE};
    struct pdf_cell *cell[COLUMNS];
    struct pdf_table *t = pdf_table(p->body, (double[]){2.4, 6, 8, 2, 7, 8, 6, 5, 5, 5, 5, 5, 4, 4, 3.6}, COLUMNS);
    pdf_row_spans(t, true, (size_t[]){7, 4, 3, 1}, 4, cell);
    for (size_t i = 0; i < COUNT(groups); i++)
        pdf_text(cell[i], &small_head, paper_say(p, groups[i]));
    pdf_head(t, cell);
    for (size_t i = 0; i < COLUMNS && heads[i] != MSG_NONE; i++)
        pdf_text(cell[i], &small_head, paper_say(p, heads[i]));
    return t;
}

static struct str way_of(struct paper *p, const struct print_register_rows_row *r)
{
    if (r->delivered_at.ms == 0)
        return S("");
    return paper_say(p, r->return_form == 1 ? MSG_print_way_post : MSG_print_way_direct);
}

static struct str note_of(struct paper *p, const struct print_register_rows_row *r)
{
    if (r->state == STATE_WITHDRAWN)
        return paper_say(p, MSG_state_withdrawn);
    return r->state == STATE_STOPPED ? paper_say(p, MSG_state_stopped) : S("");
}

static struct str contact_of(struct paper *p, const struct print_register_rows_row *r)
{
    struct str parts[2] = {{0}};
    size_t n = 0;
    if (r->address.n)
        parts[n++] = shortened(p, r->address);
    if (r->phone.n)
        parts[n++] = shortened(p, r->phone);
    return str_join(p->c->arena, S("\n"), parts, n);
}

static void put_row(struct paper *p, struct pdf_table *t, size_t no, const struct print_register_rows_row *r)
{
    struct pdf_cell *cell[COLUMNS];
    /* finished_at is set for every end; only these two came back with a result. */
    bool has_result = r->state == STATE_DONE || r->state == STATE_DELIVERED;
    pdf_row(t, cell);
    pdf_text(cell[0], &small_centre, str_printf(p->c->arena, "%zu", no));
    paper_put(cell[1], &small, r->code);
    paper_put(cell[2], &small, shortened(p, r->procedure_name));
    paper_put(cell[3], &small_centre, paper_say(p, MSG_print_one_set));
    paper_put(cell[4], &small, shortened(p, r->owner_name));
    paper_put(cell[5], &small, contact_of(p, r));
    paper_put(cell[6], &small, shortened(p, r->unit_name));
    paper_put(cell[7], &small_centre, paper_date(p, r->received_at));
    paper_put(cell[8], &small_centre, paper_date(p, r->due_original_at));
    paper_put(cell[9], &small_centre, paper_date(p, r->handed_at));
    paper_put(cell[10], &small_centre, has_result ? paper_date(p, r->finished_at) : S(""));
    paper_put(cell[11], &small_centre, paper_date(p, r->delivered_at));
    paper_put(cell[12], &small_centre, way_of(p, r));
    paper_put(cell[14], &small, note_of(p, r));
}

enum rc print_register(struct ctx *c, const struct scope *s, struct day from, struct day to, struct str *pdf)
{
    static const struct pdf_type span = {.italic = true, .align = PDF_CENTER, .after = 8};
    struct print_register_rows_row *rows;
    struct agency unit;
    struct paper p;
    size_t n;
    struct instant begin = instant_at(from, (struct minutes){0}),
                   end = instant_at((struct day){to.n + 1}, (struct minutes){0});
    TRY(agency_get(c, s->unit_id, &unit));
    TRY(print_register_rows(c, s, begin, end, ROWS_MAX + 1, &rows, &n));
    if (n > ROWS_MAX)
        return fail(c, INVALID, MSG_print_register_too_long, S("from"));
    TRY(paper_begin_register(&p, c, &unit, to));
    pdf_text(p.body, &span,
             msg_text(c->arena, LANG_VI, MSG_print_register_span, (struct msg_arg[]){ARG(from), ARG(to)}, 2));
    struct pdf_table *t = register_table(&p);
    for (size_t i = 0; i < n; i++)
        put_row(&p, t, i + 1, &rows[i]);
    *pdf = paper_end(&p);
    return OK;
}
