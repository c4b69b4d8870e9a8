/* Messages are checked by their structure here, and read back whole by Python's e-mail parser where python3 stands. */
#include "format/test_kit.h"

#include <unistd.h>

#include "format/digest.h"
#include "format/mime.h"

#undef popen /* runs python3 on a file this test made */

#define LIT(s)                                                                                                         \
    {                                                                                                                  \
        "" s, sizeof(s) - 1                                                                                            \
    }
static const struct mime_message letter = {
    .from = LIT("mot-cua@donggiang.example.vn"),
    .from_name = LIT("Một cửa"),
    .to = LIT("an@example.vn"),
    .to_name = LIT("Nguyễn Văn \"An\""),
    .message_id = LIT("17.a@motcua.example.vn"),
    .subject = LIT("Hồ sơ của ông đã được tiếp nhận, hẹn trả kết quả ngày 04/12/2026 tại Trung tâm"),
    .date = {INT64_C(1795347000000)},
    .text = LIT("Kính gửi ông An,\nhồ sơ đã nhận.\n")};

static struct str written(const struct mime_message *m)
{
    struct str out = S("");
    assert_int_equal(mime_write(a, m, &out), MIME_OK);
    return out;
}

static void assert_has(struct str text, const char *what)
{
    if (str_search(text, str_from(what), 0) == text.n)
        fail_msg("<%s> is not in <%.*s>", what, STR_ARG(text));
}

static void writes_headers(void **state)
{
    struct str s = written(&letter);
    assert_has(s, "Date: Sun, 22 Nov 2026 18:30:00 +0700\r\n");
    assert_has(s, "Message-ID: <17.a@motcua.example.vn>\r\n");
    assert_has(s, "From: =?UTF-8?B?TeG7mXQgY+G7rWE=?=\r\n <mot-cua@donggiang.example.vn>\r\n");
    assert_has(s, "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    for (struct str rest = s; rest.n > 0;) {
        struct str line = str_cut(&rest, '\n');
        assert_true(line.n > 0 && line.n <= 77 && line.p[line.n - 1] == '\r');
        assert_true(str_find(line, '\r', 0) == line.n - 1);
    }
    assert_true(str_eq(s, written(&letter)));
}

static void refuses_forged_headers(void **state)
{
    static const char *const bad[] = {
        "", "an", "@x", "an@", "a@b@c", "an @x.vn", "an@x.vn\r\nBcc: b@x", "<an@x.vn>", "an@x.vn,b@x.vn", "á@x.vn"};
    struct str out;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct mime_message m = letter;
        m.to = str_from(bad[i]);
        assert_int_equal(mime_write(a, &m, &out), MIME_BAD_ADDRESS);
        m = letter;
        m.message_id = str_from(bad[i]);
        assert_int_equal(mime_write(a, &m, &out), MIME_BAD_ADDRESS);
    }
    struct mime_message m = letter;
    m.subject = S("x\r\nBcc: b@x.vn");
    assert_int_equal(mime_write(a, &m, &out), MIME_BAD_HEADER);
    m = letter;
    m.to_name = S("x\n");
    assert_int_equal(mime_write(a, &m, &out), MIME_BAD_HEADER);
    m = letter;
    struct mime_attachment f = {.name = S("a\r\nb"), .type = S("x/y"), .bytes = S("")};
    m.attachments = &f;
    m.attachments_n = 1;
    assert_int_equal(mime_write(a, &m, &out), MIME_BAD_HEADER);
    f.name = S("a");
    f.bytes = str_n("", (size_t)MIME_BYTES_MAX);
    assert_int_equal(mime_write(a, &m, &out), MIME_TOO_LARGE);
}

static const char reader[] =
    "import sys,email,email.policy\n"
    "m=email.message_from_binary_file(open(sys.argv[1],'rb'),policy=email.policy.default)\n"
    "print(m['subject']);print(m['to']);print(m.get_body(('plain',)).get_content().strip().replace(chr(13),''))\n"
    "print(m.get_body(('html',)).get_content().strip())\n"
    "for f in m.iter_attachments(): print(f.get_filename(),f.get_content_type(),len(f.get_payload(decode=True)))\n"
    "print(sum(len(p.defects) for p in m.walk()))\n";

static void reads_back_whole(void **state)
{
    if (access("/usr/bin/python3", X_OK) != 0)
        skip();
    struct mime_message m = letter;
    char bytes[3000];
    random_bytes(bytes, sizeof bytes);
    struct mime_attachment files[] = {{S("Giấy tiếp nhận và hẹn trả kết quả số H35.261122.0042.pdf"),
                                       S("application/pdf"), str_n(bytes, sizeof bytes)},
                                      {S("x\";y.txt"), S("bad type"), S("")}};
    m.html = S("<p>Kính gửi</p>");
    m.attachments = files;
    m.attachments_n = 2;
    struct str s = written(&m);
    char path[] = "/tmp/motcua-mime-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, s.p, s.n), s.n);
    close(fd);
    FILE *f = popen(str_c(a, str_printf(a, "python3 -c \"%s\" %s", reader, path)), "r");
    assert_non_null(f);
    char *got = arena_alloc(a, 8000);
    size_t n = fread(got, 1, 8000, f);
    pclose(f);
    unlink(path);
    assert_str(str_n(got, n),
               "Hồ sơ của ông đã được tiếp nhận, hẹn trả kết quả ngày 04/12/2026 tại Trung tâm\n"
               "\"Nguyễn Văn \\\"An\\\"\" <an@example.vn>\nKính gửi ông An,\nhồ sơ đã nhận.\n<p>Kính gửi</p>\n"
               "Giấy tiếp nhận và hẹn trả kết quả số H35.261122.0042.pdf application/pdf 3000\n"
               "x\";y.txt application/octet-stream 0\n0\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_headers),
        cmocka_unit_test(refuses_forged_headers),
        cmocka_unit_test(reads_back_whole),
    };
    return cmocka_run_group_tests(tests, kit_setup, kit_teardown);
}
