/* Verdicts kept and read again; trust lists. */
#include "base/message.h"
#include "core/sign/lists.h"
#include "core/sign/report.h"
#include "data/test_help.h"

static struct file_report sample(struct arena *a)
{
    struct file_report f = {.verdict = VERDICT_FAILED, .is_unreadable = false, .signatures_n = 2};
    f.signatures = NEW_ARRAY(a, struct signature_report, 2);
    f.signatures[0] = (struct signature_report){
        .field = S("Chữ ký 1"),
        .verdict = VERDICT_PASSED,
        .sub = "",
        .chain = {CHAIN_GOOD, S("noi-bo"), S("Lò Thị \"Mẩy\""), S("UBND xã"), S("CA thử"), {1000}, {2000}},
        .format = "PAdES",
        .level = "B-T",
        .digest = "SHA256",
        .algorithm = "RSA",
        .claimed_at = {3000},
        .proof_at = {4000},
        .covers_whole_file = true,
        .changes = {.lawful = true, .changes = {{PDF_CHANGE_SIGNED, 7}, {PDF_CHANGE_METADATA, 9}}, .changes_n = 2}};
    f.signatures[1] = (struct signature_report){.verdict = VERDICT_FAILED,
                                                .sub = "HASH_FAILURE",
                                                .format = "PAdES",
                                                .level = "DocTimeStamp",
                                                .digest = "",
                                                .algorithm = "",
                                                .is_time_stamp = true,
                                                .reasons = {{MSG_sign_reason_hash, S("")}},
                                                .reasons_n = 1};
    f.reasons[f.reasons_n++] = (struct reason){MSG_sign_reason_unreadable, S("xref, 12")};
    return f;
}

static void reports_come_back(void **state)
{
    struct fixture *f = *state;
    struct ctx *c = &f->c;
    struct file_report was = sample(c->arena), now;
    struct str text = report_pack(c->arena, &was);
    assert_true(report_unpack(c->arena, text, &now));
    assert_true(str_eq(report_pack(c->arena, &now), text));
    assert_int_equal(now.signatures_n, 2);
    assert_true(str_eq(now.signatures[0].chain.subject, S("Lò Thị \"Mẩy\"")));
    assert_int_equal(now.signatures[0].chain.to.ms, 2000);
    assert_int_equal(now.signatures[0].changes.changes[1].kind, PDF_CHANGE_METADATA);
    assert_string_equal(now.signatures[1].sub, "HASH_FAILURE");
    assert_true(now.signatures[1].is_time_stamp);
    for (enum lang l = LANG_VI; l <= LANG_EN; l++) {
        struct buf a = buf_new(c->arena, REPORT_MAX), b = buf_new(c->arena, REPORT_MAX);
        c->lang = l;
        json_write_canonical(&a, report_json(c, &was));
        json_write_canonical(&b, report_json(c, &now));
        assert_true(str_eq(buf_str(&a), buf_str(&b)));
        assert_true(str_search(buf_str(&a), S("xref, 12"), 0) < a.n);
    }
}

static void only_our_reports(void **state)
{
    struct fixture *f = *state;
    struct ctx *c = &f->c;
    struct file_report was = sample(c->arena), now;
    struct str text = report_pack(c->arena, &was);
    for (size_t n = 0; n < text.n; n++)
        assert_false(report_unpack(c->arena, str_sub(text, 0, n), &now));
    assert_false(
        report_unpack(c->arena, S("{\"verdict\":3,\"unreadable\":false,\"signatures\":[],\"reasons\":[]}"), &now));
    assert_false(report_unpack(
        c->arena, S("{\"verdict\":1,\"unreadable\":false,\"signatures\":[],\"reasons\":[[\"general.denied\",\"\"]]}"),
        &now));
    assert_false(
        report_unpack(c->arena, S("{\"verdict\":1,\"unreadable\":false,\"signatures\":[{}],\"reasons\":[]}"), &now));
}

static void empty_lists_believe_nobody(void **state)
{
    struct fixture *f = *state;
    struct ctx *c = &f->c;
    struct trust t;
    struct str text;
    size_t n;
    assert_int_equal(lists_pack(c, &text), OK);
    assert_true(lists_unpack(c->arena, text, &t));
    assert_int_equal(t.anchors_n, 0);
    assert_false(lists_unpack(c->arena, S("{\"anchors\":[[\"noi-bo\",\"x\"]],\"crls\":[]}"), &t));
    assert_int_equal(
        lists_add(c, S("noi-bo"), S("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), S("x"), &n),
        INVALID);
    assert_int_equal(lists_add(c, S("ai-cung-tin"), S(""), S("x"), &n), INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reports_come_back, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(only_our_reports, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(empty_lists_believe_nobody, fixture_open, fixture_close),
    };
    return run_on_both("sign", tests, COUNT(tests));
}
