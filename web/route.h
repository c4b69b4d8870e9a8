/* route.h: every address is a row of a table. A room exports one table; app/rooms.c lists the rooms; the router, the
 * permission test, docs/permissions.md and /api/v1/openapi.json are made from the same rows. */
#ifndef MOTCUA_WEB_ROUTE_H
#define MOTCUA_WEB_ROUTE_H

#include "core/actor.h"
#include "web/out.h"

enum method { METHOD_GET, METHOD_POST, METHOD_HEAD, METHOD_PATCH, METHOD_OPTIONS, METHOD_DELETE, METHOD_PUT };

/* ---- input: declared, parsed, checked before the handler runs ---- */
enum field_type {
    FIELD_TEXT,    /* struct str: trimmed, NFC, valid UTF-8, one line */
    FIELD_LINES,   /* struct str: as FIELD_TEXT but may hold line breaks */
    FIELD_RAW,     /* struct str: untouched valid UTF-8 (passwords) */
    FIELD_I64,     /* int64_t */
    FIELD_ID,      /* int64_t > 0 */
    FIELD_BOOL,    /* bool: absent is false, "1" "on" "true" are true */
    FIELD_DAY,     /* struct day: 2021-06-07 or 7/6/2021 */
    FIELD_INSTANT, /* struct instant: 2021-06-07T09:15 */
    FIELD_VND,     /* struct vnd */
};
enum field_place {
    IN_PATH,
    IN_QUERY,
    IN_FORM
}; /* IN_FORM: urlencoded or multipart text part, or a member of a JSON body */

struct field {
    const char *name;
    enum field_place place;
    enum field_type type;
    bool required;
    size_t max;    /* characters of text (0: 200), greatest value for numbers (0 means no bound) */
    size_t offset; /* in the input struct */
    int label;     /* message id of the field's label, for error sentences; 0 uses the name */
};
struct input {
    const char *name; /* schema name in openapi.json */
    size_t size;
    const struct field *fields;
    size_t fields_n;
};
/* struct due_input { struct day day; int64_t limit; };
 * INPUT(due_input, { "day", IN_QUERY, FIELD_DAY, .offset = offsetof(struct due_input, day) }, …) */
#define INPUT(T, ...)                                                                                                  \
    static const struct field T##_fields[] = {__VA_ARGS__};                                                            \
    static const struct input T = {#T, sizeof(struct T), T##_fields, sizeof T##_fields / sizeof T##_fields[0]}

/* ---- request: web/request.h reads the rest (headers, cookies, what was typed, file parts) ---- */
struct req {
    enum method method;
    struct str path, query;
    const struct route *route;
    const void *in; /* the parsed input struct of the route */
    const struct scope *scope;
    struct web_session
        *session; /* web/session.h; a stranger's has id 0 until something is kept for it; NULL for tokens */
    const struct file_part *files; /* file parts of a multipart body (web/request.h) */
    size_t files_n;
    bool is_api, wants_fragment; /* header MC-Fragment: 1 */
    struct request *http;        /* the rest: headers, cookies, raw fields (web/request.h) */
    struct site *site;           /* web/site.h */
};

enum route_flags {
    ROUTE_API = 1,     /* JSON and problem+json, bearer token; with a session instead the header MC-Token is asked */
    ROUTE_STEP_UP = 2, /* asks for a second proof not older than five minutes */
    ROUTE_BODY_STREAM =
        4,              /* the body goes to the descriptor that `open_body` gives (tus PATCH); `run` comes at its end */
    ROUTE_READS = 8,    /* a POST that writes nothing (search forms): runs in a read transaction */
    ROUTE_OWN_TX = 16,  /* run and again stand outside any transaction and frame their own (slow imports) */
    ROUTE_LIMITED = 32, /* counts against the per-address rate limit (sign-in, tracking codes) */
    ROUTE_FILES = 64,   /* takes multipart files: body up to 210 MB, streamed; other bodies end at 1 MB */
    ROUTE_NO_TOKEN =
        128, /* a page POST without the form token: callbacks from outside that prove themselves otherwise */
    ROUTE_UNLOCKED = 256,    /* answers a locked session too (unlock, sign-out) */
    ROUTE_TRAILING = 512,    /* the last {param} takes the rest of the path, slashes and all */
    ROUTE_IF_MATCH = 2048,   /* reads If-Match (req_version): said in openapi.json */
    ROUTE_IDEMPOTENT = 4096, /* honours Idempotency-Key: said in openapi.json */
    ROUTE_STATIC = 1024,     /* the same for everyone: no session, no database, no transaction */
};

/* Transactions: GET, HEAD and ROUTE_READS run in a read transaction, everything else in a write transaction (a
 * savepoint of the shared one on SQLite). run returns OK: kept. Any other rc: undone, and the server writes the answer:
 * problem+json, or an error page.
 *
 * Forms: with `again` set, INVALID (faults of the declared input, or of the rules: fault_add + faults_rc, or fail)
 * undoes the write and calls again() to show the form with c->faults and what was typed (req_value); the answer is 422.
 * CONFLICT (another was faster) does the same with 409, so that what was typed is not lost.
 * A GET page shown with faulty input gets them the same way. */
struct route {
    const char *name; /* "dossier.show": one grep finds route, permission, message */
    enum method method;
    const char *path; /* "/dossiers/{code}/moves/{act}" */
    enum perm may;
    const struct input *in;
    enum rc (*run)(struct ctx *c, const struct req *r, struct out *o);
    unsigned flags;
    const char *summary; /* one English line for openapi.json */
    enum rc (*again)(struct ctx *c, const struct req *r, struct out *o);
    /* ROUTE_BODY_STREAM: called when the headers are there, in a read transaction after the guard. Gives a descriptor
     * that stands where the next byte goes; the server closes it. Bytes that arrived stay when the line breaks. */
    enum rc (*open_body)(struct ctx *c, const struct req *r, int *fd);
    void (*schema)(struct out *o); /* JSON schema of a body the room reads by itself, for openapi.json; NULL none */
};

struct room {
    const char *name;
    const struct route *routes;
    size_t routes_n;
};

#endif
