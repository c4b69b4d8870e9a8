/* The pictures are read back by zbarimg, an independent reader; a machine without it skips those tests. */
#include "format/test_kit.h"

#include <cairo.h>
#include <unistd.h>

#include "format/barcode.h"

#undef popen /* runs the reader on a file this test made */

enum { PICTURES_MAX = 20 };
static char paths[PICTURES_MAX][40];

static void draw(const struct modules *m, char *path)
{
    int unit = 3, w = (m->width + 2 * m->quiet) * unit, h = m->height == 1 ? 120 : w;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
    cairo_t *cr = cairo_create(surface);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_set_source_rgb(cr, 0, 0, 0);
    modules_draw(cr, m, m->quiet * unit, m->height == 1 ? 10 : m->quiet * unit, unit, 100);
    int fd = mkstemps(path, 4);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(cairo_surface_write_to_png(surface, path), CAIRO_STATUS_SUCCESS);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
}

/* Draws a code for each text and has all of them read by one zbarimg, which prints them in their order. */
static void assert_reads_back(const char *const *texts, size_t n, bool (*make)(struct str text, struct modules *m))
{
    struct buf command = buf_new(a, 4000), want = buf_new(a, 4000);
    buf_puts(&command, "zbarimg -q --nodbus --raw");
    for (size_t i = 0; i < n; i++) {
        struct modules m;
        assert_true(make(str_from(texts[i]), &m));
        snprintf(paths[i], sizeof paths[i], "/tmp/motcua-barcode-XXXXXX.png");
        draw(&m, paths[i]);
        buf_printf(&command, " %s", paths[i]);
        buf_printf(&want, "%s\n", texts[i]);
    }
    FILE *f = popen(str_c(a, buf_str(&command)), "r");
    assert_non_null(f);
    char *got = arena_alloc(a, 8000);
    size_t got_n = fread(got, 1, 8000, f);
    pclose(f);
    for (size_t i = 0; i < n; i++)
        unlink(paths[i]);
    assert_str(str_n(got, got_n), str_c(a, buf_str(&want)));
}

static bool make_qr(struct str text, struct modules *m)
{
    if (!qr_make(a, text, QR_LEVEL_M, m))
        return false;
    assert_int_equal(m->width, m->height);
    return true;
}

static bool make_code128(struct str text, struct modules *m)
{
    return code128_make(a, text, m);
}

static void need_zbarimg(void)
{
    if (access("/usr/bin/zbarimg", X_OK) != 0)
        skip();
}

static void qr_reads_back(void **state)
{
    need_zbarimg();
    static const char *const texts[] = {"https://mc.example/tra-cuu/H35.1-261122-0042?k=9f3a", "Hồ sơ đất đai",
                                        "0123456789"};
    assert_reads_back(texts, COUNT(texts), make_qr);
}

static void code128_reads_back(void **state)
{
    need_zbarimg();
    static const char *const texts[] = {"42261122004297",
                                        "H35.261122.0042",
                                        "000.00.28.H35-261122-0042",
                                        "A",
                                        "1",
                                        "12",
                                        "123",
                                        "12345",
                                        "A1234",
                                        "A12345",
                                        "1234A",
                                        "12345A",
                                        "AB123456CD",
                                        "AB1234567CD",
                                        "~ !\"",
                                        "00000000"};
    assert_reads_back(texts, COUNT(texts), make_code128);
}

static void code128_is_compact(void **state)
{
    struct modules m;
    /* start + 7 pairs + check, 11 modules each, and the stop of 13 */
    assert_true(code128_make(a, S("42261122004297"), &m));
    assert_int_equal(m.width, 9 * 11 + 13);
    assert_false(code128_make(a, S(""), &m));
    assert_false(code128_make(a, S("Đ"), &m));
    assert_false(code128_make(a, S("a\n"), &m));
    struct buf b = buf_new(a, 200);
    for (int i = 0; i < CODE128_CHARS_MAX; i++)
        buf_putc(&b, i % 5 ? '1' : 'x');
    assert_true(code128_make(a, buf_str(&b), &m));
    buf_putc(&b, 'x');
    assert_false(code128_make(a, buf_str(&b), &m));
}

static void qr_has_limits(void **state)
{
    struct modules m;
    assert_false(qr_make(a, S(""), QR_LEVEL_M, &m));
    assert_false(qr_make(a, S("a\0b"), QR_LEVEL_M, &m));
    struct buf b = buf_new(a, 2000);
    for (int i = 0; i < QR_BYTES_MAX; i++)
        buf_putc(&b, 'x');
    assert_true(qr_make(a, buf_str(&b), QR_LEVEL_H, &m));
    buf_putc(&b, 'x');
    assert_false(qr_make(a, buf_str(&b), QR_LEVEL_L, &m));
}

static void numbers_dossiers(void **state)
{
    int64_t serial = 0;
    assert_str(dossier_barcode(a, INT64_C(422611220042)), "42261122004260");
    for (int64_t s = DOSSIER_SERIAL_MIN; s < DOSSIER_SERIAL_MIN + 300; s++) {
        assert_true(dossier_barcode_parse(dossier_barcode(a, s), &serial));
        assert_int_equal(serial, s);
    }
    assert_true(dossier_barcode_parse(dossier_barcode(a, DOSSIER_SERIAL_MAX), &serial));
    static const char *const bad[] = {"",
                                      "42261122004261",
                                      "4226112200426",
                                      "422611220042600",
                                      "04226112200426",
                                      "4226112200426a",
                                      "00004226112297",
                                      "4226112297",
                                      "+2261122004260",
                                      "24261122004260",
                                      "42261122004206"};
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(dossier_barcode_parse(str_from(bad[i]), &serial));
}

static void svg_draws_every_dark_module(void **state)
{
    struct modules m;
    assert_true(code128_make(a, S("12"), &m));
    struct buf b = buf_new(a, 1u << 16);
    modules_svg(&b, &m, 30, "barcode", S("Mã \"<H35>\""));
    struct str svg = buf_str(&b);
    assert_true(str_search(svg, S("aria-label=\"Mã &#34;&#60;H35&#62;&#34;\""), 0) < svg.n);
    assert_true(str_search(svg, S("style"), 0) == svg.n);
    int dark = 0, drawn = 0;
    for (int i = 0; i < m.width; i++)
        dark += m.dark[i];
    for (size_t at = str_search(svg, S(" 0h"), 0); at < svg.n; at = str_search(svg, S(" 0h"), at + 1))
        drawn += svg.p[at + 3] - '0';
    assert_int_equal(drawn, dark);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(qr_reads_back),      cmocka_unit_test(code128_reads_back),
        cmocka_unit_test(code128_is_compact), cmocka_unit_test(qr_has_limits),
        cmocka_unit_test(numbers_dossiers),   cmocka_unit_test(svg_draws_every_dark_module),
    };
    return cmocka_run_group_tests(tests, kit_setup, kit_teardown);
}
