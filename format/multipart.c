#include "format/multipart.h"

#include "base/buf.h"
#include "base/text.h"
#include "format/urlenc.h"

enum state { IN_PREAMBLE, AFTER_DELIMITER, IN_HEADERS, IN_BODY, IN_EPILOGUE };

/* The delimiter is CR LF - - boundary, and CR stands nowhere else in it, so after a mismatch only a CR can begin it
 * anew: the bytes held back are exactly the first `matched` bytes of the delimiter and need no buffer of their own. */
struct multipart {
    struct arena *arena;
    struct multipart_events on;
    struct str delimiter;
    enum state state;
    enum multipart_fault fault;
    size_t matched; /* bytes of the delimiter seen */
    size_t parts, parts_max, preamble;
    char after[2]; /* the two bytes that decide what a delimiter was */
    size_t after_n;
    char header[MULTIPART_HEADER_MAX];
    size_t header_n;
};

/* ---- header values: type; name=token; name="quoted" ---- */

static bool is_token(char c)
{
    return c > ' ' && c < 0x7f && !strchr("()<>@,;:\\\"/[]?={}", c);
}

static struct str cut_token(struct str *s)
{
    size_t i = 0;
    while (i < s->n && is_token(s->p[i]))
        i++;
    struct str t = str_sub(*s, 0, i);
    *s = str_sub(*s, i, s->n);
    return t;
}

/* A quoted string: \" is a quote (older clients), any other backslash is itself (paths of old Windows browsers). */
static bool cut_quoted(struct arena *a, struct str *s, struct str *out)
{
    char *p = arena_alloc(a, s->n);
    size_t n = 0, i = 1;
    for (; i < s->n && s->p[i] != '"'; i++) {
        if (s->p[i] == '\\' && i + 1 < s->n && s->p[i + 1] == '"')
            i++;
        p[n++] = s->p[i];
    }
    if (i >= s->n)
        return false;
    *out = str_n(p, n);
    *s = str_sub(*s, i + 1, s->n);
    return true;
}

struct param {
    struct str name, value; /* name in lower case */
};
enum { PARAMS_MAX = 8 };

static bool params_parse(struct arena *a, struct str s, struct param *out, size_t *n)
{
    size_t got = 0;
    for (s = str_trim(s); s.n > 0; s = str_trim(s)) {
        if (s.p[0] != ';' || got == PARAMS_MAX)
            return false;
        s = str_trim(str_sub(s, 1, s.n));
        if (s.n == 0)
            break;
        struct param p = {.name = str_lower_ascii(a, cut_token(&s))};
        if (p.name.n == 0 || s.n == 0 || s.p[0] != '=')
            return false;
        s = str_sub(s, 1, s.n);
        if (s.n > 0 && s.p[0] == '"') {
            if (!cut_quoted(a, &s, &p.value))
                return false;
        } else {
            p.value = cut_token(&s);
        }
        for (size_t i = 0; i < got; i++)
            if (str_eq(out[i].name, p.name))
                return false;
        out[got++] = p;
    }
    *n = got;
    return true;
}

static bool param_find(const struct param *params, size_t n, const char *name, struct str *value)
{
    for (size_t i = 0; i < n; i++)
        if (str_eqc(params[i].name, name)) {
            *value = params[i].value;
            return true;
        }
    return false;
}

/* ---- the content type ---- */

static bool is_boundary(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < ' ' || s.p[i] > '~')
            return false;
    return s.n >= 1 && s.n <= 70 && s.p[s.n - 1] != ' ';
}

enum multipart_fault multipart_new(struct arena *a, struct str content_type, size_t parts_max,
                                   const struct multipart_events *events, struct multipart **out)
{
    struct str rest = content_type, boundary = S("");
    struct param params[PARAMS_MAX];
    size_t n;
    if (content_type.n > MULTIPART_HEADER_MAX)
        return MULTIPART_NOT_MULTIPART;
    struct str type = str_lower_ascii(a, str_trim(str_cut(&rest, ';')));
    /* str_cut took the semicolon that params_parse expects; it is the byte before the rest. */
    rest = str_sub(content_type, content_type.n - rest.n - (rest.n > 0), content_type.n);
    if (!str_eqc(type, "multipart/form-data") || !params_parse(a, rest, params, &n) ||
        !param_find(params, n, "boundary", &boundary) || !is_boundary(boundary))
        return MULTIPART_NOT_MULTIPART;
    struct multipart *m = NEW(a, struct multipart);
    m->arena = a;
    m->on = *events;
    m->parts_max = parts_max;
    m->delimiter = str_printf(a, "\r\n--" STR_FMT, STR_ARG(boundary));
    m->matched = 2; /* the body begins as if a line had just ended */
    *out = m;
    return MULTIPART_OK;
}

/* ---- part headers ---- */

/* Undoes what browsers do to names: %22 for a quote, %0D %0A
 * for line ends (WHATWG); other percent signs are themselves. */
static struct str undo_name(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        struct str code = str_sub(s, i, i + 3);
        char c = s.p[i];
        if (str_eqc(code, "%22"))
            c = '"';
        else if (str_eqc(code, "%0D") || str_eqc(code, "%0A"))
            c = ' ';
        if (c != s.p[i])
            i += 2;
        p[n++] = c;
    }
    return str_n(p, n);
}

static struct str last_of_path(struct str s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '/' || s.p[i] == '\\')
            from = i + 1;
    return str_sub(s, from, s.n);
}

/* filename*=UTF-8'vi'%C4%91%C6%A1n.pdf (RFC 8187). Other character sets are refused. */
static bool extended_value(struct arena *a, struct str s, struct str *out)
{
    struct str charset = str_lower_ascii(a, str_cut(&s, '\''));
    str_cut(&s, '\'');
    return str_eqc(charset, "utf-8") && percent_decode(a, s, false, out) == FORM_OK;
}

/* One line of text: no line ends, which would let a name forge a line in a log or a header. */
static bool is_line(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ')
            return false;
    return text_is_valid(s);
}

static enum multipart_fault disposition_parse(struct arena *a, struct str value, struct multipart_part *part)
{
    struct param params[PARAMS_MAX];
    size_t n;
    struct str rest = value, s;
    struct str kind = str_lower_ascii(a, cut_token(&rest));
    if (!str_eqc(kind, "form-data") || !params_parse(a, rest, params, &n) || !param_find(params, n, "name", &s))
        return MULTIPART_BROKEN;
    part->name = undo_name(a, s);
    if (param_find(params, n, "filename", &s)) {
        part->is_file = true;
        part->filename = last_of_path(undo_name(a, s));
    }
    if (param_find(params, n, "filename*", &s)) {
        part->is_file = true;
        if (!extended_value(a, s, &part->filename))
            return MULTIPART_NOT_TEXT;
        part->filename = last_of_path(part->filename);
    }
    return is_line(part->name) && is_line(part->filename) ? MULTIPART_OK : MULTIPART_NOT_TEXT;
}

static bool is_identity_encoding(struct arena *a, struct str value)
{
    struct str v = str_lower_ascii(a, value);
    return str_eqc(v, "7bit") || str_eqc(v, "8bit") || str_eqc(v, "binary");
}

static enum multipart_fault header_line(struct arena *a, struct str line, struct multipart_part *part, bool *named)
{
    struct str value = line;
    struct str name = str_lower_ascii(a, str_cut(&value, ':'));
    value = str_trim(value);
    for (size_t i = 0; i < name.n; i++)
        if (!is_token(name.p[i]))
            return MULTIPART_BROKEN;
    if (name.n == 0 || name.n == line.n)
        return MULTIPART_BROKEN;
    if (str_eqc(name, "content-disposition")) {
        if (*named)
            return MULTIPART_BROKEN;
        *named = true;
        return disposition_parse(a, value, part);
    }
    if (str_eqc(name, "content-type")) {
        part->content_type = value;
        return is_line(value) ? MULTIPART_OK : MULTIPART_NOT_TEXT;
    }
    if (str_eqc(name, "content-transfer-encoding") && !is_identity_encoding(a, value))
        return MULTIPART_BROKEN;
    return MULTIPART_OK;
}

/* The header block is complete: it ends with CR LF CR LF, or is a bare CR LF. */
static enum multipart_fault headers_done(struct multipart *m)
{
    struct str block = str_dup(m->arena, str_n(m->header, m->header_n));
    struct multipart_part part = {.name = S(""), .filename = S(""), .content_type = S("")};
    bool named = false;
    while (block.n > 2) {
        size_t end = str_search(block, S("\r\n"), 0);
        enum multipart_fault fault = header_line(m->arena, str_sub(block, 0, end), &part, &named);
        if (fault != MULTIPART_OK)
            return fault;
        block = str_sub(block, end + 2, block.n);
    }
    if (!named)
        return MULTIPART_BROKEN;
    m->state = IN_BODY;
    m->matched = 0;
    return m->on.begin(m->on.user, &part) ? MULTIPART_OK : MULTIPART_STOPPED;
}

static enum multipart_fault header_byte(struct multipart *m, char c)
{
    if (m->header_n == sizeof m->header)
        return MULTIPART_HEADER_TOO_LARGE;
    m->header[m->header_n++] = c;
    struct str h = str_n(m->header, m->header_n);
    if (h.n == 2 && str_eqc(h, "\r\n"))
        return MULTIPART_BROKEN;
    return str_ends(h, S("\r\n\r\n")) ? headers_done(m) : MULTIPART_OK;
}

/* ---- the body ---- */

static enum multipart_fault emit(struct multipart *m, const char *p, size_t n)
{
    if (n == 0)
        return MULTIPART_OK;
    if (m->state == IN_BODY)
        return m->on.data(m->on.user, p, n) ? MULTIPART_OK : MULTIPART_STOPPED;
    m->preamble += n;
    return m->preamble <= MULTIPART_PREAMBLE_MAX ? MULTIPART_OK : MULTIPART_BROKEN;
}

static enum multipart_fault delimiter_seen(struct multipart *m)
{
    bool ends_part = m->state == IN_BODY;
    m->state = AFTER_DELIMITER;
    m->after_n = 0;
    return !ends_part || m->on.end(m->on.user) ? MULTIPART_OK : MULTIPART_STOPPED;
}

/* Takes bytes of a body (or of the preamble) up to a delimiter; returns how many. */
static size_t body_bytes(struct multipart *m, const char *p, size_t n)
{
    struct str d = m->delimiter;
    size_t i = 0, from = 0; /* p[from..i) is plain data not yet handed on */
    while (i < n && m->fault == MULTIPART_OK) {
        if (m->matched == 0) {
            const char *cr = memchr(p + i, '\r', n - i);
            i = cr ? (size_t)(cr - p) : n;
            m->fault = emit(m, p + from, i - from);
            from = i;
            if (i == n || m->fault != MULTIPART_OK)
                break;
        }
        if (p[i] == d.p[m->matched]) {
            m->matched++;
            from = ++i;
            if (m->matched == d.n) {
                m->fault = delimiter_seen(m);
                break;
            }
        } else {
            size_t held = m->matched;
            m->matched = 0;
            /* The two bytes assumed before the body were never there. */
            bool assumed = m->state == IN_PREAMBLE && m->preamble == 0 && held >= 2;
            m->fault = emit(m, d.p, assumed ? held - 2 : held);
            m->preamble += m->state == IN_PREAMBLE;
            from = i;
        }
    }
    return i;
}

/* What follows a delimiter: "--" closes, CR LF (after optional blanks) begins a part. */
static enum multipart_fault after_byte(struct multipart *m, char c)
{
    if (m->after_n == 0 && (c == ' ' || c == '\t'))
        return MULTIPART_OK;
    m->after[m->after_n++] = c;
    if (m->after_n < 2)
        return c == '-' || c == '\r' ? MULTIPART_OK : MULTIPART_BROKEN;
    if (m->after[0] == '-' && c == '-') {
        m->state = IN_EPILOGUE;
        return MULTIPART_OK;
    }
    if (m->after[0] != '\r' || c != '\n')
        return MULTIPART_BROKEN;
    if (++m->parts > m->parts_max)
        return MULTIPART_TOO_MANY_PARTS;
    m->state = IN_HEADERS;
    m->header_n = 0;
    return MULTIPART_OK;
}

enum multipart_fault multipart_feed(struct multipart *m, const char *p, size_t n)
{
    for (size_t i = 0; i < n && m->fault == MULTIPART_OK && m->state != IN_EPILOGUE;) {
        switch (m->state) {
        case AFTER_DELIMITER: m->fault = after_byte(m, p[i++]); break;
        case IN_HEADERS: m->fault = header_byte(m, p[i++]); break;
        case IN_PREAMBLE:
        case IN_BODY: i += body_bytes(m, p + i, n - i); break;
        case IN_EPILOGUE: break;
        }
    }
    return m->fault;
}

enum multipart_fault multipart_finish(struct multipart *m)
{
    if (m->fault == MULTIPART_OK && m->state != IN_EPILOGUE)
        m->fault = MULTIPART_CUT_SHORT;
    return m->fault;
}
