/* pdfpage.h: the pages of a PDF: which object the n-th is, and where a place on the page as it is seen lies in the
 * coordinates of the file (ISO 32000-1, 7.7.3, 8.3.2.3 and 14.11.2: MediaBox, CropBox, Rotate, UserUnit, inherited ones
 * too). No fuzz twin: fuzz_pdfread.c signs visibly whatever it could read. */
#ifndef MOTCUA_FORMAT_PDFPAGE_H
#define MOTCUA_FORMAT_PDFPAGE_H

#include "format/pdfread.h"

#define PDF_POINTS_A_MM (72.0 / 25.4)

/* What is seen of a page. */
struct pdf_sheet {
    int64_t number;               /* of its object */
    const struct pdf_value *dict; /* NULL: there is no such page */
    double box[4];                /* CropBox within MediaBox: left, bottom, right, top */
    double unit;                  /* points */
    int turns;                    /* quarters clockwise, 0 to 3 */
    bool measured;                /* false: its boxes or its Rotate are none; the three above say nothing */
};

/* The page of that number, from 1, by the tree; and the one in object `number`, by its own word on its parents. */
NODISCARD enum pdf_fault pdf_sheet_find(struct pdf_file *f, int64_t page, struct pdf_sheet *out);
NODISCARD enum pdf_fault pdf_sheet_in(struct pdf_file *f, int64_t number, struct pdf_sheet *out);

/* Millimetres from the top left corner of the page as it is seen, for the law measures papers so. */
struct pdf_box {
    double x, y, w, h;
};
/* The /Rect of a box; false when it does not lie wholly on the page. */
NODISCARD bool pdf_sheet_rect(const struct pdf_sheet *s, const struct pdf_box *box, double rect[4]);
/* Whether a /Rect covers more than a quarter of the page or of A4: a later signature of that size hides what was signed
 * earlier, so it is neither made nor accepted. */
bool pdf_sheet_is_broad(const struct pdf_sheet *s, const double rect[4]);
/* How wide and high a /Rect is seen, in millimetres. */
void pdf_sheet_seen(const struct pdf_sheet *s, const double rect[4], double *w, double *h);

/* Four numbers, put into order; false for anything else. */
NODISCARD enum pdf_fault pdf_rectangle(struct pdf_file *f, const struct pdf_value *v, double rect[4], bool *good);

#endif
