/* What stands on a paper form is entered at the counter that took it in: at once, or later, or never. */
#include "base/message.h"
#include "core/dossier/dossier.h"
#include "core/dossier/guards.h"
#include "core/journal/journal.h"
#include "format/digest.h"

bool dossier_takes_paper_form(const struct ctx *c, const struct dossier *d)
{
    bool on_paper = d->channel == CHANNEL_DIRECT || d->channel == CHANNEL_POST;
    bool open = d->state == STATE_NEW || d->state == STATE_RECEIVED || d->state == STATE_IN_PROCESS;
    return on_paper && open && c->actor && actor_may(c->actor, PERM_DOSSIER_INTAKE) &&
           guard_is_counter_of(c->actor, d);
}

enum rc dossier_enter_answers(struct ctx *c, struct dossier *d, int64_t version, struct str answers)
{
    struct json *open = jv_new(c->arena, JV_OBJECT);
    int64_t changed = 0;
    if (!dossier_takes_paper_form(c, d))
        return fail(c, DENIED, MSG_dossier_answers_not_open, S("state"));
    if (version == d->version)
        TRY(dossier_answers_put(c, answers, d->id, version, &changed));
    if (changed != 1)
        return fail(c, CONFLICT, MSG_dossier_changed_meanwhile, S("version"));
    d->version++;
    d->answers = answers;
    jv_set(open, "version", jv_new_int(c->arena, d->version));
    jv_set(open, "answers_sha256", jv_new_str(c->arena, digest_hex(c->arena, sha256(answers))));
    return journal_append(
        c, &(struct journal_entry){.kind = "dossier", .object_id = d->id, .act = "enter_answers", .open = open});
}
