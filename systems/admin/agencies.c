/* Agencies: the tree of a day, one agency with what it became, made, corrected, closed. */
#include "base/text.h"
#include "core/actor/store.h"
#include "core/search/match.h"
#include "systems/admin/admin.h"
#include "systems/admin/kit.h"

struct list_input {
    struct str q;
    struct day on;
    int64_t page;
};
INPUT(list_input, {"q", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct list_input, q)},
      {"on", IN_QUERY, FIELD_DAY, .offset = offsetof(struct list_input, on), .label = MSG_admin_on_day},
      {"page", IN_QUERY, FIELD_I64, .offset = offsetof(struct list_input, page)});

struct agency_input {
    int64_t id;
    struct str done;
};
INPUT(agency_input, {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct agency_input, id)},
      {"done", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct agency_input, done)});

/* ---- the tree ---- */

struct node {
    const struct agency *a;
    size_t depth;
};
struct tree {
    struct ctx *c;
    const struct agency *rows;
    size_t rows_n;
    struct day on;
    struct node *out;
    size_t n;
};
enum { DEPTH_MAX = 30 };

static void descend(struct tree *t, int64_t parent, size_t depth)
{
    for (size_t i = 0; i < t->rows_n && depth < DEPTH_MAX; i++)
        if (t->rows[i].parent_id == parent && agency_in_force(&t->rows[i], t->on)) {
            t->out[t->n++] = (struct node){&t->rows[i], depth};
            descend(t, t->rows[i].id, depth + 1);
        }
}

static void find(struct tree *t, struct str q)
{
    struct search_query query = search_query(t->c->arena, q);
    for (size_t i = 0; i < t->rows_n; i++) {
        struct str text =
            str_printf(t->c->arena, STR_FMT " " STR_FMT, STR_ARG(t->rows[i].name), STR_ARG(t->rows[i].code));
        if (agency_in_force(&t->rows[i], t->on) &&
            search_match(&query, text_fold(t->c->arena, text), text_exact(t->c->arena, text)))
            t->out[t->n++] = (struct node){&t->rows[i], 0};
    }
}

static enum rc tree_of(struct ctx *c, const struct req *r, const struct list_input *in, struct day on, struct tree *t)
{
    struct agency *rows;
    struct agency *top = NEW(c->arena, struct agency);
    bool found;
    *t = (struct tree){.c = c, .on = on};
    TRY(agency_rows_within(c, r->scope, &rows, &t->rows_n));
    t->rows = rows;
    t->out = NEW_ARRAY(c->arena, struct node, t->rows_n + 1);
    if (in->q.n) {
        find(t, in->q);
        return OK;
    }
    TRY(agency_row(c, c->actor->unit_id, top, &found));
    if (found)
        t->out[t->n++] = (struct node){top, 0};
    descend(t, c->actor->unit_id, 1);
    return OK;
}

static void row_of(struct grid *g, struct ctx *c, const struct node *n)
{
    struct buf name = buf_new(c->arena, 1000);
    for (size_t i = 0; i < n->depth; i++)
        buf_puts(&name, i + 1 == n->depth ? "└ " : "\u2003");
    buf_put(&name, n->a->name);
    grid_row(g);
    grid_link(g, buf_str(&name), admin_at(c, "agencies", n->a->id, ""));
    grid_text(g, n->a->code);
    grid_text(g, say_word(c, "agency.kind.", n->a->kind));
    grid_text(g, n->a->valid_from_on.n > 0 ? day_text(c, n->a->valid_from_on) : S(""));
    grid_text(g, day_text(c, n->a->valid_to_on));
}

static enum rc show_list(struct ctx *c, const struct req *r, struct out *o)
{
    static const enum msg heads[] = {MSG_agency_name, MSG_agency_code, MSG_agency_kind_label,
                                     MSG_admin_from,  MSG_admin_to,    MSG_NONE};
    const struct list_input *in = r->in;
    struct day on = in->on.n == DAY_NONE.n ? day_of(c->now) : in->on;
    int64_t at = in->page > 1 ? in->page : 1;
    struct tree t;
    TRY(tree_of(c, r, in, on, &t));
    struct grid g = grid_new(c, ADMIN_PAGE, MSG_admin_agencies_title, MSG_admin_agencies_none, heads);
    for (size_t i = (size_t)(at - 1) * ADMIN_PAGE; i < t.n && g.view.rows_n < ADMIN_PAGE; i++)
        row_of(&g, c, &t.out[i]);
    struct acts a = acts_new(c, 2);
    acts_link(&a, MSG_admin_agency_new, S("/admin/agencies/new"))->primary = true;
    acts_link(&a, MSG_admin_imports_title, S("/admin/imports"));
    struct field_view day = {.kind = KIND_DAY,
                             .name = S("on"),
                             .label = say(c, MSG_admin_on_day),
                             .required = true,
                             .value = day_iso_str(c->arena, on)};
    struct str keep =
        STR_CAT(c->arena, admin_keep(c, "q", in->q), admin_keep(c, "on", in->on.n == DAY_NONE.n ? S("") : day.value));
    struct list_page_view v = {
        .shell = shell_of(c, r, MSG_admin_agencies_title),
        .title = say(c, MSG_admin_agencies_title),
        .lead = say(c, MSG_admin_agencies_lead),
        .actions = a.view,
        .table = g.view,
        .filter = {.q = in->q,
                   .search = true,
                   .rows = &day,
                   .rows_n = 1,
                   .summary = msg_text(c->arena, c->lang, MSG_admin_found, (struct msg_arg[]){ARG(t.n)}, 1)},
        .pager = admin_pager(c, at, t.n, keep)};
    list_page_html(o, &v);
    return OK;
}

/* ---- one agency ---- */

static enum rc held(struct ctx *c, const struct req *r, int64_t id, struct agency *a)
{
    bool found;
    TRY(agency_within(c, r->scope, id, a, &found));
    return found ? OK : fail(c, NOT_FOUND, MSG_agency_not_found, S(""));
}

static enum rc name_of(struct ctx *c, int64_t id, struct str *name)
{
    struct agency a = {0};
    bool found = false;
    if (id)
        TRY(agency_row(c, id, &a, &found));
    *name = found ? a.name : S("");
    return OK;
}

static enum rc facts_of(struct ctx *c, const struct agency *a, struct show_part *part)
{
    struct facts f = facts_new(c, 12);
    struct str parent, counter;
    TRY(name_of(c, a->parent_id, &parent));
    TRY(name_of(c, a->counter_id, &counter));
    facts_add(&f, MSG_agency_code, a->code);
    facts_add(&f, MSG_agency_old_code, a->old_code);
    facts_add(&f, MSG_agency_kind_label, say_word(c, "agency.kind.", a->kind));
    facts_add(&f, MSG_agency_level_label, say_word(c, "agency.level.", a->level));
    facts_add(&f, MSG_agency_parent, parent.n ? parent : say(c, MSG_agency_no_parent));
    facts_add(&f, MSG_agency_counter, counter.n ? counter : say(c, MSG_agency_own_counter));
    facts_add(&f, MSG_admin_from, a->valid_from_on.n > 0 ? day_text(c, a->valid_from_on) : say(c, MSG_admin_always));
    facts_add(&f, MSG_admin_to,
              a->valid_to_on.n == DAY_NONE.n ? say(c, MSG_admin_no_end) : day_text(c, a->valid_to_on));
    facts_add(&f, MSG_agency_phone, a->phone);
    facts_add(&f, MSG_agency_address, a->address);
    *part = (struct show_part){.facts = f.view};
    return OK;
}

static enum rc kin_of(struct ctx *c, const struct agency *a, struct show_part *part)
{
    static const enum msg heads[] = {MSG_agency_name, MSG_agency_kin, MSG_admin_from, MSG_NONE};
    struct agency_successors_row *next;
    struct agency_predecessors_row *past;
    size_t next_n, past_n;
    TRY(agency_successors(c, a->id, &next, &next_n));
    TRY(agency_predecessors(c, a->id, &past, &past_n));
    struct grid g = grid_new(c, next_n + past_n, MSG_agency_kin_title, MSG_admin_agencies_none, heads);
    for (size_t i = 0; i < next_n; i++) {
        grid_row(&g);
        grid_link(&g, next[i].name, admin_at(c, "agencies", next[i].new_id, ""));
        grid_text(&g, say(c, MSG_agency_became));
        grid_text(&g, day_text(c, next[i].since_on));
    }
    for (size_t i = 0; i < past_n; i++) {
        grid_row(&g);
        grid_link(&g, past[i].name, admin_at(c, "agencies", past[i].old_id, ""));
        grid_text(&g, say(c, MSG_agency_came_from));
        grid_text(&g, day_text(c, past[i].since_on));
    }
    *part = (struct show_part){.title = say(c, MSG_agency_kin_title), .table = g.view};
    return OK;
}

static enum rc staff_of(struct ctx *c, const struct agency *a, struct show_part *part)
{
    static const enum msg heads[] = {MSG_person_name, MSG_person_role, MSG_person_title, MSG_admin_to, MSG_NONE};
    struct assignments_of_agency_row *rows;
    size_t n;
    TRY(assignments_of_agency(c, a->id, day_of(c->now), &rows, &n));
    struct grid g = grid_new(c, n, MSG_agency_staff, MSG_agency_staff_none, heads);
    for (size_t i = 0; i < n; i++) {
        grid_row(&g);
        grid_link(&g, rows[i].name, admin_at(c, "people", rows[i].person_id, ""));
        grid_text(&g, say_word(c, "role.", rows[i].role));
        grid_text(&g, rows[i].title);
        grid_text(&g, day_text(c, rows[i].valid_to_on));
    }
    *part = (struct show_part){.title = say(c, MSG_agency_staff), .table = g.view};
    return OK;
}

static enum rc show_agency(struct ctx *c, const struct req *r, struct out *o)
{
    const struct agency_input *in = r->in;
    struct show_part parts[4];
    struct agency a;
    TRY(held(c, r, in->id, &a));
    TRY(facts_of(c, &a, &parts[0]));
    TRY(kin_of(c, &a, &parts[1]));
    TRY(staff_of(c, &a, &parts[2]));
    TRY(admin_life(c, "agency", a.id, &parts[3]));
    struct acts acts = acts_new(c, 3);
    acts_link(&acts, MSG_admin_change, admin_at(c, "agencies", a.id, "/edit"))->primary = true;
    acts_link(&acts, MSG_admin_hours_link, str_printf(c->arena, "/admin/calendar/hours?unit=%lld", (long long)a.id));
    if (a.valid_to_on.n == DAY_NONE.n)
        acts_link(&acts, MSG_admin_agency_close, admin_at(c, "agencies", a.id, "/close"));
    struct show_page_view v = {.shell = shell_titled(c, r, a.name),
                               .back = S("/admin/agencies"),
                               .title = a.name,
                               .actions = acts.view,
                               .rows = parts,
                               .rows_n = COUNT(parts)};
    admin_notice(&v.shell, c, in->done);
    show_page_html(o, &v);
    return OK;
}

/* ---- the form ---- */

struct edit_input {
    int64_t id, version, parent_id, counter_id;
    struct str code, name, kind, level, phone, address, why;
    struct day valid_from;
};
#define EDIT(member, kind_of, needed, most, label_of)                                                                  \
    {                                                                                                                  \
#member, IN_FORM, kind_of, .required = needed, .max = most, .label = label_of,                                 \
                                   .offset = offsetof(struct edit_input, member)                                       \
    }
#define EDIT_FIELDS(has_parent)                                                                                        \
    EDIT(name, FIELD_TEXT, true, ADMIN_TEXT, MSG_agency_name), EDIT(code, FIELD_TEXT, false, 20, MSG_agency_code),     \
        EDIT(kind, FIELD_TEXT, true, 40, MSG_agency_kind_label),                                                       \
        EDIT(level, FIELD_TEXT, true, 10, MSG_agency_level_label),                                                     \
        EDIT(parent_id, FIELD_I64, has_parent, 0, MSG_agency_parent),                                                  \
        EDIT(counter_id, FIELD_I64, false, 0, MSG_agency_counter),                                                     \
        EDIT(phone, FIELD_TEXT, false, 40, MSG_agency_phone),                                                          \
        EDIT(address, FIELD_TEXT, false, 300, MSG_agency_address),                                                     \
        EDIT(valid_from, FIELD_DAY, true, 0, MSG_admin_from), EDIT(why, FIELD_TEXT, true, ADMIN_WHY, MSG_sheet_why)
INPUT(edit_input, {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct edit_input, id)},
      EDIT(version, FIELD_I64, true, 0, 0), EDIT_FIELDS(false));
static const struct field new_input_fields[] = {EDIT_FIELDS(true)};
static const struct input new_input = {"agency_new_input", sizeof(struct edit_input), new_input_fields,
                                       COUNT(new_input_fields)};

static enum rc ask_kin(struct form *f, const struct req *r, const struct agency *a)
{
    struct option_row *units, *counters;
    size_t n, counters_n;
    struct ctx *c = f->c;
    bool is_top = a->id && a->id == c->actor->unit_id;
    TRY(admin_units(c, r->scope, day_of(c->now), MSG_field_choose, &units, &n));
    TRY(admin_units(c, r->scope, day_of(c->now), MSG_agency_own_counter, &counters, &counters_n));
    struct str parent = a->parent_id ? str_printf(c->arena, "%lld", (long long)a->parent_id) : S("");
    if (!is_top)
        form_choice(f, "parent_id", MSG_agency_parent, units, n, parent);
    form_choice(f, "counter_id", MSG_agency_counter, counters, counters_n,
                a->counter_id ? str_printf(c->arena, "%lld", (long long)a->counter_id) : S(""))
        ->required = false;
    return OK;
}

static enum rc draw_form(struct ctx *c, const struct req *r, const struct agency *a, struct out *o)
{
    struct form *f = form_new(c, r, a->id ? MSG_admin_agency_edit : MSG_admin_agency_new, MSG_admin_save);
    f->view.back = a->id ? admin_at(c, "agencies", a->id, "") : S("/admin/agencies");
    f->view.lead = say(c, a->id ? MSG_admin_agency_edit_lead : MSG_admin_agency_new_lead);
    form_ask(f, KIND_TEXT, "name", MSG_agency_name, a->name);
    struct field_view *code = form_ask(f, KIND_TEXT, "code", MSG_agency_code, a->code);
    code->required = false;
    code->hint = say(c, MSG_agency_code_hint);
    form_choice(f, "kind", MSG_agency_kind_label, admin_words(c, "agency.kind.", agency_kinds, agency_kinds_n),
                agency_kinds_n, a->kind);
    form_choice(f, "level", MSG_agency_level_label, admin_words(c, "agency.level.", agency_levels, agency_levels_n),
                agency_levels_n, a->level);
    TRY(ask_kin(f, r, a));
    form_ask(f, KIND_TEL, "phone", MSG_agency_phone, a->phone)->required = false;
    form_ask(f, KIND_TEXT, "address", MSG_agency_address, a->address)->required = false;
    form_day(f, "valid_from", MSG_admin_from, a->id ? a->valid_from_on : day_of(c->now));
    form_why(f);
    if (a->id)
        form_fixed(f, "version", MSG_admin_version, str_printf(c->arena, "%lld", (long long)a->version));
    form_show(f, o);
    return OK;
}

static enum rc show_new(struct ctx *c, const struct req *r, struct out *o)
{
    return draw_form(c, r, &(struct agency){0}, o);
}

static enum rc show_edit(struct ctx *c, const struct req *r, struct out *o)
{
    struct agency a;
    int64_t id = 0;
    if (!str_to_i64(req_value(r, "id"), &id))
        return fail(c, NOT_FOUND, MSG_agency_not_found, S(""));
    TRY(held(c, r, id, &a));
    return draw_form(c, r, &a, o);
}

static struct agency_draft draft_of(const struct edit_input *in)
{
    return (struct agency_draft){.code = in->code,
                                 .name = in->name,
                                 .kind = in->kind,
                                 .level = in->level,
                                 .phone = in->phone,
                                 .address = in->address,
                                 .parent_id = in->parent_id,
                                 .counter_id = in->counter_id,
                                 .from = in->valid_from};
}

static enum rc create(struct ctx *c, const struct req *r, struct out *o)
{
    const struct edit_input *in = r->in;
    struct agency_draft d = draft_of(in);
    int64_t id;
    TRY(agency_create(c, r->scope, &d, in->why, &id));
    return out_redirect(o, "/admin/agencies/{}?done=agency", (struct str[]){AS_STR(c->arena, id)}, 1);
}

static enum rc change(struct ctx *c, const struct req *r, struct out *o)
{
    const struct edit_input *in = r->in;
    struct agency_draft d = draft_of(in);
    struct agency a;
    TRY(held(c, r, in->id, &a));
    if (a.id == c->actor->unit_id)
        d.parent_id = a.parent_id;
    TRY(agency_change(c, r->scope, in->id, in->version, &d, in->why));
    return out_redirect(o, "/admin/agencies/{}?done=agency", (struct str[]){AS_STR(c->arena, in->id)}, 1);
}

/* ---- closing ---- */

struct close_input {
    int64_t id, version, successor;
    struct day valid_to;
    struct str why;
};
INPUT(close_input, {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct close_input, id)},
      {"version", IN_FORM, FIELD_I64, .required = true, .offset = offsetof(struct close_input, version)},
      {"successor", IN_FORM, FIELD_I64, .offset = offsetof(struct close_input, successor)},
      {"valid_to", IN_FORM, FIELD_DAY, .required = true, .label = MSG_admin_last_day,
       .offset = offsetof(struct close_input, valid_to)},
      {"why", IN_FORM, FIELD_TEXT, .required = true, .max = ADMIN_WHY, .label = MSG_sheet_why,
       .offset = offsetof(struct close_input, why)});

static enum rc show_close(struct ctx *c, const struct req *r, struct out *o)
{
    struct option_row *units;
    struct agency a;
    size_t n;
    int64_t id = 0;
    if (!str_to_i64(req_value(r, "id"), &id))
        return fail(c, NOT_FOUND, MSG_agency_not_found, S(""));
    TRY(held(c, r, id, &a));
    TRY(admin_units(c, r->scope, day_of(c->now), MSG_agency_no_successor, &units, &n));
    struct form *f = form_new(c, r, MSG_admin_agency_close, MSG_admin_agency_close);
    f->view.back = admin_at(c, "agencies", id, "");
    f->view.lead = msg_text(c->arena, c->lang, MSG_admin_agency_close_lead, (struct msg_arg[]){ARG(a.name)}, 1);
    f->view.danger = true;
    form_day(f, "valid_to", MSG_admin_last_day, day_of(c->now));
    form_choice(f, "successor", MSG_agency_successor, units, n, S(""))->required = false;
    form_why(f);
    form_fixed(f, "version", MSG_admin_version, str_printf(c->arena, "%lld", (long long)a.version));
    form_show(f, o);
    return OK;
}

static enum rc finish(struct ctx *c, const struct req *r, struct out *o)
{
    const struct close_input *in = r->in;
    TRY(agency_finish(c, r->scope, in->id, in->version, in->valid_to, in->successor, in->why));
    return out_redirect(o, "/admin/agencies/{}?done=agency_closed", (struct str[]){AS_STR(c->arena, in->id)}, 1);
}

static const struct route routes[] = {
    {"admin.agencies", METHOD_GET, "/admin/agencies", PERM_AGENCY_EDIT, &list_input, show_list, 0, "Agencies of a day",
     show_list, NULL},
    {"admin.agency.new.form", METHOD_GET, "/admin/agencies/new", PERM_AGENCY_EDIT, NULL, show_new, 0,
     "The form of a new agency", NULL, NULL},
    {"admin.agency.new", METHOD_POST, "/admin/agencies/new", PERM_AGENCY_EDIT, &new_input, create, ROUTE_STEP_UP,
     "Makes an agency", show_new, NULL},
    {"admin.agency", METHOD_GET, "/admin/agencies/{id}", PERM_AGENCY_EDIT, &agency_input, show_agency, 0, "One agency",
     NULL, NULL},
    {"admin.agency.edit.form", METHOD_GET, "/admin/agencies/{id}/edit", PERM_AGENCY_EDIT, &agency_input, show_edit, 0,
     "The form that corrects an agency", NULL, NULL},
    {"admin.agency.edit", METHOD_POST, "/admin/agencies/{id}/edit", PERM_AGENCY_EDIT, &edit_input, change,
     ROUTE_STEP_UP, "Corrects an agency", show_edit, NULL},
    {"admin.agency.close.form", METHOD_GET, "/admin/agencies/{id}/close", PERM_AGENCY_EDIT, &agency_input, show_close,
     0, "The form that closes an agency", NULL, NULL},
    {"admin.agency.close", METHOD_POST, "/admin/agencies/{id}/close", PERM_AGENCY_EDIT, &close_input, finish,
     ROUTE_STEP_UP, "Closes an agency on a day", show_close, NULL},
};
const struct room admin_agencies = {"admin", routes, COUNT(routes)};
