/* digest.h: hashes, secrets and the base-n spellings they travel in. OpenSSL EVP does the arithmetic; a failure there
 * is a broken installation and therefore die(), so nothing here needs an error path. Bytes travel as struct str. */
#ifndef MOTCUA_FORMAT_DIGEST_H
#define MOTCUA_FORMAT_DIGEST_H

#include "base/buf.h"

#define SHA256_SIZE 32
struct digest {
    uint8_t b[SHA256_SIZE];
};

struct digest sha256(struct str data);
struct digest hmac_sha256(struct str key, struct str data);
/* Only for TOTP (RFC 6238), where every authenticator app expects SHA-1. Writes 20 bytes. */
void hmac_sha1(struct str key, struct str data, uint8_t out[20]);

/* Streaming, for bodies that never stand in memory at once: init, add as often as needed, then final, which also
 * releases. A stream given up earlier is released with sha256_release (CLEANUP-able; harmless after final). */
struct sha256 {
    struct evp_md_ctx_st *md;
};
void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, struct str data);
struct digest sha256_final(struct sha256 *s);
void sha256_release(struct sha256 *s);

struct str digest_hex(struct arena *a, struct digest d);
bool digest_from_hex(struct str hex, struct digest *out);
bool digest_eq(struct digest a, struct digest b);

/* From the kernel (getrandom). */
void random_bytes(void *p, size_t n);
/* n random bytes as base64url: session keys, invitation and lookup tokens. */
struct str random_token(struct arena *a, size_t n);
/* Time depends on n only. */
bool bytes_eq_const_time(const void *a, const void *b, size_t n);

/* RFC 4648. Encoders do not pad, but base64_encode does (MIME and HTTP Basic want it). Decoders are strict: right
 * alphabet, right length, zero spare bits, padding exactly as the encoder writes it; false leaves *out alone.
 * base32_decode also takes lower case and the spaces people group secrets with. */
struct str base32_encode(struct arena *a, struct str bytes);
bool base32_decode(struct arena *a, struct str text, struct str *out);
struct str base64url_encode(struct arena *a, struct str bytes);
bool base64url_decode(struct arena *a, struct str text, struct str *out);
struct str base64_encode(struct arena *a, struct str bytes);
void base64_put(struct buf *b, struct str bytes); /* the same, without a copy */
bool base64_decode(struct arena *a, struct str text, struct str *out);

#endif
