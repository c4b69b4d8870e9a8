#include "core/notify/notify.h"

#include "base/id.h"
#include "base/message.h"
#include "core/outbox/outbox.h"

/* Which events of a dossier are told to the applicant, and in which words. */
static const struct template
{
    const char *event;
    enum msg subject, text;
    const char *extra; /* the text's slots after code and procedure: w why, d due, u until */
    bool with_receipt; /* the appointment slip (Mẫu 01) goes with it */
}
templates[] = {
    {"dossier.submitted", MSG_notify_submitted_subject, MSG_notify_submitted_text, "", false},
    {"dossier.accepted", MSG_notify_accepted_subject, MSG_notify_accepted_text, "d", true},
    {"dossier.supplement_asked", MSG_notify_supplement_subject, MSG_notify_supplement_text, "wu", false},
    {"dossier.refused", MSG_notify_refused_subject, MSG_notify_refused_text, "w", false},
    {"dossier.expired", MSG_notify_expired_subject, MSG_notify_expired_text, "", false},
    {"dossier.payment_asked", MSG_notify_payment_subject, MSG_notify_payment_text, "w", false},
    {"dossier.stopped", MSG_notify_stopped_subject, MSG_notify_stopped_text, "w", false},
    {"dossier.withdrawn", MSG_notify_withdrawn_subject, MSG_notify_withdrawn_text, "", false},
    {"dossier.done", MSG_notify_done_subject, MSG_notify_done_text, "", false},
    {"dossier.delivered", MSG_notify_delivered_subject, MSG_notify_delivered_text, "", false},
    {"dossier.apology", MSG_notify_apology_subject, MSG_notify_apology_text, "wd", false},
    {"dossier.corrected", MSG_notify_corrected_subject, MSG_notify_corrected_text, "w", false},
};

static const struct template *template_of(struct str event)
{
    for (size_t i = 0; i < COUNT(templates); i++)
        if (str_eqc(event, templates[i].event))
            return &templates[i];
    return NULL;
}

enum rc notify_dossier(struct ctx *c, const struct dossier *d, const char *event, struct str why)
{
    if (d->email.n == 0 || !template_of(str_from(event)))
        return OK;
    const struct procedure *p;
    TRY(procedure_of_version(c, d->version_id, &p));
    struct json *slots = jv_new(c->arena, JV_OBJECT);
    jv_set(slots, "code", jv_new_str(c->arena, d->code));
    jv_set(slots, "check", jv_new_str(c->arena, d->check_value));
    jv_set(slots, "procedure", jv_new_str(c->arena, p->name));
    jv_set(slots, "due", jv_new_int(c->arena, d->due_at.ms));
    jv_set(slots, "until", jv_new_int(c->arena, d->supplement_due_at.ms));
    jv_set(slots, "why", jv_new_str(c->arena, why));
    return outbox_put(c,
                      &(struct outbox_message){.channel = "email",
                                               .ref = str_printf(c->arena, STR_FMT ":%s:%lld:%lld", STR_ARG(d->code),
                                                                 event, (long long)d->version, (long long)d->owner_id),
                                               .template = event,
                                               .lang = d->lang,
                                               .recipient = d->email,
                                               .slots = slots,
                                               .dossier_id = d->id,
                                               .person_id = d->owner_id});
}

/* ---- rendering, when it is sent ---- */

static struct instant instant_of(const struct json *slots, const char *key)
{
    return (struct instant){jv_int_or(json_get(slots, key), 0)};
}

static size_t fill_args(const struct template *t, const struct json *slots, struct msg_arg *args)
{
    size_t n = 0;
    args[n++] = msg_arg_str(jv_text_or(json_get(slots, "code"), S("")));
    args[n++] = msg_arg_str(jv_text_or(json_get(slots, "procedure"), S("")));
    for (const char *x = t->extra; *x; x++)
        args[n++] = *x == 'w'   ? msg_arg_str(jv_text_or(json_get(slots, "why"), S("")))
                    : *x == 'd' ? msg_arg_instant(instant_of(slots, "due"))
                                : msg_arg_instant(instant_of(slots, "until"));
    return n;
}

/* The administrator's trial of the mail server: no dossier, no link into one. */
static const char TRIAL[] = "system.trial";

enum rc notify_trial(struct ctx *c, struct str address)
{
    struct json *slots = jv_new(c->arena, JV_OBJECT);
    struct str name = c->actor ? c->actor->name : S("");
    jv_set(slots, "name", jv_new_str(c->arena, name));
    jv_set(slots, "at", jv_new_int(c->arena, c->now.ms));
    return outbox_put(c, &(struct outbox_message){.channel = "email",
                                                  .ref = str_printf(c->arena, "trial:%lld", (long long)id_new(c->now)),
                                                  .template = TRIAL,
                                                  .lang = c->lang == LANG_EN ? S("en") : S("vi"),
                                                  .recipient = address,
                                                  .slots = slots,
                                                  .person_id = c->actor ? c->actor->person_id : 0});
}

static void render_trial(struct ctx *c, enum lang lang, const struct json *slots, struct str base_url,
                         struct notice *out)
{
    struct msg_arg args[] = {msg_arg_str(jv_text_or(json_get(slots, "name"), S(""))),
                             msg_arg_instant(instant_of(slots, "at"))};
    *out = (struct notice){.subject = msg_text(c->arena, lang, MSG_notify_trial_subject, NULL, 0),
                           .text = msg_text(c->arena, lang, MSG_notify_trial_text, args, COUNT(args)),
                           .link = base_url};
}

bool notify_render(struct ctx *c, const struct outbox_row *row, struct str base_url, struct notice *out)
{
    const struct template *t = template_of(row->template);
    struct msg_arg args[4];
    struct json *slots;
    const char *why;
    enum lang lang = str_eqc(row->lang, "en") ? LANG_EN : LANG_VI;
    bool trial = str_eqc(row->template, TRIAL);
    if ((!t && !trial) || !json_parse(c->arena, row->slots, 64 * 1024, &slots, &why))
        return false;
    if (trial) {
        render_trial(c, lang, slots, base_url, out);
        return true;
    }
    size_t n = fill_args(t, slots, args);
    *out = (struct notice){
        .subject = msg_text(c->arena, lang, t->subject, args, 1),
        .text = msg_text(c->arena, lang, t->text, args, n),
        .link = str_printf(c->arena, STR_FMT "/d/" STR_FMT "?k=" STR_FMT, STR_ARG(base_url), STR_ARG(args[0].str),
                           STR_ARG(jv_text_or(json_get(slots, "check"), S("")))),
        .with_receipt = t->with_receipt,
    };
    return true;
}
