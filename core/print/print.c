#include "core/print/print.h"

#include "core/calendar/words.h"
#include "core/dossier/owed.h"
#include "core/print/paper.h"

static enum rc not_now(struct ctx *c)
{
    return fail(c, NOT_FOUND, MSG_print_not_now, S("form"));
}

static void put_help(struct paper *p)
{
    struct str link = p->base_url.n ? STR_CAT(p->c->arena, p->base_url, S("/track")) : PAPER_BLANK;
    paper_line(p, MSG_print_help, (struct msg_arg[]){ARG(link), ARG(p->check), ARG(paper_blank_or(p->hotline))}, 3);
}

/* ---- Mẫu 01 ---- */

struct component {
    struct str name;
    int64_t originals, copies, files;
};

static int64_t count_files(const struct dossier_papers_row *rows, size_t n, struct str key)
{
    int64_t files = 0;
    for (size_t i = 0; i < n; i++)
        files += str_eqc(rows[i].state, "given") && str_eq(rows[i].paper_key, key);
    return files;
}

static bool is_listed(const struct procedure *pr, struct str key)
{
    for (size_t i = 0; i < pr->papers_n; i++)
        if (str_eq(pr->papers[i].key, key))
            return true;
    return false;
}

/* What was counted on the counter; zeros for a component that did not lie there. */
static struct dossier_handed_list_row counted(const struct dossier_handed_list_row *rows, size_t n, struct str key)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].paper_key, key))
            return rows[i];
    return (struct dossier_handed_list_row){0};
}

/* What was handed in. Of a dossier on paper what the counter counted stands here; where it counted nothing (taken in
 * over the API), the required papers, which it checks before it receives. Of one filed online only its files do. */
static enum rc read_components(struct paper *p, struct component **out, size_t *n)
{
    const struct procedure *pr = p->procedure;
    struct dossier_papers_row *rows;
    struct dossier_handed_list_row *handed;
    size_t rows_n, handed_n;
    bool on_paper = p->d->channel != CHANNEL_ONLINE;
    TRY(dossier_papers(p->c, p->d->id, &rows, &rows_n));
    TRY(dossier_handed_list(p->c, p->d->id, &handed, &handed_n));
    struct component *list = NEW_ARRAY(p->c->arena, struct component, pr->papers_n + rows_n + 1);
    *n = 0;
    for (size_t i = 0; i < pr->papers_n; i++) {
        const struct procedure_paper *k = &pr->papers[i];
        int64_t files = count_files(rows, rows_n, k->key);
        struct dossier_handed_list_row h = counted(handed, handed_n, k->key);
        if (handed_n && (files || h.originals || h.copies))
            list[(*n)++] = (struct component){k->name, h.originals, h.copies, files};
        if (handed_n)
            continue;
        if (files || (on_paper && k->required && !k->present_only))
            list[(*n)++] = (struct component){k->name, on_paper ? k->originals : 0, on_paper ? k->copies : 0, files};
    }
    for (size_t i = 0; i < rows_n; i++)
        if (str_eqc(rows[i].state, "given") && !is_listed(pr, rows[i].paper_key))
            list[(*n)++] = (struct component){.name = rows[i].name, .files = 1};
    *out = list;
    return OK;
}

static void put_number(struct paper *p, struct pdf_cell *at, int64_t n)
{
    if (n > 0)
        pdf_text(at, &paper_cell_centre, str_printf(p->c->arena, "%02lld", (long long)n));
}

static struct pdf_table *components_table(struct paper *p)
{
    static const enum msg heads[] = {MSG_print_originals, MSG_print_copies, MSG_print_files};
    struct pdf_cell *cell[5];
    struct pdf_table *t = pdf_table(p->body, (double[]){1, 8, 2, 2, 2}, 5);
    pdf_row_spans(t, true, (size_t[]){1, 1, 3}, 3, cell);
    pdf_text(cell[0], &paper_cell_head, paper_say(p, MSG_print_no));
    pdf_text(cell[1], &paper_cell_head, paper_say(p, MSG_print_component));
    pdf_text(cell[2], &paper_cell_head, paper_say(p, MSG_print_quantity));
    pdf_head(t, cell);
    pdf_row_join(t);
    for (size_t i = 0; i < COUNT(heads); i++)
        pdf_text(cell[i + 2], &paper_cell_centre, paper_say(p, heads[i]));
    return t;
}

static enum rc put_components(struct paper *p)
{
    struct component *list;
    struct pdf_cell *cell[5];
    size_t n;
    TRY(read_components(p, &list, &n));
    paper_line(p, MSG_print_components, NULL, 0);
    pdf_space(p->body, 1);
    struct pdf_table *t = components_table(p);
    for (size_t i = 0; i < n; i++) {
        pdf_row(t, cell);
        pdf_text(cell[0], &paper_cell_centre, str_printf(p->c->arena, "%zu", i + 1));
        paper_put(cell[1], &paper_cell, list[i].name);
        put_number(p, cell[2], list[i].originals);
        put_number(p, cell[3], list[i].copies);
        put_number(p, cell[4], list[i].files);
    }
    return OK;
}

static struct str term_of(struct paper *p, struct term base)
{
    struct term whole = base;
    if (p->d->verify_extra && !term_add(base, p->procedure->extra, &whole))
        whole = base;
    return paper_blank_or(term_text(p->c->arena, LANG_VI, whole));
}

static void put_times(struct paper *p)
{
    const struct dossier *d = p->d;
    pdf_space(p->body, 1);
    paper_line(p, MSG_print_sets, NULL, 0);
    paper_line(p, MSG_print_handling,
               (struct msg_arg[]){ARG(term_of(p, p->procedure->statutory)), ARG(term_of(p, p->procedure->committed))},
               2);
    paper_line(p, MSG_print_received, (struct msg_arg[]){ARG(paper_instant(p, d->received_at))}, 1);
    /* The appointment itself: an apology's later day stands on its own form and never on a new receipt. */
    struct instant due = d->due_original_at.ms ? d->due_original_at : d->due_at;
    paper_line(p, MSG_print_due, (struct msg_arg[]){ARG(paper_instant(p, due))}, 1);
    struct str where = d->return_form == 1 ? paper_say(p, MSG_print_return_by_post) : p->counter.name;
    paper_line(p, MSG_print_return_at, (struct msg_arg[]){ARG(where)}, 1);
}

/* Not of the form itself: a line at its foot, where something is left to pay. */
static enum rc put_owed(struct paper *p)
{
    struct owed owed;
    TRY(owed_of_dossier(p->c, p->d, p->procedure, &owed));
    struct vnd left = owed_left(&owed);
    if (left.n)
        paper_line(p, MSG_print_fees, (struct msg_arg[]){ARG(left)}, 1);
    return OK;
}

/* Who took it in: at the counter by "receive", online and by post by "accept". */
static enum rc receiver_of(struct paper *p, struct str *name)
{
    struct paper_act act;
    TRY(paper_act(p, "accept", &act));
    if (!act.found)
        TRY(paper_act(p, "receive", &act));
    *name = act.actor_name;
    return OK;
}

enum rc print_receipt(struct ctx *c, const struct dossier *d, struct str base_url, struct str *pdf)
{
    struct paper p;
    struct str receiver;
    if (d->received_at.ms == 0)
        return not_now(c);
    TRY(paper_open(&p, c, d, base_url));
    TRY(receiver_of(&p, &receiver));
    TRY(paper_begin(&p, FORM_RECEIPT, MSG_print_receipt_title, day_of(d->received_at), true));
    paper_copy_mark(&p);
    paper_field(&p, MSG_print_receiving_unit, p.counter.name);
    TRY(paper_applicant(&p));
    TRY(put_components(&p));
    put_times(&p);
    TRY(put_owed(&p));
    put_help(&p);
    paper_signatures(&p, MSG_print_submitter_signs, S(""), MSG_print_receiver_signs, receiver);
    *pdf = paper_end(&p);
    return OK;
}

/* ---- Mẫu 02 ---- */

static enum rc put_faults(struct paper *p, int64_t round)
{
    struct dossier_faults_row *rows;
    struct pdf_cell *cell[3];
    size_t n, no = 0;
    TRY(dossier_faults(p->c, p->d->id, &rows, &n));
    struct pdf_table *t = pdf_table(p->body, (double[]){1, 7, 7}, 3);
    pdf_head(t, cell);
    pdf_text(cell[0], &paper_cell_head, paper_say(p, MSG_print_no));
    pdf_text(cell[1], &paper_cell_head, paper_say(p, MSG_print_to_complete));
    pdf_text(cell[2], &paper_cell_head, paper_say(p, MSG_print_what_is_wrong));
    for (size_t i = 0; i < n; i++) {
        if (rows[i].round != round)
            continue;
        pdf_row(t, cell);
        pdf_text(cell[0], &paper_cell_centre, str_printf(p->c->arena, "%zu", ++no));
        pdf_text(cell[1], &paper_cell, rows[i].label.n ? rows[i].label : paper_say(p, MSG_print_whole_dossier));
        paper_put(cell[2], &paper_cell, rows[i].reason);
    }
    return OK;
}

static enum rc guide_of(struct paper *p, int64_t person_id, struct person_by_id_row *guide)
{
    bool found;
    TRY(person_by_id(p->c, person_id, guide, &found));
    if (!found)
        *guide = (struct person_by_id_row){0};
    return OK;
}

enum rc print_supplement(struct ctx *c, const struct dossier *d, struct str base_url, struct str *pdf)
{
    struct paper p;
    struct dossier_supplements_row *rows;
    struct person_by_id_row guide;
    size_t n;
    TRY(dossier_supplements(c, d->id, &rows, &n));
    if (n == 0)
        return not_now(c);
    const struct dossier_supplements_row *ask = &rows[n - 1];
    TRY(paper_open(&p, c, d, base_url));
    TRY(guide_of(&p, ask->asked_by, &guide));
    TRY(paper_begin(&p, FORM_SUPPLEMENT, MSG_print_supplement_title, day_of(ask->asked_at), true));
    TRY(paper_applicant(&p));
    paper_line(&p, MSG_print_please_complete, NULL, 0);
    pdf_space(p.body, 1);
    TRY(put_faults(&p, ask->round));
    pdf_space(p.body, 1);
    paper_field(&p, MSG_print_reason, ask->reason);
    paper_field(&p, MSG_print_legal, ask->legal);
    paper_field(&p, MSG_print_complete_by, paper_instant(&p, ask->due_at));
    paper_field(&p, MSG_print_guide, guide.name);
    paper_field(&p, MSG_print_phone, guide.phone.n ? guide.phone : p.counter.phone);
    put_help(&p);
    paper_signatures(&p, MSG_NONE, S(""), MSG_print_guide_signs, guide.name);
    *pdf = paper_end(&p);
    return OK;
}

/* ---- Mẫu 03 ---- */

enum rc print_refusal(struct ctx *c, const struct dossier *d, struct str base_url, struct str *pdf)
{
    struct paper p;
    struct paper_act refuse;
    if (d->state != STATE_REFUSED)
        return not_now(c);
    TRY(paper_open(&p, c, d, base_url));
    TRY(paper_act(&p, "refuse", &refuse));
    if (!refuse.found)
        return not_now(c);
    TRY(paper_begin(&p, FORM_REFUSAL, MSG_print_refusal_title, day_of(refuse.at), true));
    paper_field(&p, MSG_print_receiving_unit, p.counter.name);
    TRY(paper_applicant(&p));
    paper_field(&p, MSG_print_submitted_at, paper_instant(&p, d->submitted_at));
    paper_line(&p, MSG_print_refused, (struct msg_arg[]){ARG(paper_blank_or(refuse.reason))}, 1);
    paper_field(&p, MSG_print_legal, refuse.legal);
    put_help(&p);
    paper_signatures(&p, MSG_print_submitter_signs, S(""), MSG_print_refuser_signs, refuse.actor_name);
    *pdf = paper_end(&p);
    return OK;
}

/* ---- Mẫu 04 ---- */

/* The head of the agency signs, whoever recorded it: the name is left to him. */
enum rc print_apology(struct ctx *c, const struct dossier *d, struct str base_url, struct str *pdf)
{
    struct paper p;
    struct paper_act apology;
    if (d->apology_n == 0)
        return not_now(c);
    TRY(paper_open(&p, c, d, base_url));
    TRY(paper_act(&p, "apologise", &apology));
    if (!apology.found)
        return not_now(c);
    struct instant promised = apology.due_before.ms ? apology.due_before : d->due_original_at;
    TRY(paper_begin(&p, FORM_APOLOGY, MSG_print_apology_title, day_of(apology.at), false));
    paper_field(&p, MSG_print_number, S(""));
    paper_field(&p, MSG_print_to, d->owner_name);
    paper_line(&p, MSG_print_apology_received,
               (struct msg_arg[]){ARG(paper_instant(&p, d->received_at)), ARG(p.unit.name), ARG(d->code),
                                  ARG(p.procedure->name)},
               4);
    paper_field(&p, MSG_print_apology_promised, paper_instant(&p, promised));
    paper_field(&p, MSG_print_apology_reason, apology.reason);
    paper_line(&p, MSG_print_apology_sorry, (struct msg_arg[]){ARG(p.unit.name)}, 1);
    paper_field(&p, MSG_print_apology_new, paper_instant(&p, d->due_at));
    put_help(&p);
    paper_head_signature(&p);
    *pdf = paper_end(&p);
    return OK;
}

/* ---- by name ---- */

static bool is_received(const struct dossier *d)
{
    return d->received_at.ms != 0;
}

static bool was_asked(const struct dossier *d)
{
    return d->supplement_n > 0;
}

static bool is_refused(const struct dossier *d)
{
    return d->state == STATE_REFUSED;
}

static bool was_apologised(const struct dossier *d)
{
    return d->apology_n > 0;
}

/* given: handed to the applicant; the control slip travels between desks. */
static const struct form {
    const char *name, *number;
    bool given;
    bool (*fits)(const struct dossier *d);
    enum rc (*make)(struct ctx *c, const struct dossier *d, struct str base_url, struct str *pdf);
} forms[] = {
    {"receipt", "01", true, is_received, print_receipt},  {"supplement", "02", true, was_asked, print_supplement},
    {"refusal", "03", true, is_refused, print_refusal},   {"apology", "04", true, was_apologised, print_apology},
    {"control", "05", false, is_received, print_control},
};
_Static_assert(COUNT(forms) <= PRINT_FORMS_MAX, "room for every form");

size_t print_forms(const struct dossier *d, bool to_applicant, const char *names[PRINT_FORMS_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < COUNT(forms); i++)
        if (forms[i].fits(d) && (forms[i].given || !to_applicant))
            names[n++] = forms[i].name;
    return n;
}

enum rc print_form(struct ctx *c, const struct dossier *d, struct str form, bool to_applicant, struct str base_url,
                   struct str *pdf)
{
    for (size_t i = 0; i < COUNT(forms); i++)
        if ((str_eqc(form, forms[i].name) || str_eqc(form, forms[i].number)) && (forms[i].given || !to_applicant))
            return forms[i].make(c, d, base_url, pdf);
    return not_now(c);
}
