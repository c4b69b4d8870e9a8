/* A receipt of form 01 (TT 01/2018/TT-VPCP) is printed and read back by tools that know nothing of our writer:
 * pdftotext for the words, pdffonts for the faces, zbarimg for the codes. */
#include "format/test_kit.h"

#include <unistd.h>

#include "format/pdf.h"

#undef popen /* runs the readers on files this test made */

static char dir[] = "/tmp/motcua-pdf-XXXXXX";

static struct str run(const char *command)
{
    FILE *f = popen(str_c(a, str_printf(a, "cd %s && %s", dir, command)), "r");
    assert_non_null(f);
    char *got = arena_alloc(a, 1u << 20);
    size_t n = fread(got, 1, 1u << 20, f);
    pclose(f);
    return str_n(got, n);
}

static void save(const char *name, struct str bytes)
{
    FILE *f = fopen(str_c(a, str_printf(a, "%s/%s", dir, name)), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    fclose(f);
}

static void assert_has(struct str text, const char *what)
{
    if (str_search(text, str_from(what), 0) == text.n)
        fail_msg("<%s> is not in <%.*s>", what, STR_ARG(text));
}

static const struct pdf_page portrait = {.margin = PDF_MARGINS, .size = 13, .numbers = true};
#define TITLE "Giấy tiếp nhận"
static const struct pdf_meta meta = {.title = {"" TITLE, sizeof TITLE - 1}, .created = {INT64_C(1795334400000)}};
static const struct pdf_type plain = {0}, bold_centre = {.bold = true, .align = PDF_CENTER},
                             centre = {.align = PDF_CENTER}, italic_centre = {.italic = true, .align = PDF_CENTER};

#define LOOKUP "https://motcua.example.vn/tra-cuu/H35.1-261122-0042?k=9f3ab17c00d2e481"

static void header(struct pdf_cell *body)
{
    struct pdf_cell *side[2];
    pdf_columns(body, (double[]){2, 3}, 2, side);
    pdf_text(side[0], &centre, S("UBND TỈNH ĐÔNG GIANG"));
    pdf_text(side[0], &bold_centre, S("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"));
    pdf_rule(side[0], 20, PDF_CENTER);
    pdf_code128(side[0], S("42261122004260"), 50, 10, PDF_CENTER);
    pdf_qr(side[0], S(LOOKUP), 28, PDF_CENTER);
    pdf_text(side[1], &bold_centre, S("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"));
    pdf_text(side[1], &bold_centre, S("Độc lập - Tự do - Hạnh phúc"));
    pdf_rule(side[1], 40, PDF_CENTER);
    pdf_text(side[1], &italic_centre, S("Đông Giang, ngày 22 tháng 11 năm 2026"));
}

static struct str receipt(int papers, struct pdf_report *report)
{
    struct pdf *p = pdf_new(a, &portrait, &meta);
    struct pdf_cell *body = pdf_body(p), *cell[5];
    header(body);
    pdf_text(body, &(struct pdf_type){.bold = true, .align = PDF_CENTER, .size = 14, .before = 12, .after = 6},
             S("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"));
    pdf_runs(
        body, &(struct pdf_type){.align = PDF_JUSTIFY, .indent = 10},
        (struct pdf_run[]){{S("Tiếp nhận hồ sơ của: "), false, false}, {S("Nguyễn Thị Phượng Quỳnh"), true, false}}, 2);
    pdf_text(body, &plain, S("Địa chỉ: số 7 ngõ 35, phường Thủy Khuê, thị xã Ấp Bắc"));
    struct pdf_table *t = pdf_table(body, (double[]){1, 8, 2, 2, 2}, 5);
    pdf_row_spans(t, true, (size_t[]){2, 3}, 2, cell);
    pdf_text(cell[0], &bold_centre, S("Thành phần"));
    pdf_text(cell[1], &bold_centre, S("Số lượng"));
    pdf_head(t, cell);
    static const char *const heads[] = {"TT", "Tên giấy tờ", "Bản chính", "Bản chứng thực", "Bản photo"};
    for (size_t i = 0; i < 5; i++)
        pdf_text(cell[i], &bold_centre, str_from(heads[i]));
    for (int i = 1; i <= papers; i++) {
        pdf_row(t, cell);
        pdf_text(cell[0], &centre, str_printf(a, "%d", i));
        pdf_text(cell[1], &plain,
                 str_printf(
                     a, "Giấy tờ số %d về quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất", i));
        pdf_text(cell[2], &centre, S("1"));
    }
    pdf_columns(body, (double[]){1, 1}, 2, cell);
    pdf_text(cell[0], &bold_centre, S("NGƯỜI NỘP HỒ SƠ"));
    pdf_text(cell[1], &bold_centre, S("NGƯỜI TIẾP NHẬN"));
    pdf_space(cell[1], 20);
    pdf_text(cell[1], &centre, S("Trần Văn Ước"));
    return pdf_finish(p, report);
}

static void receipt_reads_back(void **state)
{
    struct pdf_report report;
    save("receipt.pdf", receipt(3, &report));
    assert_int_equal(report.pages, 1);
    assert_int_equal(report.missing, 0);
    struct str text = run("pdftotext -layout receipt.pdf -");
    assert_has(text, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    assert_has(text, "Độc lập - Tự do - Hạnh phúc");
    assert_has(text, "Đông Giang, ngày 22 tháng 11 năm 2026");
    assert_has(text, "Tiếp nhận hồ sơ của: Nguyễn Thị Phượng Quỳnh");
    assert_has(text, "Địa chỉ: số 7 ngõ 35, phường Thủy Khuê, thị xã Ấp Bắc");
    assert_has(text, "Trần Văn Ước");
    struct str info = run("pdfinfo receipt.pdf");
    assert_has(info, TITLE);
    assert_has(info, "A4");
}

static void fonts_are_tinos_and_embedded(void **state)
{
    save("fonts.pdf", receipt(1, NULL));
    struct str list = run("pdffonts fonts.pdf | tail -n +3");
    assert_has(list, "+Tinos ");
    assert_has(list, "+Tinos-Bold ");
    assert_has(list, "+Tinos-Italic ");
    while (list.n > 0) {
        struct str line = str_cut(&list, '\n');
        assert_has(line, "+Tinos");
        assert_has(line, "yes yes yes");
    }
}

static void codes_read_back(void **state)
{
    if (access("/usr/bin/zbarimg", X_OK) != 0)
        skip();
    save("codes.pdf", receipt(1, NULL));
    struct str got = run("pdftoppm -r 200 -png codes.pdf codes && zbarimg -q --nodbus --raw codes-1.png");
    assert_has(got, LOOKUP "\n");
    assert_has(got, "42261122004260\n");
}

static void same_calls_same_bytes(void **state)
{
    assert_true(str_eq(receipt(40, NULL), receipt(40, NULL)));
}

static void long_tables_repeat_their_head(void **state)
{
    struct pdf_report report;
    save("long.pdf", receipt(120, &report));
    assert_true(report.pages > 3);
    struct str all = run("pdftotext -layout long.pdf -");
    int heads = 0, page = 0;
    for (struct str rest = all; rest.n > 1;) {
        struct str one = str_cut(&rest, '\f');
        page++;
        heads += str_search(one, S("Tên giấy tờ"), 0) < one.n;
        if (page > 1)
            assert_str(str_trim(str_sub(one, 0, str_find(one, '\n', 0))), str_c(a, str_printf(a, "%d", page)));
    }
    assert_int_equal(page, report.pages);
    assert_true(heads >= report.pages - 1);
    for (int i = 1; i <= 120; i++)
        assert_has(all, str_c(a, str_printf(a, "Giấy tờ số %d về", i)));
}

static struct str words(int n)
{
    struct buf b = buf_new(a, 1u << 20);
    for (int i = 1; i <= n; i++)
        buf_printf(&b, "chữ%d ", i);
    return buf_str(&b);
}

/* Every word in order, whatever page it fell on. */
static void assert_words(const char *name, int n)
{
    struct str text = run(str_c(a, str_printf(a, "pdftotext %s -", name)));
    size_t at = 0;
    for (int i = 1; i <= n; i++) {
        struct str w = str_printf(a, "chữ%d", i);
        at = str_search(text, w, at);
        if (at == text.n)
            fail_msg("%.*s is lost", STR_ARG(w));
        at += w.n;
    }
}

static void high_rows_and_long_texts_break(void **state)
{
    struct pdf *p = pdf_new(a, &portrait, &meta);
    struct pdf_cell *cell[2];
    struct pdf_report report;
    pdf_text(pdf_body(p), &plain, words(2500));
    save("text.pdf", pdf_finish(p, &report));
    assert_in_range(report.pages, 3, 8);
    assert_words("text.pdf", 2500);
    p = pdf_new(a, &portrait, &meta);
    struct pdf_table *t = pdf_table(pdf_body(p), (double[]){1, 3}, 2);
    pdf_row(t, cell);
    pdf_text(cell[0], &plain, S("Lý do"));
    pdf_text(cell[1], &plain, words(2000));
    save("row.pdf", pdf_finish(p, &report));
    assert_in_range(report.pages, 3, 10);
    assert_words("row.pdf", 2000);
}

static void landscape_and_breaks(void **state)
{
    struct pdf *p = pdf_new(a, &(struct pdf_page){.landscape = true, .margin = {15, 10, 15, 10}, .size = 11}, &meta);
    struct pdf_report report;
    pdf_text(pdf_body(p), &plain, S("một"));
    pdf_page_break(pdf_body(p));
    pdf_text(pdf_body(p), &plain, S("hai\nba"));
    save("two.pdf", pdf_finish(p, &report));
    assert_int_equal(report.pages, 2);
    assert_has(run("pdfinfo two.pdf"), "841.89 x 595.276");
    assert_str(run("pdftotext two.pdf -"), "một\n\n\fhai\nba\n\n\f");
}

static int clean(void **state)
{
    run("rm *.pdf *.png");
    rmdir(dir);
    return kit_teardown(state);
}

static int make_dir(void **state)
{
    return mkdtemp(dir) ? kit_setup(state) : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(receipt_reads_back),
        cmocka_unit_test(fonts_are_tinos_and_embedded),
        cmocka_unit_test(codes_read_back),
        cmocka_unit_test(same_calls_same_bytes),
        cmocka_unit_test(long_tables_repeat_their_head),
        cmocka_unit_test(high_rows_and_long_texts_break),
        cmocka_unit_test(landscape_and_breaks),
    };
    return cmocka_run_group_tests(tests, make_dir, clean);
}
