/* journal_private.h: how an entry and a head are hashed; shared by the writer and the verifier of this folder. */
#ifndef MOTCUA_CORE_JOURNAL_PRIVATE_H
#define MOTCUA_CORE_JOURNAL_PRIVATE_H

#include "core/journal/journal.h"

/* The fields of an entry in the one spelling that is hashed.
 * Strings are JSON-quoted, so no two entries share a text. */
struct journal_spelled {
    struct str kind;
    int64_t object_id, n, at, actor, behalf, unit;
    struct str act, open, private_hash, prev;
    int64_t id; /* of the entry; 0: the spelling without it, of entries that older programs wrote */
};
struct digest journal_entry_digest(struct ctx *c, const struct journal_spelled *s);
struct digest journal_private_digest(struct ctx *c, struct str salt, struct str part);
/* A head binds its tree to the head before it, so no head can be dropped from the middle. */
struct digest journal_head_digest(struct ctx *c, int64_t size, struct str root, int64_t at, struct str prev);

#endif
