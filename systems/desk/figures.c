/* Figures over the units within reach, for those who answer for how the province serves (reform officer, leader,
 * inspector): what is open by queue, what is past its day, what was finished in time. Sums only, no dossier and no
 * person. */
#include "base/message.h"
#include "core/agency/agency.h"
#include "core/dossier/dossier.h"
#include "desk_queries.h"
#include "systems/desk/desk.h"
#include "web/request.h"
#include "web/sheet.h"
#include "web_pages.h"

enum { DONE_DAYS = 30 };

struct figures_input {
    struct str unit;
};
INPUT(figures_input, {"unit", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct figures_input, unit)});

struct figures {
    struct agency unit;
    bool below; /* than the acting unit */
    struct desk_figures_open_row *open;
    struct desk_figures_done_row *done;
    size_t open_n, done_n;
};

/* A unit beyond reach is not there. */
static enum rc read_unit(struct ctx *c, const struct req *r, struct figures *f)
{
    const struct figures_input *in = r->in;
    struct agency row;
    bool found;
    if (in->unit.n == 0)
        return agency_get(c, r->scope->unit_id, &f->unit);
    TRY(agency_by_code(c, in->unit, day_of(c->now), &f->unit));
    TRY(agency_within(c, r->scope, f->unit.id, &row, &found));
    f->below = f->unit.id != r->scope->unit_id;
    return found ? OK : fail(c, NOT_FOUND, MSG_general_not_found, S("unit"));
}

static enum rc read_figures(struct ctx *c, const struct req *r, struct figures *f)
{
    struct instant from = {c->now.ms - DONE_DAYS * DAY_MS};
    *f = (struct figures){0};
    TRY(read_unit(c, r, f));
    TRY(desk_figures_open(c, r->scope, c->now, f->unit.id, &f->open, &f->open_n));
    return desk_figures_done(c, r->scope, f->unit.id, from, &f->done, &f->done_n);
}

static int64_t open_in(const struct figures *f, int64_t unit, enum queue queue, bool late)
{
    for (size_t i = 0; i < f->open_n; i++)
        if (f->open[i].unit_id == unit && f->open[i].queue == (int64_t)queue)
            return late ? f->open[i].late : f->open[i].n;
    return 0;
}

static const struct desk_figures_done_row *done_of(const struct figures *f, int64_t unit)
{
    static const struct desk_figures_done_row none;
    for (size_t i = 0; i < f->done_n; i++)
        if (f->done[i].unit_id == unit)
            return &f->done[i];
    return &none;
}

/* Nothing finished has no share in time. */
static struct str in_time(struct ctx *c, const struct desk_figures_done_row *d)
{
    struct msg_arg args[] = {ARG(percent_of(d->in_time, d->n)), ARG(d->in_time), ARG(d->n)};
    return d->n ? msg_text(c->arena, c->lang, MSG_desk_figures_share, args, COUNT(args)) : S("–");
}

static void unit_row(struct grid *g, struct ctx *c, const struct figures *f, const struct desk_figures_units_row *u)
{
    static const enum queue queues[] = {QUEUE_RECEIVE, QUEUE_WORK, QUEUE_WAITING, QUEUE_HAND_OVER};
    int64_t late = open_in(f, u->id, QUEUE_WORK, true) + open_in(f, u->id, QUEUE_RECEIVE, true);
    grid_row(g);
    if (u->id == f->unit.id)
        grid_text(g, u->name)->note = say(c, MSG_desk_figures_whole);
    else
        grid_link(g, u->name, str_printf(c->arena, "/desk/figures?unit=" STR_FMT, STR_ARG(u->code)));
    for (size_t i = 0; i < COUNT(queues); i++)
        grid_number(g, open_in(f, u->id, queues[i], false));
    struct table_cell *cell = grid_number(g, late);
    if (late)
        *cell = (struct table_cell){.tag = {TONE_ERROR, count_text(c, late)}, .number = true};
    grid_number(g, done_of(f, u->id)->n);
    grid_number(g, 0)->text = in_time(c, done_of(f, u->id));
}

static bool has_any(const struct figures *f, int64_t unit)
{
    for (size_t i = 0; i < f->open_n; i++)
        if (f->open[i].unit_id == unit)
            return true;
    return unit == f->unit.id || done_of(f, unit)->n > 0;
}

static enum rc table_of(struct ctx *c, const struct req *r, const struct figures *f, struct table_view *table)
{
    static const enum msg heads[] = {MSG_desk_list_unit,     MSG_desk_queue_receive,   MSG_desk_queue_work,
                                     MSG_desk_queue_waiting, MSG_desk_queue_hand_over, MSG_desk_list_late,
                                     MSG_desk_figures_done,  MSG_desk_figures_in_time, MSG_NONE};
    struct desk_figures_units_row *units;
    size_t n;
    TRY(desk_figures_units(c, r->scope, f->unit.id, &units, &n));
    struct grid g = grid_new(c, n, MSG_desk_figures_title, MSG_desk_figures_none, heads);
    for (int own = 1; own >= 0; own--) /* the whole first, then its parts */
        for (size_t i = 0; i < n; i++)
            if ((units[i].id == f->unit.id) == own && has_any(f, units[i].id))
                unit_row(&g, c, f, &units[i]);
    *table = g.view;
    return OK;
}

static enum rc show_figures(struct ctx *c, const struct req *r, struct out *o)
{
    struct figures f;
    struct acts a = acts_new(c, 2);
    TRY(read_figures(c, r, &f));
    if (f.below)
        acts_link(&a, MSG_desk_figures_back, S("/desk/figures"));
    if (actor_may(c->actor, PERM_DOSSIER_READ))
        acts_link(&a, MSG_desk_figures_list,
                  str_printf(c->arena, "/desk/dossiers?unit=" STR_FMT, STR_ARG(f.unit.code)));
    struct msg_arg args[] = {ARG(c->now), ARG((int64_t)DONE_DAYS)};
    struct list_page_view v = {.shell = shell_of(c, r, MSG_desk_figures_title),
                               .title = f.unit.name,
                               .lead = msg_text(c->arena, c->lang, MSG_desk_figures_lead, args, COUNT(args)),
                               .actions = a.view};
    TRY(table_of(c, r, &f, &v.table));
    list_page_html(o, &v);
    return OK;
}

static const struct route routes[] = {
    {"desk.figures", METHOD_GET, "/desk/figures", PERM_REPORT_READ, &figures_input, show_figures, 0,
     "Figures over the units within reach", NULL, NULL},
};
const struct room desk_figures = {"desk", routes, COUNT(routes)};
