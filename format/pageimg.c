#include "format/pageimg.h"

#include <jpeglib.h>
#include <png.h>
#include <poppler.h>
#include <setjmp.h>
#include <webp/decode.h>
#include <webp/encode.h>

#include "format/sniff.h"

struct pageimg {
    struct arena *arena;
    enum file_kind kind;
    struct str bytes;
    PopplerDocument *pdf;
    int pages;
};

/* Pixels live outside the arena: a page needs a hundred megabytes for a moment, an arena would keep them to its end. */
struct picture {
    int w, h;
    uint8_t *rgb; /* 3 bytes a pixel, rows without padding */
};

static void picture_release(struct picture *p)
{
    free(p->rgb);
    p->rgb = NULL;
}

static enum pageimg_fault picture_init(struct picture *p, int64_t w, int64_t h)
{
    if (w < 1 || h < 1 || w > INT32_MAX || h > INT32_MAX)
        return PAGEIMG_BROKEN;
    if (w > PAGEIMG_PIXELS_MAX / h)
        return PAGEIMG_TOO_LARGE;
    p->w = (int)w;
    p->h = (int)h;
    p->rgb = malloc((size_t)w * (size_t)h * 3);
    return p->rgb ? PAGEIMG_OK : PAGEIMG_TOO_LARGE;
}

static uint8_t *pixel(const struct picture *p, int x, int y)
{
    return p->rgb + ((size_t)y * (size_t)p->w + (size_t)x) * 3;
}

/* The size whose long side is at most `side`, the other in proportion and at least 1. */
static void fit(int w, int h, int side, int *out_w, int *out_h)
{
    int longest = w > h ? w : h;
    *out_w = longest <= side ? w : (int)((int64_t)w * side / longest);
    *out_h = longest <= side ? h : (int)((int64_t)h * side / longest);
    *out_w += *out_w == 0;
    *out_h += *out_h == 0;
}

/* ---- JPEG ---- */

/* libjpeg reports errors by a function that may not return, so this file holds the program's only longjmp: it crosses
 * libjpeg and jpeg_read alone; what they own hangs on this struct, which stands outside the frame that setjmp marks. */
struct jpeg {
    struct jpeg_error_mgr errors; /* first: libjpeg hands this back */
    struct jpeg_progress_mgr progress;
    jmp_buf failed;
    struct jpeg_decompress_struct c;
    struct str bytes;
    int side;
    struct picture *out;
    uint8_t *row;
    int orientation;
};

static void jpeg_fail(j_common_ptr c)
{
    longjmp(((struct jpeg *)(void *)c->err)->failed, 1);
}

static void jpeg_silent(j_common_ptr c)
{
    (void)c;
}

/* Thousands of warnings are a hostile file, not a scratched one. */
static void jpeg_warn(j_common_ptr c, int level)
{
    if (level < 0 && ++c->err->num_warnings > 500)
        jpeg_fail(c);
}

/* So are hundreds of scans, each of which repaints the whole picture. */
static void jpeg_progress(j_common_ptr c)
{
    if (((j_decompress_ptr)(void *)c)->input_scan_number > 100)
        jpeg_fail(c);
}

static unsigned exif_get(struct str s, size_t at, unsigned bytes, bool big)
{
    unsigned v = 0;
    for (unsigned i = 0; i < bytes; i++)
        v = v << 8 | (uint8_t)s.p[at + (big ? i : bytes - 1 - i)];
    return v;
}

/* Orientation 1..8 of an APP1 marker (TIFF 6.0 entry 0x0112 in the first directory); 1 for anything odd. */
static int exif_orientation(struct str s)
{
    if (!str_starts(s, S("Exif\0\0")) || s.n < 14)
        return 1;
    s = str_sub(s, 6, s.n);
    bool big = str_starts(s, S("MM\0*"));
    if (!big && !str_starts(s, S("II*\0")))
        return 1;
    size_t at = exif_get(s, 4, 4, big);
    if (at > s.n || s.n - at < 2)
        return 1;
    unsigned n = exif_get(s, at, 2, big);
    for (at += 2; n > 0 && s.n - at >= 12; n--, at += 12)
        if (exif_get(s, at, 2, big) == 0x0112) {
            unsigned v = exif_get(s, at + 8, 2, big);
            return v >= 1 && v <= 8 ? (int)v : 1;
        }
    return 1;
}

static void cmyk_to_rgb(const uint8_t *in, uint8_t *out, int n, bool inverted)
{
    for (int i = 0; i < n; i++, in += 4, out += 3)
        for (int k = 0; k < 3; k++) {
            int ink = inverted ? in[k] : 255 - in[k], black = inverted ? in[3] : 255 - in[3];
            out[k] = (uint8_t)(ink * black / 255);
        }
}

/* Reads at the smallest of libjpeg's scales that is not smaller than the side asked for. */
static enum pageimg_fault jpeg_read(struct jpeg *j)
{
    struct jpeg_decompress_struct *c = &j->c;
    jpeg_mem_src(c, (const unsigned char *)j->bytes.p, j->bytes.n);
    jpeg_save_markers(c, JPEG_APP0 + 1, 0xffff);
    if (jpeg_read_header(c, TRUE) != JPEG_HEADER_OK)
        return PAGEIMG_BROKEN;
    if ((int64_t)c->image_width * c->image_height > PAGEIMG_PIXELS_MAX)
        return PAGEIMG_TOO_LARGE;
    for (struct jpeg_marker_struct *m = c->marker_list; m && j->orientation == 1; m = m->next)
        j->orientation = exif_orientation(str_n((const char *)m->data, m->data_length));
    bool cmyk = c->jpeg_color_space == JCS_CMYK || c->jpeg_color_space == JCS_YCCK;
    c->out_color_space = cmyk ? JCS_CMYK : JCS_RGB;
    unsigned longest = c->image_width > c->image_height ? c->image_width : c->image_height;
    c->scale_num = 1;
    c->scale_denom = 1;
    while (c->scale_denom < 8 && longest / (c->scale_denom * 2) >= (unsigned)j->side)
        c->scale_denom *= 2;
    jpeg_start_decompress(c);
    enum pageimg_fault fault = picture_init(j->out, c->output_width, c->output_height);
    j->row = malloc((size_t)c->output_width * 4);
    if (fault != PAGEIMG_OK || !j->row)
        return PAGEIMG_TOO_LARGE;
    while (c->output_scanline < c->output_height) {
        uint8_t *to = pixel(j->out, 0, (int)c->output_scanline), *line = cmyk ? j->row : to;
        jpeg_read_scanlines(c, &line, 1);
        if (cmyk)
            cmyk_to_rgb(j->row, to, j->out->w, c->saw_Adobe_marker);
    }
    jpeg_finish_decompress(c);
    return PAGEIMG_OK;
}

static enum pageimg_fault jpeg_guarded(struct jpeg *j)
{
    if (setjmp(j->failed) != 0)
        return PAGEIMG_BROKEN;
    jpeg_create_decompress(&j->c);
    j->c.progress = &j->progress;
    return jpeg_read(j);
}

static enum pageimg_fault jpeg_decode(struct str bytes, int side, struct picture *out, int *orientation)
{
    struct jpeg j = {.bytes = bytes, .side = side, .out = out, .orientation = 1};
    j.c.err = jpeg_std_error(&j.errors);
    j.errors.error_exit = jpeg_fail;
    j.errors.output_message = jpeg_silent;
    j.errors.emit_message = jpeg_warn;
    j.progress.progress_monitor = jpeg_progress;
    enum pageimg_fault fault = jpeg_guarded(&j);
    jpeg_destroy_decompress(&j.c);
    free(j.row);
    *orientation = j.orientation;
    return fault;
}

/* ---- PNG and WebP ---- */

static enum pageimg_fault png_decode(struct str bytes, struct picture *out)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&image, bytes.p, bytes.n))
        return PAGEIMG_BROKEN;
    image.format = PNG_FORMAT_RGB;
    enum pageimg_fault fault = picture_init(out, image.width, image.height);
    const png_color white = {255, 255, 255};
    if (fault == PAGEIMG_OK && !png_image_finish_read(&image, &white, out->rgb, 0, NULL))
        fault = PAGEIMG_BROKEN;
    png_image_free(&image);
    return fault;
}

static void over_white(const uint8_t *rgba, struct picture *out)
{
    size_t n = (size_t)out->w * (size_t)out->h;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < 3; k++)
            out->rgb[i * 3 + k] = (uint8_t)((rgba[i * 4 + k] * rgba[i * 4 + 3] + 255 * (255 - rgba[i * 4 + 3])) / 255);
}

static enum pageimg_fault webp_decode(struct str bytes, int side, struct picture *out)
{
    WebPDecoderConfig config;
    const uint8_t *p = (const uint8_t *)bytes.p;
    if (!WebPInitDecoderConfig(&config) || WebPGetFeatures(p, bytes.n, &config.input) != VP8_STATUS_OK ||
        config.input.has_animation)
        return PAGEIMG_BROKEN;
    if ((int64_t)config.input.width * config.input.height > PAGEIMG_PIXELS_MAX)
        return PAGEIMG_TOO_LARGE;
    int w, h;
    fit(config.input.width, config.input.height, side, &w, &h);
    enum pageimg_fault fault = picture_init(out, w, h);
    if (fault != PAGEIMG_OK)
        return fault;
    config.options.use_scaling = 1;
    config.options.scaled_width = w;
    config.options.scaled_height = h;
    config.output.colorspace = MODE_RGBA;
    fault = WebPDecode(p, bytes.n, &config) == VP8_STATUS_OK ? PAGEIMG_OK : PAGEIMG_BROKEN;
    if (fault == PAGEIMG_OK)
        over_white(config.output.u.RGBA.rgba, out);
    WebPFreeDecBuffer(&config.output);
    return fault;
}

/* ---- changing pictures ---- */

static void average(const struct picture *in, int x0, int x1, int y0, int y1, uint8_t out[3])
{
    uint64_t sum[3] = {0};
    for (int y = y0; y < y1; y++)
        for (int x = x0; x < x1; x++)
            for (int k = 0; k < 3; k++)
                sum[k] += pixel(in, x, y)[k];
    uint64_t n = (uint64_t)(x1 - x0) * (uint64_t)(y1 - y0);
    for (int k = 0; k < 3; k++)
        out[k] = (uint8_t)(sum[k] / n);
}

/* Smaller by averaging: each pixel of the result is the mean of those it covers. */
static enum pageimg_fault shrink(struct picture *p, int side)
{
    int w, h;
    fit(p->w, p->h, side, &w, &h);
    if (w == p->w && h == p->h)
        return PAGEIMG_OK;
    struct picture small;
    enum pageimg_fault fault = picture_init(&small, w, h);
    if (fault != PAGEIMG_OK)
        return fault;
    for (int y = 0; y < h; y++) {
        int y0 = (int)((int64_t)y * p->h / h), y1 = (int)((int64_t)(y + 1) * p->h / h);
        for (int x = 0; x < w; x++) {
            int x0 = (int)((int64_t)x * p->w / w), x1 = (int)((int64_t)(x + 1) * p->w / w);
            average(p, x0, x1, y0, y1, pixel(&small, x, y));
        }
    }
    picture_release(p);
    *p = small;
    return PAGEIMG_OK;
}

/* EXIF orientations: 2 to 4 keep the sides, 5 to 8 swap them. */
static enum pageimg_fault turn(struct picture *p, int orientation)
{
    if (orientation == 1)
        return PAGEIMG_OK;
    bool swap = orientation >= 5;
    struct picture t;
    enum pageimg_fault fault = picture_init(&t, swap ? p->h : p->w, swap ? p->w : p->h);
    if (fault != PAGEIMG_OK)
        return fault;
    bool flip_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    bool flip_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    for (int y = 0; y < t.h; y++)
        for (int x = 0; x < t.w; x++) {
            int from_x = swap ? y : x, from_y = swap ? x : y;
            from_x = flip_x ? p->w - 1 - from_x : from_x;
            from_y = flip_y ? p->h - 1 - from_y : from_y;
            memcpy(pixel(&t, x, y), pixel(p, from_x, from_y), 3);
        }
    picture_release(p);
    *p = t;
    return PAGEIMG_OK;
}

static void make_gray(struct picture *p)
{
    size_t n = (size_t)p->w * (size_t)p->h * 3;
    for (size_t i = 0; i < n; i += 3) {
        int luma = (p->rgb[i] * 299 + p->rgb[i + 1] * 587 + p->rgb[i + 2] * 114) / 1000;
        memset(p->rgb + i, luma, 3);
    }
}

/* ---- PDF ---- */

static void surface_release(cairo_surface_t **s)
{
    cairo_surface_destroy(*s);
}

static void cr_release(cairo_t **cr)
{
    cairo_destroy(*cr);
}

static void object_release(void *object)
{
    if (object)
        g_object_unref(object);
}

static void page_release(PopplerPage **p)
{
    object_release(*p);
}

static void from_surface(cairo_surface_t *s, struct picture *out)
{
    const uint8_t *data = cairo_image_surface_get_data(s);
    size_t stride = (size_t)cairo_image_surface_get_stride(s);
    for (int y = 0; y < out->h; y++)
        for (int x = 0; x < out->w; x++) {
            uint32_t v;
            memcpy(&v, data + (size_t)y * stride + (size_t)x * 4, 4);
            uint8_t *to = pixel(out, x, y);
            to[0] = (uint8_t)(v >> 16);
            to[1] = (uint8_t)(v >> 8);
            to[2] = (uint8_t)v;
        }
}

static enum pageimg_fault pdf_render(PopplerDocument *pdf, int index, int side, struct picture *out)
{
    CLEANUP(page_release) PopplerPage *page = poppler_document_get_page(pdf, index);
    double w = 0, h = 0;
    if (page)
        poppler_page_get_size(page, &w, &h);
    if (!(w >= 1 && h >= 1 && w <= 100000 && h <= 100000))
        return PAGEIMG_BROKEN;
    double scale = side / (w > h ? w : h);
    enum pageimg_fault fault =
        picture_init(out, (int)(w * scale) + (w * scale < 1), (int)(h * scale) + (h * scale < 1));
    if (fault != PAGEIMG_OK)
        return fault;
    CLEANUP(surface_release) cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, out->w, out->h);
    CLEANUP(cr_release) cairo_t *cr = cairo_create(s);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_scale(cr, scale, scale);
    poppler_page_render(page, cr);
    cairo_surface_flush(s);
    if (cairo_surface_status(s) != CAIRO_STATUS_SUCCESS)
        return PAGEIMG_TOO_LARGE;
    from_surface(s, out);
    return PAGEIMG_OK;
}

static void no_log(const char *domain, GLogLevelFlags level, const char *message, void *user)
{
    (void)domain;
    (void)level;
    (void)message;
    (void)user;
}

static enum pageimg_fault pdf_open(struct pageimg *p)
{
    GError *error = NULL;
    GBytes *bytes = g_bytes_new_static(p->bytes.p, p->bytes.n);
    p->pdf = poppler_document_new_from_bytes(bytes, NULL, &error);
    g_bytes_unref(bytes);
    if (!p->pdf) {
        bool locked = g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED);
        g_clear_error(&error);
        return locked ? PAGEIMG_ENCRYPTED : PAGEIMG_BROKEN;
    }
    arena_defer(p->arena, object_release, p->pdf);
    p->pages = poppler_document_get_n_pages(p->pdf);
    if (p->pages < 1)
        return PAGEIMG_BROKEN;
    return p->pages <= PAGEIMG_PAGES_MAX ? PAGEIMG_OK : PAGEIMG_TOO_MANY_PAGES;
}

/* ---- writing ---- */

/* Pages of text are smaller lossless; pictures are not, and are recognised by what lossless costs. */
static bool webp_encode(const struct picture *p, bool lossless, WebPMemoryWriter *to)
{
    WebPConfig config;
    WebPPicture pic;
    if (!WebPConfigInit(&config) || !WebPPictureInit(&pic))
        return false;
    config.lossless = lossless;
    config.quality = lossless ? 25 : 75;
    config.method = 2;
    pic.use_argb = lossless;
    pic.width = p->w;
    pic.height = p->h;
    pic.writer = WebPMemoryWrite;
    pic.custom_ptr = to;
    bool fine = WebPPictureImportRGB(&pic, p->rgb, p->w * 3) && WebPEncode(&config, &pic);
    WebPPictureFree(&pic);
    return fine;
}

static enum pageimg_fault encode(struct arena *a, const struct picture *p, bool page, struct pageimg_result *out)
{
    size_t worth_it = (size_t)p->w * (size_t)p->h / 8;
    WebPMemoryWriter w;
    WebPMemoryWriterInit(&w);
    bool fine = page && webp_encode(p, true, &w) && w.size <= worth_it;
    if (!fine) {
        WebPMemoryWriterClear(&w);
        fine = webp_encode(p, false, &w);
    }
    if (fine)
        *out = (struct pageimg_result){
            .webp = str_dup(a, str_n((const char *)w.mem, w.size)), .width = p->w, .height = p->h};
    WebPMemoryWriterClear(&w);
    return fine ? PAGEIMG_OK : PAGEIMG_TOO_LARGE;
}

/* ---- the door ---- */

enum pageimg_fault pageimg_open(struct arena *a, struct str bytes, struct pageimg **out)
{
    if (bytes.n > PAGEIMG_BYTES_MAX)
        return PAGEIMG_TOO_LARGE;
    struct pageimg *p = NEW(a, struct pageimg);
    *p = (struct pageimg){.arena = a, .kind = sniff_file(bytes).kind, .bytes = bytes, .pages = 1};
    enum pageimg_fault fault = PAGEIMG_OK;
    if (p->kind == FILE_PDF)
        fault = pdf_open(p);
    else if (p->kind != FILE_JPEG && p->kind != FILE_PNG && p->kind != FILE_WEBP)
        fault = PAGEIMG_NOT_SUPPORTED;
    if (fault == PAGEIMG_OK)
        *out = p;
    return fault;
}

int pageimg_pages(const struct pageimg *p)
{
    return p->pages;
}

static enum pageimg_fault read_page(struct pageimg *p, int page, int side, struct picture *pic, int *orientation)
{
    if (p->kind == FILE_PDF)
        return pdf_render(p->pdf, page - 1, side, pic);
    if (p->kind == FILE_JPEG)
        return jpeg_decode(p->bytes, side, pic, orientation);
    return p->kind == FILE_PNG ? png_decode(p->bytes, pic) : webp_decode(p->bytes, side, pic);
}

enum pageimg_fault pageimg_page(struct pageimg *p, int page, struct pageimg_options options, struct pageimg_result *out)
{
    int side = options.long_side > 0 && options.long_side < PAGEIMG_SIDE_MAX ? options.long_side : PAGEIMG_SIDE_MAX,
        orientation = 1;
    if (page < 1 || page > p->pages)
        return PAGEIMG_NO_SUCH_PAGE;
    CLEANUP(picture_release) struct picture pic = {0};
    enum pageimg_fault fault = read_page(p, page, side, &pic, &orientation);
    if (fault == PAGEIMG_OK)
        fault = shrink(&pic, side);
    if (fault == PAGEIMG_OK)
        fault = turn(&pic, orientation);
    if (fault != PAGEIMG_OK)
        return fault;
    if (options.gray)
        make_gray(&pic);
    return encode(p->arena, &pic, p->kind == FILE_PDF, out);
}

/* A page with one line in each family that PDF may name without
 * embedding. No cross-reference table: poppler makes one. */
static const char sample[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</A 5 0 R/B 6 0 R/C 7 0 "
    "R>>>>>>endobj\n"
    "4 0 obj<</Length 72>>stream\nBT /A 9 Tf 9 9 Td (Abc) Tj /B 9 Tf (Abc) Tj /C 9 Tf (Abc) Tj ET          \nendstream "
    "endobj\n"
    "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n6 0 "
    "obj<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>endobj\n"
    "7 0 obj<</Type/Font/Subtype/Type1/BaseFont/Courier>>endobj\ntrailer<</Root 1 0 R>>\n";

void pageimg_warm_up(void)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(4u << 20);
    struct pageimg *p;
    struct pageimg_result r;
    /* What poppler has to say about foreign files would only fill the log. */
    g_log_set_handler("Poppler", G_LOG_LEVEL_MASK, no_log, NULL);
    if (pageimg_open(a, str_n(sample, sizeof sample - 1), &p) != PAGEIMG_OK ||
        pageimg_page(p, 1, (struct pageimg_options){.long_side = 100}, &r) != PAGEIMG_OK)
        die("pageimg: poppler cannot draw the sample page");
}
