#include "format/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/random.h>

static void must(int ok, const char *what)
{
    if (ok != 1)
        die("digest: %s failed", what);
}

struct digest sha256(struct str data)
{
    struct digest d;
    must(EVP_Digest(data.n ? data.p : "", data.n, d.b, NULL, EVP_sha256(), NULL), "EVP_Digest");
    return d;
}

static void hmac(const EVP_MD *md, struct str key, struct str data, uint8_t *out)
{
    if (key.n > INT32_MAX)
        die("digest: key of %zu bytes", key.n);
    unsigned n = 0;
    const unsigned char *bytes = (const unsigned char *)(data.n ? data.p : "");
    must(HMAC(md, key.n ? key.p : "", (int)key.n, bytes, data.n, out, &n) != NULL, "HMAC");
}

struct digest hmac_sha256(struct str key, struct str data)
{
    struct digest d;
    hmac(EVP_sha256(), key, data, d.b);
    return d;
}

void hmac_sha1(struct str key, struct str data, uint8_t out[20])
{
    hmac(EVP_sha1(), key, data, out);
}

void sha256_init(struct sha256 *s)
{
    s->md = EVP_MD_CTX_new();
    must(s->md != NULL, "EVP_MD_CTX_new");
    must(EVP_DigestInit_ex(s->md, EVP_sha256(), NULL), "EVP_DigestInit");
}

void sha256_add(struct sha256 *s, struct str data)
{
    if (data.n > 0)
        must(EVP_DigestUpdate(s->md, data.p, data.n), "EVP_DigestUpdate");
}

struct digest sha256_final(struct sha256 *s)
{
    struct digest d;
    must(EVP_DigestFinal_ex(s->md, d.b, NULL), "EVP_DigestFinal");
    sha256_release(s);
    return d;
}

void sha256_release(struct sha256 *s)
{
    EVP_MD_CTX_free(s->md);
    s->md = NULL;
}

struct str digest_hex(struct arena *a, struct digest d)
{
    return str_hex(a, d.b, sizeof d.b);
}

bool digest_from_hex(struct str hex, struct digest *out)
{
    struct digest d;
    if (!str_from_hex(hex, d.b, sizeof d.b))
        return false;
    *out = d;
    return true;
}

bool digest_eq(struct digest a, struct digest b)
{
    return bytes_eq_const_time(a.b, b.b, sizeof a.b);
}

void random_bytes(void *p, size_t n)
{
    uint8_t *at = p;
    while (n > 0) {
        ssize_t got = getrandom(at, n, 0);
        if (got <= 0)
            die("digest: getrandom failed");
        at += got;
        n -= (size_t)got;
    }
}

struct str random_token(struct arena *a, size_t n)
{
    char *p = arena_alloc(a, n);
    random_bytes(p, n);
    return base64url_encode(a, str_n(p, n));
}

bool bytes_eq_const_time(const void *a, const void *b, size_t n)
{
    return CRYPTO_memcmp(a, b, n) == 0;
}

/* One coder for every RFC 4648 alphabet: `bits` a letter, groups padded to `group` letters where the spelling pads. */
struct alphabet {
    const char *letters;
    unsigned bits;
    size_t group; /* 0: never padded */
    bool loose;   /* lower case and spaces are read as well */
};
static const struct alphabet base32 = {"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5, 0, true};
static const struct alphabet base64url = {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 6, 0,
                                          false};
static const struct alphabet base64 = {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 6, 4, false};

static void encode_into(struct buf *b, const struct alphabet *al, struct str bytes)
{
    uint32_t acc = 0, mask = (1u << al->bits) - 1;
    unsigned held = 0;
    size_t from = b->n;
    for (size_t i = 0; i < bytes.n; i++) {
        acc = (acc << 8 | (uint8_t)bytes.p[i]) & 0xffff;
        for (held += 8; held >= al->bits;) {
            held -= al->bits;
            buf_putc(b, al->letters[acc >> held & mask]);
        }
    }
    if (held > 0)
        buf_putc(b, al->letters[acc << (al->bits - held) & mask]);
    while (al->group && (b->n - from) % al->group != 0 && !b->full)
        buf_putc(b, '=');
}

static struct str encode(struct arena *a, const struct alphabet *al, struct str bytes)
{
    struct buf b = buf_new(a, bytes.n * 2 + 8);
    encode_into(&b, al, bytes);
    return buf_str(&b);
}

static int letter_value(const struct alphabet *al, char c)
{
    if (al->loose && c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    const char *at = c ? strchr(al->letters, c) : NULL;
    return at ? (int)(at - al->letters) : -1;
}

/* Takes the padding off; false when it is not the padding an encoder would write. */
static bool unpad(const struct alphabet *al, struct str *text)
{
    if (al->group == 0)
        return true;
    if (text->n % al->group != 0)
        return false;
    for (int i = 0; i < 2 && text->n > 0 && text->p[text->n - 1] == '='; i++)
        text->n--;
    return true;
}

static bool decode(struct arena *a, const struct alphabet *al, struct str text, struct str *out)
{
    if (!unpad(al, &text))
        return false;
    struct buf b = buf_new(a, text.n + 1);
    uint32_t acc = 0;
    unsigned held = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (al->loose && text.p[i] == ' ')
            continue;
        int v = letter_value(al, text.p[i]);
        if (v < 0)
            return false;
        acc = (acc << al->bits | (uint32_t)v) & 0xffff;
        held += al->bits;
        if (held >= 8) {
            held -= 8;
            buf_putc(&b, (char)(uint8_t)(acc >> held));
        }
    }
    /* A whole unused letter, or spare bits that are not zero, would give one value two spellings. */
    if (held >= al->bits || (acc & ((1u << held) - 1)) != 0)
        return false;
    *out = buf_str(&b);
    return true;
}

struct str base32_encode(struct arena *a, struct str bytes)
{
    return encode(a, &base32, bytes);
}

bool base32_decode(struct arena *a, struct str text, struct str *out)
{
    return decode(a, &base32, text, out);
}

struct str base64url_encode(struct arena *a, struct str bytes)
{
    return encode(a, &base64url, bytes);
}

bool base64url_decode(struct arena *a, struct str text, struct str *out)
{
    return decode(a, &base64url, text, out);
}

void base64_put(struct buf *b, struct str bytes)
{
    encode_into(b, &base64, bytes);
}

struct str base64_encode(struct arena *a, struct str bytes)
{
    return encode(a, &base64, bytes);
}

bool base64_decode(struct arena *a, struct str text, struct str *out)
{
    return decode(a, &base64, text, out);
}
