/* notify.h: tells people what happened. An event of a dossier becomes outbox rows by the templates that listen
 * to it (const table in notify.c), each with ref "<code>:<event>:<n>:<person>", so that sending twice has one
 * effect. One sentence, code and link; never personal details. The jobs role sends them (core/outbox). */
#ifndef MOTCUA_CORE_NOTIFY_H
#define MOTCUA_CORE_NOTIFY_H

#include "core/dossier/dossier.h"
#include "core/outbox/outbox.h"

/* In the transaction of the move. `why` is the reason the applicant reads, '' none. Events nobody listens to are OK. */
NODISCARD enum rc notify_dossier(struct ctx *c, const struct dossier *d, const char *event, struct str why);

/* A message that only proves the way: to the administrator who asks for it. */
NODISCARD enum rc notify_trial(struct ctx *c, struct str address);

/* The words of a waiting message, made when it is sent, in the applicant's language. false: no such template. */
struct notice {
    struct str subject, text, link; /* link: the tracking page, with its check value */
    bool with_receipt;              /* attach the appointment slip (Mẫu 01) */
};
bool notify_render(struct ctx *c, const struct outbox_row *row, struct str base_url, struct notice *out);

#endif
