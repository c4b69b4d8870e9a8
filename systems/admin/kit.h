/* kit.h: what the pages of this room share. */
#ifndef MOTCUA_SYSTEMS_ADMIN_KIT_H
#define MOTCUA_SYSTEMS_ADMIN_KIT_H

#include "base/message.h"
#include "base/value.h"
#include "core/agency/edit.h"
#include "web/sheet.h"
#include "web_pages.h"

enum { ADMIN_PAGE = 50, ADMIN_TEXT = 200, ADMIN_WHY = 500 };

/* OK for an administrator of a unit with none above it; DENIED for others. */
NODISCARD enum rc admin_whole(struct ctx *c);
bool admin_is_whole(struct ctx *c);
/* The agencies within the asker's scope that are in force on a day, as options of a select; `none` leads it when it is
 * no message 0. */
NODISCARD enum rc admin_units(struct ctx *c, const struct scope *s, struct day on, enum msg none,
                              struct option_row **out, size_t *n);
/* Options from words and the messages prefix + word. */
struct option_row *admin_words(struct ctx *c, const char *prefix, const char *const *words, size_t n);
/* "/admin/people/%lld" and the like. */
struct str admin_at(struct ctx *c, const char *folder, int64_t id, const char *rest);
/* Queries of the neighbours of page `at` (1 first) of `total` rows, with `keep` ("q=…&") before them. */
struct pager_view admin_pager(struct ctx *c, int64_t at, size_t total, struct str keep);
/* "q=<percent-encoded>&", '' without words. */
struct str admin_keep(struct ctx *c, const char *name, struct str value);
/* The notices a redirect may ask for with ?done=: only words of this room. */
void admin_notice(struct shell *s, const struct ctx *c, struct str done);
/* The last acts of the journal on one record, as a part of its page. */
NODISCARD enum rc admin_life(struct ctx *c, const char *kind, int64_t id, struct show_part *out);

#endif
