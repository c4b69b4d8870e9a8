/* smtp.h: hands one message to a mail server (RFC 5321, by libcurl). Blocking: for the jobs process only.
 * No fuzz twin: libcurl reads what the server answers. */
#ifndef MOTCUA_FORMAT_SMTP_H
#define MOTCUA_FORMAT_SMTP_H

#include "base/str.h"

struct smtp_server {
    struct str url;            /* smtp://host:587 (STARTTLS), smtps://host:465, smtp://127.0.0.1:25 */
    struct str user, password; /* empty: no authentication */
    bool plain;                /* allows an unencrypted session: a relay on this machine */
    int32_t timeout_ms;        /* of the whole exchange; 0: one minute */
};

/* LATER: not reached, it hung up, TLS or login failed, or a 4xx answer. When the connection broke after the message was
 * sent, it may arrive twice, with one Message-ID. REFUSED: a 5xx answer for this sender, receiver or message, or no
 * address; trying again is useless. */
enum smtp_result {
    SMTP_SENT,
    SMTP_LATER,
    SMTP_REFUSED,
};

/* `message` as mime_write makes it. *why is for the log: what failed and the server's code. */
NODISCARD enum smtp_result smtp_send(struct arena *a, const struct smtp_server *server, struct str from, struct str to,
                                     struct str message, struct str *why);

#endif
