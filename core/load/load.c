#include "core/load/load.h"

#include "base/id.h"
#include "base/message.h"
#include "core/agency/agency.h"
#include "core/calendar/store.h"
#include "core/eform/store.h"
#include "core/journal/journal.h"

static const struct {
    const char *name;
    enum perm may;
} kinds[LOAD_KINDS] = {
    [LOAD_NONE] = {"", PERM_UNSET},
    [LOAD_PROCEDURES] = {"procedures", PERM_PROCEDURE_EDIT},
    [LOAD_AGENCIES] = {"agencies", PERM_AGENCY_EDIT},
    [LOAD_HOLIDAYS] = {"holidays", PERM_CALENDAR_EDIT},
    [LOAD_PROCESSES] = {"processes", PERM_PROCEDURE_EDIT},
    [LOAD_FORMS] = {"forms", PERM_PROCEDURE_EDIT},
};

const char *load_kind_name(enum load_kind kind)
{
    return kind < LOAD_KINDS ? kinds[kind].name : "";
}

enum load_kind load_kind_by_name(struct str name)
{
    for (unsigned i = LOAD_PROCEDURES; i < LOAD_KINDS; i++)
        if (str_eqc(name, kinds[i].name))
            return (enum load_kind)i;
    return LOAD_NONE;
}

enum perm load_permission(enum load_kind kind)
{
    return kind < LOAD_KINDS ? kinds[kind].may : PERM_UNSET;
}

static struct day from_of(const struct json *file, struct day asked, struct day today)
{
    struct day d;
    if (asked.n != DAY_NONE.n)
        return asked;
    return day_parse(jv_text_or(json_get(json_get(file, "meta"), "valid_from"), S("")), &d) ? d : today;
}

/* ---- forms and code lists ---- */

static void count(struct import_report *r, const char *what)
{
    r->made += strcmp(what, "new") == 0;
    r->changed += strcmp(what, "changed") == 0;
    r->same += strcmp(what, "same") == 0;
    r->refused += strcmp(what, "refused") == 0;
}

static bool is_list(struct str text)
{
    return str_starts(text, S("{\"list\""));
}

static enum rc load_all(struct ctx *c, const struct str *texts, size_t n, struct day from, struct import_report *r)
{
    r->changes = NEW_ARRAY(c->arena, struct import_change, n + 1);
    for (int lists = 1; lists >= 0; lists--)
        for (size_t i = 0; i < n; i++) {
            if (is_list(texts[i]) != (lists == 1))
                continue;
            TRY(eform_import(c, texts[i], from, &r->changes[r->changes_n]));
            count(r, r->changes[r->changes_n++].what);
        }
    return OK;
}

enum rc load_forms(struct ctx *c, const struct str *texts, size_t n, struct day from, bool dry_run,
                   struct import_report *report)
{
    *report = (struct import_report){0};
    TRY(db_savepoint(c));
    enum rc rc = load_all(c, texts, n, from, report);
    if (rc == OK && !dry_run)
        return db_release(c);
    db_rollback_to(c);
    return rc;
}

/* One file needs no other beside it, so a look at it writes nothing and serves a page that only reads. */
static enum rc look_at_form(struct ctx *c, struct str text, struct day from, struct import_report *r)
{
    r->changes = NEW_ARRAY(c->arena, struct import_change, 1);
    TRY(eform_import_look(c, text, from, &r->changes[0]));
    r->changes_n = 1;
    count(r, r->changes[0].what);
    return OK;
}

/* ---- one file of any kind ---- */

enum rc load_seed(struct ctx *c, struct str kind, struct str text, struct day from, bool dry_run,
                  struct import_report *report)
{
    struct json *file;
    const char *why;
    enum load_kind k = load_kind_by_name(kind);
    *report = (struct import_report){0};
    if (k == LOAD_NONE)
        return fail(c, INVALID, MSG_field_not_a_choice, S("kind"));
    if (k == LOAD_HOLIDAYS)
        return calendar_import(c, text, dry_run, report);
    if (k == LOAD_FORMS)
        return dry_run ? look_at_form(c, text, from, report) : load_forms(c, &text, 1, from, false, report);
    if (!json_parse(c->arena, text, LOAD_MAX, &file, &why))
        return fail_with(c, INVALID, MSG_load_not_json, S("file"), reason_text(c->arena, c->lang, why), S(""));
    struct day day = from_of(file, from, day_of(c->now));
    if (k == LOAD_PROCEDURES)
        return procedure_import(c, file, day, dry_run, report);
    if (k == LOAD_AGENCIES)
        return agency_import(c, file, dry_run, report);
    return process_import(c, file, day, dry_run, report);
}

/* ---- uploads ---- */

enum rc load_keep(struct ctx *c, enum load_kind kind, struct str file_name, const struct blob_ref *file,
                  struct day from, int64_t *id)
{
    struct import_report report;
    struct str text;
    if (file->size == 0 || (size_t)file->size > LOAD_MAX)
        return fail(c, INVALID, MSG_load_size, S("file"));
    TRY(blob_read(c, file->sha256, &text));
    TRY(load_seed(c, str_from(load_kind_name(kind)), text, from, true, &report));
    *id = id_new(c->now);
    struct load_insert_args a = {.id = *id,
                                 .kind = str_from(load_kind_name(kind)),
                                 .file_name = file_name,
                                 .sha256 = file->sha256,
                                 .size = file->size,
                                 .from_on = from,
                                 .made_by = c->actor ? c->actor->person_id : 0,
                                 .made_at = c->now};
    return load_insert(c, &a, NULL);
}

static enum rc load_get(struct ctx *c, int64_t id, struct load *out)
{
    bool found;
    TRY(load_row(c, id, out, &found));
    return found ? OK : fail(c, NOT_FOUND, MSG_general_not_found, S(""));
}

static enum rc run(struct ctx *c, const struct load *f, bool dry_run, struct import_report *report)
{
    struct str text;
    TRY(blob_read(c, f->sha256, &text));
    return load_seed(c, f->kind, text, f->from_on, dry_run, report);
}

enum rc load_show(struct ctx *c, int64_t id, struct load *file, struct import_report *report)
{
    TRY(load_get(c, id, file));
    return run(c, file, true, report);
}

static enum rc note(struct ctx *c, const struct load *f, const struct import_report *r)
{
    struct json *o = jv_new(c->arena, JV_OBJECT);
    jv_set(o, "kind", jv_new_str(c->arena, f->kind));
    jv_set(o, "file", jv_new_str(c->arena, f->file_name));
    jv_set(o, "sha256", jv_new_str(c->arena, f->sha256));
    jv_set(o, "made", jv_new_int(c->arena, r->made));
    jv_set(o, "changed", jv_new_int(c->arena, r->changed));
    jv_set(o, "refused", jv_new_int(c->arena, r->refused));
    return journal_append(c, &(struct journal_entry){.kind = "load", .object_id = f->id, .act = "import", .open = o});
}

enum rc load_do(struct ctx *c, int64_t id, struct str sha256, struct import_report *report)
{
    struct load f;
    int64_t changed = 0;
    TRY(load_get(c, id, &f));
    if (!str_eq(f.sha256, sha256))
        return fail(c, CONFLICT, MSG_load_other_file, S("sha256"));
    TRY(run(c, &f, false, report));
    struct load_mark_done_args a = {.done_by = c->actor ? c->actor->person_id : 0,
                                    .done_at = c->now,
                                    .made_n = report->made,
                                    .changed_n = report->changed,
                                    .same_n = report->same,
                                    .refused_n = report->refused,
                                    .id = id};
    TRY(load_mark_done(c, &a, &changed));
    if (changed == 0)
        return fail(c, CONFLICT, MSG_load_done_already, S(""));
    return note(c, &f, report);
}
