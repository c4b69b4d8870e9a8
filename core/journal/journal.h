/* journal.h: nothing happened unless the journal says so. Each act is one entry, chained by hash to the previous
 * entry of its record; all entries are leaves of one growing Merkle tree whose heads are kept (seal). Time stamps and
 * signatures on the heads come with the signing room.
 *
 * entry_hash = SHA-256(0x00 || canonical text of: kind, id of the record, n, at, actor, behalf, unit, act, public part,
 * private hash, previous hash, id of the entry); entries of older programs end with the previous hash, and their own id
 * is held by its order under the seal alone;
 * private_hash = SHA-256(salt || private part). Erasing salt and private part leaves every hash checkable. */
#ifndef MOTCUA_CORE_JOURNAL_H
#define MOTCUA_CORE_JOURNAL_H

#include "core/actor.h"
#include "core/journal/merkle.h"
#include "format/json.h"

struct journal_entry {
    const char *kind; /* of the record: "dossier", "person", "agency", "calendar" … */
    int64_t object_id;
    const char *act;             /* "accept", "show_number" … */
    const struct json *open;     /* what anyone who may read the record may read; NULL for nothing */
    const struct json *personal; /* personal data: erasable; NULL for nothing */
};

/* Appends in the caller's transaction, by c->actor (NULL: the system) at c->now. */
NODISCARD enum rc journal_append(struct ctx *c, const struct journal_entry *e);

/* Gives numbers to entries no head covers (at most `most`), appends them to the tree and stores a head. Run by the
 * jobs role in a write transaction of its own. *sealed is how many. */
NODISCARD enum rc journal_seal(struct ctx *c, int64_t most, int64_t *sealed);

/* Deletes the personal parts and salts of one record's entries; itself journaled. */
NODISCARD enum rc journal_erase(struct ctx *c, const char *kind, int64_t object_id);

/* Reads the whole journal and checks every hash, every chain, every head. Stops at the first fault and names it.
 * Memory is bounded; the caller's arena is not filled. */
struct journal_report {
    bool sound;
    int64_t entries, records, sealed, heads;
    int64_t fault_n;  /* of journal_verify_record: the number of the entry at fault within its record */
    struct str fault; /* English sentence naming the entry and the fault; for the command line and the API */
};
NODISCARD enum rc journal_verify(struct ctx *c, struct journal_report *out);
/* The chain of one record alone, for its page: every hash and the end. `sealed` counts its entries under a head; the
 * tree itself is the whole journal's business. */
NODISCARD enum rc journal_verify_record(struct ctx *c, const char *kind, int64_t object_id, struct journal_report *out);

#endif
