/* Delegation: an officer lends his role, or a part of it, to a colleague of the unit for some days. Acting under one is
 * chosen elsewhere; here it is given, seen and ended. */
#include "base/message.h"
#include "core/actor/people.h"
#include "systems/account/account.h"
#include "web/request.h"
#include "web/sheet.h"
#include "web_pages.h"

enum { DOCUMENT_MAX = 80 };

struct list_input {
    struct str done;
};
INPUT(list_input, {"done", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct list_input, done)});

static enum rc officer_only(struct ctx *c)
{
    return c->actor && c->actor->assignment_id ? OK : fail(c, DENIED, MSG_general_denied, S(""));
}

static struct str perms_text(struct ctx *c, struct str words)
{
    struct buf b = buf_new(c->arena, 4000);
    if (words.n == 0)
        return say(c, MSG_delegation_whole);
    while (words.n) {
        struct str name = str_lower_ascii(c->arena, str_cut(&words, ' '));
        if (b.n)
            buf_puts(&b, ", ");
        buf_put(&b, say_word(c, "perm.", name));
    }
    return buf_str(&b);
}

/* One way of telling how a delegation stands, for all three lists. */
static void state_cell(struct grid *g, struct ctx *c, struct day from, struct day to, struct instant revoked)
{
    struct day today = day_of(c->now);
    if (revoked.ms)
        grid_tag(g, TONE_PLAIN, say(c, MSG_delegation_ended));
    else if (today.n < from.n)
        grid_tag(g, TONE_INFO, say(c, MSG_delegation_to_come));
    else if (actor_valid(today, from, to))
        grid_tag(g, TONE_OK, say(c, MSG_delegation_runs));
    else
        grid_tag(g, TONE_PLAIN, say(c, MSG_delegation_over));
}

static void span_cells(struct grid *g, struct ctx *c, struct day from, struct day to)
{
    grid_text(g, day_text(c, from));
    grid_text(g, day_text(c, to));
}

static void end_cell(struct grid *g, struct ctx *c, int64_t id, struct day to, struct instant revoked, struct str about)
{
    if (revoked.ms || to.n < day_of(c->now).n)
        grid_text(g, S(""));
    else
        grid_act(g, say(c, MSG_delegation_end), str_printf(c->arena, "/account/delegations/%lld/end", (long long)id),
                 about);
}

static const enum msg given_heads[] = {
    MSG_delegation_to,       MSG_delegation_what,  MSG_delegation_from_day, MSG_delegation_to_day,
    MSG_delegation_document, MSG_delegation_state, MSG_delegation_do,       MSG_NONE};

static enum rc given_part(struct ctx *c, struct show_part *part)
{
    struct delegations_from_assignment_row *rows;
    size_t n;
    TRY(delegations_from_assignment(c, c->actor->assignment_id, &rows, &n));
    struct grid g = grid_new(c, n, MSG_delegation_given, MSG_delegation_given_none, given_heads);
    for (size_t i = 0; i < n; i++) {
        grid_row(&g);
        grid_text(&g, rows[i].name);
        grid_text(&g, perms_text(c, rows[i].perms));
        span_cells(&g, c, rows[i].valid_from_on, rows[i].valid_to_on);
        grid_text(&g, rows[i].document_number);
        state_cell(&g, c, rows[i].valid_from_on, rows[i].valid_to_on, rows[i].revoked_at);
        end_cell(&g, c, rows[i].id, rows[i].valid_to_on, rows[i].revoked_at, rows[i].name);
    }
    *part = (struct show_part){.title = say(c, MSG_delegation_given), .table = g.view};
    return OK;
}

static enum rc taken_part(struct ctx *c, struct show_part *part)
{
    static const enum msg heads[] = {
        MSG_delegation_from,     MSG_delegation_what,  MSG_delegation_from_day, MSG_delegation_to_day,
        MSG_delegation_document, MSG_delegation_state, MSG_delegation_do,       MSG_NONE};
    struct delegations_to_person_row *rows;
    size_t n;
    TRY(delegations_to_person(c, c->actor->person_id, &rows, &n));
    struct grid g = grid_new(c, n, MSG_delegation_taken, MSG_delegation_taken_none, heads);
    for (size_t i = 0; i < n; i++) {
        grid_row(&g);
        grid_text(&g, rows[i].name)->note = say_word(c, "role.", rows[i].role);
        grid_text(&g, perms_text(c, rows[i].perms));
        span_cells(&g, c, rows[i].valid_from_on, rows[i].valid_to_on);
        grid_text(&g, rows[i].document_number);
        state_cell(&g, c, rows[i].valid_from_on, rows[i].valid_to_on, rows[i].revoked_at);
        end_cell(&g, c, rows[i].id, rows[i].valid_to_on, rows[i].revoked_at, rows[i].name);
    }
    *part = (struct show_part){.title = say(c, MSG_delegation_taken), .table = g.view};
    return OK;
}

/* A head or leader sees all that is lent in the unit: he answers for it. */
static enum rc unit_part(struct ctx *c, struct show_part *part)
{
    static const enum msg heads[] = {
        MSG_delegation_from,   MSG_delegation_to,    MSG_delegation_what, MSG_delegation_from_day,
        MSG_delegation_to_day, MSG_delegation_state, MSG_delegation_do,   MSG_NONE};
    struct delegations_of_agency_row *rows;
    size_t n;
    TRY(delegations_of_agency(c, c->actor->unit_id, &rows, &n));
    struct grid g = grid_new(c, n, MSG_delegation_unit, MSG_delegation_unit_none, heads);
    for (size_t i = 0; i < n; i++) {
        grid_row(&g);
        grid_text(&g, rows[i].from_name)->note = say_word(c, "role.", rows[i].role);
        grid_text(&g, rows[i].to_name)->note = rows[i].document_number;
        grid_text(&g, perms_text(c, rows[i].perms));
        span_cells(&g, c, rows[i].valid_from_on, rows[i].valid_to_on);
        state_cell(&g, c, rows[i].valid_from_on, rows[i].valid_to_on, rows[i].revoked_at);
        end_cell(&g, c, rows[i].id, rows[i].valid_to_on, rows[i].revoked_at, rows[i].from_name);
    }
    *part = (struct show_part){.title = say(c, MSG_delegation_unit), .table = g.view};
    return OK;
}

static enum rc show_list(struct ctx *c, const struct req *r, struct out *o)
{
    const struct list_input *in = r->in;
    struct show_part parts[3];
    TRY(officer_only(c));
    bool over = c->actor->role == ROLE_HEAD || c->actor->role == ROLE_LEADER;
    TRY(given_part(c, &parts[0]));
    TRY(taken_part(c, &parts[1]));
    if (over)
        TRY(unit_part(c, &parts[2]));
    struct acts a = acts_new(c, 1);
    if (!c->actor->delegation_id)
        acts_link(&a, MSG_delegation_new, S("/account/delegations/new"))->primary = true;
    struct show_page_view v = {.shell = shell_of(c, r, MSG_account_delegations_title),
                               .back = S("/account"),
                               .title = say(c, MSG_account_delegations_title),
                               .lead = say(c, MSG_delegation_lead),
                               .actions = a.view,
                               .rows = parts,
                               .rows_n = over ? 3 : 2};
    if (str_eqc(in->done, "given"))
        v.shell.notice = say(c, MSG_delegation_done_given);
    else if (str_eqc(in->done, "ended"))
        v.shell.notice = say(c, MSG_delegation_done_ended);
    show_page_html(o, &v);
    return OK;
}

/* ---- giving ---- */

static enum rc colleagues(struct ctx *c, struct option_row **out, size_t *n)
{
    struct assignments_of_agency_row *rows;
    size_t rows_n;
    TRY(assignments_of_agency(c, c->actor->unit_id, day_of(c->now), &rows, &rows_n));
    struct option_row *o = NEW_ARRAY(c->arena, struct option_row, rows_n + 1);
    o[0] = (struct option_row){.label = say(c, MSG_field_choose)};
    *n = 1;
    for (size_t i = 0; i < rows_n; i++) {
        if (rows[i].person_id == c->actor->person_id)
            continue;
        struct str role = rows[i].title.n ? rows[i].title : say_word(c, "role.", rows[i].role);
        o[(*n)++] = (struct option_row){
            .value = str_printf(c->arena, "%lld", (long long)rows[i].person_id),
            .label = str_printf(c->arena, STR_FMT " – " STR_FMT, STR_ARG(rows[i].name), STR_ARG(role))};
    }
    *out = o;
    return OK;
}

static struct option_row *lendable(struct ctx *c, size_t *n)
{
    struct option_row *o = NEW_ARRAY(c->arena, struct option_row, PERM_COUNT);
    uint64_t may = role_lendable(c->actor->role);
    *n = 0;
    for (unsigned p = PERM_UNSET + 1; p < PERM_COUNT; p++)
        if (may >> p & 1) {
            struct str name = str_from(perm_name((enum perm)p));
            o[(*n)++] = (struct option_row){
                .value = name, .label = say_word(c, "perm.", str_lower_ascii(c->arena, name)), .chosen = true};
        }
    return o;
}

static enum rc show_new(struct ctx *c, const struct req *r, struct out *o)
{
    struct option_row *people, *perms;
    size_t people_n, perms_n;
    TRY(officer_only(c));
    if (c->actor->delegation_id)
        return fail(c, DENIED, MSG_delegation_not_onward, S(""));
    TRY(colleagues(c, &people, &people_n));
    perms = lendable(c, &perms_n);
    struct form *f = form_new(c, r, MSG_delegation_new, MSG_delegation_give);
    f->view.back = S("/account/delegations");
    f->view.lead = msg_text(
        c->arena, c->lang, MSG_delegation_new_lead,
        (struct msg_arg[]){ARG(say_word(c, "role.", str_from(role_name(c->actor->role)))), ARG(c->actor->unit_name)},
        2);
    form_choice(f, "to_person_id", MSG_delegation_to, people, people_n, S(""));
    form_ask(f, KIND_TEXT, "document_number", MSG_delegation_document, S(""))->hint =
        say(c, MSG_delegation_document_hint);
    form_day(f, "valid_from", MSG_delegation_from_day, day_of(c->now));
    form_day(f, "valid_to", MSG_delegation_to_day, DAY_NONE);
    form_ticks(f, "perms", MSG_delegation_what, perms, perms_n);
    form_show(f, o);
    return OK;
}

struct give_input {
    int64_t to_person_id;
    struct str document_number;
    struct day valid_from, valid_to;
};
INPUT(give_input,
      {"to_person_id", IN_FORM, FIELD_ID, .required = true, .label = MSG_delegation_to,
       .offset = offsetof(struct give_input, to_person_id)},
      {"document_number", IN_FORM, FIELD_TEXT, .required = true, .max = DOCUMENT_MAX, .label = MSG_delegation_document,
       .offset = offsetof(struct give_input, document_number)},
      {"valid_from", IN_FORM, FIELD_DAY, .required = true, .label = MSG_delegation_from_day,
       .offset = offsetof(struct give_input, valid_from)},
      {"valid_to", IN_FORM, FIELD_DAY, .required = true, .label = MSG_delegation_to_day,
       .offset = offsetof(struct give_input, valid_to)});

static uint64_t ticked(struct ctx *c, const struct req *r)
{
    struct str *names;
    size_t n = req_values(c, r, "perms", &names);
    uint64_t bits = 0;
    for (size_t i = 0; i < n; i++)
        bits |= UINT64_C(1) << perm_by_name(names[i]);
    return bits & ~UINT64_C(1);
}

static enum rc give(struct ctx *c, const struct req *r, struct out *o)
{
    const struct give_input *in = r->in;
    int64_t id;
    TRY(officer_only(c));
    uint64_t bits = ticked(c, r);
    if (bits == 0)
        return fail(c, INVALID, MSG_delegation_nothing, S("perms"));
    struct delegation_new d = {.from_assignment_id = c->actor->assignment_id,
                               .to_person_id = in->to_person_id,
                               .perms = bits == role_lendable(c->actor->role) ? 0 : bits,
                               .from = in->valid_from,
                               .to = in->valid_to,
                               .document_number = in->document_number};
    TRY(delegation_give(c, &d, &id));
    return out_redirect(o, "/account/delegations?done=given", NULL, 0);
}

struct end_input {
    int64_t id;
};
INPUT(end_input, {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct end_input, id)});

static enum rc end(struct ctx *c, const struct req *r, struct out *o)
{
    const struct end_input *in = r->in;
    TRY(officer_only(c));
    TRY(delegation_end(c, in->id));
    return out_redirect(o, "/account/delegations?done=ended", NULL, 0);
}

static const struct route routes[] = {
    {"account.delegations", METHOD_GET, "/account/delegations", PERM_SIGNED_IN, &list_input, show_list, 0,
     "Delegations given and taken", NULL, NULL},
    {"account.delegation.form", METHOD_GET, "/account/delegations/new", PERM_SIGNED_IN, NULL, show_new, 0,
     "The form of a delegation", NULL, NULL},
    {"account.delegation", METHOD_POST, "/account/delegations/new", PERM_SIGNED_IN, &give_input, give, ROUTE_STEP_UP,
     "Lends the role, or a part, to a colleague of the unit", show_new, NULL},
    {"account.delegation.end", METHOD_POST, "/account/delegations/{id}/end", PERM_SIGNED_IN, &end_input, end, 0,
     "Ends a delegation", NULL, NULL},
};
const struct room account_delegations = {"account", routes, COUNT(routes)};
