#include "core/agency/edit.h"

#include "base/id.h"
#include "base/message.h"
#include "base/text.h"
#include "core/actor/store.h"
#include "core/journal/journal.h"

const char *const agency_kinds[] = {"ubnd-tinh", "ubnd-xa",   "ubnd-huyen",  "van-phong",       "so",
                                    "ban",       "thanh-tra", "ban-quan-ly", "trung-tam-pvhcc", "bo-phan-mot-cua",
                                    "phong",     "nganh-doc"};
const size_t agency_kinds_n = COUNT(agency_kinds);
const char *const agency_levels[] = {"tinh", "xa", "huyen"};
const size_t agency_levels_n = COUNT(agency_levels);

static bool among(struct str word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eqc(word, list[i]))
            return true;
    return false;
}

bool agency_kind_known(struct str kind)
{
    return among(kind, agency_kinds, agency_kinds_n);
}

bool agency_level_known(struct str level)
{
    return among(level, agency_levels, agency_levels_n);
}

bool agency_in_force(const struct agency *a, struct day on)
{
    return a->valid_from_on.n <= on.n && (a->valid_to_on.n == DAY_NONE.n || a->valid_to_on.n >= on.n);
}

static void fault(struct ctx *c, enum msg m, struct str field)
{
    fault_add(c, (int)m, field, S(""), S(""));
}

/* ---- checks that ask the table ---- */

static enum rc check_code(struct ctx *c, int64_t own_id, const struct agency_draft *d)
{
    struct agency *rows;
    size_t n;
    if (d->code.n == 0)
        return OK;
    if (!agency_code_is_good(d->code)) {
        fault(c, MSG_agency_import_bad_code, S("code"));
        return OK;
    }
    TRY(agency_row_by_code(c, d->code, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (rows[i].id != own_id && (rows[i].valid_to_on.n == DAY_NONE.n || rows[i].valid_to_on.n >= d->from.n)) {
            fault_add(c, MSG_agency_code_taken, S("code"), rows[i].name, S(""));
            return OK;
        }
    return OK;
}

static enum rc check_parent(struct ctx *c, const struct scope *s, const struct agency *own,
                            const struct agency_draft *d)
{
    struct agency parent;
    struct agency_is_below_row below = {0};
    bool found = false;
    if (own && own->parent_id == d->parent_id) /* the asker's own unit keeps a parent he may not choose */
        return OK;
    if (d->parent_id)
        TRY(agency_within(c, s, d->parent_id, &parent, &found));
    if (!found || !agency_in_force(&parent, d->from))
        fault(c, MSG_agency_parent_wrong, S("parent_id"));
    if (own && found)
        TRY(agency_is_below(c, own->id, d->parent_id, &below));
    if (below.n)
        fault(c, MSG_agency_parent_below, S("parent_id"));
    return OK;
}

static enum rc check_counter(struct ctx *c, const struct agency_draft *d)
{
    struct agency counter;
    bool found;
    if (d->counter_id == 0)
        return OK;
    TRY(agency_row(c, d->counter_id, &counter, &found));
    if (!found || !agency_in_force(&counter, d->from))
        fault(c, MSG_agency_counter_wrong, S("counter_id"));
    return OK;
}

static enum rc check(struct ctx *c, const struct scope *s, const struct agency *own, const struct agency_draft *d)
{
    if (text_length(d->name) < 3)
        fault(c, MSG_field_required, S("name"));
    if (!agency_kind_known(d->kind))
        fault(c, MSG_field_not_a_choice, S("kind"));
    if (!agency_level_known(d->level))
        fault(c, MSG_field_not_a_choice, S("level"));
    TRY(check_code(c, own ? own->id : 0, d));
    TRY(check_parent(c, s, own, d));
    TRY(check_counter(c, d));
    return faults_rc(c);
}

/* ---- journal ---- */

static struct json *agency_json(struct ctx *c, const struct agency *a)
{
    struct json *o = jv_new(c->arena, JV_OBJECT);
    jv_set(o, "code", jv_new_str(c->arena, a->code));
    jv_set(o, "name", jv_new_str(c->arena, a->name));
    jv_set(o, "kind", jv_new_str(c->arena, a->kind));
    jv_set(o, "level", jv_new_str(c->arena, a->level));
    jv_set(o, "parent", jv_new_int(c->arena, a->parent_id));
    jv_set(o, "counter", jv_new_int(c->arena, a->counter_id));
    jv_set(o, "from", jv_new_str(c->arena, day_iso_str(c->arena, a->valid_from_on)));
    if (a->valid_to_on.n != DAY_NONE.n)
        jv_set(o, "to", jv_new_str(c->arena, day_iso_str(c->arena, a->valid_to_on)));
    return o;
}

static enum rc note(struct ctx *c, int64_t id, const char *act, const struct agency *was, struct str why)
{
    struct agency is;
    struct json *o = jv_new(c->arena, JV_OBJECT);
    TRY(agency_get(c, id, &is));
    if (was)
        jv_set(o, "was", agency_json(c, was));
    jv_set(o, "is", agency_json(c, &is));
    jv_set(o, "why", jv_new_str(c->arena, why));
    return journal_append(c, &(struct journal_entry){.kind = "agency", .object_id = id, .act = act, .open = o});
}

/* ---- changes ---- */

enum rc agency_create(struct ctx *c, const struct scope *s, const struct agency_draft *d, struct str why, int64_t *id)
{
    TRY(check(c, s, NULL, d));
    *id = id_new(c->now);
    struct agency_put_args a = {.id = *id,
                                .seed_key = str_printf(c->arena, "made.%lld", (long long)*id),
                                .code = d->code,
                                .name = d->name,
                                .sort_key = text_sort_key(c->arena, d->name),
                                .kind = d->kind,
                                .level = d->level,
                                .parent_id = d->parent_id,
                                .counter_id = d->counter_id,
                                .valid_from_on = d->from,
                                .valid_to_on = DAY_NONE,
                                .phone = d->phone,
                                .address = d->address};
    TRY(agency_put(c, &a, NULL));
    TRY(agency_reach_rebuild(c));
    return note(c, *id, "create", NULL, why);
}

static enum rc held(struct ctx *c, const struct scope *s, int64_t id, struct agency *out)
{
    bool found;
    TRY(agency_within(c, s, id, out, &found));
    return found ? OK : fail(c, NOT_FOUND, MSG_agency_not_found, S(""));
}

enum rc agency_change(struct ctx *c, const struct scope *s, int64_t id, int64_t version, const struct agency_draft *d,
                      struct str why)
{
    struct agency was;
    int64_t changed = 0;
    TRY(held(c, s, id, &was));
    TRY(check(c, s, &was, d));
    struct agency_correct_args a = {.code = d->code,
                                    .name = d->name,
                                    .sort_key = text_sort_key(c->arena, d->name),
                                    .kind = d->kind,
                                    .level = d->level,
                                    .parent_id = d->parent_id,
                                    .counter_id = d->counter_id,
                                    .valid_from_on = d->from,
                                    .phone = d->phone,
                                    .address = d->address,
                                    .id = id,
                                    .version = version};
    TRY(agency_correct(c, &a, &changed));
    if (changed == 0)
        return fail(c, CONFLICT, MSG_general_conflict, S("version"));
    if (was.parent_id != d->parent_id)
        TRY(agency_reach_rebuild(c));
    return note(c, id, "change", &was, why);
}

static enum rc check_finish(struct ctx *c, const struct agency *a, struct day last, int64_t successor)
{
    struct agency_children_after_row below;
    struct assignments_after_row roles;
    struct agency next;
    bool found;
    if (last.n < a->valid_from_on.n)
        fault(c, MSG_actor_days_reversed, S("valid_to"));
    TRY(agency_children_after(c, a->id, last, &below));
    TRY(assignments_after(c, a->id, last, &roles));
    if (below.n)
        fault_add(c, MSG_agency_has_children, S("valid_to"), str_printf(c->arena, "%lld", (long long)below.n), S(""));
    if (roles.n)
        fault_add(c, MSG_agency_has_roles, S("valid_to"), str_printf(c->arena, "%lld", (long long)roles.n), S(""));
    if (successor) {
        TRY(agency_row(c, successor, &next, &found));
        if (!found || successor == a->id || !agency_in_force(&next, (struct day){last.n + 1}))
            fault(c, MSG_agency_successor_wrong, S("successor"));
    }
    return faults_rc(c);
}

enum rc agency_finish(struct ctx *c, const struct scope *s, int64_t id, int64_t version, struct day last,
                      int64_t successor, struct str why)
{
    struct agency was;
    int64_t changed = 0;
    TRY(held(c, s, id, &was));
    TRY(check_finish(c, &was, last, successor));
    TRY(agency_end(c, last, id, version, &changed));
    if (changed == 0)
        return fail(c, CONFLICT, MSG_general_conflict, S("version"));
    if (successor)
        TRY(agency_succession_put(c, id, successor, false, (struct day){last.n + 1}, NULL));
    return note(c, id, "finish", &was, why);
}
