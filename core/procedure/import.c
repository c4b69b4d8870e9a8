/* Import of the catalogue. A row that did not change makes no version; one that did closes the version
 * in force the day before and makes the next. Dossiers keep the version they were received under. */
#include "base/id.h"
#include "base/message.h"
#include "core/journal/journal.h"
#include "core/procedure/procedure.h"
#include "core/procedure/procedure_queries.h"
#include "format/digest.h"

enum { BODY_MAX = 512 * 1024, WAITING_NAMED = 5 };

static struct str text(const struct json *v, const char *key)
{
    return jv_text_or(json_get(v, key), S(""));
}

/* working_day -> WD: the words of the national data. */
static struct str unit_of(struct str word)
{
    static const struct {
        const char *word, *unit;
    } units[] = {
        {"working_day", "WD"}, {"calendar_day", "CD"}, {"same_day", "SD"}, {"working_hour", "WH"}, {"month", "MO"}};
    for (size_t i = 0; i < COUNT(units); i++)
        if (str_eqc(word, units[i].word))
            return str_from(units[i].unit);
    return S("");
}

struct time_value {
    int64_t hundredths;
    struct str unit;
};

/* A time nobody can read has no unit: fault_of refuses it. Same day has no number. */
static struct time_value time_of(const struct json *v)
{
    struct time_value t = {0, unit_of(text(v, "unit"))};
    bool reads = jv_scaled(json_get(v, "value"), 2, &t.hundredths) && t.hundredths > 0;
    if (str_eqc(t.unit, "SD"))
        t.hundredths = 0;
    else if (!reads)
        t = (struct time_value){0, S("")};
    return t;
}

/* verify_extra and mountain_extra have one place: time added when an officer records the need. A same-day procedure
 * with an extra becomes that many days. */
static struct time_value extra_of(const struct json *time)
{
    const struct json *v = json_get(time, "verify_extra");
    return time_of(v ? v : json_get(time, "mountain_extra"));
}

/* "15:00": minutes after midnight from which a same-day dossier is due the next day. 0 where there is none; -1: no hour
 * of a day. */
static int64_t cutoff_of(const struct json *time)
{
    struct str s = text(time, "cutoff");
    struct str hour = str_cut(&s, ':');
    int64_t h, m = 0;
    if (hour.n == 0)
        return 0;
    bool reads = str_to_i64(hour, &h) && str_to_i64(s, &m) && h >= 0 && h < 24 && m >= 0 && m < 60;
    return reads ? h * 60 + m : -1;
}

static bool extra_reads(const struct json *time)
{
    bool has = json_get(time, "verify_extra") || json_get(time, "mountain_extra");
    return !has || extra_of(time).unit.n;
}

static enum msg fault_of(const struct json *v)
{
    struct time_value s = time_of(json_get(v, "statutory")), k = time_of(json_get(v, "committed"));
    struct str code = text(v, "code");
    if (code.n != 8 || code.p[1] != '.')
        return MSG_procedure_import_bad_code;
    if (text(v, "name").n == 0 || text(v, "decider").n == 0)
        return MSG_procedure_import_no_name;
    if (s.unit.n == 0 || k.unit.n == 0 || cutoff_of(json_get(v, "committed")) < 0 ||
        !extra_reads(json_get(v, "committed")))
        return MSG_procedure_import_no_time;
    if (str_eq(s.unit, k.unit) && k.hundredths > s.hundredths)
        return MSG_procedure_import_too_long;
    return MSG_NONE;
}

static struct str joined(struct ctx *c, const struct json *list)
{
    struct buf b = buf_new(c->arena, 1000);
    for (const struct json *v = jv_first(list); v; v = v->next) {
        if (b.n)
            buf_putc(&b, ' ');
        buf_put(&b, jv_text_or(v, S("")));
    }
    return buf_str(&b);
}

static enum rc process_id_of(struct ctx *c, struct str name, int64_t *id)
{
    struct process_named_row row;
    bool found = false;
    if (name.n)
        TRY(process_named(c, name, &row, &found));
    *id = found ? row.id : 0;
    return OK;
}

/* ---- versions whose process came later ---- */

static enum rc journal_link(struct ctx *c, const struct procedure_versions_unlinked_row *v, struct str process)
{
    struct json *open = jv_new(c->arena, JV_OBJECT);
    jv_set(open, "code", jv_new_str(c->arena, v->code));
    jv_set(open, "process", jv_new_str(c->arena, process));
    return journal_append(c,
                          &(struct journal_entry){
                              .kind = "procedure", .object_id = v->procedure_id, .act = "link_process", .open = open});
}

static struct str process_named_by(struct ctx *c, struct str body)
{
    struct json *v;
    const char *why;
    return json_parse(c->arena, body, BODY_MAX, &v, &why) ? text(v, "process") : S("");
}

static bool names_process(const struct json *processes, struct str name)
{
    for (const struct json *p = jv_first(processes); p; p = p->next)
        if (str_eq(text(p, "name"), name) && jv_first(json_get(p, "steps")))
            return true;
    return false;
}

/* A version is not changed by this: it gets what it named itself. No dossier under it can have been handed over
 * meanwhile. `coming`: the processes of the file that a dry run did not write. */
static enum rc link_waiting(struct ctx *c, const struct json *coming, bool dry_run, struct import_report *r)
{
    struct procedure_versions_unlinked_row *rows;
    size_t n;
    TRY(procedure_versions_unlinked(c, &rows, &n));
    struct import_change *changes = NEW_ARRAY(c->arena, struct import_change, r->changes_n + n + 1);
    for (size_t i = 0; i < r->changes_n; i++)
        changes[i] = r->changes[i];
    r->changes = changes;
    for (size_t i = 0; i < n; i++) {
        int64_t process;
        struct str name = process_named_by(c, rows[i].body);
        TRY(process_id_of(c, name, &process));
        if (!process && !names_process(coming, name))
            continue;
        changes[r->changes_n++] = (struct import_change){
            .code = rows[i].code,
            .name = rows[i].name,
            .what = "changed",
            .detail = msg_text(c->arena, c->lang, MSG_procedure_import_linked, (struct msg_arg[]){ARG(name)}, 1)};
        r->changed++;
        if (!dry_run) {
            TRY(procedure_version_link(c, process, rows[i].id, NULL));
            TRY(journal_link(c, &rows[i], name));
        }
    }
    return OK;
}

/* The procedures of a file whose process is not here: they are taken in, and nobody could hand their dossiers over. */
static enum rc warn_waiting(struct ctx *c, const struct json *list, struct import_report *r)
{
    int64_t n = 0, process;
    struct buf codes = buf_new(c->arena, WAITING_NAMED * 16);
    for (const struct json *v = jv_first(list); v; v = v->next) {
        struct str name = text(v, "process");
        TRY(process_id_of(c, name, &process));
        if (name.n == 0 || process || fault_of(v) != MSG_NONE || n++ >= WAITING_NAMED)
            continue;
        if (codes.n)
            buf_put(&codes, S(", "));
        buf_put(&codes, text(v, "code"));
    }
    if (n > WAITING_NAMED)
        buf_put(&codes, S(", …"));
    if (n)
        r->warning = msg_text(c->arena, c->lang, MSG_procedure_import_no_process,
                              (struct msg_arg[]){ARG(n), ARG(buf_str(&codes))}, 2);
    return OK;
}

static enum rc put_papers(struct ctx *c, int64_t version_id, const struct json *list)
{
    int64_t ord = 0;
    for (const struct json *v = jv_first(list); v; v = v->next) {
        ord++;
        struct str key = text(v, "key");
        TRY(procedure_paper_insert(c,
                                   &(struct procedure_paper_insert_args){
                                       .version_id = version_id,
                                       .ord = ord,
                                       .paper_key = key.n ? key : str_printf(c->arena, "p%lld", (long long)ord),
                                       .name = text(v, "name"),
                                       .originals = jv_int_or(json_get(v, "original"), 0),
                                       .copies = jv_int_or(json_get(v, "copy"), 0),
                                       .is_required = jv_bool_or(json_get(v, "required"), false),
                                       .is_present_only = jv_bool_or(json_get(v, "present_only"), false),
                                       .form_name = text(v, "form"),
                                       .reuse_from = text(v, "reuse")},
                                   NULL));
    }
    return OK;
}

static enum rc put_fees(struct ctx *c, int64_t version_id, const struct json *list)
{
    int64_t ord = 0, amount;
    for (const struct json *v = jv_first(list); v; v = v->next) {
        bool known = jv_int(json_get(v, "amount"), &amount);
        TRY(procedure_fee_insert(c,
                                 &(struct procedure_fee_insert_args){.version_id = version_id,
                                                                     .ord = ++ord,
                                                                     .kind = text(v, "kind"),
                                                                     .amount_vnd = {known ? amount : 0},
                                                                     .is_known = known,
                                                                     .per_unit = text(v, "unit"),
                                                                     .basis = text(v, "basis"),
                                                                     .note = text(v, "note")},
                                 NULL));
    }
    return OK;
}

static enum rc put_version(struct ctx *c, const struct json *v, int64_t procedure_id, int64_t number, struct day from,
                           struct str hash, struct str body)
{
    struct time_value s = time_of(json_get(v, "statutory")), k = time_of(json_get(v, "committed"));
    struct time_value extra = extra_of(json_get(v, "committed"));
    struct procedure_version_insert_args a = {.id = id_new(c->now),
                                              .procedure_id = procedure_id,
                                              .version = number,
                                              .valid_from_on = from,
                                              .name = text(v, "name"),
                                              .field = text(v, "field"),
                                              .ministry = text(v, "ministry"),
                                              .level = text(v, "level"),
                                              .decider = text(v, "decider"),
                                              .applicants = joined(c, json_get(v, "applicants")),
                                              .online_level = jv_int_or(json_get(v, "dvc_level_2021"), 0),
                                              .online_kind = text(v, "dvc_kind_2022"),
                                              .statutory_value = s.hundredths,
                                              .statutory_unit = s.unit,
                                              .committed_value = k.hundredths,
                                              .committed_unit = k.unit,
                                              .cutoff_minute = cutoff_of(json_get(v, "committed")),
                                              .extra_value = extra.hundredths,
                                              .extra_unit = extra.unit,
                                              .pause_policy =
                                                  text(v, "pause_policy").n ? text(v, "pause_policy") : S("pause"),
                                              .no_result = jv_first(json_get(v, "result")) == NULL,
                                              .external_url = text(v, "external_url"),
                                              .keywords = text(v, "keywords"),
                                              .life_events = text(v, "life_events"),
                                              .form_name = text(v, "form_name"),
                                              .body = body,
                                              .certainty = text(v, "values_confidence"),
                                              .content_hash = hash};
    TRY(process_id_of(c, text(v, "process"), &a.process_id));
    TRY(procedure_version_insert(c, &a, NULL));
    TRY(put_papers(c, a.id, json_get(v, "components")));
    return put_fees(c, a.id, json_get(v, "fees"));
}

static enum rc write_change(struct ctx *c, const struct json *v, const struct procedure_newest_row *last, bool found,
                            struct day from, struct str hash, struct str body)
{
    int64_t id = last->procedure_id;
    if (found) {
        TRY(procedure_version_close(c, (struct day){from.n - 1}, last->id, NULL));
    } else {
        id = id_new(c->now);
        TRY(procedure_insert(c, id, text(v, "code"), text(v, "province_code"), NULL));
    }
    TRY(put_version(c, v, id, found ? last->version + 1 : 1, from, hash, body));
    struct json *open = jv_new(c->arena, JV_OBJECT);
    jv_set(open, "code", jv_new_str(c->arena, text(v, "code")));
    jv_set(open, "version", jv_new_int(c->arena, found ? last->version + 1 : 1));
    jv_set(open, "content_sha256", jv_new_str(c->arena, hash));
    return journal_append(
        c, &(struct journal_entry){.kind = "procedure", .object_id = id, .act = "publish", .open = open});
}

/* The members of the file that differ from the version in force. */
static enum rc difference(struct ctx *c, int64_t version_id, const struct json *is, struct str *out)
{
    struct procedure_version_row_row row;
    struct json *was;
    const char *why;
    bool found;
    struct buf b = buf_new(c->arena, 2000);
    TRY(procedure_version_row(c, version_id, &row, &found));
    *out = S("");
    if (!found || !json_parse(c->arena, row.body, BODY_MAX, &was, &why))
        return OK;
    for (const struct json *v = jv_first(is); v; v = v->next) {
        const struct json *old = json_get(was, str_c(c->arena, v->key));
        struct buf x = buf_new(c->arena, BODY_MAX), y = buf_new(c->arena, BODY_MAX);
        json_write_canonical(&x, v);
        if (old)
            json_write_canonical(&y, old);
        if (str_eq(buf_str(&x), buf_str(&y)))
            continue;
        if (b.n)
            buf_puts(&b, ", ");
        buf_put(&b, v->key);
    }
    *out = buf_str(&b);
    return OK;
}

static enum rc take(struct ctx *c, const struct json *v, struct day from, bool dry_run, struct import_report *r)
{
    struct procedure_newest_row last = {0};
    struct import_change *change = &r->changes[r->changes_n++];
    bool found;
    *change = (struct import_change){.code = text(v, "code"), .name = text(v, "name"), .what = "refused"};
    enum msg fault = fault_of(v);
    if (fault) {
        change->detail = msg_text(c->arena, c->lang, fault, NULL, 0);
        r->refused++;
        return OK;
    }
    struct buf body = buf_new(c->arena, BODY_MAX);
    json_write_canonical(&body, v);
    struct str hash = digest_hex(c->arena, sha256(buf_str(&body)));
    TRY(procedure_newest(c, change->code, &last, &found));
    if (found && (str_eq(last.content_hash, hash) || last.valid_from_on.n >= from.n)) {
        change->what = str_eq(last.content_hash, hash) ? "same" : "refused";
        change->detail = str_eq(last.content_hash, hash)
                             ? S("")
                             : msg_text(c->arena, c->lang, MSG_procedure_import_not_later, NULL, 0);
        r->same += change->what[0] == 's';
        r->refused += change->what[0] == 'r';
        return OK;
    }
    change->what = found ? "changed" : "new";
    if (found)
        TRY(difference(c, last.id, v, &change->detail));
    r->made += !found;
    r->changed += found;
    return dry_run ? OK : write_change(c, v, &last, found, from, hash, buf_str(&body));
}

enum rc procedure_import(struct ctx *c, const struct json *file, struct day from, bool dry_run,
                         struct import_report *out)
{
    const struct json *list = json_get(file, "procedures");
    *out = (struct import_report){0};
    if (!list || list->kind != JV_ARRAY)
        return fail(c, INVALID, MSG_procedure_file_without_list, S("file"));
    out->changes = NEW_ARRAY(c->arena, struct import_change, (size_t)list->n);
    for (const struct json *v = jv_first(list); v; v = v->next)
        TRY(take(c, v, from, dry_run, out));
    TRY(link_waiting(c, NULL, dry_run, out));
    TRY(warn_waiting(c, list, out));
    return dry_run ? OK : catalogue_stamp_bump(c, NULL);
}

static enum rc put_step(struct ctx *c, int64_t process_id, int64_t ord, const struct json *s)
{
    return process_step_insert(c,
                               &(struct process_step_insert_args){.process_id = process_id,
                                                                  .step_key = text(s, "key"),
                                                                  .ord = ord,
                                                                  .name = text(s, "name"),
                                                                  .name_en = text(s, "name_en"),
                                                                  .role = text(s, "role"),
                                                                  .share_percent = jv_int_or(json_get(s, "share"), 0),
                                                                  .next_keys = joined(c, json_get(s, "next")),
                                                                  .back_keys = joined(c, json_get(s, "back")),
                                                                  .output = text(s, "output")},
                               NULL);
}

/* The shares of the steps leave the rest to the one-stop desk; more than the whole cannot be shared out. */
static enum msg process_fault(const struct json *v)
{
    int64_t sum = 0;
    if (text(v, "name").n == 0 || !jv_first(json_get(v, "steps")))
        return MSG_procedure_process_empty;
    for (const struct json *s = jv_first(json_get(v, "steps")); s; s = s->next) {
        int64_t share = jv_int_or(json_get(s, "share"), 0);
        if (share < 0 || share > 100)
            return MSG_procedure_process_shares;
        sum += share;
    }
    return sum > 100 ? MSG_procedure_process_shares : MSG_NONE;
}

static enum rc take_process(struct ctx *c, const struct json *v, struct day from, bool dry_run, struct import_report *r)
{
    int64_t id, ord = 0;
    struct str name = text(v, "name");
    struct import_change *change = &r->changes[r->changes_n++];
    *change = (struct import_change){.code = name, .name = name, .what = "same"};
    enum msg fault = process_fault(v);
    if (fault) {
        change->what = "refused";
        change->detail = msg_text(c->arena, c->lang, fault, NULL, 0);
        r->refused++;
        return OK;
    }
    TRY(process_id_of(c, name, &id));
    r->same += id != 0;
    if (id)
        return OK;
    change->what = "new";
    r->made++;
    if (dry_run)
        return OK;
    id = id_new(c->now);
    TRY(process_insert(c, id, name, from, NULL));
    for (const struct json *s = jv_first(json_get(v, "steps")); s; s = s->next)
        TRY(put_step(c, id, ++ord, s));
    struct json *open = jv_new(c->arena, JV_OBJECT);
    jv_set(open, "name", jv_new_str(c->arena, name));
    return journal_append(c,
                          &(struct journal_entry){.kind = "process", .object_id = id, .act = "import", .open = open});
}

enum rc process_import(struct ctx *c, const struct json *file, struct day from, bool dry_run, struct import_report *out)
{
    const struct json *list = json_get(file, "processes");
    *out = (struct import_report){0};
    if (!list || list->kind != JV_ARRAY)
        return fail(c, INVALID, MSG_procedure_file_without_processes, S("file"));
    out->changes = NEW_ARRAY(c->arena, struct import_change, (size_t)list->n + 1);
    for (const struct json *v = jv_first(list); v; v = v->next)
        TRY(take_process(c, v, from, dry_run, out));
    TRY(link_waiting(c, list, dry_run, out));
    return dry_run ? OK : catalogue_stamp_bump(c, NULL);
}
