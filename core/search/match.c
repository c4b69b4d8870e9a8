#include "core/search/match.h"

enum { ALL_WORDS = 10000, PHRASE = 4000, BEGINS = 2000, EXACT = 500, EACH_WORD = 100 };

struct search_query search_query(struct arena *a, struct str typed)
{
    struct search_query q = {.folded = text_fold(a, typed), .exact = text_exact(a, typed)};
    struct str folded = q.folded, exact = q.exact;
    while (folded.n && q.n < QUERY_WORDS_MAX) {
        q.word[q.n] = str_cut(&folded, ' ');
        struct str marked = str_cut(&exact, ' ');
        q.marked[q.n] = str_eq(marked, q.word[q.n]) ? S("") : marked;
        q.n++;
    }
    return q;
}

/* Walks the words of both forms side by side; they have the same number of words. */
static bool has_word(struct str folded, struct str exact, struct str word, struct str marked, bool unfinished)
{
    while (folded.n) {
        struct str f = str_cut(&folded, ' '), e = str_cut(&exact, ' ');
        bool fits = unfinished ? str_starts(f, word) : str_eq(f, word);
        if (fits && (marked.n == 0 || (unfinished && f.n > word.n) || str_eq(e, marked)))
            return true;
    }
    return false;
}

static int64_t phrase_score(const struct search_query *q, struct str folded, struct str exact)
{
    size_t at = str_search(folded, q->folded, 0);
    while (at < folded.n && at > 0 && folded.p[at - 1] != ' ')
        at = str_search(folded, q->folded, at + 1);
    if (at == folded.n)
        return 0;
    bool same = str_search(exact, q->exact, 0) < exact.n;
    return PHRASE + (at == 0 ? BEGINS : 0) + (same ? EXACT : 0);
}

int64_t search_match(const struct search_query *q, struct str folded, struct str exact)
{
    size_t found = 0;
    for (size_t i = 0; i < q->n; i++)
        found += has_word(folded, exact, q->word[i], q->marked[i], i + 1 == q->n);
    bool all = found == q->n;
    if (q->n == 0 || found == 0 || (!all && (q->n < 3 || found * 10 < q->n * 6)))
        return 0;
    int64_t brevity = folded.n < 900 ? (int64_t)(90 - folded.n / 10) : 0;
    return (all ? ALL_WORDS + phrase_score(q, folded, exact) : 0) + (int64_t)found * EACH_WORD + brevity;
}
