/* guard.h: who asks, from where, and may they. The only maker of a struct scope for people. */
#ifndef MOTCUA_WEB_GUARD_H
#define MOTCUA_WEB_GUARD_H

#include "web/exchange.h"

/* What stands between a request and its handler. */
enum guard {
    GUARD_PASS,
    GUARD_SIGN_IN,   /* a stranger where someone known is asked for: sign-in page, or 401 */
    GUARD_DENIED,    /* known, but not allowed */
    GUARD_LOCKED,    /* idle too long: unlock page, or 423 */
    GUARD_CHANGE,    /* the password must be changed first: its page, or 403 */
    GUARD_STEP_UP,   /* a second proof is asked: the same form comes back with a field for it */
    GUARD_TOKEN,     /* the form token is missing or wrong */
    GUARD_LIMITED,   /* too many tries: 429 */
    GUARD_BROKEN,    /* the database failed; c->fault says how */
};

/* Finds session or token, actor and scope, without judging. Inside a transaction. */
NODISCARD enum rc guard_know(struct exchange *x);
/* The judgement, after guard_know and after the body was read (the form token and `_proof` stand in it). */
enum guard guard_judge(struct exchange *x);
/* Without the parts that need the body. */
enum guard guard_glance(const struct exchange *x);
/* Does a request that changes something lack the form token of its session? */
bool guard_token_missing(const struct exchange *x);

#endif
