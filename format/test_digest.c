/* Vectors: FIPS 180-4 examples, RFC 4231, RFC 4648 section 10. */
#include "format/test_kit.h"

#include "format/digest.h"

static void hashes_known_vectors(void **state)
{
    assert_str(digest_hex(a, sha256(S("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_str(digest_hex(a, sha256(S(""))), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_str(digest_hex(a, hmac_sha256(S("Jefe"), S("what do ya want for nothing?"))),
               "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void streams_to_the_same_hash(void **state)
{
    struct sha256 s;
    sha256_init(&s);
    for (int i = 0; i < 1000000; i += 1000) {
        char block[1000];
        memset(block, 'a', sizeof block);
        sha256_add(&s, str_n(block, sizeof block));
    }
    struct digest d = sha256_final(&s);
    assert_str(digest_hex(a, d), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    sha256_release(&s);
    struct digest back;
    assert_true(digest_from_hex(digest_hex(a, d), &back));
    assert_true(digest_eq(d, back));
    back.b[31] ^= 1;
    assert_false(digest_eq(d, back));
    assert_false(digest_from_hex(S("cdc7"), &back));
}

static void spells_rfc_4648_vectors(void **state)
{
    static const char *rows[][3] = {{"", "", ""},
                                    {"f", "MY", "Zg=="},
                                    {"fo", "MZXQ", "Zm8="},
                                    {"foo", "MZXW6", "Zm9v"},
                                    {"foob", "MZXW6YQ", "Zm9vYg=="},
                                    {"fooba", "MZXW6YTB", "Zm9vYmE="},
                                    {"foobar", "MZXW6YTBOI", "Zm9vYmFy"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str s = S("x");
        assert_str(base32_encode(a, str_from(rows[i][0])), rows[i][1]);
        assert_str(base64_encode(a, str_from(rows[i][0])), rows[i][2]);
        assert_true(base32_decode(a, str_from(rows[i][1]), &s));
        assert_str(s, rows[i][0]);
        assert_true(base64_decode(a, str_from(rows[i][2]), &s));
        assert_str(s, rows[i][0]);
    }
    assert_str(base64url_encode(a, S("\xfb\xff\xfe")), "-__-");
    assert_str(base64_encode(a, S("\xfb\xff\xfe")), "+//+");
}

static void refuses_second_spellings(void **state)
{
    static const char *bad64[] = {"Zg", "Zg=", "Zh==", "Zg===", "Z===", "Zm8=Zm8=", "Zm9v\n", "-__-", "===="};
    struct str s = S("kept");
    for (size_t i = 0; i < COUNT(bad64); i++)
        assert_false(base64_decode(a, str_from(bad64[i]), &s));
    assert_false(base64url_decode(a, S("Zg=="), &s));
    assert_false(base64url_decode(a, S("Z"), &s));
    assert_false(base32_decode(a, S("M"), &s));
    assert_false(base32_decode(a, S("MZ"), &s));
    assert_false(base32_decode(a, S("M0"), &s));
    assert_false(base32_decode(a, S("M\0"), &s));
    assert_str(s, "kept");
    assert_true(base32_decode(a, S("mzxw 6ytb oi"), &s));
    assert_str(s, "foobar");
}

static void tokens_differ(void **state)
{
    struct str x = random_token(a, 16), y = random_token(a, 16);
    assert_int_equal(x.n, 22);
    assert_false(str_eq(x, y));
    assert_true(bytes_eq_const_time("abc", "abc", 3));
    assert_false(bytes_eq_const_time("abc", "abd", 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes_known_vectors),    cmocka_unit_test(streams_to_the_same_hash),
        cmocka_unit_test(spells_rfc_4648_vectors), cmocka_unit_test(refuses_second_spellings),
        cmocka_unit_test(tokens_differ),
    };
    return cmocka_run_group_tests(tests, kit_setup, kit_teardown);
}
