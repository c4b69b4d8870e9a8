/* The table of moves as a whole, and moves on both engines: who may, who was faster, what the clock does. */
#include "base/message.h"
#include "core/dossier/dossier.h"

#include "base/id.h"
#include "core/calendar/store.h"
#include "core/dossier/effects.h"
#include "data/test_help.h"

#define ENDED (1u << STATE_REFUSED | 1u << STATE_WITHDRAWN | 1u << STATE_STOPPED | 1u << STATE_DELIVERED)

/* ---- the table ---- */

static void every_article_and_every_act_has_a_row(void **state)
{
    (void)state;
    for (int article = 1; article <= 19; article++) {
        char name[8];
        size_t rows = 0;
        snprintf(name, sizeof name, "T%d", article);
        for (size_t i = 0; i < moves_n; i++)
            rows += strcmp(moves[i].article, name) == 0;
        assert_true(rows > 0);
    }
    for (enum act act = ACT_NONE + 1; act < ACT_COUNT; act++) {
        assert_non_null(move_of(act));
        assert_ptr_equal(move_by_name(str_from(move_of(act)->name)), move_of(act));
    }
    assert_null(move_by_name(S("fly")));
}

static void what_has_ended_is_not_moved_on(void **state)
{
    (void)state;
    for (size_t i = 0; i < moves_n; i++) {
        const struct move *m = &moves[i];
        if (m->from & ENDED) { /* a handed-over result can be corrected; nothing else */
            assert_int_equal(m->act, ACT_CORRECT);
            assert_int_equal(m->to, STATE_DRAFT);
        }
        if (1u << m->to & (ENDED & ~(1u << STATE_DELIVERED)))
            assert_int_equal(m->clock, CLOCK_ENDS);
    }
}

/* From every open state the applicant, an officer or the clockwork can bring it to an end. */
static void every_open_state_leads_to_an_end(void **state)
{
    (void)state;
    unsigned good = ENDED;
    for (unsigned before = 0; before != good;) {
        before = good;
        for (size_t i = 0; i < moves_n; i++)
            if (moves[i].to != STATE_DRAFT && good & 1u << moves[i].to)
                good |= moves[i].from;
    }
    assert_int_equal(good, (1u << STATE_COUNT) - 1);
}

/* The clock stands while the applicant is waited for (ND 61/2018 art. 19) and runs again by every way back. */
static void waiting_stops_the_clock_and_the_way_back_starts_it(void **state)
{
    (void)state;
    const unsigned waiting = 1u << STATE_SUPPLEMENT | 1u << STATE_PAYMENT;
    for (size_t i = 0; i < moves_n; i++) {
        const struct move *m = &moves[i];
        if (m->from == 1u << STATE_IN_PROCESS && 1u << m->to & waiting)
            assert_int_equal(m->clock, CLOCK_PAUSES);
        if ((m->from & waiting) == m->from && m->to == STATE_IN_PROCESS)
            assert_int_equal(m->clock, CLOCK_RESUMES);
        if (m->act == ACT_CONSULT) /* another agency's answer is the administration's own time */
            assert_int_equal(m->clock, CLOCK_KEEPS);
    }
}

static void the_two_kinds_of_supplement_go_back_to_different_places(void **state)
{
    (void)state;
    const struct dossier early = {.state = STATE_SUPPLEMENT, .sub = S("e")};
    const struct dossier later = {.state = STATE_SUPPLEMENT, .sub = S("b")};
    assert_int_equal(move_now(&early, ACT_ANSWER_EARLY)->to, STATE_NEW);
    assert_null(move_now(&early, ACT_SUPPLEMENT));
    assert_int_equal(move_now(&later, ACT_SUPPLEMENT)->to, STATE_IN_PROCESS);
    assert_null(move_now(&later, ACT_ANSWER_EARLY));
    assert_true(act_is_answer(ACT_SUPPLEMENT) && act_is_answer(ACT_ANSWER_EARLY) && !act_is_answer(ACT_ASK_EARLY));
}

/* ---- moves ---- */

enum { UNIT = 3, OTHER_UNIT = 4, APPLICANT = 5 };

static struct actor counter = {.person_id = 11, .role = ROLE_COUNTER, .unit_id = UNIT};
static struct actor foreign_counter = {.person_id = 12, .role = ROLE_COUNTER, .unit_id = OTHER_UNIT};
static struct actor specialist = {.person_id = 13, .role = ROLE_SPECIALIST, .unit_id = UNIT};
static struct actor applicant = {.person_id = APPLICANT, .role = ROLE_CITIZEN};
static struct actor stranger = {.person_id = 6, .role = ROLE_CITIZEN};

/* A dossier that was just filed, in a write transaction the test rolls back. */
static struct dossier filed(struct ctx *c)
{
    const struct procedure *p = NULL;
    struct import_report report;
    struct json *file;
    const char *why;
    assert_int_equal(db_begin_write(c), OK);
    assert_true(json_parse(c->arena, seed_file(c, "procedures.json"), 4u << 20, &file, &why));
    assert_int_equal(procedure_import(c, file, day_from_ymd(2021, 1, 1), false, &report), OK);
    assert_int_equal(calendar_import(c, seed_file(c, "holidays.json"), false, &report), OK);
    assert_int_equal(procedure_current(c, S("1.004884"), day_of(c->now), &p), OK);
    struct dossier d = {.id = id_new(c->now),
                        .code = S("H35.102-261101-0001"),
                        .scan_code = S("1"),
                        .submit_key = S("once"),
                        .procedure_id = p->id,
                        .version_id = p->version_id,
                        .channel = CHANNEL_ONLINE,
                        .state = STATE_NEW,
                        .version = 1,
                        .owner_id = APPLICANT,
                        .submitter_id = APPLICANT,
                        .unit_id = UNIT,
                        .intake_unit_id = UNIT,
                        .submitted_at = c->now,
                        .answers = S("{}"),
                        .form_name = S("generic/1")};
    struct dossier_insert_args args = dossier_insert_of(&d);
    assert_int_equal(dossier_insert(c, &args, NULL), OK);
    return d;
}

static enum rc move_as(struct ctx *c, struct actor *who, struct dossier *d, enum act act, struct move_input in)
{
    c->actor = who;
    c->faults_n = 0;
    enum rc rc = dossier_move(c, d, act, &in);
    c->actor = NULL;
    return rc;
}

static void of_two_officers_one_is_faster(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct dossier first = filed(c), second = first, stored;
    assert_int_equal(move_as(c, &counter, &first, ACT_ACCEPT, (struct move_input){.version = 1}), OK);
    assert_int_equal(first.state, STATE_RECEIVED);
    assert_int_equal(first.version, 2);
    assert_true(first.received_at.ms == c->now.ms && first.due_at.ms > c->now.ms);
    assert_true(first.due_original_at.ms == first.due_at.ms && first.statutory_due_at.ms >= first.due_at.ms);
    assert_int_equal(move_as(c, &counter, &second, ACT_ACCEPT, (struct move_input){.version = 1}), CONFLICT);
    assert_int_equal(dossier_open_by_id(c, first.id, &stored), OK);
    assert_int_equal(stored.version, 2);
    assert_int_equal(move_as(c, &counter, &first, ACT_ACCEPT, (struct move_input){.version = 1}), CONFLICT);
    assert_int_equal(move_as(c, &counter, &first, ACT_ACCEPT, (struct move_input){.version = 2}), CONFLICT);
    db_rollback(c);
}

static void only_its_own_counter_accepts(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct dossier d = filed(c);
    const struct move_input seen = {.version = 1};
    assert_int_equal(move_as(c, &foreign_counter, &d, ACT_ACCEPT, seen), DENIED);
    assert_int_equal(move_as(c, &specialist, &d, ACT_ACCEPT, seen), DENIED);
    assert_int_equal(move_as(c, &applicant, &d, ACT_ACCEPT, seen), DENIED);
    assert_int_equal(move_as(c, NULL, &d, ACT_ACCEPT, seen), DENIED);
    assert_int_equal(move_as(c, &counter, &d, ACT_ACCEPT, (struct move_input){0}), CONFLICT); /* saw no version */
    assert_int_equal(d.state, STATE_NEW);
    assert_int_equal(d.version, 1);
    db_rollback(c);
}

static void withdrawing_is_the_applicants(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct dossier d = filed(c);
    assert_int_equal(move_as(c, &applicant, &d, ACT_WITHDRAW, (struct move_input){.version = 1}), INVALID);
    assert_int_equal(c->faults_n, 1);
    assert_true(str_eqc(c->faults[0].field, "reason"));
    const struct move_input with_reason = {.version = 1, .reason = S("Nộp nhầm")};
    assert_int_equal(move_as(c, &stranger, &d, ACT_WITHDRAW, with_reason), DENIED);
    assert_int_equal(move_as(c, &applicant, &d, ACT_WITHDRAW, with_reason), OK);
    assert_int_equal(d.state, STATE_WITHDRAWN);
    db_rollback(c);
}

static void a_supplement_is_asked_whole_and_expires(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    const struct fault_note blurred = {.target = S("paper:p1"), .label = S("Tờ khai"), .reason = S("Ảnh bị mờ")};
    struct dossier d = filed(c);
    assert_int_equal(move_as(c, &counter, &d, ACT_ASK_EARLY, (struct move_input){.version = 1}), INVALID);
    assert_int_equal(c->faults_n, 3); /* reason, faults, until: all at once */
    struct move_input in = {
        .version = 1, .reason = S("Thiếu"), .faults = &blurred, .faults_n = 1, .until = day_of(c->now)};
    assert_int_equal(move_as(c, &counter, &d, ACT_ASK_EARLY, in), INVALID); /* a day that lies ahead */
    in.until.n += 70 * 366;
    assert_int_equal(move_as(c, &counter, &d, ACT_ASK_EARLY, in), INVALID); /* and whose calendar is published */
    assert_int_equal(c->fault.msg, MSG_dossier_until_past_calendar);
    in.until.n = day_of(c->now).n + 30;
    assert_int_equal(move_as(c, &counter, &d, ACT_ASK_EARLY, in), OK);
    assert_int_equal(d.state, STATE_SUPPLEMENT);
    assert_true(str_eqc(d.sub, "e") && d.supplement_n == 1);
    const struct move_input bare = {.version = d.version};
    assert_int_equal(move_as(c, &applicant, &d, ACT_ANSWER_EARLY, bare), CONFLICT); /* answered on its page alone */
    assert_int_equal(move_as(c, &counter, &d, ACT_EXPIRE, bare), DENIED);           /* the clockwork's */
    assert_int_equal(move_as(c, NULL, &d, ACT_EXPIRE, bare), CONFLICT);
    c->now.ms += 32 * 24 * 3600 * INT64_C(1000);
    assert_int_equal(move_as(c, NULL, &d, ACT_EXPIRE, bare), OK);
    assert_int_equal(d.state, STATE_STOPPED);
    c->actor = &counter;
    const struct move *left[ACT_COUNT];
    assert_int_equal(dossier_moves_allowed(c, &d, left), 0);
    c->actor = NULL;
    db_rollback(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_article_and_every_act_has_a_row),
        cmocka_unit_test(what_has_ended_is_not_moved_on),
        cmocka_unit_test(every_open_state_leads_to_an_end),
        cmocka_unit_test(waiting_stops_the_clock_and_the_way_back_starts_it),
        cmocka_unit_test(the_two_kinds_of_supplement_go_back_to_different_places),
        cmocka_unit_test_setup_teardown(of_two_officers_one_is_faster, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(only_its_own_counter_accepts, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(withdrawing_is_the_applicants, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(a_supplement_is_asked_whole_and_expires, fixture_open, fixture_close),
    };
    return run_on_both("moves", tests, COUNT(tests));
}
