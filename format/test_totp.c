/* RFC 6238 appendix B (the last six of its eight digits) and
 * RFC 4226 appendix D, both with the secret of 20 ASCII digits. */
#include "format/test_kit.h"

#include "format/digest.h"
#include "format/totp.h"

static const struct str secret = {"12345678901234567890", 20};

static void agrees_with_rfc_6238(void **state)
{
    static const struct {
        int64_t seconds;
        const char *code;
    } rows[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                {1234567890, "005924"}, {2000000000, "279037"}, {INT64_C(20000000000), "353130"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t step = 0;
        assert_str(totp_code(a, secret, rows[i].seconds / 30), rows[i].code);
        assert_true(totp_verify(secret, str_from(rows[i].code), (struct instant){rows[i].seconds * 1000}, &step));
        assert_int_equal(step, rows[i].seconds / 30);
    }
    static const char *const hotp[] = {"755224", "287082", "359152", "969429", "338314"};
    for (size_t i = 0; i < COUNT(hotp); i++)
        assert_str(totp_code(a, secret, (int64_t)i), hotp[i]);
}

static void allows_one_step_of_drift(void **state)
{
    int64_t step = -7;
    struct instant now = {INT64_C(1795334400000)};
    int64_t middle = now.ms / 30000;
    for (int64_t d = -3; d <= 3; d++) {
        bool near = d >= -1 && d <= 1;
        assert_int_equal(totp_verify(secret, totp_code(a, secret, middle + d), now, &step), near);
        if (near)
            assert_int_equal(step, middle + d);
    }
    assert_int_equal(step, middle + 1);
}

static void refuses_other_codes(void **state)
{
    int64_t step = 0;
    struct instant now = {59000};
    static const char *const bad[] = {"", "28708", "2870820", "287083", "28708a", "287 082"};
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(totp_verify(secret, str_from(bad[i]), now, &step));
    assert_false(totp_verify(S("another secret"), S("287082"), now, &step));
    assert_true(totp_verify(secret, S("755224"), (struct instant){0}, &step));
    assert_false(totp_verify(secret, S("755224"), (struct instant){-1}, &step));
}

static void writes_the_uri_of_apps(void **state)
{
    assert_str(totp_uri(a, S("Một cửa"), S("an.nv@example.vn"), secret),
               "otpauth://totp/M%E1%BB%99t%20c%E1%BB%ADa:an.nv%40example.vn?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
               "&issuer=M%E1%BB%99t%20c%E1%BB%ADa&algorithm=SHA1&digits=6&period=30");
    struct str s = totp_secret(a);
    assert_int_equal(s.n, TOTP_SECRET_SIZE);
    assert_false(str_eq(s, totp_secret(a)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_rfc_6238),
        cmocka_unit_test(allows_one_step_of_drift),
        cmocka_unit_test(refuses_other_codes),
        cmocka_unit_test(writes_the_uri_of_apps),
    };
    return cmocka_run_group_tests(tests, kit_setup, kit_teardown);
}
