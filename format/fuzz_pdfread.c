/* Any bytes: read to the end or refused with a reason, twice alike; every extent lies in the file. */
#include "format/fuzz_kit.h"
#include "format/pdfdiff.h"

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

static bool is_intact(void *self, int64_t value)
{
    (void)self;
    return value % 2;
}

/* What could be read and may be signed is a file again, one saving longer, whose first part is what it was. */
static void sign(struct arena *a, struct pdf_file *f)
{
    const struct pdf_look look = {.text = S("Số: 37/BC-UBND")};
    struct pdf_sign_ask ask = {.sub_filter = "ETSI.CAdES.detached", .page = 1, .gap = 16, .box = {1, 1, 80, 8}};
    ask.look = f->bytes.n % 2 ? &look : NULL;
    struct pdf_prepared p;
    struct pdf_file *again = NEW(a, struct pdf_file);
    struct pdf_field *fields;
    struct pdf_compared compared;
    size_t n;
    if (pdf_prepare(f, &ask, &p) != PDF_SIGN_OK || f->sections_n == PDF_SECTIONS_MAX)
        return;
    MUST(pdf_embed(&p, S("0123456789abcdef")) == PDF_SIGN_OK &&
         pdf_embed(&p, S("0123456789abcdefg")) == PDF_SIGN_NO_ROOM);
    struct str whole = STR_CAT(a, f->bytes, p.tail);
    MUST(whole.p[p.gap_from] == '<' && whole.p[p.gap_to - 1] == '>');
    MUST(pdf_open(a, whole, again) == PDF_READ && again->sections_n == f->sections_n + 1);
    MUST(pdf_signature_fields(again, &fields, &n) == PDF_READ);
    if (pdf_compare(f, again, is_intact, NULL, &compared) != PDF_READ)
        MUST(f->why || again->why);
    else
        MUST(compared.lawful || compared.why);
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
    sign(a, &f);
    return 0;
}
