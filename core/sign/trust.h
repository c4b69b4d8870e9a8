/* trust.h: whom we believe. Anchors come in named lists (cong-vu: the government's cipher committee; cong-cong: the
 * national root of public providers; noi-bo: tests and machines of our own), and a verdict always says which list it
 * came from. Nothing is trusted by default. */
#ifndef MOTCUA_CORE_SIGN_TRUST_H
#define MOTCUA_CORE_SIGN_TRUST_H

#include "base/ctx.h"

enum { TRUST_ANCHORS_MAX = 256 };

struct trust {
    struct arena *arena;
    struct x509_store_st *store;
    struct {
        struct str list;   /* the name of the file it came from, without .pem */
        struct str sha256; /* of the certificate, 32 bytes */
    } anchors[TRUST_ANCHORS_MAX];
    size_t anchors_n;
    bool has_crl;
};

void trust_open(struct arena *a, struct trust *t);
/* A PEM file of certificates, or a folder of such files. False: nothing could be read, or too many. */
NODISCARD bool trust_add(struct trust *t, const char *path);
/* A list of revoked certificates, PEM or DER. */
NODISCARD bool trust_add_crl(struct trust *t, const char *path);
/* The same from memory: every certificate of a PEM text comes into `list`. */
NODISCARD bool trust_add_pem(struct trust *t, struct str list, struct str pem);
NODISCARD bool trust_add_crl_bytes(struct trust *t, struct str bytes);

/* ---- what an administrator installs, as people read it ---- */

struct anchor_read {
    struct str pem, subject, organization;
    struct str sha256; /* of the certificate, hex: what is compared with what the authority publishes */
    struct instant from, to;
    bool is_authority; /* a certificate that may issue others */
};
/* Every certificate of a PEM text, at most TRUST_ANCHORS_MAX; 0 when there is none or one of them cannot be read. */
size_t trust_read_anchors(struct arena *a, struct str pem, struct anchor_read **out);

struct crl_read {
    struct str der, issuer;    /* issuer: the whole name, RFC 2253, which lists of one authority share */
    struct instant made, next; /* next: when it is out of date; 0 it does not say */
    int64_t revoked;
};
/* Is it signed by the key of a certificate in our lists, who names itself as it does? */
bool trust_signed_crl(const struct trust *t, struct str bytes);
NODISCARD bool trust_read_crl(struct arena *a, struct str bytes, struct crl_read *out);

enum chain_verdict {
    CHAIN_GOOD,
    CHAIN_NONE,   /* leads to no anchor of ours */
    CHAIN_PERIOD, /* a certificate is not valid at that time */
    CHAIN_REVOKED,
    CHAIN_UNKNOWN,    /* no word whether it was revoked */
    CHAIN_CONSTRAINT, /* a certificate that may not do this */
};
struct chain {
    enum chain_verdict verdict;
    struct str list;                          /* of the anchor; '' without one */
    struct str subject, organization, issuer; /* names for people */
    struct instant from, to;                  /* of the signer's certificate */
};

/* Of a signer's certificate (DER) with what came along, at a time; it must be one that may sign documents. */
void trust_chain(const struct trust *t, struct str certificate, const struct str *others, size_t others_n,
                 struct instant at, struct chain *out);
/* A time stamp token (RFC 3161, DER) over data of this digest: good, and of a server under one of the anchors. */
bool trust_time_stamp(const struct trust *t, struct str token, struct str data, struct instant *at);

#endif
