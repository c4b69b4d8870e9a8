#include "web/sheet.h"

#include "base/message.h"
#include "web_pages.h"

enum { KEY_MAX = 100, WHY_MAX = 500 };

struct str say_word(const struct ctx *c, const char *prefix, struct str word)
{
    struct buf b = buf_new(c->arena, KEY_MAX);
    buf_puts(&b, prefix);
    for (size_t i = 0; i < word.n; i++)
        buf_putc(&b, word.p[i] == '-' ? '_' : word.p[i]);
    enum msg m = msg_by_key(buf_str(&b));
    return m == MSG_NONE ? word : say(c, m);
}

struct str day_text(const struct ctx *c, struct day d)
{
    struct buf b = buf_new(c->arena, 40);
    if (d.n != DAY_NONE.n)
        write_day(&b, c->lang, d);
    return buf_str(&b);
}

struct str instant_text(const struct ctx *c, struct instant at)
{
    struct buf b = buf_new(c->arena, 60);
    if (at.ms)
        write_instant(&b, c->lang, at);
    return buf_str(&b);
}

struct str count_text(const struct ctx *c, int64_t n)
{
    struct buf b = buf_new(c->arena, 40);
    write_int(&b, c->lang, n);
    return buf_str(&b);
}

/* ---- tables ---- */

struct grid grid_new(const struct ctx *c, size_t rows, enum msg caption, enum msg empty, const enum msg *heads)
{
    size_t n = 0;
    while (heads[n] != MSG_NONE)
        n++;
    struct table_head *h = NEW_ARRAY(c->arena, struct table_head, n);
    for (size_t i = 0; i < n; i++)
        h[i] = (struct table_head){.label = say(c, heads[i])};
    struct grid g = {.c = c, .rows_max = rows, .cells_max = rows * n, .heads = h};
    g.rows = NEW_ARRAY(c->arena, struct table_row, rows + 1);
    g.cells = NEW_ARRAY(c->arena, struct table_cell, g.cells_max + 1);
    g.view = (struct table_view){
        .caption = say(c, caption), .empty = say(c, empty), .heads = h, .heads_n = n, .rows = g.rows};
    return g;
}

void grid_row(struct grid *g)
{
    if (g->view.rows_n == g->rows_max)
        die("a table of %zu rows gets another", g->rows_max);
    g->rows[g->view.rows_n++] = (struct table_row){.cells = &g->cells[g->cells_n]};
}

struct table_cell *grid_text(struct grid *g, struct str text)
{
    if (g->cells_n == g->cells_max || g->view.rows_n == 0)
        die("a table row gets a cell too many");
    struct table_cell *cell = &g->cells[g->cells_n++];
    *cell = (struct table_cell){.text = text};
    g->rows[g->view.rows_n - 1].cells_n++;
    return cell;
}

struct table_cell *grid_number(struct grid *g, int64_t n)
{
    g->heads[g->rows[g->view.rows_n - 1].cells_n].number = true;
    struct table_cell *cell = grid_text(g, count_text(g->c, n));
    cell->number = true;
    return cell;
}

void grid_link(struct grid *g, struct str text, struct str url)
{
    grid_text(g, text)->url = url;
}

void grid_tag(struct grid *g, enum tone tone, struct str text)
{
    grid_text(g, S(""))->tag = (struct tag_view){tone, text};
}

void grid_act(struct grid *g, struct str text, struct str url, struct str about)
{
    struct table_cell *cell = grid_text(g, text);
    cell->act = url;
    cell->note = about;
}

/* ---- facts and actions ---- */

struct facts facts_new(const struct ctx *c, size_t max)
{
    struct facts f = {.c = c, .max = max, .rows = NEW_ARRAY(c->arena, struct summary_row, max + 1)};
    f.view.rows = f.rows;
    return f;
}

struct summary_row *facts_add(struct facts *f, enum msg key, struct str value)
{
    if (f->view.rows_n == f->max)
        die("a list of %zu facts gets another", f->max);
    struct summary_row *row = &f->rows[f->view.rows_n++];
    *row = (struct summary_row){.key = say(f->c, key), .value = value};
    return row;
}

struct acts acts_new(const struct ctx *c, size_t max)
{
    struct acts a = {.c = c, .max = max, .rows = NEW_ARRAY(c->arena, struct action_row, max + 1)};
    a.view.rows = a.rows;
    return a;
}

struct action_row *acts_link(struct acts *a, enum msg label, struct str url)
{
    if (a->view.rows_n == a->max)
        die("a list of %zu actions gets another", a->max);
    struct action_row *row = &a->rows[a->view.rows_n++];
    *row = (struct action_row){.label = say(a->c, label), .url = url};
    return row;
}

struct action_row *acts_post(struct acts *a, enum msg label, struct str url)
{
    struct action_row *row = acts_link(a, label, url);
    row->post = true;
    return row;
}

/* ---- forms ---- */

struct form *form_new(struct ctx *c, const struct req *r, enum msg title, enum msg button)
{
    struct form *f = NEW(c->arena, struct form);
    *f = (struct form){.c = c, .r = r};
    f->view = (struct form_page_view){.shell = shell_of(c, r, title), .title = say(c, title), .rows = f->fields};
    if (button != MSG_NONE)
        f->view.button = say(c, button);
    return f;
}

static struct field_view *add(struct form *f, enum field_kind kind, const char *name, enum msg label)
{
    if (f->view.rows_n == FORM_FIELDS_MAX)
        die("a form gets more than %d fields", FORM_FIELDS_MAX);
    struct field_view *v = &f->fields[f->view.rows_n++];
    *v = (struct field_view){.kind = kind,
                             .name = str_from(name),
                             .label = say(f->c, label),
                             .required = true,
                             .error = shell_fault(&f->view.shell, name)};
    return v;
}

static struct str typed(const struct form *f, const char *name, struct str otherwise)
{
    const struct raw_field *raw = req_raw(f->r, name);
    return raw && raw->place != IN_PATH ? raw->value : otherwise;
}

struct field_view *form_ask(struct form *f, enum field_kind kind, const char *name, enum msg label, struct str value)
{
    struct field_view *v = add(f, kind, name, label);
    if (kind == KIND_CHECKBOX)
        v->checked = typed(f, name, value).n > 0;
    else if (kind != KIND_PASSWORD && kind != KIND_FILE)
        v->value = typed(f, name, value);
    return v;
}

struct field_view *form_day(struct form *f, const char *name, enum msg label, struct day value)
{
    struct str iso = value.n == DAY_NONE.n ? S("") : day_iso_str(f->c->arena, value);
    struct field_view *v = form_ask(f, KIND_DAY, name, label, iso);
    v->narrow = true;
    return v;
}

struct field_view *form_choice(struct form *f, const char *name, enum msg label, struct option_row *options, size_t n,
                               struct str value)
{
    struct field_view *v = add(f, KIND_SELECT, name, label);
    struct str chosen = typed(f, name, value);
    for (size_t i = 0; i < n; i++)
        options[i].chosen = str_eq(options[i].value, chosen);
    v->rows = options;
    v->rows_n = n;
    return v;
}

struct field_view *form_ticks(struct form *f, const char *name, enum msg label, struct option_row *options, size_t n)
{
    struct field_view *v = add(f, KIND_CHECKBOXES, name, label);
    struct str *values = NULL;
    size_t values_n = f->r->method == METHOD_POST ? req_values(f->c, f->r, name, &values) : 0;
    for (size_t i = 0; i < n && f->r->method == METHOD_POST; i++) {
        options[i].chosen = false;
        for (size_t k = 0; k < values_n; k++)
            options[i].chosen = options[i].chosen || str_eq(options[i].value, values[k]);
    }
    v->rows = options;
    v->rows_n = n;
    return v;
}

struct field_view *form_fixed(struct form *f, const char *name, enum msg label, struct str value)
{
    struct field_view *v = add(f, KIND_TEXT, name, label);
    v->value = value;
    v->locked = true;
    return v;
}

struct field_view *form_why(struct form *f)
{
    struct field_view *v = form_ask(f, KIND_TEXT, "why", MSG_sheet_why, S(""));
    v->hint = say(f->c, MSG_sheet_why_hint);
    v->max = WHY_MAX;
    return v;
}

void form_show(struct form *f, struct out *o)
{
    form_page_html(o, &f->view);
}
