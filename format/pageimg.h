/* pageimg.h: pictures of pages: what a stranger sent (PDF, JPEG, PNG, WebP) becomes plain WebP images that a browser
 * may show. Nothing of the original reaches the browser: no script, no metadata, no second format.
 *
 * It runs in the jailed `parser` process and works on bytes in memory. What it opens:
 *   - before pageimg_warm_up returns: fontconfig's configuration and caches, the fonts that stand for Helvetica,
 *     Times and Courier, the libraries' own tables;
 *   - afterwards, for JPEG, PNG, WebP and for PDF with embedded fonts: nothing (test_pageimg proves it under seccomp);
 *   - afterwards, for PDF that names fonts without embedding them: font files below /usr/share/fonts, and for CJK
 *     without embedded maps /usr/share/poppler. Where a jail answers EACCES those letters stay blank and everything
 *     else is drawn; a jail that wants them keeps the two folders readable. No network, ever.
 * Time and memory spent inside poppler are the jail's to bound (RLIMIT_CPU, RLIMIT_AS). */
#ifndef MOTCUA_FORMAT_PAGEIMG_H
#define MOTCUA_FORMAT_PAGEIMG_H

#include "base/str.h"

enum {
    PAGEIMG_BYTES_MAX = 64 * 1024 * 1024,
    PAGEIMG_PAGES_MAX = 2000,
    PAGEIMG_PIXELS_MAX = 48 * 1000 * 1000, /* of a picture that comes in: a 48-megapixel phone */
    PAGEIMG_SIDE_MAX = 1600,               /* of the image that goes out */
};

enum pageimg_fault {
    PAGEIMG_OK,
    PAGEIMG_NOT_SUPPORTED, /* another format (format/sniff.h) */
    PAGEIMG_BROKEN,
    PAGEIMG_ENCRYPTED, /* a PDF that wants a password */
    PAGEIMG_TOO_LARGE, /* bytes or pixels */
    PAGEIMG_TOO_MANY_PAGES,
    PAGEIMG_NO_SUCH_PAGE,
};

void pageimg_warm_up(void);

struct pageimg;
/* `bytes` must stay as long as the arena, which closes the document. A picture is one page. */
NODISCARD enum pageimg_fault pageimg_open(struct arena *a, struct str bytes, struct pageimg **out);
int pageimg_pages(const struct pageimg *p);

struct pageimg_options {
    int long_side; /* 1 .. PAGEIMG_SIDE_MAX; 0: the maximum. Pictures are never enlarged. */
    bool gray;
};
struct pageimg_result {
    struct str webp;
    int width, height;
};
/* Page 1 is the first. Pictures are turned upright by their EXIF orientation. */
NODISCARD enum pageimg_fault pageimg_page(struct pageimg *p, int page, struct pageimg_options options,
                                          struct pageimg_result *out);

#endif
