#include "format/urlenc.h"

#include "base/text.h"

static bool is_plain(struct str s, bool plus)
{
    return str_find(s, '%', 0) == s.n && (!plus || str_find(s, '+', 0) == s.n);
}

enum form_fault percent_decode(struct arena *a, struct str s, bool plus, struct str *out)
{
    struct str decoded = s;
    if (!is_plain(s, plus)) {
        char *p = arena_alloc(a, s.n);
        size_t n = 0;
        for (size_t i = 0; i < s.n; i++, n++) {
            p[n] = plus && s.p[i] == '+' ? ' ' : s.p[i];
            if (s.p[i] != '%')
                continue;
            int hi = i + 2 < s.n ? hex_value(s.p[i + 1]) : -1, lo = i + 2 < s.n ? hex_value(s.p[i + 2]) : -1;
            if (hi < 0 || lo < 0)
                return FORM_BAD_ESCAPE;
            p[n] = (char)(unsigned char)(hi * 16 + lo);
            i += 2;
        }
        decoded = str_n(p, n);
    }
    if (!text_is_valid(decoded))
        return FORM_NOT_TEXT;
    *out = decoded;
    return FORM_OK;
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

void percent_encode(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (is_unreserved(s.p[i])) {
            buf_putc(b, s.p[i]);
            continue;
        }
        buf_putc(b, '%');
        buf_putc(b, "0123456789ABCDEF"[c >> 4]);
        buf_putc(b, "0123456789ABCDEF"[c & 15]);
    }
}

static size_t count_pieces(struct str body)
{
    size_t n = 1;
    for (size_t i = 0; i < body.n; i++)
        n += body.p[i] == '&';
    return n;
}

enum form_fault form_parse(struct arena *a, struct str body, struct form_pair **out, size_t *n)
{
    size_t pieces = count_pieces(body), got = 0;
    if (body.n > FORM_BYTES_MAX || pieces > FORM_PAIRS_MAX)
        return FORM_TOO_LARGE;
    struct form_pair *pairs = NEW_ARRAY(a, struct form_pair, pieces);
    while (body.n > 0) {
        struct str value = str_cut(&body, '&');
        if (value.n == 0)
            continue;
        struct str name = str_cut(&value, '=');
        enum form_fault bad = percent_decode(a, name, true, &pairs[got].name);
        if (bad == FORM_OK)
            bad = percent_decode(a, value, true, &pairs[got].value);
        if (bad != FORM_OK)
            return bad;
        got++;
    }
    *out = pairs;
    *n = got;
    return FORM_OK;
}

bool form_find(const struct form_pair *pairs, size_t n, struct str name, struct str *value)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(pairs[i].name, name)) {
            *value = pairs[i].value;
            return true;
        }
    return false;
}

static void put_plus(struct buf *b, struct str s)
{
    while (s.n > 0) {
        size_t space = str_find(s, ' ', 0);
        percent_encode(b, str_sub(s, 0, space));
        if (space < s.n)
            buf_putc(b, '+');
        s = str_sub(s, space + 1, s.n);
    }
}

void form_put(struct buf *b, struct str name, struct str value)
{
    if (b->n > 0)
        buf_putc(b, '&');
    put_plus(b, name);
    buf_putc(b, '=');
    put_plus(b, value);
}

/* cookie-octet of RFC 6265: no control, space, quote, comma, semicolon, backslash. */
static bool is_cookie_value(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] >= 0x7f || s.p[i] == '"' || s.p[i] == ',' || s.p[i] == ';' || s.p[i] == '\\')
            return false;
    return true;
}

bool cookie_find(struct str header, struct str name, struct str *value)
{
    if (header.n > COOKIE_BYTES_MAX)
        return false;
    size_t seen = 0;
    struct str found = S("");
    while (header.n > 0) {
        struct str v = str_trim(str_cut(&header, ';'));
        if (!str_eq(str_cut(&v, '='), name))
            continue;
        if (v.n >= 2 && v.p[0] == '"' && v.p[v.n - 1] == '"')
            v = str_sub(v, 1, v.n - 1);
        found = v;
        seen++;
    }
    if (seen != 1 || !is_cookie_value(found))
        return false;
    *value = found;
    return true;
}
