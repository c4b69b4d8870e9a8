/* Whatever stands in the fields, the message has exactly the
 * headers it should, and no line is longer than RFC 5322 allows. */
#include "format/fuzz_kit.h"
#include "format/mime.h"

static const char *const known[] = {"Date: ",         "From: ",
                                    "To: ",           "Reply-To: ",
                                    "Subject: ",      "Message-ID: ",
                                    "MIME-Version: ", "Auto-Submitted: ",
                                    "Content-Type: ", "Content-Transfer-Encoding: "};

static void check_headers(struct str s)
{
    size_t seen[COUNT(known)] = {0};
    for (;;) {
        struct str line = str_cut(&s, '\n');
        MUST(line.n > 0 && line.p[line.n - 1] == '\r' && line.n <= 999);
        if (line.n == 1)
            return;
        if (line.p[0] == ' ')
            continue;
        size_t i = 0;
        while (i < COUNT(known) && !str_starts(line, str_from(known[i])))
            i++;
        MUST(i < COUNT(known) && ++seen[i] == 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 8192)
        return 0;
    CLEANUP(arena_freep) struct arena *a = arena_new(128u << 20);
    struct str rest = fuzz_input(a, data, size), out;
    struct mime_attachment f;
    struct mime_message m = {.date = {INT64_C(1795347000000)}, .attachments = &f};
    struct str *const fields[] = {&m.from,       &m.from_name, &m.to,   &m.to_name, &m.reply_to, &m.subject,
                                  &m.message_id, &m.text,      &m.html, &f.name,    &f.type,     &f.bytes};
    for (size_t i = 0; i < COUNT(fields); i++)
        *fields[i] = str_cut(&rest, '|');
    m.attachments_n = f.name.n > 0;
    if (mime_write(a, &m, &out) == MIME_OK)
        check_headers(out);
    return 0;
}
