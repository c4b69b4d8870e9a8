/* totp.h: one-time codes of authenticator apps (RFC 6238: HMAC-SHA-1, 30 seconds, 6 digits, which is what the apps do).
 * No fuzz twin: it reads six digits. */
#ifndef MOTCUA_FORMAT_TOTP_H
#define MOTCUA_FORMAT_TOTP_H

#include "base/moment.h"

enum { TOTP_SECRET_SIZE = 20, TOTP_DIGITS = 6, TOTP_STEP_SECONDS = 30 };

/* A new secret of TOTP_SECRET_SIZE random bytes; shown once as base32 (format/digest.h) or as the QR of totp_uri. */
struct str totp_secret(struct arena *a);
/* The code of one step (seconds since 1970 / 30), with leading zeros. */
struct str totp_code(struct arena *a, struct str secret, int64_t step);
/* True when `code` is that of now or of one step before or after. *step is the step it belongs to: the caller stores
 * it and refuses a step not greater than the stored one, or a code could be used twice (RFC 6238, 5.2). */
NODISCARD bool totp_verify(struct str secret, struct str code, struct instant now, int64_t *step);
/* otpauth://totp/... for the QR code of an app. */
struct str totp_uri(struct arena *a, struct str issuer, struct str account, struct str secret);

#endif
