/* outbox.h: what leaves the building. A message is a row written in the transaction that caused it; the jobs role
 * sends it with
 * back-off (0, 1, 5, 30 minutes, 2 and 8 hours, then it waits for a person); the far end sees the same ref again after
 * a crash between sending and marking, so it can drop the twin. */
#ifndef MOTCUA_CORE_OUTBOX_H
#define MOTCUA_CORE_OUTBOX_H

#include "core/outbox/outbox_queries.h" /* struct outbox_row */
#include "data/db.h"
#include "format/json.h"

struct outbox_message {
    const char *channel;  /* "email" */
    struct str ref;       /* unique on the channel */
    const char *template; /* event name; notify.c renders it when it is sent */
    struct str lang, recipient;
    const struct json *slots;
    int64_t dossier_id, person_id;
    struct instant not_before; /* 0: now */
};
NODISCARD enum rc outbox_put(struct ctx *c, const struct outbox_message *m);

enum sending { SENT, SEND_LATER, SEND_NEVER }; /* SEND_NEVER: the far end refused for good */
typedef enum sending outbox_send_fn(void *self, struct ctx *c, const struct outbox_row *row, struct str *why);
/* Takes up to `most` due rows, sends each outside any transaction, then marks it in one of its
 * own. For the jobs role, with no transaction open. A stopped adapter keeps its rows waiting. */
NODISCARD enum rc outbox_run(struct ctx *c, int64_t most, outbox_send_fn *send, void *self, int64_t *sent);

/* What the administrator may do with a message that waits or failed; CONFLICT when it is sent or given up. Journaled
 * (record kind "outbox", without the words of the message). */
NODISCARD enum rc outbox_retry(struct ctx *c, int64_t id);
NODISCARD enum rc outbox_give_up(struct ctx *c, int64_t id, struct str why);
/* A stopped adapter keeps its messages waiting. Journaled (record kind "adapter"). */
NODISCARD enum rc outbox_stop(struct ctx *c, struct str channel, bool stop);

/* Minutes until the next try after `tries` failures; -1: no more. Pure. */
int64_t outbox_backoff(int64_t tries);

#endif
