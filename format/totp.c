#include "format/totp.h"

#include "format/digest.h"
#include "format/urlenc.h"

struct str totp_secret(struct arena *a)
{
    char *p = arena_alloc(a, TOTP_SECRET_SIZE);
    random_bytes(p, TOTP_SECRET_SIZE);
    return str_n(p, TOTP_SECRET_SIZE);
}

/* RFC 4226, 5.3: 31 bits from the place that the last nibble names. */
static void write_code(struct str secret, int64_t step, char out[TOTP_DIGITS])
{
    uint8_t counter[8], mac[20];
    for (int i = 0; i < 8; i++)
        counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
    hmac_sha1(secret, str_n((const char *)counter, sizeof counter), mac);
    const uint8_t *at = mac + (mac[19] & 15);
    uint32_t n = (uint32_t)(at[0] & 127) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    for (int i = TOTP_DIGITS - 1; i >= 0; i--, n /= 10)
        out[i] = (char)('0' + n % 10);
}

struct str totp_code(struct arena *a, struct str secret, int64_t step)
{
    char *p = arena_alloc(a, TOTP_DIGITS);
    write_code(secret, step, p);
    return str_n(p, TOTP_DIGITS);
}

bool totp_verify(struct str secret, struct str code, struct instant now, int64_t *step)
{
    int64_t middle = now.ms / (TOTP_STEP_SECONDS * 1000), matched = -1;
    if (code.n != TOTP_DIGITS || now.ms < 0)
        return false;
    /* All three are always computed, so that the time taken does not tell which one it was. */
    for (int64_t s = middle - 1; s <= middle + 1; s++) {
        char want[TOTP_DIGITS];
        write_code(secret, s, want);
        if (bytes_eq_const_time(want, code.p, TOTP_DIGITS))
            matched = s;
    }
    if (matched < 0)
        return false;
    *step = matched;
    return true;
}

struct str totp_uri(struct arena *a, struct str issuer, struct str account, struct str secret)
{
    struct buf b = buf_new(a, 2000);
    buf_puts(&b, "otpauth://totp/");
    percent_encode(&b, issuer);
    buf_putc(&b, ':');
    percent_encode(&b, account);
    buf_puts(&b, "?secret=");
    buf_put(&b, base32_encode(a, secret));
    buf_puts(&b, "&issuer=");
    percent_encode(&b, issuer);
    buf_puts(&b, "&algorithm=SHA1&digits=6&period=30");
    return buf_str(&b);
}
