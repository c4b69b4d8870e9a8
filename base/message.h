/* message.h: the catalogue of every word a person reads. vi.po and en.po of all folders become enum msg and two tables
 * (generated messages.h/.c); a missing key or a differing slot stops the build. */
#ifndef MOTCUA_BASE_MESSAGE_H
#define MOTCUA_BASE_MESSAGE_H

#include "base/ctx.h"
#include "messages.h" /* generated: enum msg, MSG_COUNT, MSG_x_SLOTS */

enum msg_arg_kind { ARG_STR, ARG_INT, ARG_DAY, ARG_INSTANT, ARG_VND, ARG_MSG };
struct msg_arg {
    enum msg_arg_kind kind;
    struct str str;
    int64_t n;
};
struct msg_arg msg_arg_str(struct str s);
struct msg_arg msg_arg_cstr(const char *s);
struct msg_arg msg_arg_i64(int64_t n);
struct msg_arg msg_arg_int(int n);
struct msg_arg msg_arg_size(size_t n);
struct msg_arg msg_arg_day(struct day d);
struct msg_arg msg_arg_instant(struct instant t);
struct msg_arg msg_arg_vnd(struct vnd v);
struct msg_arg msg_arg_msg(enum msg m); /* a message inside a message */
#define ARG(x)                                                                                                         \
    _Generic((x), struct str: msg_arg_str, const char *: msg_arg_cstr, char *: msg_arg_cstr, int64_t: msg_arg_i64,     \
        int: msg_arg_int, size_t: msg_arg_size, struct day: msg_arg_day, struct instant: msg_arg_instant,              \
        struct vnd: msg_arg_vnd)(x)

/* The sentence in `lang`, slots filled, as plain text (escaping is the page's business). */
void msg_write(struct buf *b, enum lang lang, enum msg m, const struct msg_arg *args, size_t n);
/* The text of a message without slots, as it stands in the program; "" when it has slots. */
struct str msg_plain(enum lang lang, enum msg m);
struct str msg_text(struct arena *a, enum lang lang, enum msg m, const struct msg_arg *args, size_t n);
const char *msg_key(enum msg m);          /* "desk.queue.title" */
enum msg msg_by_key(struct str key);      /* MSG_NONE (0) when unknown */
/* Why a reader of format/ refused, which it says in a few English words for the log, in `lang`: the message
 * "reason.<words>" with _ for what is no letter. The English itself when the catalogue has none. */
struct str reason_text(struct arena *a, enum lang lang, const char *why);
struct str fault_text(struct arena *a, enum lang lang, const struct fault *f); /* the sentence of a fault */

/* How values are written in a language, shared by pages, messages, e-mail and print. */
void write_int(struct buf *b, enum lang lang, int64_t v);                 /* 1.250 · 1,250 */
void write_day(struct buf *b, enum lang lang, struct day d);              /* 24/11/2026 */
void write_instant(struct buf *b, enum lang lang, struct instant t);      /* 14:30 24/11/2026 */
void write_instant_long(struct buf *b, enum lang lang, struct instant t); /* thứ Sáu 04/12/2026, 17:00 */
void write_vnd(struct buf *b, enum lang lang, struct vnd v);              /* 1.250.000 ₫ */

#endif
