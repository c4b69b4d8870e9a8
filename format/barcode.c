#include "format/barcode.h"

#include <cairo.h>
#include <qrencode.h>

/* ---- QR ---- */

static void qr_free(QRcode **q)
{
    QRcode_free(*q);
}

bool qr_make(struct arena *a, struct str text, enum qr_level level, struct modules *out)
{
    static const QRecLevel levels[] = {QR_ECLEVEL_L, QR_ECLEVEL_M, QR_ECLEVEL_Q, QR_ECLEVEL_H};
    if (text.n == 0 || text.n > QR_BYTES_MAX || str_find(text, 0, 0) < text.n)
        return false;
    CLEANUP(qr_free) QRcode *q = QRcode_encodeString(str_c(a, text), 0, levels[level], QR_MODE_8, 1);
    if (!q)
        return false;
    size_t n = (size_t)q->width * (size_t)q->width;
    struct modules m = {.width = q->width, .height = q->width, .quiet = 4, .dark = arena_alloc(a, n)};
    for (size_t i = 0; i < n; i++)
        m.dark[i] = q->data[i] & 1;
    *out = m;
    return true;
}

/* ---- Code 128 (ISO/IEC 15417) ---- */

enum { CODE_B = 100, CODE_C = 99, START_B = 104, START_C = 105, STOP = 106 };

/* Widths of bar, space, bar, space, bar, space for each symbol value. */
static const char widths[][8] = {
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312",  "132212", "221213", "221312",
    "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211",  "221132", "221231", "213212",
    "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211",  "212123", "212321", "232121",
    "111323", "131123", "131321", "112313", "132113", "132311", "211313", "231113",  "231311", "112133", "112331",
    "132131", "113123", "113321", "133121", "313121", "211331", "231131", "213113",  "213311", "213131", "311123",
    "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111",  "111224", "111422", "121124",
    "121421", "141122", "141221", "112214", "112412", "122114", "122411", "142112",  "142211", "241211", "221114",
    "413111", "241112", "134111", "111242", "121142", "121241", "114212", "124112",  "124211", "411212", "421112",
    "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113",  "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
};

static size_t digits_at(struct str s, size_t from)
{
    size_t i = from;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    return i - from;
}

/* Set C pays from four digits at either end and from six inside, where two changes of set are needed. */
static bool worth_c(struct str s, size_t at)
{
    size_t run = digits_at(s, at);
    bool at_an_end = at == 0 || at + run == s.n;
    return run >= 6 || (at_an_end && run >= 4) || (run == 2 && s.n == 2);
}

static int pair_value(struct str s, size_t at)
{
    return (s.p[at] - '0') * 10 + s.p[at + 1] - '0';
}

/* Symbol values from start to the last data symbol; at most two a character. */
static size_t code128_values(struct str s, int *v)
{
    size_t n = 0, i = 0;
    int set = worth_c(s, 0) ? CODE_C : CODE_B;
    v[n++] = set == CODE_C ? START_C : START_B;
    while (i < s.n) {
        size_t run = digits_at(s, i);
        int want = set;
        if (set == CODE_C && run < 2)
            want = CODE_B;
        else if (set == CODE_B && run % 2 == 0 && worth_c(s, i))
            want = CODE_C;
        if (want != set)
            v[n++] = set = want;
        if (set == CODE_C) {
            v[n++] = pair_value(s, i);
            i += 2;
        } else {
            v[n++] = s.p[i++] - ' ';
        }
    }
    return n;
}

static void put_symbol(struct modules *m, int value)
{
    uint8_t dark = 1;
    for (const char *w = widths[value]; *w; w++, dark = !dark)
        for (int k = 0; k < *w - '0'; k++)
            m->dark[m->width++] = dark;
}

bool code128_make(struct arena *a, struct str text, struct modules *out)
{
    if (text.n == 0 || text.n > CODE128_CHARS_MAX)
        return false;
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < ' ' || text.p[i] > '~')
            return false;
    int values[2 * CODE128_CHARS_MAX + 3];
    size_t n = code128_values(text, values);
    int sum = values[0];
    for (size_t i = 1; i < n; i++)
        sum += values[i] * (int)i;
    values[n++] = sum % 103;
    values[n++] = STOP;
    struct modules m = {.height = 1, .quiet = 10, .dark = arena_alloc(a, n * 11 + 2)};
    for (size_t i = 0; i < n; i++)
        put_symbol(&m, values[i]);
    *out = m;
    return true;
}

/* ---- the dossier number ---- */

struct str dossier_barcode(struct arena *a, int64_t serial)
{
    if (serial < DOSSIER_SERIAL_MIN || serial > DOSSIER_SERIAL_MAX)
        die("barcode: serial %lld has not 12 digits", (long long)serial);
    struct buf b = buf_new(a, DOSSIER_BARCODE_SIZE);
    buf_u64_pad(&b, (uint64_t)(serial * 100 + (98 - serial * 100 % 97)), DOSSIER_BARCODE_SIZE);
    return buf_str(&b);
}

bool dossier_barcode_parse(struct str digits, int64_t *serial)
{
    int64_t v;
    if (digits.n != DOSSIER_BARCODE_SIZE || digits_at(digits, 0) != digits.n || digits.p[0] == '0' ||
        !str_to_i64(digits, &v) || v % 97 != 1 || v % 100 < 2 || v % 100 > 98)
        return false;
    *serial = v / 100;
    return true;
}

/* ---- drawing ---- */

/* Length of the run of equal modules in row y from x on. */
static int run_length(const struct modules *m, int x, int y)
{
    const uint8_t *row = m->dark + (size_t)y * (size_t)m->width;
    int from = x;
    while (x < m->width && row[x] == row[from])
        x++;
    return x - from;
}

static bool is_dark(const struct modules *m, int x, int y)
{
    return m->dark[(size_t)y * (size_t)m->width + (size_t)x];
}

static void put_escaped(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (strchr("<>&\"'", s.p[i]) && s.p[i])
            buf_printf(b, "&#%d;", s.p[i]);
        else
            buf_putc(b, s.p[i]);
    }
}

void modules_svg(struct buf *b, const struct modules *m, int bar_height, const char *css, struct str label)
{
    int row = m->height == 1 ? bar_height : 1, w = m->width + 2 * m->quiet;
    int margin = m->height == 1 ? 0 : m->quiet, h = m->height * row + 2 * margin;
    buf_printf(b, "<svg class=\"%s\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" ", css, w,
               h);
    buf_puts(b, "shape-rendering=\"crispEdges\" aria-label=\"");
    put_escaped(b, label);
    buf_printf(b, "\"><rect class=\"barcode-ground\" width=\"%d\" height=\"%d\" fill=\"#fff\"/>", w, h);
    buf_puts(b, "<path class=\"barcode-ink\" fill=\"#000\" d=\"");
    for (int y = 0; y < m->height; y++)
        for (int x = 0, n; x < m->width; x += n) {
            n = run_length(m, x, y);
            if (is_dark(m, x, y))
                buf_printf(b, "M%d %dh%dv%dh-%dz", x + m->quiet, y * row + margin, n, row, n);
        }
    buf_puts(b, "\"/></svg>");
}

void modules_draw(cairo_t *cr, const struct modules *m, double x, double y, double unit, double bar)
{
    double row = m->height == 1 ? bar : unit;
    for (int j = 0; j < m->height; j++)
        for (int i = 0, n; i < m->width; i += n) {
            n = run_length(m, i, j);
            if (is_dark(m, i, j))
                cairo_rectangle(cr, x + i * unit, y + j * row, n * unit, row);
        }
    cairo_fill(cr);
}
