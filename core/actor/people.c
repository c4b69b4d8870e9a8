#include "core/actor/people.h"

#include "base/message.h"
#include "base/text.h"
#include "core/actor/credentials.h"
#include "core/agency/agency.h"
#include "core/journal/journal.h"

enum { LOGIN_MIN = 3, LOGIN_MAX = 60, PHONE_DIGITS = 8, WORDS_OF_PASSWORD = 4 };

/* ---- rules ---- */

bool days_overlap(struct day from1, struct day to1, struct day from2, struct day to2)
{
    return (to1.n == DAY_NONE.n || to1.n >= from2.n) && (to2.n == DAY_NONE.n || to2.n >= from1.n);
}

static bool is_letter(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
}

static bool is_digit(char ch)
{
    return ch >= '0' && ch <= '9';
}

bool login_is_good(struct str login)
{
    if (login.n < LOGIN_MIN || login.n > LOGIN_MAX || !is_letter(login.p[0]))
        return false;
    for (size_t i = 0; i < login.n; i++)
        if (!is_letter(login.p[i]) && !is_digit(login.p[i]) && !memchr(".-_", login.p[i], 3))
            return false;
    return true;
}

bool email_is_good(struct str email)
{
    struct str domain = email, local = str_cut(&domain, '@');
    if (email.n == 0)
        return true;
    for (size_t i = 0; i < email.n; i++)
        if ((unsigned char)email.p[i] <= ' ')
            return false;
    size_t dot = str_find(domain, '.', 1);
    return local.n && dot + 1 < domain.n && str_find(domain, '@', 0) == domain.n;
}

bool phone_is_good(struct str phone)
{
    size_t digits = 0;
    for (size_t i = 0; i < phone.n; i++) {
        digits += is_digit(phone.p[i]);
        if (!is_digit(phone.p[i]) && phone.p[i] != ' ' && !(phone.p[i] == '+' && i == 0))
            return false;
    }
    return phone.n == 0 || digits >= PHONE_DIGITS;
}

bool role_is_of_office(enum role role)
{
    return role >= ROLE_COUNTER && role < ROLE_SYSTEM;
}

uint64_t role_lendable(enum role role)
{
    uint64_t bits = 0;
    for (unsigned p = PERM_SIGNED_IN + 1; p < PERM_COUNT; p++)
        if (role_may(role, (enum perm)p))
            bits |= UINT64_C(1) << p;
    return bits;
}

/* ---- who may ---- */

static enum rc reach_of(struct ctx *c, const struct scope *s, int64_t person_id, struct officer_reach_row *r)
{
    return officer_reach(c, s, day_of(c->now), person_id, r);
}

enum rc officer_seen(struct ctx *c, const struct scope *s, int64_t person_id)
{
    struct officer_reach_row r;
    TRY(reach_of(c, s, person_id, &r));
    return r.ever ? OK : fail(c, NOT_FOUND, MSG_actor_not_found, S(""));
}

enum rc officer_held(struct ctx *c, const struct scope *s, int64_t person_id)
{
    struct officer_reach_row r;
    TRY(reach_of(c, s, person_id, &r));
    return r.ever && r.outside == 0 ? OK : fail(c, NOT_FOUND, MSG_actor_not_found, S(""));
}

/* ---- journal ---- */

static struct json *words(struct ctx *c, struct str why)
{
    struct json *o = jv_new(c->arena, JV_OBJECT);
    if (why.n)
        jv_set(o, "why", jv_new_str(c->arena, why));
    return o;
}

static void put(struct ctx *c, struct json *o, const char *key, struct str value)
{
    jv_set(o, key, jv_new_str(c->arena, value));
}

static enum rc note(struct ctx *c, int64_t person_id, const char *act, const struct json *open,
                    const struct json *personal)
{
    return journal_append(
        c, &(struct journal_entry){
               .kind = "person", .object_id = person_id, .act = act, .open = open, .personal = personal});
}

static struct json *contact(struct ctx *c, struct str name, struct str phone, struct str email)
{
    struct json *o = jv_new(c->arena, JV_OBJECT);
    put(c, o, "name", name);
    put(c, o, "phone", phone);
    put(c, o, "email", email);
    return o;
}

/* ---- making and changing ---- */

static void check_contact(struct ctx *c, struct str name, struct str phone, struct str email)
{
    if (text_length(name) < 2)
        fault_add(c, MSG_field_required, S("name"), S(""), S(""));
    if (!phone_is_good(phone))
        fault_add(c, MSG_actor_phone_wrong, S("phone"), S(""), S(""));
    if (!email_is_good(email))
        fault_add(c, MSG_actor_email_wrong, S("email"), S(""), S(""));
}

/* Faults of a role at the names role, agency_id, valid_from, valid_to. */
static enum rc check_role(struct ctx *c, const struct scope *s, const struct role_new *n)
{
    struct agency unit;
    bool found = false;
    if (!role_is_of_office(n->role))
        fault_add(c, MSG_field_not_a_choice, S("role"), S(""), S(""));
    if (n->to.n != DAY_NONE.n && n->to.n < n->from.n)
        fault_add(c, MSG_actor_days_reversed, S("valid_to"), S(""), S(""));
    if (n->agency_id)
        TRY(agency_within(c, s, n->agency_id, &unit, &found));
    if (!found)
        fault_add(c, MSG_field_not_a_choice, S("agency_id"), S(""), S(""));
    else if (unit.valid_to_on.n != DAY_NONE.n && (n->to.n == DAY_NONE.n || n->to.n > unit.valid_to_on.n))
        fault_add(c, MSG_actor_role_unit_closes, S("valid_to"), S(""), S(""));
    return OK;
}

static enum rc check_login(struct ctx *c, struct str login)
{
    struct account_by_login_row taken;
    bool found = false;
    if (!login_is_good(login))
        fault_add(c, MSG_actor_login_wrong, S("login"), S(""), S(""));
    else
        TRY(account_by_login(c, login_form(c->arena, login), &taken, &found));
    if (found)
        fault_add(c, MSG_actor_login_taken, S("login"), S(""), S(""));
    return OK;
}

static struct json *role_json(struct ctx *c, const struct role_new *n, struct str why)
{
    struct json *o = words(c, why);
    put(c, o, "role", str_from(role_name(n->role)));
    jv_set(o, "unit", jv_new_int(c->arena, n->agency_id));
    put(c, o, "from", day_iso_str(c->arena, n->from));
    if (n->to.n != DAY_NONE.n)
        put(c, o, "to", day_iso_str(c->arena, n->to));
    return o;
}

enum rc officer_create(struct ctx *c, const struct scope *s, const struct officer_new *n, int64_t *person_id,
                       struct str *password)
{
    int64_t account, assignment;
    check_contact(c, n->name, n->phone, n->email);
    TRY(check_login(c, n->login));
    TRY(check_role(c, s, &n->first));
    TRY(faults_rc(c));
    struct person_new p = {.kind = "officer", .name = n->name, .phone = n->phone, .email = n->email, .assurance = 1};
    TRY(person_create(c, &p, person_id));
    *password = secret_words(c->arena, WORDS_OF_PASSWORD);
    TRY(account_create(c, *person_id, n->login, *password, &account));
    TRY(account_set_must_change(c, true, account, NULL));
    TRY(assignment_create(c, *person_id, n->first.role, n->first.agency_id, n->first.title, n->first.from, n->first.to,
                          &assignment));
    return note(c, *person_id, "create", role_json(c, &n->first, S("")), contact(c, n->name, n->phone, n->email));
}

enum rc officer_change(struct ctx *c, const struct scope *s, int64_t person_id, int64_t version, struct str name,
                       struct str phone, struct str email)
{
    struct person_by_id_row p;
    bool found;
    int64_t changed = 0;
    TRY(officer_held(c, s, person_id));
    TRY(person_by_id(c, person_id, &p, &found));
    if (!found)
        return fail(c, NOT_FOUND, MSG_actor_not_found, S(""));
    check_contact(c, name, phone, email);
    TRY(faults_rc(c));
    struct person_update_args a = {.name = name,
                                   .id_number = p.id_number,
                                   .phone = phone,
                                   .email = email,
                                   .address = p.address,
                                   .born_on = p.born_on,
                                   .id = person_id,
                                   .version = version};
    TRY(person_update(c, &a, &changed));
    if (changed == 0)
        return fail(c, CONFLICT, MSG_general_conflict, S("version"));
    return note(c, person_id, "change", NULL, contact(c, name, phone, email));
}

/* ---- accounts ---- */

static const char *const act_names[] = {[ACCOUNT_RESET] = "password_reset",
                                        [ACCOUNT_BAR] = "lock",
                                        [ACCOUNT_UNBAR] = "unlock",
                                        [ACCOUNT_CLOSE] = "close",
                                        [ACCOUNT_TOTP_OFF] = "totp_off"};

static enum rc reset(struct ctx *c, int64_t account_id, struct str *password)
{
    *password = secret_words(c->arena, WORDS_OF_PASSWORD);
    TRY(account_set_password(c, password_hash(c->arena, *password), account_id, NULL));
    return account_set_must_change(c, true, account_id, NULL);
}

static enum rc do_account(struct ctx *c, int64_t account_id, enum account_act act, struct str *password)
{
    if (act != ACCOUNT_UNBAR)
        TRY(session_delete_account(c, account_id, NULL));
    if (act == ACCOUNT_BAR || act == ACCOUNT_CLOSE)
        TRY(tokens_revoke_account(c, c->now, account_id, NULL));
    switch (act) {
    case ACCOUNT_RESET: return reset(c, account_id, password);
    case ACCOUNT_BAR: return account_set_barred(c, c->now, account_id, NULL);
    case ACCOUNT_UNBAR: return account_set_barred(c, (struct instant){0}, account_id, NULL);
    case ACCOUNT_CLOSE: return account_close(c, c->now, account_id, NULL);
    case ACCOUNT_TOTP_OFF:
        TRY(recovery_delete(c, account_id, NULL));
        return account_set_totp(c, S(""), 0, account_id, NULL);
    }
    die("account act %d", (int)act);
}

enum rc account_do(struct ctx *c, const struct scope *s, int64_t person_id, enum account_act act, struct str why,
                   struct str *password)
{
    struct accounts_of_person_row *rows;
    size_t n, open = 0;
    TRY(officer_held(c, s, person_id));
    if (c->actor && c->actor->person_id == person_id)
        return fail(c, INVALID, MSG_actor_not_oneself, S("why"));
    TRY(accounts_of_person(c, person_id, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (rows[i].closed_at.ms)
            continue;
        open++;
        TRY(do_account(c, rows[i].id, act, password));
    }
    if (open == 0)
        return fail(c, NOT_FOUND, MSG_actor_no_account, S(""));
    return note(c, person_id, act_names[act], words(c, why), NULL);
}

/* ---- roles ---- */

static enum rc check_overlap(struct ctx *c, int64_t person_id, const struct role_new *n)
{
    struct assignments_named_row *rows;
    size_t rows_n;
    TRY(assignments_named(c, person_id, &rows, &rows_n));
    for (size_t i = 0; i < rows_n; i++)
        if (rows[i].agency_id == n->agency_id && role_by_name(rows[i].role) == n->role &&
            days_overlap(rows[i].valid_from_on, rows[i].valid_to_on, n->from, n->to)) {
            fault_add(c, MSG_actor_role_overlaps, S("valid_from"), S(""), S(""));
            return OK;
        }
    return OK;
}

enum rc role_start(struct ctx *c, const struct scope *s, int64_t person_id, const struct role_new *n, struct str why)
{
    int64_t id;
    TRY(officer_held(c, s, person_id));
    if (c->actor && c->actor->person_id == person_id)
        fault_add(c, MSG_actor_not_oneself, S("role"), S(""), S(""));
    TRY(check_role(c, s, n));
    TRY(check_overlap(c, person_id, n));
    TRY(faults_rc(c));
    TRY(assignment_create(c, person_id, n->role, n->agency_id, n->title, n->from, n->to, &id));
    return note(c, person_id, "role_start", role_json(c, n, why), NULL);
}

enum rc role_end(struct ctx *c, const struct scope *s, int64_t assignment_id, struct day last, struct str why)
{
    struct assignment_by_id_row a;
    bool found;
    TRY(assignment_by_id(c, assignment_id, &a, &found));
    if (!found)
        return fail(c, NOT_FOUND, MSG_actor_not_found, S(""));
    TRY(officer_held(c, s, a.person_id));
    if (c->actor && c->actor->person_id == a.person_id)
        fault_add(c, MSG_actor_not_oneself, S("valid_to"), S(""), S(""));
    if (last.n < a.valid_from_on.n || (a.valid_to_on.n != DAY_NONE.n && last.n > a.valid_to_on.n))
        fault_add(c, MSG_actor_role_end_outside, S("valid_to"), S(""), S(""));
    TRY(faults_rc(c));
    TRY(assignment_end(c, last, assignment_id, NULL));
    struct role_new n = {role_by_name(a.role), a.agency_id, a.title, a.valid_from_on, last};
    return note(c, a.person_id, "role_end", role_json(c, &n, why), NULL);
}

/* ---- delegation ---- */

/* Does the colleague hold some role in the unit on every day of the span? One assignment must cover it. */
static enum rc is_colleague(struct ctx *c, int64_t person_id, int64_t unit_id, struct day from, struct day to,
                            bool *yes)
{
    struct assignments_named_row *rows;
    size_t n;
    TRY(assignments_named(c, person_id, &rows, &n));
    *yes = false;
    for (size_t i = 0; i < n; i++)
        *yes = *yes || (rows[i].agency_id == unit_id && actor_valid(from, rows[i].valid_from_on, rows[i].valid_to_on) &&
                        actor_valid(to, rows[i].valid_from_on, rows[i].valid_to_on));
    return OK;
}

static enum rc note_delegation(struct ctx *c, const struct delegation_new *d)
{
    struct json *o = jv_new(c->arena, JV_OBJECT);
    jv_set(o, "to", jv_new_int(c->arena, d->to_person_id));
    put(c, o, "from", day_iso_str(c->arena, d->from));
    put(c, o, "until", day_iso_str(c->arena, d->to));
    put(c, o, "document", d->document_number);
    put(c, o, "perms", perms_words(c->arena, d->perms));
    return note(c, c->actor->person_id, "delegate", o, NULL);
}

enum rc delegation_give(struct ctx *c, const struct delegation_new *d, int64_t *id)
{
    const struct actor *a = c->actor;
    bool colleague;
    if (!a || !a->assignment_id || a->delegation_id || d->from_assignment_id != a->assignment_id)
        return fail(c, DENIED, MSG_general_denied, S(""));
    if (d->perms & ~role_lendable(a->role))
        fault_add(c, MSG_field_not_a_choice, S("perms"), S(""), S(""));
    if (d->from.n < day_of(c->now).n)
        fault_add(c, MSG_actor_delegation_past, S("valid_from"), S(""), S(""));
    TRY(is_colleague(c, d->to_person_id, a->unit_id, d->from, d->to, &colleague));
    if (!colleague)
        fault_add(c, MSG_actor_delegation_colleague, S("to_person_id"), S(""), S(""));
    TRY(faults_rc(c));
    TRY(delegation_create(c, d, id));
    return note_delegation(c, d);
}

enum rc delegation_end(struct ctx *c, int64_t id)
{
    const struct actor *a = c->actor;
    struct delegation_by_id_row d;
    int64_t changed = 0;
    bool found;
    TRY(delegation_by_id(c, id, &d, &found));
    bool over = a && a->unit_id == d.agency_id && (a->role == ROLE_HEAD || a->role == ROLE_LEADER);
    if (!found || !a || (d.person_id != a->person_id && d.to_person_id != a->person_id && !over))
        return fail(c, NOT_FOUND, MSG_general_not_found, S(""));
    TRY(delegation_revoke(c, c->now, id, &changed));
    if (changed == 0)
        return fail(c, CONFLICT, MSG_actor_delegation_ended, S(""));
    struct json *o = jv_new(c->arena, JV_OBJECT);
    jv_set(o, "delegation", jv_new_int(c->arena, id));
    return note(c, d.person_id, "delegation_end", o, NULL);
}
