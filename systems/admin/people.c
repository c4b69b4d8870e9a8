/* Officers: found by name without accents, their account, their roles in time. */
#include "base/text.h"
#include "core/actor/people.h"
#include "core/search/match.h"
#include "systems/admin/admin.h"
#include "systems/admin/kit.h"

enum { NAME_MOST = 120 };
static const char *const office_roles[] = {"counter", "specialist", "head",      "leader",
                                           "clerk",   "reform",     "inspector", "admin"};

/* ---- the list ---- */

struct list_input {
    struct str q, role;
    int64_t page;
};
INPUT(list_input, {"q", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct list_input, q)},
      {"role", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct list_input, role)},
      {"page", IN_QUERY, FIELD_I64, .offset = offsetof(struct list_input, page)});

static bool fits(const struct ctx *c, const struct search_query *q, const struct list_input *in,
                 const struct officers_in_scope_row *p)
{
    if (in->role.n && !str_eq(in->role, p->role))
        return false;
    if (in->q.n == 0)
        return true;
    struct str text = str_printf(c->arena, STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(p->name), STR_ARG(p->login),
                                 STR_ARG(p->unit_name));
    return search_match(q, text_fold(c->arena, text), text_exact(c->arena, text)) > 0;
}

static void account_tag(struct grid *g, const struct ctx *c, struct instant closed, struct instant barred)
{
    if (closed.ms)
        grid_tag(g, TONE_PLAIN, say(c, MSG_person_closed));
    else if (barred.ms)
        grid_tag(g, TONE_ERROR, say(c, MSG_person_locked));
    else
        grid_tag(g, TONE_OK, say(c, MSG_person_open));
}

static struct str role_note(struct ctx *c, const struct officers_in_scope_row *p)
{
    struct day today = day_of(c->now);
    if (p->valid_from_on.n > today.n)
        return msg_text(c->arena, c->lang, MSG_admin_from_day, (struct msg_arg[]){ARG(p->valid_from_on)}, 1);
    if (p->valid_to_on.n == DAY_NONE.n)
        return S("");
    return msg_text(c->arena, c->lang, MSG_admin_until_day, (struct msg_arg[]){ARG(p->valid_to_on)}, 1);
}

static void person_row(struct grid *g, struct ctx *c, const struct officers_in_scope_row *p)
{
    grid_row(g);
    grid_link(g, p->name, admin_at(c, "people", p->id, ""));
    grid_text(g, p->login);
    grid_text(g, say_word(c, "role.", p->role))->note = role_note(c, p);
    grid_text(g, p->unit_name)->note = p->title;
    account_tag(g, c, p->closed_at, p->barred_at);
}

/* One row a role: who holds two roles stands twice, as people look for either. */
static enum rc found_people(struct ctx *c, const struct req *r, struct officers_in_scope_row **out, size_t *n)
{
    const struct list_input *in = r->in;
    struct officers_in_scope_row *rows;
    struct search_query q = search_query(c->arena, in->q);
    size_t rows_n;
    TRY(officers_in_scope(c, r->scope, &rows, &rows_n));
    *n = 0;
    for (size_t i = 0; i < rows_n; i++)
        if (fits(c, &q, in, &rows[i]))
            rows[(*n)++] = rows[i];
    *out = rows;
    return OK;
}

/* The roles, after a first row that stands for none of them. */
static struct option_row *role_options(struct ctx *c, enum msg first)
{
    struct option_row *o = NEW_ARRAY(c->arena, struct option_row, COUNT(office_roles) + 1);
    o[0] = (struct option_row){.label = say(c, first)};
    memcpy(&o[1], admin_words(c, "role.", office_roles, COUNT(office_roles)), COUNT(office_roles) * sizeof *o);
    return o;
}

static struct field_view *role_filter(struct ctx *c, struct str chosen)
{
    struct option_row *o = role_options(c, MSG_person_any_role);
    for (size_t i = 0; i <= COUNT(office_roles); i++)
        o[i].chosen = str_eq(o[i].value, chosen);
    struct field_view *v = NEW(c->arena, struct field_view);
    *v = (struct field_view){.kind = KIND_SELECT,
                             .name = S("role"),
                             .label = say(c, MSG_person_role),
                             .required = true,
                             .rows = o,
                             .rows_n = COUNT(office_roles) + 1};
    return v;
}

static enum rc show_list(struct ctx *c, const struct req *r, struct out *o)
{
    static const enum msg heads[] = {MSG_person_name, MSG_person_login,   MSG_person_role,
                                     MSG_person_unit, MSG_person_account, MSG_NONE};
    const struct list_input *in = r->in;
    struct officers_in_scope_row *rows;
    size_t n;
    int64_t at = in->page > 1 ? in->page : 1;
    TRY(found_people(c, r, &rows, &n));
    struct grid g = grid_new(c, ADMIN_PAGE, MSG_admin_people_title, MSG_admin_people_none, heads);
    for (size_t i = (size_t)(at - 1) * ADMIN_PAGE; i < n && g.view.rows_n < ADMIN_PAGE; i++)
        person_row(&g, c, &rows[i]);
    struct acts a = acts_new(c, 1);
    acts_link(&a, MSG_admin_person_new, S("/admin/people/new"))->primary = true;
    struct str keep = STR_CAT(c->arena, admin_keep(c, "q", in->q), admin_keep(c, "role", in->role));
    struct list_page_view v = {
        .shell = shell_of(c, r, MSG_admin_people_title),
        .title = say(c, MSG_admin_people_title),
        .lead = say(c, MSG_admin_people_lead),
        .actions = a.view,
        .table = g.view,
        .filter = {.q = in->q,
                   .search = true,
                   .rows = role_filter(c, in->role),
                   .rows_n = 1,
                   .summary = msg_text(c->arena, c->lang, MSG_admin_found, (struct msg_arg[]){ARG(n)}, 1)},
        .pager = admin_pager(c, at, n, keep)};
    list_page_html(o, &v);
    return OK;
}

/* ---- one person ---- */

struct person_input {
    int64_t id;
    struct str done;
};
INPUT(person_input, {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct person_input, id)},
      {"done", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct person_input, done)});

static enum rc person_of(struct ctx *c, const struct req *r, int64_t id, struct person_by_id_row *p)
{
    bool found;
    TRY(officer_seen(c, r->scope, id));
    TRY(person_by_id(c, id, p, &found));
    return found ? OK : fail(c, NOT_FOUND, MSG_actor_not_found, S(""));
}

static enum rc id_of(struct ctx *c, const struct req *r, const char *name, int64_t *id)
{
    return str_to_i64(req_value(r, name), id) ? OK : fail(c, NOT_FOUND, MSG_actor_not_found, S(""));
}

static enum rc account_part(struct ctx *c, const struct person_by_id_row *p, bool held, struct show_part *part)
{
    struct accounts_of_person_row *rows;
    size_t n;
    TRY(accounts_of_person(c, p->id, &rows, &n));
    struct facts f = facts_new(c, 8);
    struct acts a = acts_new(c, 4);
    facts_add(&f, MSG_person_phone, p->phone);
    facts_add(&f, MSG_person_email, p->email);
    for (size_t i = 0; i < n && i < 1; i++) {
        bool open = rows[i].closed_at.ms == 0, barred = rows[i].barred_at.ms != 0;
        facts_add(&f, MSG_person_login, rows[i].login)->tag = (struct tag_view){!open    ? TONE_PLAIN
                                                                                : barred ? TONE_ERROR
                                                                                         : TONE_OK,
                                                                                say(c, !open    ? MSG_person_closed
                                                                                       : barred ? MSG_person_locked
                                                                                                : MSG_person_open)};
        facts_add(&f, MSG_person_totp, say(c, rows[i].totp_secret.n ? MSG_general_yes : MSG_general_no));
        facts_add(&f, MSG_person_must_change, say(c, rows[i].must_change ? MSG_general_yes : MSG_general_no));
        if (!open || !held)
            continue;
        acts_link(&a, MSG_person_reset, admin_at(c, "people", p->id, "/account/reset"));
        acts_link(&a, barred ? MSG_person_unlock : MSG_person_lock,
                  admin_at(c, "people", p->id, barred ? "/account/unlock" : "/account/lock"));
        if (rows[i].totp_secret.n)
            acts_link(&a, MSG_person_totp_off, admin_at(c, "people", p->id, "/account/totp_off"));
        acts_link(&a, MSG_person_close, admin_at(c, "people", p->id, "/account/close"))->danger = true;
    }
    *part = (struct show_part){.title = say(c, MSG_person_account), .facts = f.view, .actions = a.view};
    return OK;
}

static enum rc roles_part(struct ctx *c, const struct person_by_id_row *p, bool held, struct show_part *part)
{
    static const enum msg heads[] = {MSG_person_role, MSG_person_unit, MSG_person_title, MSG_admin_from,
                                     MSG_admin_to,    MSG_admin_do,    MSG_NONE};
    struct assignments_named_row *rows;
    struct day today = day_of(c->now);
    size_t n;
    TRY(assignments_named(c, p->id, &rows, &n));
    struct grid g = grid_new(c, n, MSG_person_roles, MSG_person_roles_none, heads);
    for (size_t i = 0; i < n; i++) {
        bool lasts = rows[i].valid_to_on.n == DAY_NONE.n || rows[i].valid_to_on.n >= today.n;
        grid_row(&g);
        grid_text(&g, say_word(c, "role.", rows[i].role));
        grid_text(&g, rows[i].unit_name);
        grid_text(&g, rows[i].title);
        grid_text(&g, day_text(c, rows[i].valid_from_on));
        grid_text(&g,
                  rows[i].valid_to_on.n == DAY_NONE.n ? say(c, MSG_admin_no_end) : day_text(c, rows[i].valid_to_on));
        if (lasts && held)
            grid_link(
                &g, say(c, MSG_person_role_end),
                str_printf(c->arena, "/admin/people/%lld/roles/%lld/end", (long long)p->id, (long long)rows[i].id));
        else
            grid_text(&g, S(""));
    }
    struct acts a = acts_new(c, 1);
    if (held)
        acts_link(&a, MSG_person_role_new, admin_at(c, "people", p->id, "/roles/new"))->primary = true;
    *part = (struct show_part){.title = say(c, MSG_person_roles), .table = g.view, .actions = a.view};
    return OK;
}

static enum rc draw_person(struct ctx *c, const struct req *r, int64_t id, struct str password, struct str done,
                           struct out *o)
{
    struct person_by_id_row p;
    struct show_part parts[3];
    TRY(person_of(c, r, id, &p));
    bool held = officer_held(c, r->scope, id) == OK && id != c->actor->person_id;
    TRY(account_part(c, &p, held, &parts[0]));
    TRY(roles_part(c, &p, held, &parts[1]));
    TRY(admin_life(c, "person", id, &parts[2]));
    struct acts a = acts_new(c, 1);
    if (held)
        acts_link(&a, MSG_admin_change, admin_at(c, "people", id, "/edit"));
    struct show_page_view v = {.shell = shell_titled(c, r, p.name),
                               .back = S("/admin/people"),
                               .title = p.name,
                               .actions = a.view,
                               .rows = parts,
                               .rows_n = COUNT(parts)};
    if (password.n)
        v.panel = (struct panel_view){.title = p.name, .lead = say(c, MSG_person_password_told), .code = password};
    if (!held)
        v.banner = (struct banner_view){
            TONE_INFO, S(""), say(c, id == c->actor->person_id ? MSG_person_is_you : MSG_person_reaches_further)};
    admin_notice(&v.shell, c, done);
    show_page_html(o, &v);
    return OK;
}

static enum rc show_person(struct ctx *c, const struct req *r, struct out *o)
{
    const struct person_input *in = r->in;
    return draw_person(c, r, in->id, S(""), in->done, o);
}

/* ---- making one ---- */

struct new_input {
    struct str name, phone, email, login, role, title, why;
    int64_t agency_id, id;
    struct day valid_from, valid_to;
};
#define NEW_FIELD(member, type, needed, most, words)                                                                   \
    {                                                                                                                  \
#member, IN_FORM, type, .required = needed, .max = most, .label = words,                                       \
                                .offset = offsetof(struct new_input, member)                                           \
    }
#define ROLE_FIELDS                                                                                                    \
    NEW_FIELD(role, FIELD_TEXT, true, 40, MSG_person_role), NEW_FIELD(agency_id, FIELD_I64, true, 0, MSG_person_unit), \
        NEW_FIELD(title, FIELD_TEXT, false, ADMIN_TEXT, MSG_person_title),                                             \
        NEW_FIELD(valid_from, FIELD_DAY, true, 0, MSG_admin_from),                                                     \
        NEW_FIELD(valid_to, FIELD_DAY, false, 0, MSG_admin_to)
INPUT(new_input, NEW_FIELD(name, FIELD_TEXT, true, NAME_MOST, MSG_person_name),
      NEW_FIELD(phone, FIELD_TEXT, false, 20, MSG_person_phone),
      NEW_FIELD(email, FIELD_TEXT, false, 120, MSG_person_email),
      NEW_FIELD(login, FIELD_TEXT, true, 60, MSG_person_login), ROLE_FIELDS);
static const struct field role_input_fields[] = {
    {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct new_input, id)},
    ROLE_FIELDS,
    NEW_FIELD(why, FIELD_TEXT, true, ADMIN_WHY, MSG_sheet_why)};
static const struct input role_input = {"role_input", sizeof(struct new_input), role_input_fields,
                                        COUNT(role_input_fields)};

static enum rc ask_role(struct form *f)
{
    struct ctx *c = f->c;
    struct option_row *units;
    size_t n;
    TRY(admin_units(c, f->r->scope, day_of(c->now), MSG_field_choose, &units, &n));
    form_choice(f, "role", MSG_person_role, role_options(c, MSG_field_choose), COUNT(office_roles) + 1, S(""));
    form_choice(f, "agency_id", MSG_person_unit, units, n, S(""));
    form_ask(f, KIND_TEXT, "title", MSG_person_title, S(""))->required = false;
    form_day(f, "valid_from", MSG_admin_from, day_of(c->now));
    form_day(f, "valid_to", MSG_admin_to, DAY_NONE)->required = false;
    return OK;
}

static struct role_new role_of(const struct new_input *in)
{
    return (struct role_new){.role = role_by_name(in->role),
                             .agency_id = in->agency_id,
                             .title = in->title,
                             .from = in->valid_from,
                             .to = in->valid_to};
}

static void ask_contact(struct form *f, struct str name, struct str phone, struct str email)
{
    form_ask(f, KIND_TEXT, "name", MSG_person_name, name);
    form_ask(f, KIND_TEL, "phone", MSG_person_phone, phone)->required = false;
    form_ask(f, KIND_EMAIL, "email", MSG_person_email, email)->required = false;
}

static enum rc show_new(struct ctx *c, const struct req *r, struct out *o)
{
    struct form *f = form_new(c, r, MSG_admin_person_new, MSG_admin_person_make);
    f->view.back = S("/admin/people");
    f->view.lead = say(c, MSG_admin_person_new_lead);
    ask_contact(f, S(""), S(""), S(""));
    form_ask(f, KIND_TEXT, "login", MSG_person_login, S(""))->hint = say(c, MSG_person_login_hint);
    TRY(ask_role(f));
    form_show(f, o);
    return OK;
}

static enum rc create(struct ctx *c, const struct req *r, struct out *o)
{
    const struct new_input *in = r->in;
    struct officer_new n = {in->name, in->phone, in->email, in->login, role_of(in)};
    struct str password;
    int64_t id;
    TRY(officer_create(c, r->scope, &n, &id, &password));
    return draw_person(c, r, id, password, S("person"), o);
}

/* ---- changing one ---- */

struct edit_input {
    int64_t id, version;
    struct str name, phone, email;
};
INPUT(edit_input, {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct edit_input, id)},
      {"version", IN_FORM, FIELD_I64, .required = true, .offset = offsetof(struct edit_input, version)},
      {"name", IN_FORM, FIELD_TEXT, .required = true, .max = NAME_MOST, .label = MSG_person_name,
       .offset = offsetof(struct edit_input, name)},
      {"phone", IN_FORM, FIELD_TEXT, .max = 20, .label = MSG_person_phone,
       .offset = offsetof(struct edit_input, phone)},
      {"email", IN_FORM, FIELD_TEXT, .max = 120, .label = MSG_person_email,
       .offset = offsetof(struct edit_input, email)});

static enum rc show_edit(struct ctx *c, const struct req *r, struct out *o)
{
    struct person_by_id_row p;
    int64_t id;
    TRY(id_of(c, r, "id", &id));
    TRY(officer_held(c, r->scope, id));
    TRY(person_of(c, r, id, &p));
    struct form *f = form_new(c, r, MSG_admin_person_edit, MSG_admin_save);
    f->view.back = admin_at(c, "people", id, "");
    ask_contact(f, p.name, p.phone, p.email);
    form_fixed(f, "version", MSG_admin_version, str_printf(c->arena, "%lld", (long long)p.version));
    form_show(f, o);
    return OK;
}

static enum rc change(struct ctx *c, const struct req *r, struct out *o)
{
    const struct edit_input *in = r->in;
    TRY(officer_change(c, r->scope, in->id, in->version, in->name, in->phone, in->email));
    return out_redirect(o, "/admin/people/{}?done=person_changed", (struct str[]){AS_STR(c->arena, in->id)}, 1);
}

/* ---- the account: reset, lock, unlock, second factor off, close ---- */

struct act_input {
    int64_t id;
    struct str act, why;
};
INPUT(act_input, {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct act_input, id)},
      {"act", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct act_input, act)},
      {"why", IN_FORM, FIELD_TEXT, .required = true, .max = ADMIN_WHY, .label = MSG_sheet_why,
       .offset = offsetof(struct act_input, why)});
static const struct input act_form_input = {"act_form_input", sizeof(struct act_input), act_input_fields, 2};

static const struct account_form {
    const char *word;
    enum account_act act;
    enum msg title, lead;
    bool danger;
} account_forms[] = {
    {"reset", ACCOUNT_RESET, MSG_person_reset, MSG_person_reset_lead, false},
    {"lock", ACCOUNT_BAR, MSG_person_lock, MSG_person_lock_lead, true},
    {"unlock", ACCOUNT_UNBAR, MSG_person_unlock, MSG_person_unlock_lead, false},
    {"totp_off", ACCOUNT_TOTP_OFF, MSG_person_totp_off, MSG_person_totp_off_lead, true},
    {"close", ACCOUNT_CLOSE, MSG_person_close, MSG_person_close_lead, true},
};

static enum rc account_form_of(struct ctx *c, struct str word, const struct account_form **out)
{
    for (size_t i = 0; i < COUNT(account_forms); i++)
        if (str_eqc(word, account_forms[i].word)) {
            *out = &account_forms[i];
            return OK;
        }
    return fail(c, NOT_FOUND, MSG_general_not_found, S("act"));
}

static enum rc show_account(struct ctx *c, const struct req *r, struct out *o)
{
    const struct account_form *how;
    struct person_by_id_row p;
    int64_t id;
    TRY(id_of(c, r, "id", &id));
    TRY(account_form_of(c, req_value(r, "act"), &how));
    TRY(officer_held(c, r->scope, id));
    TRY(person_of(c, r, id, &p));
    struct form *f = form_new(c, r, how->title, how->title);
    f->view.back = admin_at(c, "people", id, "");
    f->view.lead = msg_text(c->arena, c->lang, how->lead, (struct msg_arg[]){ARG(p.name)}, 1);
    f->view.danger = how->danger;
    form_why(f);
    form_show(f, o);
    return OK;
}

static enum rc do_account(struct ctx *c, const struct req *r, struct out *o)
{
    const struct act_input *in = r->in;
    const struct account_form *how;
    struct str password = S("");
    TRY(account_form_of(c, in->act, &how));
    TRY(account_do(c, r->scope, in->id, how->act, in->why, &password));
    if (password.n)
        return draw_person(c, r, in->id, password, S(""), o);
    return out_redirect(o, "/admin/people/{}?done=account_{}", (struct str[]){AS_STR(c->arena, in->id), in->act}, 2);
}

/* ---- roles ---- */

static enum rc show_role_new(struct ctx *c, const struct req *r, struct out *o)
{
    struct person_by_id_row p;
    int64_t id;
    TRY(id_of(c, r, "id", &id));
    TRY(officer_held(c, r->scope, id));
    TRY(person_of(c, r, id, &p));
    struct form *f = form_new(c, r, MSG_person_role_new, MSG_person_role_new);
    f->view.back = admin_at(c, "people", id, "");
    f->view.lead = p.name;
    TRY(ask_role(f));
    form_why(f);
    form_show(f, o);
    return OK;
}

static enum rc begin_role(struct ctx *c, const struct req *r, struct out *o)
{
    const struct new_input *in = r->in;
    struct role_new n = role_of(in);
    TRY(role_start(c, r->scope, in->id, &n, in->why));
    return out_redirect(o, "/admin/people/{}?done=role", (struct str[]){AS_STR(c->arena, in->id)}, 1);
}

struct end_input {
    int64_t id, role;
    struct day valid_to;
    struct str why;
};
INPUT(end_input, {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct end_input, id)},
      {"role", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct end_input, role)},
      {"valid_to", IN_FORM, FIELD_DAY, .required = true, .label = MSG_admin_last_day,
       .offset = offsetof(struct end_input, valid_to)},
      {"why", IN_FORM, FIELD_TEXT, .required = true, .max = ADMIN_WHY, .label = MSG_sheet_why,
       .offset = offsetof(struct end_input, why)});
static const struct input end_form_input = {"end_form_input", sizeof(struct end_input), end_input_fields, 2};

static enum rc show_role_end(struct ctx *c, const struct req *r, struct out *o)
{
    struct assignment_by_id_row a;
    struct person_by_id_row p;
    int64_t id, role;
    bool found;
    TRY(id_of(c, r, "id", &id));
    TRY(id_of(c, r, "role", &role));
    TRY(officer_held(c, r->scope, id));
    TRY(person_of(c, r, id, &p));
    TRY(assignment_by_id(c, role, &a, &found));
    if (!found || a.person_id != id)
        return fail(c, NOT_FOUND, MSG_actor_not_found, S(""));
    struct form *f = form_new(c, r, MSG_person_role_end, MSG_person_role_end);
    f->view.back = admin_at(c, "people", id, "");
    f->view.lead = msg_text(c->arena, c->lang, MSG_person_role_end_lead,
                            (struct msg_arg[]){ARG(p.name), ARG(say_word(c, "role.", a.role))}, 2);
    f->view.danger = true;
    form_day(f, "valid_to", MSG_admin_last_day, day_of(c->now));
    form_why(f);
    form_show(f, o);
    return OK;
}

static enum rc end_role(struct ctx *c, const struct req *r, struct out *o)
{
    const struct end_input *in = r->in;
    TRY(role_end(c, r->scope, in->role, in->valid_to, in->why));
    return out_redirect(o, "/admin/people/{}?done=role_ended", (struct str[]){AS_STR(c->arena, in->id)}, 1);
}

static const struct route routes[] = {
    {"admin.people", METHOD_GET, "/admin/people", PERM_PEOPLE_EDIT, &list_input, show_list, 0,
     "Officers and their roles", NULL, NULL},
    {"admin.person.new.form", METHOD_GET, "/admin/people/new", PERM_PEOPLE_EDIT, NULL, show_new, 0,
     "The form of a new officer", NULL, NULL},
    {"admin.person.new", METHOD_POST, "/admin/people/new", PERM_PEOPLE_EDIT, &new_input, create, ROUTE_STEP_UP,
     "Makes an officer with an account and a first role", show_new, NULL},
    {"admin.person", METHOD_GET, "/admin/people/{id}", PERM_PEOPLE_EDIT, &person_input, show_person, 0, "One officer",
     NULL, NULL},
    {"admin.person.edit.form", METHOD_GET, "/admin/people/{id}/edit", PERM_PEOPLE_EDIT, &person_input, show_edit, 0,
     "The form of name and contact", NULL, NULL},
    {"admin.person.edit", METHOD_POST, "/admin/people/{id}/edit", PERM_PEOPLE_EDIT, &edit_input, change, 0,
     "Changes name and contact", show_edit, NULL},
    {"admin.account.form", METHOD_GET, "/admin/people/{id}/account/{act}", PERM_PEOPLE_EDIT, &act_form_input,
     show_account, 0, "Asks why an account is reset, locked, unlocked or closed", NULL, NULL},
    {"admin.account", METHOD_POST, "/admin/people/{id}/account/{act}", PERM_PEOPLE_EDIT, &act_input, do_account,
     ROUTE_STEP_UP, "Resets, locks, unlocks or closes an account", show_account, NULL},
    {"admin.role.new.form", METHOD_GET, "/admin/people/{id}/roles/new", PERM_PEOPLE_EDIT, &person_input, show_role_new,
     0, "The form of a further role", NULL, NULL},
    {"admin.role.new", METHOD_POST, "/admin/people/{id}/roles/new", PERM_PEOPLE_EDIT, &role_input, begin_role,
     ROUTE_STEP_UP, "Gives a role in a unit between two days", show_role_new, NULL},
    {"admin.role.end.form", METHOD_GET, "/admin/people/{id}/roles/{role}/end", PERM_PEOPLE_EDIT, &end_form_input,
     show_role_end, 0, "The form that ends a role", NULL, NULL},
    {"admin.role.end", METHOD_POST, "/admin/people/{id}/roles/{role}/end", PERM_PEOPLE_EDIT, &end_input, end_role,
     ROUTE_STEP_UP, "Ends a role on a day", show_role_end, NULL},
};
const struct room admin_people = {"admin", routes, COUNT(routes)};
