#include "core/calendar/store.h"

#include "base/id.h"
#include "base/message.h"
#include "calendar_queries.h"
#include "core/calendar/calendar_file.h"
#include "core/journal/journal.h"
#include "core/procedure/procedure.h"
#include "data/db.h"

enum { CACHE_BYTES = 64 << 20, UNITS_MAX = 4096, GENERATIONS = 8 };

/* ---- reading rows as a source ---- */

/* All hours of all units; unit[i] is the owner of hours[i]. */
struct hours_table {
    struct hours *hours;
    int64_t *unit;
    size_t n;
};

static bool same_row(const struct calendar_session_list_row *a, const struct calendar_session_list_row *b)
{
    return a->unit_id == b->unit_id && a->valid_from_on.n == b->valid_from_on.n &&
        a->valid_to_on.n == b->valid_to_on.n && a->weekdays == b->weekdays;
}

static enum rc hours_read(struct ctx *c, struct arena *a, struct hours_table *out)
{
    struct calendar_session_list_row *rows;
    size_t n;
    TRY(calendar_session_list(c, &rows, &n));
    *out = (struct hours_table){.hours = NEW_ARRAY(a, struct hours, n + 1), .unit = NEW_ARRAY(a, int64_t, n + 1)};
    for (size_t i = 0; i < n; i++) {
        const struct calendar_session_list_row *r = &rows[i];
        if (i == 0 || !same_row(r, r - 1)) {
            out->unit[out->n] = r->unit_id;
            out->hours[out->n++] = (struct hours){.of_unit = r->unit_id != 0, .valid_from = r->valid_from_on,
                .valid_to = r->valid_to_on, .weekdays = (unsigned)r->weekdays};
        }
        struct hours *h = &out->hours[out->n - 1];
        if (h->sessions_n < SESSIONS_MAX)
            h->session[h->sessions_n++] = (struct session){{(int32_t)r->opens}, {(int32_t)r->closes}};
    }
    return OK;
}

static enum rc days_read(struct ctx *c, struct arena *a, struct calendar_source *out)
{
    struct calendar_day_list_row *rows;
    size_t n;
    TRY(calendar_day_list(c, &rows, &n));
    struct calendar_day *days = NEW_ARRAY(a, struct calendar_day, n + 1);
    for (size_t i = 0; i < n; i++) {
        days[i] = (struct calendar_day){.on = rows[i].day_on, .name = str_dup(a, rows[i].name)};
        if (!day_kind_by_name(rows[i].kind, &days[i].kind) || !certainty_by_name(rows[i].certainty, &days[i].certainty))
            return fail_detail(c, UNAVAILABLE, "calendar_day " STR_FMT ": unknown kind or certainty",
                               STR_ARG(day_iso_str(c->arena, days[i].on)));
    }
    out->days = days;
    out->days_n = n;
    return OK;
}

/* The province's hours and those of one unit. */
static void hours_of_unit(struct arena *a, const struct hours_table *all, int64_t unit_id, struct calendar_source *out)
{
    struct hours *mine = NEW_ARRAY(a, struct hours, all->n + 1);
    out->hours_n = 0;
    for (size_t i = 0; i < all->n; i++) {
        if (all->unit[i] == 0 || all->unit[i] == unit_id)
            mine[out->hours_n++] = all->hours[i];
    }
    out->hours = mine;
}

/* ---- the calendars of this process ---- */

struct kept {
    int64_t unit_id;
    const struct calendar *cal;
};

struct cache {
    struct arena *arena;
    int64_t version;
    struct calendar_source source; /* without hours */
    struct hours_table hours;
    struct kept kept[UNITS_MAX];
    size_t kept_n;
};

/* The process's own memory of what the database says: a ring, so that a calendar handed out earlier in a request
 * outlives the changes the same request makes. */
static struct cache *generation[GENERATIONS];
static size_t newest;
static uint64_t checked; /* the db_view under which the newest was found to be what the database says */

static enum rc cache_fill(struct ctx *c, const struct calendar_published_find_row *p, struct cache *k)
{
    k->version = p->version;
    k->source.first = p->from_on;
    k->source.through = p->through_on;
    TRY(days_read(c, k->arena, &k->source));
    return hours_read(c, k->arena, &k->hours);
}

static enum rc cache_renew(struct ctx *c, const struct calendar_published_find_row *p)
{
    struct arena *a = arena_new(CACHE_BYTES);
    struct cache *k = NEW(a, struct cache);
    k->arena = a;
    enum rc rc = cache_fill(c, p, k);
    if (rc != OK) {
        arena_free(a);
        return rc;
    }
    newest = (newest + 1) % GENERATIONS;
    if (generation[newest])
        arena_free(generation[newest]->arena);
    generation[newest] = k;
    return OK;
}

static bool has_own_hours(const struct hours_table *all, int64_t unit_id)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->unit[i] == unit_id)
            return true;
    }
    return false;
}

static enum rc build(struct ctx *c, struct arena *a, const struct hours_table *hours,
                     const struct calendar_source *days, int64_t unit_id, const struct calendar **out)
{
    struct calendar_source s = *days;
    struct day on;
    hours_of_unit(a, hours, unit_id, &s);
    enum calendar_fault fault = calendar_build(a, &s, out, &on);
    if (!fault)
        return OK;
    enum rc rc = fail(c, INVALID, MSG_calendar_hours_wrong, S("sessions"));
    c->fault.detail = calendar_fault_words(c->arena, fault, on);
    return rc;
}

static enum rc kept_get(struct ctx *c, struct cache *k, int64_t unit_id, const struct calendar **out)
{
    int64_t owner = unit_id != 0 && has_own_hours(&k->hours, unit_id) ? unit_id : 0;
    for (size_t i = 0; i < k->kept_n; i++) {
        if (k->kept[i].unit_id == owner) {
            *out = k->kept[i].cal;
            return OK;
        }
    }
    if (k->kept_n == UNITS_MAX)
        return build(c, c->arena, &k->hours, &k->source, owner, out);
    TRY(build(c, k->arena, &k->hours, &k->source, owner, out));
    k->kept[k->kept_n++] = (struct kept){owner, *out};
    return OK;
}

/* Lists ask for each of their rows: one look at the version serves them all. */
static enum rc check_newest(struct ctx *c)
{
    struct calendar_published_find_row p;
    bool found;
    checked = 0;
    TRY(calendar_published_find(c, &p, &found));
    if (!found)
        return fail(c, UNAVAILABLE, MSG_calendar_none, S(""));
    if (!generation[newest] || generation[newest]->version != p.version)
        TRY(cache_renew(c, &p));
    checked = db_view(c->db);
    return OK;
}

enum rc calendar_load(struct ctx *c, int64_t unit_id, const struct calendar **out)
{
    if (checked == 0 || checked != db_view(c->db))
        TRY(check_newest(c));
    return kept_get(c, generation[newest], unit_id, out);
}

/* ---- changes ---- */

static enum rc journal(struct ctx *c, int64_t unit_id, const char *act, const struct json *open)
{
    struct journal_entry e = {.kind = "calendar", .object_id = unit_id, .act = act, .open = open};
    return journal_append(c, &e);
}

/* A new version over a range, after checking that the province and the unit still build. */
static enum rc publish(struct ctx *c, struct day first, struct day through, int64_t unit_id)
{
    const struct calendar *cal;
    TRY(calendar_published_put(c, first, through, id_new(c->now), NULL));
    checked = 0;
    TRY(calendar_load(c, 0, &cal));
    return calendar_load(c, unit_id, &cal);
}

static enum rc publish_same(struct ctx *c, int64_t unit_id)
{
    struct calendar_published_find_row p;
    bool found;
    TRY(calendar_published_find(c, &p, &found));
    return found ? publish(c, p.from_on, p.through_on, unit_id) : OK;
}

static struct str day_words(struct ctx *c, struct day d)
{
    struct buf b = buf_new(c->arena, 32);
    write_day(&b, c->lang, d);
    return buf_str(&b);
}

static struct json *day_json(struct ctx *c, const struct calendar_day *day)
{
    struct json *o = jv_new(c->arena, JV_OBJECT);
    jv_set(o, "on", jv_new_str(c->arena, day_iso_str(c->arena, day->on)));
    jv_set(o, "kind", jv_new_str(c->arena, str_from(day_kind_name(day->kind))));
    jv_set(o, "name", jv_new_str(c->arena, day->name));
    jv_set(o, "certainty", jv_new_str(c->arena, str_from(certainty_name(day->certainty))));
    return o;
}

static struct json *with_reason(struct ctx *c, struct json *open, struct str why)
{
    if (why.n)
        jv_set(open, "why", jv_new_str(c->arena, why));
    return open;
}

static enum rc day_write(struct ctx *c, const struct calendar_day *day)
{
    if (day->kind == DAY_PLAIN)
        return calendar_day_delete(c, day->on, NULL);
    return calendar_day_upsert(c, day->on, str_from(day_kind_name(day->kind)), day->name,
                               str_from(certainty_name(day->certainty)), NULL);
}

enum rc calendar_day_put(struct ctx *c, const struct calendar_day *day, struct str why)
{
    struct calendar_published_find_row p;
    bool found;
    TRY(calendar_published_find(c, &p, &found));
    if (!found)
        return fail(c, INVALID, MSG_calendar_none, S("on"));
    if (day->on.n < p.from_on.n || day->on.n > p.through_on.n)
        return fail_with(c, INVALID, MSG_calendar_day_outside, S("on"), day_words(c, p.from_on),
                         day_words(c, p.through_on));
    TRY(day_write(c, day));
    TRY(journal(c, 0, "set_day", with_reason(c, day_json(c, day), why)));
    return publish(c, p.from_on, p.through_on, 0);
}

static struct str clock_text(struct ctx *c, const struct session *s)
{
    int opens = s->opens.n, closes = s->closes.n;
    return str_printf(c->arena, "%02d:%02d-%02d:%02d", opens / 60, opens % 60, closes / 60, closes % 60);
}

static struct json *hours_json(struct ctx *c, const struct hours *h)
{
    struct json *o = jv_new(c->arena, JV_OBJECT), *sessions = jv_new(c->arena, JV_ARRAY);
    for (size_t i = 0; i < h->sessions_n; i++)
        jv_add(sessions, jv_new_str(c->arena, clock_text(c, &h->session[i])));
    jv_set(o, "weekdays", jv_new_int(c->arena, h->weekdays));
    jv_set(o, "sessions", sessions);
    if (h->valid_from.n != DAY_NONE.n)
        jv_set(o, "from", jv_new_str(c->arena, day_iso_str(c->arena, h->valid_from)));
    if (h->valid_to.n != DAY_NONE.n)
        jv_set(o, "to", jv_new_str(c->arena, day_iso_str(c->arena, h->valid_to)));
    return o;
}

static enum rc hours_write(struct ctx *c, int64_t unit_id, const struct hours *h, struct str why)
{
    TRY(calendar_session_delete(c, unit_id, h->valid_from, h->valid_to, h->weekdays, NULL));
    for (size_t i = 0; i < h->sessions_n; i++) {
        struct calendar_session_insert_args row = {.id = id_new(c->now), .unit_id = unit_id,
            .valid_from_on = h->valid_from, .valid_to_on = h->valid_to, .weekdays = h->weekdays,
            .opens = h->session[i].opens.n, .closes = h->session[i].closes.n};
        TRY(calendar_session_insert(c, &row, NULL));
    }
    return journal(c, unit_id, "set_hours", with_reason(c, hours_json(c, h), why));
}

enum rc calendar_hours_put(struct ctx *c, int64_t unit_id, const struct hours *h, struct str why)
{
    if (h->weekdays == 0 || h->weekdays > WEEKDAYS_ALL || h->sessions_n > SESSIONS_MAX)
        return fail(c, INVALID, MSG_calendar_hours_wrong, S("sessions"));
    TRY(hours_write(c, unit_id, h, why));
    return publish_same(c, unit_id);
}

enum rc calendar_hours_list(struct ctx *c, int64_t unit_id, struct hours **out, size_t *n)
{
    struct hours_table all;
    TRY(hours_read(c, c->arena, &all));
    *n = 0;
    for (size_t i = 0; i < all.n; i++) {
        if (all.unit[i] == unit_id)
            all.hours[(*n)++] = all.hours[i];
    }
    *out = all.hours;
    return OK;
}

/* ---- import ---- */

struct import {
    struct calendar_source stored, file;
    struct day first, through; /* the range afterwards */
    bool dry_run;
    struct import_report report;
};

static const struct calendar_day *day_find(const struct calendar_source *s, struct day on)
{
    for (size_t i = 0; i < s->days_n; i++) {
        if (s->days[i].on.n == on.n)
            return &s->days[i];
    }
    return NULL;
}

static void report_day(struct ctx *c, struct import *im, const struct calendar_day *day, const char *what,
                       struct str detail)
{
    im->report.changes[im->report.changes_n++] = (struct import_change){.code = day_iso_str(c->arena, day->on),
        .name = day->name, .what = what, .detail = detail};
}

/* Which members differ: "kind: holiday -> comp, certainty: projected -> sourced". */
static struct str day_difference(struct ctx *c, const struct calendar_day *was, const struct calendar_day *is)
{
    struct str part[3];
    size_t n = 0;
    if (was->kind != is->kind)
        part[n++] = str_printf(c->arena, "kind: %s -> %s", day_kind_name(was->kind), day_kind_name(is->kind));
    if (was->certainty != is->certainty)
        part[n++] = str_printf(c->arena, "certainty: %s -> %s", certainty_name(was->certainty),
                               certainty_name(is->certainty));
    if (!str_eq(was->name, is->name))
        part[n++] = str_printf(c->arena, "name: " STR_FMT " -> " STR_FMT, STR_ARG(was->name), STR_ARG(is->name));
    return str_join(c->arena, S(", "), part, n);
}

static enum rc import_listed(struct ctx *c, struct import *im)
{
    for (size_t i = 0; i < im->file.days_n; i++) {
        const struct calendar_day *is = &im->file.days[i], *was = day_find(&im->stored, is->on);
        struct str difference = was ? day_difference(c, was, is) : S("");
        if (was && difference.n == 0) {
            im->report.same++;
            continue;
        }
        im->report.made += !was;
        im->report.changed += was != NULL;
        report_day(c, im, is, was ? "changed" : "new", difference);
        if (!im->dry_run)
            TRY(day_write(c, is));
    }
    return OK;
}

/* Days stored inside the file's range that the file does not list are ordinary days from now on. */
static enum rc import_dropped(struct ctx *c, struct import *im)
{
    for (size_t i = 0; i < im->stored.days_n; i++) {
        const struct calendar_day *was = &im->stored.days[i];
        if (was->on.n < im->file.first.n || was->on.n > im->file.through.n || day_find(&im->file, was->on))
            continue;
        im->report.changed++;
        report_day(c, im, was, "changed", S("kind: -> plain"));
        if (!im->dry_run)
            TRY(calendar_day_delete(c, was->on, NULL));
    }
    return OK;
}

static enum rc import_hours(struct ctx *c, struct import *im)
{
    struct hours *stored;
    size_t n;
    struct hours usual = hours_default();
    TRY(calendar_hours_list(c, 0, &stored, &n));
    if (im->dry_run || (im->file.hours_n == 0 && n > 0))
        return OK;
    for (size_t i = 0; i < n; i++)
        TRY(calendar_session_delete(c, 0, stored[i].valid_from, stored[i].valid_to, stored[i].weekdays, NULL));
    for (size_t i = 0; i < im->file.hours_n; i++)
        TRY(hours_write(c, 0, &im->file.hours[i], S("")));
    return im->file.hours_n ? OK : hours_write(c, 0, &usual, S(""));
}

static enum rc import_check(struct ctx *c, struct str text, struct import *im)
{
    const struct calendar *cal;
    struct str why;
    if (!calendar_file_read(c->arena, text, &im->file, &why) || !calendar_file_build(c->arena, text, &cal, &why))
        return fail_with(c, INVALID, MSG_calendar_file_unreadable, S("file"), why, S(""));
    struct calendar_published_find_row p;
    bool found;
    TRY(calendar_published_find(c, &p, &found));
    im->first = found && p.from_on.n < im->file.first.n ? p.from_on : im->file.first;
    im->through = found && p.through_on.n > im->file.through.n ? p.through_on : im->file.through;
    if (found && (im->file.first.n > p.through_on.n + 1 || im->file.through.n < p.from_on.n - 1))
        return fail_with(c, INVALID, MSG_calendar_file_gap, S("file"), day_words(c, p.through_on),
                         day_words(c, im->file.first));
    return days_read(c, c->arena, &im->stored);
}

static enum rc import_journal(struct ctx *c, const struct import *im)
{
    struct json *o = jv_new(c->arena, JV_OBJECT);
    jv_set(o, "first", jv_new_str(c->arena, day_iso_str(c->arena, im->file.first)));
    jv_set(o, "through", jv_new_str(c->arena, day_iso_str(c->arena, im->file.through)));
    jv_set(o, "made", jv_new_int(c->arena, im->report.made));
    jv_set(o, "changed", jv_new_int(c->arena, im->report.changed));
    return journal(c, 0, "import", o);
}

enum rc calendar_import(struct ctx *c, struct str text, bool dry_run, struct import_report *out)
{
    struct import im = {.dry_run = dry_run};
    TRY(import_check(c, text, &im));
    im.report.changes = NEW_ARRAY(c->arena, struct import_change, im.file.days_n + im.stored.days_n + 1);
    TRY(import_listed(c, &im));
    TRY(import_dropped(c, &im));
    TRY(import_hours(c, &im));
    *out = im.report;
    if (dry_run)
        return OK;
    TRY(import_journal(c, &im));
    return publish(c, im.first, im.through, 0);
}
