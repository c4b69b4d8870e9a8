#include "core/setting/setting.h"

#include "core/journal/journal.h"
#include "core/setting/setting_queries.h"

static bool is_any(struct str value)
{
    (void)value;
    return true;
}

static bool is_base_url(struct str v)
{
    return v.n == 0 || ((str_starts(v, S("https://")) || str_starts(v, S("http://"))) && !str_ends(v, S("/")));
}

/* A password belongs into --mail-password-file, so an address with one is refused. */
static bool is_mail_url(struct str v)
{
    return v.n == 0 || ((str_starts(v, S("smtp://")) || str_starts(v, S("smtps://"))) && str_find(v, '@', 0) == v.n);
}

static bool is_mail_from(struct str v)
{
    size_t at = str_find(v, '@', 0);
    return v.n == 0 || (at > 0 && at + 1 < v.n && str_find(v, ' ', 0) == v.n);
}

static bool is_asked(struct str v)
{
    return str_eqc(v, "asked") || str_eqc(v, "off");
}

static const struct known {
    const char *name, *fallback;
    bool (*is_good)(struct str value);
    const char *form; /* what is_good asks for, for the command line */
} known[] = {
    {"demo", "0", is_any, ""},
    {"default_unit", "", is_any, ""},
    {"province", "Tỉnh Lai Châu", is_any, ""},
    {"hotline", "1022", is_any, ""},
    {"base_url", "", is_base_url, "https://… or http://…, without a slash at the end"},
    {"mail.url", "", is_mail_url, "smtp://host:port or smtps://host:port, without name and password"},
    {"mail.from", "", is_mail_from, "an address like motcua@tinh.gov.vn"},
    {"backup.at", "", is_any, ""},
    {"officer.totp", "asked", is_asked, "asked or off"},
};

static const struct known *find(const char *name)
{
    for (size_t i = 0; i < COUNT(known); i++)
        if (strcmp(known[i].name, name) == 0)
            return &known[i];
    die("setting %s is not known", name);
}

enum rc setting_get(struct ctx *c, const char *name, struct str *value)
{
    const struct known *k = find(name);
    struct setting_row_row row;
    bool found;
    TRY(setting_row(c, str_from(name), &row, &found));
    *value = found ? row.value : str_from(k->fallback);
    return OK;
}

enum rc setting_put(struct ctx *c, const char *name, struct str value)
{
    const struct known *k = find(name);
    if (!k->is_good(value))
        return fail_detail(c, INVALID, "%s must be %s", name, k->form);
    TRY(setting_insert(c, str_from(name), value, c->now, NULL));
    struct json *open = jv_new(c->arena, JV_OBJECT);
    jv_set(open, "name", jv_new_str(c->arena, str_from(name)));
    jv_set(open, "value", jv_new_str(c->arena, value));
    return journal_append(c, &(struct journal_entry){.kind = "setting", .object_id = 1, .act = "set", .open = open});
}
