/* pdf.h: printed papers: A4 pages in Tinos (the metric twin of Times New Roman), set by pango, written by cairo.
 *
 * A document is a column of blocks; pages break by themselves. Texts break between lines, tables between rows (their
 * head is drawn again on each page); a row higher than a page breaks inside its cells. The same calls give the same
 * bytes: dates are passed in and nothing is taken from the clock.
 *
 *     struct pdf *p = pdf_new(a, &(struct pdf_page){.margin = PDF_MARGINS, .size = 13}, &meta);
 *     struct pdf_cell *body = pdf_body(p), *side[2];
 *     pdf_columns(body, (double[]){2, 3}, 2, side);
 *     pdf_text(side[0], &(struct pdf_type){.bold = true, .align = PDF_CENTER}, S("SỞ NỘI VỤ"));
 *     pdf_rule(side[0], 20, PDF_CENTER);
 *     ...
 *     struct str bytes = pdf_finish(p, &report);
 *
 * Lengths are millimetres, type sizes points. Needs the four Tinos faces from fontconfig; pdf_warm_up asks. */
#ifndef MOTCUA_FORMAT_PDF_H
#define MOTCUA_FORMAT_PDF_H

#include "base/moment.h"

enum { PDF_PAGES_MAX = 1000, PDF_COLUMNS_MAX = 20, PDF_BYTES_MAX = 64 * 1024 * 1024 };

/* Finds and loads the faces and checks that they draw every Vietnamese letter; die() when one does not, because a
 * receipt with boxes for letters is worse than none. Call it once before a jail closes; later calls cost nothing.
 * Fonts of other scripts, where a text needs them, are opened when first met: a jail keeps /usr/share/fonts and
 * fontconfig readable. */
void pdf_warm_up(void);

enum pdf_align { PDF_LEFT, PDF_CENTER, PDF_RIGHT, PDF_JUSTIFY };

/* TT 01/2018/TT-VPCP, forms 01 to 06: top, right, bottom, left. */
/* clang-format off */
#define PDF_MARGINS {20, 15, 20, 30}
/* clang-format on */
struct pdf_page {
    bool landscape;
    double margin[4]; /* top, right, bottom, left */
    double size;      /* of type where none is given */
    bool numbers; /* page number in the top margin, centred, from the second page on (NĐ 30/2020/NĐ-CP, annex I) */
};
struct pdf_meta {
    struct str title, author, subject;
    struct instant created;
};

struct pdf_type {
    double size; /* 0: of the page */
    bool bold, italic;
    enum pdf_align align;
    double before, after; /* points of space */
    double indent;        /* millimetres, first line */
};
struct pdf_run {
    struct str s;
    bool bold, italic; /* besides those of the type */
};

struct pdf;
struct pdf_cell; /* a column of blocks: the body, a side of the header, a cell of a table */
struct pdf_table;

struct pdf *pdf_new(struct arena *a, const struct pdf_page *page, const struct pdf_meta *meta);
struct pdf_cell *pdf_body(struct pdf *p);

/* Blocks. Texts are copied. A line break in a text is one on paper. */
void pdf_text(struct pdf_cell *at, const struct pdf_type *t, struct str s);
void pdf_runs(struct pdf_cell *at, const struct pdf_type *t, const struct pdf_run *runs, size_t n); /* one paragraph */
void pdf_space(struct pdf_cell *at, double mm);
void pdf_rule(struct pdf_cell *at, double mm, enum pdf_align align); /* 0 mm: the whole width */
/* Codes; text they cannot hold (format/barcode.h) is die(), so check what people typed before. */
void pdf_qr(struct pdf_cell *at, struct str text, double mm, enum pdf_align align);
void pdf_code128(struct pdf_cell *at, struct str text, double width_mm, double height_mm, enum pdf_align align);
void pdf_page_break(struct pdf_cell *body);

/* Tables and columns stand in the body only. Widths are shares of the line. `cells` receives n cells to fill. */
struct pdf_table *pdf_table(struct pdf_cell *body, const double *shares, size_t n);
/* A head row is repeated on each page; all come before the first pdf_row. */
void pdf_head(struct pdf_table *t, struct pdf_cell **cells);
void pdf_row(struct pdf_table *t, struct pdf_cell **cells);
/* A row (or head row) whose cells span some columns; spans add up to the columns, and `cells` receives `n` cells. */
void pdf_row_spans(struct pdf_table *t, bool head, const size_t *spans, size_t n, struct pdf_cell **cells);
/* The row made last belongs to the one above it: they stay on one page,
 * and where its cell is empty and as wide, the two cells are one. */
void pdf_row_join(struct pdf_table *t);
/* Side by side without lines: the two-column header, signatures. */
void pdf_columns(struct pdf_cell *body, const double *shares, size_t n, struct pdf_cell **cells);

struct pdf_report {
    int pages;
    int missing; /* characters no installed font could draw (boxes on paper) */
};
/* Lays out and writes. die() past PDF_PAGES_MAX or PDF_BYTES_MAX: callers bound what they print. */
struct str pdf_finish(struct pdf *p, struct pdf_report *report);

#endif
