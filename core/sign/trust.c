#include "core/sign/trust.h"

#include <dirent.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <time.h>

enum { DER_MAX = 1024 * 1024 };

static void store_free(void *p)
{
    X509_STORE_free(p);
}

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

static void ctx_done(X509_STORE_CTX **c)
{
    X509_STORE_CTX_free(*c);
}

void trust_open(struct arena *a, struct trust *t)
{
    *t = (struct trust){.arena = a, .store = X509_STORE_new()};
    if (!t->store)
        die("openssl: out of memory");
    arena_defer(a, store_free, t->store);
}

static struct str fingerprint(struct arena *a, const X509 *x)
{
    unsigned char md[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    if (!X509_digest(x, EVP_sha256(), md, &n))
        die("openssl: no SHA-256");
    return str_dup(a, str_n((const char *)md, n));
}

static struct str list_name(struct arena *a, const char *path)
{
    struct str s = str_from(path), name = s;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '/')
            name = str_sub(s, i + 1, s.n);
    return str_dup(a, str_ends(name, S(".pem")) ? str_sub(name, 0, name.n - 4) : name);
}

static bool add_from(struct trust *t, BIO *file, struct str list)
{
    size_t before = t->anchors_n;
    X509 *x = file ? PEM_read_bio_X509(file, NULL, NULL, NULL) : NULL;
    for (; x && t->anchors_n < TRUST_ANCHORS_MAX; x = PEM_read_bio_X509(file, NULL, NULL, NULL)) {
        X509_STORE_add_cert(t->store, x);
        t->anchors[t->anchors_n].list = list;
        t->anchors[t->anchors_n++].sha256 = fingerprint(t->arena, x);
        X509_free(x);
    }
    bool too_many = x != NULL;
    X509_free(x);
    ERR_clear_error();
    return t->anchors_n > before && !too_many;
}

static bool add_file(struct trust *t, const char *path)
{
    CLEANUP(bio_done) BIO *file = BIO_new_file(path, "r");
    return add_from(t, file, list_name(t->arena, path));
}

static BIO *bio_of(struct str s)
{
    return s.n && s.n <= DER_MAX ? BIO_new_mem_buf(s.p, (int)s.n) : NULL;
}

bool trust_add_pem(struct trust *t, struct str list, struct str pem)
{
    CLEANUP(bio_done) BIO *text = bio_of(pem);
    return add_from(t, text, list);
}

static bool add_folder(struct trust *t, const char *path)
{
    DIR *folder = opendir(path);
    bool good = folder != NULL;
    for (const struct dirent *e = folder ? readdir(folder) : NULL; e && good; e = readdir(folder))
        if (str_ends(str_from(e->d_name), S(".pem")))
            good = add_file(t, str_c(t->arena, str_printf(t->arena, "%s/%s", path, e->d_name)));
    if (folder)
        closedir(folder);
    return good && t->anchors_n > 0;
}

bool trust_add(struct trust *t, const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return false;
    return S_ISDIR(st.st_mode) ? add_folder(t, path) : add_file(t, path);
}

static X509_CRL *crl_from(BIO *file)
{
    X509_CRL *crl = file ? PEM_read_bio_X509_CRL(file, NULL, NULL, NULL) : NULL;
    if (!crl && file && BIO_reset(file) >= 0)
        crl = d2i_X509_CRL_bio(file, NULL);
    return crl;
}

static bool add_crl(struct trust *t, X509_CRL *crl)
{
    bool good = crl && X509_STORE_add_crl(t->store, crl);
    X509_CRL_free(crl);
    ERR_clear_error();
    t->has_crl = t->has_crl || good;
    return good;
}

bool trust_add_crl(struct trust *t, const char *path)
{
    CLEANUP(bio_done) BIO *file = BIO_new_file(path, "r");
    return add_crl(t, crl_from(file));
}

bool trust_add_crl_bytes(struct trust *t, struct str bytes)
{
    CLEANUP(bio_done) BIO *text = bio_of(bytes);
    return add_crl(t, crl_from(text));
}

/* ---- chains ---- */

static X509 *x509_of(struct str der)
{
    const unsigned char *p = (const unsigned char *)der.p;
    return der.n <= DER_MAX ? d2i_X509(NULL, &p, (long)der.n) : NULL;
}

static struct str part_of(struct arena *a, const X509_NAME *name, int nid)
{
    int at = X509_NAME_get_index_by_NID(name, nid, -1);
    unsigned char *p = NULL;
    int n = at < 0 ? -1 : ASN1_STRING_to_UTF8(&p, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    struct str s = n > 0 ? str_dup(a, str_n((const char *)p, (size_t)n)) : S("");
    OPENSSL_free(p);
    return s;
}

static struct instant instant_of(const ASN1_TIME *t)
{
    struct tm tm;
    return (struct instant){ASN1_TIME_to_tm(t, &tm) ? (int64_t)timegm(&tm) * 1000 : 0};
}

static void describe(const struct trust *t, X509 *x, struct chain *out)
{
    const X509_NAME *subject = X509_get_subject_name(x), *issuer = X509_get_issuer_name(x);
    out->subject = part_of(t->arena, subject, NID_commonName);
    out->organization = part_of(t->arena, subject, NID_organizationName);
    out->issuer = part_of(t->arena, issuer, NID_commonName);
    out->from = instant_of(X509_get0_notBefore(x));
    out->to = instant_of(X509_get0_notAfter(x));
}

/* A key for time stamps or for answers about revocation signs no documents; nor does one that is for something else. */
static bool may_sign_documents(X509 *x)
{
    uint32_t flags = X509_get_extension_flags(x), usage = X509_get_key_usage(x);
    if ((flags & EXFLAG_KUSAGE) && !(usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)))
        return false;
    if ((flags & EXFLAG_XKUSAGE) && (X509_get_extended_key_usage(x) & (XKU_TIMESTAMP | XKU_OCSP_SIGN)))
        return false;
    return X509_check_ca(x) == 0 || !(flags & EXFLAG_CA);
}

static enum chain_verdict verdict_of(int error)
{
    switch (error) {
    case X509_V_OK: return CHAIN_GOOD;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED: return CHAIN_NONE;
    case X509_V_ERR_CERT_NOT_YET_VALID:
    case X509_V_ERR_CERT_HAS_EXPIRED: return CHAIN_PERIOD;
    case X509_V_ERR_CERT_REVOKED: return CHAIN_REVOKED;
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_CRL_HAS_EXPIRED: return CHAIN_UNKNOWN;
    default: return CHAIN_CONSTRAINT;
    }
}

static int run_chain(const struct trust *t, X509 *x, STACK_OF(X509) * others, struct instant at, bool revocation,
                     struct str *anchor)
{
    CLEANUP(ctx_done) X509_STORE_CTX *c = X509_STORE_CTX_new();
    if (!c || !X509_STORE_CTX_init(c, t->store, x, others))
        die("openssl: out of memory");
    unsigned long flags = revocation ? X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL : 0;
    X509_STORE_CTX_set_flags(c, flags);
    X509_STORE_CTX_set_time(c, 0, (time_t)(at.ms / 1000));
    int error = X509_verify_cert(c) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(c);
    STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(c);
    *anchor = error == X509_V_OK ? fingerprint(t->arena, sk_X509_value(chain, sk_X509_num(chain) - 1)) : S("");
    return error == X509_V_OK || error != X509_V_ERR_UNSPECIFIED ? error : X509_V_ERR_CERT_REJECTED;
}

static struct str list_of(const struct trust *t, struct str sha256)
{
    for (size_t i = 0; i < t->anchors_n; i++)
        if (str_eq(t->anchors[i].sha256, sha256))
            return t->anchors[i].list;
    return S("");
}

static STACK_OF(X509) * stack_of(const struct str *ders, size_t n)
{
    STACK_OF(X509) *s = sk_X509_new_null();
    for (size_t i = 0; i < n; i++) {
        X509 *x = x509_of(ders[i]);
        if (x && !sk_X509_push(s, x))
            die("openssl: out of memory");
    }
    return s;
}

void trust_chain(const struct trust *t, struct str certificate, const struct str *others, size_t others_n,
                 struct instant at, struct chain *out)
{
    CLEANUP(x509_done) X509 *x = x509_of(certificate);
    CLEANUP(stack_done) STACK_OF(X509) *stack = stack_of(others, others_n);
    struct str anchor, ignored;
    *out = (struct chain){.verdict = CHAIN_NONE};
    if (!x)
        return;
    describe(t, x, out);
    out->verdict = verdict_of(run_chain(t, x, stack, at, false, &anchor));
    out->list = list_of(t, anchor);
    if (out->verdict == CHAIN_GOOD && !may_sign_documents(x))
        out->verdict = CHAIN_CONSTRAINT;
    if (out->verdict == CHAIN_GOOD)
        out->verdict = t->has_crl ? verdict_of(run_chain(t, x, stack, at, true, &ignored)) : CHAIN_UNKNOWN;
    ERR_clear_error();
}

/* ---- time stamps ---- */

static void p7_done(PKCS7 **p)
{
    PKCS7_free(*p);
}

static void info_done(TS_TST_INFO **i)
{
    TS_TST_INFO_free(*i);
}

static void verify_done(TS_VERIFY_CTX **c)
{
    TS_VERIFY_CTX_free(*c);
}

bool trust_time_stamp(const struct trust *t, struct str token, struct str data, struct instant *at)
{
    const unsigned char *p = (const unsigned char *)token.p;
    CLEANUP(p7_done) PKCS7 *p7 = token.n <= DER_MAX ? d2i_PKCS7(NULL, &p, (long)token.n) : NULL;
    CLEANUP(info_done) TS_TST_INFO *info = p7 && PKCS7_type_is_signed(p7) ? PKCS7_to_TS_TST_INFO(p7) : NULL;
    CLEANUP(verify_done) TS_VERIFY_CTX *c = TS_VERIFY_CTX_new();
    bool good = false;
    if (info && c && X509_STORE_up_ref(t->store)) {
        TS_VERIFY_CTX_set_flags(c, TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_DATA | TS_VFY_SIGNER);
        TS_VERIFY_CTX_set_store(c, t->store);
        TS_VERIFY_CTX_set_data(c, BIO_new_mem_buf(data.p, (int)data.n));
        good = TS_RESP_verify_token(c, p7) == 1;
        *at = instant_of(TS_TST_INFO_get_time(info));
    }
    ERR_clear_error();
    return good;
}

/* ---- for people ---- */

static void crl_done(X509_CRL **c)
{
    X509_CRL_free(*c);
}

static struct str drain(struct arena *a, BIO *b)
{
    char *p = NULL;
    long n = BIO_get_mem_data(b, &p);
    return n > 0 ? str_dup(a, str_n(p, (size_t)n)) : S("");
}

static struct anchor_read describe_anchor(struct arena *a, X509 *x)
{
    CLEANUP(bio_done) BIO *pem = BIO_new(BIO_s_mem());
    struct str md = fingerprint(a, x);
    if (!pem || !PEM_write_bio_X509(pem, x))
        die("openssl: out of memory");
    return (struct anchor_read){.pem = drain(a, pem),
                                .subject = part_of(a, X509_get_subject_name(x), NID_commonName),
                                .organization = part_of(a, X509_get_subject_name(x), NID_organizationName),
                                .sha256 = str_hex(a, (const uint8_t *)md.p, md.n),
                                .from = instant_of(X509_get0_notBefore(x)),
                                .to = instant_of(X509_get0_notAfter(x)),
                                .is_authority = X509_check_ca(x) != 0};
}

size_t trust_read_anchors(struct arena *a, struct str pem, struct anchor_read **out)
{
    CLEANUP(bio_done) BIO *text = bio_of(pem);
    size_t n = 0;
    *out = NEW_ARRAY(a, struct anchor_read, TRUST_ANCHORS_MAX);
    for (X509 *x; text && n < TRUST_ANCHORS_MAX && (x = PEM_read_bio_X509(text, NULL, NULL, NULL)); X509_free(x))
        (*out)[n++] = describe_anchor(a, x);
    unsigned long error =
        ERR_peek_last_error(); /* the end of the text is PEM's "no start line", anything else a fault */
    bool whole = ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    return whole ? n : 0;
}

bool trust_read_crl(struct arena *a, struct str bytes, struct crl_read *out)
{
    CLEANUP(bio_done) BIO *text = bio_of(bytes);
    CLEANUP(crl_done) X509_CRL *crl = crl_from(text);
    CLEANUP(bio_done) BIO *name = BIO_new(BIO_s_mem());
    unsigned char *der = NULL;
    int n = crl ? i2d_X509_CRL(crl, &der) : 0;
    ERR_clear_error();
    if (n <= 0 || !name)
        return false;
    X509_NAME_print_ex(name, X509_CRL_get_issuer(crl), 0, XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB);
    const ASN1_TIME *next = X509_CRL_get0_nextUpdate(crl);
    *out = (struct crl_read){.der = str_dup(a, str_n((const char *)der, (size_t)n)),
                             .issuer = drain(a, name),
                             .made = instant_of(X509_CRL_get0_lastUpdate(crl)),
                             .next = next ? instant_of(next) : (struct instant){0},
                             .revoked = sk_X509_REVOKED_num(X509_CRL_get_REVOKED(crl))};
    if (out->revoked < 0)
        out->revoked = 0;
    OPENSSL_free(der);
    return true;
}

bool trust_signed_crl(const struct trust *t, struct str bytes)
{
    CLEANUP(bio_done) BIO *text = bio_of(bytes);
    CLEANUP(crl_done) X509_CRL *crl = crl_from(text);
    const STACK_OF(X509_OBJECT) *held = X509_STORE_get0_objects(t->store);
    bool good = false;
    for (int i = 0; crl && !good && i < sk_X509_OBJECT_num(held); i++) {
        X509 *x = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(held, i));
        good = x && X509_NAME_cmp(X509_get_subject_name(x), X509_CRL_get_issuer(crl)) == 0 &&
               X509_CRL_verify(crl, X509_get0_pubkey(x)) == 1;
    }
    ERR_clear_error();
    return good;
}
