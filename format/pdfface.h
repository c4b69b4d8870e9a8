/* pdfface.h: how a signature looks on the page: a picture (the signature of a person, the seal of an agency: PNG, its
 * transparency kept) and lines of text in Tinos, the metric twin of Times New Roman that format/pdf.h sets and embeds.
 * What is made are objects of a PDF, the first of them a form XObject for /AP /N (ISO 32000-1, 12.5.5).
 *
 * A picture is read once and may stand in many faces. It is fitted into the box in proportion and centred; where there
 * is text too, it has the left two fifths. */
#ifndef MOTCUA_FORMAT_PDFFACE_H
#define MOTCUA_FORMAT_PDFFACE_H

#include "format/pdf.h"

enum {
    PDF_PICTURE_BYTES_MAX = 2 * 1024 * 1024,
    PDF_PICTURE_PIXELS_MAX = 4 * 1000 * 1000, /* a seal of 40 mm at 1,200 dpi */
    PDF_FACE_TEXT_MAX = 2000,                 /* bytes */
};

enum pdf_face_fault {
    PDF_FACE_OK,
    PDF_FACE_NO_PNG,    /* another format, or broken */
    PDF_FACE_TOO_LARGE, /* bytes or pixels */
    PDF_FACE_EMPTY,     /* wholly transparent, or neither picture nor text */
    PDF_FACE_TOO_LONG,  /* the text does not fit into the box */
    PDF_FACE_LETTERS,   /* no installed font draws some letter of it */
};

/* Pixels packed by Flate, 8 bits a channel. */
struct pdf_picture {
    int width, height;
    struct str colour, alpha; /* RGB; alpha empty when nothing shines through */
};
NODISCARD enum pdf_face_fault pdf_picture_read(struct arena *a, struct str png, struct pdf_picture *out);

struct pdf_look {
    const struct pdf_picture *picture; /* NULL none */
    struct str text;                   /* UTF-8; a line break in it is one on the page */
    double size;                       /* of type, points; 0: 10, as ND 30/2020/ND-CP, annex I has it */
    enum pdf_align align;
    bool italic;
    bool framed; /* a line around, and 2 mm between it and the rest */
};

struct pdf_face_object;
struct pdf_face {
    struct pdf_face_object *objects;
    size_t n;
};
/* For a box as wide and high in millimetres, on a page that is turned by so many quarters clockwise. */
NODISCARD enum pdf_face_fault pdf_face_make(struct arena *a, const struct pdf_look *look, double width, double height,
                                            int turns, struct pdf_face *out);
/* The i-th object without its number, where the 0th gets the number `first` and the others follow. */
void pdf_face_put(const struct pdf_face *face, size_t i, int64_t first, struct buf *b);

#endif
