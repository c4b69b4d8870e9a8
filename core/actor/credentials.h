/* credentials.h: what a person proves himself with, changed by the person: password, authenticator, recovery codes.
 * Every change is journaled under the person (record kind "person"); no secret ever is. */
#ifndef MOTCUA_CORE_ACTOR_CREDENTIALS_H
#define MOTCUA_CORE_ACTOR_CREDENTIALS_H

#include "core/actor/store.h"

enum { RECOVERY_CODES = 10 };

/* Letters and digits that are not taken for one another when read from paper, in groups of four parted by '-'. */
struct str secret_words(struct arena *a, size_t groups);

/* INVALID at "old" or "password": the old one is wrong, or the new one may not be chosen or is the old one. The
 * account's mark "somebody else knows it" goes. Sessions stay: the caller ends the others. */
NODISCARD enum rc password_change(struct ctx *c, int64_t account_id, struct str old, struct str password);

/* Makes a secret and keeps it waiting for its first code; an unfinished one is replaced. */
NODISCARD enum rc totp_begin(struct ctx *c, int64_t account_id);
/* The waiting secret as base32 and as otpauth: address; NOT_FOUND when none waits (an hour at most). */
NODISCARD enum rc totp_waiting(struct ctx *c, int64_t account_id, struct str issuer, struct str *base32,
                               struct str *uri);
/* INVALID at "code" unless the code is the secret's of now. Then the account asks for codes from now on, and `codes`
 * are its RECOVERY_CODES new recovery codes, told this once. */
NODISCARD enum rc totp_confirm(struct ctx *c, int64_t account_id, struct str code, struct str codes[RECOVERY_CODES]);
/* Turns it off: secret and recovery codes are gone. */
NODISCARD enum rc totp_off(struct ctx *c, int64_t account_id);
/* One of the recovery codes, however its letters are grouped; works once. */
NODISCARD enum rc recovery_use(struct ctx *c, int64_t account_id, struct str code, bool *right);

#endif
