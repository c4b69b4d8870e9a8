#include "systems/desk/handed.h"

#include "base/message.h"

enum { COUNTS_MAX = 200, WORDS_MAX = 16384 };

struct str desk_counts(struct ctx *c, int64_t originals, int64_t copies, bool shown_only)
{
    struct buf b = buf_new(c->arena, COUNTS_MAX);
    if (originals)
        msg_write(&b, c->lang, MSG_desk_intake_n_originals, (struct msg_arg[]){ARG(originals)}, 1);
    if (originals && copies)
        buf_puts(&b, " · ");
    if (copies)
        msg_write(&b, c->lang, MSG_desk_intake_n_copies, (struct msg_arg[]){ARG(copies)}, 1);
    if (shown_only && b.n)
        buf_puts(&b, " · ");
    if (shown_only)
        msg_write(&b, c->lang, MSG_desk_intake_shown_only, NULL, 0);
    return buf_str(&b);
}

enum rc desk_handed(struct ctx *c, const struct dossier *d, struct str *out)
{
    struct dossier_handed_list_row *rows;
    size_t n;
    TRY(dossier_handed_list(c, d->id, &rows, &n));
    struct buf b = buf_new(c->arena, WORDS_MAX);
    for (size_t i = 0; i < n; i++) {
        struct str counts = desk_counts(c, rows[i].originals, rows[i].copies, false);
        buf_printf(&b, "%s" STR_FMT, i ? "\n" : "", STR_ARG(rows[i].name));
        if (counts.n)
            buf_printf(&b, " (" STR_FMT ")", STR_ARG(counts));
    }
    *out = buf_str(&b);
    return OK;
}
