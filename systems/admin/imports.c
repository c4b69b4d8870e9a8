/* Files brought in: shown first, row by row, then done with the bytes that were shown. */
#include "core/load/load.h"
#include "systems/admin/admin.h"
#include "systems/admin/kit.h"

enum { IMPORTS_SHOWN = 30, ROWS_SHOWN = 1000 };
static const char *const kinds[] = {"procedures", "agencies", "holidays", "processes", "forms"};

struct list_input {
    struct str kind;
};
INPUT(list_input, {"kind", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct list_input, kind)});

static enum rc past_table(struct ctx *c, struct table_view *out)
{
    static const enum msg heads[] = {MSG_admin_import_file, MSG_admin_import_kind,  MSG_admin_life_who,
                                     MSG_admin_life_when,   MSG_admin_import_state, MSG_NONE};
    struct load *rows;
    size_t n;
    TRY(load_rows(c, IMPORTS_SHOWN, &rows, &n));
    struct grid g = grid_new(c, n, MSG_admin_imports_past, MSG_admin_imports_none, heads);
    for (size_t i = 0; i < n; i++) {
        bool done = str_eqc(rows[i].state, "done");
        grid_row(&g);
        grid_link(&g, rows[i].file_name, admin_at(c, "imports", rows[i].id, ""));
        grid_text(&g, say_word(c, "admin.import.", rows[i].kind));
        grid_text(&g, rows[i].made_name);
        grid_text(&g, instant_text(c, rows[i].made_at));
        grid_tag(&g, done ? TONE_OK : TONE_WARN, say(c, done ? MSG_admin_import_done : MSG_admin_import_shown));
    }
    *out = g.view;
    return OK;
}

static enum rc show_list(struct ctx *c, const struct req *r, struct out *o)
{
    TRY(admin_whole(c));
    struct form *f = form_new(c, r, MSG_admin_imports_title, MSG_admin_import_show);
    f->view.lead = say(c, MSG_admin_imports_lead);
    form_choice(f, "kind", MSG_admin_import_kind, admin_words(c, "admin.import.", kinds, COUNT(kinds)), COUNT(kinds),
                S("procedures"));
    form_day(f, "from", MSG_admin_import_from, DAY_NONE)->required = false;
    f->fields[f->view.rows_n - 1].hint = say(c, MSG_admin_import_from_hint);
    form_ask(f, KIND_FILE, "file", MSG_admin_import_file, S(""))->accept = S(".json,application/json");
    TRY(past_table(c, &f->view.table));
    form_show(f, o);
    return OK;
}

struct upload_input {
    struct str kind;
    struct day from;
};
INPUT(upload_input,
      {"kind", IN_FORM, FIELD_TEXT, .required = true, .label = MSG_admin_import_kind,
       .offset = offsetof(struct upload_input, kind)},
      {"from", IN_FORM, FIELD_DAY, .label = MSG_admin_import_from, .offset = offsetof(struct upload_input, from)});

static enum rc may_load(struct ctx *c, enum load_kind kind)
{
    TRY(admin_whole(c));
    return actor_may(c->actor, load_permission(kind)) ? OK : fail(c, DENIED, MSG_general_denied, S(""));
}

static enum rc upload(struct ctx *c, const struct req *r, struct out *o)
{
    const struct upload_input *in = r->in;
    const struct file_part *file = req_file(r, "file");
    enum load_kind kind = load_kind_by_name(in->kind);
    struct blob_ref ref;
    int64_t id;
    if (kind == LOAD_NONE)
        return fail(c, INVALID, MSG_field_not_a_choice, S("kind"));
    TRY(may_load(c, kind));
    if (!file || file->size == 0)
        return fail(c, INVALID, MSG_load_no_file, S("file"));
    if ((size_t)file->size > LOAD_MAX)
        return fail(c, INVALID, MSG_load_size, S("file"));
    TRY(file_keep(c, file, &ref));
    TRY(load_keep(c, kind, str_dup(c->arena, file->name), &ref, in->from, &id));
    return out_redirect(o, "/admin/imports/{}", (struct str[]){AS_STR(c->arena, id)}, 1);
}

/* ---- the difference ---- */

static enum tone tone_of(const char *what)
{
    switch (what[0]) {
    case 'n': return TONE_OK;
    case 'r': return TONE_ERROR;
    case 'c': return what[1] == 'l' ? TONE_WARN : TONE_INFO;
    default: return TONE_PLAIN;
    }
}

/* Rows that stay as they are say nothing and are left out; refused ones come first. */
static struct table_view difference(struct ctx *c, const struct import_report *report)
{
    static const enum msg heads[] = {MSG_admin_import_what, MSG_admin_import_key, MSG_admin_import_name,
                                     MSG_admin_import_detail, MSG_NONE};
    struct grid g = grid_new(c, ROWS_SHOWN, MSG_admin_import_difference, MSG_admin_import_nothing, heads);
    for (int refused = 1; refused >= 0; refused--)
        for (size_t i = 0; i < report->changes_n && g.view.rows_n < ROWS_SHOWN; i++) {
            const struct import_change *x = &report->changes[i];
            if (x->what[0] == 's' || (x->what[0] == 'r') != refused)
                continue;
            grid_row(&g);
            grid_tag(&g, tone_of(x->what), say_word(c, "admin.import.what.", str_from(x->what)));
            grid_text(&g, x->code);
            grid_text(&g, x->name);
            grid_text(&g, x->detail);
        }
    return g.view;
}

static struct str counts(struct ctx *c, const struct load *f, const struct import_report *r)
{
    bool done = str_eqc(f->state, "done");
    struct msg_arg args[] = {ARG(done ? f->made_n : r->made), ARG(done ? f->changed_n : r->changed),
                             ARG(done ? f->same_n : r->same), ARG(done ? f->refused_n : r->refused)};
    struct str text =
        msg_text(c->arena, c->lang, done ? MSG_admin_import_counts_done : MSG_admin_import_counts, args, COUNT(args));
    return r->warning.n ? str_printf(c->arena, STR_FMT " " STR_FMT, STR_ARG(text), STR_ARG(r->warning)) : text;
}

struct import_input {
    int64_t id;
    struct str sha256, done;
};
INPUT(import_input, {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct import_input, id)},
      {"done", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct import_input, done)});
static const struct field confirm_fields[] = {
    {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct import_input, id)},
    {"sha256", IN_FORM, FIELD_TEXT, .required = true, .max = 64, .offset = offsetof(struct import_input, sha256)}};
static const struct input confirm_input = {"confirm_input", sizeof(struct import_input), confirm_fields,
                                           COUNT(confirm_fields)};

static enum rc show_import(struct ctx *c, const struct req *r, struct out *o)
{
    struct import_report report;
    struct load file;
    int64_t id;
    TRY(admin_whole(c));
    if (!str_to_i64(req_value(r, "id"), &id))
        return fail(c, NOT_FOUND, MSG_general_not_found, S(""));
    TRY(load_show(c, id, &file, &report));
    bool open = str_eqc(file.state, "shown"), idle = report.made + report.changed == 0;
    struct form *f = form_new(c, r, MSG_admin_import_title, open && !idle ? MSG_admin_import_confirm : MSG_NONE);
    f->view.back = S("/admin/imports");
    f->view.title = file.file_name;
    f->view.lead = say_word(c, "admin.import.", file.kind);
    bool warn = (report.refused && open) || report.warning.n;
    f->view.banner = (struct banner_view){warn ? TONE_WARN : TONE_INFO, S(""), counts(c, &file, &report)};
    form_fixed(f, "sha256", MSG_admin_import_hash, file.sha256)->hint = say(c, MSG_admin_import_hash_hint);
    if (open)
        f->view.table = difference(c, &report);
    admin_notice(&f->view.shell, c, req_value(r, "done"));
    form_show(f, o);
    return OK;
}

static enum rc confirm(struct ctx *c, const struct req *r, struct out *o)
{
    const struct import_input *in = r->in;
    struct import_report report;
    struct load file;
    bool found;
    TRY(load_row(c, in->id, &file, &found));
    if (!found)
        return fail(c, NOT_FOUND, MSG_general_not_found, S(""));
    TRY(may_load(c, load_kind_by_name(file.kind)));
    TRY(load_do(c, in->id, in->sha256, &report));
    return out_redirect(o, "/admin/imports/{}?done=import", (struct str[]){AS_STR(c->arena, in->id)}, 1);
}

static const struct route routes[] = {
    {"admin.imports", METHOD_GET, "/admin/imports", PERM_PROCEDURE_EDIT, &list_input, show_list, 0,
     "Files brought in, and the form", NULL, NULL},
    {"admin.import.upload", METHOD_POST, "/admin/imports", PERM_PROCEDURE_EDIT, &upload_input, upload, ROUTE_FILES,
     "Keeps a file and shows what it would do", show_list, NULL},
    {"admin.import", METHOD_GET, "/admin/imports/{id}", PERM_PROCEDURE_EDIT, &import_input, show_import, 0,
     "What a file would do now", NULL, NULL},
    {"admin.import.confirm", METHOD_POST, "/admin/imports/{id}", PERM_PROCEDURE_EDIT, &confirm_input, confirm,
     ROUTE_STEP_UP, "Does what was shown", show_import, NULL},
};
const struct room admin_imports = {"admin", routes, COUNT(routes)};
