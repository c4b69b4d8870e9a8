/* csv.h: RFC 4180, as spreadsheets of offices read and write it. */
#ifndef MOTCUA_FORMAT_CSV_H
#define MOTCUA_FORMAT_CSV_H

#include "base/buf.h"

enum { CSV_CELLS_MAX = 256, CSV_CELL_BYTES_MAX = 64 * 1024, CSV_ROWS_MAX = 200000 };

enum csv_fault {
    CSV_OK,
    CSV_END,        /* no more rows */
    CSV_NOT_TEXT,   /* not UTF-8 (an old spreadsheet encoding) */
    CSV_BAD_QUOTE,  /* a quote inside a bare cell, or text after a closing quote */
    CSV_OPEN_QUOTE, /* the file ends inside quotes */
    CSV_TOO_LARGE,  /* cells in a row, bytes in a cell, rows */
};

struct csv {
    struct arena *arena;
    struct str text;
    size_t at;
    char separator;
    int64_t row; /* number of the row last read, from 1, for messages */
};

/* Takes a byte order mark off. The separator is ',' unless the first line holds more ';' or tabs: Vietnamese Excel
 * writes ';'. */
enum csv_fault csv_open(struct arena *a, struct str text, struct csv *out);
/* The next row; cells alias the text where nothing was doubled. Lines end with LF, CR LF or the end; an empty line is a
 * row of one empty cell. CSV_END after the last. */
NODISCARD enum csv_fault csv_next(struct csv *r, struct str **cells, size_t *n);

/* ---- writing: CR LF, comma ---- */
/* The mark without which Excel takes UTF-8 for a code page. */
void csv_begin(struct buf *b);
/* One row. A cell that a spreadsheet would run as a formula (= + - @ TAB CR first, unless it is a plain number) gets an
 * apostrophe before it. */
void csv_row(struct buf *b, const struct str *cells, size_t n);

#endif
