/* People as an administrator keeps them: rules, scope, roles in time, credentials, delegation; on both engines. */
#include "core/actor/people.h"

#include "base/message.h"
#include "core/actor/credentials.h"
#include "core/agency/edit.h"
#include "data/test_help.h"
#include "format/digest.h"
#include "format/totp.h"

static struct day on(const char *text)
{
    struct day d;
    assert_true(day_parse(str_from(text), &d));
    return d;
}

static void spans_share_a_day(void **state)
{
    (void)state;
    static const struct {
        const char *from1, *to1, *from2, *to2;
        bool share;
    } rows[] = {
        {"2026-01-01", "2026-01-31", "2026-02-01", "", false}, {"2026-01-01", "2026-02-01", "2026-02-01", "", true},
        {"2026-01-01", "", "2030-01-01", "2030-01-02", true},  {"2026-05-01", "", "2026-01-01", "2026-04-30", false},
        {"2026-05-01", "", "2026-01-01", "2026-05-01", true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct day to1 = rows[i].to1[0] ? on(rows[i].to1) : DAY_NONE, to2 = rows[i].to2[0] ? on(rows[i].to2) : DAY_NONE;
        assert_int_equal(days_overlap(on(rows[i].from1), to1, on(rows[i].from2), to2), rows[i].share);
        assert_int_equal(days_overlap(on(rows[i].from2), to2, on(rows[i].from1), to1), rows[i].share);
    }
}

static void words_of_forms_are_judged(void **state)
{
    (void)state;
    assert_true(login_is_good(S("lo.thi-may_2")));
    assert_false(login_is_good(S("2lo")) || login_is_good(S("ab")) || login_is_good(S("lò.thị")) ||
                 login_is_good(S("a b c")));
    assert_true(email_is_good(S("")) && email_is_good(S("a@b.vn")));
    assert_false(email_is_good(S("a@b")) || email_is_good(S("a b@c.vn")) || email_is_good(S("@b.vn")) ||
                 email_is_good(S("a@b@c.vn")));
    assert_true(phone_is_good(S("")) && phone_is_good(S("+84 912 345 678")));
    assert_false(phone_is_good(S("1022")) || phone_is_good(S("0912-345-678")) || phone_is_good(S("091+2345678")));
    assert_true(role_is_of_office(ROLE_COUNTER) && role_is_of_office(ROLE_ADMIN));
    assert_false(role_is_of_office(ROLE_CITIZEN) || role_is_of_office(ROLE_SYSTEM) || role_is_of_office(ROLE_NONE));
    assert_true(role_lendable(ROLE_COUNTER) >> PERM_DOSSIER_INTAKE & 1);
    assert_false(role_lendable(ROLE_COUNTER) >> PERM_SIGNED_IN & 1 ||
                 role_lendable(ROLE_COUNTER) >> PERM_PEOPLE_EDIT & 1);
    assert_true(agency_code_is_good(S("H35.12")) && agency_code_is_good(S("H35.31.027")));
    assert_false(agency_code_is_good(S("")) || agency_code_is_good(S("35.12")) || agency_code_is_good(S("H35.1")) ||
                 agency_code_is_good(S("H35.x1")));
}

/* A province, two communes below it, an administrator of the province and one of the first commune. */
struct world {
    struct ctx *c;
    int64_t province, first, second;
    struct actor chief, local;
    struct scope all, part;
};

static int64_t make_agency(struct ctx *c, const char *name, int64_t parent)
{
    int64_t id = c->now.ms % 1000 + (int64_t)strlen(name) * 1000 + parent * 7 + 1;
    struct agency_put_args a = {.id = id,
                                .seed_key = str_from(name),
                                .name = str_from(name),
                                .sort_key = str_from(name),
                                .kind = S("ubnd-xa"),
                                .level = S("xa"),
                                .parent_id = parent,
                                .valid_from_on = {0},
                                .valid_to_on = DAY_NONE};
    assert_int_equal(agency_put(c, &a, NULL), OK);
    return id;
}

static struct actor admin_of(struct ctx *c, int64_t unit, const char *login)
{
    int64_t person, account, assignment;
    struct actor a;
    assert_int_equal(person_create(c, &(struct person_new){.kind = "officer", .name = str_from(login)}, &person), OK);
    assert_int_equal(account_create(c, person, str_from(login), S("mat khau dai du"), &account), OK);
    assert_int_equal(assignment_create(c, person, ROLE_ADMIN, unit, S(""), on("2020-01-01"), DAY_NONE, &assignment),
                     OK);
    assert_int_equal(actor_of_assignment(c, assignment, &a), OK);
    return a;
}

static struct world world_of(void **state)
{
    struct world w = {.c = &((struct fixture *)*state)->c};
    assert_int_equal(db_begin_write(w.c), OK);
    w.province = make_agency(w.c, "Tỉnh", 0);
    w.first = make_agency(w.c, "Phường Một", w.province);
    w.second = make_agency(w.c, "Phường Thứ Hai", w.province);
    assert_int_equal(agency_reach_rebuild(w.c), OK);
    w.chief = admin_of(w.c, w.province, "chief");
    w.local = admin_of(w.c, w.first, "local");
    w.all = (struct scope){.unit_id = w.province, .person_id = w.chief.person_id};
    w.part = (struct scope){.unit_id = w.first, .person_id = w.local.person_id};
    return w;
}

static int64_t officer(struct world *w, const struct scope *s, const char *login, int64_t unit, struct str *password)
{
    int64_t id = 0;
    struct officer_new n = {.name = S("Lò Văn Thử"),
                            .login = str_from(login),
                            .first = {ROLE_COUNTER, unit, S(""), day_of(w->c->now), DAY_NONE}};
    assert_int_equal(officer_create(w->c, s, &n, &id, password), OK);
    return id;
}

static bool faulty(const struct ctx *c, const char *field)
{
    for (size_t i = 0; i < c->faults_n; i++)
        if (str_eqc(c->faults[i].field, field))
            return true;
    return false;
}

static void an_officer_is_made_once(void **state)
{
    struct world w = world_of(state);
    struct str password;
    struct account_by_login_row a;
    bool found;
    w.c->actor = &w.chief;
    int64_t id = officer(&w, &w.all, "Lo.Van.Thu", w.first, &password);
    assert_int_equal(account_by_login(w.c, S("lo.van.thu"), &a, &found), OK);
    assert_true(found && a.person_id == id && a.must_change && password_right(a.password_hash, password));
    assert_int_equal(number(w.c, "SELECT COUNT(*) AS n FROM journal WHERE object_kind = 'person' AND act = 'create'"),
                     1);
    struct officer_new bad = {.name = S(""),
                              .login = S("LO.van.thu"),
                              .email = S("x"),
                              .phone = S("1"),
                              .first = {ROLE_CITIZEN, w.first, S(""), on("2026-05-02"), on("2026-05-01")}};
    assert_int_equal(officer_create(w.c, &w.all, &bad, &id, &password), INVALID);
    static const char *const fields[] = {"name", "phone", "email", "login", "role", "valid_to"};
    for (size_t i = 0; i < COUNT(fields); i++)
        assert_true(faulty(w.c, fields[i]));
    db_rollback(w.c);
}

static void an_administrator_stays_in_his_units(void **state)
{
    struct world w = world_of(state);
    struct str password;
    w.c->actor = &w.chief;
    int64_t far = officer(&w, &w.all, "far.one", w.second, &password),
            both = officer(&w, &w.all, "both.one", w.first, &password);
    struct role_new second = {ROLE_CLERK, w.second, S(""), day_of(w.c->now), DAY_NONE};
    assert_int_equal(role_start(w.c, &w.all, both, &second, S("thử")), OK);
    w.c->actor = &w.local;
    assert_int_equal(officer_seen(w.c, &w.part, far), NOT_FOUND);
    assert_int_equal(account_do(w.c, &w.part, far, ACCOUNT_RESET, S("thử"), &password), NOT_FOUND);
    assert_int_equal(officer_seen(w.c, &w.part, both), OK); /* he works here too … */
    assert_int_equal(account_do(w.c, &w.part, both, ACCOUNT_RESET, S("thử"), &password),
                     NOT_FOUND); /* … but reaches further */
    assert_int_equal(account_do(w.c, &w.part, w.chief.person_id, ACCOUNT_BAR, S("thử"), &password), NOT_FOUND);
    struct officer_new n = {
        .name = S("Ai Đó"), .login = S("ai.do"), .first = {ROLE_COUNTER, w.second, S(""), day_of(w.c->now), DAY_NONE}};
    int64_t id;
    assert_int_equal(officer_create(w.c, &w.part, &n, &id, &password), INVALID);
    assert_true(faulty(w.c, "agency_id"));
    db_rollback(w.c);
}

static void roles_do_not_overlap_and_end(void **state)
{
    struct world w = world_of(state);
    struct str password;
    struct assignments_named_row *rows;
    size_t n;
    w.c->actor = &w.chief;
    int64_t id = officer(&w, &w.all, "role.one", w.first, &password);
    struct role_new again = {ROLE_COUNTER, w.first, S(""), on("2030-01-01"), DAY_NONE};
    assert_int_equal(role_start(w.c, &w.all, id, &again, S("thử")), INVALID);
    w.c->faults_n = 0;
    assert_int_equal(assignments_named(w.c, id, &rows, &n), OK);
    assert_int_equal(role_end(w.c, &w.all, rows[0].id, on("2019-01-01"), S("thử")), INVALID);
    w.c->faults_n = 0;
    assert_int_equal(role_end(w.c, &w.all, rows[0].id, on("2029-12-31"), S("thử")), OK);
    assert_int_equal(role_start(w.c, &w.all, id, &again, S("thử")), OK);
    struct role_new mine = {ROLE_LEADER, w.province, S(""), on("2030-01-01"), DAY_NONE};
    assert_int_equal(role_start(w.c, &w.all, w.chief.person_id, &mine, S("thử")), INVALID);
    db_rollback(w.c);
}

static void a_locked_account_has_no_sessions(void **state)
{
    struct world w = world_of(state);
    struct str password;
    struct accounts_of_person_row *a;
    size_t n;
    w.c->actor = &w.chief;
    int64_t id = officer(&w, &w.all, "lock.one", w.first, &password);
    assert_int_equal(accounts_of_person(w.c, id, &a, &n), OK);
    struct session_insert_args s = {
        .id = 77, .key_hash = S("x"), .account_id = a[0].id, .created_at = w.c->now, .seen_at = w.c->now};
    assert_int_equal(session_insert(w.c, &s, NULL), OK);
    assert_int_equal(account_do(w.c, &w.all, id, ACCOUNT_BAR, S("thử"), &password), OK);
    assert_int_equal(number(w.c, "SELECT COUNT(*) AS n FROM session WHERE id = 77"), 0);
    assert_int_equal(number(w.c, "SELECT COUNT(*) AS n FROM account WHERE barred_at > 0"), 1);
    assert_int_equal(account_do(w.c, &w.all, id, ACCOUNT_UNBAR, S("thử"), &password), OK);
    assert_int_equal(number(w.c, "SELECT COUNT(*) AS n FROM account WHERE barred_at > 0"), 0);
    assert_int_equal(account_do(w.c, &w.all, w.chief.person_id, ACCOUNT_BAR, S("thử"), &password), INVALID);
    db_rollback(w.c);
}

static void passwords_and_codes(void **state)
{
    struct world w = world_of(state);
    struct str base32, uri, secret, codes[RECOVERY_CODES];
    bool right;
    int64_t account = w.chief.account_id;
    w.c->actor = &w.chief;
    assert_int_equal(password_change(w.c, account, S("sai roi"), S("mot mat khau moi")), INVALID);
    assert_true(faulty(w.c, "old"));
    w.c->faults_n = 0;
    assert_int_equal(password_change(w.c, account, S("mat khau dai du"), S("mat khau dai du")), INVALID);
    w.c->faults_n = 0;
    assert_int_equal(password_change(w.c, account, S("mat khau dai du"), S("mot mat khau moi")), OK);
    assert_int_equal(totp_waiting(w.c, account, S("Tỉnh"), &base32, &uri), NOT_FOUND);
    assert_int_equal(totp_begin(w.c, account), OK);
    assert_int_equal(totp_waiting(w.c, account, S("Tỉnh"), &base32, &uri), OK);
    assert_true(base32_decode(w.c->arena, base32, &secret) && str_starts(uri, S("otpauth://totp/")));
    struct str code = totp_code(w.c->arena, secret, w.c->now.ms / 1000 / TOTP_STEP_SECONDS);
    struct str wrong = str_eqc(code, "000000") ? S("000001") : S("000000");
    assert_int_equal(totp_confirm(w.c, account, wrong, codes), INVALID);
    assert_int_equal(totp_confirm(w.c, account, code, codes), OK);
    assert_int_equal(recovery_use(w.c, account, S("khong-phai-ma"), &right), OK);
    assert_false(right);
    assert_int_equal(recovery_use(w.c, w.local.account_id, codes[3], &right), OK);
    assert_false(right);
    assert_int_equal(recovery_use(w.c, account, codes[3], &right), OK);
    assert_true(right);
    assert_int_equal(recovery_use(w.c, account, codes[3], &right), OK);
    assert_false(right);
    assert_int_equal(totp_off(w.c, account), OK);
    assert_int_equal(number(w.c, "SELECT COUNT(*) AS n FROM recovery_code"), 0);
    db_rollback(w.c);
}

static void delegation_is_for_colleagues(void **state)
{
    struct world w = world_of(state);
    struct str password;
    struct day today = day_of(w.c->now);
    int64_t id;
    w.c->actor = &w.chief;
    int64_t near_one = officer(&w, &w.all, "near.one", w.first, &password),
            far = officer(&w, &w.all, "far.one", w.second, &password);
    w.c->actor = &w.local;
    struct delegation_new d = {.from_assignment_id = w.local.assignment_id,
                               .to_person_id = far,
                               .from = today,
                               .to = {today.n + 5},
                               .document_number = S("12/GUQ")};
    assert_int_equal(delegation_give(w.c, &d, &id), INVALID);
    assert_true(faulty(w.c, "to_person_id"));
    w.c->faults_n = 0;
    d.to_person_id = near_one;
    d.from = (struct day){today.n - 1};
    assert_int_equal(delegation_give(w.c, &d, &id), INVALID);
    w.c->faults_n = 0;
    d.from = today;
    d.perms = UINT64_C(1) << PERM_DOSSIER_APPROVE; /* not his to lend */
    assert_int_equal(delegation_give(w.c, &d, &id), INVALID);
    w.c->faults_n = 0;
    d.perms = UINT64_C(1) << PERM_PEOPLE_EDIT;
    assert_int_equal(delegation_give(w.c, &d, &id), OK);
    w.c->actor = &w.chief; /* of another unit, no party */
    assert_int_equal(delegation_end(w.c, id), NOT_FOUND);
    w.c->actor = &w.local;
    assert_int_equal(delegation_end(w.c, id), OK);
    assert_int_equal(delegation_end(w.c, id), CONFLICT);
    struct actor lent = w.local;
    lent.delegation_id = id;
    w.c->actor = &lent;
    assert_int_equal(delegation_give(w.c, &d, &id), DENIED);
    db_rollback(w.c);
}

int main(void)
{
    const struct CMUnitTest pure[] = {cmocka_unit_test(spans_share_a_day), cmocka_unit_test(words_of_forms_are_judged)};
#define ON(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)
    const struct CMUnitTest tests[] = {ON(an_officer_is_made_once),      ON(an_administrator_stays_in_his_units),
                                       ON(roles_do_not_overlap_and_end), ON(a_locked_account_has_no_sessions),
                                       ON(passwords_and_codes),          ON(delegation_is_for_colleagues)};
    int failed = cmocka_run_group_tests_name("people rules", pure, NULL, NULL);
    return failed + run_on_both("people", tests, COUNT(tests));
}
