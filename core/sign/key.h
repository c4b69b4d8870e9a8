/* key.h: a private key with its certificate, in a file (PKCS#12 or PEM): for tests, for a machine's own seals and for
 * who signs on the command line. Keys in devices and at providers come behind the same struct. */
#ifndef MOTCUA_CORE_SIGN_KEY_H
#define MOTCUA_CORE_SIGN_KEY_H

#include "base/ctx.h"
#include "format/cms.h"

enum key_fault {
    KEY_OK,
    KEY_UNREADABLE,     /* no such file, or nothing that can be read in it */
    KEY_WRONG_PIN,      /* asked once, never tried again */
    KEY_NO_CERTIFICATE, /* a key alone proves nobody */
    KEY_OTHER,          /* the certificate is of another key */
    KEY_WEAK,           /* RSA below 2048 bits, a curve other than P-256, another kind (TT 15/2025/TT-BKHCN, annex I) */
};

struct key {
    struct evp_pkey_st *pkey;
    struct cms_signer signer;
    struct str subject;      /* the common name, for people */
    struct instant from, to; /* of the certificate */
};

/* where: "p12:FILE" or "pem:KEY,CERTIFICATE". `chain`: a PEM file of issuers, or ''. The key goes with the arena. */
NODISCARD enum key_fault key_open(struct arena *a, struct str where, struct str pin, struct str chain, struct key *out);
/* Chooses RSASSA-PSS for an RSA key; false for another kind. */
bool key_use_pss(struct key *k);
/* The raw signature over these bytes with SHA-256; false when the key refuses. */
NODISCARD bool key_sign(struct arena *a, const struct key *k, struct str bytes, struct str *out);

#endif
