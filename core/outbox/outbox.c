#include "core/outbox/outbox.h"

#include "base/id.h"
#include "base/message.h"
#include "core/journal/journal.h"

enum { SLOTS_MAX = 32 * 1024 };

enum rc outbox_put(struct ctx *c, const struct outbox_message *m)
{
    struct buf slots = buf_new(c->arena, SLOTS_MAX);
    if (m->slots)
        json_write_canonical(&slots, m->slots);
    return outbox_insert(c,
                         &(struct outbox_insert_args){.id = id_new(c->now),
                                                      .channel = str_from(m->channel),
                                                      .ref = m->ref,
                                                      .template = str_from(m->template),
                                                      .lang = m->lang,
                                                      .recipient = m->recipient,
                                                      .slots = buf_str(&slots),
                                                      .dossier_id = m->dossier_id,
                                                      .person_id = m->person_id,
                                                      .not_before_at = m->not_before.ms ? m->not_before : c->now,
                                                      .created_at = c->now},
                         NULL);
}

int64_t outbox_backoff(int64_t tries)
{
    static const int64_t minutes[] = {1, 5, 30, 120, 480};
    return tries >= 1 && tries <= (int64_t)COUNT(minutes) ? minutes[tries - 1] : -1;
}

static enum rc mark(struct ctx *c, const struct outbox_row *row, enum sending how, struct str why)
{
    int64_t tries = row->tries + 1, wait = how == SEND_LATER ? outbox_backoff(tries) : -1;
    struct str state = how == SENT ? S("sent") : wait > 0 ? S("waiting") : S("failed");
    struct instant next = {c->now.ms + (wait > 0 ? wait * MINUTE_MS : 0)};
    TRY(outbox_mark(c,
                    &(struct outbox_mark_args){.state = state,
                                               .tries = tries,
                                               .last_error = why,
                                               .not_before_at = next,
                                               .done_at = how == SENT ? c->now : (struct instant){0},
                                               .id = row->id},
                    NULL));
    return how == SENT ? adapter_mark_ok(c, row->channel, c->now, NULL)
                       : adapter_mark_failed(c, row->channel, c->now, why, NULL);
}

static enum rc in_transaction(struct ctx *c, const struct outbox_row *row, enum sending how, struct str why)
{
    TRY(db_begin_write(c));
    enum rc rc = mark(c, row, how, why);
    if (rc != OK) {
        db_rollback(c);
        return rc;
    }
    return db_commit(c);
}

static bool is_stopped(const struct adapters_row *adapters, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(adapters[i].name, name))
            return adapters[i].is_stopped;
    return false;
}

static enum rc read_due(struct ctx *c, int64_t most, struct outbox_row **rows, size_t *n, struct adapters_row **stops,
                        size_t *stops_n)
{
    TRY(db_begin_read(c));
    enum rc rc = outbox_due(c, c->now, most, rows, n);
    if (rc == OK)
        rc = adapters(c, stops, stops_n);
    db_rollback(c);
    return rc;
}

enum rc outbox_run(struct ctx *c, int64_t most, outbox_send_fn *send, void *self, int64_t *sent)
{
    struct outbox_row *rows;
    struct adapters_row *stops;
    size_t n, stops_n;
    *sent = 0;
    TRY(read_due(c, most, &rows, &n, &stops, &stops_n));
    for (size_t i = 0; i < n; i++) {
        struct str why = S("");
        if (is_stopped(stops, stops_n, rows[i].channel))
            continue;
        enum sending how = send(self, c, &rows[i], &why);
        TRY(in_transaction(c, &rows[i], how, why));
        *sent += how == SENT;
    }
    return OK;
}

/* ---- by hand ---- */

static enum rc note(struct ctx *c, const char *kind, int64_t id, const char *act, const char *key, struct str value)
{
    struct json *o = jv_new(c->arena, JV_OBJECT);
    if (value.n)
        jv_set(o, key, jv_new_str(c->arena, value));
    return journal_append(c, &(struct journal_entry){.kind = kind, .object_id = id, .act = act, .open = o});
}

enum rc outbox_retry(struct ctx *c, int64_t id)
{
    int64_t changed = 0;
    TRY(outbox_hurry(c, c->now, id, &changed));
    if (changed == 0)
        return fail(c, CONFLICT, MSG_outbox_not_waiting, S(""));
    return note(c, "outbox", id, "retry", "", S(""));
}

enum rc outbox_give_up(struct ctx *c, int64_t id, struct str why)
{
    int64_t changed = 0;
    TRY(outbox_drop(c, c->now, id, &changed));
    if (changed == 0)
        return fail(c, CONFLICT, MSG_outbox_not_waiting, S(""));
    return note(c, "outbox", id, "give_up", "why", why);
}

enum rc outbox_stop(struct ctx *c, struct str channel, bool stop)
{
    TRY(adapter_stop(c, channel, stop, NULL));
    return note(c, "adapter", 1, stop ? "stop" : "start", "name", channel);
}
