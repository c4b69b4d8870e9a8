/* barcode.h: what a scanner or a phone reads: QR codes and Code 128, as matrices of modules, as SVG and on cairo.
 *
 * The dossier barcode is 14 digits in Code 128-C: first digit 1-9, last two check digits (ISO 7064 mod 97-10). Its
 * length protects as much as the check does: a wedge scanner may lose leading digits, and check digits alone accept
 * some losses. */
#ifndef MOTCUA_FORMAT_BARCODE_H
#define MOTCUA_FORMAT_BARCODE_H

#include "base/buf.h"

struct _cairo;

enum { QR_BYTES_MAX = 1000, CODE128_CHARS_MAX = 80, DOSSIER_BARCODE_SIZE = 14 };
#define DOSSIER_SERIAL_MIN INT64_C(100000000000)
#define DOSSIER_SERIAL_MAX INT64_C(999999999999)

/* width x height bytes, 1 is dark; a Code 128 is one row. `quiet` is the white margin a reader needs, in modules. */
struct modules {
    int width, height, quiet;
    uint8_t *dark;
};

enum qr_level { QR_LEVEL_L, QR_LEVEL_M, QR_LEVEL_Q, QR_LEVEL_H };

/* false when the text is empty, holds NUL or is longer than QR_BYTES_MAX (or than level H can carry). */
NODISCARD bool qr_make(struct arena *a, struct str text, enum qr_level level, struct modules *out);
/* Printable ASCII; pairs of digits take one symbol (set C). false for other characters and beyond CODE128_CHARS_MAX. */
NODISCARD bool code128_make(struct arena *a, struct str text, struct modules *out);

/* 14 digits for a serial of exactly 12 digits (DOSSIER_SERIAL_MIN..MAX; anything else is die()). */
struct str dossier_barcode(struct arena *a, int64_t serial);
/* The serial of a scanned barcode; false for anything that is not exactly one. */
bool dossier_barcode_parse(struct str digits, int64_t *serial);

/* An <svg class="`css`"> whose ink is one path with class "barcode-ink" and whose
 * ground is "barcode-ground"; no inline style. `bar_height` is the height of one-row
 * codes in modules. `label` (escaped here) names the picture to a screen reader. */
void modules_svg(struct buf *b, const struct modules *m, int bar_height, const char *css, struct str label);
/* Draws dark modules in the current colour at x, y, the quiet zone left out; each is `unit` wide, and one-row codes
 * are `bar` high. */
void modules_draw(struct _cairo *cr, const struct modules *m, double x, double y, double unit, double bar);

#endif
