#include "format/csv.h"

#include "base/text.h"

static char guess_separator(struct str text)
{
    static const char candidates[] = {',', ';', '\t'};
    size_t counts[COUNT(candidates)] = {0}, best = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.n && (quoted || text.p[i] != '\n'); i++) {
        if (text.p[i] == '"')
            quoted = !quoted;
        for (size_t k = 0; k < COUNT(candidates) && !quoted; k++)
            counts[k] += text.p[i] == candidates[k];
    }
    for (size_t k = 1; k < COUNT(candidates); k++)
        if (counts[k] > counts[best])
            best = k;
    return candidates[best];
}

enum csv_fault csv_open(struct arena *a, struct str text, struct csv *out)
{
    if (str_starts(text, S("\xef\xbb\xbf")))
        text = str_sub(text, 3, text.n);
    if (!text_is_valid(text))
        return CSV_NOT_TEXT;
    *out = (struct csv){.arena = a, .text = text, .separator = guess_separator(text)};
    return CSV_OK;
}

static bool at_cell_end(const struct csv *r)
{
    struct str rest = str_sub(r->text, r->at, r->text.n);
    return rest.n == 0 || rest.p[0] == r->separator || rest.p[0] == '\n' || str_starts(rest, S("\r\n"));
}

static enum csv_fault bare_cell(struct csv *r, struct str *out)
{
    size_t from = r->at;
    for (; !at_cell_end(r); r->at++)
        if (r->text.p[r->at] == '"')
            return CSV_BAD_QUOTE;
    *out = str_sub(r->text, from, r->at);
    return CSV_OK;
}

static enum csv_fault quoted_cell(struct csv *r, struct str *out)
{
    size_t from = ++r->at, doubled = 0;
    for (;; r->at++) {
        r->at = str_find(r->text, '"', r->at);
        if (r->at == r->text.n)
            return CSV_OPEN_QUOTE;
        if (r->at + 1 == r->text.n || r->text.p[r->at + 1] != '"')
            break;
        r->at++;
        doubled++;
    }
    struct str raw = str_sub(r->text, from, r->at++);
    if (!at_cell_end(r))
        return CSV_BAD_QUOTE;
    if (doubled == 0) {
        *out = raw;
        return CSV_OK;
    }
    char *p = arena_alloc(r->arena, raw.n);
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        p[n++] = raw.p[i];
        i += raw.p[i] == '"';
    }
    *out = str_n(p, n);
    return CSV_OK;
}

static enum csv_fault next_cell(struct csv *r, struct str *out)
{
    bool quoted = r->at < r->text.n && r->text.p[r->at] == '"';
    enum csv_fault fault = quoted ? quoted_cell(r, out) : bare_cell(r, out);
    if (fault == CSV_OK && out->n > CSV_CELL_BYTES_MAX)
        fault = CSV_TOO_LARGE;
    return fault;
}

enum csv_fault csv_next(struct csv *r, struct str **cells, size_t *n)
{
    if (r->at >= r->text.n)
        return CSV_END;
    if (++r->row > CSV_ROWS_MAX)
        return CSV_TOO_LARGE;
    struct str row[CSV_CELLS_MAX];
    size_t got = 0;
    for (bool more = true; more;) {
        if (got == CSV_CELLS_MAX)
            return CSV_TOO_LARGE;
        enum csv_fault fault = next_cell(r, &row[got++]);
        if (fault != CSV_OK)
            return fault;
        more = r->at < r->text.n && r->text.p[r->at] == r->separator;
        r->at += more;
    }
    if (r->at < r->text.n)
        r->at += r->text.p[r->at] == '\r' ? 2 : 1;
    *cells = NEW_ARRAY(r->arena, struct str, got);
    memcpy(*cells, row, got * sizeof *row);
    *n = got;
    return CSV_OK;
}

void csv_begin(struct buf *b)
{
    buf_puts(b, "\xef\xbb\xbf");
}

static bool is_number(struct str s)
{
    size_t digits = 0;
    for (size_t i = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+'); i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9')
            digits++;
        else if (s.p[i] != '.' && s.p[i] != ',')
            return false;
    }
    return digits > 0;
}

static bool is_formula(struct str s)
{
    return s.n > 0 && strchr("=+-@\t\r", s.p[0]) && s.p[0] != 0 && !is_number(s);
}

static void put_cell(struct buf *b, struct str s)
{
    bool formula = is_formula(s), quote = formula;
    for (size_t i = 0; i < s.n; i++)
        quote = quote || strchr("\",;\t\r\n", s.p[i]);
    if (quote)
        buf_putc(b, '"');
    if (formula)
        buf_putc(b, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_putc(b, '"');
        buf_putc(b, s.p[i]);
    }
    if (quote)
        buf_putc(b, '"');
}

void csv_row(struct buf *b, const struct str *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_putc(b, ',');
        put_cell(b, cells[i]);
    }
    buf_puts(b, "\r\n");
}
