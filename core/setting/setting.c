#include "core/setting/setting.h"

#include "base/message.h"
#include "core/journal/journal.h"
#include "core/setting/setting_queries.h"

static const struct known {
    const char *name, *fallback;
} known[] = {
    {"demo", "0"},    {"default_unit", ""}, {"province", "Tỉnh Lai Châu"}, {"hotline", "1022"}, {"base_url", ""},
    {"mail.url", ""}, {"mail.from", ""},    {"portal.mode", "own"},
    {"backup.at", ""}, {"officer.totp", "asked"},
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
    find(name);
    if (strcmp(name, "portal.mode") == 0 && !str_eqc(value, "own") && !str_eqc(value, "behind"))
        return fail(c, INVALID, MSG_field_not_a_choice, str_from(name));
    if (strcmp(name, "officer.totp") == 0 && !str_eqc(value, "asked") && !str_eqc(value, "off"))
        return fail(c, INVALID, MSG_field_not_a_choice, str_from(name));
    TRY(setting_insert(c, str_from(name), value, c->now, NULL));
    struct json *open = jv_new(c->arena, JV_OBJECT);
    jv_set(open, "name", jv_new_str(c->arena, str_from(name)));
    jv_set(open, "value", jv_new_str(c->arena, value));
    return journal_append(c, &(struct journal_entry){.kind = "setting", .object_id = 1, .act = "set", .open = open});
}
