#include "format/test_kit.h"

#include "format/sniff.h"

/* A zip of stored, empty entries: enough of one for everything that looks at names. */
static struct str zip_of(struct str prefix, const char *const *names, size_t n, struct str first_body)
{
    struct buf b = buf_new(a, 1u << 20), central = buf_new(a, 1u << 20);
    buf_put(&b, prefix);
    for (size_t i = 0; i < n; i++) {
        struct str name = str_from(names[i]), body = i == 0 ? first_body : S("");
        size_t at = b.n;
        char head[26] = {20}, len[4] = {(char)name.n, 0, 0, 0}, size[4] = {(char)body.n},
             offset[4] = {(char)(at & 255), (char)(at >> 8)};
        memcpy(head + 14, size, 4);
        memcpy(head + 18, size, 4);
        memcpy(head + 22, len, 4);
        buf_put(&b, S("PK\3\4"));
        buf_put(&b, str_n(head, 26));
        buf_put(&b, name);
        buf_put(&b, body);
        buf_put(&central, S("PK\1\2\x14\0"));
        buf_put(&central, str_n(head, 26));
        buf_put(&central, S("\0\0\0\0\0\0\0\0\0\0"));
        buf_put(&central, str_n(offset, 4));
        buf_put(&central, name);
    }
    size_t at = b.n;
    buf_put(&b, buf_str(&central));
    char end[18] = {0,
                    0,
                    0,
                    0,
                    (char)n,
                    0,
                    (char)n,
                    0,
                    (char)(central.n & 255),
                    (char)(central.n >> 8),
                    0,
                    0,
                    (char)(at & 255),
                    (char)(at >> 8)};
    buf_put(&b, S("PK\5\6"));
    buf_put(&b, str_n(end, sizeof end));
    return buf_str(&b);
}

static void assert_kind(struct str bytes, enum file_kind want, const char *extension, bool polyglot)
{
    struct sniff s = sniff_file(bytes);
    assert_int_equal(s.kind, want);
    assert_string_equal(s.extension, extension);
    assert_int_equal(s.polyglot, polyglot);
    assert_false(s.empty);
}

static void knows_magic_bytes(void **state)
{
    assert_kind(S("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), FILE_PDF, "pdf", false);
    assert_kind(S("\xff\xd8\xff\xe0\0\x10JFIF"), FILE_JPEG, "jpg", false);
    assert_kind(S("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), FILE_PNG, "png", false);
    assert_kind(S("RIFF\x10\0\0\0WEBPVP8 "), FILE_WEBP, "webp", false);
    assert_kind(S("\0\0\0\x18"
                  "ftypheic\0\0\0\0"),
                FILE_HEIC, "heic", false);
    assert_kind(S("\0\0\0\x18"
                  "ftypisom\0\0\0\0"),
                FILE_UNKNOWN, "bin", false);
    assert_kind(S("II*\0\x08\0\0\0"), FILE_TIFF, "tif", false);
    assert_kind(S("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0"), FILE_OLE, "doc", false);
    assert_kind(S("<?xml version=\"1.0\"?><edXML/>"), FILE_XML, "xml", false);
    assert_kind(S("\xef\xbb\xbf<?xml version=\"1.0\"?><a/>"), FILE_XML, "xml", false);
    assert_kind(S("Tờ khai\r\n"), FILE_TEXT, "txt", false);
    assert_kind(S("RIFF\x10\0\0\0WAVE"), FILE_UNKNOWN, "bin", false);
    assert_kind(S("MZ\x90\0"), FILE_UNKNOWN, "bin", false);
    assert_kind(S("text\0text"), FILE_UNKNOWN, "bin", false);
    assert_string_equal(sniff_file(S("%PDF-1.7")).mime, "application/pdf");
}

static void tells_office_files_by_their_entries(void **state)
{
    static const char *const docx[] = {"[Content_Types].xml", "_rels/.rels", "word/document.xml"};
    static const char *const xlsx[] = {"[Content_Types].xml", "xl/workbook.xml"};
    static const char *const odt[] = {"mimetype", "content.xml"};
    static const char *const zip[] = {"a.txt", "word/document.xml"};
    assert_kind(zip_of(S(""), docx, 3, S("")), FILE_DOCX, "docx", false);
    assert_kind(zip_of(S(""), xlsx, 2, S("")), FILE_XLSX, "xlsx", false);
    assert_kind(zip_of(S(""), odt, 2, S("application/vnd.oasis.opendocument.text")), FILE_ODT, "odt", false);
    assert_kind(zip_of(S(""), odt, 2, S("application/vnd.oasis.opendocument.textX")), FILE_ZIP, "zip", false);
    assert_kind(zip_of(S(""), zip, 2, S("")), FILE_ZIP, "zip", false);
}

static void sees_two_files_in_one(void **state)
{
    static const char *const names[] = {"a.txt"};
    assert_kind(zip_of(S("%PDF-1.7\n%%EOF\n"), names, 1, S("")), FILE_PDF, "pdf", true);
    assert_kind(zip_of(S("\xff\xd8\xff\xe0 picture \xff\xd9"), names, 1, S("")), FILE_JPEG, "jpg", true);
    assert_kind(zip_of(S(""), names, 1, S("%PDF-1.7 inside")), FILE_ZIP, "zip", true);
    assert_kind(S("MZ\x90\0\0\0\0\0%PDF-1.4"), FILE_UNKNOWN, "bin", true);
    struct buf far = buf_new(a, 1u << 20);
    buf_put(&far, zip_of(S("%PDF-1.7\n"), names, 1, S("")));
    for (int i = 0; i < 60000; i++)
        buf_putc(&far, '\n');
    assert_kind(buf_str(&far), FILE_PDF, "pdf", true);
}

static void sees_failed_uploads(void **state)
{
    static const char zeros[5000];
    assert_true(sniff_file(S("")).empty);
    assert_true(sniff_file(str_n(zeros, 1)).empty);
    assert_true(sniff_file(str_n(zeros, sizeof zeros)).empty);
    assert_int_equal(sniff_file(str_n(zeros, sizeof zeros)).kind, FILE_UNKNOWN);
    assert_false(sniff_file(S("\0\0\1")).empty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_magic_bytes),
        cmocka_unit_test(tells_office_files_by_their_entries),
        cmocka_unit_test(sees_two_files_in_one),
        cmocka_unit_test(sees_failed_uploads),
    };
    return cmocka_run_group_tests(tests, kit_setup, kit_teardown);
}
