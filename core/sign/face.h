/* face.h: what the law wants to be seen of a signature, and where: words in Vietnamese and boxes in millimetres, for
 * struct pdf_sign_ask. Nothing here reads a file or a clock.
 *
 * Decree 30/2020/ND-CP, annex I: part II, point 7d (picture of the signature of a person, blue, transparent PNG), point
 * 8 (picture of the seal, red, its true size, over about a third of the signature, on its left; a separate annex file
 * bears number and symbol and the time, no picture, top right of its first page, Times New Roman 10, upright, black);
 * part III, point 1d (electronic copies alike: kind of copy, agency, time). Time: day, hour to the second, and the
 * zone of Vietnam as ISO 8601 writes it. Annex IV: the stamp of what comes in, 35 mm by 50 mm.
 * The law names corners and not millimetres: the boxes of the top right lie in the margin of 20 mm above the text and
 * end at the right margin of 15 mm; a caller may move them. */
#ifndef MOTCUA_CORE_SIGN_FACE_H
#define MOTCUA_CORE_SIGN_FACE_H

#include "format/pdfface.h"
#include "format/pdfpage.h"

struct sign_face {
    struct pdf_box box; /* of the first page, as it is seen */
    struct pdf_look look;
};

enum sign_copy { SIGN_COPY_WHOLE, SIGN_COPY_OF_COPY, SIGN_COPY_EXTRACT }; /* sao y, sao lục, trích sao */

/* A file of an annex that stands alone, on a page of that width. `symbol` is "37/BC-UBND". */
struct sign_face sign_face_attachment(struct arena *a, double page_width, struct str symbol, struct instant at);
/* An electronic copy. `agency` as its seal has it, in capitals. */
struct sign_face sign_face_copy(struct arena *a, double page_width, enum sign_copy kind, struct str agency,
                                struct instant at);
/* Number and date are given after the person has signed (article 14 with annex I), so each is seen as a signature of
 * its own, where the document keeps room for it. Numbers and days below 10 and months 1 and 2 begin with 0. */
struct sign_face sign_face_number(struct arena *a, struct pdf_box room, int64_t number, struct str symbol);
struct sign_face sign_face_date(struct arena *a, struct pdf_box room, struct str place, struct day on);
/* The seal as high and wide as it is in truth, beside the picture of the signature it covers a third of. */
struct sign_face sign_face_seal(const struct pdf_picture *seal, double width, double height,
                                const struct pdf_box *signature);
/* The stamp of what comes in. Empty strings leave room for the hand. */
struct sign_arrival {
    struct str agency;
    int64_t number; /* of the year */
    struct instant at;
    struct str passed_to, file_symbol;
};
struct sign_face sign_face_arrival(struct arena *a, double x, double y, const struct sign_arrival *arrival);

#endif
