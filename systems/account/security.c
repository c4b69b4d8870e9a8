/* What is one's own: password, authenticator, sessions. */
#include "account_pages.h"
#include "base/message.h"
#include "core/actor/credentials.h"
#include "format/barcode.h"
#include "systems/account/account.h"
#include "systems/account/views.h"
#include "web/request.h"
#include "web/session.h"
#include "web/sheet.h"
#include "web/site.h"
#include "web_pages.h"

enum { BACK_MAX = 2000, SECRET_MAX = 256, CODE_MAX = 12, SVG_MAX = 200000, GROUP = 4 };

/* Bearer tokens have no session and no business here. */
static enum rc own_account(struct ctx *c, const struct req *r, struct account_by_id_row *a)
{
    bool found = false;
    if (r->session && r->session->account_id)
        TRY(account_by_id(c, r->session->account_id, a, &found));
    return found ? OK : fail(c, DENIED, MSG_general_denied, S(""));
}

/* ---- my account ---- */

static enum rc sessions_part(struct ctx *c, const struct req *r, struct show_part *part)
{
    static const enum msg heads[] = {MSG_account_session_began, MSG_account_session_seen, MSG_account_session_unit,
                                     MSG_NONE};
    struct sessions_of_account_row *rows;
    size_t n;
    TRY(sessions_of_account(c, r->session->account_id, &rows, &n));
    struct grid g = grid_new(c, n, MSG_account_sessions, MSG_general_none, heads);
    for (size_t i = 0; i < n; i++) {
        grid_row(&g);
        grid_text(&g, instant_text(c, rows[i].created_at));
        struct table_cell *seen = grid_text(&g, instant_text(c, rows[i].seen_at));
        if (rows[i].id == r->session->id)
            seen->tag = (struct tag_view){TONE_INFO, say(c, MSG_account_session_this)};
        grid_text(&g, rows[i].unit_name);
    }
    struct acts a = acts_new(c, 1);
    if (n > 1)
        acts_post(&a, MSG_account_sessions_end, S("/account/sessions/end"));
    *part = (struct show_part){.title = say(c, MSG_account_sessions),
                               .lead = say(c, MSG_account_sessions_lead),
                               .table = g.view,
                               .actions = a.view};
    return OK;
}

static enum rc proof_part(struct ctx *c, const struct account_by_id_row *me, struct show_part *part)
{
    struct recovery_left_row left;
    struct facts f = facts_new(c, 4);
    struct acts a = acts_new(c, 3);
    bool on = me->totp_secret.n > 0;
    TRY(recovery_left(c, me->id, &left));
    facts_add(&f, MSG_person_login, me->login);
    facts_add(&f, MSG_person_totp, say(c, on ? MSG_general_yes : MSG_general_no))->tag =
        (struct tag_view){on ? TONE_OK : TONE_WARN, say(c, on ? MSG_account_totp_on : MSG_account_totp_missing)};
    if (on)
        facts_add(&f, MSG_account_codes_left, count_text(c, left.n));
    acts_link(&a, MSG_account_password_title, S("/account/password"));
    acts_post(&a, on ? MSG_account_totp_renew : MSG_account_totp_begin, S("/account/totp/begin"))->primary = !on;
    if (on)
        acts_post(&a, MSG_account_totp_off, S("/account/totp/off"))->danger = true;
    *part = (struct show_part){.title = say(c, MSG_account_proof), .facts = f.view, .actions = a.view};
    return OK;
}

struct done_input {
    struct str done, back;
};
INPUT(done_input, {"done", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct done_input, done)},
      {"back", IN_QUERY, FIELD_TEXT, .max = BACK_MAX, .offset = offsetof(struct done_input, back)});

static struct str notice_of(struct ctx *c, struct str done)
{
    static const struct {
        const char *word;
        enum msg text;
    } known[] = {{"password", MSG_account_done_password},
                 {"totp_off", MSG_account_done_totp_off},
                 {"sessions", MSG_account_done_sessions}};
    for (size_t i = 0; i < COUNT(known); i++)
        if (str_eqc(done, known[i].word))
            return say(c, known[i].text);
    return S("");
}

static enum rc show_account(struct ctx *c, const struct req *r, struct out *o)
{
    const struct done_input *in = r->in;
    struct account_by_id_row me;
    struct show_part parts[2];
    TRY(own_account(c, r, &me));
    TRY(proof_part(c, &me, &parts[0]));
    TRY(sessions_part(c, r, &parts[1]));
    struct acts a = acts_new(c, 1);
    if (c->actor->assignment_id)
        acts_link(&a, MSG_account_delegations_title, S("/account/delegations"));
    struct show_page_view v = {.shell = shell_of(c, r, MSG_account_title),
                               .title = say(c, MSG_account_title),
                               .lead = c->actor->name,
                               .actions = a.view,
                               .rows = parts,
                               .rows_n = COUNT(parts)};
    v.shell.notice = notice_of(c, in->done);
    show_page_html(o, &v);
    return OK;
}

static enum rc end_others(struct ctx *c, const struct req *r, struct out *o)
{
    struct account_by_id_row me;
    TRY(own_account(c, r, &me));
    TRY(session_delete_others(c, me.id, r->session->id, NULL));
    return out_redirect(o, "/account?done=sessions", NULL, 0);
}

/* ---- password ---- */

static enum rc show_password(struct ctx *c, const struct req *r, struct out *o)
{
    struct account_by_id_row me;
    TRY(own_account(c, r, &me));
    struct form *f = form_new(c, r, MSG_account_password_title, MSG_account_password_go);
    f->view.lead = say(c, me.must_change ? MSG_account_password_must : MSG_account_password_lead);
    if (!me.must_change)
        f->view.back = S("/account");
    form_ask(f, KIND_PASSWORD, "old", MSG_account_password_old, S(""))->autocomplete = S("current-password");
    struct field_view *password = form_ask(f, KIND_PASSWORD, "password", MSG_account_password_new, S(""));
    password->autocomplete = S("new-password");
    password->hint = say(c, MSG_account_password_hint);
    form_ask(f, KIND_PASSWORD, "again", MSG_account_password_again, S(""))->autocomplete = S("new-password");
    form_show(f, o);
    return OK;
}

struct password_input {
    struct str old, password, again;
};
INPUT(password_input,
      {"old", IN_FORM, FIELD_RAW, .required = true, .max = SECRET_MAX, .label = MSG_account_password_old,
       .offset = offsetof(struct password_input, old)},
      {"password", IN_FORM, FIELD_RAW, .required = true, .max = SECRET_MAX, .label = MSG_account_password_new,
       .offset = offsetof(struct password_input, password)},
      {"again", IN_FORM, FIELD_RAW, .required = true, .max = SECRET_MAX, .label = MSG_account_password_again,
       .offset = offsetof(struct password_input, again)});

static enum rc put_password(struct ctx *c, const struct req *r, struct out *o)
{
    const struct password_input *in = r->in;
    struct account_by_id_row me;
    TRY(own_account(c, r, &me));
    if (!str_eq(in->password, in->again))
        fault_add(c, MSG_account_password_differs, S("again"), S(""), S(""));
    TRY(password_change(c, me.id, in->old, in->password));
    TRY(session_delete_others(c, me.id, r->session->id, NULL));
    return out_redirect(o, "/account?done=password", NULL, 0);
}

/* ---- authenticator ---- */

/* Where an officer without one is led when he signs in: he may do it now or later. */
static enum rc show_totp(struct ctx *c, const struct req *r, struct out *o)
{
    const struct done_input *in = r->in;
    struct account_by_id_row me;
    TRY(own_account(c, r, &me));
    struct acts a = acts_new(c, 2);
    acts_post(&a, me.totp_secret.n ? MSG_account_totp_renew : MSG_account_totp_begin, S("/account/totp/begin"))
        ->primary = true;
    acts_link(&a, MSG_account_totp_later, in->back.n > 1 && in->back.p[0] == '/' ? in->back : S("/account"));
    struct show_page_view v = {.shell = shell_of(c, r, MSG_account_totp_title),
                               .title = say(c, MSG_account_totp_title),
                               .lead = say(c, MSG_account_totp_why),
                               .actions = a.view};
    show_page_html(o, &v);
    return OK;
}

static enum rc begin_totp(struct ctx *c, const struct req *r, struct out *o)
{
    struct account_by_id_row me;
    TRY(own_account(c, r, &me));
    TRY(totp_begin(c, me.id));
    return out_redirect(o, "/account/totp/enrol", NULL, 0);
}

/* JBSW Y3DP: groups are read off a screen without losing the place. */
static struct str grouped(struct ctx *c, struct str secret)
{
    struct buf b = buf_new(c->arena, 2 * secret.n + 1);
    for (size_t i = 0; i < secret.n; i++) {
        if (i && i % GROUP == 0)
            buf_putc(&b, ' ');
        buf_putc(&b, secret.p[i]);
    }
    return buf_str(&b);
}

static enum rc waiting(struct ctx *c, const struct req *r, struct str *secret, struct str *uri)
{
    struct account_by_id_row me;
    TRY(own_account(c, r, &me));
    return totp_waiting(c, me.id, r->site->province, secret, uri);
}

static enum rc show_enrol(struct ctx *c, const struct req *r, struct out *o)
{
    struct str secret, uri;
    TRY(waiting(c, r, &secret, &uri));
    struct account_totp_view v = {
        .shell = shell_of(c, r, MSG_account_totp_title), .secret = grouped(c, secret), .back = req_value(r, "back")};
    v.code = (struct field_view){.kind = KIND_DIGITS,
                                 .name = S("code"),
                                 .label = say(c, MSG_second_code),
                                 .autocomplete = S("one-time-code"),
                                 .required = true,
                                 .narrow = true,
                                 .max = CODE_MAX,
                                 .error = shell_fault(&v.shell, "code")};
    account_totp_html(o, &v);
    return OK;
}

/* The secret stands in no address: the picture is made for whoever's session asks. */
static enum rc show_qr(struct ctx *c, const struct req *r, struct out *o)
{
    struct str secret, uri;
    struct modules m;
    struct buf b = buf_new(c->arena, SVG_MAX);
    TRY(waiting(c, r, &secret, &uri));
    if (!qr_make(c->arena, uri, QR_LEVEL_M, &m))
        return fail_detail(c, UNAVAILABLE, "the otpauth address does not fit a QR code");
    modules_svg(&b, &m, 0, "qr", say(c, MSG_account_totp_qr));
    o->type = "image/svg+xml";
    o->whole = buf_str(&b);
    return OK;
}

struct confirm_input {
    struct str code, back;
};
INPUT(confirm_input,
      {"code", IN_FORM, FIELD_TEXT, .required = true, .max = CODE_MAX, .label = MSG_second_code,
       .offset = offsetof(struct confirm_input, code)},
      {"back", IN_FORM, FIELD_TEXT, .max = BACK_MAX, .offset = offsetof(struct confirm_input, back)});

static enum rc confirm(struct ctx *c, const struct req *r, struct out *o)
{
    const struct confirm_input *in = r->in;
    struct account_by_id_row me;
    struct str codes[RECOVERY_CODES];
    TRY(own_account(c, r, &me));
    TRY(totp_confirm(c, me.id, in->code, codes));
    struct account_code_row *rows = NEW_ARRAY(c->arena, struct account_code_row, RECOVERY_CODES);
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        rows[i].code = codes[i];
    struct account_codes_view v = {.shell = shell_of(c, r, MSG_account_codes_title),
                                   .rows = rows,
                                   .rows_n = RECOVERY_CODES,
                                   .back = S("/account")};
    account_codes_html(o, &v);
    return OK;
}

static enum rc turn_off(struct ctx *c, const struct req *r, struct out *o)
{
    struct account_by_id_row me;
    TRY(own_account(c, r, &me));
    TRY(totp_off(c, me.id));
    return out_redirect(o, "/account?done=totp_off", NULL, 0);
}

static const struct route routes[] = {
    {"account.show", METHOD_GET, "/account", PERM_SIGNED_IN, &done_input, show_account, 0,
     "Password, authenticator, sessions", NULL, NULL},
    {"account.password.form", METHOD_GET, "/account/password", PERM_SIGNED_IN, NULL, show_password, ROUTE_UNLOCKED,
     "The form of a new password", NULL, NULL},
    {"account.password", METHOD_POST, "/account/password", PERM_SIGNED_IN, &password_input, put_password,
     ROUTE_UNLOCKED | ROUTE_LIMITED, "Changes the password, ends other sessions", show_password, NULL},
    {"account.sessions.end", METHOD_POST, "/account/sessions/end", PERM_SIGNED_IN, NULL, end_others, 0,
     "Signs out everywhere but here", NULL, NULL},
    {"account.totp", METHOD_GET, "/account/totp", PERM_SIGNED_IN, &done_input, show_totp, 0, "Why an authenticator",
     NULL, NULL},
    {"account.totp.begin", METHOD_POST, "/account/totp/begin", PERM_SIGNED_IN, NULL, begin_totp, ROUTE_STEP_UP,
     "Makes a new secret", NULL, NULL},
    {"account.totp.enrol", METHOD_GET, "/account/totp/enrol", PERM_SIGNED_IN, &done_input, show_enrol, 0,
     "Shows the secret that waits for its code", NULL, NULL},
    {"account.totp.qr", METHOD_GET, "/account/totp/qr.svg", PERM_SIGNED_IN, NULL, show_qr, 0, "The secret as a picture",
     NULL, NULL},
    {"account.totp.confirm", METHOD_POST, "/account/totp/confirm", PERM_SIGNED_IN, &confirm_input, confirm,
     ROUTE_LIMITED, "Takes the first code and tells the recovery codes", show_enrol, NULL},
    {"account.totp.off", METHOD_POST, "/account/totp/off", PERM_SIGNED_IN, NULL, turn_off, ROUTE_STEP_UP,
     "Turns the authenticator off", NULL, NULL},
};
const struct room account_security = {"account", routes, COUNT(routes)};
