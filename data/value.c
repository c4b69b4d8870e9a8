/* Values between C structs and columns; the same rules for both engines. */
#include "data/db_private.h"

void cell_i64(char *row, const struct query_slot *slot, int64_t v)
{
    if (slot->type == SQL_BOOL) {
        bool truth = v != 0;
        memcpy(row + slot->offset, &truth, sizeof truth);
    } else {
        memcpy(row + slot->offset, &v, sizeof v);
    }
}

enum rc cell_text(struct ctx *c, char *row, const struct query_slot *slot, const void *p, size_t n)
{
    if (slot->type != SQL_DAY) {
        struct str s = n ? str_dup(c->arena, (struct str){p, n}) : S("");
        memcpy(row + slot->offset, &s, sizeof s);
        return OK;
    }
    struct day d = DAY_NONE;
    if (n && !day_parse((struct str){p, n}, &d))
        return fail_detail(c, UNAVAILABLE, "column %s holds no day", slot->name);
    memcpy(row + slot->offset, &d, sizeof d);
    return OK;
}

void cell_none(char *row, const struct query_slot *slot)
{
    switch (slot->type) {
    case SQL_I64:
    case SQL_BOOL:
    case SQL_INSTANT:
    case SQL_VND:
        cell_i64(row, slot, 0);
        return;
    case SQL_TEXT:
    case SQL_BLOB:
        memcpy(row + slot->offset, &S(""), sizeof(struct str));
        return;
    case SQL_DAY:
        memcpy(row + slot->offset, &DAY_NONE, sizeof(struct day));
        return;
    }
}

int64_t args_i64(const void *args, const struct query_slot *slot)
{
    const char *at = (const char *)args + slot->offset;
    int64_t v = 0;
    bool truth = false;
    if (slot->type == SQL_BOOL) {
        memcpy(&truth, at, sizeof truth);
        return truth;
    }
    memcpy(&v, at, sizeof v);
    return v;
}

static char *put_digits(char *p, int v, int width)
{
    for (int i = width - 1; i >= 0; i--, v /= 10)
        p[i] = (char)('0' + v % 10);
    return p + width;
}

struct str args_text(const void *args, const struct query_slot *slot, char day[16])
{
    const char *at = (const char *)args + slot->offset;
    struct str s;
    if (slot->type != SQL_DAY) {
        memcpy(&s, at, sizeof s);
        return s.n ? s : S("");
    }
    struct day d;
    memcpy(&d, at, sizeof d);
    if (d.n == DAY_NONE.n)
        return S("");
    struct civil v = civil_of_day(d);
    if (v.year < 1 || v.year > 9999)
        die("parameter %s: year %d", slot->name, v.year);
    char *p = put_digits(day, v.year, 4);
    *p++ = '-';
    p = put_digits(p, v.month, 2);
    *p++ = '-';
    p = put_digits(p, v.day, 2);
    return str_n(day, (size_t)(p - day));
}

enum rc args_check_text(struct ctx *c, const struct query_slot *slot, struct str s)
{
    if (slot->type == SQL_BLOB || !memchr(s.p, 0, s.n))
        return OK;
    return fail_detail(c, INVALID, "parameter %s holds a NUL byte", slot->name);
}
