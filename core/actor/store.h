/* store.h: people, accounts, assignments, delegations, tokens. The typed queries (actor_queries.h)
 * serve plain reading and listing; what has a rule attached has a function here. */
#ifndef MOTCUA_CORE_ACTOR_STORE_H
#define MOTCUA_CORE_ACTOR_STORE_H

#include "core/actor/actor_queries.h" /* generated from queries.sql */
#include "core/actor.h"

/* ---- secrets ---- */

/* argon2id, 19 MiB, two passes: about 15 ms. */
struct str password_hash(struct arena *a, struct str password);
/* The same time for a hash that is empty or broken (an account that does not exist): false. */
bool password_right(struct str hash, struct str password);
/* INVALID with a fault of `field` when a password may not be chosen (12 to 200 characters, not the login). */
NODISCARD enum rc password_check(struct ctx *c, struct str login, struct str password, struct str field);
/* The form in which logins are kept and looked up: trimmed, lower case, NFC. */
struct str login_form(struct arena *a, struct str login);

/* ---- making ---- */

struct person_new {
    const char *kind; /* "citizen", "officer", "organisation" */
    struct str name, id_number, phone, email, address;
    struct day born_on;
    int64_t assurance;
};
NODISCARD enum rc person_create(struct ctx *c, const struct person_new *p, int64_t *id);
/* CONFLICT when the login is taken. The password is not checked here: callers that ask people use password_check. */
NODISCARD enum rc account_create(struct ctx *c, int64_t person_id, struct str login, struct str password, int64_t *id);
/* No role ROLE_NONE or ROLE_SYSTEM; to may be DAY_NONE; from not after to. */
NODISCARD enum rc assignment_create(struct ctx *c, int64_t person_id, enum role role, int64_t agency_id,
                                    struct str title, struct day from, struct day to, int64_t *id);
/* Refused: to the holder himself, past the assignment's own
 * end, without a document number. perms 0: all of the role. */
struct delegation_new {
    int64_t from_assignment_id, to_person_id;
    uint64_t perms; /* bits 1 << PERM_x; 0 all */
    struct day from, to;
    struct str document_number;
};
NODISCARD enum rc delegation_create(struct ctx *c, const struct delegation_new *d, int64_t *id);
/* The secret is told once: "mc_" and 43 characters. assignment_id 0: the person's own rights. expires 0: never. */
NODISCARD enum rc token_create(struct ctx *c, int64_t account_id, int64_t assignment_id, struct str name,
                               struct instant expires, struct str *secret);
/* Enrols a secret (totp_secret of format/totp.h, as base32) once a code of the app proves that it arrived there. */
NODISCARD enum rc totp_enrol(struct ctx *c, int64_t account_id, struct str base32, struct str code, bool *right);

/* ---- judging ---- */

/* from <= today <= to, an open end being DAY_NONE. */
bool actor_valid(struct day today, struct day from, struct day to);
/* The rights a delegation lends, from its stored words. */
uint64_t perms_parse(struct str words);
struct str perms_words(struct arena *a, uint64_t bits);

/* What a session or token row says about who acts; fills *out. `account` columns empty: a stranger, role NONE. */
struct holder {
    int64_t account_id, person_id, assignment_id, delegation_id, agency_id;
    struct str login, name, kind, role, unit_name, unit_code;
    struct day valid_from_on, valid_to_on;
};
NODISCARD enum rc actor_of(struct ctx *c, const struct holder *h, struct actor *out);
/* For jobs and commands: the actor of one assignment. */
NODISCARD enum rc actor_of_assignment(struct ctx *c, int64_t assignment_id, struct actor *out);

#endif
