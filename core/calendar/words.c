#include "core/calendar/words.h"

#include "base/message.h"

enum { WORDS_MAX = 200 };

struct left_words {
    enum msg days, hours, hours_minutes, minutes, now;
};

static const struct left_words left_words[2] = {
    {MSG_calendar_left_days, MSG_calendar_left_hours, MSG_calendar_left_hours_minutes, MSG_calendar_left_minutes,
        MSG_calendar_left_now},
    {MSG_calendar_over_days, MSG_calendar_over_hours, MSG_calendar_over_hours_minutes, MSG_calendar_over_minutes,
        MSG_calendar_over_now},
};

void left_write(struct buf *b, enum lang lang, struct left left)
{
    const struct left_words *w = &left_words[left.over];
    int64_t hours = left.minutes / 60, minutes = left.minutes % 60;
    const char padded[] = {(char)('0' + minutes / 10), (char)('0' + minutes % 10)};
    if (left.in_days)
        msg_write(b, lang, w->days, (struct msg_arg[]){ARG((int64_t)left.days)}, 1);
    else if (left.minutes == 0)
        msg_write(b, lang, w->now, NULL, 0);
    else if (hours == 0)
        msg_write(b, lang, w->minutes, (struct msg_arg[]){ARG(minutes)}, 1);
    else if (minutes == 0)
        msg_write(b, lang, w->hours, (struct msg_arg[]){ARG(hours)}, 1);
    else
        msg_write(b, lang, w->hours_minutes, (struct msg_arg[]){ARG(hours), ARG(str_n(padded, 2))}, 2);
}

struct str left_text(struct arena *a, enum lang lang, struct left left)
{
    struct buf b = buf_new(a, WORDS_MAX);
    left_write(&b, lang, left);
    return buf_str(&b);
}

/* 250 is 2,5 in Vietnamese and 2.5 in English. */
static struct str amount_text(struct arena *a, enum lang lang, int32_t hundredths)
{
    struct buf b = buf_new(a, WORDS_MAX);
    write_int(&b, lang, hundredths / 100);
    int rest = hundredths % 100;
    if (rest) {
        buf_putc(&b, lang == LANG_VI ? ',' : '.');
        buf_u64_pad(&b, (uint64_t)(rest % 10 ? rest : rest / 10), rest % 10 ? 2 : 1);
    }
    return buf_str(&b);
}

void term_words(struct buf *b, enum lang lang, struct term t)
{
    static const enum msg of_unit[TERM_UNIT_COUNT] = {
        [TERM_WH] = MSG_calendar_term_wh, [TERM_WD] = MSG_calendar_term_wd, [TERM_CD] = MSG_calendar_term_cd,
        [TERM_MO] = MSG_calendar_term_mo, [TERM_SD] = MSG_calendar_term_sd,
    };
    if (t.unit == TERM_SD)
        msg_write(b, lang, MSG_calendar_term_sd, NULL, 0);
    else if (t.unit != TERM_NONE)
        msg_write(b, lang, of_unit[t.unit], (struct msg_arg[]){ARG(amount_text(b->arena, lang, t.hundredths))}, 1);
}

struct str term_text(struct arena *a, enum lang lang, struct term t)
{
    struct buf b = buf_new(a, WORDS_MAX);
    term_words(&b, lang, t);
    return buf_str(&b);
}

static enum msg refusal_msg(enum due_refusal why)
{
    switch (why) {
    case DUE_BAD_TERM: return MSG_calendar_term_wrong;
    case DUE_BAD_PAUSE: return MSG_calendar_pause_wrong;
    case DUE_BEFORE_CALENDAR: return MSG_calendar_before;
    case DUE_PAST_CALENDAR: return MSG_calendar_past;
    case DUE_GIVEN:
    case DUE_REFUSAL_COUNT: break;
    }
    die("a due date was given: there is no refusal %d", (int)why);
}

static struct str edge_text(struct arena *a, enum lang lang, struct day edge)
{
    struct buf b = buf_new(a, WORDS_MAX);
    write_day(&b, lang, edge);
    return buf_str(&b);
}

enum rc due_refuse(struct ctx *c, const struct due *due, struct str field)
{
    return fail_with(c, INVALID, (int)refusal_msg(due->refusal), field, edge_text(c->arena, c->lang, due->edge), S(""));
}

struct str due_refusal_text(struct arena *a, enum lang lang, const struct due *due)
{
    struct str edge = edge_text(a, lang, due->edge);
    return msg_text(a, lang, refusal_msg(due->refusal), (struct msg_arg[]){ARG(edge)}, 1);
}
