/* cms.h: the CMS of a signature (RFC 5652) as PAdES and CAdES ask for it (EN 319 142-1, EN 319 122-1): detached, one
 * signer, content-type, message-digest and signing-certificate-v2 (RFC 5035) among the signed attributes. It is made in
 * two phases, so that the key may be anywhere: cms_attributes gives the bytes to be signed, cms_finish wraps what came
 * back. OpenSSL's own writer puts signing-time into every signature, which PAdES forbids; hence ours.
 * Reading is OpenSSL's. */
#ifndef MOTCUA_FORMAT_CMS_H
#define MOTCUA_FORMAT_CMS_H

#include "base/moment.h"
#include "format/digest.h"

enum { CMS_CHAIN_MAX = 8, CMS_BYTES_MAX = 1024 * 1024 };

enum cms_algorithm { CMS_RSA, CMS_RSA_PSS, CMS_ECDSA }; /* each with SHA-256 */

struct cms_signer {
    struct str certificate;          /* DER */
    struct str chain[CMS_CHAIN_MAX]; /* issuers that go with it, without the root; DER */
    size_t chain_n;
    enum cms_algorithm algorithm;
};

/* The signed attributes as the SET OF that is hashed and signed. `at` other than 0 adds signing-time, which CAdES wants
 * and PAdES forbids. False when the certificate cannot be read. */
NODISCARD bool cms_attributes(struct arena *a, const struct cms_signer *s, struct digest content, struct instant at,
                              struct str *out);
/* The ContentInfo around the attributes, the raw signature (RSA: as it came; ECDSA: DER) and a time stamp token, which
 * may be empty. */
NODISCARD bool cms_finish(struct arena *a, const struct cms_signer *s, struct str attributes, struct str signature,
                          struct str time_stamp, struct str *out);

/* ---- reading ---- */

enum cms_fault {
    CMS_READ,
    CMS_BROKEN,         /* no CMS of one signer over detached content */
    CMS_NO_CERTIFICATE, /* the signer's is not in it */
    CMS_WEAK,           /* a digest or a key that proves nothing any more: SHA-1, MD5, RSA below 2048 bits */
    CMS_OTHER_CONTENT,  /* the digest inside is of other bytes */
    CMS_BAD_SIGNATURE,
};

struct cms_read {
    struct str certificate;          /* of the signer, DER */
    struct str chain[CMS_CHAIN_MAX]; /* the others in it */
    size_t chain_n;
    struct str signature, time_stamp; /* time_stamp: the token, DER; empty when there is none */
    const char *digest, *algorithm;   /* "SHA256", "RSA", "RSA-PSS", "ECDSA"… for people */
    bool has_certificate_attribute;   /* signing-certificate(-v2) is there and names this certificate */
    bool wrong_certificate_attribute; /* it names another */
    struct instant signing_time;      /* claimed; 0 none */
    size_t length;                    /* of the DER or BER itself; what stands behind it is not its own */
};

/* Reads and proves a signature over content of this digest. On a fault what was read so far stands in *out. `digest` is
 * asked for the content's hash under the name the signature uses ("SHA256", "SHA384", "SHA512"); false: not known. */
typedef bool cms_content(void *self, const char *digest, uint8_t out[64], size_t *n);
NODISCARD enum cms_fault cms_read(struct arena *a, struct str der, cms_content *content, void *self,
                                  struct cms_read *out);

#endif
