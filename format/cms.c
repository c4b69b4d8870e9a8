#include "format/cms.h"

#include "format/der.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>
#include <time.h>

#define OID_DATA "1.2.840.113549.1.7.1"
#define OID_SIGNED_DATA "1.2.840.113549.1.7.2"
#define OID_CONTENT_TYPE "1.2.840.113549.1.9.3"
#define OID_MESSAGE_DIGEST "1.2.840.113549.1.9.4"
#define OID_SIGNING_TIME "1.2.840.113549.1.9.5"
#define OID_TIME_STAMP_TOKEN "1.2.840.113549.1.9.16.2.14"
#define OID_SIGNING_CERTIFICATE "1.2.840.113549.1.9.16.2.47"
#define OID_SHA256 "2.16.840.1.101.3.4.2.1"
#define OID_RSA "1.2.840.113549.1.1.1"
#define OID_MGF1 "1.2.840.113549.1.1.8"
#define OID_RSA_PSS "1.2.840.113549.1.1.10"
#define OID_ECDSA_SHA256 "1.2.840.10045.4.3.2"

static void x509_done(X509 **x)
{
    X509_free(*x);
}

static X509 *x509_of(struct str der)
{
    const unsigned char *p = (const unsigned char *)der.p;
    return der.n <= CMS_BYTES_MAX ? d2i_X509(NULL, &p, (long)der.n) : NULL;
}

/* What i2d writes, in the arena. */
static struct str encoded(struct arena *a, unsigned char *p, int n)
{
    if (n < 0 || !p)
        die("openssl: out of memory");
    struct str s = str_dup(a, str_n((const char *)p, (size_t)n));
    OPENSSL_free(p);
    return s;
}

/* ---- writing ---- */

struct issuer {
    struct str name, serial;
};

static bool issuer_of(struct arena *a, struct str certificate, struct issuer *out)
{
    CLEANUP(x509_done) X509 *x = x509_of(certificate);
    unsigned char *name = NULL, *serial = NULL;
    if (!x)
        return false;
    int name_n = i2d_X509_NAME(X509_get_issuer_name(x), &name);
    out->name = encoded(a, name, name_n);
    int serial_n = i2d_ASN1_INTEGER(X509_get0_serialNumber(x), &serial);
    out->serial = encoded(a, serial, serial_n);
    return true;
}

static struct str attribute(struct arena *a, const char *oid, struct str value)
{
    return DER(a, DER_SEQUENCE, der_oid(a, oid), DER(a, DER_SET, value));
}

static struct str sha256_algorithm(struct arena *a)
{
    return DER(a, DER_SEQUENCE, der_oid(a, OID_SHA256));
}

static struct str octets(struct arena *a, struct digest d)
{
    return DER(a, DER_OCTETS, str_dup(a, str_n((const char *)d.b, sizeof d.b)));
}

/* ESSCertIDv2 with SHA-256, its default, which DER leaves out. */
static struct str certificate_attribute(struct arena *a, struct str certificate, const struct issuer *i)
{
    struct str names = DER(a, DER_SEQUENCE, DER(a, DER_CONTEXT + 4, i->name));
    struct str id = DER(a, DER_SEQUENCE, octets(a, sha256(certificate)), DER(a, DER_SEQUENCE, names, i->serial));
    return attribute(a, OID_SIGNING_CERTIFICATE, DER(a, DER_SEQUENCE, DER(a, DER_SEQUENCE, id)));
}

/* UTCTime to 2049, GeneralizedTime after (RFC 5652, 11.3). */
static struct str time_value(struct arena *a, struct instant at)
{
    char text[32];
    struct tm tm;
    time_t t = (time_t)(at.ms / 1000);
    gmtime_r(&t, &tm);
    bool late = tm.tm_year >= 150;
    size_t n = strftime(text, sizeof text, "%Y%m%d%H%M%SZ", &tm);
    return DER(a, late ? 0x18 : 0x17, str_dup(a, str_sub(str_n(text, n), late ? 0 : 2, n)));
}

bool cms_attributes(struct arena *a, const struct cms_signer *s, struct digest content, struct instant at,
                    struct str *out)
{
    struct issuer issuer;
    struct str parts[4];
    size_t n = 0;
    if (!issuer_of(a, s->certificate, &issuer))
        return false;
    parts[n++] = attribute(a, OID_CONTENT_TYPE, der_oid(a, OID_DATA));
    parts[n++] = attribute(a, OID_MESSAGE_DIGEST, octets(a, content));
    parts[n++] = certificate_attribute(a, s->certificate, &issuer);
    if (at.ms)
        parts[n++] = attribute(a, OID_SIGNING_TIME, time_value(a, at));
    *out = der_set_of(a, DER_SET, parts, n);
    return true;
}

static struct str signature_algorithm(struct arena *a, enum cms_algorithm algorithm)
{
    if (algorithm == CMS_ECDSA)
        return DER(a, DER_SEQUENCE, der_oid(a, OID_ECDSA_SHA256));
    if (algorithm == CMS_RSA)
        return DER(a, DER_SEQUENCE, der_oid(a, OID_RSA), DER(a, DER_NULL, S("")));
    struct str mgf = DER(a, DER_SEQUENCE, der_oid(a, OID_MGF1), sha256_algorithm(a));
    return DER(a, DER_SEQUENCE, der_oid(a, OID_RSA_PSS),
               DER(a, DER_SEQUENCE, DER(a, DER_CONTEXT, sha256_algorithm(a)), DER(a, DER_CONTEXT + 1, mgf),
                   DER(a, DER_CONTEXT + 2, der_int(a, SHA256_SIZE))));
}

/* Inside the SignerInfo the attributes stand under [0] instead of SET. */
static struct str implicit(struct arena *a, int tag, struct str der)
{
    char head = (char)tag;
    return STR_CAT(a, str_n(&head, 1), str_sub(der, 1, der.n));
}

bool cms_finish(struct arena *a, const struct cms_signer *s, struct str attributes, struct str signature,
                struct str time_stamp, struct str *out)
{
    struct issuer issuer;
    struct str certificates[CMS_CHAIN_MAX + 1] = {s->certificate}, unsigned_part = S("");
    if (!issuer_of(a, s->certificate, &issuer))
        return false;
    for (size_t i = 0; i < s->chain_n; i++)
        certificates[i + 1] = s->chain[i];
    if (time_stamp.n)
        unsigned_part = DER(a, DER_CONTEXT + 1, attribute(a, OID_TIME_STAMP_TOKEN, time_stamp));
    struct str signer = DER(a, DER_SEQUENCE, der_int(a, 1), DER(a, DER_SEQUENCE, issuer.name, issuer.serial),
                            sha256_algorithm(a), implicit(a, DER_CONTEXT, attributes),
                            signature_algorithm(a, s->algorithm), DER(a, DER_OCTETS, signature), unsigned_part);
    struct str data = DER(a, DER_SEQUENCE, der_int(a, 1), DER(a, DER_SET, sha256_algorithm(a)),
                          DER(a, DER_SEQUENCE, der_oid(a, OID_DATA)),
                          der_set_of(a, DER_CONTEXT, certificates, s->chain_n + 1), DER(a, DER_SET, signer));
    *out = DER(a, DER_SEQUENCE, der_oid(a, OID_SIGNED_DATA), DER(a, DER_CONTEXT, data));
    return true;
}

/* ---- reading ---- */

static void cms_done(CMS_ContentInfo **cms)
{
    CMS_ContentInfo_free(*cms);
}

static void certificates_done(STACK_OF(X509) * *list)
{
    sk_X509_pop_free(*list, X509_free);
}

static struct str x509_der(struct arena *a, X509 *x)
{
    unsigned char *p = NULL;
    int n = i2d_X509(x, &p);
    return encoded(a, p, n);
}

static bool is_strong(X509 *x, const char *digest)
{
    EVP_PKEY *key = X509_get0_pubkey(x);
    int bits = key ? EVP_PKEY_get_bits(key) : 0;
    bool rsa = key && (EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_is_a(key, "RSA-PSS"));
    bool sha2 = strcmp(digest, "SHA256") == 0 || strcmp(digest, "SHA384") == 0 || strcmp(digest, "SHA512") == 0;
    return sha2 && bits >= (rsa ? 2048 : 256);
}

static const char *algorithm_name(const X509_ALGOR *algorithm)
{
    const ASN1_OBJECT *oid;
    X509_ALGOR_get0(&oid, NULL, NULL, algorithm);
    switch (OBJ_obj2nid(oid)) {
    case NID_rsassaPss: return "RSA-PSS";
    case NID_rsaEncryption:
    case NID_sha256WithRSAEncryption:
    case NID_sha384WithRSAEncryption:
    case NID_sha512WithRSAEncryption: return "RSA";
    case NID_ecdsa_with_SHA256:
    case NID_ecdsa_with_SHA384:
    case NID_ecdsa_with_SHA512:
    case NID_X9_62_id_ecPublicKey: return "ECDSA";
    default: return "?";
    }
}

/* The one value of a signed attribute as DER; false when it is not there once. */
static bool attribute_value(CMS_SignerInfo *si, int nid, const ASN1_STRING **out)
{
    int at = CMS_signed_get_attr_by_NID(si, nid, -1);
    X509_ATTRIBUTE *attr = at < 0 || CMS_signed_get_attr_by_NID(si, nid, at) >= 0 ? NULL : CMS_signed_get_attr(si, at);
    ASN1_TYPE *v = attr && X509_ATTRIBUTE_count(attr) == 1 ? X509_ATTRIBUTE_get0_type(attr, 0) : NULL;
    if (!v || v->type != V_ASN1_SEQUENCE)
        return false;
    *out = v->value.sequence;
    return true;
}

static void check_certificate_attribute(CMS_SignerInfo *si, X509 *signer, struct cms_read *out)
{
    const ASN1_STRING *v1 = NULL, *v2 = NULL;
    ESS_SIGNING_CERT *one = NULL;
    ESS_SIGNING_CERT_V2 *two = NULL;
    if (attribute_value(si, NID_id_smime_aa_signingCertificateV2, &v2)) {
        const unsigned char *p = ASN1_STRING_get0_data(v2);
        two = d2i_ESS_SIGNING_CERT_V2(NULL, &p, ASN1_STRING_length(v2));
    }
    if (attribute_value(si, NID_id_smime_aa_signingCertificate, &v1)) {
        const unsigned char *p = ASN1_STRING_get0_data(v1);
        one = d2i_ESS_SIGNING_CERT(NULL, &p, ASN1_STRING_length(v1));
    }
    STACK_OF(X509) *chain = sk_X509_new_null();
    if (!chain || !sk_X509_push(chain, signer))
        die("openssl: out of memory");
    bool any = v1 || v2, read = (!v1 || one) && (!v2 || two);
    bool names = any && read && OSSL_ESS_check_signing_certs(one, two, chain, 1) > 0;
    out->has_certificate_attribute = names;
    out->wrong_certificate_attribute = any && !names;
    sk_X509_free(chain);
    ESS_SIGNING_CERT_free(one);
    ESS_SIGNING_CERT_V2_free(two);
}

static void read_time_stamp(struct arena *a, CMS_SignerInfo *si, struct cms_read *out)
{
    int at = CMS_unsigned_get_attr_by_NID(si, NID_id_smime_aa_timeStampToken, -1);
    X509_ATTRIBUTE *attr = at < 0 ? NULL : CMS_unsigned_get_attr(si, at);
    ASN1_TYPE *v = attr ? X509_ATTRIBUTE_get0_type(attr, 0) : NULL;
    if (v && v->type == V_ASN1_SEQUENCE)
        out->time_stamp = str_dup(a, str_n((const char *)ASN1_STRING_get0_data(v->value.sequence),
                                           (size_t)ASN1_STRING_length(v->value.sequence)));
}

static void read_signing_time(CMS_SignerInfo *si, struct cms_read *out)
{
    int at = CMS_signed_get_attr_by_NID(si, NID_pkcs9_signingTime, -1);
    X509_ATTRIBUTE *attr = at < 0 ? NULL : CMS_signed_get_attr(si, at);
    ASN1_TYPE *v = attr ? X509_ATTRIBUTE_get0_type(attr, 0) : NULL;
    struct tm tm;
    if (v && (v->type == V_ASN1_UTCTIME || v->type == V_ASN1_GENERALIZEDTIME) &&
        ASN1_TIME_to_tm(v->value.asn1_string, &tm))
        out->signing_time.ms = (int64_t)timegm(&tm) * 1000;
}

static void read_certificates(struct arena *a, const STACK_OF(X509) * all, X509 *signer, struct cms_read *out)
{
    out->certificate = x509_der(a, signer);
    for (int i = 0; i < sk_X509_num(all) && out->chain_n < CMS_CHAIN_MAX; i++)
        if (X509_cmp(sk_X509_value(all, i), signer) != 0)
            out->chain[out->chain_n++] = x509_der(a, sk_X509_value(all, i));
}

static enum cms_fault check_content(CMS_SignerInfo *si, cms_content *content, void *self, const char *digest)
{
    uint8_t want[64];
    size_t n = 0;
    ASN1_OCTET_STRING *got =
        CMS_signed_get0_data_by_OBJ(si, OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING);
    ASN1_OBJECT *type = CMS_signed_get0_data_by_OBJ(si, OBJ_nid2obj(NID_pkcs9_contentType), -3, V_ASN1_OBJECT);
    if (!got || !type)
        return CMS_BROKEN;
    if (!content(self, digest, want, &n))
        return CMS_WEAK;
    bool same = ASN1_STRING_length(got) == (int)n && memcmp(ASN1_STRING_get0_data(got), want, n) == 0;
    return same ? CMS_READ : CMS_OTHER_CONTENT;
}

static enum cms_fault check_signer(struct arena *a, CMS_SignerInfo *si, const STACK_OF(X509) * all,
                                   cms_content *content, void *self, struct cms_read *out)
{
    X509 *signer = NULL;
    X509_ALGOR *digest = NULL, *algorithm = NULL;
    CMS_SignerInfo_get0_algs(si, NULL, &signer, &digest, &algorithm);
    const ASN1_OCTET_STRING *signature = CMS_SignerInfo_get0_signature(si);
    const EVP_MD *md = EVP_get_digestbyobj(digest->algorithm);
    out->digest = md ? EVP_MD_get0_name(md) : "?";
    out->digest = strcmp(out->digest, "SHA2-256") == 0 ? "SHA256" : out->digest;
    out->algorithm = algorithm_name(algorithm);
    out->signature =
        str_dup(a, str_n((const char *)ASN1_STRING_get0_data(signature), (size_t)ASN1_STRING_length(signature)));
    read_time_stamp(a, si, out);
    read_signing_time(si, out);
    if (!signer)
        return CMS_NO_CERTIFICATE;
    read_certificates(a, all, signer, out);
    check_certificate_attribute(si, signer, out);
    enum cms_fault fault = check_content(si, content, self, out->digest);
    if (fault != CMS_READ && fault != CMS_WEAK)
        return fault;
    if (CMS_SignerInfo_verify(si) <= 0)
        return CMS_BAD_SIGNATURE;
    return fault == CMS_READ && is_strong(signer, out->digest) ? CMS_READ : CMS_WEAK;
}

enum cms_fault cms_read(struct arena *a, struct str der, cms_content *content, void *self, struct cms_read *out)
{
    const unsigned char *p = (const unsigned char *)der.p;
    *out = (struct cms_read){.digest = "?", .algorithm = "?"};
    CLEANUP(cms_done) CMS_ContentInfo *cms = der.n <= CMS_BYTES_MAX ? d2i_CMS_ContentInfo(NULL, &p, (long)der.n) : NULL;
    if (!cms || OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed || !CMS_is_detached(cms)) {
        ERR_clear_error();
        return CMS_BROKEN;
    }
    out->length = (size_t)((const char *)p - der.p);
    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
    if (!signers || sk_CMS_SignerInfo_num(signers) != 1)
        return CMS_BROKEN;
    CLEANUP(certificates_done) STACK_OF(X509) *all = CMS_get1_certs(cms);
    CMS_set1_signers_certs(cms, NULL, 0);
    enum cms_fault fault = check_signer(a, sk_CMS_SignerInfo_value(signers, 0), all, content, self, out);
    ERR_clear_error();
    return fault;
}
