/* Whatever people type, a document ends, and the same text gives the same bytes. The first byte chooses the page and
 * where the text goes; the rest, made valid UTF-8 as the border guard would, is typed. */
#include "base/text.h"
#include "format/fuzz_kit.h"
#include "format/pdf.h"

static struct str print(struct arena *a, uint8_t how, struct str text)
{
    /* A page of a few lines breaks often. */
    struct pdf_page page = {
        .landscape = how & 1, .margin = {how & 2 ? 90 : 20, 15, how & 2 ? 90 : 20, 30}, .size = 13, .numbers = how & 4};
    struct pdf_meta meta = {.title = S("x"), .created = {1000}};
    struct pdf_type type = {.align = how >> 6, .indent = how & 8 ? 10 : 0, .bold = how & 16};
    struct pdf *p = pdf_new(a, &page, &meta);
    struct pdf_cell *cells[3];
    struct str rest = text;
    struct pdf_table *t = pdf_table(pdf_body(p), (double[]){1, 2, 1}, 3);
    pdf_head(t, cells);
    pdf_text(cells[1], &type, S("đầu"));
    while (rest.n > 0 && (how & 32)) {
        pdf_row(t, cells);
        for (int i = 0; i < 3; i++)
            pdf_text(cells[i], &type, str_cut(&rest, '|'));
    }
    pdf_text(pdf_body(p), &type, rest);
    struct pdf_report report;
    struct str out = pdf_finish(p, &report);
    MUST(report.pages >= 1 && str_starts(out, S("%PDF-")));
    return out;
}

int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    pdf_warm_up();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > 1000)
        return 0;
    CLEANUP(arena_freep) struct arena *a = arena_new(256u << 20);
    struct buf typed = buf_new(a, 8192);
    struct str in = str_n((const char *)data, size);
    for (size_t i = 1; i < in.n;) {
        uint32_t cp = text_next(in, &i);
        if (cp >= ' ' || cp == '\n')
            text_put(&typed, cp);
    }
    struct str text = text_nfc(a, buf_str(&typed));
    if (!text_is_valid(text))
        return 0;
    struct str once = print(a, data[0], text);
    if (size % 8 == 0)
        MUST(str_eq(once, print(a, data[0], text)));
    return 0;
}
