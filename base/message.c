#include "base/message.h"

#include "base/message_table.h"

#define TEXT_MAX ((size_t)64 << 10)

struct msg_arg msg_arg_str(struct str s)
{
    return (struct msg_arg){.kind = ARG_STR, .str = s};
}
struct msg_arg msg_arg_cstr(const char *s)
{
    return msg_arg_str(str_from(s));
}
struct msg_arg msg_arg_i64(int64_t n)
{
    return (struct msg_arg){.kind = ARG_INT, .n = n};
}
struct msg_arg msg_arg_int(int n)
{
    return msg_arg_i64(n);
}
struct msg_arg msg_arg_size(size_t n)
{
    return msg_arg_i64((int64_t)n);
}
struct msg_arg msg_arg_day(struct day d)
{
    return (struct msg_arg){.kind = ARG_DAY, .n = d.n};
}
struct msg_arg msg_arg_instant(struct instant t)
{
    return (struct msg_arg){.kind = ARG_INSTANT, .n = t.ms};
}
struct msg_arg msg_arg_vnd(struct vnd v)
{
    return (struct msg_arg){.kind = ARG_VND, .n = v.n};
}
struct msg_arg msg_arg_msg(enum msg m)
{
    return (struct msg_arg){.kind = ARG_MSG, .n = (int64_t)m};
}

/* ---- values ---- */

void write_int(struct buf *b, enum lang lang, int64_t v)
{
    char text[32];
    int n = snprintf(text, sizeof text, "%lld", (long long)v);
    for (int i = 0; i < n; i++) {
        if (i > (v < 0) && (n - i) % 3 == 0)
            buf_putc(b, lang == LANG_VI ? '.' : ',');
        buf_putc(b, text[i]);
    }
}

static void write_clock(struct buf *b, const struct civil *t)
{
    buf_u64_pad(b, (uint64_t)t->hour, 2);
    buf_putc(b, ':');
    buf_u64_pad(b, (uint64_t)t->minute, 2);
}

static void write_civil_day(struct buf *b, const struct civil *t)
{
    buf_u64_pad(b, (uint64_t)t->day, 2);
    buf_putc(b, '/');
    buf_u64_pad(b, (uint64_t)t->month, 2);
    buf_putc(b, '/');
    buf_u64_pad(b, (uint64_t)t->year, 4);
}

/* Day first in English too: the reader is in Vietnam, and 07/06 must not change its meaning with the language. */
void write_day(struct buf *b, enum lang lang, struct day d)
{
    (void)lang;
    if (d.n == DAY_NONE.n)
        return;
    struct civil t = civil_of_day(d);
    write_civil_day(b, &t);
}

void write_instant(struct buf *b, enum lang lang, struct instant t)
{
    if (t.ms == 0)
        return;
    struct civil at = civil_of(t);
    write_clock(b, &at);
    buf_putc(b, ' ');
    write_day(b, lang, day_of(t));
}

void write_instant_long(struct buf *b, enum lang lang, struct instant t)
{
    static const enum msg weekdays[] = {MSG_weekday_1, MSG_weekday_2, MSG_weekday_3, MSG_weekday_4,
                                        MSG_weekday_5, MSG_weekday_6, MSG_weekday_7};
    if (t.ms == 0)
        return;
    struct civil at = civil_of(t);
    msg_write(b, lang, weekdays[weekday_of(day_of(t)) - 1], NULL, 0);
    buf_putc(b, ' ');
    write_civil_day(b, &at);
    buf_puts(b, ", ");
    write_clock(b, &at);
}

void write_vnd(struct buf *b, enum lang lang, struct vnd v)
{
    write_int(b, lang, v.n);
    buf_puts(b, " ₫");
}

static void write_arg(struct buf *b, enum lang lang, const struct msg_arg *a)
{
    switch (a->kind) {
    case ARG_STR: buf_put(b, a->str); return;
    case ARG_INT: write_int(b, lang, a->n); return;
    case ARG_DAY: write_day(b, lang, (struct day){(int32_t)a->n}); return;
    case ARG_INSTANT: write_instant(b, lang, (struct instant){a->n}); return;
    case ARG_VND: write_vnd(b, lang, (struct vnd){a->n}); return;
    case ARG_MSG: msg_write(b, lang, (enum msg)a->n, NULL, 0); return;
    }
    die("message argument of kind %d", (int)a->kind);
}

/* ---- texts ---- */

/* 1 in English takes the first word, every other number the last; Vietnamese words do not change with number. */
static bool takes_last(enum lang lang, const struct msg_arg *a)
{
    int64_t n = a->n;
    if (a->kind == ARG_STR && !str_to_i64(a->str, &n))
        return false;
    return lang == LANG_EN && n != 1;
}

/* `p` stands behind the slot's digit; returns what follows the choice. */
static const char *write_choice(struct buf *b, const char *p, bool last)
{
    const char *end = strchr(p, '\004');
    const char *from = p, *cut;
    if (!end)
        die("a message text has an open choice");
    for (cut = memchr(from, '\003', (size_t)(end - from)); last && cut;
         cut = memchr(from, '\003', (size_t)(end - from)))
        from = cut + 1;
    buf_put(b, str_n(from, (size_t)((cut ? cut : end) - from)));
    return end + 1;
}

void msg_write(struct buf *b, enum lang lang, enum msg m, const struct msg_arg *args, size_t n)
{
    static const struct msg_arg missing = {.kind = ARG_STR};
    if ((size_t)m >= MSG_COUNT)
        die("no message %d", (int)m);
    const char *p = msg_texts[lang][m];
    for (;;) {
        size_t plain = strcspn(p, "\001\002");
        buf_put(b, str_n(p, plain));
        p += plain;
        if (!*p)
            return;
        size_t slot = (size_t)(p[1] - '0');
        const struct msg_arg *arg = slot < n ? &args[slot] : &missing;
        bool choice = *p == '\002';
        p += 2;
        if (choice)
            p = write_choice(b, p, takes_last(lang, arg));
        else
            write_arg(b, lang, arg);
    }
}

struct str msg_plain(enum lang lang, enum msg m)
{
    if ((size_t)m >= MSG_COUNT)
        die("no message %d", (int)m);
    const char *p = msg_texts[lang][m];
    size_t plain = strcspn(p, "\001\002");
    return p[plain] ? S("") : str_n(p, plain);
}

struct str msg_text(struct arena *a, enum lang lang, enum msg m, const struct msg_arg *args, size_t n)
{
    struct str plain = msg_plain(lang, m);
    if (plain.n)
        return plain;
    struct buf b = buf_new(a, TEXT_MAX);
    msg_write(&b, lang, m, args, n);
    return buf_str(&b);
}

const char *msg_key(enum msg m)
{
    if ((size_t)m >= MSG_COUNT)
        die("no message %d", (int)m);
    return msg_keys[m];
}

enum msg msg_by_key(struct str key)
{
    size_t lo = 0, hi = MSG_COUNT - 1;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int order = str_cmp(str_from(msg_keys[msg_order[mid]]), key);
        if (order == 0)
            return (enum msg)msg_order[mid];
        if (order < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return MSG_NONE;
}

struct str reason_text(struct arena *a, enum lang lang, const char *why)
{
    struct buf b = buf_new(a, 64);
    buf_puts(&b, "reason.");
    for (const char *p = why; *p; p++)
        buf_putc(&b, *p >= 'A' && *p <= 'Z' ? (char)(*p | 0x20) : *p >= 'a' && *p <= 'z' ? *p : '_');
    enum msg m = msg_by_key(buf_str(&b));
    return m == MSG_NONE ? str_from(why) : msg_plain(lang, m);
}

struct str fault_text(struct arena *a, enum lang lang, const struct fault *f)
{
    const struct msg_arg args[] = {msg_arg_str(f->arg[0]), msg_arg_str(f->arg[1])};
    enum msg m = f->msg == MSG_NONE ? MSG_general_unavailable : (enum msg)f->msg;
    return msg_text(a, lang, m, args, COUNT(args));
}
