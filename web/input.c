#include "web/input.h"

#include "base/text.h"

#define TEXT_MAX 200

static struct str digits(struct ctx *c, int64_t n)
{
    return str_printf(c->arena, "%lld", (long long)n);
}

static struct str name_of(const struct field *f)
{
    return str_from(f->name);
}

static enum rc wrong(struct ctx *c, const struct field *f, enum msg m)
{
    fault_add(c, (int)m, name_of(f), S(""), S(""));
    return INVALID;
}

static bool has_break(struct str s)
{
    return str_find(s, '\n', 0) < s.n || str_find(s, '\r', 0) < s.n;
}

static enum rc put_text(struct ctx *c, const struct field *f, struct str raw, void *at)
{
    size_t max = f->max ? f->max : TEXT_MAX;
    struct str s = f->type == FIELD_RAW ? raw : text_nfc(c->arena, str_trim(raw));
    if (!text_is_valid(s) || (f->type == FIELD_TEXT && has_break(s)))
        return wrong(c, f, MSG_field_not_text);
    if (f->type == FIELD_TEXT && f->place == IN_FORM && text_has_pictures(s))
        return wrong(c, f, MSG_field_pictures);
    memcpy(at, &s, sizeof s);
    if (text_length(s) > max) {
        fault_add(c, MSG_field_too_long, name_of(f), digits(c, (int64_t)max), S(""));
        return INVALID;
    }
    return OK;
}

/* What people write in sums: dots and spaces between thousands, a trailing đ or VND. */
static struct str plain_sum(struct ctx *c, struct str s)
{
    struct buf b = buf_new(c->arena, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '.' && s.p[i] != ',' && s.p[i] != ' ')
            buf_putc(&b, s.p[i]);
    struct str out = buf_str(&b);
    static const char *const units[] = {"₫", "đ", "VND", "vnd"};
    for (size_t i = 0; i < COUNT(units); i++)
        if (str_ends(out, str_from(units[i])))
            out.n -= strlen(units[i]);
    return out;
}

static enum rc put_number(struct ctx *c, const struct field *f, struct str s, void *at)
{
    int64_t n = 0;
    bool money = f->type == FIELD_VND;
    if (!str_to_i64(money ? plain_sum(c, s) : s, &n) || (f->type == FIELD_ID && n <= 0) || (money && n < 0))
        return wrong(c, f, money ? MSG_field_not_money : MSG_field_not_a_number);
    if (f->max && n < 0)
        return wrong(c, f, MSG_field_negative);
    if (f->max && (uint64_t)n > f->max) {
        fault_add(c, MSG_field_too_big, name_of(f), digits(c, (int64_t)f->max), S(""));
        return INVALID;
    }
    memcpy(at, &n, sizeof n);
    return OK;
}

/* 7/6/2021, 07-06-2021: day, month, year as Vietnamese write them. */
static bool day_written(struct str s, struct day *out)
{
    char sep = str_find(s, '/', 0) < s.n ? '/' : '-';
    int64_t d = 0, m = 0, y = 0;
    struct str first = str_trim(str_cut(&s, sep)), second = str_trim(str_cut(&s, sep));
    if (!str_to_i64(first, &d) || !str_to_i64(second, &m) || !str_to_i64(str_trim(s), &y))
        return false;
    if (d < 1 || d > 31 || m < 1 || m > 12 || y < 1000 || y > 9999 || !ymd_is_real((int)y, (int)m, (int)d))
        return false;
    *out = day_from_ymd((int)y, (int)m, (int)d);
    return true;
}

static enum rc put_day(struct ctx *c, const struct field *f, struct str s, void *at)
{
    struct day d;
    if (!day_parse(s, &d) && !day_written(s, &d))
        return wrong(c, f, MSG_field_not_a_day);
    memcpy(at, &d, sizeof d);
    return OK;
}

static enum rc put_instant(struct ctx *c, const struct field *f, struct str s, void *at)
{
    struct instant t;
    if (!instant_parse(s, &t))
        return wrong(c, f, MSG_field_not_an_instant);
    memcpy(at, &t, sizeof t);
    return OK;
}

static enum rc put_bool(struct ctx *c, const struct field *f, struct str s, void *at)
{
    bool yes = str_eqc(s, "1") || str_eqc(s, "on") || str_eqc(s, "true");
    if (!yes && s.n && !str_eqc(s, "0") && !str_eqc(s, "false") && !str_eqc(s, "off"))
        return wrong(c, f, MSG_field_not_a_choice);
    memcpy(at, &yes, sizeof yes);
    return OK;
}

enum rc input_value(struct ctx *c, const struct field *f, struct str raw, void *at)
{
    struct str s = f->type == FIELD_RAW ? raw : str_trim(raw);
    if (s.n == 0 && f->required && f->type != FIELD_BOOL)
        return wrong(c, f, MSG_field_required);
    if (s.n == 0 && f->type > FIELD_RAW && f->type != FIELD_BOOL)
        return OK;
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_RAW:
        return put_text(c, f, raw, at);
    case FIELD_I64:
    case FIELD_ID:
    case FIELD_VND:
        return put_number(c, f, s, at);
    case FIELD_BOOL:
        return put_bool(c, f, s, at);
    case FIELD_DAY:
        return put_day(c, f, s, at);
    case FIELD_INSTANT:
        return put_instant(c, f, s, at);
    }
    die("field %s has no type", f->name);
}

static struct str raw_of(const struct req *r, const struct field *f)
{
    size_t n;
    const struct raw_field *raw = req_fields(r, &n);
    for (size_t i = 0; i < n; i++)
        if (raw[i].place == f->place && str_eqc(raw[i].name, f->name))
            return raw[i].value;
    return S("");
}

/* The dates of citizens come as three boxes name.day, name.month, name.year (web/pages/field.html). */
static struct str raw_day(struct ctx *c, const struct req *r, const struct field *f)
{
    static const char *const parts[] = {"day", "month", "year"};
    struct str got[3];
    for (size_t i = 0; i < COUNT(parts); i++) {
        struct str name = str_printf(c->arena, "%s.%s", f->name, parts[i]);
        struct field box = {.name = str_c(c->arena, name), .place = f->place};
        got[i] = str_trim(raw_of(r, &box));
    }
    if (!got[0].n && !got[1].n && !got[2].n)
        return S("");
    return str_join(c->arena, S("/"), got, 3);
}

enum rc input_parse(struct ctx *c, struct req *r)
{
    const struct input *in = r->route->in;
    r->in = NULL;
    if (!in)
        return OK;
    char *at = arena_alloc(c->arena, in->size);
    r->in = at;
    for (size_t i = 0; i < in->fields_n; i++) {
        const struct field *f = &in->fields[i];
        if (f->type == FIELD_DAY) {
            struct day none = DAY_NONE;
            memcpy(at + f->offset, &none, sizeof none);
        }
        struct str raw = raw_of(r, f);
        if (raw.n == 0 && f->type == FIELD_DAY && f->place != IN_PATH)
            raw = raw_day(c, r, f);
        enum rc rc = input_value(c, f, raw, at + f->offset);
        if (rc != OK && rc != INVALID)
            return rc;
    }
    return faults_rc(c);
}

const char *field_type_schema(enum field_type t)
{
    switch (t) {
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_RAW:
        return "{\"type\":\"string\"}";
    case FIELD_I64:
        return "{\"type\":\"integer\",\"format\":\"int64\"}";
    case FIELD_ID:
        return "{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":1}";
    case FIELD_BOOL:
        return "{\"type\":\"boolean\"}";
    case FIELD_DAY:
        return "{\"type\":\"string\",\"format\":\"date\"}";
    case FIELD_INSTANT:
        return "{\"type\":\"string\",\"format\":\"date-time\"}";
    case FIELD_VND:
        return "{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":0,\"description\":\"whole dong\"}";
    }
    die("field type %d has no schema", (int)t);
}
