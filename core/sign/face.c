#include "core/sign/face.h"

#include "base/message.h"

static const double margin_right = 15, corner_top = 5, corner_width = 90, corner_height = 14;
static const double type_size = 10, number_size = 13, stamp_size = 9;
static const double arrival_width = 50, arrival_height = 35;

/* 06/03/2025; 16:41:02 +07:00. The offset is the one base/moment.h knows. */
static struct str time_of(struct arena *a, struct instant at)
{
    struct civil t = civil_of(at);
    return str_printf(a, "%02d/%02d/%04d; %02d:%02d:%02d +07:00", t.day, t.month, t.year, t.hour, t.minute, t.second);
}

static struct str say(struct arena *a, enum msg m, const struct msg_arg *args, size_t n)
{
    return msg_text(a, LANG_VI, m, args, n); /* papers are in Vietnamese, whatever the page is in */
}

static struct sign_face in_corner(double page_width, struct str text)
{
    double left = page_width - margin_right - corner_width;
    return (struct sign_face){{left > 0 ? left : 0, corner_top, corner_width, corner_height},
                              {.text = text, .size = type_size, .align = PDF_RIGHT}};
}

struct sign_face sign_face_attachment(struct arena *a, double page_width, struct str symbol, struct instant at)
{
    struct msg_arg args[] = {ARG(symbol), ARG(time_of(a, at))};
    return in_corner(page_width, say(a, MSG_sign_face_attachment, args, COUNT(args)));
}

struct sign_face sign_face_copy(struct arena *a, double page_width, enum sign_copy kind, struct str agency,
                                struct instant at)
{
    static const enum msg kinds[] = {MSG_sign_face_copy_whole, MSG_sign_face_copy_of_copy, MSG_sign_face_copy_extract};
    struct msg_arg args[] = {msg_arg_msg(kinds[kind]), ARG(agency), ARG(time_of(a, at))};
    return in_corner(page_width, say(a, MSG_sign_face_copy, args, COUNT(args)));
}

struct sign_face sign_face_number(struct arena *a, struct pdf_box room, int64_t number, struct str symbol)
{
    struct msg_arg args[] = {ARG(str_printf(a, "%02lld", (long long)number)), ARG(symbol)};
    struct str text = say(a, MSG_sign_face_number, args, COUNT(args));
    return (struct sign_face){room, {.text = text, .size = number_size, .align = PDF_CENTER}};
}

struct sign_face sign_face_date(struct arena *a, struct pdf_box room, struct str place, struct day on)
{
    struct civil t = civil_of_day(on);
    struct msg_arg args[] = {ARG(place), ARG(str_printf(a, "%02d", t.day)),
                             ARG(str_printf(a, t.month < 3 ? "%02d" : "%d", t.month)),
                             ARG(str_printf(a, "%04d", t.year))};
    struct str text = say(a, MSG_sign_face_date, args, COUNT(args));
    return (struct sign_face){room, {.text = text, .size = number_size, .align = PDF_CENTER, .italic = true}};
}

struct sign_face sign_face_seal(const struct pdf_picture *seal, double width, double height,
                                const struct pdf_box *signature)
{
    const struct pdf_box *s = signature;
    double x = s->x + s->w / 3 - width, y = s->y + (s->h - height) / 2;
    return (struct sign_face){{x, y, width, height}, {.picture = seal}};
}

struct sign_face sign_face_arrival(struct arena *a, double x, double y, const struct sign_arrival *arrival)
{
    struct buf day = buf_new(a, 32);
    write_day(&day, LANG_VI, day_of(arrival->at));
    struct msg_arg args[] = {ARG(arrival->agency), ARG(str_printf(a, "%02lld", (long long)arrival->number)),
                             ARG(buf_str(&day)), ARG(arrival->passed_to), ARG(arrival->file_symbol)};
    struct str text = say(a, MSG_sign_face_arrival, args, COUNT(args));
    return (struct sign_face){{x, y, arrival_width, arrival_height},
                              {.text = text, .size = stamp_size, .framed = true}};
}
