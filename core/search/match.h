/* match.h: how well a typed query fits one text, in memory: for catalogues of some thousands. Words typed without marks
 * match folded, words typed with any mark must match with it; the last word may be unfinished. Pure. */
#ifndef MOTCUA_CORE_SEARCH_MATCH_H
#define MOTCUA_CORE_SEARCH_MATCH_H

#include "base/text.h"

enum { QUERY_WORDS_MAX = 16 };

struct search_query {
    struct str folded, exact; /* whole query in both forms */
    struct str word[QUERY_WORDS_MAX],
        marked[QUERY_WORDS_MAX]; /* folded words; exact form of those typed with marks, else '' */
    size_t n;
};

struct search_query search_query(struct arena *a, struct str typed);
/* 0: no match. All words found beats most of them; a phrase beats scattered words; the beginning beats the middle; a
 * short
 * text beats a long one. `folded` and `exact` are text_fold and text_exact of the same text. */
int64_t search_match(const struct search_query *q, struct str folded, struct str exact);

#endif
