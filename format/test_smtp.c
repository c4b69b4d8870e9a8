/* Sends to the sink of tests/peers, which runs in a child of this test, and reads what it kept. */
#include "format/test_kit.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "format/smtp.h"

int smtp_sink(int argc, char **argv);

static char folder[] = "/tmp/motcua-smtp-XXXXXX";
static pid_t child;

static struct str start(const char *fault)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        char program[] = "smtp_sink", *what = (char *)(uintptr_t)fault;
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        _exit(smtp_sink(fault ? 3 : 2, (char *[]){program, folder, what, NULL}));
    }
    close(ends[1]);
    char port[16] = "";
    assert_true(read(ends[0], port, sizeof port - 1) > 1);
    close(ends[0]);
    return str_printf(a, "smtp://127.0.0.1:%.*s", (int)strcspn(port, "\n"), port);
}

static void stop(void)
{
    kill(child, SIGTERM);
    waitpid(child, NULL, 0);
}

static struct str kept(const char *name)
{
    const char *path = str_c(a, str_printf(a, "%s/%s", folder, name));
    FILE *f = fopen(path, "rb");
    if (!f)
        return S("");
    char *p = arena_alloc(a, 1u << 20);
    size_t n = fread(p, 1, 1u << 20, f);
    fclose(f);
    unlink(path);
    return str_n(p, n);
}

#define LETTER "Subject: x\r\n\r\n.dot\r\n..two\r\nlast\r\n"

static enum smtp_result send_to(struct str url, int32_t timeout_ms, struct str *why)
{
    struct smtp_server server = {.url = url, .plain = true, .timeout_ms = timeout_ms};
    return smtp_send(a, &server, S("mot-cua@example.vn"), S("an@example.vn"), S(LETTER), why);
}

static void sends(void **state)
{
    struct str why;
    struct smtp_server server = {.url = start(NULL), .user = S("u"), .password = S("p"), .plain = true};
    assert_int_equal(smtp_send(a, &server, S("mot-cua@example.vn"), S("an@example.vn"), S(LETTER), &why), SMTP_SENT);
    assert_str(why, "");
    stop();
    assert_str(kept("0001.eml"), LETTER);
    assert_str(kept("0001.env"), "AUTH AHUAcA==\nFROM mot-cua@example.vn\nTO an@example.vn\n");
}

static void tells_later_from_never(void **state)
{
    static const struct {
        const char *fault;
        enum smtp_result want;
    } rows[] = {
        {"connect=421", SMTP_LATER},  {"connect=drop", SMTP_LATER}, {"helo=drop", SMTP_LATER},
        {"mail=451", SMTP_LATER},     {"mail=550", SMTP_REFUSED},   {"rcpt=450", SMTP_LATER},
        {"rcpt=550", SMTP_REFUSED},   {"rcpt=drop", SMTP_LATER},    {"data=452", SMTP_LATER},
        {"data=554", SMTP_REFUSED},   {"message=451", SMTP_LATER},  {"message=552", SMTP_REFUSED},
        {"message=drop", SMTP_LATER}, {"rcpt=hang", SMTP_LATER},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str why = S("");
        bool hangs = strcmp(rows[i].fault, "rcpt=hang") == 0;
        enum smtp_result got = send_to(start(rows[i].fault), hangs ? 1000 : 0, &why);
        stop();
        if (got != rows[i].want)
            fail_msg("%s gave %d: %.*s", rows[i].fault, (int)got, STR_ARG(why));
        assert_true(why.n > 0);
        assert_str(kept("0001.eml"), "");
    }
}

static void mends(void **state)
{
    struct str why, url = start("rcpt=450*1");
    assert_int_equal(send_to(url, 0, &why), SMTP_LATER);
    assert_int_equal(send_to(url, 0, &why), SMTP_SENT);
    stop();
    assert_str(kept("0001.eml"), LETTER);
}

static void wants_encryption_unless_told(void **state)
{
    struct str why;
    struct smtp_server server = {.url = start(NULL)};
    assert_int_equal(smtp_send(a, &server, S("a@example.vn"), S("b@example.vn"), S(LETTER), &why), SMTP_LATER);
    stop();
    assert_str(kept("0001.eml"), "");
    server.url = S("file:///etc/passwd");
    assert_int_equal(smtp_send(a, &server, S("a@example.vn"), S("b@example.vn"), S(LETTER), &why), SMTP_LATER);
}

static void sends_to_addresses_only(void **state)
{
    struct str why;
    struct smtp_server server = {.url = start(NULL), .plain = true};
    assert_int_equal(
        smtp_send(a, &server, S("a@example.vn"), S("b@example.vn>\r\nRCPT TO:<c@example.vn"), S(LETTER), &why),
        SMTP_REFUSED);
    stop();
    assert_str(kept("0001.eml"), "");
}

static void nobody_listens(void **state)
{
    struct str why = S(""), url = start(NULL);
    stop();
    assert_int_equal(send_to(url, 0, &why), SMTP_LATER);
    assert_true(why.n > 0);
}

static int make_folder(void **state)
{
    return mkdtemp(folder) ? kit_setup(state) : -1;
}

static int clean(void **state)
{
    kept("0001.env");
    rmdir(folder);
    return kit_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sends),
        cmocka_unit_test(tells_later_from_never),
        cmocka_unit_test(mends),
        cmocka_unit_test(wants_encryption_unless_told),
        cmocka_unit_test(sends_to_addresses_only),
        cmocka_unit_test(nobody_listens),
    };
    return cmocka_run_group_tests(tests, make_folder, clean);
}
