#include "app/mail.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/cli.h"
#include "core/notify/notify.h"
#include "core/print/print.h"
#include "format/mime.h"

/* A secret comes from a file that only its owner may read; its last line break does not count. */
static bool read_secret(struct ctx *c, const char *path, struct str *out)
{
    char text[512];
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 || (st.st_mode & 077) != 0) {
        if (fd >= 0)
            close(fd);
        cli_fault("%s must be readable by its owner alone (chmod 600)", path);
        return false;
    }
    ssize_t n = read(fd, text, sizeof text);
    close(fd);
    *out = n > 0 ? str_dup(c->arena, str_trim(str_n(text, (size_t)n))) : S("");
    return n > 0;
}

bool mailer_open(struct mailer *m, struct ctx *c, const struct program *p)
{
    struct str from = str_from(p->mail_from ? p->mail_from : "motcua@localhost.localdomain");
    struct str domain = from;
    str_cut(&domain, '@');
    *m = (struct mailer){.server = {.url = str_from(p->mail_url ? p->mail_url : "")},
                         .from = from,
                         .base_url = str_from(p->base_url ? p->base_url : ""),
                         .host = domain};
    m->server.plain =
        str_starts(m->server.url, S("smtp://127.0.0.1")) || str_starts(m->server.url, S("smtp://localhost"));
    if (!p->mail_password_file)
        return true;
    m->server.user = from;
    return read_secret(c, p->mail_password_file, &m->server.password);
}

/* The appointment slip as it stands when the message is sent. */
static bool attach_receipt(struct ctx *c, int64_t dossier_id, struct str base_url, struct mime_attachment *out)
{
    struct dossier d;
    struct str pdf = {0};
    if (db_begin_read(c) != OK)
        return false;
    enum rc rc = dossier_open_by_id(c, dossier_id, &d);
    if (rc == OK)
        rc = print_receipt(c, &d, base_url, &pdf);
    db_rollback(c);
    if (rc != OK)
        return false;
    *out = (struct mime_attachment){
        .name = str_printf(c->arena, STR_FMT ".pdf", STR_ARG(d.code)), .type = S("application/pdf"), .bytes = pdf};
    return true;
}

static enum sending give_up(struct str *why, struct str reason, enum sending how)
{
    *why = reason;
    return how;
}

enum sending mail_send(void *self, struct ctx *c, const struct outbox_row *row, struct str *why)
{
    struct mailer *m = self;
    struct notice notice;
    struct mime_attachment slip = {0};
    struct str message;
    if (m->server.url.n == 0)
        return give_up(why, S("no mail server is set (--mail-url, or the setting mail.url)"), SEND_LATER);
    if (!notify_render(c, row, m->base_url, &notice))
        return give_up(why, S("no template for this message"), SEND_NEVER);
    bool with_slip = notice.with_receipt && attach_receipt(c, row->dossier_id, m->base_url, &slip);
    struct mime_message mail = {
        .from = m->from,
        .to = row->recipient,
        .subject = notice.subject,
        .date = c->now,
        .message_id = str_printf(c->arena, "%lld@" STR_FMT, (long long)row->id, STR_ARG(m->host)),
        .text = str_printf(c->arena, STR_FMT "\n\n" STR_FMT "\n", STR_ARG(notice.text), STR_ARG(notice.link)),
        .attachments = &slip,
        .attachments_n = with_slip};
    enum mime_fault fault = mime_write(c->arena, &mail, &message);
    if (fault != MIME_OK)
        return give_up(why, str_printf(c->arena, "message refused: %d", (int)fault), SEND_NEVER);
    switch (smtp_send(c->arena, &m->server, m->from, row->recipient, message, why)) {
    case SMTP_SENT: return SENT;
    case SMTP_LATER: return SEND_LATER;
    case SMTP_REFUSED: return SEND_NEVER;
    }
    die("smtp result");
}
