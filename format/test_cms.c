#include "format/test_kit.h"

#include "format/cms.h"
#include "format/der.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

static void pkey_free(void *p)
{
    EVP_PKEY_free(p);
}

/* A certificate signed by its own key, with a Vietnamese name. */
static struct str certify(EVP_PKEY *key)
{
    static const unsigned char name[] = "Nguyễn Văn Ký";
    X509 *x = X509_new();
    unsigned char *p = NULL;
    ASN1_INTEGER_set(X509_get_serialNumber(x), 77);
    X509_gmtime_adj(X509_getm_notBefore(x), 0);
    X509_gmtime_adj(X509_getm_notAfter(x), 3600);
    X509_set_pubkey(x, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8, name, -1, -1, 0);
    X509_set_issuer_name(x, X509_get_subject_name(x));
    assert_true(X509_sign(x, key, EVP_sha256()) > 0);
    int n = i2d_X509(x, &p);
    struct str der = str_dup(a, str_n((const char *)p, (size_t)n));
    OPENSSL_free(p);
    X509_free(x);
    return der;
}

static struct str sign(EVP_PKEY *key, enum cms_algorithm algorithm, struct str bytes)
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    EVP_PKEY_CTX *p = NULL;
    size_t n = 1024;
    unsigned char *to = arena_alloc(a, n);
    assert_int_equal(EVP_DigestSignInit(c, &p, EVP_sha256(), NULL, key), 1);
    if (algorithm == CMS_RSA_PSS) {
        EVP_PKEY_CTX_set_rsa_padding(p, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(p, RSA_PSS_SALTLEN_DIGEST);
    }
    assert_int_equal(EVP_DigestSign(c, to, &n, (const unsigned char *)bytes.p, bytes.n), 1);
    EVP_MD_CTX_free(c);
    return str_n((const char *)to, n);
}

static bool content(void *self, const char *digest, uint8_t out[64], size_t *n)
{
    struct digest d = sha256(*(struct str *)self);
    memcpy(out, d.b, sizeof d.b);
    *n = sizeof d.b;
    return strcmp(digest, "SHA256") == 0;
}

static struct str made(EVP_PKEY *key, struct cms_signer *s, struct instant at)
{
    struct str attributes, cms;
    assert_true(cms_attributes(a, s, sha256(S("Kính gửi")), at, &attributes));
    assert_true(cms_finish(a, s, attributes, sign(key, s->algorithm, attributes), S(""), &cms));
    return cms;
}

static enum cms_fault read_of(struct str cms, const char *text, struct cms_read *r)
{
    struct str s = str_from(text);
    return cms_read(a, cms, content, &s, r);
}

static void is_read_again(void **state)
{
    static const struct {
        enum cms_algorithm algorithm;
        const char *name;
    } kinds[] = {{CMS_RSA, "RSA"}, {CMS_RSA_PSS, "RSA-PSS"}, {CMS_ECDSA, "ECDSA"}};
    struct instant at = {INT64_C(1790000000000)};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        EVP_PKEY *key = kinds[i].algorithm == CMS_ECDSA ? EVP_EC_gen("P-256") : EVP_RSA_gen(2048);
        struct cms_signer s = {.certificate = certify(key), .algorithm = kinds[i].algorithm};
        struct cms_read r;
        struct str cms = made(key, &s, (struct instant){0});
        arena_defer(a, pkey_free, key);
        assert_int_equal(read_of(cms, "Kính gửi", &r), CMS_READ);
        assert_str(str_from(r.algorithm), kinds[i].name);
        assert_str(str_from(r.digest), "SHA256");
        assert_true(r.has_certificate_attribute && str_eq(r.certificate, s.certificate));
        assert_int_equal(r.signing_time.ms, 0);
        assert_int_equal(r.length, cms.n);
        assert_int_equal(read_of(cms, "Kính biếu", &r), CMS_OTHER_CONTENT);
        assert_int_equal(read_of(STR_CAT(a, cms, S("\0\0\0")), "Kính gửi", &r), CMS_READ);
        assert_int_equal(r.length, cms.n);
        assert_int_equal(read_of(made(key, &s, at), "Kính gửi", &r), CMS_READ);
        assert_int_equal(r.signing_time.ms, at.ms);
    }
}

/* A changed byte of the certificate is told by the attribute that names it; any other spoils the signature, or is
 * nobody's. */
static void every_byte_counts(void **state)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    struct cms_signer s = {.certificate = certify(key), .algorithm = CMS_ECDSA};
    struct cms_read good, r;
    struct str cms = made(key, &s, (struct instant){0});
    arena_defer(a, pkey_free, key);
    assert_int_equal(read_of(cms, "Kính gửi", &good), CMS_READ);
    for (size_t i = 0; i < cms.n; i++) {
        struct str copy = str_dup(a, cms);
        ((char *)(uintptr_t)copy.p)[i] ^= 0x11;
        if (read_of(copy, "Kính gửi", &r) == CMS_READ && r.has_certificate_attribute &&
            !str_eq(r.certificate, good.certificate))
            fail_msg("byte %zu: another certificate is believed", i);
    }
    for (size_t n = 0; n < cms.n; n += 7)
        assert_int_not_equal(read_of(str_sub(cms, 0, n), "Kính gửi", &r), CMS_READ);
}

static void refuses_the_weak_and_the_swapped(void **state)
{
    EVP_PKEY *weak = EVP_RSA_gen(1024), *key = EVP_RSA_gen(2048), *other = EVP_RSA_gen(2048);
    struct cms_signer short_key = {.certificate = certify(weak), .algorithm = CMS_RSA},
                      mine = {.certificate = certify(key), .algorithm = CMS_RSA},
                      theirs = {.certificate = certify(other), .algorithm = CMS_RSA};
    struct str attributes, cms;
    struct cms_read r;
    arena_defer(a, pkey_free, weak);
    arena_defer(a, pkey_free, key);
    arena_defer(a, pkey_free, other);
    assert_int_equal(read_of(made(weak, &short_key, (struct instant){0}), "Kính gửi", &r), CMS_WEAK);
    assert_true(cms_attributes(a, &mine, sha256(S("Kính gửi")), (struct instant){0}, &attributes));
    assert_true(cms_finish(a, &mine, attributes, sign(other, CMS_RSA, attributes), S(""), &cms));
    assert_int_equal(read_of(cms, "Kính gửi", &r), CMS_BAD_SIGNATURE);
    assert_true(
        cms_finish(a, &theirs, attributes, sign(other, CMS_RSA, attributes), S(""), &cms)); /* another signs for me */
    assert_int_equal(read_of(cms, "Kính gửi", &r), CMS_READ);
    assert_true(r.wrong_certificate_attribute && !r.has_certificate_attribute);
    assert_false(cms_attributes(a, &(struct cms_signer){.certificate = S("junk")}, sha256(S("")), (struct instant){0},
                                &attributes));
    assert_int_equal(read_of(S("junk"), "", &r), CMS_BROKEN);
    assert_int_equal(read_of(S(""), "", &r), CMS_BROKEN);
}

/* Vectors of X.690 and RFC 5652's object identifiers. */
static void writes_der(void **state)
{
    assert_str(str_hex(a, (const uint8_t *)der_oid(a, "1.2.840.113549.1.7.2").p, 11), "06092a864886f70d010702");
    assert_str(str_hex(a, (const uint8_t *)der_int(a, 0).p, 3), "020100");
    assert_str(str_hex(a, (const uint8_t *)der_int(a, 127).p, 3), "02017f");
    assert_str(str_hex(a, (const uint8_t *)der_int(a, 128).p, 4), "02020080");
    struct str long_one = DER(a, DER_OCTETS, str_n(arena_alloc(a, 300), 300));
    assert_str(str_hex(a, (const uint8_t *)long_one.p, 4), "0482012c");
    struct str parts[] = {der_int(a, 5), der_int(a, 3)}, set = der_set_of(a, DER_SET, parts, 2);
    assert_str(str_hex(a, (const uint8_t *)set.p, set.n), "3106020103020105");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_read_again),
        cmocka_unit_test(every_byte_counts),
        cmocka_unit_test(refuses_the_weak_and_the_swapped),
        cmocka_unit_test(writes_der),
    };
    return cmocka_run_group_tests(tests, kit_setup, kit_teardown);
}
