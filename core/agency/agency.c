#include "core/agency/agency.h"

#include "base/id.h"
#include "base/message.h"
#include "base/text.h"
#include "core/agency/edit.h"
#include "core/journal/journal.h"

enum rc agency_get(struct ctx *c, int64_t id, struct agency *out)
{
    bool found;
    TRY(agency_row(c, id, out, &found));
    return found ? OK : fail(c, NOT_FOUND, MSG_agency_not_found, S("unit"));
}

/* H35, H35.12, H35.31.27, H55.242: a letter and two digits, then two or three digits a level (QĐ 20/2020/QĐ-TTg). */
bool agency_code_is_good(struct str s)
{
    struct str head = str_cut(&s, '.');
    if (head.n != 3 || head.p[0] < 'A' || head.p[0] > 'Z')
        return false;
    for (size_t i = 1; i < 3; i++)
        if (head.p[i] < '0' || head.p[i] > '9')
            return false;
    while (s.n) {
        int64_t number;
        struct str part = str_cut(&s, '.');
        if (part.n < 2 || part.n > 3 || !str_to_i64(part, &number) || number < 0)
            return false;
    }
    return true;
}

/* 000.01.31.H35 -> H35.31.01: parts in opposite order, zero parts are levels that are not there (QCVN 102:2016). */
bool agency_code_parse(struct str s, struct str *canonical, struct arena *a)
{
    s = str_trim(s);
    if (agency_code_is_good(s)) {
        *canonical = s;
        return true;
    }
    struct str part[4];
    struct str rest = s;
    size_t n = 0;
    while (rest.n && n < COUNT(part))
        part[n++] = str_cut(&rest, '.');
    if (n != 4 || rest.n || s.n != 13 || part[0].n != 3)
        return false;
    struct buf b = buf_new(a, 32);
    buf_put(&b, part[3]);
    for (size_t i = 3; i-- > 0;) {
        int64_t number;
        if (!str_to_i64(part[i], &number))
            return false;
        if (number) {
            buf_putc(&b, '.');
            buf_u64_pad(&b, (uint64_t)number, 2);
        }
    }
    *canonical = buf_str(&b);
    return agency_code_is_good(*canonical);
}

enum rc agency_by_code(struct ctx *c, struct str code, struct day on, struct agency *out)
{
    struct agency *rows = NULL;
    struct str canonical;
    size_t n = 0;
    if (agency_code_parse(code, &canonical, c->arena))
        TRY(agency_row_by_code(c, canonical, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (agency_in_force(&rows[i], on)) {
            *out = rows[i];
            return OK;
        }
    return fail(c, NOT_FOUND, MSG_agency_not_found, S("unit"));
}

enum rc agency_children(struct ctx *c, int64_t parent, struct day on, struct agency **out, size_t *n)
{
    return agency_rows_below(c, parent, on, out, n);
}

enum rc agency_ancestors(struct ctx *c, int64_t id, int64_t **out, size_t *n)
{
    struct agency a;
    int64_t *list = NEW_ARRAY(c->arena, int64_t, 32);
    bool found = true;
    *n = 0;
    for (int64_t at = id; at && found && *n < 32; at = a.parent_id) {
        list[(*n)++] = at;
        TRY(agency_row(c, at, &a, &found));
    }
    *out = list;
    return OK;
}

enum rc agency_reach_rebuild(struct ctx *c)
{
    TRY(agency_reach_clear(c, NULL));
    return agency_reach_fill(c, NULL);
}

/* ---- import ---- */

/* One row of a file, as it will stand in the table; parents are named by key and found in a second pass. */
struct incoming {
    struct agency_put_args put;
    struct str parent_key, counter_key;
};

struct import {
    struct incoming *rows;
    size_t n, max;
    struct import_report *report;
};

static void note(struct import *im, struct str code, struct str name, const char *what, struct str detail)
{
    struct import_report *r = im->report;
    r->changes[r->changes_n++] = (struct import_change){code, name, what, detail};
    r->made += what[0] == 'n';
    r->changed += what[0] == 'c';
    r->same += what[0] == 's';
    r->refused += what[0] == 'r';
}

static struct day day_member(const struct json *v, const char *key, struct day fallback)
{
    struct day d = fallback;
    return day_parse(jv_text_or(json_get(v, key), S("")), &d) ? d : fallback;
}

static struct incoming of_json(struct ctx *c, const struct json *v)
{
    struct str name = jv_text_or(json_get(v, "name"), S(""));
    return (struct incoming){
        .put = {.seed_key = jv_text_or(json_get(v, "key"), S("")),
                .code = jv_text_or(json_get(v, "id_qd20"), S("")),
                .old_code = jv_text_or(json_get(v, "id_qcvn102"), S("")),
                .gso = jv_text_or(json_get(v, "gso"), S("")),
                .name = name,
                .sort_key = text_sort_key(c->arena, name),
                .kind = jv_text_or(json_get(v, "kind"), S("")),
                .level = jv_text_or(json_get(v, "level"), S("")),
                .valid_from_on = day_member(v, "valid_from", (struct day){0}),
                .valid_to_on = day_member(v, "valid_to", DAY_NONE),
                .certainty = jv_text_or(json_get(v, "status"), S(""))},
        .parent_key = jv_text_or(json_get(v, "parent"), S("")),
        .counter_key = jv_text_or(json_get(v, "counter"), S("")),
    };
}

static enum msg fault_of(const struct incoming *in)
{
    struct str code = in->put.code;
    if (in->put.seed_key.n == 0 || in->put.name.n == 0)
        return MSG_agency_import_no_name;
    if (in->put.kind.n == 0 || in->put.level.n == 0)
        return MSG_agency_import_no_kind;
    return code.n && !agency_code_is_good(code) ? MSG_agency_import_bad_code : MSG_NONE;
}

static bool same_agency(const struct agency *a, const struct agency_put_args *p)
{
    return str_eq(a->name, p->name) && str_eq(a->code, p->code) && str_eq(a->old_code, p->old_code) &&
           str_eq(a->kind, p->kind) && str_eq(a->level, p->level) && str_eq(a->gso, p->gso) &&
           a->parent_id == p->parent_id && a->counter_id == p->counter_id && a->valid_from_on.n == p->valid_from_on.n &&
           a->valid_to_on.n == p->valid_to_on.n;
}

/* "name: A -> B, to: -> 2025-06-30": the members of the file that differ. */
static struct str difference(struct ctx *c, const struct agency *a, const struct agency_put_args *p)
{
    struct str from_was = day_iso_str(c->arena, a->valid_from_on), from_is = day_iso_str(c->arena, p->valid_from_on);
    struct str to_was = a->valid_to_on.n == DAY_NONE.n ? S("") : day_iso_str(c->arena, a->valid_to_on);
    struct str to_is = p->valid_to_on.n == DAY_NONE.n ? S("") : day_iso_str(c->arena, p->valid_to_on);
    struct str parent_was = str_printf(c->arena, "%lld", (long long)a->parent_id);
    struct str parent_is = str_printf(c->arena, "%lld", (long long)p->parent_id);
    const struct {
        const char *name;
        struct str was, is;
    } members[] = {{"name", a->name, p->name}, {"id_qd20", a->code, p->code}, {"id_qcvn102", a->old_code, p->old_code},
        {"kind", a->kind, p->kind}, {"level", a->level, p->level}, {"gso", a->gso, p->gso},
        {"parent", parent_was, parent_is}, {"valid_from", from_was, from_is}, {"valid_to", to_was, to_is}};
    struct str part[COUNT(members)];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(members); i++)
        if (!str_eq(members[i].was, members[i].is))
            part[n++] = str_printf(c->arena, "%s: " STR_FMT " → " STR_FMT, members[i].name, STR_ARG(members[i].was),
                                   STR_ARG(members[i].is));
    return str_join(c->arena, S(", "), part, n);
}

/* What a row does to the table; closing is a change that people look for. */
static const char *what_of(bool found, bool same, const struct agency *a, const struct agency_put_args *p)
{
    if (!found)
        return "new";
    if (same)
        return "same";
    return a->valid_to_on.n == DAY_NONE.n && p->valid_to_on.n != DAY_NONE.n ? "closed" : "changed";
}

/* The id of a key: among the rows of this file, else in the table. */
static enum rc id_of_key(struct ctx *c, const struct import *im, struct str key, int64_t *id)
{
    struct agency row;
    bool found;
    *id = 0;
    if (key.n == 0)
        return OK;
    for (size_t i = 0; i < im->n; i++)
        if (str_eq(im->rows[i].put.seed_key, key)) {
            *id = im->rows[i].put.id;
            return OK;
        }
    TRY(agency_row_by_key(c, key, &row, &found));
    *id = found ? row.id : 0;
    return OK;
}

static enum rc take_row(struct ctx *c, struct import *im, struct incoming in)
{
    struct agency row;
    bool found;
    enum msg fault = fault_of(&in);
    if (fault) {
        note(im, in.put.seed_key, in.put.name, "refused", msg_text(c->arena, c->lang, fault, NULL, 0));
        return OK;
    }
    TRY(agency_row_by_key(c, in.put.seed_key, &row, &found));
    in.put.id = found ? row.id : id_new(c->now);
    im->rows[im->n++] = in;
    return OK;
}

static enum rc put_row(struct ctx *c, struct import *im, struct incoming *in, bool dry_run)
{
    struct agency row;
    bool found;
    TRY(id_of_key(c, im, in->parent_key, &in->put.parent_id));
    TRY(id_of_key(c, im, in->counter_key, &in->put.counter_id));
    if (in->parent_key.n && !in->put.parent_id) {
        note(im, in->put.seed_key, in->put.name, "refused",
             msg_text(c->arena, c->lang, MSG_agency_import_no_parent, (struct msg_arg[]){ARG(in->parent_key)}, 1));
        return OK;
    }
    TRY(agency_row_by_key(c, in->put.seed_key, &row, &found));
    bool same = found && same_agency(&row, &in->put);
    note(im, in->put.seed_key, in->put.name, what_of(found, same, &row, &in->put),
         found && !same ? difference(c, &row, &in->put) : S(""));
    if (same || dry_run)
        return OK;
    TRY(agency_put(c, &in->put, NULL));
    struct json *open = jv_new(c->arena, JV_OBJECT);
    jv_set(open, "key", jv_new_str(c->arena, in->put.seed_key));
    jv_set(open, "name", jv_new_str(c->arena, in->put.name));
    return journal_append(
        c, &(struct journal_entry){.kind = "agency", .object_id = in->put.id, .act = "import", .open = open});
}

/* {"successions":[{"old":"LC.X03386","new":"LC.P03388","divided":false,"since":"2025-07-01"}]} */
static enum rc put_successions(struct ctx *c, const struct import *im, const struct json *list)
{
    for (const struct json *v = jv_first(list); v; v = v->next) {
        int64_t old_id, new_id;
        TRY(id_of_key(c, im, jv_text_or(json_get(v, "old"), S("")), &old_id));
        TRY(id_of_key(c, im, jv_text_or(json_get(v, "new"), S("")), &new_id));
        if (old_id && new_id)
            TRY(agency_succession_put(c, old_id, new_id, jv_bool_or(json_get(v, "divided"), false),
                                      day_member(v, "since", (struct day){0}), NULL));
    }
    return OK;
}

enum rc agency_import(struct ctx *c, const struct json *file, bool dry_run, struct import_report *out)
{
    const struct json *list = json_get(file, "agencies");
    struct import im = {.report = out};
    *out = (struct import_report){0};
    if (!list || list->kind != JV_ARRAY)
        return fail(c, INVALID, MSG_agency_file_without_list, S("file"));
    im.max = (size_t)list->n;
    im.rows = NEW_ARRAY(c->arena, struct incoming, im.max);
    out->changes = NEW_ARRAY(c->arena, struct import_change, im.max);
    for (const struct json *v = jv_first(list); v; v = v->next)
        TRY(take_row(c, &im, of_json(c, v)));
    for (size_t i = 0; i < im.n; i++)
        TRY(put_row(c, &im, &im.rows[i], dry_run));
    if (dry_run)
        return OK;
    TRY(put_successions(c, &im, json_get(file, "successions")));
    return agency_reach_rebuild(c);
}
