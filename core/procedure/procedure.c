/* Reading the catalogue. Versions never change, so what was read stays in this process; the list of what is in force is
 * read again when an import has bumped the catalogue's stamp or the day has turned. */
#include "core/procedure/procedure.h"

#include "base/message.h"
#include "base/text.h"
#include "core/procedure/procedure_queries.h"
#include "core/search/match.h"

enum { CACHE_MEMORY = 256 * 1024 * 1024, BODY_MAX = 512 * 1024 };

static struct {
    struct arena *arena;
    const struct procedure **versions; /* open addressing by version; a province has some thousands */
    size_t n, cap;                     /* cap is a power of two, never more than half full */
    const struct procedure **in_force;
    size_t in_force_n;
    int64_t stamp;
    struct day day;
} cache;

static struct arena *cache_arena(void)
{
    if (!cache.arena)
        cache.arena = arena_new(CACHE_MEMORY);
    return cache.arena;
}

/* Where a version stands, or the free place it would take. */
static const struct procedure **slot_of(int64_t version_id)
{
    size_t i = (size_t)((uint64_t)version_id * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (cache.cap - 1);
    while (cache.versions[i] && cache.versions[i]->version_id != version_id)
        i = (i + 1) & (cache.cap - 1);
    return &cache.versions[i];
}

static const struct procedure *cached(int64_t version_id)
{
    return cache.cap ? *slot_of(version_id) : NULL;
}

static void remember(const struct procedure *p)
{
    if (cache.n * 2 >= cache.cap) {
        const struct procedure **old = cache.versions;
        size_t old_cap = cache.cap;
        cache.cap = old_cap ? old_cap * 2 : 1024;
        cache.versions = NEW_ARRAY(cache_arena(), const struct procedure *, cache.cap);
        for (size_t i = 0; i < old_cap; i++)
            if (old[i])
                *slot_of(old[i]->version_id) = old[i];
    }
    *slot_of(p->version_id) = p;
    cache.n++;
}

static void keep(struct str *s)
{
    *s = str_dup(cache_arena(), *s);
}

static size_t split_keys(struct str keys, struct str out[STEP_NEXT_MAX])
{
    size_t n = 0;
    while (keys.n && n < STEP_NEXT_MAX)
        out[n++] = str_cut(&keys, ' ');
    return n;
}

static enum rc read_papers(struct ctx *c, struct procedure *p)
{
    struct procedure_papers_row *rows;
    TRY(procedure_papers(c, p->version_id, &rows, &p->papers_n));
    struct procedure_paper *papers = NEW_ARRAY(cache_arena(), struct procedure_paper, p->papers_n);
    for (size_t i = 0; i < p->papers_n; i++) {
        papers[i] = (struct procedure_paper){rows[i].paper_key, rows[i].name,        rows[i].originals,
                                             rows[i].copies,    rows[i].is_required, rows[i].is_present_only,
                                             rows[i].form_name, rows[i].reuse_from};
        keep(&papers[i].key);
        keep(&papers[i].name);
        keep(&papers[i].form_name);
        keep(&papers[i].reuse_from);
    }
    p->papers = papers;
    return OK;
}

static enum rc read_fees(struct ctx *c, struct procedure *p)
{
    struct procedure_fees_row *rows;
    TRY(procedure_fees(c, p->version_id, &rows, &p->fees_n));
    struct procedure_fee *fees = NEW_ARRAY(cache_arena(), struct procedure_fee, p->fees_n);
    for (size_t i = 0; i < p->fees_n; i++) {
        fees[i] = (struct procedure_fee){rows[i].kind,     rows[i].amount_vnd, rows[i].is_known,
                                         rows[i].per_unit, rows[i].basis,      rows[i].note};
        keep(&fees[i].kind);
        keep(&fees[i].per_unit);
        keep(&fees[i].basis);
        keep(&fees[i].note);
    }
    p->fees = fees;
    return OK;
}

static enum rc read_steps(struct ctx *c, struct procedure *p, int64_t process_id)
{
    struct process_steps_row *rows;
    TRY(process_steps(c, process_id, &rows, &p->steps_n));
    struct process_step *steps = NEW_ARRAY(cache_arena(), struct process_step, p->steps_n);
    for (size_t i = 0; i < p->steps_n; i++) {
        steps[i] = (struct process_step){.key = rows[i].step_key,
                                         .name = rows[i].name,
                                         .name_en = rows[i].name_en,
                                         .role = role_by_name(rows[i].role),
                                         .share_percent = rows[i].share_percent,
                                         .output = rows[i].output};
        keep(&steps[i].key);
        keep(&steps[i].name);
        keep(&steps[i].name_en);
        keep(&steps[i].output);
        steps[i].next_n = split_keys(str_dup(cache_arena(), rows[i].next_keys), steps[i].next);
        steps[i].back_n = split_keys(str_dup(cache_arena(), rows[i].back_keys), steps[i].back);
    }
    p->steps = steps;
    return OK;
}

static enum pause_policy pause_of(struct str s)
{
    return str_eqc(s, "restart") ? PAUSE_RESTARTS : str_eqc(s, "none") ? PAUSE_NONE : PAUSE_STOPS;
}

static struct term term_of(int64_t value, struct str unit)
{
    return (struct term){term_unit_by_name(unit), (int32_t)value};
}

static void fill(struct procedure *p, const struct procedure_version_row_row *r)
{
    *p = (struct procedure){.id = r->procedure_id,
                            .version_id = r->id,
                            .version = r->version,
                            .code = r->code,
                            .local_code = r->local_code,
                            .name = r->name,
                            .field = r->field,
                            .ministry = r->ministry,
                            .level = r->level,
                            .decider = r->decider,
                            .applicants = r->applicants,
                            .status = r->status,
                            .valid_from = r->valid_from_on,
                            .valid_to = r->valid_to_on,
                            .online_level = r->online_level,
                            .online_kind = r->online_kind,
                            .statutory = term_of(r->statutory_value, r->statutory_unit),
                            .committed = term_of(r->committed_value, r->committed_unit),
                            .extra = term_of(r->extra_value, r->extra_unit),
                            .cutoff = {(int32_t)r->cutoff_minute},
                            .pause = pause_of(r->pause_policy),
                            .no_result = r->no_result,
                            .external_url = r->external_url,
                            .keywords = r->keywords,
                            .life_events = r->life_events,
                            .form_name = r->form_name,
                            .certainty = r->certainty};
    struct str *texts[] = {&p->code,         &p->local_code, &p->name,        &p->field,     &p->ministry,
                           &p->level,        &p->decider,    &p->applicants,  &p->status,    &p->online_kind,
                           &p->external_url, &p->keywords,   &p->life_events, &p->form_name, &p->certainty};
    for (size_t i = 0; i < COUNT(texts); i++)
        keep(texts[i]);
}

static enum rc read_version(struct ctx *c, int64_t version_id, const struct procedure **out)
{
    struct procedure_version_row_row row;
    struct json *body;
    const char *why;
    bool found;
    TRY(procedure_version_row(c, version_id, &row, &found));
    if (!found)
        return fail(c, NOT_FOUND, MSG_procedure_not_found, S("procedure"));
    struct procedure *p = NEW(cache_arena(), struct procedure);
    fill(p, &row);
    TRY(read_papers(c, p));
    TRY(read_fees(c, p));
    TRY(read_steps(c, p, row.process_id));
    if (!json_parse(cache_arena(), row.body, BODY_MAX, &body, &why))
        return fail_detail(c, UNAVAILABLE, "procedure " STR_FMT ": body: %s", STR_ARG(p->code), why);
    p->body = body;
    struct str searched = str_printf(c->arena, STR_FMT " ; " STR_FMT " ; " STR_FMT, STR_ARG(p->name),
                                     STR_ARG(p->keywords), STR_ARG(p->code));
    p->folded = text_fold(cache_arena(), searched);
    p->exact = text_exact(cache_arena(), searched);
    remember(p);
    *out = p;
    return OK;
}

enum rc procedure_of_version(struct ctx *c, int64_t version_id, const struct procedure **out)
{
    *out = cached(version_id);
    return *out ? OK : read_version(c, version_id, out);
}

/* 1.001193.000.00.00.H35 and 1.001193 are one procedure: the first two parts name it. */
static struct str national_code(struct str code)
{
    code = str_trim(code);
    size_t dot = str_find(code, '.', 0), next = str_find(code, '.', dot + 1);
    return str_sub(code, 0, next);
}

enum rc procedure_current(struct ctx *c, struct str code, struct day on, const struct procedure **out)
{
    struct procedure_version_on_row row;
    bool found;
    TRY(procedure_version_on(c, national_code(code), on, &row, &found));
    return found ? procedure_of_version(c, row.id, out) : fail(c, NOT_FOUND, MSG_procedure_not_found, S("procedure"));
}

static int by_field_and_name(const void *a, const void *b)
{
    const struct procedure *const *p = a, *const *q = b;
    int d = str_cmp((*p)->field, (*q)->field);
    return d ? d : str_cmp((*p)->folded, (*q)->folded);
}

/* Of several versions of one procedure in force the newest counts: rows come by procedure and version. */
static enum rc read_in_force(struct ctx *c, struct day on)
{
    struct procedure_versions_on_row *rows;
    size_t n;
    TRY(procedure_versions_on(c, on, &rows, &n));
    const struct procedure **list = NEW_ARRAY(cache_arena(), const struct procedure *, n + 1);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (i + 1 == n || rows[i + 1].procedure_id != rows[i].procedure_id)
            TRY(procedure_of_version(c, rows[i].id, &list[kept++]));
    qsort(list, kept, sizeof *list, by_field_and_name);
    cache.in_force = list;
    cache.in_force_n = kept;
    return OK;
}

enum rc procedure_all(struct ctx *c, struct day on, const struct procedure ***out, size_t *n)
{
    struct catalogue_stamp_get_row now = {0};
    bool found;
    TRY(catalogue_stamp_get(c, &now, &found));
    if (!cache.in_force || cache.stamp != now.stamp || cache.day.n != on.n) {
        TRY(read_in_force(c, on));
        cache.stamp = now.stamp;
        cache.day = on;
    }
    *out = cache.in_force;
    *n = cache.in_force_n;
    return OK;
}

static int best_first(const void *a, const void *b)
{
    const struct procedure_hit *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return str_cmp(x->procedure->folded, y->procedure->folded);
}

enum rc procedure_find(struct ctx *c, struct str query, struct day on, size_t limit, struct procedure_hit **hits,
                       size_t *n)
{
    const struct procedure **all;
    size_t all_n;
    TRY(procedure_all(c, on, &all, &all_n));
    *hits = NEW_ARRAY(c->arena, struct procedure_hit, all_n);
    *n = 0;
    struct search_query q = search_query(c->arena, query);
    for (size_t i = 0; i < all_n; i++) {
        int64_t score = search_match(&q, all[i]->folded, all[i]->exact);
        if (score > 0)
            (*hits)[(*n)++] = (struct procedure_hit){all[i], score};
    }
    qsort(*hits, *n, sizeof **hits, best_first);
    if (*n > limit)
        *n = limit;
    return OK;
}

int64_t process_counter_share(const struct procedure *p)
{
    int64_t left = p->steps_n ? 100 : 0;
    for (size_t i = 0; i < p->steps_n; i++)
        left -= p->steps[i].share_percent;
    return left > 0 ? left : 0;
}

const struct process_step *process_step_find(const struct procedure *p, struct str key)
{
    for (size_t i = 0; i < p->steps_n; i++)
        if (str_eq(p->steps[i].key, key))
            return &p->steps[i];
    return NULL;
}
