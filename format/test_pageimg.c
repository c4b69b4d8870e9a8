/* Pages and pictures become WebP; the last test does it again in a child that may not open a file or a socket. */
#include "format/test_kit.h"

#include <cairo.h>
#include <errno.h>
#include <fcntl.h>
#include <jpeglib.h>
#include <seccomp.h>
#include <sys/wait.h>
#include <unistd.h>
#include <webp/decode.h>
#include <webp/encode.h>

#include "format/pageimg.h"
#include "format/pdf.h"

static struct str pdf_of(int pages)
{
    struct pdf_meta meta = {.title = S("x"), .created = {1}};
    struct pdf *p = pdf_new(a, &(struct pdf_page){.margin = PDF_MARGINS, .size = 13}, &meta);
    for (int i = 0; i < pages; i++) {
        if (i > 0)
            pdf_page_break(pdf_body(p));
        pdf_text(pdf_body(p), &(struct pdf_type){.size = 40}, str_printf(a, "Trang thứ %d của hồ sơ", i + 1));
    }
    return pdf_finish(p, NULL);
}

/* Left half red, right half blue. */
static struct str jpeg_of(int w, int h, int orientation)
{
    struct jpeg_compress_struct c;
    struct jpeg_error_mgr errors;
    unsigned char *out = NULL;
    unsigned long n = 0;
    c.err = jpeg_std_error(&errors);
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &out, &n);
    c.image_width = (JDIMENSION)w;
    c.image_height = (JDIMENSION)h;
    c.input_components = 3;
    c.in_color_space = JCS_RGB;
    jpeg_set_defaults(&c);
    jpeg_start_compress(&c, TRUE);
    if (orientation > 0) {
        unsigned char exif[] = "Exif\0\0MM\0*\0\0\0\10\0\1\1\x12\0\3\0\0\0\1\0\0\0\0\0\0\0\0";
        exif[6 + 8 + 2 + 9] = (unsigned char)orientation;
        jpeg_write_marker(&c, JPEG_APP0 + 1, exif, sizeof exif - 1);
    }
    unsigned char *row = arena_alloc(a, (size_t)w * 3);
    for (int x = 0; x < w; x++)
        row[x * 3 + (x < w / 2 ? 0 : 2)] = 250;
    for (int y = 0; y < h; y++)
        jpeg_write_scanlines(&c, &row, 1);
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    struct str s = str_dup(a, str_n((char *)out, n));
    free(out);
    return s;
}

static struct pageimg_result draw(struct str bytes, struct pageimg_options options)
{
    struct pageimg *p;
    struct pageimg_result r = {0};
    assert_int_equal(pageimg_open(a, bytes, &p), PAGEIMG_OK);
    assert_int_equal(pageimg_page(p, 1, options, &r), PAGEIMG_OK);
    return r;
}

/* The colour channel that stands out at a point given in percent: 'r', 'g', 'b' or '-'. */
static char colour_at(struct pageimg_result r, int x, int y)
{
    int w, h;
    uint8_t *rgb = WebPDecodeRGB((const uint8_t *)r.webp.p, r.webp.n, &w, &h);
    assert_non_null(rgb);
    assert_int_equal(w, r.width);
    assert_int_equal(h, r.height);
    const uint8_t *at = rgb + (y * h / 100 * w + x * w / 100) * 3;
    char best = '-';
    for (int k = 0; k < 3; k++)
        if (at[k] > 150 && at[(k + 1) % 3] < 100 && at[(k + 2) % 3] < 100)
            best = "rgb"[k];
    free(rgb);
    return best;
}

static void draws_pdf_pages(void **state)
{
    struct pageimg *p;
    struct pageimg_result r, other;
    assert_int_equal(pageimg_open(a, pdf_of(3), &p), PAGEIMG_OK);
    assert_int_equal(pageimg_pages(p), 3);
    assert_int_equal(pageimg_page(p, 3, (struct pageimg_options){.gray = true}, &r), PAGEIMG_OK);
    assert_int_equal(r.height, 1600);
    assert_in_range(r.width, 1125, 1140);
    assert_int_equal(pageimg_page(p, 1, (struct pageimg_options){.gray = true}, &other), PAGEIMG_OK);
    assert_false(str_eq(r.webp, other.webp));
    assert_int_equal(pageimg_page(p, 4, (struct pageimg_options){0}, &r), PAGEIMG_NO_SUCH_PAGE);
    assert_int_equal(pageimg_page(p, 0, (struct pageimg_options){0}, &r), PAGEIMG_NO_SUCH_PAGE);
}

static void draws_ink_where_the_letters_are(void **state)
{
    struct pageimg_result r = draw(pdf_of(1), (struct pageimg_options){.long_side = 800, .gray = true});
    int w, h, dark = 0, coloured = 0, low = 0;
    uint8_t *rgb = WebPDecodeRGB((const uint8_t *)r.webp.p, r.webp.n, &w, &h);
    assert_non_null(rgb);
    for (int i = 0; i < w * h; i++) {
        coloured += rgb[i * 3] != rgb[i * 3 + 1];
        dark += rgb[i * 3] < 100;
        low += rgb[i * 3] < 100 && i > w * h / 3;
    }
    free(rgb);
    assert_int_equal(coloured, 0);
    assert_in_range(dark, 1000, 20000);
    assert_int_equal(low, 0);
}

static void shrinks_pictures(void **state)
{
    struct pageimg_result r = draw(jpeg_of(3000, 2000, 0), (struct pageimg_options){.long_side = 300});
    assert_int_equal(r.width, 300);
    assert_int_equal(r.height, 200);
    assert_int_equal(colour_at(r, 20, 50), 'r');
    assert_int_equal(colour_at(r, 80, 50), 'b');
    r = draw(jpeg_of(40, 30, 0), (struct pageimg_options){0});
    assert_int_equal(r.width, 40);
    r = draw(jpeg_of(3000, 1, 0), (struct pageimg_options){.long_side = 100});
    assert_int_equal(r.height, 1);
    r = draw(jpeg_of(64, 64, 0), (struct pageimg_options){.gray = true});
    assert_int_equal(colour_at(r, 20, 50), '-');
}

static void turns_pictures_upright(void **state)
{
    /* Where the red half stands for each EXIF orientation. */
    static const struct {
        int orientation, x, y, width;
    } rows[] = {{1, 10, 50, 200}, {2, 90, 50, 200}, {3, 90, 50, 200}, {4, 10, 50, 200}, {5, 50, 10, 100},
                {6, 50, 10, 100}, {7, 50, 90, 100}, {8, 50, 90, 100}, {9, 10, 50, 200}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct pageimg_result r = draw(jpeg_of(200, 100, rows[i].orientation), (struct pageimg_options){0});
        assert_int_equal(r.width, rows[i].width);
        assert_int_equal(colour_at(r, rows[i].x, rows[i].y), 'r');
        assert_int_equal(colour_at(r, 100 - rows[i].x, 100 - rows[i].y), 'b');
    }
}

static cairo_status_t collect(void *closure, const unsigned char *p, unsigned n)
{
    buf_put(closure, str_n((const char *)p, n));
    return CAIRO_STATUS_SUCCESS;
}

static void reads_png_and_webp(void **state)
{
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 100, 100);
    cairo_t *cr = cairo_create(s);
    cairo_set_source_rgba(cr, 0, 1, 0, 1);
    cairo_rectangle(cr, 0, 0, 50, 100); /* the other half stays transparent */
    cairo_fill(cr);
    struct buf png = buf_new(a, 1u << 20);
    cairo_surface_write_to_png_stream(s, collect, &png);
    struct pageimg_result r = draw(buf_str(&png), (struct pageimg_options){0});
    assert_int_equal(colour_at(r, 20, 50), 'g');
    assert_int_equal(colour_at(r, 80, 50), '-');
    uint8_t *webp = NULL;
    size_t n = WebPEncodeLosslessBGRA(cairo_image_surface_get_data(s), 100, 100, 400, &webp);
    r = draw(str_dup(a, str_n((char *)webp, n)), (struct pageimg_options){.long_side = 50});
    assert_int_equal(r.width, 50);
    assert_int_equal(colour_at(r, 20, 50), 'g');
    assert_int_equal(colour_at(r, 80, 50), '-');
    free(webp);
    cairo_destroy(cr);
    cairo_surface_destroy(s);
}

static void refuses_broken_files(void **state)
{
    struct pageimg *p;
    struct pageimg_result r;
    assert_int_equal(pageimg_open(a, S("text"), &p), PAGEIMG_NOT_SUPPORTED);
    assert_int_equal(pageimg_open(a, S("%PDF-1.4 and nothing else"), &p), PAGEIMG_BROKEN);
    assert_int_equal(pageimg_open(a, str_n("%PDF-", (size_t)PAGEIMG_BYTES_MAX + 1), &p), PAGEIMG_TOO_LARGE);
    const struct str heads[] = {S("\xff\xd8\xff\xe0 not a picture"), S("\x89PNG\r\n\x1a\n not a picture"),
                                S("RIFF\4\0\0\0WEBPVP8 xxxx")};
    for (size_t i = 0; i < COUNT(heads); i++) {
        assert_int_equal(pageimg_open(a, heads[i], &p), PAGEIMG_OK);
        assert_int_equal(pageimg_page(p, 1, (struct pageimg_options){0}, &r), PAGEIMG_BROKEN);
    }
    struct str jpeg = jpeg_of(64, 64, 0);
    assert_int_equal(pageimg_open(a, str_sub(jpeg, 0, 200), &p), PAGEIMG_OK);
    assert_int_equal(pageimg_page(p, 1, (struct pageimg_options){0}, &r), PAGEIMG_BROKEN);
    /* A PNG header that claims 100,000 x 100,000 pixels; the sum
     * of the header chunk is right, so the size is believed. */
    struct str huge = S("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\x86\xa0\0\1\x86\xa0\x08\2\0\0\0\x27\x30\x9c\x9f\0\0\0\0IDAT"
                        "\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
    assert_int_equal(pageimg_open(a, huge, &p), PAGEIMG_OK);
    assert_int_equal(pageimg_page(p, 1, (struct pageimg_options){0}, &r), PAGEIMG_TOO_LARGE);
}

/* No file, no socket: every such call answers EACCES. */
static void jail(void)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
    static const int refused[] = {SCMP_SYS(open),  SCMP_SYS(openat), SCMP_SYS(openat2),
                                  SCMP_SYS(creat), SCMP_SYS(socket), SCMP_SYS(connect)};
    for (size_t i = 0; i < COUNT(refused); i++)
        if (seccomp_rule_add(f, SCMP_ACT_ERRNO(EACCES), refused[i], 0) != 0)
            _exit(90);
    if (seccomp_load(f) != 0)
        _exit(91);
    seccomp_release(f);
    if (open("/dev/null", O_RDONLY) >= 0)
        _exit(92);
}

static const char no_fonts[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</A 5 0 R>>>>>>endobj\n"
    "4 0 obj<</Length 72>>stream\nBT /A 20 Tf 9 9 Td (Abc) Tj ET 1 0 0 rg 0 50 99 49 re f                \nendstream "
    "endobj\n"
    "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Symbola-Bold>>endobj\ntrailer<</Root 1 0 R>>\n";

static void works_without_files(void **state)
{
    struct str files[] = {pdf_of(1), jpeg_of(300, 200, 6), str_n(no_fonts, sizeof no_fonts - 1)};
    struct pageimg_result want[2];
    for (size_t i = 0; i < COUNT(want); i++)
        want[i] = draw(files[i], (struct pageimg_options){.long_side = 500});
    pageimg_warm_up();
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        jail();
        struct pageimg_result r;
        for (size_t i = 0; i < COUNT(want); i++) {
            r = draw(files[i], (struct pageimg_options){.long_side = 500});
            if (!str_eq(r.webp, want[i].webp))
                _exit(93 + (int)i);
        }
        r = draw(files[2], (struct pageimg_options){0}); /* letters may be missing, the red field is not */
        _exit(colour_at(r, 50, 20) == 'r' ? 0 : 96);
    }
    int status = 0;
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static int setup(void **state)
{
    pageimg_warm_up();
    return kit_setup(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_pdf_pages),     cmocka_unit_test(draws_ink_where_the_letters_are),
        cmocka_unit_test(shrinks_pictures),    cmocka_unit_test(turns_pictures_upright),
        cmocka_unit_test(reads_png_and_webp),  cmocka_unit_test(refuses_broken_files),
        cmocka_unit_test(works_without_files),
    };
    return cmocka_run_group_tests(tests, setup, kit_teardown);
}
