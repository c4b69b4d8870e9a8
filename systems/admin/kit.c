#include "systems/admin/kit.h"

#include "core/journal/journal_queries.h"
#include "format/json.h"
#include "format/urlenc.h"

enum { LIFE_ROWS = 20, OPEN_MAX = 64 * 1024 };

bool admin_is_whole(struct ctx *c)
{
    struct agency unit;
    bool found = false;
    if (!c->actor || agency_row(c, c->actor->unit_id, &unit, &found) != OK)
        return false;
    return found && unit.parent_id == 0;
}

enum rc admin_whole(struct ctx *c)
{
    return admin_is_whole(c) ? OK : fail(c, DENIED, MSG_admin_whole_only, S(""));
}

enum rc admin_units(struct ctx *c, const struct scope *s, struct day on, enum msg none, struct option_row **out,
                    size_t *n)
{
    struct agency *rows;
    size_t rows_n;
    TRY(agency_rows_within(c, s, &rows, &rows_n));
    struct option_row *o = NEW_ARRAY(c->arena, struct option_row, rows_n + 1);
    *n = 0;
    if (none != MSG_NONE)
        o[(*n)++] = (struct option_row){.label = say(c, none)};
    for (size_t i = 0; i < rows_n; i++) {
        if (!agency_in_force(&rows[i], on))
            continue;
        struct str label = rows[i].code.n ? str_printf(c->arena, STR_FMT " (" STR_FMT ")", STR_ARG(rows[i].name),
                                                       STR_ARG(rows[i].code))
                                          : rows[i].name;
        o[(*n)++] = (struct option_row){.value = str_printf(c->arena, "%lld", (long long)rows[i].id), .label = label};
    }
    *out = o;
    return OK;
}

struct option_row *admin_words(struct ctx *c, const char *prefix, const char *const *words, size_t n)
{
    struct option_row *o = NEW_ARRAY(c->arena, struct option_row, n);
    for (size_t i = 0; i < n; i++)
        o[i] = (struct option_row){.value = str_from(words[i]), .label = say_word(c, prefix, str_from(words[i]))};
    return o;
}

struct str admin_at(struct ctx *c, const char *folder, int64_t id, const char *rest)
{
    return str_printf(c->arena, "/admin/%s/%lld%s", folder, (long long)id, rest);
}

struct str admin_keep(struct ctx *c, const char *name, struct str value)
{
    struct buf b = buf_new(c->arena, 4096);
    if (value.n == 0)
        return S("");
    buf_printf(&b, "%s=", name);
    percent_encode(&b, value);
    buf_putc(&b, '&');
    return buf_str(&b);
}

struct pager_view admin_pager(struct ctx *c, int64_t at, size_t total, struct str keep)
{
    struct pager_view p = {0};
    int64_t pages = ((int64_t)total + ADMIN_PAGE - 1) / ADMIN_PAGE;
    if (pages <= 1)
        return p;
    if (at > 1)
        p.previous = str_printf(c->arena, STR_FMT "page=%lld", STR_ARG(keep), (long long)at - 1);
    if (at < pages)
        p.next = str_printf(c->arena, STR_FMT "page=%lld", STR_ARG(keep), (long long)at + 1);
    p.text = msg_text(c->arena, c->lang, MSG_admin_page_of, (struct msg_arg[]){ARG(at), ARG(pages), ARG(total)}, 3);
    return p;
}

void admin_notice(struct shell *s, const struct ctx *c, struct str done)
{
    struct buf b = buf_new(c->arena, 80);
    buf_puts(&b, "admin.done.");
    buf_put(&b, done);
    enum msg m = done.n && done.n < 40 ? msg_by_key(buf_str(&b)) : MSG_NONE;
    if (m != MSG_NONE)
        s->notice = say(c, m);
}

/* The reason stands in the open part of an entry. */
static struct str why_of(struct ctx *c, struct str open)
{
    struct json *o;
    const char *fault;
    if (open.n == 0 || !json_parse(c->arena, open, OPEN_MAX, &o, &fault))
        return S("");
    return jv_text_or(json_get(o, "why"), S(""));
}

enum rc admin_life(struct ctx *c, const char *kind, int64_t id, struct show_part *out)
{
    static const enum msg heads[] = {MSG_admin_life_when, MSG_admin_life_who, MSG_admin_life_act, MSG_sheet_why,
                                     MSG_NONE};
    struct journal_of_object_row *rows;
    size_t n;
    TRY(journal_of_object(c, str_from(kind), id, &rows, &n));
    struct grid g = grid_new(c, LIFE_ROWS, MSG_admin_life_title, MSG_admin_life_none, heads);
    for (size_t i = 0; i < n && i < LIFE_ROWS; i++) {
        const struct journal_of_object_row *e = &rows[n - 1 - i];
        grid_row(&g);
        grid_text(&g, instant_text(c, e->done_at));
        grid_text(&g, e->actor_name.n ? e->actor_name : say(c, MSG_admin_life_program))->note = e->unit_name;
        grid_text(&g, say_word(c, "admin.act.", e->act));
        grid_text(&g, why_of(c, e->public_part));
    }
    *out = (struct show_part){.title = say(c, MSG_admin_life_title), .table = g.view};
    return OK;
}
