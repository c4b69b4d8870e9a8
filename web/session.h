/* session.h: who stands behind a cookie. The cookie carries 256 random bits; the database knows only their hash.
 * A stranger has a session too (id 0, nothing stored) so that sign-in forms carry a token; a row is made when
 * something is kept for him (session_keep) and signing in turns that row into the person's, under a new cookie.
 *
 * Limits (experience of offices): citizens 30 minutes idle, 8 hours in all; officers 15 minutes idle, then locked until
 * the password or a TOTP code, 12 hours in all. A second proof (step-up) holds five minutes. */
#ifndef MOTCUA_WEB_SESSION_H
#define MOTCUA_WEB_SESSION_H

#include "core/actor/store.h"
#include "web/route.h"

struct web_session {
    int64_t id;         /* 0: nothing stored yet */
    int64_t account_id; /* 0: a stranger */
    int64_t person_id;
    int64_t assignment_id; /* acting assignment, 0 none */
    int64_t delegation_id;
    bool officer;      /* the stricter limits */
    bool locked;       /* idle too long: only ROUTE_UNLOCKED routes answer */
    bool totp_missing; /* an officer who has not enrolled TOTP yet */
    bool must_change;  /* the password is known to another: only ROUTE_UNLOCKED routes answer until it is changed */
    struct instant created_at, seen_at, proved_at;
    struct str token; /* form token: hidden field `_t` or header MC-Token */
    struct str key;   /* the cookie's value; never stored, never logged */
    bool fresh;       /* key was made by this request: the answer sets the cookie */
};

/* The hidden-field value for forms of this answer. Sets the cookie of a stranger. '' for bearer tokens. */
struct str form_token(const struct req *r);
/* Makes sure the session has a row (write transaction), so that drafts may belong to session->id. */
NODISCARD enum rc session_keep(struct ctx *c, const struct req *r);

enum sign_in { SIGN_IN_OK, SIGN_IN_WRONG, SIGN_IN_NEEDS_CODE, SIGN_IN_LOCKED };
/* Checks login and password (and the TOTP code of accounts that have one) and counts failures;
 * takes the same time for unknown logins. On SIGN_IN_OK the session is the account's, under a
 * new cookie, and session->id is the row a stranger had (his drafts stay with it). The caller
 * must return OK for failures to be counted. INVALID never; UNAVAILABLE may. */
NODISCARD enum rc session_sign_in(struct ctx *c, const struct req *r, struct str login, struct str password,
                                  struct str code, enum sign_in *out, struct instant *locked_until);
/* After SIGN_IN_NEEDS_CODE the same session may bring the code alone, for five minutes: six digits, or a recovery code.
 * SIGN_IN_NEEDS_CODE: it was wrong; SIGN_IN_WRONG: nobody gave a password here, or too long ago. */
NODISCARD enum rc session_sign_in_code(struct ctx *c, const struct req *r, struct str code, enum sign_in *out,
                                       struct instant *locked_until);
/* For other doors that proved the person already (national sign-on). */
NODISCARD enum rc session_begin(struct ctx *c, const struct req *r, int64_t account_id);
NODISCARD enum rc session_sign_out(struct ctx *c, const struct req *r);
NODISCARD enum rc session_sign_out_everywhere(struct ctx *c, int64_t account_id);
/* Locks an officer's session at once, as fifteen idle minutes would. */
NODISCARD enum rc session_lock(struct ctx *c, const struct req *r);
/* A second proof: password or TOTP code. On *right the lock opens and the step-up clock starts. */
NODISCARD enum rc session_prove(struct ctx *c, const struct req *r, struct str proof, bool *right);
/* Changes the acting assignment or delegation; NOT_FOUND when it is not this person's or not valid today. */
NODISCARD enum rc session_act_as(struct ctx *c, const struct req *r, int64_t assignment_id, int64_t delegation_id);

/* Seconds until idleness locks or ends the session; 0: it never does (a stranger). */
int64_t session_idle_seconds(const struct web_session *s);
/* For the jobs role, now and then: removes rows past every limit. */
NODISCARD enum rc session_clean(struct ctx *c);

#define CITIZEN_IDLE (30 * MINUTE_MS)
#define CITIZEN_WHOLE (8 * 60 * MINUTE_MS)
#define OFFICER_IDLE (15 * MINUTE_MS)
#define OFFICER_WHOLE (12 * 60 * MINUTE_MS)
#define STRANGER_WHOLE (7 * DAY_MS)
#define STEP_UP_HOLDS (5 * MINUTE_MS)

#endif
