#include "web/out.h"

#include "base/text.h"
#include "format/urlenc.h"

struct out out_new(struct ctx *c)
{
    return (struct out){.c = c, .body = buf_new(c->arena, OUT_MAX)};
}

void out_lit(struct out *o, const char *p, size_t n)
{
    buf_put(&o->body, str_n(p, n));
}

static const struct str entities[] = {{"", 0}, {"&amp;", 5}, {"&lt;", 4}, {"&gt;", 4}, {"&quot;", 6}, {"&#39;", 5}};
static const unsigned char entity_of[256] = {['&'] = 1, ['<'] = 2, ['>'] = 3, ['"'] = 4, ['\''] = 5};

static void escape_into(struct buf *b, struct str s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned which = entity_of[(unsigned char)s.p[i]];
        if (!which)
            continue;
        buf_put(b, str_n(s.p + from, i - from));
        buf_put(b, entities[which]);
        from = i + 1;
    }
    if (from < s.n)
        buf_put(b, str_n(s.p + from, s.n - from));
}

void out_str(struct out *o, struct str s)
{
    escape_into(&o->body, s);
}

void out_cstr(struct out *o, const char *s)
{
    out_str(o, str_from(s));
}

void out_i64(struct out *o, int64_t v)
{
    write_int(&o->body, o->c->lang, v);
}

void out_int(struct out *o, int v)
{
    out_i64(o, v);
}

void out_size(struct out *o, size_t v)
{
    out_i64(o, (int64_t)v);
}

void out_bool(struct out *o, bool v)
{
    buf_putc(&o->body, v ? '1' : '0');
}

void out_day(struct out *o, struct day d)
{
    if (d.n != DAY_NONE.n)
        write_day(&o->body, o->c->lang, d);
}

void out_instant(struct out *o, struct instant t)
{
    if (t.ms)
        write_instant(&o->body, o->c->lang, t);
}

void out_vnd(struct out *o, struct vnd v)
{
    write_vnd(&o->body, o->c->lang, v);
}

void out_t(struct out *o, enum msg m, const struct msg_arg *args, size_t n)
{
    out_str(o, msg_text(o->c->arena, o->c->lang, m, args, n));
}

/* Writes the pattern with each {} percent-encoded; in HTML the literal part is escaped too (& of a query). */
static void url_into(struct buf *b, const char *pattern, const struct str *args, size_t n, bool html)
{
    size_t used = 0;
    for (const char *p = pattern; *p;) {
        size_t plain = strcspn(p, "{");
        if (html)
            escape_into(b, str_n(p, plain));
        else
            buf_put(b, str_n(p, plain));
        p += plain;
        if (!*p)
            break;
        if (p[1] != '}' || used == n)
            die("out_url: %s with %zu values", pattern, n);
        percent_encode(b, args[used++]);
        p += 2;
    }
}

void out_url(struct out *o, const char *pattern, const struct str *args, size_t n)
{
    url_into(&o->body, pattern, args, n, true);
}

/* ---- filters ---- */

void out_filter_long(struct out *o, struct instant t)
{
    if (t.ms)
        write_instant_long(&o->body, o->c->lang, t);
}

void out_filter_short(struct out *o, struct instant t)
{
    if (!t.ms)
        return;
    struct civil v = civil_of(t);
    buf_printf(&o->body, "%02d/%02d %02d:%02d", v.day, v.month, v.hour, v.minute);
}

void out_filter_date(struct out *o, struct instant t)
{
    if (t.ms)
        write_day(&o->body, o->c->lang, day_of(t));
}

void out_filter_iso(struct out *o, struct instant t)
{
    if (t.ms)
        instant_iso(&o->body, t);
}

void out_filter_isoday(struct out *o, struct day d)
{
    if (d.n != DAY_NONE.n)
        day_iso(&o->body, d);
}

void out_filter_weekday(struct out *o, struct day d)
{
    static const enum msg names[] = {MSG_weekday_1, MSG_weekday_2, MSG_weekday_3, MSG_weekday_4,
                                     MSG_weekday_5, MSG_weekday_6, MSG_weekday_7};
    if (d.n == DAY_NONE.n)
        return;
    out_t(o, names[weekday_of(d) - 1], NULL, 0);
    buf_putc(&o->body, ' ');
    write_day(&o->body, o->c->lang, d);
}

void out_filter_plain(struct out *o, int64_t v)
{
    buf_i64(&o->body, v);
}

/* Only the last four characters of a number show; a short one shows nothing. */
void out_filter_masked(struct out *o, struct str s)
{
    size_t chars = text_length(s);
    if (chars == 0)
        return;
    size_t hidden = chars > 8 ? chars - 4 : chars;
    for (size_t i = 0; i < hidden; i++) {
        if (i && i % 4 == 0)
            buf_putc(&o->body, ' ');
        buf_puts(&o->body, "•");
    }
    if (hidden == chars)
        return;
    buf_putc(&o->body, ' ');
    size_t at = 0;
    for (size_t i = 0; i < hidden; i++)
        (void)text_next(s, &at);
    out_str(o, str_sub(s, at, s.n));
}

void out_filter_size(struct out *o, int64_t bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    size_t unit = 0;
    int64_t tenths = bytes * 10;
    while (tenths >= 10000 && unit + 1 < COUNT(units)) {
        tenths = (tenths + 512) / 1024;
        unit++;
    }
    write_int(&o->body, o->c->lang, tenths / 10);
    if (unit && tenths < 1000 && tenths % 10) {
        buf_putc(&o->body, o->c->lang == LANG_VI ? ',' : '.');
        buf_i64(&o->body, tenths % 10);
    }
    buf_putc(&o->body, ' ');
    buf_puts(&o->body, units[unit]);
}

void out_filter_lines(struct out *o, struct str s)
{
    while (s.n) {
        bool more = str_find(s, '\n', 0) < s.n;
        struct str line = str_cut(&s, '\n');
        if (str_ends(line, S("\r")))
            line.n--;
        out_str(o, line);
        if (more)
            buf_puts(&o->body, "<br>");
    }
}

/* ---- JSON ---- */

/* Whether a comma is due follows from the last byte: a value ends in a quote, digit, letter or closing bracket. */
static void comma(struct out *o)
{
    const struct buf *b = &o->body;
    if (b->n && b->p[b->n - 1] != '{' && b->p[b->n - 1] != '[' && b->p[b->n - 1] != ':')
        buf_putc(&o->body, ',');
}

/* Eight letters at once: whether one of them is below ' ' or is '"', '\\' or '<'. A letter minus one borrows into its
 * high bit only where it was 0, so that `x - ones` with the letter itself out of it finds the zeros of x. */
static bool is_plain_word(const char *p)
{
    const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
    uint64_t w;
    memcpy(&w, p, sizeof w);
    uint64_t quote = w ^ ones * '"', slash = w ^ ones * '\\', less = w ^ ones * '<';
    uint64_t found = ((w - ones * ' ') & ~w) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash) |
                     ((less - ones) & ~less);
    return (found & highs) == 0;
}

static void quoted(struct buf *b, struct str s)
{
    size_t from = 0;
    buf_putc(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        while (s.n - i > sizeof(uint64_t) && is_plain_word(s.p + i))
            i += sizeof(uint64_t);
        unsigned char ch = (unsigned char)s.p[i];
        if (ch >= 0x20 && ch != '"' && ch != '\\' && ch != '<')
            continue;
        buf_put(b, str_n(s.p + from, i - from));
        from = i + 1;
        if (ch == '"' || ch == '\\') {
            buf_putc(b, '\\');
            buf_putc(b, (char)ch);
        } else { /* '<' too, so that the text may stand anywhere */
            buf_printf(b, "\\u%04x", ch);
        }
    }
    if (from < s.n)
        buf_put(b, str_n(s.p + from, s.n - from));
    buf_putc(b, '"');
}

void json_open(struct out *o, char bracket)
{
    comma(o);
    buf_putc(&o->body, bracket);
}

void json_close(struct out *o, char bracket)
{
    buf_putc(&o->body, bracket == '{' || bracket == '}' ? '}' : ']');
}

void json_key(struct out *o, const char *key)
{
    comma(o);
    quoted(&o->body, str_from(key));
    buf_putc(&o->body, ':');
}

void json_str(struct out *o, struct str s)
{
    comma(o);
    quoted(&o->body, s);
}

void json_i64(struct out *o, int64_t v)
{
    comma(o);
    buf_i64(&o->body, v);
}

void json_bool(struct out *o, bool v)
{
    comma(o);
    buf_puts(&o->body, v ? "true" : "false");
}

void json_null(struct out *o)
{
    comma(o);
    buf_puts(&o->body, "null");
}

void json_instant(struct out *o, struct instant t)
{
    if (!t.ms) {
        json_null(o);
        return;
    }
    comma(o);
    buf_putc(&o->body, '"');
    instant_iso(&o->body, t);
    buf_putc(&o->body, '"');
}

void json_day(struct out *o, struct day d)
{
    if (d.n == DAY_NONE.n) {
        json_null(o);
        return;
    }
    comma(o);
    buf_putc(&o->body, '"');
    day_iso(&o->body, d);
    buf_putc(&o->body, '"');
}

void json_raw(struct out *o, struct str valid_json)
{
    comma(o);
    buf_put(&o->body, valid_json);
}

void json_put_str(struct out *o, const char *key, struct str s)
{
    json_key(o, key);
    json_str(o, s);
}

void json_put_i64(struct out *o, const char *key, int64_t v)
{
    json_key(o, key);
    json_i64(o, v);
}

void json_put_bool(struct out *o, const char *key, bool v)
{
    json_key(o, key);
    json_bool(o, v);
}

/* ---- answers ---- */

enum rc out_redirect(struct out *o, const char *pattern, const struct str *args, size_t n)
{
    struct buf b = buf_new(o->c->arena, 8192);
    url_into(&b, pattern, args, n, false);
    o->status = 303;
    o->location = buf_str(&b);
    return OK;
}

/* One slash, then no second slash or backslash (which browsers read as one), no control character. */
static bool is_local(struct str path)
{
    if (path.n == 0 || path.n > 4096 || path.p[0] != '/' || (path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\')))
        return false;
    for (size_t i = 0; i < path.n; i++)
        if ((unsigned char)path.p[i] <= 0x20 || (unsigned char)path.p[i] >= 0x7f)
            return false;
    return true;
}

enum rc out_back(struct out *o, struct str path, const char *otherwise)
{
    o->status = 303;
    o->location = is_local(path) ? path : str_from(otherwise);
    return OK;
}

void out_header(struct out *o, const char *name, struct str value)
{
    if (o->headers_n == COUNT(o->headers))
        die("out_header: no room for %s", name);
    o->headers[o->headers_n][0] = str_from(name);
    o->headers[o->headers_n++][1] = value;
}

void out_cookie(struct out *o, struct str set_cookie)
{
    if (o->cookies_n == COUNT(o->cookies))
        die("out_cookie: no room");
    o->cookies[o->cookies_n++] = set_cookie;
}

void out_version(struct out *o, int64_t version)
{
    o->etag = str_printf(o->c->arena, "\"%lld\"", (long long)version);
}

void out_download(struct out *o, const char *type, struct str name, bool is_inline)
{
    struct buf b = buf_new(o->c->arena, 4096);
    size_t dot = name.n;
    while (dot && name.p[dot - 1] != '.')
        dot--;
    struct str stem = dot ? str_sub(name, 0, dot - 1) : name, ext = dot ? str_sub(name, dot, name.n) : S("");
    buf_printf(&b, "%s; filename=\"" STR_FMT, is_inline ? "inline" : "attachment",
               STR_ARG(text_slug(o->c->arena, stem)));
    if (ext.n)
        buf_printf(&b, "." STR_FMT, STR_ARG(text_slug(o->c->arena, ext)));
    buf_puts(&b, "\"; filename*=UTF-8''");
    percent_encode(&b, name);
    o->type = type;
    o->disposition = buf_str(&b);
}
