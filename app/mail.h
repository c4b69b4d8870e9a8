/* mail.h: the e-mail adapter of the outbox. */
#ifndef MOTCUA_APP_MAIL_H
#define MOTCUA_APP_MAIL_H

#include "app/roles.h"
#include "core/outbox/outbox.h"
#include "format/smtp.h"

struct mailer {
    struct smtp_server server;
    struct str from, base_url, host;
};

/* Reads --mail-password-file, whose mode must keep others out. false after one line on stderr. Without --mail-url
 * messages wait. */
bool mailer_open(struct mailer *m, struct ctx *c, const struct program *p);
enum sending mail_send(void *self, struct ctx *c, const struct outbox_row *row, struct str *why); /* outbox_send_fn */

#endif
