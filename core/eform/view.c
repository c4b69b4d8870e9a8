#include "core/eform/view.h"

#include "base/message.h"
#include "base/text.h"

struct drawing {
    struct ctx *c;
    const struct eform_state *st;
    const struct eform_page *page;
    struct eform_field_view *rows;
    size_t n;
    bool tell;
};

static struct str msg(struct ctx *c, int m)
{
    return msg_text(c->arena, c->lang, (enum msg)m, NULL, 0);
}

static struct str label_of(struct ctx *c, const struct eform_question *q)
{
    return q->label_msg != 0 ? msg(c, q->label_msg) : eform_label_in(&q->label, c->lang);
}

struct str eform_fault_text(struct ctx *c, const struct eform_state *st, const struct eform_slot *slot)
{
    (void)st;
    if (slot->fault == 0)
        return S("");
    struct fault f = {.msg = slot->fault, .field = slot->name, .arg = {label_of(c, slot->ask), slot->fault_arg}};
    return fault_text(c->arena, c->lang, &f);
}

/* ---- values ---- */

static const struct eform_option *option_now(const struct eform_state *st, const struct eform_field *f,
    struct str value)
{
    const struct eform_option *any = eform_option_find(f->options, f->options_n, value);
    for (size_t i = 0; i < f->options_n; i++)
        if (str_eq(f->options[i].value, value) && eform_option_valid(&f->options[i], st->today))
            return &f->options[i];
    return any;
}

static void write_options(struct buf *b, struct ctx *c, const struct eform_state *st, const struct eform_slot *slot)
{
    struct str all = slot->canonical;
    bool more = false;
    while (all.n > 0) {
        struct str one = slot->field->type == EFORM_MULTI ? str_cut(&all, ',') : all;
        const struct eform_option *o = option_now(st, slot->field, one);
        buf_puts(b, more ? ", " : "");
        buf_put(b, o != NULL ? eform_label_in(&o->label, c->lang) : one);
        more = true;
        if (slot->field->type != EFORM_MULTI)
            break;
    }
}

/* 2021-06 and 2021 as 6/2021 and 2021. */
static void write_partial(struct buf *b, struct ctx *c, struct str s)
{
    struct day d;
    int64_t month;
    if (day_parse(s, &d))
        write_day(b, c->lang, d);
    else if (s.n == 7 && str_to_i64(str_sub(s, 5, 7), &month))
        buf_printf(b, "%d/" STR_FMT, (int)month, STR_ARG(str_sub(s, 0, 4)));
    else
        buf_put(b, s);
}

static void write_decimal(struct buf *b, struct ctx *c, int64_t hundredths)
{
    struct logic_value v = logic_hundredths(hundredths % 100 < 0 ? -(hundredths % 100) : hundredths % 100);
    struct str cents = logic_value_text(c->arena, &v);
    if (hundredths < 0 && hundredths > -100)
        buf_putc(b, '-');
    write_int(b, c->lang, hundredths / 100);
    if (cents.n > 2) {
        buf_putc(b, c->lang == LANG_VI ? ',' : '.');
        buf_put(b, str_sub(cents, 2, cents.n));
    }
}

struct str eform_value_text(struct ctx *c, const struct eform_state *st, const struct eform_slot *slot)
{
    struct buf b = buf_new(c->arena, ANSWER_BYTES_MAX + 100);
    const struct eform_field *f = slot->field;
    if (f == NULL || slot->canonical.n == 0)
        return slot->typed;
    if (f->options_n > 0)
        write_options(&b, c, st, slot);
    else if (f->type == EFORM_YESNO)
        buf_put(&b, msg(c, slot->value.truth ? MSG_eform_yes : MSG_eform_no));
    else if (f->type == EFORM_DECLARATION)
        buf_put(&b, slot->value.truth ? msg(c, MSG_eform_confirmed) : S(""));
    else if (f->type == EFORM_DATE || f->type == EFORM_PARTIAL_DATE)
        write_partial(&b, c, slot->canonical);
    else if (slot->value.kind == LOGIC_NUMBER && f->type == EFORM_MONEY)
        write_vnd(&b, c->lang, (struct vnd){slot->value.hundredths / 100});
    else if (slot->value.kind == LOGIC_NUMBER)
        write_decimal(&b, c, slot->value.hundredths);
    else
        buf_put(&b, slot->canonical);
    return buf_str(&b);
}

/* What stands in the box: readable dates and decimals, everything else as it was typed. */
static struct str box_text(struct ctx *c, const struct eform_slot *slot)
{
    struct buf b = buf_new(c->arena, 100);
    struct day d;
    if (slot->field->type == EFORM_DATE && day_parse(slot->typed, &d))
        write_day(&b, c->lang, d);
    else if (slot->field->type == EFORM_PARTIAL_DATE && slot->canonical.n > 0)
        write_partial(&b, c, slot->canonical);
    else if (slot->field->type == EFORM_DECIMAL && slot->answered)
        write_decimal(&b, c, slot->value.hundredths);
    else
        return slot->typed;
    return buf_str(&b);
}

static struct str source_text(struct ctx *c, struct str source)
{
    struct msg_arg a = msg_arg_str(source);
    if (source.n == 0)
        return source;
    if (str_eqc(source, "profile"))
        return msg(c, MSG_eform_source_profile);
    return str_eqc(source, "last") ? msg(c, MSG_eform_source_last) : msg_text(c->arena, c->lang, MSG_eform_source_other,
        &a, 1);
}

/* ---- how a type is drawn ---- */

static const struct {
    enum eform_type type;
    enum eform_control control;
    const char *input, *inputmode, *autocomplete;
} drawn[] = {
    {EFORM_TEXT, EFORM_INPUT, "text", "", ""},
    {EFORM_TEXTAREA, EFORM_AREA, "", "", ""},
    {EFORM_NAME, EFORM_INPUT, "text", "", ""},
    {EFORM_PERSON_ID, EFORM_INPUT, "text", "numeric", ""},
    {EFORM_ORG_ID, EFORM_INPUT, "text", "numeric", ""},
    {EFORM_DATE, EFORM_INPUT, "text", "", ""},
    {EFORM_PARTIAL_DATE, EFORM_INPUT, "text", "", ""},
    {EFORM_TIME, EFORM_INPUT, "text", "", ""},
    {EFORM_PHONE, EFORM_INPUT, "tel", "tel", "tel"},
    {EFORM_EMAIL, EFORM_INPUT, "email", "email", "email"},
    {EFORM_MONEY, EFORM_INPUT, "text", "numeric", ""},
    {EFORM_INTEGER, EFORM_INPUT, "text", "numeric", ""},
    {EFORM_DECIMAL, EFORM_INPUT, "text", "decimal", ""},
    {EFORM_YESNO, EFORM_RADIOS, "", "", ""},
    {EFORM_CHOICE, EFORM_RADIOS, "", "", ""},
    {EFORM_MULTI, EFORM_CHECKS, "", "", ""},
    {EFORM_ETHNIC, EFORM_SELECT, "", "", ""},
    {EFORM_NATIONALITY, EFORM_SELECT, "", "", "country-name"},
    {EFORM_UNIT, EFORM_INPUT, "text", "", ""},
    {EFORM_DECLARATION, EFORM_BOX, "", "", ""},
    {EFORM_ADDRESS, EFORM_GROUP, "", "", ""},
    {EFORM_LAND_PARCEL, EFORM_GROUP, "", "", ""},
    {EFORM_REPEAT, EFORM_GROUP, "", "", ""},
    {EFORM_NOTE, EFORM_TEXT_ONLY, "", "", ""},
};

enum { RADIOS_MOST = 8 }; /* beyond this a list is a select */

static void draw_type(const struct eform_field *f, struct eform_field_view *v)
{
    enum eform_type t = f != NULL ? f->type : EFORM_NOTE;
    for (size_t i = 0; i < COUNT(drawn); i++) {
        if (drawn[i].type != t)
            continue;
        v->control = drawn[i].control;
        v->type = str_from(drawn[i].input);
        v->inputmode = str_from(drawn[i].inputmode);
        v->autocomplete = str_from(drawn[i].autocomplete);
    }
    v->kind = str_from(eform_type_name(t));
    if (f == NULL)
        return;
    if ((v->control == EFORM_RADIOS && (f->is_part || f->options_n > RADIOS_MOST)) || (v->control == EFORM_INPUT &&
        f->options_n > 0))
        v->control = EFORM_SELECT;
    if (f->compute != NULL)
        v->control = EFORM_SUM;
}

static struct str id_of(struct ctx *c, struct str name)
{
    struct buf b = buf_new(c->arena, name.n + 1);
    for (size_t i = 0; i < name.n; i++)
        buf_putc(&b, name.p[i] == '.' ? '-' : name.p[i]);
    return buf_str(&b);
}

static bool is_chosen(struct str chosen, enum eform_type t, struct str value)
{
    while (chosen.n > 0) {
        struct str one = t == EFORM_MULTI ? str_cut(&chosen, ',') : chosen;
        if (str_eq(one, value))
            return true;
        if (t != EFORM_MULTI)
            break;
    }
    return false;
}

/* The first option has the field's own id, so that the link of a fault finds it. */
static void add_option(struct drawing *d, const struct eform_slot *slot, struct eform_field_view *v,
    struct eform_option_view *options,
    struct str value, struct str label)
{
    size_t i = v->options_n++;
    struct str id = i == 0 ? v->id : str_printf(d->c->arena, STR_FMT "-%zu", STR_ARG(v->id), i + 1);
    options[i] = (struct eform_option_view){.value = value, .label = label, .id = id,
        .checked = is_chosen(slot->canonical.n > 0 ? slot->canonical : slot->typed, slot->field->type, value)};
}

static void draw_options(struct drawing *d, const struct eform_slot *slot, struct eform_field_view *v)
{
    const struct eform_field *f = slot->field;
    struct eform_option_view *options = NEW_ARRAY(d->c->arena, struct eform_option_view, f->options_n + 2);
    v->options = options;
    if (f->type == EFORM_YESNO) {
        add_option(d, slot, v, options, S("true"), msg(d->c, MSG_eform_yes));
        add_option(d, slot, v, options, S("false"), msg(d->c, MSG_eform_no));
    }
    for (size_t i = 0; i < f->options_n; i++)
        if (eform_option_valid(&f->options[i], d->st->today))
            add_option(d, slot, v, options, f->options[i].value, eform_label_in(&f->options[i].label, d->c->lang));
}

/* ---- conditions for the browser ---- */

struct knowing {
    struct drawing *d;
    const struct eform_slot *slot;
};


/* Answers of other pages, and sums, are known to the server only; those of this page to the browser. */
static bool known_elsewhere(const void *of, struct str path, struct logic_value *out)
{
    const struct knowing *k = of;
    const struct eform_slot *s = eform_slot_find(k->d->st, logic_path_in_row(k->d->c->arena, path, k->slot->row));
    if (s != NULL && s->page == k->d->page && s->field != NULL && s->field->compute == NULL &&
        s->field->children_n == 0)
        return false;
    *out = s != NULL && s->shown && s->answered ? s->value : logic_null();
    return true;
}

static bool depends_on_page(struct drawing *d, const struct eform_slot *slot)
{
    const struct logic *l = slot->ask->when;
    struct knowing k = {.d = d, .slot = slot};
    struct logic_value v;
    for (size_t i = 0; l != NULL && i < l->vars_n; i++)
        if (!known_elsewhere(&k, l->vars[i], &v))
            return true;
    return false;
}

/* In a row the browser must know which row: '*' is written out. */
static struct str with_row(struct drawing *d, struct str json, const struct eform_slot *slot)
{
    struct buf b = buf_new(d->c->arena, json.n * 3 + 1);
    for (size_t i = 0; i < json.n; i++) {
        bool star = json.p[i] == '*' && i > 0 && json.p[i - 1] == '.' && i + 1 < json.n && json.p[i + 1] == '.';
        if (star && slot->row.n > 0)
            buf_put(&b, slot->row);
        else
            buf_putc(&b, json.p[i]);
    }
    return buf_str(&b);
}

static struct str when_json(struct drawing *d, const struct eform_slot *slot)
{
    struct knowing k = {.d = d, .slot = slot};
    if (!depends_on_page(d, slot))
        return S("");
    struct buf b = buf_new(d->c->arena, EFORM_BYTES_MAX);
    json_write_canonical(&b, logic_json(d->c->arena, slot->ask->when, known_elsewhere, &k));
    return with_row(d, buf_str(&b), slot);
}

/* ---- rows of a page ---- */

static struct eform_field_view *new_row(struct drawing *d, enum eform_control control, struct str name,
    struct str label)
{
    struct eform_field_view *v = &d->rows[d->n++];
    *v = (struct eform_field_view){.control = control, .name = name, .id = id_of(d->c, name), .label = label};
    return v;
}

static struct eform_field_view *draw_slot(struct drawing *d, const struct eform_slot *slot)
{
    struct eform_field_view *v = new_row(d, EFORM_INPUT, slot->name, label_of(d->c, slot->ask));
    draw_type(slot->field, v);
    v->hint = eform_label_in(&slot->ask->hint, d->c->lang);
    v->when_json = when_json(d, slot);
    v->hidden = !slot->shown;
    if (slot->ask->autocomplete.n > 0)
        v->autocomplete = slot->ask->autocomplete;
    if (d->tell && slot->shown)
        v->error = eform_fault_text(d->c, d->st, slot);
    if (slot->field == NULL)
        return v;
    v->required = slot->field->required;
    v->most_length = slot->field->most_length;
    v->source = source_text(d->c, slot->source);
    v->value = v->control == EFORM_SUM ? eform_value_text(d->c, d->st, slot) : box_text(d->c, slot);
    draw_options(d, slot, v);
    return v;
}

static void draw_range(struct drawing *d, const struct eform_slot *from, size_t n);

static void draw_repeat(struct drawing *d, const struct eform_slot *slot)
{
    const struct eform_slot *at = slot + 1, *end = at + slot->parts;
    struct str label = label_of(d->c, slot->ask);
    for (size_t i = 0; i < slot->rows; i++) {
        const struct eform_slot *row = at;
        struct str name = str_printf(d->c->arena, STR_FMT ".%zu", STR_ARG(slot->name), i);
        struct msg_arg args[] = {msg_arg_str(label), msg_arg_size(i + 1)};
        while (at < end && str_eq(at->row, row->row))
            at++;
        struct eform_field_view *v = new_row(d, EFORM_ROW, name, msg_text(d->c->arena, d->c->lang, MSG_eform_row, args,
            COUNT(args)));
        v->removable = slot->rows > slot->field->least_rows;
        v->value = name;
        draw_range(d, row, (size_t)(at - row));
        new_row(d, EFORM_ROW_END, name, S(""));
    }
    if (slot->rows < slot->field->most_rows)
        new_row(d, EFORM_ADD, slot->name, label);
}

static void draw_group(struct drawing *d, const struct eform_slot *slot)
{
    if (slot->field->type == EFORM_REPEAT)
        draw_repeat(d, slot);
    else
        draw_range(d, slot + 1, slot->parts);
    new_row(d, EFORM_GROUP_END, slot->name, S(""));
}

static void draw_range(struct drawing *d, const struct eform_slot *from, size_t n)
{
    for (size_t i = 0; i < n; i += from[i].parts + 1) {
        const struct eform_slot *slot = &from[i];
        if (!slot->shown && !depends_on_page(d, slot) && (slot->parent == NULL || slot->parent->shown))
            continue;
        if (draw_slot(d, slot)->control == EFORM_GROUP)
            draw_group(d, slot);
    }
}

void eform_page_view(struct ctx *c, const struct eform_state *st, const struct eform_page *page, bool tell,
    struct eform_field_view **rows, size_t *n)
{
    size_t from = 0, to;
    while (from < st->slots_n && st->slots[from].page != page)
        from++;
    for (to = from; to < st->slots_n && st->slots[to].page == page; to++) {}
    /* each slot draws itself and at most an end; rows and buttons stand on the slots of a row */
    struct drawing d = {.c = c, .st = st, .page = page, .tell = tell,
        .rows = NEW_ARRAY(c->arena, struct eform_field_view, (to - from) * 5 + 1)};
    draw_range(&d, &st->slots[from], to - from);
    *rows = d.rows;
    *n = d.n;
}

/* ---- review ---- */

struct reviewing {
    struct ctx *c;
    const struct eform_state *st;
    struct eform_review_row *rows;
    size_t n;
    bool tell;
};

static struct eform_review_row *review_row(struct reviewing *r, const struct eform_page *page, struct str label,
    unsigned level)
{
    struct eform_review_row *row = &r->rows[r->n++];
    *row = (struct eform_review_row){.page_id = page != NULL ? page->id : S(""), .label = label, .level = level};
    return row;
}

static void review_heading(struct reviewing *r, const struct eform_slot *slot, struct str label, unsigned level)
{
    struct eform_review_row *row = review_row(r, slot->page, label, level);
    row->heading = true;
    row->name = slot->name;
    if (r->tell)
        row->error = eform_fault_text(r->c, r->st, slot);
}

static void review_leaf(struct reviewing *r, const struct eform_slot *slot)
{
    unsigned level = slot->parent == NULL ? 1 : 2;
    struct eform_review_row *row = review_row(r, slot->page, label_of(r->c, slot->ask), level);
    row->name = slot->name;
    row->value = eform_value_text(r->c, r->st, slot);
    row->source = source_text(r->c, slot->source);
    row->personal = slot->field->type == EFORM_PERSON_ID;
    row->lines = slot->field->type == EFORM_TEXTAREA;
    if (r->tell)
        row->error = eform_fault_text(r->c, r->st, slot);
}

/* The first slot of a row of a repeat opens a heading "Cha, mẹ 2". */
static void review_row_start(struct reviewing *r, const struct eform_slot *slot)
{
    int64_t n;
    if (slot->parent == NULL || slot->parent->field->type != EFORM_REPEAT || !str_to_i64(slot->row, &n))
        return;
    if (slot != slot->parent + 1 && str_eq(slot[-1].row, slot->row))
        return;
    struct msg_arg args[] = {msg_arg_str(label_of(r->c, slot->parent->ask)), msg_arg_i64(n + 1)};
    struct eform_review_row *row = review_row(r, slot->page, msg_text(r->c->arena, r->c->lang, MSG_eform_row, args,
        COUNT(args)), 1);
    row->heading = true;
}

static void review_slot(struct reviewing *r, const struct eform_slot *slot)
{
    if (slot->page == NULL || slot->field == NULL || !slot->shown || slot->blank)
        return;
    review_row_start(r, slot);
    if (slot->field->children_n == 0)
        review_leaf(r, slot);
    else if (slot->field->type != EFORM_REPEAT || slot->fault != 0)
        review_heading(r, slot, label_of(r->c, slot->ask), slot->parent == NULL ? 1 : 2);
}

void eform_review(struct ctx *c, const struct eform_state *st, bool tell, struct eform_review_row **rows, size_t *n)
{
    struct reviewing r = {.c = c, .st = st, .tell = tell,
        .rows = NEW_ARRAY(c->arena, struct eform_review_row, st->slots_n * 2 + st->form->pages_n + 1)};
    const struct eform_page *page = NULL;
    for (size_t i = 0; i < st->slots_n; i++) {
        const struct eform_slot *slot = &st->slots[i];
        if (slot->page != page && slot->page != NULL) {
            page = slot->page;
            if (st->page_shown[page - st->form->pages])
                review_row(&r, page, eform_label_in(&page->title, c->lang), 0)->heading = true;
        }
        review_slot(&r, slot);
    }
    *rows = r.rows;
    *n = r.n;
}

/* ---- task list and papers ---- */

static bool page_begun(const struct eform_state *st, const struct eform_page *page)
{
    for (size_t i = 0; i < st->slots_n; i++)
        if (st->slots[i].page == page && st->slots[i].typed.n > 0)
            return true;
    return false;
}

void eform_tasks(struct ctx *c, const struct eform_state *st, struct eform_task **tasks, size_t *n)
{
    *tasks = NEW_ARRAY(c->arena, struct eform_task, st->form->pages_n + 1);
    *n = 0;
    for (size_t i = 0; i < st->form->pages_n; i++) {
        const struct eform_page *p = &st->form->pages[i];
        if (st->page_shown[i])
            (*tasks)[(*n)++] = (struct eform_task){.page_id = p->id, .title = eform_label_in(&p->title, c->lang),
                .done = eform_page_done(st, p), .begun = page_begun(st, p)};
    }
}

static struct str accept_text(struct arena *a, const struct eform_paper *p)
{
    struct buf b = buf_new(a, 200);
    for (size_t i = 0; i < p->accept_n; i++) {
        buf_puts(&b, i > 0 ? ",." : ".");
        buf_put(&b, p->accept[i]);
    }
    return buf_str(&b);
}

static bool has(const struct str *list, size_t n, struct str s)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i], s))
            return true;
    return false;
}

void eform_papers_view(struct ctx *c, const struct eform_state *st, const struct str *present, size_t present_n,
    struct eform_paper_view **papers, size_t *n)
{
    *n = st->form->papers_n;
    *papers = NEW_ARRAY(c->arena, struct eform_paper_view, *n + 1);
    for (size_t i = 0; i < *n; i++) {
        const struct eform_paper *p = &st->form->papers[i];
        (*papers)[i] = (struct eform_paper_view){.id = p->id, .name = eform_label_in(&p->name, c->lang),
            .hint = eform_label_in(&p->hint, c->lang), .accept = accept_text(c->arena, p), .vault = p->vault,
                .most_mb = p->most_mb,
            .required = eform_paper_required(c->arena, st, p), .present = has(present, present_n, p->id)};
    }
}
