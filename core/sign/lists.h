/* lists.h: the trust lists and the lists of revoked certificates that an administrator keeps. Nobody is believed until
 * he is put into a list; every change is journaled with its reason. */
#ifndef MOTCUA_CORE_SIGN_LISTS_H
#define MOTCUA_CORE_SIGN_LISTS_H

#include "core/sign/trust.h"
#include "sign_queries.h"

/* cong-vu: keys for official duty (ND 68/2024); cong-cong: public providers (ND 23/2025); noi-bo: machines and
 * tests. */
enum { TRUST_LISTS = 3, TRUST_FILE_MAX = 1024 * 1024 };
extern const char *const trust_lists[TRUST_LISTS];

/* Every certificate of a PEM file comes into `list`; *n is how many were new. INVALID at "file": none can be read,
 * one of them may not issue others, or one stands in another list; then none is taken. */
NODISCARD enum rc lists_add(struct ctx *c, struct str list, struct str pem, struct str why, size_t *n);
NODISCARD enum rc lists_remove(struct ctx *c, int64_t id, struct str why);
/* A list of revoked certificates, DER or PEM, by an authority that is an anchor or stands under one. INVALID at
 * "file": unreadable, unsigned by any of ours, or older than what is held. */
NODISCARD enum rc lists_add_crl(struct ctx *c, struct str bytes, struct crl_read *out);

/* All of it as one text, for a process without a database, and back. */
NODISCARD enum rc lists_pack(struct ctx *c, struct str *out);
NODISCARD bool lists_unpack(struct arena *a, struct str text, struct trust *out);

#endif
