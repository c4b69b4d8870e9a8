/* The pages of the door. A refused attempt returns OK with status 422: its count must stay in the database, and INVALID
 * would undo it. */
#include "base/message.h"
#include "core/actor/store.h"
#include "core/dossier/dossier_queries.h"
#include "core/journal/journal.h"
#include "core/setting/setting.h"
#include "systems/account/account.h"
#include "web/components.h"
#include "web/request.h"
#include "web/session.h"
#include "web/sheet.h"
#include "web_pages.h"

enum { STATUS_REFUSED = 422, STATUS_NOTHING = 204, STATUS_DENIED = 403, BACK_MAX = 2000, SECRET_MAX = 256 };

struct back_input {
    struct str back;
};
INPUT(back_input, {"back", IN_QUERY, FIELD_TEXT, .max = BACK_MAX, .offset = offsetof(struct back_input, back)});

static void put_fault(struct shell *s, struct str text, struct str field)
{
    if (text.n && s->faults_n < FAULTS_MAX)
        s->faults[s->faults_n++] = (struct fault_item){.text = text, .field = field};
}

/* ---- signing in ---- */

static void show_sign_in_with(struct ctx *c, const struct req *r, struct out *o, struct str why)
{
    struct sign_in_view v = {.shell = shell_of(c, r, MSG_sign_in_title), .back = req_value(r, "back")};
    put_fault(&v.shell, why, S("login"));
    v.login = (struct field_view){.kind = KIND_TEXT,
                                  .name = S("login"),
                                  .label = say(c, MSG_sign_in_login),
                                  .value = req_value(r, "login"),
                                  .autocomplete = S("username"),
                                  .required = true,
                                  .error = shell_fault(&v.shell, "login")};
    v.password = (struct field_view){.kind = KIND_PASSWORD,
                                     .name = S("password"),
                                     .label = say(c, MSG_sign_in_password),
                                     .autocomplete = S("current-password"),
                                     .required = true,
                                     .error = shell_fault(&v.shell, "password")};
    sign_in_html(o, &v);
}

static enum rc show_sign_in(struct ctx *c, const struct req *r, struct out *o)
{
    show_sign_in_with(c, r, o, S(""));
    return OK;
}

struct sign_in_input {
    struct str login, password, back;
};
INPUT(sign_in_input,
      {"login", IN_FORM, FIELD_TEXT, .required = true, .label = MSG_sign_in_login,
       .offset = offsetof(struct sign_in_input, login)},
      {"password", IN_FORM, FIELD_RAW, .required = true, .max = SECRET_MAX, .label = MSG_sign_in_password,
       .offset = offsetof(struct sign_in_input, password)},
      {"back", IN_FORM, FIELD_TEXT, .max = BACK_MAX, .offset = offsetof(struct sign_in_input, back)});

static struct str why_locked(const struct ctx *c, struct instant until)
{
    struct msg_arg at = ARG(until);
    return msg_text(c->arena, c->lang, MSG_account_locked, &at, 1);
}

/* The guard knew a stranger when this request began: who it is now says the session. */
static enum rc home_of(struct ctx *c, const struct req *r, const char **out)
{
    struct actor a = {.person_id = r->session->person_id, .role = ROLE_CITIZEN};
    if (r->session->assignment_id)
        TRY(actor_of_assignment(c, r->session->assignment_id, &a));
    *out = shell_home(&a);
    return OK;
}

/* The front page and the door itself are no page that somebody asked for. */
static bool is_asked(struct str back)
{
    return back.n > 1 && !str_starts(back, S("/?")) && !str_starts(back, S("/sign-in"));
}

/* Where somebody lands who has just signed in: what must be done first, else what he asked for, else his work. */
static enum rc go_in(struct ctx *c, const struct req *r, struct out *o, struct str back)
{
    struct str asked;
    const char *home;
    TRY(setting_get(c, "officer.totp", &asked));
    TRY(home_of(c, r, &home));
    if (!is_asked(back))
        back = str_from(home);
    if (r->session->must_change)
        return out_redirect(o, "/account/password", NULL, 0);
    if (r->session->totp_missing && str_eqc(asked, "asked"))
        return out_redirect(o, "/account/totp?back={}", &back, 1);
    return out_back(o, back, home);
}

static enum rc sign_in(struct ctx *c, const struct req *r, struct out *o)
{
    const struct sign_in_input *in = r->in;
    struct instant until = {0};
    enum sign_in how = SIGN_IN_WRONG;
    TRY(session_sign_in(c, r, in->login, in->password, S(""), &how, &until));
    switch (how) {
    case SIGN_IN_OK: return go_in(c, r, o, in->back);
    case SIGN_IN_NEEDS_CODE: return out_redirect(o, "/sign-in/code?back={}", &in->back, 1);
    case SIGN_IN_LOCKED: show_sign_in_with(c, r, o, why_locked(c, until)); break;
    case SIGN_IN_WRONG: show_sign_in_with(c, r, o, say(c, MSG_account_wrong)); break;
    }
    o->status = STATUS_REFUSED;
    return OK;
}

/* ---- the code, on a page of its own: the session that brought the password may bring it for five minutes ---- */

static void show_code_with(struct ctx *c, const struct req *r, struct out *o, struct str why)
{
    struct second_factor_view v = {.shell = shell_of(c, r, MSG_second_title), .back = req_value(r, "back")};
    put_fault(&v.shell, why, S("code"));
    v.code = (struct field_view){.kind = KIND_TEXT,
                                 .name = S("code"),
                                 .label = say(c, MSG_second_code),
                                 .hint = say(c, MSG_account_code_hint),
                                 .autocomplete = S("one-time-code"),
                                 .required = true,
                                 .narrow = true,
                                 .error = shell_fault(&v.shell, "code")};
    second_factor_html(o, &v);
}

static enum rc show_code(struct ctx *c, const struct req *r, struct out *o)
{
    show_code_with(c, r, o, S(""));
    return OK;
}

struct code_input {
    struct str code, back;
};
INPUT(code_input,
      {"code", IN_FORM, FIELD_TEXT, .required = true, .max = 20, .label = MSG_second_code,
       .offset = offsetof(struct code_input, code)},
      {"back", IN_FORM, FIELD_TEXT, .max = BACK_MAX, .offset = offsetof(struct code_input, back)});

static enum rc sign_in_code(struct ctx *c, const struct req *r, struct out *o)
{
    const struct code_input *in = r->in;
    struct instant until = {0};
    enum sign_in how;
    TRY(session_sign_in_code(c, r, in->code, &how, &until));
    switch (how) {
    case SIGN_IN_OK: return go_in(c, r, o, in->back);
    case SIGN_IN_WRONG: return out_redirect(o, "/sign-in?back={}", &in->back, 1);
    case SIGN_IN_NEEDS_CODE: show_code_with(c, r, o, say(c, MSG_account_code_wrong)); break;
    case SIGN_IN_LOCKED: show_code_with(c, r, o, why_locked(c, until)); break;
    }
    o->status = STATUS_REFUSED;
    return OK;
}

static enum rc sign_out(struct ctx *c, const struct req *r, struct out *o)
{
    TRY(session_sign_out(c, r));
    return out_redirect(o, "/", NULL, 0);
}

/* ---- the lock ---- */

static void show_lock_with(struct ctx *c, const struct req *r, struct out *o, struct str why)
{
    struct lock_view v = {.shell = shell_of(c, r, MSG_lock_title), .back = req_value(r, "back")};
    put_fault(&v.shell, why, S("proof"));
    lock_html(o, &v);
}

static enum rc show_lock(struct ctx *c, const struct req *r, struct out *o)
{
    show_lock_with(c, r, o, S(""));
    return OK;
}

struct unlock_input {
    struct str proof, back;
};
INPUT(unlock_input,
      {"proof", IN_FORM, FIELD_RAW, .required = true, .max = SECRET_MAX, .label = MSG_lock_proof,
       .offset = offsetof(struct unlock_input, proof)},
      {"back", IN_FORM, FIELD_TEXT, .max = BACK_MAX, .offset = offsetof(struct unlock_input, back)});

/* The cover of the page asks with MC-Fragment and wants only yes (204) or no (403). */
static enum rc unlock(struct ctx *c, const struct req *r, struct out *o)
{
    const struct unlock_input *in = r->in;
    bool right = false;
    TRY(session_prove(c, r, in->proof, &right));
    if (r->wants_fragment) {
        o->status = right ? STATUS_NOTHING : STATUS_DENIED;
        return OK;
    }
    if (right)
        return out_back(o, in->back, shell_home(c->actor));
    show_lock_with(c, r, o, say(c, MSG_lock_wrong));
    o->status = STATUS_REFUSED;
    return OK;
}

struct lock_input {
    struct str back;
};
INPUT(lock_input, {"back", IN_FORM, FIELD_TEXT, .max = BACK_MAX, .offset = offsetof(struct lock_input, back)});

static enum rc lock(struct ctx *c, const struct req *r, struct out *o)
{
    const struct lock_input *in = r->in;
    TRY(session_lock(c, r));
    if (!r->wants_fragment)
        return out_redirect(o, "/unlock?back={}", &in->back, 1);
    o->status = STATUS_NOTHING;
    return OK;
}

/* ---- acting as ---- */

enum { CHOICE_MAX = 40 };

struct choices {
    struct option_row *rows;
    size_t n;
};

static struct str unit_name(struct ctx *c, int64_t id)
{
    struct agency_counter_row row = {0};
    bool found = false;
    return agency_counter(c, id, &row, &found) == OK && found ? row.name : S("");
}

static struct option_row *choice(struct ctx *c, struct choices *list, char kind, int64_t id, struct str role,
                                 int64_t unit)
{
    struct option_row *row = &list->rows[list->n++];
    *row = (struct option_row){.value = str_printf(c->arena, "%c%lld", kind, (long long)id),
                               .label = str_printf(c->arena, STR_FMT " · " STR_FMT, STR_ARG(say_word(c, "role.", role)),
                                                   STR_ARG(unit_name(c, unit)))};
    return row;
}

static enum rc own_choices(struct ctx *c, struct choices *list)
{
    struct assignments_of_person_row *rows;
    size_t n;
    TRY(assignments_of_person(c, c->actor->person_id, &rows, &n));
    for (size_t i = 0; i < n && list->n < CHOICE_MAX; i++)
        if (actor_valid(day_of(c->now), rows[i].valid_from_on, rows[i].valid_to_on)) {
            struct option_row *row = choice(c, list, 'a', rows[i].id, rows[i].role, rows[i].agency_id);
            row->hint = rows[i].title;
            row->chosen = !c->actor->delegation_id && rows[i].id == c->actor->assignment_id;
        }
    return OK;
}

/* What others lent him, while it holds; under which paper stands beside it (ND 30/2020 Đ.13). */
static enum rc lent_choices(struct ctx *c, struct choices *list)
{
    struct delegations_to_person_row *rows;
    size_t n;
    TRY(delegations_to_person(c, c->actor->person_id, &rows, &n));
    for (size_t i = 0; i < n && list->n < CHOICE_MAX; i++)
        if (!rows[i].revoked_at.ms && actor_valid(day_of(c->now), rows[i].valid_from_on, rows[i].valid_to_on)) {
            struct msg_arg args[] = {ARG(rows[i].name), ARG(rows[i].document_number), ARG(rows[i].valid_to_on)};
            struct option_row *row = choice(c, list, 'd', rows[i].id, rows[i].role, rows[i].agency_id);
            row->hint = msg_text(c->arena, c->lang, MSG_account_lent, args, COUNT(args));
            row->chosen = rows[i].id == c->actor->delegation_id;
        }
    return OK;
}

static enum rc show_act_as(struct ctx *c, const struct req *r, struct out *o)
{
    struct choices list = {.rows = NEW_ARRAY(c->arena, struct option_row, CHOICE_MAX)};
    struct form_page_view v = {
        .shell = shell_of(c, r, MSG_account_act_title),
        .back = str_from(shell_home(c->actor)),
        .lead = say(c, MSG_account_act_lead)};
    struct field_view *field = NEW(c->arena, struct field_view);
    TRY(own_choices(c, &list));
    TRY(lent_choices(c, &list));
    *field = (struct field_view){.kind = KIND_RADIOS,
                                 .name = S("as"),
                                 .label = say(c, MSG_account_act_as),
                                 .required = true,
                                 .rows = list.rows,
                                 .rows_n = list.n,
                                 .error = shell_fault(&v.shell, "as")};
    v.title = v.shell.title;
    v.rows = field;
    v.rows_n = list.n > 0;
    v.button = list.n ? say(c, MSG_account_act_go) : S("");
    form_page_html(o, &v);
    return OK;
}

struct act_as_input {
    struct str as;
};
INPUT(act_as_input, {"as", IN_FORM, FIELD_TEXT, .required = true, .label = MSG_account_act_as,
                     .offset = offsetof(struct act_as_input, as)});

static enum rc act_as(struct ctx *c, const struct req *r, struct out *o)
{
    const struct act_as_input *in = r->in;
    struct json *open = jv_new(c->arena, JV_OBJECT);
    struct actor now;
    int64_t id = 0;
    bool lent = str_starts(in->as, S("d"));
    if ((!lent && !str_starts(in->as, S("a"))) || !str_to_i64(str_sub(in->as, 1, in->as.n), &id))
        return fail(c, INVALID, MSG_field_not_a_choice, S("as"));
    enum rc rc = session_act_as(c, r, lent ? 0 : id, lent ? id : 0);
    if (rc == NOT_FOUND) /* ended or taken back since the page was drawn */
        return fail(c, INVALID, MSG_field_not_a_choice, S("as"));
    TRY(rc);
    jv_set(open, lent ? "delegation" : "assignment", jv_new_int(c->arena, id));
    TRY(journal_append(
        c, &(struct journal_entry){.kind = "person", .object_id = c->actor->person_id, .act = "act_as", .open = open}));
    if (lent)
        return out_redirect(o, "/desk", NULL, 0);
    TRY(actor_of_assignment(c, id, &now));
    return out_back(o, S(""), shell_home(&now));
}

static const struct route routes[] = {
    {"account.sign_in.form", METHOD_GET, "/sign-in", PERM_PUBLIC, &back_input, show_sign_in, 0, "The sign-in page",
     NULL, NULL},
    {"account.sign_in", METHOD_POST, "/sign-in", PERM_PUBLIC, &sign_in_input, sign_in, ROUTE_LIMITED | ROUTE_UNLOCKED,
     "Signs in with login and password", show_sign_in, NULL},
    {"account.code.form", METHOD_GET, "/sign-in/code", PERM_PUBLIC, &back_input, show_code, 0,
     "Asks for the code of the second factor", NULL, NULL},
    {"account.code", METHOD_POST, "/sign-in/code", PERM_PUBLIC, &code_input, sign_in_code,
     ROUTE_LIMITED | ROUTE_UNLOCKED, "Signs in with the code, after the password", show_code, NULL},
    {"account.sign_out", METHOD_POST, "/sign-out", PERM_SIGNED_IN, NULL, sign_out, ROUTE_UNLOCKED, "Signs out", NULL,
     NULL},
    {"account.unlock.form", METHOD_GET, "/unlock", PERM_SIGNED_IN, &back_input, show_lock, ROUTE_UNLOCKED,
     "Asks for the password of a locked session", NULL, NULL},
    {"account.unlock", METHOD_POST, "/unlock", PERM_SIGNED_IN, &unlock_input, unlock, ROUTE_UNLOCKED | ROUTE_LIMITED,
     "Opens a locked session", show_lock, NULL},
    {"account.act_as.form", METHOD_GET, "/act-as", PERM_SIGNED_IN, NULL, show_act_as, 0,
     "As whom an officer may act today", NULL, NULL},
    {"account.act_as", METHOD_POST, "/act-as", PERM_SIGNED_IN, &act_as_input, act_as, 0,
     "Acts under another assignment or a delegation; journaled", show_act_as, NULL},
    {"account.lock", METHOD_POST, "/lock", PERM_SIGNED_IN, &lock_input, lock, ROUTE_UNLOCKED,
     "Locks the session at once", NULL, NULL},
};
const struct room account_pages = {"account", routes, COUNT(routes)};
