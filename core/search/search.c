#include "core/search/search.h"

#include "core/search/match.h"
#include "core/search/search_queries.h"

enum { TAILS_MAX = 8, KEY_MAX = 120, PAGE = 200, PAGES_MAX = 10, CANDIDATES_MAX = 2000 };

/* ---- writing ---- */

/* One key for each tail of the words: folded and exact have the same number of words. */
static enum rc put_tails(struct ctx *c, struct str kind, int64_t id, struct str text)
{
    struct str folded = text_fold(c->arena, text), exact = text_exact(c->arena, text);
    for (size_t i = 0; i < TAILS_MAX && folded.n; i++) {
        TRY(search_key_put(c, kind, str_sub(folded, 0, KEY_MAX), id, str_sub(exact, 0, 2 * KEY_MAX), NULL));
        str_cut(&folded, ' ');
        str_cut(&exact, ' ');
    }
    return OK;
}

enum rc search_put_dossier(struct ctx *c, int64_t id, struct str owner_name, struct str code, struct str subject)
{
    (void)subject; /* the procedure's name as a rule: found by the list's filter, not by key */
    TRY(put_tails(c, S("dossier"), id, owner_name));
    struct str folded = text_fold(c->arena, code);
    return search_key_put(c, S("dossier"), folded, id, folded, NULL);
}

enum rc search_put_person(struct ctx *c, int64_t id, struct str name)
{
    TRY(search_keys_drop(c, id, S("person"), NULL));
    return put_tails(c, S("person"), id, name);
}

enum rc search_drop(struct ctx *c, const char *kind, int64_t id)
{
    return search_keys_drop(c, id, str_from(kind), NULL);
}

/* ---- finding ---- */

struct finding {
    const struct scope *scope; /* NULL: people */
    struct search_query q;
    struct search_hit *hits;
    size_t n, max;
};

/* The first string after all that begin with `prefix`: bytes of folded text lie below 0xff. */
static struct str past_of(struct ctx *c, struct str prefix)
{
    return str_printf(c->arena, STR_FMT "\xf4\x8f\xbf\xbf", STR_ARG(prefix));
}

static enum rc read_page(struct ctx *c, const struct finding *f, struct str first, struct str past, const struct search_row *after,
                         struct search_row **rows, size_t *n)
{
    struct str key = after ? after->folded : S("");
    int64_t id = after ? after->doc_id : 0;
    if (f->scope)
        return search_dossier_page(c, f->scope, first, past, key, id, PAGE, rows, n);
    return search_page(c, &(struct search_page_args){.kind = S("person"), .first = first, .past = past, .after_key = key,
        .after_id = id, .limit = PAGE}, rows, n);
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
    if (f->n < f->max)
        f->hits[f->n++] = (struct search_hit){id, exact};
}

static enum rc find_phrase(struct ctx *c, struct finding *f)
{
    struct str past = past_of(c, f->q.folded);
    struct search_row *rows, last;
    size_t n = PAGE;
    for (size_t page = 0; page < PAGES_MAX && n == PAGE && f->n < f->max; page++) {
        TRY(read_page(c, f, f->q.folded, past, page ? &last : NULL, &rows, &n));
        for (size_t i = 0; i < n; i++)
            if (marks_fit(&f->q, rows[i].exact))
                add_hit(f, rows[i].doc_id, str_starts(rows[i].exact, f->q.exact));
        if (n)
            last = rows[n - 1];
    }
    return OK;
}

/* Words apart ("anh nguyen"): the documents of the first word that all other words name too. */
static enum rc ids_of_word(struct ctx *c, const struct finding *f, size_t word, int64_t *ids, size_t *n)
{
    struct str past = past_of(c, f->q.word[word]);
    struct search_row *rows, last;
    size_t got = PAGE;
    *n = 0;
    while (got == PAGE && *n + PAGE <= CANDIDATES_MAX) {
        TRY(read_page(c, f, f->q.word[word], past, *n ? &last : NULL, &rows, &got));
        for (size_t i = 0; i < got; i++) {
            struct str exact = rows[i].exact, head = str_cut(&exact, ' ');
            if (f->q.marked[word].n == 0 || str_eq(head, f->q.marked[word]))
                ids[(*n)++] = rows[i].doc_id;
            last = rows[i];
        }
    }
    return OK;
}

static bool holds(const int64_t *ids, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i] == id)
            return true;
    return false;
}

static enum rc find_scattered(struct ctx *c, struct finding *f)
{
    int64_t *kept = NEW_ARRAY(c->arena, int64_t, CANDIDATES_MAX), *next = NEW_ARRAY(c->arena, int64_t, CANDIDATES_MAX);
    size_t kept_n, next_n;
    TRY(ids_of_word(c, f, 0, kept, &kept_n));
    for (size_t w = 1; w < f->q.n && kept_n; w++) {
        size_t stay = 0;
        TRY(ids_of_word(c, f, w, next, &next_n));
        for (size_t i = 0; i < kept_n; i++)
            if (holds(next, next_n, kept[i]))
                kept[stay++] = kept[i];
        kept_n = stay;
    }
    for (size_t i = 0; i < kept_n; i++)
        add_hit(f, kept[i], false);
    return OK;
}

static int best_first(const void *a, const void *b)
{
    const struct search_hit *x = a, *y = b;
    if (x->exact != y->exact)
        return x->exact ? -1 : 1;
    return (x->id < y->id) - (x->id > y->id);
}

static enum rc find(struct ctx *c, const struct scope *s, struct str query, size_t limit, struct search_hit **hits, size_t *n)
{
    struct finding f = {.scope = s, .q = search_query(c->arena, query), .max = PAGE * PAGES_MAX};
    f.hits = NEW_ARRAY(c->arena, struct search_hit, f.max);
    if (f.q.n)
        TRY(find_phrase(c, &f));
    if (f.n == 0 && f.q.n > 1)
        TRY(find_scattered(c, &f));
    if (f.n)
        qsort(f.hits, f.n, sizeof *f.hits, best_first);
    *hits = f.hits;
    *n = f.n < limit ? f.n : limit;
    return OK;
}

enum rc search_dossiers(struct ctx *c, const struct scope *s, struct str query, size_t limit, struct search_hit **hits, size_t *n)
{
    return find(c, s, query, limit, hits, n);
}

enum rc search_people(struct ctx *c, struct str query, size_t limit, struct search_hit **hits, size_t *n)
{
    return find(c, NULL, query, limit, hits, n);
}
