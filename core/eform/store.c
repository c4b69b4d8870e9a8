/* What was parsed stays in this process, by its row; an import bumps the catalogue's stamp and everything is read
 * afresh, so that a new list reaches the forms that use it. */
#include "core/eform/store.h"

#include "base/id.h"
#include "base/message.h"
#include "core/calendar/store.h"
#include "core/eform/eform_queries.h"
#include "core/eform/profile.h"
#include "core/journal/journal.h"
#include "core/procedure/procedure_queries.h"
#include "format/digest.h"

enum { CACHE_MEMORY = 128 * 1024 * 1024, LISTS_MAX = 100, WORKDAYS_MOST = 4000 };

struct parsed {
    int64_t id, version_id; /* of the form; of the procedure whose papers it carries, 0 none */
    const struct eform *form;
};

static struct {
    struct arena *arena;
    struct parsed *rows;
    size_t n, cap;
    int64_t stamp;
} cache;

static struct arena *cache_arena(void)
{
    if (!cache.arena)
        cache.arena = arena_new(CACHE_MEMORY);
    return cache.arena;
}

static enum rc refresh(struct ctx *c)
{
    struct catalogue_stamp_get_row now = {0};
    bool found;
    TRY(catalogue_stamp_get(c, &now, &found));
    if (now.stamp != cache.stamp)
        cache.n = 0;
    cache.stamp = now.stamp;
    return OK;
}

static const struct eform *cached(int64_t id, int64_t version_id)
{
    for (size_t i = 0; i < cache.n; i++)
        if (cache.rows[i].id == id && cache.rows[i].version_id == version_id)
            return cache.rows[i].form;
    return NULL;
}

static void remember(int64_t id, int64_t version_id, const struct eform *form)
{
    if (cache.n == cache.cap) {
        size_t cap = cache.cap ? cache.cap * 2 : 64;
        cache.rows = arena_grow(cache_arena(), cache.rows, cache.cap * sizeof *cache.rows, cap * sizeof *cache.rows);
        cache.cap = cap;
    }
    cache.rows[cache.n++] = (struct parsed){id, version_id, form};
}

/* ---- reading ---- */

/* The newest version of each list. Its options carry days, so it also reads what was filed by an older one. */
static enum rc read_lists(struct ctx *c, struct eform_lists *out)
{
    struct eform_lists_on_row *rows;
    struct eform_list *lists = NEW_ARRAY(c->arena, struct eform_list, LISTS_MAX);
    size_t rows_n, n = 0;
    TRY(eform_lists_on(c, day_of(c->now), &rows, &rows_n));
    for (size_t i = 0; i < rows_n && n < LISTS_MAX; i++)
        if (i + 1 == rows_n || !str_eq(rows[i + 1].name, rows[i].name))
            TRY(eform_list_parse(c, rows[i].body, &lists[n++]));
    *out = (struct eform_lists){lists, n};
    return OK;
}

/* Into the memory of the process; the faults of a stored form are the operator's, not those of the request. */
static enum rc parse(struct ctx *c, struct str code, struct str body, const struct eform **out)
{
    struct ctx *inner = NEW(c->arena, struct ctx);
    struct eform_lists lists;
    *inner = *c;
    inner->arena = cache_arena();
    TRY(read_lists(inner, &lists));
    return eform_parse(inner, body, &lists, out) == OK
               ? OK
               : fail_detail(c, UNAVAILABLE, "form " STR_FMT " cannot be read", STR_ARG(code));
}

static enum rc read_form(struct ctx *c, int64_t id, const struct eform **out)
{
    struct eform_body_row row;
    bool found;
    *out = cached(id, 0);
    if (*out)
        return OK;
    TRY(eform_body(c, id, &row, &found));
    if (!found)
        return fail_detail(c, UNAVAILABLE, "no form %lld", (long long)id);
    TRY(parse(c, row.code, row.body, out));
    remember(id, 0, *out);
    return OK;
}

/* The papers of the catalogue as a form has them: what is only shown at the counter is not asked for. */
static const struct eform_paper *papers_of(struct arena *a, const struct procedure *p, size_t *n)
{
    struct eform_paper *papers = NEW_ARRAY(a, struct eform_paper, p->papers_n + 1);
    static const struct str accept[] = {{"pdf", 3}, {"jpg", 3}, {"png", 3}};
    *n = 0;
    for (size_t i = 0; i < p->papers_n; i++)
        if (!p->papers[i].present_only)
            papers[(*n)++] = (struct eform_paper){.id = p->papers[i].key,
                                                  .name = {.vi = p->papers[i].name},
                                                  .required = p->papers[i].required,
                                                  .accept = accept,
                                                  .accept_n = COUNT(accept),
                                                  .most_mb = 20};
    return papers;
}

static enum rc generic_under(struct ctx *c, const struct procedure *p, int64_t id, const struct eform **out)
{
    const struct eform *generic;
    size_t n;
    *out = cached(id, p->version_id);
    if (*out)
        return OK;
    TRY(read_form(c, id, &generic));
    const struct eform_paper *papers = papers_of(cache_arena(), p, &n);
    *out = eform_generic(cache_arena(), generic, p->code, (struct eform_label){.vi = p->name}, papers, n);
    remember(id, p->version_id, *out);
    return OK;
}

enum rc eform_of(struct ctx *c, const struct procedure *p, const struct eform **out)
{
    struct eform_on_row row;
    bool found;
    TRY(refresh(c));
    TRY(eform_on(c, p->code, day_of(c->now), &row, &found));
    if (found)
        return read_form(c, row.id, out);
    TRY(eform_on(c, S("generic"), day_of(c->now), &row, &found));
    return found ? generic_under(c, p, row.id, out)
                 : fail_detail(c, UNAVAILABLE, "no form for " STR_FMT " and no generic one", STR_ARG(p->code));
}

static enum rc row_of_name(struct ctx *c, struct str name, struct str *code, int64_t *id)
{
    struct eform_of_version_row row;
    int64_t version = 0;
    bool found = false;
    *code = str_cut(&name, '/');
    if (str_to_i64(name, &version))
        TRY(eform_of_version(c, *code, version, &row, &found));
    *id = found ? row.id : 0;
    return found ? OK : fail(c, NOT_FOUND, MSG_eform_none, S("form"));
}

enum rc eform_filed(struct ctx *c, const struct procedure *p, struct str name, const struct eform **out)
{
    struct str code;
    int64_t id;
    if (name.n == 0)
        return eform_of(c, p, out);
    TRY(refresh(c));
    TRY(row_of_name(c, name, &code, &id));
    return str_eqc(code, "generic") ? generic_under(c, p, id, out) : read_form(c, id, out);
}

enum rc eform_published(struct ctx *c, struct str name, struct str *json_text)
{
    struct eform_body_row row;
    struct str code;
    int64_t id;
    bool found;
    TRY(row_of_name(c, name, &code, &id));
    TRY(eform_body(c, id, &row, &found));
    *json_text = row.body;
    return OK;
}

/* ---- importing ---- */

struct coming {
    struct str name, body, hash;
    int64_t version;
    struct day from;
    bool is_list;
};
struct standing {
    int64_t version;
    struct day from;
    struct str hash;
    bool found;
};

static enum rc newest(struct ctx *c, const struct coming *in, struct standing *out)
{
    struct eform_list_newest_row list = {0};
    struct eform_newest_row form = {0};
    if (in->is_list)
        TRY(eform_list_newest(c, in->name, &list, &out->found));
    else
        TRY(eform_newest(c, in->name, &form, &out->found));
    out->version = in->is_list ? list.version : form.version;
    out->from = in->is_list ? list.valid_from_on : form.valid_from_on;
    out->hash = in->is_list ? list.content_hash : form.content_hash;
    return OK;
}

static enum rc publish(struct ctx *c, const struct coming *in)
{
    int64_t id = id_new(c->now);
    if (in->is_list)
        TRY(eform_list_insert(c,
                              &(struct eform_list_insert_args){.id = id,
                                                               .name = in->name,
                                                               .version = in->version,
                                                               .valid_from_on = in->from,
                                                               .body = in->body,
                                                               .content_hash = in->hash},
                              NULL));
    else
        TRY(eform_insert(c,
                         &(struct eform_insert_args){.id = id,
                                                     .code = in->name,
                                                     .version = in->version,
                                                     .valid_from_on = in->from,
                                                     .body = in->body,
                                                     .content_hash = in->hash},
                         NULL));
    struct json *open = jv_new(c->arena, JV_OBJECT);
    jv_set(open, "name", jv_new_str(c->arena, in->name));
    jv_set(open, "version", jv_new_int(c->arena, in->version));
    jv_set(open, "content_sha256", jv_new_str(c->arena, in->hash));
    TRY(journal_append(c, &(struct journal_entry){.kind = "eform", .object_id = id, .act = "publish", .open = open}));
    return catalogue_stamp_bump(c, NULL);
}

static void refused(struct ctx *c, struct import_change *out, int msg)
{
    *out = (struct import_change){.code = out->code,
                                  .name = out->name,
                                  .what = "refused",
                                  .detail = msg_text(c->arena, c->lang, (enum msg)msg, NULL, 0)};
}

/* All faults of the file in one line, each with its place. */
static void refused_with_faults(struct ctx *c, struct import_change *out)
{
    struct buf b = buf_new(c->arena, 64 * 1024);
    for (size_t i = 0; i < c->faults_n; i++) {
        buf_puts(&b, i ? "; " : "");
        buf_put(&b, c->faults[i].field);
        buf_puts(&b, ": ");
        buf_put(&b, fault_text(c->arena, c->lang, &c->faults[i]));
    }
    out->what = "refused";
    out->detail = buf_str(&b);
    c->faults_n = 0; /* told here; the next file of a folder, and a page about this one, begin without */
}

/* False: *out says why not. */
static bool readable(struct ctx *c, const struct coming *in, struct import_change *out)
{
    struct eform_lists lists;
    struct eform_list list;
    const struct eform *form = NULL;
    enum rc rc = in->is_list ? eform_list_parse(c, in->body, &list) : read_lists(c, &lists);
    if (rc == OK && !in->is_list)
        rc = eform_parse(c, in->body, &lists, &form);
    if (form)
        out->name = eform_label_in(&form->title, c->lang);
    if (rc != OK)
        refused_with_faults(c, out);
    return rc == OK;
}

static struct day day_or(struct day asked, struct day own, struct day today)
{
    return asked.n != DAY_NONE.n ? asked : own.n != DAY_NONE.n ? own : today;
}

static enum rc take(struct ctx *c, const struct coming *in, bool dry_run, struct import_change *out)
{
    struct standing was = {0};
    TRY(newest(c, in, &was));
    if (was.found && str_eq(was.hash, in->hash)) {
        out->what = "same";
        return OK;
    }
    if (!readable(c, in, out))
        return OK;
    out->what = was.found ? "changed" : "new";
    if (was.found && in->version <= was.version)
        refused(c, out, MSG_eform_import_version);
    else if (was.found && in->from.n < was.from.n)
        refused(c, out, MSG_procedure_import_not_later);
    return out->what[0] == 'r' || dry_run ? OK : publish(c, in);
}

static enum rc import(struct ctx *c, struct str json_text, struct day from, bool dry_run, struct import_change *out)
{
    struct json *file;
    const char *why;
    struct day own = DAY_NONE;
    if (!json_parse(c->arena, json_text, EFORM_BYTES_MAX, &file, &why))
        return fail_with(c, INVALID, MSG_eform_import_neither, S("file"), reason_text(c->arena, c->lang, why), S(""));
    struct coming in = {.is_list = json_get(file, "list") != NULL,
                        .body = json_text,
                        .version = jv_int_or(json_get(file, "version"), 1),
                        .hash = digest_hex(c->arena, sha256(json_text))};
    in.name = jv_text_or(json_get(file, in.is_list ? "list" : "form"), S(""));
    if (in.name.n == 0)
        return fail_with(c, INVALID, MSG_eform_import_neither, S("file"), S("form, list"), S(""));
    (void)day_parse(jv_text_or(json_get(file, "valid_from"), S("")), &own);
    in.from = day_or(from, own, day_of(c->now));
    *out = (struct import_change){.code = in.name, .name = in.name, .what = "refused"};
    return take(c, &in, dry_run, out);
}

enum rc eform_import(struct ctx *c, struct str json_text, struct day from, struct import_change *out)
{
    return import(c, json_text, from, false, out);
}

enum rc eform_import_look(struct ctx *c, struct str json_text, struct day from, struct import_change *out)
{
    return import(c, json_text, from, true, out);
}

/* ---- judging ---- */

static bool workdays_add(const void *of, struct day from, int64_t n, struct day *out)
{
    const struct calendar *cal = of;
    int step = n < 0 ? -1 : 1;
    struct day d = from;
    if (n < -WORKDAYS_MOST || n > WORKDAYS_MOST)
        return false;
    while (n != 0) {
        d.n += step;
        if (d.n < calendar_first(cal).n || d.n > calendar_through(cal).n)
            return false;
        n -= calendar_works(cal, d) ? step : 0;
    }
    *out = d;
    return true;
}

enum rc eform_calendar_of(struct ctx *c, int64_t unit_id, struct eform_calendar *out)
{
    const struct calendar *cal;
    TRY(calendar_load(c, unit_id, &cal));
    *out = (struct eform_calendar){.workdays_add = workdays_add, .of = cal};
    return OK;
}

/* The faults found so far stand before those of the second look; one field is not told twice. */
static void put_before(struct ctx *c, const struct fault *first, size_t n)
{
    struct fault *all = NEW_ARRAY(c->arena, struct fault, n + c->faults_n + 1);
    size_t all_n = 0;
    for (size_t i = 0; i < n; i++)
        all[all_n++] = first[i];
    for (size_t i = 0; i < c->faults_n; i++) {
        bool told = false;
        for (size_t k = 0; k < n && !told; k++)
            told = str_eq(first[k].field, c->faults[i].field);
        if (!told)
            all[all_n++] = c->faults[i];
    }
    c->faults_n = all_n < FAULTS_MAX ? all_n : FAULTS_MAX;
    for (size_t i = 0; i < c->faults_n; i++)
        c->faults[i] = all[i];
}

enum rc eform_judge_json(struct ctx *c, const struct eform *f, const struct eform_judging *j, struct eform_state **out)
{
    const struct json *answers = j->answers ? j->answers : jv_new(c->arena, JV_OBJECT);
    struct eform_calendar *calendar = NEW(c->arena, struct eform_calendar);
    struct answers *given = NEW(c->arena, struct answers);
    struct fault *unknown = NULL;
    size_t unknown_n = 0;
    TRY(eform_calendar_of(c, 0, calendar));
    if (answers_of_json(c, f, answers, true, given) != OK) {
        unknown_n = c->faults_n;
        unknown = NEW_ARRAY(c->arena, struct fault, unknown_n);
        for (size_t i = 0; i < unknown_n; i++)
            unknown[i] = c->faults[i];
        TRY(answers_of_json(c, f, answers, false, given));
    }
    answers_from_owner(f, j->owner, given);
    *out = eform_judge(c, f, given, calendar);
    enum rc rc = j->whole ? eform_submit_check(c, *out, j->papers, j->papers_n) : eform_given_check(c, *out);
    put_before(c, unknown, unknown_n);
    return rc == OK || rc == INVALID ? faults_rc(c) : rc;
}
