/* people.h: officers, their accounts and roles, as an administrator keeps them, and delegation between colleagues.
 * `s` is the asker's scope: a person may be changed only when every role he has lies within the asker's units, so that
 * nobody takes over an account that reaches further than his own. Whoever may not sees NOT_FOUND. Every change is
 * journaled under the person (record kind "person") with its reason. */
#ifndef MOTCUA_CORE_ACTOR_PEOPLE_H
#define MOTCUA_CORE_ACTOR_PEOPLE_H

#include "core/actor/store.h"

/* ---- rules, pure ---- */
/* Do two spans of days share one? An open end is DAY_NONE. */
bool days_overlap(struct day from1, struct day to1, struct day from2, struct day to2);
/* Letters, digits, '.', '-' and '_', 3 to 60 of them, beginning with a letter. */
bool login_is_good(struct str login);
/* Something before and after one '@', a dot in the domain, no white space. '' is no address and good. */
bool email_is_good(struct str email);
/* Digits, at least 8 of them, with a leading '+' and spaces allowed. '' is good. */
bool phone_is_good(struct str phone);
/* A role that an assignment may give: not citizens', not the system's. */
bool role_is_of_office(enum role role);

struct role_new {
    enum role role;
    int64_t agency_id;
    struct str title;
    struct day from, to; /* to DAY_NONE: open */
};
struct officer_new {
    struct str name, phone, email, login;
    struct role_new first;
};

/* ---- reading ---- */
/* OK when the asker may read him: a role of his, now or once, lies within the asker's units. */
NODISCARD enum rc officer_seen(struct ctx *c, const struct scope *s, int64_t person_id);
/* OK when the asker may change him: all roles in force or to come lie within. */
NODISCARD enum rc officer_held(struct ctx *c, const struct scope *s, int64_t person_id);

/* ---- changing; INVALID collects all faults at the fields' names ---- */
/* *password is told once; the account must change it at its first sign-in. */
NODISCARD enum rc officer_create(struct ctx *c, const struct scope *s, const struct officer_new *n, int64_t *person_id,
                                 struct str *password);
NODISCARD enum rc officer_change(struct ctx *c, const struct scope *s, int64_t person_id, int64_t version,
                                 struct str name, struct str phone, struct str email);
enum account_act { ACCOUNT_RESET, ACCOUNT_BAR, ACCOUNT_UNBAR, ACCOUNT_CLOSE, ACCOUNT_TOTP_OFF };
/* *password is set by ACCOUNT_RESET. All but ACCOUNT_UNBAR end the person's sessions, BAR and CLOSE his tokens too.
 * Nobody does this to himself. */
NODISCARD enum rc account_do(struct ctx *c, const struct scope *s, int64_t person_id, enum account_act act,
                             struct str why, struct str *password);
/* A role in a unit of the asker's; never twice on one day, never to oneself. */
NODISCARD enum rc role_start(struct ctx *c, const struct scope *s, int64_t person_id, const struct role_new *n,
                             struct str why);
/* The last day of a role; not before it began, not after it would have ended anyhow. */
NODISCARD enum rc role_end(struct ctx *c, const struct scope *s, int64_t assignment_id, struct day last,
                           struct str why);

/* ---- delegation (ND 30/2020 Đ.13: in writing, for a time, never onward) ---- */
/* By the acting person, of his acting assignment, to a colleague who holds a role in the same unit all that time. */
NODISCARD enum rc delegation_give(struct ctx *c, const struct delegation_new *d, int64_t *id);
/* By whoever gave it, or who received it, or a head or leader of the unit. */
NODISCARD enum rc delegation_end(struct ctx *c, int64_t id);
/* The permissions a role can lend: all but what everybody has. */
uint64_t role_lendable(enum role role);

#endif
