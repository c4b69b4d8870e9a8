/* search.h: finding dossiers by words, the same way on both engines. Accents are folded only where none were typed:
 * "nguyen van anh" finds Nguyễn Văn Anh and Nguyễn Vân Ánh; "nguyễn" finds no "Nguyên". Exact spellings come first,
 * then the newest. A record is found from the commit that wrote it: there is no index to rebuild. */
#ifndef MOTCUA_CORE_SEARCH_H
#define MOTCUA_CORE_SEARCH_H

#include "base/ctx.h"
#include "data/scope.h"

struct search_hit {
    int64_t id;
    bool exact; /* spelled as typed */
};

/* Replace the keys of one record, in the transaction that wrote it. */
NODISCARD enum rc search_put_dossier(struct ctx *c, int64_t id, struct str owner_name, struct str code,
                                     struct str subject);

/* At most `limit` hits, best first, only within the scope's reach. An empty query finds nothing. */
NODISCARD enum rc search_dossiers(struct ctx *c, const struct scope *s, struct str query, size_t limit,
                                  struct search_hit **hits, size_t *n);

#endif
