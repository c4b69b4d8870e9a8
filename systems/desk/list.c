/* Every dossier within reach: filters that stand in the
 * address, keyset pages that keep them, the same as a CSV file. */
#include "base/message.h"
#include "base/text.h"
#include "core/agency/agency.h"
#include "core/calendar/store.h"
#include "core/search/search.h"
#include "desk_pages.h"
#include "desk_queries.h"
#include "format/csv.h"
#include "format/urlenc.h"
#include "systems/desk/case.h"
#include "systems/desk/desk.h"
#include "web/request.h"
#include "web/say.h"

enum {
    PAGE_ROWS = 25,
    FOUND_MOST = 100,
    FILE_ROWS = 5000,
    FILE_PAGE = 500,
    FILE_BYTES = 12 << 20,
    URL_MOST = 4096,
    DAYS_AHEAD = 14
};
static const int64_t FOREVER = INT64_C(1) << 52;

struct list_page_input {
    struct str q, state, due, unit, field, procedure, sort, after;
    struct day due_before;
};
#define QUERY(member, kind)                                                                                            \
    {                                                                                                                  \
#member, IN_QUERY, kind, .offset = offsetof(struct list_page_input, member)                                    \
    }
INPUT(list_page_input, QUERY(q, FIELD_TEXT), QUERY(state, FIELD_TEXT), QUERY(due, FIELD_TEXT), QUERY(unit, FIELD_TEXT),
      QUERY(field, FIELD_TEXT), QUERY(procedure, FIELD_TEXT), QUERY(sort, FIELD_TEXT), QUERY(after, FIELD_TEXT),
      QUERY(due_before, FIELD_DAY));

/* What is asked for, read once: the page and the file are answered from it. */
struct asked {
    const struct list_page_input *in;
    int64_t unit_id, state; /* state 0: any */
    enum queue queue;
    struct instant from, until; /* of the clock */
    bool by_clock;
    int64_t after_at, after_id; /* where the page begins */
};

/* The end of the next working day: what is due until then is due soon. */
static struct instant soon_until(const struct ctx *c, const struct calendar *cal)
{
    struct day d = day_of(c->now);
    for (int i = 0; i < DAYS_AHEAD; i++) {
        d.n++;
        if (calendar_works(cal, d))
            break;
    }
    return instant_at((struct day){d.n + 1}, (struct minutes){0});
}

static enum rc read_due(struct ctx *c, struct asked *a)
{
    const struct calendar *cal;
    bool late = str_eqc(a->in->due, "late"), soon = str_eqc(a->in->due, "soon");
    if (a->in->due.n && !late && !soon)
        return fail(c, INVALID, MSG_field_not_a_choice, S("due"));
    a->from = (struct instant){1}; /* 0 is no clock */
    a->until = (struct instant){FOREVER};
    TRY(calendar_load(c, a->unit_id, &cal));
    if (late)
        a->until = c->now;
    if (soon) {
        a->from = c->now;
        a->until = soon_until(c, cal);
    }
    if (a->in->due_before.n != DAY_NONE.n && a->in->due_before.n != 0) {
        struct instant before = instant_at(a->in->due_before, (struct minutes){0});
        a->until = before.ms < a->until.ms ? before : a->until;
        late = true;
    }
    a->by_clock = late || soon;
    return OK;
}

/* "1790000000000.123" by the clock, "123" by age. */
static enum rc read_after(struct ctx *c, struct asked *a)
{
    struct str after = a->in->after, head = str_cut(&after, '.');
    a->after_id = a->by_clock ? 0 : FOREVER;
    if (a->in->after.n == 0)
        return OK;
    bool good = a->by_clock ? str_to_i64(head, &a->after_at) && str_to_i64(after, &a->after_id)
                            : str_to_i64(head, &a->after_id);
    return good ? OK : fail(c, INVALID, MSG_field_not_a_choice, S("after"));
}

/* By the clock where one runs: a queue, or a limit of days (those in handling). Everything else by age. */
static enum rc read_asked(struct ctx *c, const struct req *r, struct asked *a)
{
    struct agency unit;
    *a = (struct asked){.in = r->in, .unit_id = r->scope->unit_id};
    a->state = a->in->state.n ? state_by_key(a->in->state) : 0;
    if (a->state < 0)
        return fail(c, INVALID, MSG_field_not_a_choice, S("state"));
    if (a->in->unit.n) {
        TRY(agency_by_code(c, a->in->unit, day_of(c->now), &unit));
        a->unit_id = unit.id;
    }
    TRY(read_due(c, a));
    a->queue = a->state ? queue_of_state(a->state) : QUEUE_WORK;
    if (str_eqc(a->in->sort, "clock") || (a->state && !str_eqc(a->in->sort, "newest")))
        a->by_clock = a->by_clock || a->queue != QUEUE_CLOSED;
    return read_after(c, a);
}

/* ---- rows ---- */

static enum rc of_procedure(struct ctx *c, const struct req *r, const struct asked *a, int64_t limit,
                            struct desk_item **items, size_t *n)
{
    const struct procedure *p;
    enum rc rc = procedure_current(c, a->in->procedure, day_of(c->now), &p);
    if (rc == NOT_FOUND) { /* a code that is not there has no dossiers */
        *n = 0;
        return OK;
    }
    TRY(rc);
    return desk_filter_procedure(c, r->scope, a->unit_id, p->id, a->after_id, a->state, limit, items, n);
}

static enum rc rows_of(struct ctx *c, const struct req *r, const struct asked *a, int64_t limit,
                       struct desk_item **items, size_t *n)
{
    if (a->by_clock)
        return desk_filter_clock(c, r->scope,
                                 &(struct desk_filter_clock_args){.unit_id = a->unit_id,
                                                                  .queue = (int64_t)a->queue,
                                                                  .after_at = {a->after_at},
                                                                  .after_id = a->after_id,
                                                                  .from_at = a->from,
                                                                  .until_at = a->until,
                                                                  .state = a->state,
                                                                  .field = a->in->field,
                                                                  .procedure = a->in->procedure,
                                                                  .limit = limit},
                                 items, n);
    if (a->in->procedure.n && !a->in->field.n)
        return of_procedure(c, r, a, limit, items, n);
    return desk_filter_newest(c, r->scope,
                              &(struct desk_filter_newest_args){.unit_id = a->unit_id,
                                                                .before_id = a->after_id,
                                                                .state = a->state,
                                                                .field = a->in->field,
                                                                .procedure = a->in->procedure,
                                                                .limit = limit},
                              items, n);
}

/* A hit of the search counts when it passes what else is asked. */
static enum rc passes(struct ctx *c, const struct asked *a, const struct desk_item *d, bool *out)
{
    const struct procedure *p;
    TRY(procedure_of_version(c, d->version_id, &p));
    bool dated = a->until.ms < FOREVER || a->from.ms > 1;
    *out = (!a->state || d->state == a->state) && (!a->in->field.n || str_eq(p->field, a->in->field)) &&
           (!a->in->procedure.n || str_eq(p->code, a->in->procedure)) &&
           (!a->in->unit.n || str_eq(d->unit_code, a->in->unit)) &&
           (!dated ||
            (queue_of_state(d->state) == a->queue && d->clock_at.ms >= a->from.ms && d->clock_at.ms < a->until.ms));
    return OK;
}

static enum rc found_rows(struct ctx *c, const struct req *r, const struct asked *a, struct desk_item **items,
                          size_t *n)
{
    struct search_hit *hits;
    size_t hits_n;
    TRY(search_dossiers(c, r->scope, a->in->q, FOUND_MOST, &hits, &hits_n));
    *items = NEW_ARRAY(c->arena, struct desk_item, hits_n + 1);
    *n = 0;
    for (size_t i = 0; i < hits_n; i++) {
        bool found, good = false;
        TRY(desk_list_one(c, r->scope, hits[i].id, &(*items)[*n], &found));
        if (found)
            TRY(passes(c, a, &(*items)[*n], &good));
        *n += good;
    }
    return OK;
}

static enum rc list_row(struct ctx *c, const struct calendar *cal, const struct desk_item *d, struct desk_list_row *row)
{
    const struct procedure *p;
    TRY(procedure_of_version(c, d->version_id, &p));
    const struct process_step *step = process_step_find(p, d->step_key);
    *row = (struct desk_list_row){.code = d->code,
                                  .url = str_printf(c->arena, "/desk/dossiers/" STR_FMT, STR_ARG(d->code)),
                                  .owner = d->owner_name,
                                  .procedure = p->name,
                                  .unit = d->unit_name,
                                  .received = desk_when(c, d->received_at),
                                  .due = desk_when(c, d->state == STATE_NEW ? d->reception_due_at : d->due_at),
                                  .state = desk_state_tag(c, d->state),
                                  .clock = desk_item_clock(c, cal, d)};
    if (step && d->state == STATE_IN_PROCESS)
        row->step = c->lang == LANG_EN && step->name_en.n ? step->name_en : step->name;
    return OK;
}

/* ---- addresses ---- */

static void put_pair(struct buf *b, const char *name, struct str value)
{
    if (value.n)
        form_put(b, str_from(name), value);
}

/* The filters as a query; `due` and `state` may be other ones, for the tabs. */
static struct str query_of(struct ctx *c, const struct list_page_input *in, struct str state, struct str due,
                           struct str after)
{
    struct buf b = buf_new(c->arena, URL_MOST);
    put_pair(&b, "q", in->q);
    put_pair(&b, "state", state);
    put_pair(&b, "due", due);
    put_pair(&b, "unit", in->unit);
    put_pair(&b, "field", in->field);
    put_pair(&b, "procedure", in->procedure);
    if (in->due_before.n != DAY_NONE.n && in->due_before.n != 0)
        put_pair(&b, "due_before", day_iso_str(c->arena, in->due_before));
    put_pair(&b, "sort", in->sort);
    put_pair(&b, "after", after);
    return buf_str(&b);
}

static struct str after_of(struct ctx *c, const struct asked *a, const struct desk_item *last)
{
    if (a->by_clock)
        return str_printf(c->arena, "%lld.%lld", (long long)last->clock_at.ms, (long long)last->id);
    return str_printf(c->arena, "%lld", (long long)last->id);
}

/* ---- the filter ---- */

struct filling {
    struct ctx *c;
    struct field_view rows[8];
    size_t n;
};

static struct field_view *add(struct filling *f, enum field_kind kind, const char *name, enum msg label,
                              struct str value)
{
    struct field_view *v = &f->rows[f->n++];
    *v = (struct field_view){
        .kind = kind, .name = str_from(name), .label = say(f->c, label), .value = value, .required = true};
    return v;
}

static struct option_row *options(struct filling *f, struct field_view *v, size_t n)
{
    struct option_row *rows = NEW_ARRAY(f->c->arena, struct option_row, n + 1);
    rows[0] = (struct option_row){.label = say(f->c, MSG_desk_list_any)};
    v->rows = rows;
    v->rows_n = 1;
    return rows;
}

static void option(struct field_view *v, struct option_row *rows, struct str value, struct str label)
{
    rows[v->rows_n++] = (struct option_row){.value = value, .label = label, .chosen = str_eq(value, v->value)};
}

static void state_field(struct filling *f, const struct asked *a)
{
    struct field_view *v =
        add(f, KIND_SELECT, "state", MSG_desk_list_state, a->state ? str_from(state_key(a->state)) : S(""));
    struct option_row *rows = options(f, v, STATE_COUNT);
    for (int64_t s = STATE_NEW; s < STATE_COUNT; s++)
        option(v, rows, str_from(state_key(s)), desk_label(f->c, "state.", str_from(state_key(s)), ""));
}

static void due_field(struct filling *f, const struct asked *a)
{
    struct field_view *v = add(f, KIND_SELECT, "due", MSG_desk_list_by_due, a->in->due);
    struct option_row *rows = options(f, v, 2);
    option(v, rows, S("late"), say(f->c, MSG_desk_list_late));
    option(v, rows, S("soon"), say(f->c, MSG_desk_list_soon));
}

static void sort_field(struct filling *f, const struct asked *a)
{
    struct field_view *v = add(f, KIND_SELECT, "sort", MSG_desk_list_sort, a->by_clock ? S("clock") : S("newest"));
    struct option_row *rows = NEW_ARRAY(f->c->arena, struct option_row, 2);
    v->rows = rows;
    option(v, rows, S("newest"), say(f->c, MSG_desk_list_newest));
    option(v, rows, S("clock"), say(f->c, MSG_desk_list_by_clock));
}

static enum rc unit_field(struct filling *f, const struct req *r, const struct asked *a)
{
    struct desk_units_row *units;
    size_t n;
    TRY(desk_units(f->c, r->scope, day_of(f->c->now), &units, &n));
    if (n < 2)
        return OK;
    struct field_view *v = add(f, KIND_SELECT, "unit", MSG_desk_list_unit, a->in->unit);
    struct option_row *rows = options(f, v, n);
    for (size_t i = 0; i < n; i++)
        if (units[i].code.n && units[i].id != r->scope->unit_id)
            option(v, rows, units[i].code, units[i].name);
    return OK;
}

static enum rc field_field(struct filling *f, const struct asked *a)
{
    const struct procedure **all;
    size_t n;
    TRY(procedure_all(f->c, day_of(f->c->now), &all, &n));
    struct field_view *v = add(f, KIND_SELECT, "field", MSG_desk_list_field, a->in->field);
    struct option_row *rows = options(f, v, n);
    for (size_t i = 0; i < n; i++) /* they come by field */
        if (all[i]->field.n && (i == 0 || !str_eq(all[i]->field, all[i - 1]->field)))
            option(v, rows, all[i]->field, all[i]->field);
    return OK;
}

static enum rc filter_of(struct ctx *c, const struct req *r, const struct asked *a, struct filter_view *v)
{
    struct filling *f = NEW(c->arena, struct filling);
    *f = (struct filling){.c = c};
    state_field(f, a);
    due_field(f, a);
    TRY(unit_field(f, r, a));
    TRY(field_field(f, a));
    add(f, KIND_TEXT, "procedure", MSG_desk_list_procedure_code, a->in->procedure);
    bool dated = a->in->due_before.n != DAY_NONE.n && a->in->due_before.n != 0;
    add(f, KIND_DAY, "due_before", MSG_desk_list_due_before, dated ? day_iso_str(c->arena, a->in->due_before) : S(""));
    sort_field(f, a);
    *v = (struct filter_view){.q = a->in->q, .search = true, .rows = f->rows, .rows_n = f->n};
    return OK;
}

/* ---- what waits, in the head ---- */

static struct desk_tab tab_of(struct ctx *c, const struct asked *a, enum msg label, const char *state, const char *due,
                              int64_t n)
{
    enum { MANY = 100 };
    struct str key = str_from(state), limit = str_from(due);
    bool current = str_eq(limit, a->in->due) && (key.n == 0 ? a->state == 0 : str_eqc(key, state_key(a->state)));
    return (struct desk_tab){
        .label = say(c, label),
        .count = n,
        .many = n >= MANY,
        .current = current,
        .url = str_printf(c->arena, "/desk/dossiers?" STR_FMT, STR_ARG(query_of(c, a->in, key, limit, S(""))))};
}

static enum rc tabs_of(struct ctx *c, const struct req *r, const struct asked *a, struct desk_list_view *v)
{
    struct desk_queue_counts_row *counts;
    struct desk_count_due_row late, soon;
    const struct calendar *cal;
    size_t n, k = 0;
    struct desk_tab *tabs = NEW_ARRAY(c->arena, struct desk_tab, 6);
    TRY(calendar_load(c, a->unit_id, &cal));
    TRY(desk_count_due(c, r->scope, a->unit_id, (struct instant){1}, c->now, &late));
    TRY(desk_count_due(c, r->scope, a->unit_id, c->now, soon_until(c, cal), &soon));
    tabs[k++] = tab_of(c, a, MSG_desk_list_late, "", "late", late.n);
    tabs[k++] = tab_of(c, a, MSG_desk_list_soon, "", "soon", soon.n);
    if (a->unit_id == r->scope->unit_id) {
        TRY(desk_queue_counts(c, r->scope, &counts, &n));
        for (size_t i = 0; i < n && k < 5; i++)
            if (counts[i].queue != QUEUE_WORK)
                tabs[k++] = counts[i].queue == QUEUE_RECEIVE
                                ? tab_of(c, a, MSG_desk_queue_receive, "new", "", counts[i].n)
                            : counts[i].queue == QUEUE_WAITING
                                ? tab_of(c, a, MSG_desk_queue_waiting, "supplement", "", counts[i].n)
                                : tab_of(c, a, MSG_desk_queue_hand_over, "done", "", counts[i].n);
    }
    v->tabs = tabs;
    v->tabs_n = k;
    return OK;
}

/* ---- the page and the file ---- */

static enum rc list_items(struct ctx *c, const struct req *r, const struct asked *a, struct desk_item **items,
                          size_t *n)
{
    return a->in->q.n ? found_rows(c, r, a, items, n) : rows_of(c, r, a, PAGE_ROWS, items, n);
}

static enum rc show_list(struct ctx *c, const struct req *r, struct out *o)
{
    const struct calendar *cal;
    struct desk_item *items;
    struct asked a;
    size_t n;
    TRY(read_asked(c, r, &a));
    TRY(list_items(c, r, &a, &items, &n));
    TRY(calendar_load(c, c->actor->unit_id, &cal));
    struct desk_list_row *rows = NEW_ARRAY(c->arena, struct desk_list_row, n + 1);
    for (size_t i = 0; i < n; i++)
        TRY(list_row(c, cal, &items[i], &rows[i]));
    struct desk_list_view v = {.shell = shell_of(c, r, MSG_desk_list_title), .rows = rows, .rows_n = n};
    TRY(filter_of(c, r, &a, &v.filter));
    TRY(tabs_of(c, r, &a, &v));
    struct str state = a.state ? str_from(state_key(a.state)) : S("");
    v.csv = str_printf(c->arena, "/desk/dossiers.csv?" STR_FMT, STR_ARG(query_of(c, a.in, state, a.in->due, S(""))));
    if (n == PAGE_ROWS && a.in->q.n == 0)
        v.pager.next = query_of(c, a.in, state, a.in->due, after_of(c, &a, &items[n - 1]));
    if (a.in->after.n)
        v.pager.text = say(c, MSG_desk_list_later);
    desk_list_html(o, &v);
    return OK;
}

static enum rc put_file_row(struct ctx *c, const struct calendar *cal, const struct desk_item *d, struct buf *b)
{
    struct desk_list_row row;
    TRY(list_row(c, cal, d, &row));
    csv_row(b,
            (const struct str[]){row.code, row.owner, row.procedure, row.state.text, row.step, row.unit, row.received,
                                 row.due, row.clock.text},
            9);
    return OK;
}

static void put_file_head(const struct ctx *c, struct buf *b)
{
    csv_begin(b);
    csv_row(b,
            (const struct str[]){say(c, MSG_desk_list_code), say(c, MSG_desk_list_owner),
                                 say(c, MSG_desk_list_procedure), say(c, MSG_desk_list_state),
                                 say(c, MSG_desk_list_step), say(c, MSG_desk_list_unit), say(c, MSG_desk_list_received),
                                 say(c, MSG_desk_list_due), say(c, MSG_desk_list_clock)},
            9);
}

/* No more than a spreadsheet is good for; no personal numbers, as in the list itself. */
static enum rc send_file(struct ctx *c, const struct req *r, struct out *o)
{
    const struct calendar *cal;
    struct asked a;
    struct desk_item *items;
    struct buf b = buf_new(c->arena, FILE_BYTES);
    TRY(read_asked(c, r, &a));
    TRY(calendar_load(c, c->actor->unit_id, &cal));
    put_file_head(c, &b);
    for (size_t n = FILE_PAGE, all = 0; n == FILE_PAGE && all < FILE_ROWS; all += n) {
        TRY(a.in->q.n ? found_rows(c, r, &a, &items, &n) : rows_of(c, r, &a, FILE_PAGE, &items, &n));
        for (size_t i = 0; i < n; i++)
            TRY(put_file_row(c, cal, &items[i], &b));
        if (n) {
            a.after_at = items[n - 1].clock_at.ms;
            a.after_id = items[n - 1].id;
        }
    }
    out_download(o, "text/csv; charset=utf-8",
                 str_printf(c->arena, "ho-so-" STR_FMT ".csv", STR_ARG(day_iso_str(c->arena, day_of(c->now)))), false);
    o->whole = buf_str(&b);
    return OK;
}

static const struct route routes[] = {
    {"desk.list", METHOD_GET, "/desk/dossiers", PERM_DOSSIER_READ, &list_page_input, show_list, 0,
     "Dossiers within reach", NULL, NULL},
    {"desk.list.file", METHOD_GET, "/desk/dossiers.csv", PERM_DOSSIER_READ, &list_page_input, send_file, 0,
     "The same list as a file for a spreadsheet", NULL, NULL},
};
const struct room desk_list = {"desk", routes, COUNT(routes)};
