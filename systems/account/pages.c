/* The pages of the door. A refused attempt returns OK with status 422: its count must stay in the database, and INVALID
 * would undo it. */
#include "base/message.h"
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
    v.login = (struct field_view){.kind = KIND_TEXT, .name = S("login"), .label = say(c, MSG_sign_in_login),
        .value = req_value(r, "login"), .autocomplete = S("username"), .required = true, .error = shell_fault(&v.shell, "login")};
    v.password = (struct field_view){.kind = KIND_PASSWORD, .name = S("password"), .label = say(c, MSG_sign_in_password),
        .autocomplete = S("current-password"), .required = true, .error = shell_fault(&v.shell, "password")};
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
    {"login", IN_FORM, FIELD_TEXT, .required = true, .label = MSG_sign_in_login, .offset = offsetof(struct sign_in_input, login)},
    {"password", IN_FORM, FIELD_RAW, .required = true, .max = SECRET_MAX, .label = MSG_sign_in_password,
        .offset = offsetof(struct sign_in_input, password)},
    {"back", IN_FORM, FIELD_TEXT, .max = BACK_MAX, .offset = offsetof(struct sign_in_input, back)});

static struct str why_locked(const struct ctx *c, struct instant until)
{
    struct msg_arg at = ARG(until);
    return msg_text(c->arena, c->lang, MSG_account_locked, &at, 1);
}

/* Where somebody lands who has just signed in: what must be done first, else where he came from. */
static enum rc go_in(struct ctx *c, const struct req *r, struct out *o, struct str back)
{
    struct str asked;
    TRY(setting_get(c, "officer.totp", &asked));
    if (r->session->must_change)
        return out_redirect(o, "/account/password", NULL, 0);
    if (r->session->totp_missing && str_eqc(asked, "asked"))
        return out_redirect(o, "/account/totp?back={}", &back, 1);
    return out_back(o, back, "/");
}

static enum rc sign_in(struct ctx *c, const struct req *r, struct out *o)
{
    const struct sign_in_input *in = r->in;
    struct instant until = {0};
    enum sign_in how = SIGN_IN_WRONG;
    TRY(session_sign_in(c, r, in->login, in->password, S(""), &how, &until));
    switch (how) {
    case SIGN_IN_OK:
        return go_in(c, r, o, in->back);
    case SIGN_IN_NEEDS_CODE:
        return out_redirect(o, "/sign-in/code?back={}", &in->back, 1);
    case SIGN_IN_LOCKED:
        show_sign_in_with(c, r, o, why_locked(c, until));
        break;
    case SIGN_IN_WRONG:
        show_sign_in_with(c, r, o, say(c, MSG_account_wrong));
        break;
    }
    o->status = STATUS_REFUSED;
    return OK;
}

/* ---- the code, on a page of its own: the session that brought the password may bring it for five minutes ---- */

static void show_code_with(struct ctx *c, const struct req *r, struct out *o, struct str why)
{
    struct second_factor_view v = {.shell = shell_of(c, r, MSG_second_title), .back = req_value(r, "back")};
    put_fault(&v.shell, why, S("code"));
    v.code = (struct field_view){.kind = KIND_TEXT, .name = S("code"), .label = say(c, MSG_second_code),
        .hint = say(c, MSG_account_code_hint), .autocomplete = S("one-time-code"), .required = true, .narrow = true,
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
    {"code", IN_FORM, FIELD_TEXT, .required = true, .max = 20, .label = MSG_second_code, .offset = offsetof(struct code_input, code)},
    {"back", IN_FORM, FIELD_TEXT, .max = BACK_MAX, .offset = offsetof(struct code_input, back)});

static enum rc sign_in_code(struct ctx *c, const struct req *r, struct out *o)
{
    const struct code_input *in = r->in;
    struct instant until = {0};
    enum sign_in how;
    TRY(session_sign_in_code(c, r, in->code, &how, &until));
    switch (how) {
    case SIGN_IN_OK:
        return go_in(c, r, o, in->back);
    case SIGN_IN_WRONG:
        return out_redirect(o, "/sign-in?back={}", &in->back, 1);
    case SIGN_IN_NEEDS_CODE:
        show_code_with(c, r, o, say(c, MSG_account_code_wrong));
        break;
    case SIGN_IN_LOCKED:
        show_code_with(c, r, o, why_locked(c, until));
        break;
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
    {"proof", IN_FORM, FIELD_RAW, .required = true, .max = SECRET_MAX, .label = MSG_lock_proof, .offset = offsetof(struct unlock_input, proof)},
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
        return out_back(o, in->back, "/");
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

static const struct route routes[] = {
    {"account.sign_in.form", METHOD_GET, "/sign-in", PERM_PUBLIC, &back_input, show_sign_in, 0, "The sign-in page", NULL, NULL},
    {"account.sign_in", METHOD_POST, "/sign-in", PERM_PUBLIC, &sign_in_input, sign_in, ROUTE_LIMITED | ROUTE_UNLOCKED,
        "Signs in with login and password", show_sign_in, NULL},
    {"account.code.form", METHOD_GET, "/sign-in/code", PERM_PUBLIC, &back_input, show_code, 0, "Asks for the code of the second factor", NULL, NULL},
    {"account.code", METHOD_POST, "/sign-in/code", PERM_PUBLIC, &code_input, sign_in_code, ROUTE_LIMITED | ROUTE_UNLOCKED,
        "Signs in with the code, after the password", show_code, NULL},
    {"account.sign_out", METHOD_POST, "/sign-out", PERM_SIGNED_IN, NULL, sign_out, ROUTE_UNLOCKED, "Signs out", NULL, NULL},
    {"account.unlock.form", METHOD_GET, "/unlock", PERM_SIGNED_IN, &back_input, show_lock, ROUTE_UNLOCKED,
        "Asks for the password of a locked session", NULL, NULL},
    {"account.unlock", METHOD_POST, "/unlock", PERM_SIGNED_IN, &unlock_input, unlock, ROUTE_UNLOCKED | ROUTE_LIMITED,
        "Opens a locked session", show_lock, NULL},
    {"account.lock", METHOD_POST, "/lock", PERM_SIGNED_IN, &lock_input, lock, ROUTE_UNLOCKED, "Locks the session at once", NULL, NULL},
};
const struct room account_pages = {"account", routes, COUNT(routes)};
