#include "format/pdflex.h"

#include <string.h>

/* ---- words ---- */

enum pdf_fault pdf_refuse(struct pdf_file *f, enum pdf_fault fault, size_t at, const char *why)
{
    f->why = why;
    f->at = at;
    return fault;
}

enum pdf_fault lex_broken(struct lexer *l, const char *why)
{
    return pdf_refuse(l->f, PDF_BROKEN, l->at, why);
}

bool lex_is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool is_delimiter(char c)
{
    return c && strchr("()<>[]{}/%", c);
}

bool lex_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool ends_word(struct str s, size_t at)
{
    return at >= s.n || lex_is_space(s.p[at]) || is_delimiter(s.p[at]);
}

char lex_here(const struct lexer *l)
{
    return l->at < l->s.n ? l->s.p[l->at] : '\0';
}

bool lex_starts(const struct lexer *l, const char *word)
{
    return str_starts(str_sub(l->s, l->at, l->s.n), str_from(word));
}

void lex_space(struct lexer *l)
{
    for (; l->at < l->s.n; l->at++) {
        if (l->s.p[l->at] == '%')
            while (l->at + 1 < l->s.n && l->s.p[l->at + 1] != '\n' && l->s.p[l->at + 1] != '\r')
                l->at++;
        else if (!lex_is_space(l->s.p[l->at]))
            return;
    }
}

bool lex_take(struct lexer *l, const char *word)
{
    if (!lex_starts(l, word) || !ends_word(l->s, l->at + strlen(word)))
        return false;
    l->at += strlen(word);
    return true;
}

bool lex_number(struct lexer *l, int64_t *out)
{
    size_t to = l->at;
    while (to < l->s.n && lex_is_digit(l->s.p[to]))
        to++;
    if (to - l->at > 18 || !ends_word(l->s, to) || !str_to_i64(str_sub(l->s, l->at, to), out))
        return false;
    l->at = to;
    return true;
}

/* ---- values ---- */

enum pdf_fault lex_new(struct lexer *l, enum pdf_kind kind, struct pdf_value **out)
{
    if (++l->f->values_n > PDF_VALUES_MAX)
        return pdf_refuse(l->f, PDF_TOO_LARGE, l->at, "too many values");
    *out = NEW(l->f->arena, struct pdf_value);
    (*out)->kind = kind;
    (*out)->raw = str_sub(l->s, l->at, l->at);
    (*out)->packed = l->packed;
    return PDF_READ;
}

static void add_child(struct pdf_value *parent, struct pdf_value *child)
{
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->n++;
}

static enum pdf_fault read_name(struct lexer *l, struct str *out)
{
    size_t from = ++l->at;
    while (!ends_word(l->s, l->at))
        l->at++;
    struct str raw = str_sub(l->s, from, l->at);
    if (str_find(raw, '#', 0) == raw.n) {
        *out = raw;
        return PDF_READ;
    }
    struct buf b = buf_new(l->f->arena, raw.n);
    for (size_t i = 0; i < raw.n; i++) {
        uint8_t byte = 0;
        if (raw.p[i] == '#') {
            if (!str_from_hex(str_sub(raw, i + 1, i + 3), &byte, 1) || byte == 0)
                return lex_broken(l, "a name with a bad #");
            i += 2;
        }
        buf_putc(&b, byte ? (char)byte : raw.p[i]);
    }
    *out = buf_str(&b);
    return PDF_READ;
}

/* Up to three octal digits behind the backslash. */
static char octal(struct lexer *l)
{
    int v = 0;
    for (int i = 0; i < 3 && lex_here(l) >= '0' && lex_here(l) <= '7' && l->at < l->s.n; i++)
        v = v * 8 + (l->s.p[l->at++] - '0');
    return (char)v;
}

static void put_line_end(struct lexer *l, struct buf *b, bool keep)
{
    if (lex_starts(l, "\r\n"))
        l->at++;
    l->at++;
    if (keep)
        buf_putc(b, '\n');
}

static void put_escape(struct lexer *l, struct buf *b)
{
    static const char names[] = "nrtbf", values[] = "\n\r\t\b\f";
    char c = lex_here(l);
    const char *name = c ? strchr(names, c) : NULL;
    if (c >= '0' && c <= '7') {
        buf_putc(b, octal(l));
    } else if (c == '\r' || c == '\n') {
        put_line_end(l, b, false);
    } else {
        l->at++;
        buf_putc(b, name ? values[name - names] : c);
    }
}

static size_t string_end(const struct lexer *l)
{
    int open = 0;
    for (size_t i = l->at; i < l->s.n; i++) {
        char c = l->s.p[i];
        if (c == '\\')
            i++;
        else if (c == '(')
            open++;
        else if (c == ')' && --open == 0)
            return i;
    }
    return l->s.n;
}

static enum pdf_fault read_string(struct lexer *l, struct str *out)
{
    size_t end = string_end(l);
    if (end == l->s.n)
        return lex_broken(l, "a string without an end");
    struct buf b = buf_new(l->f->arena, end - l->at);
    for (l->at++; l->at < end;) {
        char c = lex_here(l);
        if (c == '\\') {
            l->at++;
            put_escape(l, &b);
        } else if (c == '\r') {
            put_line_end(l, &b, true);
        } else {
            buf_putc(&b, c);
            l->at++;
        }
    }
    l->at = end + 1;
    *out = buf_str(&b);
    return PDF_READ;
}

static enum pdf_fault read_hex(struct lexer *l, struct str *out)
{
    size_t end = str_find(l->s, '>', l->at);
    struct buf b = buf_new(l->f->arena, (end - l->at) / 2 + 1);
    int high = -1;
    for (l->at++; l->at < end; l->at++) {
        int v = hex_value(lex_here(l));
        if (v < 0 && !lex_is_space(lex_here(l)))
            return lex_broken(l, "a hexadecimal string with another letter");
        if (v >= 0 && high >= 0)
            buf_putc(&b, (char)(high * 16 + v));
        if (v >= 0)
            high = high >= 0 ? -1 : v;
    }
    if (end == l->s.n)
        return lex_broken(l, "a hexadecimal string without an end");
    if (high >= 0)
        buf_putc(&b, (char)(high * 16));
    l->at = end + 1;
    *out = buf_str(&b);
    return PDF_READ;
}

static enum pdf_fault read_array(struct lexer *l, struct pdf_value *v)
{
    for (l->at++;;) {
        struct pdf_value *item;
        lex_space(l);
        if (lex_here(l) == ']')
            break;
        PDF_TRY(lex_value(l, &item));
        add_child(v, item);
    }
    l->at++;
    return PDF_READ;
}

/* Dictionaries of the structure are short; a long one (a name tree of fonts) is still compared key by key. */
static enum pdf_fault check_new_key(struct lexer *l, const struct pdf_value *dict, struct str key)
{
    if (dict->n >= 4096)
        return pdf_refuse(l->f, PDF_TOO_LARGE, l->at, "a dictionary of more than 4096 keys");
    for (const struct pdf_value *m = dict->first; m; m = m->next)
        if (str_eq(m->key, key))
            return lex_broken(l, "a dictionary with a key twice");
    return PDF_READ;
}

static enum pdf_fault read_dict(struct lexer *l, struct pdf_value *v)
{
    for (l->at += 2;;) {
        struct pdf_value *member;
        struct str key;
        lex_space(l);
        if (lex_starts(l, ">>"))
            break;
        size_t key_from = l->at;
        if (lex_here(l) != '/')
            return lex_broken(l, "a dictionary without a key");
        PDF_TRY(read_name(l, &key));
        PDF_TRY(check_new_key(l, v, key));
        lex_space(l);
        PDF_TRY(lex_value(l, &member));
        member->key = key;
        member->member = str_sub(l->s, key_from, l->at);
        add_child(v, member);
    }
    l->at += 2;
    return PDF_READ;
}

/* An integer, or the first of "12 0 R". */
static bool read_ref(struct lexer *l, struct pdf_value *v)
{
    struct lexer ahead = *l;
    if (!lex_number(&ahead, &v->n) || !lex_is_space(lex_here(&ahead)))
        return false;
    lex_space(&ahead);
    if (!lex_number(&ahead, &v->generation) || !lex_is_space(lex_here(&ahead)))
        return false;
    lex_space(&ahead);
    if (!lex_take(&ahead, "R"))
        return false;
    l->at = ahead.at;
    return true;
}

static enum pdf_fault read_number(struct lexer *l, struct pdf_value *v)
{
    size_t from = l->at, digits = 0, dots = 0;
    if (lex_is_digit(lex_here(l)) && read_ref(l, v)) {
        v->kind = PDF_REF;
        return PDF_READ;
    }
    if (lex_here(l) == '+' || lex_here(l) == '-')
        l->at++;
    for (; lex_is_digit(lex_here(l)) || lex_here(l) == '.'; l->at++) {
        digits += lex_is_digit(lex_here(l));
        dots += lex_here(l) == '.';
    }
    if (digits == 0 || digits > 100 || dots > 1 || !ends_word(l->s, l->at))
        return lex_broken(l, "a number of another kind");
    v->text = str_sub(l->s, from, l->at);
    v->kind = PDF_REAL;
    struct str plain = str_sub(l->s, from + (l->s.p[from] == '+'), l->at);
    if (dots == 0 && !str_to_i64(plain, &v->n))
        return lex_broken(l, "a number beyond 64 bits");
    if (dots == 0)
        v->kind = PDF_INT;
    return PDF_READ;
}

static enum pdf_fault read_word(struct lexer *l, struct pdf_value *v)
{
    v->kind = PDF_BOOL;
    v->n = lex_starts(l, "true");
    if (lex_take(l, "true") || lex_take(l, "false"))
        return PDF_READ;
    v->kind = PDF_NULL;
    return lex_take(l, "null") ? PDF_READ : lex_broken(l, "a word that is no value");
}

static enum pdf_fault read_kind(struct lexer *l, struct pdf_value *v)
{
    char c = lex_here(l);
    if (c == '/') {
        v->kind = PDF_NAME;
        return read_name(l, &v->text);
    }
    if (c == '(' || (c == '<' && !lex_starts(l, "<<"))) {
        v->kind = PDF_STRING;
        return c == '(' ? read_string(l, &v->text) : read_hex(l, &v->text);
    }
    if (c == '[' || c == '<') {
        v->kind = c == '[' ? PDF_ARRAY : PDF_DICT;
        return c == '[' ? read_array(l, v) : read_dict(l, v);
    }
    return lex_is_digit(c) || c == '+' || c == '-' || c == '.' ? read_number(l, v) : read_word(l, v);
}

enum pdf_fault lex_value(struct lexer *l, struct pdf_value **out)
{
    struct pdf_value *v = NULL;
    if (++l->depth > PDF_DEPTH_MAX)
        return pdf_refuse(l->f, PDF_TOO_LARGE, l->at, "values too deep");
    PDF_TRY(lex_new(l, PDF_NULL, &v));
    PDF_TRY(read_kind(l, v));
    v->raw.n = (size_t)(l->s.p + l->at - v->raw.p);
    l->depth--;
    *out = v;
    return PDF_READ;
}
