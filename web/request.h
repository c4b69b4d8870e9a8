/* request.h: one HTTP request as handlers see it beyond the declared input: headers, cookies, what was typed, files.
 * The server fills it while bytes arrive; nothing here knows a socket, so tests build requests by hand. */
#ifndef MOTCUA_WEB_REQUEST_H
#define MOTCUA_WEB_REQUEST_H

#include "data/blob.h"
#include "web/route.h"

/* A value as it came: valid UTF-8 in NFC, otherwise untouched. */
struct raw_field {
    struct str name, value;
    enum field_place place;
};

/* A file of a multipart body. Up to BLOB_IN_DATABASE bytes stand whole in `head`; of a larger one `head` holds the
 * beginning (enough for magic bytes) and the rest was streamed to the store's spool while it arrived. */
struct file_part {
    struct str part, name, type; /* name of the form field, file name without folders, declared media type (a claim) */
    int64_t size;
    struct str head;
    struct blob_writer *writer; /* of the large ones; NULL for small ones */
};
/* Makes the file durable with the transaction that runs. Once for each part. */
NODISCARD enum rc file_keep(struct ctx *c, const struct file_part *f, struct blob_ref *out);

/* Header names without regard to case; '' when absent. */
struct str req_header(const struct req *r, const char *name);
struct str req_cookie(const struct req *r, const char *name);
/* The address of the client: the peer's, or the one a trusted proxy names. */
struct str req_address(const struct req *r);
/* Raw fields of path, query and form, in order. req_value: the first of that name, form before query before path; ''
 * when absent. */
const struct raw_field *req_fields(const struct req *r, size_t *n);
const struct raw_field *req_raw(const struct req *r, const char *name);
struct str req_value(const struct req *r, const char *name);
/* All values of one name (check boxes), in the arena. */
size_t req_values(struct ctx *c, const struct req *r, const char *name, struct str **out);
/* Names and values of what a form posted, beside each other, as the engine of forms takes them (answers_take). */
size_t req_posted(struct ctx *c, const struct req *r, struct str **names, struct str **values);
/* The whole JSON body of an API request; '' when the body was a form. */
struct str req_json(const struct req *r);
const struct file_part *req_file(const struct req *r, const char *part);
/* If-Match: "7" gives 7; *given says whether the header was there. INVALID when it is no version of ours. */
NODISCARD enum rc req_version(struct ctx *c, const struct req *r, int64_t *version, bool *given);
/* Bytes of a ROUTE_BODY_STREAM body that arrived and were written. */
int64_t req_streamed(const struct req *r);
/* Path and query of this request, to come back to: safe for Location (begins with one '/'). */
struct str req_here(struct ctx *c, const struct req *r);

/* ---- for the server and for tests: a request is born, gets its headers, its route, its body ---- */

#define HEADERS_MAX 100
#define BODY_FORM_MAX ((int64_t)1 << 20)
#define BODY_FILES_MAX ((int64_t)210 << 20)

/* How a body that cannot be read is refused: an HTTP status, and the reason for the log. */
struct body_fault {
    int status;
    const char *why;
};

/* A request of this target ("/path?query", checked by the
 * edge). Strings are not copied; c and its arena live as long. */
struct request *request_new(struct ctx *c, struct site *site, enum method m, struct str target, struct str peer);
struct req *request_req(struct request *rq);
const struct req *request_const(const struct request *rq);
bool request_header(struct request *rq, struct str name, struct str value); /* false: too many */
/* Query and path become raw fields, the route is known from here on. false: something is no text (400). */
bool request_route(struct request *rq, const struct route *route, const struct str *params, size_t params_n);
/* Decides by headers and route how the body is read. length < 0: chunked. */
struct body_fault request_body_open(struct request *rq, int64_t length);
/* For ROUTE_BODY_STREAM: where bytes go; the request closes it. */
void request_body_to(struct request *rq, int fd);
struct body_fault request_body(struct request *rq, struct str chunk);
struct body_fault request_body_end(struct request *rq);
int64_t request_body_size(const struct request *rq);
bool request_has_large_files(const struct request *rq);

#endif
