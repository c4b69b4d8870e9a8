/* The engine on one small form that has every type: reading, showing, sums, refusals, storage, pages. */
#include "base/message.h"
#include "core/eform/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static struct ctx *c;
static struct eform_lists lists;
static const struct eform *form;

static const char *const lists_json[] = {
    "{\"list\":\"ethnic\",\"items\":[{\"value\":\"01\",\"vi\":\"Kinh\"},{\"value\":\"03\",\"vi\":\"Thái\",\"en\":"
    "\"Thai\"}]}",
    "{\"list\":\"nationality\",\"items\":[{\"value\":\"vn\",\"vi\":\"Việt Nam\"}]}",
    "{\"list\":\"province\",\"items\":[{\"value\":\"12\",\"vi\":\"Lai Châu\"},{\"value\":\"15\",\"vi\":\"Yên "
    "Bái\",\"until\":\"2025-06-30\"},"
    "{\"value\":\"15\",\"vi\":\"Lào Cai\",\"from\":\"2025-07-01\"},{\"value\":\"02\",\"vi\":\"Hà "
    "Giang\",\"until\":\"2020-01-01\"}]}",
};

static const char form_json[] =
    "{\"form\":\"0.000001\",\"version\":3,\"title\":{\"vi\":\"Thử\"},"
    "\"data\":{\"type\":\"object\",\"required\":[\"ten\",\"so_dd\",\"ngay_sinh\",\"dong_y\",\"noi_o\"],\"properties\":{"
    "\"ten\":{\"x\":\"name\",\"maxLength\":20},\"gioi_tinh\":{\"x\":\"choice\",\"options\":["
    "{\"value\":\"nam\",\"label\":{\"vi\":\"Nam\",\"en\":\"Male\"}},{\"value\":\"nu\",\"label\":{\"vi\":\"Nữ\"}}]},"
    "\"ngay_sinh\":{\"x\":\"date\",\"maximum\":\"today\",\"minimum\":\"1900-01-01\"},"
    "\"so_dd\":{\"x\":\"person_id\",\"birth\":\"ngay_sinh\",\"sex\":\"gioi_tinh\"},"
    "\"noi_o\":{\"x\":\"address\"},\"dan_toc\":{\"x\":\"ethnic\"},\"quoc_tich\":{\"x\":\"nationality\"},"
    "\"co_xe\":{\"type\":\"boolean\"},\"bien_so\":{\"x\":\"text\",\"minLength\":4,\"maxLength\":12},\"ban_sao\":{"
    "\"type\":\"integer\",\"minimum\":1,\"maximum\":20},"
    "\"le_phi\":{\"x\":\"money\"},\"tong\":{\"x\":\"money\"},\"dien_tich\":{\"type\":\"number\"},\"thua\":{\"x\":"
    "\"land_parcel\"},"
    "\"nganh\":{\"x\":\"multi\",\"options\":[{\"value\":\"a\",\"label\":{\"vi\":\"A\"}},{\"value\":\"b\",\"label\":{"
    "\"vi\":\"B\"}}]},"
    "\"con\":{\"type\":\"array\",\"maxItems\":3,\"items\":{\"required\":[\"ho_ten\"],\"properties\":{"
    "\"ho_ten\":{\"x\":\"name\"},\"nam_sinh\":{\"x\":\"partial_date\"},\"so_dd\":{\"x\":\"person_id\",\"birth\":\"nam_"
    "sinh\"},"
    "\"hoc\":{\"type\":\"boolean\"},\"truong\":{\"x\":\"text\"},\"tro_cap\":{\"x\":\"money\"}}}},"
    "\"dong_y\":{\"x\":\"declaration\"},\"ghi_chu\":{\"x\":\"textarea\"},\"gio\":{\"x\":\"time\"},\"thu\":{\"x\":"
    "\"email\"},"
    "\"dien_thoai\":{\"x\":\"phone\"},\"mst\":{\"x\":\"org_id\"},\"noi_nhan\":{\"x\":\"unit\"}}},"
    "\"pages\":["
    "{\"id\":\"nguoi\",\"title\":{\"vi\":\"Người nộp\",\"en\":\"Applicant\"},\"ask\":["
    "{\"field\":\"ten\",\"label\":{\"vi\":\"Họ "
    "tên\",\"en\":\"Name\"}},{\"field\":\"gioi_tinh\",\"label\":{\"vi\":\"Giới tính\"}},"
    "{\"field\":\"ngay_sinh\",\"label\":{\"vi\":\"Ngày sinh\"},\"hint\":{\"vi\":\"7/6/1985\"}},"
    "{\"field\":\"so_dd\",\"label\":{\"vi\":\"Số định danh\"},\"hint\":{\"vi\":\"12 số\"}},"
    "{\"field\":\"noi_o\",\"label\":{\"vi\":\"Nơi ở\"}},{\"field\":\"dan_toc\",\"label\":{\"vi\":\"Dân tộc\"}},"
    "{\"field\":\"quoc_tich\",\"label\":{\"vi\":\"Quốc tịch\"}}]},"
    "{\"id\":\"xe\",\"title\":{\"vi\":\"Xe\"},\"ask\":[{\"note\":{\"text\":{\"vi\":\"Lưu "
    "ý\"}}},{\"field\":\"co_xe\",\"label\":{\"vi\":\"Có xe?\"}},"
    "{\"field\":\"bien_so\",\"label\":{\"vi\":\"Biển số\"},\"when\":{\"==\":[{\"var\":\"co_xe\"},true]}},"
    "{\"field\":\"ban_sao\",\"label\":{\"vi\":\"Số bản\"},\"when\":{\"!=\":[{\"var\":\"gioi_tinh\"},\"nu\"]}},"
    "{\"field\":\"le_phi\",\"label\":{\"vi\":\"Lệ phí\"}},{\"field\":\"dien_tich\",\"label\":{\"vi\":\"Diện "
    "tích\"}},{\"field\":\"nganh\",\"label\":{\"vi\":\"Ngành\"}}]},"
    "{\"id\":\"dat\",\"title\":{\"vi\":\"Đất\"},\"when\":{\">\":[{\"var\":\"tong\"},10000]},\"ask\":[{\"field\":"
    "\"thua\",\"label\":{\"vi\":\"Thửa\"}}]},"
    "{\"id\":\"con\",\"title\":{\"vi\":\"Con\"},\"ask\":[{\"field\":\"con\",\"label\":{\"vi\":\"Con\"},\"ask\":["
    "{\"field\":\"ho_ten\",\"label\":{\"vi\":\"Họ tên con\"}},{\"field\":\"nam_sinh\",\"label\":{\"vi\":\"Năm "
    "sinh\"},\"hint\":{\"vi\":\"1985\"}},"
    "{\"field\":\"so_dd\",\"label\":{\"vi\":\"Số định danh con\"},\"hint\":{\"vi\":\"12 "
    "số\"}},{\"field\":\"hoc\",\"label\":{\"vi\":\"Đi học?\"}},"
    "{\"field\":\"truong\",\"label\":{\"vi\":\"Trường\"},\"when\":{\"==\":[{\"var\":\"con.*.hoc\"},true]}},"
    "{\"field\":\"tro_cap\",\"label\":{\"vi\":\"Trợ cấp\"}}]}]},"
    "{\"id\":\"cuoi\",\"title\":{\"vi\":\"Cuối\"},\"ask\":[{\"field\":\"ghi_chu\",\"label\":{\"vi\":\"Ghi "
    "chú\"}},{\"field\":\"gio\",\"label\":{\"vi\":\"Giờ\"}},"
    "{\"field\":\"thu\",\"label\":{\"vi\":\"Thư\"}},{\"field\":\"dien_thoai\",\"label\":{\"vi\":\"Điện thoại\"}},"
    "{\"field\":\"mst\",\"label\":{\"vi\":\"Mã số thuế\"},\"hint\":{\"vi\":\"10 "
    "số\"}},{\"field\":\"noi_nhan\",\"label\":{\"vi\":\"Nơi nhận\"}},"
    "{\"field\":\"dong_y\",\"label\":{\"vi\":\"Cam đoan\"}}]}],"
    "\"prefill\":{\"ten\":\"profile.name\",\"noi_o\":\"profile.address\"},"
    "\"compute\":{\"le_phi\":{\"*\":[{\"var\":\"ban_sao\"},8000]},\"tong\":{\"+\":[{\"var\":\"le_phi\"},1000]},"
    "\"con.*.tro_cap\":{\"if\":[{\"var\":\"con.*.hoc\"},100000,null]}},"
    "\"rules\":[{\"if\":{\"<\":[{\"age\":{\"var\":\"ngay_sinh\"}},18]},\"error\":{\"vi\":\"chưa đủ 18 "
    "tuổi\",\"en\":\"not yet 18\"},\"at\":\"ngay_sinh\"},"
    "{\"if\":{\"==\":[{\"var\":\"con.*.ho_ten\"},{\"var\":\"ten\"}]},\"error\":{\"vi\":\"trùng tên người "
    "nộp\"},\"at\":\"con.*.ho_ten\"},"
    "{\"if\":{\">\":[{\"len\":{\"var\":\"con\"}},2]},\"error\":{\"vi\":\"nhiều nhất hai\"},\"at\":\"con\"},"
    "{\"if\":{\"==\":[{\"var\":\"bien_so\"},\"XXXX\"]},\"error\":{\"vi\":\"biển số giả\"},\"at\":\"bien_so\"}],"
    "\"papers\":[{\"id\":\"p1\",\"name\":{\"vi\":\"Ảnh\"},\"required\":true,\"accept\":[\"jpg\",\"png\"]},"
    "{\"id\":\"p2\",\"name\":{\"vi\":\"Đăng ký "
    "xe\"},\"required\":{\"==\":[{\"var\":\"co_xe\"},true]}},{\"id\":\"p3\",\"name\":{\"vi\":\"Khác\"},\"required\":"
    "false}]}";

static int setup(void **state)
{
    static struct ctx the_ctx;
    static struct eform_list all[COUNT(lists_json)];
    (void)state;
    c = &the_ctx;
    *c = (struct ctx){.arena = arena_new((size_t)256 << 20),
                      .now = instant_at(day_from_ymd(2021, 12, 6), (struct minutes){600})};
    for (size_t i = 0; i < COUNT(lists_json); i++)
        if (eform_list_parse(c, str_from(lists_json[i]), &all[i]) != OK)
            return -1;
    lists = (struct eform_lists){all, COUNT(all)};
    if (eform_parse(c, str_from(form_json), &lists, &form) != OK) {
        for (size_t i = 0; i < c->faults_n; i++)
            print_error("%s: " STR_FMT " " STR_FMT "\n", msg_key((enum msg)c->faults[i].msg),
                        STR_ARG(c->faults[i].field), STR_ARG(c->faults[i].arg[0]));
        return -1;
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(c->arena);
    return 0;
}

/* "ten=Lò Thị Mẩy|so_dd=…": answers as typed. */
static struct answers typed(const char *text)
{
    struct answers s = answers_new(c->arena);
    struct str rest = str_from(text);
    while (rest.n > 0) {
        struct str one = str_cut(&rest, '|'), name = str_cut(&one, '=');
        answers_take(&s, form, NULL, &name, &one, 1, false);
    }
    return s;
}

#define GOOD                                                                                                           \
    "ten=Lò Thị Mẩy|gioi_tinh=nu|ngay_sinh=7/6/1985|so_dd=012185001234|noi_o.tinh=12|noi_o.xa=Mường So|dong_y=true"

/* Each row: what is typed beside the good answers (a later answer wins), and the faults that follow, in page order. */
static const struct {
    const char *typed, *faults;
} rules[] = {
    {"", ""},
    {"ten=", "ten:eform.fault.required"},
    {"ten=Lò Thị Mẩy Lò Thị Mẩy", "ten:eform.fault.long"},
    {"ten=L0", "ten:eform.fault.name"},
    {"gioi_tinh=x", "gioi_tinh:eform.fault.choose"},
    {"gioi_tinh=nam", "so_dd:eform.fault.person.id.sex"},
    {"ngay_sinh=7/6/1986", "so_dd:eform.fault.person.id.birth"},
    {"ngay_sinh=hôm qua", "ngay_sinh:eform.fault.date"},
    {"ngay_sinh=30/2/1985", "ngay_sinh:eform.fault.date.real"},
    {"ngay_sinh=7/12/2021|so_dd=012321001234", "ngay_sinh:eform.fault.date.future"},
    {"ngay_sinh=6/12/2021|so_dd=012321001234", "ngay_sinh:eform.fault.rule"},
    {"ngay_sinh=7/12/2003|so_dd=012303001234", "ngay_sinh:eform.fault.rule"},
    {"ngay_sinh=6/12/2003|so_dd=012303001234", ""},
    {"ngay_sinh=31/12/1899", "ngay_sinh:eform.fault.date.least"},
    {"so_dd=123", "so_dd:eform.fault.person.id.length"},
    {"so_dd=abc", "so_dd:eform.fault.digits.only"},
    {"so_dd=003185001234", "so_dd:eform.fault.person.id.place"},
    {"so_dd=012322001234", "so_dd:eform.fault.person.id.year"},
    {"noi_o.tinh=|noi_o.xa=", "noi_o.tinh:eform.fault.required.choice noi_o.xa:eform.fault.required"},
    {"noi_o.tinh=99", "noi_o.tinh:eform.fault.choose"},
    {"noi_o.tinh=02", "noi_o.tinh:eform.fault.choose"}, /* a province that is no more */
    {"noi_o.tinh=15", ""},                              /* in 2021 still Yên Bái */
    {"dan_toc=99", "dan_toc:eform.fault.choose"},
    {"dan_toc=03|quoc_tich=vn", ""},
    {"dong_y=false", "dong_y:eform.fault.required.declaration"},
    {"dong_y=", "dong_y:eform.fault.required.declaration"},
    /* hidden questions are not judged; shown ones are */
    {"bien_so=1", ""},
    {"co_xe=true|bien_so=1", "bien_so:eform.fault.short"},
    {"co_xe=true|bien_so=XXXX", "bien_so:eform.fault.rule"},
    {"co_xe=false|bien_so=XXXX", ""},
    {"co_xe=maybe", "co_xe:eform.fault.choose"},
    {"ban_sao=99", ""}, /* not asked of women */
    {"gioi_tinh=|ban_sao=99", "ban_sao:eform.fault.most"},
    {"gioi_tinh=|ban_sao=0", "ban_sao:eform.fault.least"},
    {"gioi_tinh=|ban_sao=hai", "ban_sao:eform.fault.integer"},
    {"dien_tich=1,234", ""},
    {"dien_tich=1,2345", "dien_tich:eform.fault.decimal"},
    {"dien_tich=99999999999999999", "dien_tich:eform.fault.big"},
    {"nganh=a,x", "nganh:eform.fault.choose"},
    /* a page behind a sum of a sum: 2 copies 17,000 opens it, 1 copy 9,000 does not */
    {"gioi_tinh=|ban_sao=1|thua.dien_tich=x", ""},
    {"gioi_tinh=|ban_sao=2|thua.dien_tich=x", "thua.dien_tich:eform.fault.decimal"},
    /* rows: each its own; a row nobody filled in is no row; a rule speaks of its row */
    {"con.0.ho_ten=An", ""},
    {"con.0.hoc=true", "con.0.ho_ten:eform.fault.required"},
    {"con.0.ho_ten=|con.1.ho_ten=Bình", ""},
    {"con.0.ho_ten=An|con.1.ho_ten=Lò Thị Mẩy", "con.1.ho_ten:eform.fault.rule"},
    {"con.0.ho_ten=An|con.1.ho_ten=B|con.2.ho_ten=C", "con:eform.fault.rule"},
    {"con.0.ho_ten=An|con.0.nam_sinh=2015|con.0.so_dd=012214001234", "con.0.so_dd:eform.fault.person.id.birth"},
    {"con.0.ho_ten=An|con.0.nam_sinh=2015|con.0.so_dd=012215001234", ""},
    {"con.0.ho_ten=An|con.0.nam_sinh=13/2015", "con.0.nam_sinh:eform.fault.date.real"},
    {"con.7.ho_ten=1", ""}, /* beyond the rows there are */
    {"gio=25:00|thu=x|dien_thoai=12|mst=0100109107",
     "gio:eform.fault.time thu:eform.fault.email dien_thoai:eform.fault.phone mst:eform.fault.org.id.sum"},
    {"khong_co=1|con.0=1|con.x.ho_ten=1|con.00.ho_ten=1|noi_o=1|le_phi=1", ""}, /* names nobody could be asked */
};

static const char *faults_text(void)
{
    struct buf b = buf_new(c->arena, 10000);
    for (size_t i = 0; i < c->faults_n; i++)
        buf_printf(&b, "%s" STR_FMT ":%s", i > 0 ? " " : "", STR_ARG(c->faults[i].field),
                   msg_key((enum msg)c->faults[i].msg));
    return str_c(c->arena, buf_str(&b));
}

static void test_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rules); i++) {
        struct answers s = typed(str_c(c->arena, str_printf(c->arena, GOOD "|%s", rules[i].typed)));
        struct eform_state *st = eform_judge(c, form, &s, NULL);
        enum rc rc = eform_page_check(c, st, NULL);
        if (strcmp(faults_text(), rules[i].faults) != 0 || (rc == OK) != (rules[i].faults[0] == 0))
            fail_msg("%s\n  gave [%s]\n  not  [%s]", rules[i].typed, faults_text(), rules[i].faults);
    }
}

/* One page speaks of its own faults only. */
static void test_page_alone(void **state)
{
    (void)state;
    struct answers s = typed("so_dd=1|gio=x");
    struct eform_state *st = eform_judge(c, form, &s, NULL);
    assert_int_equal(eform_page_check(c, st, eform_page_find(form, S("nguoi"))), INVALID);
    assert_string_equal(faults_text(),
                        "ten:eform.fault.required ngay_sinh:eform.fault.required so_dd:eform.fault.person.id.length "
                        "noi_o.tinh:eform.fault.required.choice noi_o.xa:eform.fault.required");
    assert_int_equal(eform_page_check(c, st, eform_page_find(form, S("con"))), OK);
    assert_string_equal(
        str_c(c->arena,
              fault_text(c->arena, LANG_VI, &(struct fault){.msg = MSG_eform_fault_required, .arg = {S("Họ tên")}})),
        "Họ tên: hãy điền ô này.");
}

static void test_submit_papers(void **state)
{
    (void)state;
    struct answers s = typed(GOOD "|co_xe=true|bien_so=25A-12345");
    struct eform_state *st = eform_judge(c, form, &s, NULL);
    assert_int_equal(eform_submit_check(c, st, NULL, 0), INVALID);
    assert_string_equal(faults_text(), "paper.p1:eform.fault.paper paper.p2:eform.fault.paper");
    assert_int_equal(eform_submit_check(c, st, (struct str[]){S("p2"), S("p1")}, 2), OK);
    s = typed(GOOD "|co_xe=false");
    assert_int_equal(eform_submit_check(c, eform_judge(c, form, &s, NULL), (struct str[]){S("p1")}, 1), OK);
}

static const char *json_text(const struct json *j)
{
    struct buf b = buf_new(c->arena, 100000);
    json_write_canonical(&b, j);
    return str_c(c->arena, buf_str(&b));
}

/* From a paper form also what cannot be read, as it stands there; still nothing that was not asked. */
static void test_entered(void **state)
{
    (void)state;
    struct answers s = typed("ten=Lò Thị Mẩy|ngay_sinh=31/2/1985|co_xe=false|bien_so=25A-12345");
    struct eform_state *st = eform_judge(c, form, &s, NULL);
    const struct json *entered = eform_entered_json(c->arena, st), *kept = eform_result_json(c->arena, st);
    assert_int_equal(eform_given_check(c, st), INVALID);
    assert_true(str_eqc(jv_text_or(json_get(entered, "ngay_sinh"), S("")), "31/2/1985"));
    assert_true(str_eqc(jv_text_or(json_get(entered, "ten"), S("")), "Lò Thị Mẩy"));
    assert_null(json_get(entered, "bien_so"));
    assert_null(json_get(kept, "ngay_sinh"));
    assert_true(str_eqc(jv_text_or(json_get(kept, "ten"), S("")), "Lò Thị Mẩy"));
}

/* What is kept: canonical, nothing hidden, the server's own sums. */
static void test_result(void **state)
{
    (void)state;
    struct answers s =
        typed("ten=Lò  Thị Mẩy|gioi_tinh=nam|ngay_sinh=7/6/1985|so_dd=012 085 001234|noi_o.tinh=12|noi_o.xa=Mường So|"
              "co_xe=false|bien_so=hidden|ban_sao=02|le_phi=1|dien_tich=1.250,50|nganh=b|nganh=a|con.0.ho_ten=|con.1."
              "ho_ten=An|con.1.hoc=true|"
              "dong_y=on|tong=5");
    answers_set(&s, S("le_phi"), S("1")); /* even when it got in by another door */
    struct eform_state *st = eform_judge(c, form, &s, NULL);
    assert_int_equal(eform_page_check(c, st, NULL), OK);
    assert_string_equal(json_text(eform_result_json(c->arena, st)),
                        "{\"ban_sao\":2,\"co_xe\":false,\"con\":[{\"ho_ten\":\"An\",\"hoc\":true,\"tro_cap\":100000}],"
                        "\"dien_tich\":1250.5,\"dong_y\":true,"
                        "\"gioi_tinh\":\"nam\",\"le_phi\":16000,\"nganh\":[\"a\"],\"ngay_sinh\":\"1985-06-07\",\"noi_"
                        "o\":{\"tinh\":\"12\",\"xa\":\"Mường So\"},"
                        "\"so_dd\":\"012085001234\",\"ten\":\"Lò Thị Mẩy\",\"tong\":17000}");
}

/* Drafts keep everything, also what cannot be read, and come back the same. */
static void test_draft_round_trip(void **state)
{
    (void)state;
    struct answers s = typed("ten=L0|ban_sao=hai|dien_tich=1,5|co_xe=true|bien_so=x|con.1.ho_ten=An|ghi_chu=a\"b"),
                   back;
    answers_set_from(&s, S("noi_o.xa"), S("Mường So"), S("profile"));
    struct json *j = answers_json(c->arena, form, &s, false);
    const char *text = json_text(j);
    assert_string_equal(text,
                        "{\"_source\":{\"noi_o.xa\":\"profile\"},\"ban_sao\":\"hai\",\"bien_so\":\"x\",\"co_xe\":true,"
                        "\"con\":[{},{\"ho_ten\":\"An\"}],"
                        "\"dien_tich\":\"1,5\",\"ghi_chu\":\"a\\\"b\",\"noi_o\":{\"xa\":\"Mường So\"},\"ten\":\"L0\"}");
    assert_int_equal(answers_of_json(c, form, j, false, &back), OK);
    assert_string_equal(json_text(answers_json(c->arena, form, &back, false)), text);
    assert_true(str_eqc(answers_get(&back, S("ten")), "L0"));
    assert_true(str_eqc(answers_find(&back, S("noi_o.xa"))->source, "profile"));
    answers_set(&back, S("noi_o.xa"), S("Mường So"));
    assert_true(str_eqc(answers_find(&back, S("noi_o.xa"))->source, "profile")); /* sent back unchanged */
    answers_set(&back, S("noi_o.xa"), S("Bản Lang"));
    assert_int_equal(answers_find(&back, S("noi_o.xa"))->source.n, 0);
}

static void test_api_answers(void **state)
{
    (void)state;
    static const char text[] = "{\"ten\":\"An\",\"ban_sao\":3,\"co_xe\":true,\"dien_tich\":12.5,\"nganh\":[\"a\",\"b\"]"
                               ",\"con\":[{\"ho_ten\":\"B\"},{}],"
                               "\"noi_o\":{\"tinh\":\"12\"},\"ghi_chu\":null}";
    static const char bad[] = "{\"la\":1,\"ten\":{\"x\":1},\"con\":[{},{},{},{}],\"noi_o\":\"x\",\"le\":{\"_source\":1}"
                              ",\"_source\":{\"ten\":\"profile\"}}";
    struct json *j;
    const char *why;
    struct answers s;
    assert_true(json_parse(c->arena, str_from(text), 10000, &j, &why));
    assert_int_equal(answers_of_json(c, form, j, true, &s), OK);
    assert_true(str_eqc(answers_get(&s, S("ban_sao")), "3"));
    assert_true(str_eqc(answers_get(&s, S("dien_tich")), "12.5"));
    assert_true(str_eqc(answers_get(&s, S("nganh")), "a,b"));
    assert_true(str_eqc(answers_get(&s, S("con.0.ho_ten")), "B"));
    assert_non_null(answers_find(&s, S("con.1.ho_ten")));
    assert_true(json_parse(c->arena, str_from(bad), 10000, &j, &why));
    assert_int_equal(answers_of_json(c, form, j, true, &s), INVALID);
    assert_string_equal(
        faults_text(),
        "la:eform.fault.unknown ten:eform.fault.unreadable con:eform.fault.rows noi_o:eform.fault.unreadable "
        "le:eform.fault.unknown");
    assert_int_equal(answers_of_json(c, form, j, false, &s), OK);
}

/* A page takes its own questions only; boxes that came back unticked are cleared, others stay. */
static void test_take(void **state)
{
    (void)state;
    const struct eform_page *xe = eform_page_find(form, S("xe")), *cuoi = eform_page_find(form, S("cuoi"));
    struct str names[] = {S("co_xe"), S("nganh"), S("nganh"), S("ten"), S("csrf")};
    struct str values[] = {S(" true "), S("a"), S("b"), S("X"), S("t")};
    struct answers s = typed("nganh=b|dong_y=true");
    answers_take(&s, form, xe, names, values, COUNT(names), true);
    assert_true(str_eqc(answers_get(&s, S("nganh")), "a,b"));
    assert_true(str_eqc(answers_get(&s, S("co_xe")), "true"));
    assert_int_equal(answers_get(&s, S("ten")).n, 0);
    assert_true(str_eqc(answers_get(&s, S("dong_y")), "true"));
    answers_take(&s, form, cuoi, NULL, NULL, 0, true);
    assert_int_equal(answers_get(&s, S("dong_y")).n, 0);
    answers_take(&s, form, xe, names, values, 1, false); /* an autosave leaves boxes alone */
    assert_true(str_eqc(answers_get(&s, S("nganh")), "a,b"));
    answers_take(&s, form, xe, names + 1, values + 1, 1, false); /* and replaces those it carries */
    assert_true(str_eqc(answers_get(&s, S("nganh")), "a"));
}

static void test_nfc_and_bad_bytes(void **state)
{
    (void)state;
    struct str name = S("ten"), decomposed = S("Lo\xCC\x80"), bad = S("L\xFF\xFE");
    struct answers s = answers_new(c->arena);
    answers_take(&s, form, NULL, &name, &decomposed, 1, false);
    assert_true(str_eqc(answers_get(&s, name), "Lò"));
    answers_take(&s, form, NULL, &name, &bad, 1, false);
    assert_true(str_eqc(answers_get(&s, name), "L\uFFFD\uFFFD"));
    assert_int_equal(eform_page_check(c, eform_judge(c, form, &s, NULL), eform_page_find(form, S("nguoi"))), INVALID);
    assert_string_equal(msg_key((enum msg)c->faults[0].msg), "eform.fault.name");
}

static void test_rows(void **state)
{
    (void)state;
    struct answers s = typed("con.0.ho_ten=A|con.0.hoc=true|con.1.ho_ten=B");
    assert_true(answers_add_row(&s, form, S("con")));
    assert_false(answers_add_row(&s, form, S("con"))); /* three is most */
    assert_false(answers_add_row(&s, form, S("ten")));
    assert_true(answers_remove_row(&s, form, S("con.0")));
    assert_true(str_eqc(answers_get(&s, S("con.0.ho_ten")), "B"));
    assert_int_equal(answers_get(&s, S("con.0.hoc")).n, 0);
    assert_false(answers_remove_row(&s, form, S("con.x")));
    assert_false(answers_remove_row(&s, form, S("ten")));
    assert_false(answers_remove_row(&s, form, S("")));
}

static bool profile(void *of, struct arena *a, struct str path, struct str *text, struct str *source)
{
    (void)of;
    (void)a;
    *source = S("profile");
    *text = str_eqc(path, "profile.name") ? S("Lò Thị Mẩy") : str_eqc(path, "profile.address.tinh") ? S("12") : S("");
    return text->n > 0;
}

static void test_prefill(void **state)
{
    (void)state;
    struct answers s = answers_new(c->arena), mine = typed("ten=Khác");
    answers_prefill(&s, form, profile, NULL);
    assert_true(str_eqc(answers_get(&s, S("ten")), "Lò Thị Mẩy"));
    assert_true(str_eqc(answers_get(&s, S("noi_o.tinh")), "12"));
    assert_true(str_eqc(answers_find(&s, S("ten"))->source, "profile"));
    answers_prefill(&mine, form, profile, NULL);
    assert_true(str_eqc(answers_get(&mine, S("ten")), "Khác"));
}

static void test_pages_walked(void **state)
{
    (void)state;
    struct answers s = typed("gioi_tinh=nu");
    struct eform_state *st = eform_judge(c, form, &s, NULL);
    const struct eform_page *p = eform_page_first(st);
    struct buf b = buf_new(c->arena, 200);
    for (; p != NULL; p = eform_page_next(st, p))
        buf_printf(&b, STR_FMT "%s ", STR_ARG(p->id), eform_page_done(st, p) ? "+" : "");
    assert_string_equal(str_c(c->arena, buf_str(&b)), "nguoi xe+ con+ cuoi ");
    assert_ptr_equal(eform_page_before(st, eform_page_find(form, S("con"))), eform_page_find(form, S("xe")));
    assert_null(eform_page_before(st, eform_page_find(form, S("nguoi"))));
}

static const struct eform_field_view *row_named(const struct eform_field_view *rows, size_t n,
                                                enum eform_control control, const char *name)
{
    static const struct eform_field_view none;
    for (size_t i = 0; i < n; i++)
        if (rows[i].control == control && str_eqc(rows[i].name, name))
            return &rows[i];
    fail_msg("no row %s", name);
    return &none;
}

static void test_page_view(void **state)
{
    (void)state;
    struct eform_field_view *rows;
    size_t n;
    struct answers s = typed("gioi_tinh=nam|so_dd=1|noi_o.tinh=12");
    struct eform_state *st = eform_judge(c, form, &s, NULL);
    eform_page_view(c, st, eform_page_find(form, S("nguoi")), true, &rows, &n);
    const struct eform_field_view *v = row_named(rows, n, EFORM_INPUT, "so_dd");
    assert_true(str_eqc(v->inputmode, "numeric") && str_eqc(v->type, "text") && str_eqc(v->value, "1") && v->required);
    assert_true(str_starts(v->error, S("Số định danh: số định danh có đúng 12")));
    v = row_named(rows, n, EFORM_SELECT, "noi_o.tinh");
    assert_int_equal(v->options_n, 2); /* Lai Châu, Yên Bái; Hà Giang and Lào Cai have other days */
    assert_true(v->options[0].checked && str_eqc(v->label, "Tỉnh, thành phố") && str_eqc(v->id, "noi_o-tinh"));
    row_named(rows, n, EFORM_GROUP, "noi_o");
    row_named(rows, n, EFORM_GROUP_END, "noi_o");
    v = row_named(rows, n, EFORM_RADIOS, "gioi_tinh");
    assert_true(v->options[0].checked && !v->options[1].checked && str_eqc(v->options[1].id, "gioi_tinh-2"));
}

/* A condition on this page goes to the browser with what it
 * cannot know written out; one on another page is settled here. */
static void test_view_conditions(void **state)
{
    (void)state;
    struct eform_field_view *rows;
    size_t n, i;
    struct answers s = typed("gioi_tinh=nu");
    eform_page_view(c, eform_judge(c, form, &s, NULL), eform_page_find(form, S("xe")), false, &rows, &n);
    const struct eform_field_view *v = row_named(rows, n, EFORM_INPUT, "bien_so");
    assert_string_equal(str_c(c->arena, v->when_json), "{\"==\":[{\"var\":[\"co_xe\"]},true]}");
    assert_true(v->hidden);
    for (i = 0; i < n; i++)
        assert_false(str_eqc(rows[i].name, "ban_sao")); /* not asked of women, known from the page before */
    s = typed("con.1.hoc=true");
    eform_page_view(c, eform_judge(c, form, &s, NULL), eform_page_find(form, S("con")), false, &rows, &n);
    v = row_named(rows, n, EFORM_INPUT, "con.1.truong");
    assert_string_equal(str_c(c->arena, v->when_json), "{\"==\":[{\"var\":[\"con.1.hoc\"]},true]}");
    assert_false(v->hidden);
    assert_true(row_named(rows, n, EFORM_INPUT, "con.0.truong")->hidden);
    v = row_named(rows, n, EFORM_ROW, "con.1");
    assert_true(str_eqc(v->label, "Con 2") && v->removable && str_eqc(v->value, "con.1")); /* its button says so */
    row_named(rows, n, EFORM_ADD, "con");
    assert_true(str_eqc(row_named(rows, n, EFORM_SUM, "con.1.tro_cap")->value, "100.000 ₫"));
}

static void test_review(void **state)
{
    (void)state;
    struct eform_review_row *rows;
    size_t n;
    struct buf b = buf_new(c->arena, 10000);
    struct answers s = typed(GOOD "|dan_toc=03|dien_tich=1250,5|nganh=a,b|con.0.ho_ten=An|con.0.nam_sinh=6/2015");
    c->lang = LANG_EN;
    eform_review(c, eform_judge(c, form, &s, NULL), false, &rows, &n);
    for (size_t i = 0; i < n; i++)
        if (rows[i].heading || rows[i].value.n > 0)
            buf_printf(&b, "%u%s" STR_FMT "=" STR_FMT "\n", rows[i].level, rows[i].heading ? "#" : "",
                       STR_ARG(rows[i].label), STR_ARG(rows[i].value));
    c->lang = LANG_VI;
    assert_string_equal(str_c(c->arena, buf_str(&b)),
                        "0#Applicant=\n1Name=Lò Thị Mẩy\n1Giới tính=Nữ\n1Ngày sinh=07/06/1985\n1Số định "
                        "danh=012185001234\n1#Nơi ở=\n2Province or city=Lai Châu\n"
                        "2Commune or ward=Mường So\n1Dân tộc=Thai\n0#Xe=\n1Diện tích=1,250.5\n1Ngành=A, "
                        "B\n0#Con=\n1#Con 1=\n2Họ tên con=An\n2Năm sinh=6/2015\n"
                        "0#Cuối=\n1Cam đoan=Confirmed\n");
}

static void test_tasks_and_papers(void **state)
{
    (void)state;
    struct eform_task *tasks;
    struct eform_paper_view *papers;
    size_t n;
    struct answers s = typed("ten=An|co_xe=true");
    struct eform_state *st = eform_judge(c, form, &s, NULL);
    eform_tasks(c, st, &tasks, &n);
    assert_int_equal(n, 4);
    assert_true(tasks[0].begun && !tasks[0].done && tasks[2].done && !tasks[2].begun);
    eform_papers_view(c, st, (struct str[]){S("p2")}, 1, &papers, &n);
    assert_int_equal(n, 3);
    assert_true(papers[0].required && !papers[0].present && str_eqc(papers[0].accept, ".jpg,.png"));
    assert_true(papers[1].required && papers[1].present && !papers[2].required);
}

static void test_generic(void **state)
{
    (void)state;
    const struct eform_paper papers[] = {{.id = S("p1"), .name = {.vi = S("Đơn")}, .required = true}};
    const struct eform *g = eform_generic(c->arena, form, S("9.9"), (struct eform_label){.vi = S("Khác")}, papers, 1);
    struct answers s = typed(GOOD);
    assert_int_equal(eform_submit_check(c, eform_judge(c, g, &s, NULL), NULL, 0), INVALID);
    assert_string_equal(faults_text(), "paper.p1:eform.fault.paper");
    assert_true(str_eqc(g->code, "9.9"));
}

/* ---- the linter: one fault a row, made by replacing a piece of the good form ---- */

static const struct {
    const char *piece, *instead, *fault;
} lint[] = {
    {"\"version\":3", "\"version\":0", "form:eform.lint.head"},
    {"\"version\":3", "\"version\":3,\"version\":3", ":eform.lint.json"},
    {"\"version\":3", "\"version\":3,\"fees\":[{\"kind\":\"phi\",\"sum\":\"ten\"}]", "fees.1.sum:eform.lint.unknown"},
    {"\"version\":3", "\"version\":3,\"fees\":[{\"kind\":\"tip\",\"sum\":\"le_phi\"}]",
     "fees.1.kind:eform.lint.unknown"},
    {"\"x\":\"textarea\"", "\"x\":\"regex\"", "data.ghi_chu:eform.lint.type"},
    {"\"x\":\"textarea\"", "\"x\":\"note\"", "data.ghi_chu:eform.lint.type"},
    {"{\"x\":\"textarea\"}", "{\"x\":\"textarea\",\"maxLength\":0}", "data.ghi_chu.maxLength:eform.lint.bound"},
    {"\"maximum\":\"today\"", "\"maximum\":\"tomorrow\"", "data.ngay_sinh.maximum:eform.lint.bound"},
    {"\"maximum\":\"today\"", "\"maximum\":\"today+x\"", "data.ngay_sinh.maximum:eform.lint.bound"},
    {"{\"x\":\"ethnic\"}", "{\"x\":\"ethnic\",\"list\":\"tribes\"}", "data.dan_toc.list:eform.lint.list"},
    {"{\"value\":\"b\",", "{\"value\":\"a\",", "data.nganh.options.2:eform.lint.twice"},
    {"{\"value\":\"b\",", "{\"value\":\"B!\",", "data.nganh.options.2:eform.lint.option"},
    {"\"required\":[\"ten\",", "\"required\":[\"tn\",\"ten\",", "data.required:eform.lint.unknown"},
    {"\"maxItems\":3", "\"maxItems\":51", "data.con:eform.lint.rows"},
    {"\"truong\":{\"x\":\"text\"}", "\"truong\":{\"x\":\"repeat\"}", "data.con.items.truong:eform.lint.repeat.deep"},
    {"\"birth\":\"nam_sinh\"", "\"birth\":\"ngay\"", "data.con.*.so_dd:eform.lint.unknown"},
    {"\"id\":\"xe\"", "\"id\":\"nguoi\"", "pages.2.id:eform.lint.twice"},
    {"\"id\":\"xe\"", "\"id\":\"Xe\"", "pages.2.id:eform.lint.name"},
    {"\"title\":{\"vi\":\"Xe\"}", "\"title\":{\"en\":\"Car\"}", "pages.2.title:eform.lint.label.missing"},
    {"{\"vi\":\"Có xe?\"}",
     "{\"vi\":\"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
     "012345678901234567890\"}",
     "pages.2.ask.2.label:eform.lint.label.long"},
    {"{\"field\":\"gio\"", "{\"field\":\"ghi_chu\"",
     "data.ghi_chu:eform.lint.asked.twice data.gio:eform.lint.never.asked"},
    {",\"hint\":{\"vi\":\"7/6/1985\"}", "", "pages.1.ask.3:eform.lint.hint"},
    {"{\"var\":\"co_xe\"},true]}},{\"field\":\"ban_sao\"", "{\"var\":\"thu\"},true]}},{\"field\":\"ban_sao\"",
     "pages.2.ask.3.when:eform.lint.looks.ahead"},
    {"{\"var\":\"co_xe\"},true]}},{\"field\":\"ban_sao\"", "{\"var\":\"bien_so\"},true]}},{\"field\":\"ban_sao\"",
     "pages.2.ask.3.when:eform.lint.looks.ahead"},
    {"{\"var\":\"co_xe\"},true]}},{\"field\":\"ban_sao\"", "{\"var\":\"le_phi\"},true]}},{\"field\":\"ban_sao\"",
     "pages.2.ask.3.when:eform.lint.looks.ahead"},
    {"{\"var\":\"co_xe\"},true]}},{\"field\":\"ban_sao\"", "{\"var\":\"xe\"},true]}},{\"field\":\"ban_sao\"",
     "pages.2.ask.3.when:eform.lint.unknown"},
    {"{\"var\":\"tong\"},10000]", "{\"var\":\"tong\"}]", "pages.3.when:eform.lint.logic.operands"},
    {"{\">\":[{\"var\":\"tong\"}", "{\"match\":[{\"var\":\"tong\"}", "pages.3.when:eform.lint.logic.operator"},
    {"{\"var\":\"ban_sao\"},8000", "{\"var\":\"tong\"},8000",
     "compute.le_phi:eform.lint.circle pages.3.when:eform.lint.looks.ahead"},
    {"{\"var\":\"ban_sao\"},8000", "{\"var\":\"le_phi\"},8000",
     "compute.le_phi:eform.lint.circle pages.3.when:eform.lint.looks.ahead"},
    {"\"tong\":{\"+\"", "\"tongs\":{\"+\"",
     "data.tong:eform.lint.never.asked pages.3.when:eform.lint.looks.ahead compute:eform.lint.unknown"},
    {"\"at\":\"con\"}", "\"at\":\"cons\"}", "rules.3.at:eform.lint.unknown"},
    {"\"at\":\"con\"}", "\"at\":\"tong\"}", "rules.3.at:eform.lint.unknown"},
    {"\"error\":{\"vi\":\"nhiều nhất hai\"}", "\"error\":{}", "rules.3.error:eform.lint.label.missing"},
    {"\"id\":\"p2\"", "\"id\":\"p1\"", "papers.2.id:eform.lint.twice"},
    {"\"noi_o\":\"profile.address\"", "\"noi\":\"profile.address\"", "prefill:eform.lint.unknown"},
    {"{\"field\":\"quoc_tich\",", "{\"field\":\"quoc\",",
     "pages.1.ask.7.field:eform.lint.unknown data.quoc_tich:eform.lint.never.asked"},
    {"{\"field\":\"quoc_tich\",",
     "{\"note\":{\"text\":{\"vi\":\"x\"}}},{\"note\":{\"text\":{\"vi\":\"y\"}}},{\"field\":\"quoc_tich\",",
     "pages.1.ask:eform.lint.too.many data.quoc_tich:eform.lint.never.asked"},
};

static struct str replaced(const char *piece, const char *instead)
{
    struct str all = str_from(form_json), cut = str_from(piece);
    size_t at = str_search(all, cut, 0);
    if (at == all.n)
        fail_msg("the form has no %s", piece);
    return str_printf(c->arena, STR_FMT "%s" STR_FMT, STR_ARG(str_sub(all, 0, at)), instead,
                      STR_ARG(str_sub(all, at + cut.n, all.n)));
}

static void test_lint(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(lint); i++) {
        const struct eform *out = NULL;
        enum rc rc = eform_parse(c, replaced(lint[i].piece, lint[i].instead), &lists, &out);
        if (rc != INVALID || strcmp(faults_text(), lint[i].fault) != 0)
            fail_msg("%s -> %s\n  gave [%s]\n  not  [%s]", lint[i].piece, lint[i].instead, faults_text(),
                     lint[i].fault);
        assert_null(out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_page_alone),
        cmocka_unit_test(test_submit_papers),
        cmocka_unit_test(test_entered),
        cmocka_unit_test(test_result),
        cmocka_unit_test(test_draft_round_trip),
        cmocka_unit_test(test_api_answers),
        cmocka_unit_test(test_take),
        cmocka_unit_test(test_nfc_and_bad_bytes),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_prefill),
        cmocka_unit_test(test_pages_walked),
        cmocka_unit_test(test_page_view),
        cmocka_unit_test(test_view_conditions),
        cmocka_unit_test(test_review),
        cmocka_unit_test(test_tasks_and_papers),
        cmocka_unit_test(test_generic),
        cmocka_unit_test(test_lint),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
