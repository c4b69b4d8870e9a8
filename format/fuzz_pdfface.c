/* Any bytes: refused, or a picture that is drawn with a text; the same bytes give the same objects. */
#include "format/fuzz_kit.h"
#include "format/pdfface.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    pdf_warm_up();
    return 0;
}

static struct str written(struct arena *a, const struct pdf_face *face)
{
    struct buf b = buf_new(a, 64u << 20);
    for (size_t i = 0; i < face->n; i++)
        pdf_face_put(face, i, 7, &b);
    MUST(!b.full);
    return buf_str(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)1 << 30);
    struct str in = fuzz_input(a, data, size);
    struct pdf_picture picture;
    struct pdf_face face, again;
    if (pdf_picture_read(a, in, &picture) != PDF_FACE_OK)
        return 0;
    MUST(picture.width > 0 && picture.height > 0);
    MUST((int64_t)picture.width * picture.height <= PDF_PICTURE_PIXELS_MAX && picture.colour.n > 0);
    const struct pdf_look look = {.picture = &picture, .text = S("Số: 37/BC-UBND")};
    MUST(pdf_face_make(a, &look, 80, 20, (int)(size % 4), &face) == PDF_FACE_OK);
    MUST(pdf_face_make(a, &look, 80, 20, (int)(size % 4), &again) == PDF_FACE_OK);
    struct str first = written(a, &face);
    MUST(face.n > 3 && str_eq(first, written(a, &again)));
    return 0;
}
