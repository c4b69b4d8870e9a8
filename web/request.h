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

/* A file of a multipart body. Up to BLOB_SMALL_MAX it lies in `bytes`; larger ones were streamed into the blob store's
 * spool while they arrived. Either way blob_keep_part() makes it durable with the transaction. */
struct file_part {
    struct str part, name, type; /* name of the form field, file name without folders, declared media type (a claim) */
    int64_t size;
    struct str bytes;
    struct blob_writer *writer;  /* of the large ones, finished; NULL for small ones */
    struct str sha256;           /* 64 hex digits */
};

/* Header names without regard to case; '' when absent. */
struct str req_header(const struct req *r, const char *name);
struct str req_cookie(const struct req *r, const char *name);
/* The address of the client: the peer's, or the one a trusted proxy names. */
struct str req_address(const struct req *r);
/* Raw fields of path, query and form, in order. req_value: the first of that name, form before query before path; '' when absent. */
const struct raw_field *req_fields(const struct req *r, size_t *n);
const struct raw_field *req_raw(const struct req *r, const char *name);
struct str req_value(const struct req *r, const char *name);
/* All values of one name (check boxes), in the arena. */
size_t req_values(struct ctx *c, const struct req *r, const char *name, struct str **out);
/* The whole JSON body of an API request; '' when the body was a form. */
struct str req_json(const struct req *r);
const struct file_part *req_file(const struct req *r, const char *part);
/* If-Match: "7" gives 7; *given says whether the header was there. INVALID when it is no version of ours. */
NODISCARD enum rc req_version(struct ctx *c, const struct req *r, int64_t *version, bool *given);
/* Bytes of a ROUTE_BODY_STREAM body that arrived and were written. */
int64_t req_streamed(const struct req *r);
/* Path and query of this request, to come back to: safe for Location (begins with one '/'). */
struct str req_here(struct ctx *c, const struct req *r);

#endif
