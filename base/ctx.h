/* ctx.h: what every call that can fail travels with: memory, moment, person, language, database, and the one fault.
 * One struct ctx per request or job; never global. */
#ifndef MOTCUA_BASE_CTX_H
#define MOTCUA_BASE_CTX_H

#include "base/moment.h"

enum lang { LANG_VI, LANG_EN };

struct db;      /* data/db.h: the connection, inside the current transaction */
struct actor;   /* core/actor.h: who acts, under which assignment; NULL for the system */

/* Why a call did not return OK. `msg` is a message of the catalogue (enum msg in the generated messages.h; 0 none),
 * `field` the input it speaks of, `arg` up to two values for its slots, `detail` for the operator's log only. */
struct fault {
    int msg;
    struct str field;
    struct str arg[2];
    struct str detail;
};

#define FAULTS_MAX 64

struct ctx {
    struct arena *arena;
    struct db *db;
    struct instant now;
    const struct actor *actor;
    enum lang lang;
    struct fault fault;               /* the reason of the last rc that was not OK */
    struct fault faults[FAULTS_MAX];  /* all faults of one input, in page order (fault_add) */
    size_t faults_n;
};

/* Records the reason and returns rc, so that a refusal is one line: return fail(c, INVALID, MSG_x, S("field")). */
NODISCARD enum rc fail(struct ctx *c, enum rc rc, int msg, struct str field);
NODISCARD enum rc fail_with(struct ctx *c, enum rc rc, int msg, struct str field, struct str arg0, struct str arg1);
/* For faults a person cannot mend (I/O, a peer): detail goes to the log, the person gets the general sentence. */
NODISCARD enum rc fail_detail(struct ctx *c, enum rc rc, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Collects a fault of one field; faults_rc says INVALID when any was collected, and sets c->fault to the first. */
void fault_add(struct ctx *c, int msg, struct str field, struct str arg0, struct str arg1);
NODISCARD enum rc faults_rc(struct ctx *c);

#endif
