/* Any bytes: read to the end or refused with a reason, twice alike; every extent lies in the file. */
#include "format/fuzz_kit.h"
#include "format/pdfread.h"

static void check(const struct pdf_value *v, struct str in)
{
    MUST(v->raw.p >= in.p && v->raw.p + v->raw.n <= in.p + in.n);
    int64_t n = 0;
    for (const struct pdf_value *m = v->first; m; m = m->next, n++) {
        MUST(!v->last || m->next || m == v->last);
        check(m, v->raw);
    }
    if (v->kind == PDF_ARRAY || v->kind == PDF_DICT || v->kind == PDF_STREAM)
        MUST(n == v->n);
}

static void check_object(struct pdf_file *f, int64_t number)
{
    struct pdf_value *v, *again;
    struct pdf_extent whole;
    struct str data;
    if (pdf_object(f, number, &v, &whole) != PDF_READ) {
        MUST(f->why);
        return;
    }
    MUST(whole.from <= whole.to && whole.to <= f->bytes.n);
    if (!v->packed)
        check(v, f->bytes);
    MUST(pdf_object(f, number, &again, NULL) == PDF_READ && again->kind == v->kind && again->n == v->n);
    if (v->kind == PDF_STREAM && pdf_decode(f, v, &data) != PDF_READ)
        MUST(f->why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { LOOKED_AT = 64 };
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)2 << 30);
    struct pdf_file f;
    if (pdf_open(a, fuzz_input(a, data, size), &f) != PDF_READ) {
        MUST(f.why);
        return 0;
    }
    MUST(f.sections_n > 0 && pdf_get(pdf_trailer(&f), "Root"));
    for (size_t i = 0; i < f.entries_n && i < LOOKED_AT; i++)
        check_object(&f, (int64_t)i);
    return 0;
}
