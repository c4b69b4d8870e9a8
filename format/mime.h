/* mime.h: e-mail that the program sends: RFC 5322 with text, HTML and attachments. The same message gives the same
 * bytes: date and Message-ID are passed in and boundaries are made from the Message-ID. Bodies are base64, so any
 * line length and any character passes any relay; headers are RFC 2047 where they are not plain ASCII. */
#ifndef MOTCUA_FORMAT_MIME_H
#define MOTCUA_FORMAT_MIME_H

#include "base/moment.h"

enum { MIME_BYTES_MAX = 32 * 1024 * 1024, MIME_ATTACHMENTS_MAX = 20 };

struct mime_attachment {
    struct str name, type, bytes;
};
struct mime_message {
    struct str from, from_name, to, to_name; /* addresses are bare: a@b; names may be empty */
    struct str reply_to;                     /* empty: none */
    struct str subject, message_id;          /* message_id without brackets: 17@motcua.example.vn */
    struct instant date;
    struct str text, html; /* html may be empty */
    const struct mime_attachment *attachments;
    size_t attachments_n;
};

enum mime_fault {
    MIME_OK,
    MIME_BAD_ADDRESS, /* from, to, reply_to or message_id is not local@domain in ASCII */
    MIME_BAD_HEADER,  /* a line end or control character in a subject, name or type: somebody forges headers */
    MIME_TOO_LARGE,
};

/* local@domain of printable ASCII without white space, brackets, quotes, commas; one @; at most 254 bytes. */
bool mime_address_is(struct str s);
NODISCARD enum mime_fault mime_write(struct arena *a, const struct mime_message *m, struct str *out);

#endif
