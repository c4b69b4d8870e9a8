/* What the law wants to be seen, by values; and that it fits: each text is set into its box. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "core/sign/face.h"

static struct arena *a;
static const double a4 = 210;
static const struct instant signed_at = {INT64_C(1741254062000)}; /* 2025-03-06T16:41:02+07:00 */

static void assert_text(struct str got, const char *want)
{
    if (!str_eqc(got, want))
        fail_msg("got <%.*s>, want <%s>", STR_ARG(got), want);
}

static bool near(double x, double y)
{
    return x - y < 0.001 && y - x < 0.001;
}

static void assert_box(const struct pdf_box *b, double x, double y, double w, double h)
{
    const double got[] = {b->x, b->y, b->w, b->h}, want[] = {x, y, w, h};
    for (int i = 0; i < 4; i++)
        assert_true(near(got[i], want[i]));
}

static void assert_fits(const struct sign_face *f)
{
    struct pdf_face face;
    assert_int_equal(pdf_face_make(a, &f->look, f->box.w, f->box.h, 0, &face), PDF_FACE_OK);
}

/* Annex I, part II, point 8c: number and symbol; day; hour, minute, second; zone by ISO 8601. */
static void an_annex_of_its_own(void **state)
{
    (void)state;
    struct sign_face f = sign_face_attachment(a, a4, S("37/BC-UBND"), signed_at);
    assert_text(f.look.text, "Số: 37/BC-UBND; 06/03/2025; 16:41:02 +07:00");
    assert_box(&f.box, 105, 5, 90, 14);
    assert_true(!f.look.picture && !f.look.italic && !f.look.framed);
    assert_true(near(f.look.size, 10));
    assert_fits(&f);
    f = sign_face_attachment(a, 297, S("05/BNV-VP"), (struct instant){INT64_C(1735664399000)});
    assert_text(f.look.text, "Số: 05/BNV-VP; 31/12/2024; 23:59:59 +07:00");
    assert_box(&f.box, 192, 5, 90, 14);
    f = sign_face_attachment(a, 80, S("05/BNV-VP"), signed_at);
    assert_box(&f.box, 0, 5, 90, 14);
}

/* Annex I, part III, point 1d. */
static void copies(void **state)
{
    (void)state;
    struct str agency = S("ỦY BAN NHÂN DÂN TỈNH ĐÔNG GIANG");
    struct sign_face f = sign_face_copy(a, a4, SIGN_COPY_WHOLE, agency, signed_at);
    assert_text(f.look.text, "SAO Y; ỦY BAN NHÂN DÂN TỈNH ĐÔNG GIANG; 06/03/2025; 16:41:02 +07:00");
    assert_box(&f.box, 105, 5, 90, 14);
    assert_fits(&f);
    f = sign_face_copy(a, a4, SIGN_COPY_OF_COPY, agency, signed_at);
    assert_text(str_sub(f.look.text, 0, sizeof "SAO LỤC;" - 1), "SAO LỤC;");
    f = sign_face_copy(a, a4, SIGN_COPY_EXTRACT, S("BAN QUẢN LÝ CÁC KHU CÔNG NGHIỆP VÀ KHU KINH TẾ TỈNH ĐÔNG GIANG"),
                       signed_at);
    assert_text(str_sub(f.look.text, 0, sizeof "TRÍCH SAO;" - 1), "TRÍCH SAO;");
    assert_fits(&f);
}

/* Annex I, part II, points 3 and 4: 0 before numbers below 10, before days below 10 and before months 1 and 2. */
static void number_and_date(void **state)
{
    (void)state;
    const struct pdf_box number = {30, 32, 70, 8}, date = {105, 32, 90, 8};
    struct sign_face f = sign_face_number(a, number, 5, S("QĐ-UBND"));
    assert_text(f.look.text, "Số: 05/QĐ-UBND");
    assert_box(&f.box, 30, 32, 70, 8);
    assert_fits(&f);
    f = sign_face_number(a, number, 512, S("QĐ-UBND"));
    assert_text(f.look.text, "Số: 512/QĐ-UBND");
    f = sign_face_date(a, date, S("Đông Giang"), day_from_ymd(2025, 3, 5));
    assert_text(f.look.text, "Đông Giang, ngày 05 tháng 3 năm 2025");
    assert_true(f.look.italic);
    assert_fits(&f);
    f = sign_face_date(a, date, S("Đông Giang"), day_from_ymd(2025, 2, 15));
    assert_text(f.look.text, "Đông Giang, ngày 15 tháng 02 năm 2025");
    f = sign_face_date(a, date, S("Đông Giang"), day_from_ymd(2025, 10, 31));
    assert_text(f.look.text, "Đông Giang, ngày 31 tháng 10 năm 2025");
}

/* Annex I, part II, point 8: a third of the signature, on its left, at the seal's true size. */
static void the_seal_covers_a_third(void **state)
{
    (void)state;
    const struct pdf_box hand = {120, 200, 48, 20};
    const struct pdf_picture picture = {.width = 1, .height = 1};
    struct sign_face f = sign_face_seal(&picture, 36, 36, &hand);
    assert_box(&f.box, 100, 192, 36, 36);
    assert_true(near((f.box.x + f.box.w - hand.x) / hand.w, 1.0 / 3));
    assert_true(f.look.picture == &picture && f.look.text.n == 0);
}

/* Annex IV: 35 mm by 50 mm. */
static void what_comes_in(void **state)
{
    (void)state;
    const struct sign_arrival arrival = {.agency = S("SỞ NỘI VỤ"), .number = 7, .at = signed_at};
    struct sign_face f = sign_face_arrival(a, 30, 55, &arrival);
    assert_text(f.look.text, "SỞ NỘI VỤ\nĐẾN\nSố: 07\nNgày: 06/03/2025\nChuyển: \nSố và ký hiệu HS: ");
    assert_box(&f.box, 30, 55, 50, 35);
    assert_true(f.look.framed);
    assert_fits(&f);
    const struct sign_arrival full = {S("VĂN PHÒNG ỦY BAN NHÂN DÂN TỈNH ĐÔNG GIANG"), 1234, signed_at,
                                      S("Phòng Kinh tế"), S("15.KT")};
    f = sign_face_arrival(a, 30, 55, &full);
    assert_fits(&f);
}

static int setup(void **state)
{
    (void)state;
    a = arena_new(256u << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_freep(&a);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_annex_of_its_own),     cmocka_unit_test(copies),        cmocka_unit_test(number_and_date),
        cmocka_unit_test(the_seal_covers_a_third), cmocka_unit_test(what_comes_in),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
