/* search.c: the keys of records, and finding by them. Every question to the database is bounded, so that a query
 * costs the
 * same whatever is typed; the phases go from the surest fit to the loosest and stop when enough was found. */
#include "core/search/search.h"

#include "core/search/match.h"
#include "core/search/search_queries.h"

enum {
    TAILS_MAX = 8,
    KEY_MAX = 120,
    CODE_TAILS = 2,  /* of a dossier's code people type the whole, or its last numbers */
    LOOK_MAX = 4000, /* keys one question looks at */
    WITHIN_MAX = 20000,
    HITS_MAX = 1000,
    VERIFY_MAX = 100,
};

/* ---- writing ---- */

static enum rc put_key(struct ctx *c, struct str kind, int64_t id, struct str folded, struct str exact)
{
    return search_key_put(c, kind, str_sub(folded, 0, KEY_MAX), id, str_sub(exact, 0, 2 * KEY_MAX), NULL);
}

/* One key for each tail of the words: folded and exact have the same number of words. */
static enum rc put_tails(struct ctx *c, struct str kind, int64_t id, struct str text)
{
    struct str folded = text_fold(c->arena, text), exact = text_exact(c->arena, text);
    for (size_t i = 0; i < TAILS_MAX && folded.n; i++) {
        TRY(put_key(c, kind, id, folded, exact));
        str_cut(&folded, ' ');
        str_cut(&exact, ' ');
    }
    return OK;
}

static size_t words_of(struct str s)
{
    size_t n = s.n > 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == ' ';
    return n;
}

static enum rc put_code(struct ctx *c, int64_t id, struct str code)
{
    struct str folded = text_fold(c->arena, code);
    TRY(put_key(c, S("dossier"), id, folded, folded));
    while (words_of(folded) > CODE_TAILS)
        str_cut(&folded, ' ');
    for (; folded.n; str_cut(&folded, ' '))
        TRY(put_key(c, S("dossier"), id, folded, folded));
    return OK;
}

enum rc search_put_dossier(struct ctx *c, int64_t id, struct str owner_name, struct str code, struct str subject)
{
    (void)subject; /* the procedure's name as a rule: found by the list's filter, not by key */
    TRY(search_keys_drop(c, id, S("dossier"), NULL));
    TRY(put_tails(c, S("dossier"), id, owner_name));
    return put_code(c, id, code);
}

/* ---- finding ---- */

struct finding {
    const struct scope *scope;
    struct search_query q;
    struct search_hit *hits;
    size_t n, wanted;
};

/* The first string after all that begin with `prefix`: no text holds a code point above U+10FFFF. */
static struct str past_of(struct ctx *c, struct str prefix)
{
    return str_printf(c->arena, STR_FMT "\xf4\x8f\xbf\xbf", STR_ARG(prefix));
}

/* Words typed with marks must stand so in the same place of the tail; the last may be unfinished. */
static bool marks_fit(const struct search_query *q, struct str exact)
{
    for (size_t i = 0; i < q->n; i++) {
        struct str word = str_cut(&exact, ' ');
        bool last = i + 1 == q->n;
        if (q->marked[i].n && !str_eq(word, q->marked[i]) && !(last && str_starts(word, q->marked[i])))
            return false;
    }
    return true;
}

static void add_hit(struct finding *f, int64_t id, bool exact)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->hits[i].id == id) {
            f->hits[i].exact |= exact;
            return;
        }
    if (f->n < HITS_MAX)
        f->hits[f->n++] = (struct search_hit){id, exact};
}

static void take(struct finding *f, const struct search_row *rows, size_t n)
{
    for (size_t i = 0; i < n && f->n < HITS_MAX; i++)
        if (marks_fit(&f->q, rows[i].exact))
            add_hit(f, rows[i].doc_id, str_starts(rows[i].exact, f->q.exact));
}

static bool enough(const struct finding *f)
{
    return f->n >= f->wanted;
}

/* Only some marks were typed: rows must be read beyond the wanted, since not all of them will fit. */
static int64_t rows_to_read(const struct finding *f)
{
    bool any = false;
    for (size_t i = 0; i < f->q.n; i++)
        any = any || f->q.marked[i].n > 0;
    return any ? HITS_MAX : (int64_t)f->wanted;
}

static enum rc find_spelled(struct ctx *c, struct finding *f)
{
    struct str exact = f->q.exact, past = past_of(c, exact);
    int64_t limit = (int64_t)f->wanted;
    struct search_row *rows;
    size_t n;
    TRY(search_dossier_spelled(c, f->scope, exact, LOOK_MAX, limit, &rows, &n));
    take(f, rows, n);
    if (enough(f))
        return OK;
    TRY(search_dossier_spelled_on(c, f->scope, exact, past, LOOK_MAX, limit, &rows, &n));
    take(f, rows, n);
    return OK;
}

static enum rc find_folded(struct ctx *c, struct finding *f)
{
    struct str folded = f->q.folded, past = past_of(c, folded);
    int64_t limit = rows_to_read(f);
    struct search_row *rows;
    size_t n;
    TRY(search_dossier_whole(c, f->scope, folded, LOOK_MAX, limit, &rows, &n));
    take(f, rows, n);
    if (enough(f))
        return OK;
    TRY(search_dossier_on(c, f->scope, folded, past, LOOK_MAX, limit, &rows, &n));
    take(f, rows, n);
    return OK;
}

static enum rc count_keys(struct ctx *c, struct str first, int64_t most, int64_t *n)
{
    struct search_count_row row;
    TRY(search_count(c, S("dossier"), first, past_of(c, first), most, &row));
    *n = row.n;
    return OK;
}

/* A common name in a small unit: the keys looked at may all have been other units'. Then as many of the unit's own
 * dossiers have the name, so walking them is short. */
static enum rc find_within(struct ctx *c, struct finding *f)
{
    struct search_row *rows;
    size_t n;
    int64_t keys;
    TRY(count_keys(c, f->q.folded, LOOK_MAX, &keys));
    if (keys < LOOK_MAX)
        return OK;
    TRY(search_dossier_within(c, f->scope, WITHIN_MAX, f->q.folded, past_of(c, f->q.folded), rows_to_read(f), &rows,
                              &n));
    take(f, rows, n);
    return OK;
}

/* ---- words apart ---- */

/* Every word of the query begins some tail of the record. */
static enum rc has_all_words(struct ctx *c, const struct finding *f, int64_t id, bool *all)
{
    struct search_row *rows;
    size_t n;
    TRY(search_keys_of(c, id, S("dossier"), &rows, &n));
    *all = true;
    for (size_t w = 0; w < f->q.n && *all; w++) {
        *all = false;
        for (size_t i = 0; i < n && !*all; i++)
            *all = str_starts(rows[i].folded, f->q.word[w]) && str_starts(rows[i].exact, f->q.marked[w]);
    }
    return OK;
}

/* The two words with the fewest keys: the first drives, the second sifts. */
static enum rc rarest_words(struct ctx *c, const struct finding *f, size_t *first, size_t *second)
{
    int64_t least = INT64_MAX, next = INT64_MAX, n;
    for (size_t w = 0; w < f->q.n; w++) {
        TRY(count_keys(c, f->q.word[w], LOOK_MAX, &n));
        if (n < least) {
            next = least;
            *second = *first;
            least = n;
            *first = w;
        } else if (n < next) {
            next = n;
            *second = w;
        }
    }
    return OK;
}

static enum rc read_beside(struct ctx *c, const struct finding *f, struct search_row **rows, size_t *n)
{
    size_t a = 0, b = 0;
    TRY(rarest_words(c, f, &a, &b));
    struct str x = f->q.word[a], y = f->q.word[b];
    return search_dossier_beside(c, f->scope,
                                 &(struct search_dossier_beside_args){.first = x,
                                                                      .past = past_of(c, x),
                                                                      .other = y,
                                                                      .other_past = past_of(c, y),
                                                                      .most = LOOK_MAX,
                                                                      .limit = VERIFY_MAX},
                                 rows, n);
}

/* "anh nguyen": records that have all the words, in any order. */
static enum rc find_scattered(struct ctx *c, struct finding *f)
{
    struct search_row *rows;
    size_t n;
    bool all;
    TRY(read_beside(c, f, &rows, &n));
    for (size_t i = 0; i < n && !enough(f); i++) {
        TRY(has_all_words(c, f, rows[i].doc_id, &all));
        if (all)
            add_hit(f, rows[i].doc_id, false);
    }
    return OK;
}

/* ---- together ---- */

static int best_first(const void *a, const void *b)
{
    const struct search_hit *x = a, *y = b;
    if (x->exact != y->exact)
        return x->exact ? -1 : 1;
    return (x->id < y->id) - (x->id > y->id);
}

static enum rc find_all(struct ctx *c, struct finding *f)
{
    TRY(find_spelled(c, f));
    if (!enough(f))
        TRY(find_folded(c, f));
    if (!enough(f))
        TRY(find_within(c, f));
    if (f->n == 0 && f->q.n > 1)
        TRY(find_scattered(c, f));
    return OK;
}

enum rc search_dossiers(struct ctx *c, const struct scope *s, struct str query, size_t limit, struct search_hit **hits,
                        size_t *n)
{
    struct finding f = {.scope = s, .q = search_query(c->arena, query), .wanted = limit < HITS_MAX ? limit : HITS_MAX};
    f.hits = NEW_ARRAY(c->arena, struct search_hit, HITS_MAX);
    f.q.folded = str_sub(f.q.folded, 0, KEY_MAX);
    if (f.q.n && limit)
        TRY(find_all(c, &f));
    if (f.n)
        qsort(f.hits, f.n, sizeof *f.hits, best_first);
    *hits = f.hits;
    *n = f.n < limit ? f.n : limit;
    return OK;
}
