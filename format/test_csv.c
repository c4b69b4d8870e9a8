#include "format/test_kit.h"

#include "format/csv.h"

/* Rows as text: cells between <>, rows ended by /. */
static enum csv_fault read_all(struct str text, struct str *got)
{
    struct csv r;
    struct str *cells;
    size_t n;
    struct buf b = buf_new(a, 1u << 20);
    enum csv_fault fault = csv_open(a, text, &r);
    while (fault == CSV_OK && (fault = csv_next(&r, &cells, &n)) == CSV_OK) {
        for (size_t i = 0; i < n; i++)
            buf_printf(&b, "<" STR_FMT ">", STR_ARG(cells[i]));
        buf_putc(&b, '/');
    }
    *got = buf_str(&b);
    return fault;
}

static void reads_rows(void **state)
{
    static const char *rows[][2] = {
        {"a,b\r\nc,d\r\n", "<a><b>/<c><d>/"},
        {"a,b\nc,d", "<a><b>/<c><d>/"},
        {"\xef\xbb\xbf"
         "mã;tên\r\nH35;\"Hà; Nội\"\r\n",
         "<mã><tên>/<H35><Hà; Nội>/"},
        {"a\tb\nc\td\n", "<a><b>/<c><d>/"},
        {"\"x \"\"y\"\"\",\"line\r\nbreak\"\r\n", "<x \"y\"><line\r\nbreak>/"},
        {"a,,\n,\n", "<a><><>/<><>/"},
        {"\n\"\"\n", "<>/<>/"},
        {"\"\"\"\"", "<\">/"},
        {"a\rb\n", "<a\rb>/"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str got;
        assert_int_equal(read_all(str_from(rows[i][0]), &got), CSV_END);
        assert_str(got, rows[i][1]);
    }
}

static void refuses_broken_files(void **state)
{
    struct str got;
    assert_int_equal(read_all(S("a\"b,c"), &got), CSV_BAD_QUOTE);
    assert_int_equal(read_all(S("\"a\"b,c"), &got), CSV_BAD_QUOTE);
    assert_int_equal(read_all(S("x\n\"a"), &got), CSV_OPEN_QUOTE);
    assert_str(got, "<x>/");
    assert_int_equal(read_all(S("\"a\"\""), &got), CSV_OPEN_QUOTE);
    assert_int_equal(read_all(S("t\xean"), &got), CSV_NOT_TEXT);
    assert_int_equal(read_all(S("PK\3\4\0"), &got), CSV_NOT_TEXT);
    struct buf wide = buf_new(a, 1u << 20), tall = buf_new(a, 1u << 20);
    for (int i = 0; i < CSV_CELLS_MAX; i++)
        buf_putc(&wide, ',');
    assert_int_equal(read_all(buf_str(&wide), &got), CSV_TOO_LARGE);
    for (int i = 0; i <= CSV_CELL_BYTES_MAX; i++)
        buf_putc(&tall, 'x');
    assert_int_equal(read_all(buf_str(&tall), &got), CSV_TOO_LARGE);
}

static void numbers_rows_for_messages(void **state)
{
    struct csv r;
    struct str *cells;
    size_t n;
    assert_int_equal(csv_open(a, S("a\n\"b\n\"\nc\"\n"), &r), CSV_OK);
    assert_int_equal(csv_next(&r, &cells, &n), CSV_OK);
    assert_int_equal(csv_next(&r, &cells, &n), CSV_OK);
    assert_int_equal(csv_next(&r, &cells, &n), CSV_BAD_QUOTE);
    assert_int_equal(r.row, 3);
}

static void writes_what_no_spreadsheet_runs(void **state)
{
    struct buf b = buf_new(a, 1000);
    csv_begin(&b);
    struct str cells[] = {S("=1+1"),    S("-12.5"), S("+84 912"), S("@x"), S("\tx"),
                          S("a,\"b\""), S("H;1"),   S(""),        S("-")};
    csv_row(&b, cells, COUNT(cells));
    assert_str(buf_str(&b),
               "\xef\xbb\xbf\"'=1+1\",-12.5,\"'+84 912\",\"'@x\",\"'\tx\",\"a,\"\"b\"\"\",\"H;1\",,\"'-\"\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rows),
        cmocka_unit_test(refuses_broken_files),
        cmocka_unit_test(numbers_rows_for_messages),
        cmocka_unit_test(writes_what_no_spreadsheet_runs),
    };
    return cmocka_run_group_tests(tests, kit_setup, kit_teardown);
}
