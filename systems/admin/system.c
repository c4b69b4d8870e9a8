/* Adapters and queues: what waits, what failed, what to do about it; the database, the journal, the processes. */
#include <sys/stat.h>

#include "admin_queries.h"
#include "core/actor/people.h"
#include "core/file/file_queries.h"
#include "core/journal/journal.h"
#include "core/journal/journal_queries.h"
#include "core/notify/notify.h"
#include "core/outbox/outbox.h"
#include "core/setting/setting.h"
#include "core/sign/lists.h"
#include "systems/admin/admin.h"
#include "systems/admin/kit.h"
#include "web/site.h"

enum { QUEUE_ROWS = 100, FAILED_FILES = 50, KIB = 1024 };
static const char *const states[] = {"waiting", "failed", "sent", "dropped"};

/* ---- overview ---- */

static struct str bytes_text(struct ctx *c, int64_t n)
{
    return msg_text(c->arena, c->lang, MSG_admin_mebibytes, (struct msg_arg[]){ARG(n / KIB / KIB)}, 1);
}

static struct str ago(struct ctx *c, struct instant at)
{
    int64_t hours = (c->now.ms - at.ms) / (60 * MINUTE_MS);
    return msg_text(c->arena, c->lang, MSG_admin_hours_ago, (struct msg_arg[]){ARG(instant_text(c, at)), ARG(hours)},
                    2);
}

static int64_t file_bytes(struct ctx *c, const char *name)
{
    struct stat st;
    struct str path = str_printf(c->arena, STR_FMT "/%s", STR_ARG(db_where(c->db)), name);
    return stat(str_c(c->arena, path), &st) == 0 ? (int64_t)st.st_size : 0;
}

static enum rc data_part(struct ctx *c, struct show_part *part)
{
    struct admin_database_size_row size;
    struct str backup;
    struct instant at;
    struct facts f = facts_new(c, 4);
    bool postgres = db_engine_of(c->db) == DB_POSTGRES;
    TRY(admin_database_size(c, &size));
    if (!postgres)
        size.n = file_bytes(c, "motcua.db") + file_bytes(c, "motcua.db-wal");
    TRY(setting_get(c, "backup.at", &backup));
    bool known = instant_parse(backup, &at);
    facts_add(&f, MSG_admin_engine, postgres ? S("PostgreSQL") : S("SQLite"));
    facts_add(&f, MSG_admin_size, bytes_text(c, size.n));
    struct summary_row *row = facts_add(&f, MSG_admin_backup, known ? ago(c, at) : say(c, MSG_admin_backup_never));
    if (!known || c->now.ms - at.ms > 2 * DAY_MS)
        row->tag = (struct tag_view){TONE_WARN, say(c, MSG_admin_backup_old)};
    *part = (struct show_part){.title = say(c, MSG_admin_data), .facts = f.view};
    return OK;
}

static enum rc journal_part(struct ctx *c, struct show_part *part)
{
    struct journal_last_head_row head;
    struct journal_unsealed_count_row unsealed;
    struct facts f = facts_new(c, 4);
    bool found;
    TRY(journal_last_head(c, &head, &found));
    TRY(journal_unsealed_count(c, &unsealed));
    facts_add(&f, MSG_admin_sealed, count_text(c, found ? head.tree_size : 0));
    facts_add(&f, MSG_admin_sealed_at, found ? ago(c, head.sealed_at) : say(c, MSG_general_none));
    facts_add(&f, MSG_admin_unsealed, count_text(c, unsealed.n));
    *part = (struct show_part){.title = say(c, MSG_admin_journal), .facts = f.view};
    return OK;
}

static struct tag_view adapter_tag(struct ctx *c, const struct adapters_row *a)
{
    if (a->is_stopped)
        return (struct tag_view){TONE_WARN, say(c, MSG_admin_adapter_stopped)};
    if (a->last_fail_at.ms > a->last_ok_at.ms)
        return (struct tag_view){TONE_ERROR, say(c, MSG_admin_adapter_failing)};
    return (struct tag_view){TONE_OK, say(c, MSG_admin_adapter_works)};
}

static enum rc mail_part(struct ctx *c, const struct req *r, bool may, struct show_part *part)
{
    struct adapters_row *rows, mail = {.name = S("email")};
    struct facts f = facts_new(c, 5);
    struct acts a = acts_new(c, 3);
    size_t n;
    TRY(adapters(c, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eqc(rows[i].name, "email"))
            mail = rows[i];
    struct summary_row *server = facts_add(&f, MSG_admin_mail_server, r->site->mail_server);
    if (r->site->mail_server.n)
        server->tag = adapter_tag(c, &mail);
    else
        server->value = say(c, MSG_admin_mail_unset);
    facts_add(&f, MSG_admin_last_ok, mail.last_ok_at.ms ? ago(c, mail.last_ok_at) : say(c, MSG_general_none));
    facts_add(&f, MSG_admin_last_fail, mail.last_fail_at.ms ? ago(c, mail.last_fail_at) : say(c, MSG_general_none))
        ->note = mail.last_error;
    acts_link(&a, MSG_admin_outbox_title, S("/admin/outbox"))->primary = true;
    if (may) {
        acts_link(&a, MSG_admin_trial, S("/admin/system/trial"));
        acts_post(&a, mail.is_stopped ? MSG_admin_adapter_start : MSG_admin_adapter_stop,
                  mail.is_stopped ? S("/admin/system/adapters/email/start") : S("/admin/system/adapters/email/stop"));
    }
    *part = (struct show_part){.title = say(c, MSG_admin_mail), .facts = f.view, .actions = a.view};
    return OK;
}

static enum rc queues_part(struct ctx *c, struct show_part *part)
{
    static const enum msg heads[] = {MSG_admin_channel, MSG_admin_import_state, MSG_admin_count, MSG_admin_oldest,
                                     MSG_NONE};
    struct outbox_counts_row *rows;
    size_t n;
    TRY(outbox_counts(c, &rows, &n));
    struct grid g = grid_new(c, n, MSG_admin_queues, MSG_admin_queue_empty, heads);
    for (size_t i = 0; i < n; i++) {
        grid_row(&g);
        grid_link(&g, say_word(c, "admin.channel.", rows[i].channel),
                  str_printf(c->arena, "/admin/outbox?state=" STR_FMT, STR_ARG(rows[i].state)));
        grid_text(&g, say_word(c, "admin.outbox_state.", rows[i].state));
        grid_number(&g, rows[i].n);
        grid_text(&g, instant_text(c, rows[i].oldest_at));
    }
    *part = (struct show_part){.title = say(c, MSG_admin_queues), .table = g.view};
    return OK;
}

static enum rc images_part(struct ctx *c, bool may, struct show_part *part)
{
    static const enum msg heads[] = {MSG_admin_file_hash, MSG_admin_file_kind, MSG_admin_why_failed,
                                     MSG_admin_tries,     MSG_admin_do,        MSG_NONE};
    struct page_jobs_failed_row *rows;
    struct page_job_counts_row *counts;
    struct facts f = facts_new(c, 8);
    size_t n, counts_n;
    TRY(page_job_counts(c, &counts, &counts_n));
    TRY(page_jobs_failed(c, FAILED_FILES, &rows, &n));
    for (size_t i = 0; i < counts_n && i < 8; i++) {
        struct summary_row *row = facts_add(&f, MSG_admin_images, count_text(c, counts[i].n));
        row->key = say_word(c, "admin.image_state.", counts[i].state);
    }
    struct grid g = grid_new(c, n, MSG_admin_images_failed, MSG_admin_images_failed_none, heads);
    for (size_t i = 0; i < n; i++) {
        grid_row(&g);
        grid_text(&g, str_sub(rows[i].sha256, 0, 12));
        grid_text(&g, rows[i].mime);
        grid_text(&g, rows[i].why);
        grid_number(&g, rows[i].tries);
        if (may)
            grid_act(&g, say(c, MSG_admin_retry),
                     str_printf(c->arena, "/admin/system/images/" STR_FMT "/retry", STR_ARG(rows[i].sha256)),
                     str_sub(rows[i].sha256, 0, 12));
        else
            grid_text(&g, S(""));
    }
    *part = (struct show_part){.title = say(c, MSG_admin_images), .facts = f.view, .table = g.view};
    return OK;
}

static enum rc trust_part(struct ctx *c, struct show_part *part)
{
    struct anchor *anchors;
    struct trust_crls_row *crls;
    struct file_checks_ahead_row waiting;
    struct facts f = facts_new(c, 3);
    struct acts a = acts_new(c, 1);
    size_t anchors_n, crls_n, old = 0;
    TRY(trust_anchors(c, &anchors, &anchors_n));
    TRY(trust_crls(c, &crls, &crls_n));
    TRY(file_checks_ahead(c, &waiting));
    for (size_t i = 0; i < crls_n; i++)
        old += crls[i].next_at.ms && crls[i].next_at.ms < c->now.ms;
    facts_add(&f, MSG_trust_anchors, count_text(c, (int64_t)anchors_n));
    struct summary_row *row = facts_add(&f, MSG_trust_crls, count_text(c, (int64_t)crls_n));
    if (old)
        row->tag = (struct tag_view){TONE_ERROR, say1(c, MSG_trust_crls_old, ARG(old))};
    facts_add(&f, MSG_trust_waiting, count_text(c, waiting.n));
    if (actor_may(c->actor, PERM_TRUST_EDIT))
        acts_link(&a, MSG_trust_open, S("/admin/trust"));
    *part = (struct show_part){.title = say(c, MSG_trust_title), .facts = f.view, .actions = a.view};
    return OK;
}

static struct show_part workers_part(struct ctx *c, const struct req *r)
{
    static const enum msg heads[] = {MSG_admin_worker, MSG_admin_since,       MSG_admin_requests,
                                     MSG_admin_faults, MSG_admin_connections, MSG_admin_commits,
                                     MSG_NONE};
    struct grid g = grid_new(c, r->site->all_stats_n, MSG_admin_workers, MSG_general_none, heads);
    for (size_t i = 0; i < r->site->all_stats_n; i++) {
        const struct site_stats *s = &r->site->all_stats[i];
        grid_row(&g);
        grid_text(&g, str_printf(c->arena, "worker-%zu", i));
        grid_text(&g, instant_text(c, (struct instant){s->started_at}));
        grid_number(&g, s->requests);
        grid_number(&g, s->by_class[5]);
        grid_number(&g, s->connections);
        grid_number(&g, s->commits);
    }
    return (struct show_part){.title = say(c, MSG_admin_workers), .table = g.view};
}

struct done_input {
    struct str done;
};
INPUT(done_input, {"done", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct done_input, done)});

static enum rc show_system(struct ctx *c, const struct req *r, struct out *o)
{
    const struct done_input *in = r->in;
    struct show_part parts[7];
    bool may = actor_may(c->actor, PERM_SYSTEM_EDIT);
    TRY(admin_whole(c));
    TRY(mail_part(c, r, may, &parts[0]));
    TRY(queues_part(c, &parts[1]));
    TRY(images_part(c, may, &parts[2]));
    TRY(trust_part(c, &parts[3]));
    TRY(journal_part(c, &parts[4]));
    TRY(data_part(c, &parts[5]));
    parts[6] = workers_part(c, r);
    struct show_page_view v = {.shell = shell_of(c, r, MSG_admin_system_title),
                               .title = say(c, MSG_admin_system_title),
                               .rows = parts,
                               .rows_n = COUNT(parts)};
    admin_notice(&v.shell, c, in->done);
    show_page_html(o, &v);
    return OK;
}

/* ---- the outbox ---- */

/* b•••@example.vn: enough to find a message by, not enough to write to somebody. */
static struct str masked(struct ctx *c, struct str address)
{
    struct str domain = address, local = str_cut(&domain, '@');
    if (local.n == 0 || domain.n == 0)
        return S("•••");
    return str_printf(c->arena, "%c•••@" STR_FMT, local.p[0], STR_ARG(domain));
}

struct outbox_input {
    struct str state, done;
};
INPUT(outbox_input, {"state", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct outbox_input, state)},
      {"done", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct outbox_input, done)});

static enum tone state_tone(struct str state)
{
    return str_eqc(state, "failed")    ? TONE_ERROR
           : str_eqc(state, "sent")    ? TONE_OK
           : str_eqc(state, "waiting") ? TONE_INFO
                                       : TONE_PLAIN;
}

static void message_row(struct grid *g, struct ctx *c, const struct outbox_row *m)
{
    grid_row(g);
    grid_link(g, say_word(c, "admin.template.", m->template), admin_at(c, "outbox", m->id, ""));
    grid_text(g, masked(c, m->recipient));
    grid_tag(g, state_tone(m->state), say_word(c, "admin.outbox_state.", m->state));
    grid_number(g, m->tries);
    grid_text(g, instant_text(c, str_eqc(m->state, "waiting") ? m->not_before_at : m->done_at));
    grid_text(g, m->last_error);
}

static enum rc show_outbox(struct ctx *c, const struct req *r, struct out *o)
{
    static const enum msg heads[] = {MSG_admin_message, MSG_admin_recipient,    MSG_admin_import_state,
                                     MSG_admin_tries,   MSG_admin_next_or_done, MSG_admin_last_error,
                                     MSG_NONE};
    const struct outbox_input *in = r->in;
    struct str state = in->state.n ? in->state : S("waiting");
    struct outbox_row *rows;
    size_t n;
    TRY(admin_whole(c));
    TRY(outbox_list(c, state, QUEUE_ROWS, &rows, &n));
    struct grid g = grid_new(c, n, MSG_admin_outbox_title, MSG_admin_queue_empty, heads);
    for (size_t i = 0; i < n; i++)
        message_row(&g, c, &rows[i]);
    struct option_row *options = admin_words(c, "admin.outbox_state.", states, COUNT(states));
    for (size_t i = 0; i < COUNT(states); i++)
        options[i].chosen = str_eq(options[i].value, state);
    struct field_view which = {.kind = KIND_SELECT,
                               .name = S("state"),
                               .label = say(c, MSG_admin_import_state),
                               .required = true,
                               .rows = options,
                               .rows_n = COUNT(states)};
    struct list_page_view v = {.shell = shell_of(c, r, MSG_admin_outbox_title),
                               .title = say(c, MSG_admin_outbox_title),
                               .lead = say(c, MSG_admin_outbox_lead),
                               .filter = {.rows = &which, .rows_n = 1},
                               .table = g.view};
    admin_notice(&v.shell, c, in->done);
    list_page_html(o, &v);
    return OK;
}

struct message_input {
    int64_t id;
    struct str why;
};
INPUT(message_input, {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct message_input, id)});
static const struct field drop_fields[] = {
    {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct message_input, id)},
    {"why", IN_FORM, FIELD_TEXT, .required = true, .max = ADMIN_WHY, .label = MSG_sheet_why,
     .offset = offsetof(struct message_input, why)}};
static const struct input drop_input = {"drop_input", sizeof(struct message_input), drop_fields, COUNT(drop_fields)};

static enum rc message_of(struct ctx *c, const struct req *r, struct outbox_row *m)
{
    int64_t id;
    bool found = false;
    TRY(admin_whole(c));
    if (str_to_i64(req_value(r, "id"), &id))
        TRY(outbox_row_of(c, id, m, &found));
    return found ? OK : fail(c, NOT_FOUND, MSG_general_not_found, S(""));
}

static struct show_part message_part(struct ctx *c, const struct outbox_row *m)
{
    struct facts f = facts_new(c, 8);
    facts_add(&f, MSG_admin_import_state, S(" "))->tag =
        (struct tag_view){state_tone(m->state), say_word(c, "admin.outbox_state.", m->state)};
    facts_add(&f, MSG_admin_channel, say_word(c, "admin.channel.", m->channel));
    facts_add(&f, MSG_admin_recipient, masked(c, m->recipient));
    facts_add(&f, MSG_admin_made_at, instant_text(c, m->created_at));
    facts_add(&f, MSG_admin_next_or_done,
              instant_text(c, str_eqc(m->state, "waiting") ? m->not_before_at : m->done_at));
    facts_add(&f, MSG_admin_tries, count_text(c, m->tries));
    facts_add(&f, MSG_admin_last_error, m->last_error.n ? m->last_error : say(c, MSG_general_none));
    return (struct show_part){.facts = f.view};
}

static enum rc show_message(struct ctx *c, const struct req *r, struct out *o)
{
    struct outbox_row m;
    struct show_part parts[2];
    TRY(message_of(c, r, &m));
    parts[0] = message_part(c, &m);
    TRY(admin_life(c, "outbox", m.id, &parts[1]));
    bool open = str_eqc(m.state, "waiting") || str_eqc(m.state, "failed");
    struct acts a = acts_new(c, 2);
    if (open && actor_may(c->actor, PERM_SYSTEM_EDIT)) {
        acts_post(&a, MSG_admin_retry, admin_at(c, "outbox", m.id, "/retry"))->primary = true;
        acts_link(&a, MSG_admin_give_up, admin_at(c, "outbox", m.id, "/drop"));
    }
    struct str title = say_word(c, "admin.template.", m.template);
    struct show_page_view v = {.shell = shell_titled(c, r, title),
                               .back = S("/admin/outbox"),
                               .title = title,
                               .actions = a.view,
                               .rows = parts,
                               .rows_n = COUNT(parts)};
    show_page_html(o, &v);
    return OK;
}

static enum rc retry(struct ctx *c, const struct req *r, struct out *o)
{
    struct outbox_row m;
    TRY(message_of(c, r, &m));
    TRY(outbox_retry(c, m.id));
    return out_redirect(o, "/admin/outbox?done=retry", NULL, 0);
}

static enum rc show_drop(struct ctx *c, const struct req *r, struct out *o)
{
    struct outbox_row m;
    TRY(message_of(c, r, &m));
    struct form *f = form_new(c, r, MSG_admin_give_up, MSG_admin_give_up);
    f->view.back = admin_at(c, "outbox", m.id, "");
    f->view.lead = say(c, MSG_admin_give_up_lead);
    f->view.danger = true;
    form_why(f);
    form_show(f, o);
    return OK;
}

static enum rc drop(struct ctx *c, const struct req *r, struct out *o)
{
    const struct message_input *in = r->in;
    TRY(admin_whole(c));
    TRY(outbox_give_up(c, in->id, in->why));
    return out_redirect(o, "/admin/outbox?state=dropped&done=dropped", NULL, 0);
}

/* ---- adapters ---- */

struct adapter_input {
    struct str name, act;
};
INPUT(adapter_input, {"name", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct adapter_input, name)},
      {"act", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct adapter_input, act)});

static enum rc switch_adapter(struct ctx *c, const struct req *r, struct out *o)
{
    const struct adapter_input *in = r->in;
    bool stop = str_eqc(in->act, "stop");
    TRY(admin_whole(c));
    if (!str_eqc(in->name, "email") || (!stop && !str_eqc(in->act, "start")))
        return fail(c, NOT_FOUND, MSG_general_not_found, S(""));
    TRY(outbox_stop(c, in->name, stop));
    return out_redirect(o, "/admin/system?done=adapter", NULL, 0);
}

struct trial_input {
    struct str address;
};
INPUT(trial_input, {"address", IN_FORM, FIELD_TEXT, .required = true, .max = 120, .label = MSG_person_email,
                    .offset = offsetof(struct trial_input, address)});

static enum rc show_trial(struct ctx *c, const struct req *r, struct out *o)
{
    struct person_by_id_row me;
    bool found;
    TRY(admin_whole(c));
    TRY(person_by_id(c, c->actor->person_id, &me, &found));
    struct form *f = form_new(c, r, MSG_admin_trial, MSG_admin_trial_send);
    f->view.back = S("/admin/system");
    f->view.lead = say(c, MSG_admin_trial_lead);
    form_ask(f, KIND_EMAIL, "address", MSG_person_email, found ? me.email : S(""));
    form_show(f, o);
    return OK;
}

static enum rc send_trial(struct ctx *c, const struct req *r, struct out *o)
{
    const struct trial_input *in = r->in;
    TRY(admin_whole(c));
    if (!email_is_good(in->address))
        return fail(c, INVALID, MSG_actor_email_wrong, S("address"));
    TRY(notify_trial(c, in->address));
    return out_redirect(o, "/admin/outbox?done=trial", NULL, 0);
}

struct image_input {
    struct str sha256;
};
INPUT(image_input,
      {"sha256", IN_PATH, FIELD_TEXT, .required = true, .max = 64, .offset = offsetof(struct image_input, sha256)});

static enum rc retry_image(struct ctx *c, const struct req *r, struct out *o)
{
    const struct image_input *in = r->in;
    int64_t changed = 0;
    TRY(admin_whole(c));
    TRY(page_job_again(c, in->sha256, &changed));
    if (changed == 0)
        return fail(c, CONFLICT, MSG_outbox_not_waiting, S(""));
    struct json *open = jv_new(c->arena, JV_OBJECT);
    jv_set(open, "sha256", jv_new_str(c->arena, in->sha256));
    TRY(journal_append(c, &(struct journal_entry){.kind = "page_job", .object_id = 1, .act = "retry", .open = open}));
    return out_redirect(o, "/admin/system?done=retry", NULL, 0);
}

static const struct route routes[] = {
    {"admin.system", METHOD_GET, "/admin/system", PERM_SYSTEM_READ, &done_input, show_system, 0,
     "Adapters, queues, journal, database, workers", NULL, NULL},
    {"admin.outbox", METHOD_GET, "/admin/outbox", PERM_SYSTEM_READ, &outbox_input, show_outbox, 0, "Messages by state",
     NULL, NULL},
    {"admin.outbox.message", METHOD_GET, "/admin/outbox/{id}", PERM_SYSTEM_READ, &message_input, show_message, 0,
     "One message", NULL, NULL},
    {"admin.outbox.retry", METHOD_POST, "/admin/outbox/{id}/retry", PERM_SYSTEM_EDIT, &message_input, retry, 0,
     "Sends a message at once", NULL, NULL},
    {"admin.outbox.drop.form", METHOD_GET, "/admin/outbox/{id}/drop", PERM_SYSTEM_EDIT, &message_input, show_drop, 0,
     "Asks why a message is given up", NULL, NULL},
    {"admin.outbox.drop", METHOD_POST, "/admin/outbox/{id}/drop", PERM_SYSTEM_EDIT, &drop_input, drop, ROUTE_STEP_UP,
     "Gives a message up", show_drop, NULL},
    {"admin.adapter", METHOD_POST, "/admin/system/adapters/{name}/{act}", PERM_SYSTEM_EDIT, &adapter_input,
     switch_adapter, ROUTE_STEP_UP, "Stops or starts an adapter", NULL, NULL},
    {"admin.trial.form", METHOD_GET, "/admin/system/trial", PERM_SYSTEM_EDIT, NULL, show_trial, 0,
     "The form of a trial message", NULL, NULL},
    {"admin.trial", METHOD_POST, "/admin/system/trial", PERM_SYSTEM_EDIT, &trial_input, send_trial, ROUTE_LIMITED,
     "Sends a trial message", show_trial, NULL},
    {"admin.image.retry", METHOD_POST, "/admin/system/images/{sha256}/retry", PERM_SYSTEM_EDIT, &image_input,
     retry_image, 0, "Makes the page images of a file again", NULL, NULL},
};
const struct room admin_system = {"admin", routes, COUNT(routes)};
