#include "core/sign/key.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <time.h>

static void bio_done(BIO **b)
{
    BIO_free(*b);
}

static void x509_done(X509 **x)
{
    X509_free(*x);
}

static void stack_done(STACK_OF(X509) * *s)
{
    sk_X509_pop_free(*s, X509_free);
}

static void p12_done(PKCS12 **p)
{
    PKCS12_free(*p);
}

static void ctx_done(EVP_MD_CTX **c)
{
    EVP_MD_CTX_free(*c);
}

static void pkey_free(void *p)
{
    EVP_PKEY_free(p);
}

static struct str der_of(struct arena *a, X509 *x)
{
    unsigned char *p = NULL;
    int n = i2d_X509(x, &p);
    if (n < 0 || !p)
        die("openssl: out of memory");
    struct str s = str_dup(a, str_n((const char *)p, (size_t)n));
    OPENSSL_free(p);
    return s;
}

static struct instant instant_of(const ASN1_TIME *t)
{
    struct tm tm;
    return (struct instant){ASN1_TIME_to_tm(t, &tm) ? (int64_t)timegm(&tm) * 1000 : 0};
}

static struct str common_name(struct arena *a, X509 *x)
{
    const X509_NAME *name = X509_get_subject_name(x);
    int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    unsigned char *p = NULL;
    int n = at < 0 ? -1 : ASN1_STRING_to_UTF8(&p, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    struct str s = n > 0 ? str_dup(a, str_n((const char *)p, (size_t)n)) : S("");
    OPENSSL_free(p);
    return s;
}

static enum key_fault take_certificate(struct arena *a, X509 *x, struct key *out)
{
    if (!x)
        return KEY_NO_CERTIFICATE;
    if (X509_check_private_key(x, out->pkey) != 1)
        return KEY_OTHER;
    out->signer.certificate = der_of(a, x);
    out->subject = common_name(a, x);
    out->from = instant_of(X509_get0_notBefore(x));
    out->to = instant_of(X509_get0_notAfter(x));
    int bits = EVP_PKEY_get_bits(out->pkey);
    char curve[32] = "";
    if (EVP_PKEY_is_a(out->pkey, "RSA")) {
        out->signer.algorithm = CMS_RSA;
        return bits >= 2048 ? KEY_OK : KEY_WEAK;
    }
    out->signer.algorithm = CMS_ECDSA;
    bool p256 = EVP_PKEY_is_a(out->pkey, "EC") && EVP_PKEY_get_group_name(out->pkey, curve, sizeof curve, NULL) &&
                str_eqc(str_from(curve), "prime256v1");
    return p256 ? KEY_OK : KEY_WEAK;
}

/* The root stays out: who verifies has it, or does not trust it. */
static void add_issuer(struct arena *a, X509 *x, struct key *out)
{
    if (out->signer.chain_n < CMS_CHAIN_MAX && X509_self_signed(x, 0) != 1)
        out->signer.chain[out->signer.chain_n++] = der_of(a, x);
}

static BIO *open_file(struct arena *a, struct str path)
{
    return BIO_new_file(str_c(a, path), "r");
}

static void take_pkey(struct arena *a, EVP_PKEY *pkey, struct key *out)
{
    out->pkey = pkey;
    if (pkey)
        arena_defer(a, pkey_free, pkey);
}

static enum key_fault open_p12(struct arena *a, struct str path, struct str pin, struct key *out)
{
    CLEANUP(bio_done) BIO *file = open_file(a, path);
    CLEANUP(p12_done) PKCS12 *p12 = file ? d2i_PKCS12_bio(file, NULL) : NULL;
    CLEANUP(x509_done) X509 *x = NULL;
    CLEANUP(stack_done) STACK_OF(X509) *chain = NULL;
    EVP_PKEY *pkey = NULL;
    const char *secret = str_c(a, pin);
    if (!p12)
        return KEY_UNREADABLE;
    if (!PKCS12_verify_mac(p12, secret, -1))
        return KEY_WRONG_PIN;
    if (!PKCS12_parse(p12, secret, &pkey, &x, &chain))
        return KEY_UNREADABLE;
    take_pkey(a, pkey, out);
    if (!pkey)
        return KEY_UNREADABLE;
    for (int i = 0; i < sk_X509_num(chain); i++)
        add_issuer(a, sk_X509_value(chain, i), out);
    return take_certificate(a, x, out);
}

struct secret {
    struct str pin;
    bool asked;
};

static int give_pin(char *to, int size, int rwflag, void *self)
{
    struct secret *s = self;
    (void)rwflag;
    s->asked = true;
    if (s->pin.n > (size_t)size)
        return -1;
    memcpy(to, s->pin.p, s->pin.n);
    return (int)s->pin.n;
}

static enum key_fault open_pem(struct arena *a, struct str key_path, struct str pin, struct str cert_path,
                               struct key *out)
{
    CLEANUP(bio_done) BIO *key = open_file(a, key_path);
    CLEANUP(bio_done) BIO *cert = open_file(a, cert_path);
    struct secret secret = {.pin = pin};
    if (!key || !cert)
        return KEY_UNREADABLE;
    take_pkey(a, PEM_read_bio_PrivateKey(key, NULL, give_pin, &secret), out);
    if (!out->pkey)
        return secret.asked ? KEY_WRONG_PIN : KEY_UNREADABLE;
    CLEANUP(x509_done) X509 *x = PEM_read_bio_X509(cert, NULL, NULL, NULL);
    for (X509 *more = x ? PEM_read_bio_X509(cert, NULL, NULL, NULL) : NULL; more;) {
        add_issuer(a, more, out);
        X509_free(more);
        more = PEM_read_bio_X509(cert, NULL, NULL, NULL);
    }
    return take_certificate(a, x, out);
}

static bool read_chain(struct arena *a, struct str path, struct key *out)
{
    CLEANUP(bio_done) BIO *file = open_file(a, path);
    X509 *x = file ? PEM_read_bio_X509(file, NULL, NULL, NULL) : NULL;
    bool any = x != NULL;
    while (x) {
        add_issuer(a, x, out);
        X509_free(x);
        x = PEM_read_bio_X509(file, NULL, NULL, NULL);
    }
    return any;
}

enum key_fault key_open(struct arena *a, struct str where, struct str pin, struct str chain, struct key *out)
{
    struct str kind = str_cut(&where, ':');
    enum key_fault fault = KEY_UNREADABLE;
    *out = (struct key){0};
    if (chain.n && !read_chain(a, chain, out))
        return KEY_UNREADABLE;
    if (str_eqc(kind, "p12")) {
        fault = open_p12(a, where, pin, out);
    } else if (str_eqc(kind, "pem")) {
        struct str key_path = str_cut(&where, ',');
        fault = open_pem(a, key_path, pin, where, out);
    }
    ERR_clear_error();
    return fault;
}

bool key_use_pss(struct key *k)
{
    if (k->signer.algorithm == CMS_ECDSA)
        return false;
    k->signer.algorithm = CMS_RSA_PSS;
    return true;
}

static bool set_pss(EVP_PKEY_CTX *p)
{
    return EVP_PKEY_CTX_set_rsa_padding(p, RSA_PKCS1_PSS_PADDING) > 0 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(p, RSA_PSS_SALTLEN_DIGEST) > 0;
}

bool key_sign(struct arena *a, const struct key *k, struct str bytes, struct str *out)
{
    CLEANUP(ctx_done) EVP_MD_CTX *c = EVP_MD_CTX_new();
    EVP_PKEY_CTX *p = NULL;
    size_t n = (size_t)EVP_PKEY_get_size(k->pkey);
    unsigned char *to = arena_alloc(a, n);
    bool good = c && EVP_DigestSignInit(c, &p, EVP_sha256(), NULL, k->pkey) == 1 &&
                (k->signer.algorithm != CMS_RSA_PSS || set_pss(p)) &&
                EVP_DigestSign(c, to, &n, (const unsigned char *)bytes.p, bytes.n) == 1;
    *out = str_n((const char *)to, good ? n : 0);
    ERR_clear_error();
    return good;
}
