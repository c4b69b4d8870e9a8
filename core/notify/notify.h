/* notify.h: tells people what happened. An event of a dossier becomes outbox rows by the templates that listen to it (const
 * table in notify.c), each with ref "<code>:<event>:<n>:<person>", so that sending twice has one effect. One sentence,
 * code and link; never personal details. The jobs role sends them (core/outbox). */
#ifndef MOTCUA_CORE_NOTIFY_H
#define MOTCUA_CORE_NOTIFY_H

#include "core/dossier/dossier.h"

/* In the transaction of the move. `why` is the reason the applicant reads, '' none. Events nobody listens to are OK. */
NODISCARD enum rc notify_dossier(struct ctx *c, const struct dossier *d, const char *event, struct str why);

#endif
