/* out.h: what a handler answers with, and the runtime of compiled pages. Everything written through these functions is
 * escaped for its place; there is no raw form. */
#ifndef MOTCUA_WEB_OUT_H
#define MOTCUA_WEB_OUT_H

#include "base/ctx.h"
#include "base/message.h"

struct out {
    struct ctx *c;
    struct buf body;
    int status;          /* 0 becomes 200, or the status of the rc */
    const char *type;    /* content type; NULL: text/html; charset=utf-8 */
    struct str location; /* with 303 */
    struct str etag;
    struct str disposition; /* Content-Disposition, for downloads */
    struct str whole;       /* answer with these bytes instead of body: they live as long as the arena, or longer */
    struct str file_path;   /* answer with this file instead of body (streamed) */
    int64_t file_from, file_size;
    struct str headers[16][2]; /* further headers */
    size_t headers_n;
    struct str cookies[4];
    size_t cookies_n;
    int32_t max_age; /* seconds the answer may be kept by others; 0: no-store */
};

/* ---- pages ---- */
void out_lit(struct out *o, const char *p, size_t n); /* literal HTML of a template; generated code only */
void out_str(struct out *o, struct str s);            /* escaped for text and quoted attributes */
void out_cstr(struct out *o, const char *s);
void out_i64(struct out *o, int64_t v); /* 1.250 (vi) 1,250 (en) */
void out_int(struct out *o, int v);
void out_size(struct out *o, size_t v);
void out_bool(struct out *o, bool v);              /* 1 or 0 */
void out_day(struct out *o, struct day d);         /* 24/11/2026 in both languages; nothing for DAY_NONE */
void out_instant(struct out *o, struct instant t); /* 14:30 24/11/2026; nothing for 0 */
void out_vnd(struct out *o, struct vnd v);         /* 1.250.000 ₫ */
void out_url(struct out *o, const char *pattern, const struct str *args, size_t n); /* {} percent-encoded */
void out_t(struct out *o, enum msg m, const struct msg_arg *args, size_t n);

#define OUT(o, x)                                                                                                      \
    _Generic((x), struct str: out_str, const char *: out_cstr, char *: out_cstr, int64_t: out_i64, int: out_int,       \
        unsigned: out_size, size_t: out_size, bool: out_bool, struct day: out_day, struct instant: out_instant,        \
        struct vnd: out_vnd)((o), (x))
/* filters: {{v.due_at|long}} */
void out_filter_long(struct out *o, struct instant t);  /* thứ Sáu 04/12/2026, 17:00 · Fri 04/12/2026, 17:00 */
void out_filter_short(struct out *o, struct instant t); /* 04/12 17:00 */
void out_filter_date(struct out *o, struct instant t);  /* 04/12/2026 */
void out_filter_iso(struct out *o, struct instant t);   /* 2026-12-04T17:00:00+07:00, for <time datetime> */
void out_filter_isoday(struct out *o, struct day d);
void out_filter_weekday(struct out *o, struct day d); /* thứ Sáu 04/12/2026 */
void out_filter_plain(struct out *o, int64_t v);      /* digits without grouping */
void out_filter_masked(struct out *o, struct str s);  /* •••• •••• 8901 */
void out_filter_size(struct out *o, int64_t bytes);   /* 1,2 MB */
void out_filter_lines(struct out *o, struct str s);   /* escaped, line breaks become <br> */

/* ---- JSON (append-only writer; commas and quoting are its business) ---- */
void json_open(struct out *o, char bracket);  /* '{' or '[' */
void json_close(struct out *o, char bracket); /* '}' or ']' */
void json_key(struct out *o, const char *key);
void json_str(struct out *o, struct str s);
void json_i64(struct out *o, int64_t v);
void json_bool(struct out *o, bool v);
void json_null(struct out *o);
void json_instant(struct out *o, struct instant t); /* ISO 8601 with +07:00, null for 0 */
void json_day(struct out *o, struct day d);
void json_raw(struct out *o, struct str valid_json); /* JSON that our own writer made and stored */
/* A member of the open object: key and value. */
void json_put_str(struct out *o, const char *key, struct str s);
void json_put_i64(struct out *o, const char *key, int64_t v);
void json_put_bool(struct out *o, const char *key, bool v);

/* ---- answers ---- */
struct out out_new(struct ctx *c); /* an empty answer that may grow to OUT_MAX bytes */
enum rc out_redirect(struct out *o, const char *pattern, const struct str *args, size_t n); /* 303; returns OK */
/* 303 to an address that came with the request (hidden field `back`): only a path of this site, else `otherwise`. */
enum rc out_back(struct out *o, struct str path, const char *otherwise);
void out_header(struct out *o, const char *name, struct str value);
void out_cookie(struct out *o, struct str set_cookie);
void out_version(struct out *o, int64_t version); /* ETag "7", the counterpart of req_version */
/* A file to keep: Content-Disposition attachment (or inline) with both spellings of a Vietnamese name. */
void out_download(struct out *o, const char *type, struct str name, bool is_inline);
#define OUT_MAX ((size_t)16 << 20)

#endif
