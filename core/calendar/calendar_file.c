#include "core/calendar/calendar_file.h"

#include "format/json.h"

static const char *const kind_names[DAY_KIND_COUNT] = {
    [DAY_PLAIN] = "plain", [DAY_HOLIDAY] = "holiday", [DAY_COMP] = "comp", [DAY_SWAP_OFF] = "swap_off",
    [DAY_SWAP_WORK] = "swap_work",
};

static const char *const certainty_names[CERTAINTY_COUNT] = {
    [CERTAINTY_SOURCED] = "sourced", [CERTAINTY_MEMORY] = "memory-high", [CERTAINTY_PROJECTED] = "projected",
};

const char *day_kind_name(enum day_kind kind)
{
    return kind_names[kind];
}

bool day_kind_by_name(struct str name, enum day_kind *out)
{
    for (enum day_kind k = DAY_HOLIDAY; k < DAY_KIND_COUNT; k++) {
        if (str_eqc(name, kind_names[k])) {
            *out = k;
            return true;
        }
    }
    return false;
}

const char *certainty_name(enum certainty certainty)
{
    return certainty_names[certainty];
}

bool certainty_by_name(struct str name, enum certainty *out)
{
    for (enum certainty k = CERTAINTY_SOURCED; k < CERTAINTY_COUNT; k++) {
        if (str_eqc(name, certainty_names[k])) {
            *out = k;
            return true;
        }
    }
    return false;
}

struct str calendar_fault_words(struct arena *a, enum calendar_fault fault, struct day on)
{
    static const char *const words[] = {
        [CALENDAR_GOOD] = "nothing is wrong",
        [CALENDAR_BAD_RANGE] = "the first day is after the last, or 200 years before it",
        [CALENDAR_DAY_OUTSIDE] = "a listed day lies outside the calendar",
        [CALENDAR_DAY_TWICE] = "a day is listed twice",
        [CALENDAR_BAD_HOURS] = "working hours overlap, touch, run backwards or are empty",
        [CALENDAR_NO_HOURS] = "a working day has no working hours",
    };
    if (on.n == DAY_NONE.n)
        return str_from(words[fault]);
    return str_printf(a, "%s: " STR_FMT, words[fault], STR_ARG(day_iso_str(a, on)));
}

/* ---- reading ---- */

/* Leaves *out alone when the member is absent; false when it is there and not a day. */
static bool member_day(const struct json *v, const char *key, struct day *out)
{
    const struct json *m = json_get(v, key);
    struct str s;
    return !m || (jv_text(m, &s) && day_parse(s, out));
}

static bool day_read(const struct json *v, struct calendar_day *out)
{
    struct str date, kind, certainty;
    return jv_text(json_get(v, "date"), &date) && day_parse(date, &out->on) && jv_text(json_get(v, "kind"), &kind) &&
        day_kind_by_name(kind, &out->kind) && jv_text(json_get(v, "name"), &out->name) &&
        jv_text(json_get(v, "certainty"), &certainty) && certainty_by_name(certainty, &out->certainty);
}

/* "07:00" as minutes. */
static bool minute_read(struct str s, struct minutes *out)
{
    struct str m = s, h = str_cut(&m, ':');
    int64_t hour, minute;
    if (h.n != 2 || m.n != 2 || !str_to_i64(h, &hour) || !str_to_i64(m, &minute) || hour < 0 || hour > 23 ||
        minute < 0 || minute > 59)
        return false;
    out->n = (int32_t)(hour * 60 + minute);
    return true;
}

static bool session_read(const struct json *v, struct session *out)
{
    struct str closes, opens;
    if (!jv_text(v, &closes))
        return false;
    opens = str_cut(&closes, '-');
    return minute_read(opens, &out->opens) && minute_read(closes, &out->closes);
}

static bool weekdays_read(const struct json *v, unsigned *out)
{
    unsigned mask = 0;
    for (const struct json *e = jv_first(v); e; e = e->next) {
        int64_t n;
        if (!jv_int(e, &n) || n < 1 || n > 7)
            return false;
        mask |= 1u << (n - 1);
    }
    if (v)
        *out = mask;
    return true;
}

static bool hours_read(const struct json *v, struct hours *out)
{
    *out = (struct hours){.valid_from = DAY_NONE, .valid_to = DAY_NONE, .weekdays = WEEKDAYS_ALL};
    for (const struct json *e = jv_first(json_get(v, "sessions")); e; e = e->next) {
        if (out->sessions_n == SESSIONS_MAX || !session_read(e, &out->session[out->sessions_n++]))
            return false;
    }
    return member_day(v, "from", &out->valid_from) && member_day(v, "to", &out->valid_to) &&
        weekdays_read(json_get(v, "weekdays"), &out->weekdays);
}

/* Whole years around the listed days: a list of days off is published by the year. */
static void range_guess(struct calendar_source *s)
{
    int first = 9999, last = 1;
    for (size_t i = 0; i < s->days_n; i++) {
        int year = civil_of_day(s->days[i].on).year;
        first = year < first ? year : first;
        last = year > last ? year : last;
    }
    s->first = day_from_ymd(first, 1, 1);
    s->through = day_from_ymd(last, 12, 31);
}

static bool days_read(struct arena *a, const struct json *v, struct calendar_source *out, struct str *why)
{
    if (!v || v->kind != JV_ARRAY || v->n == 0) {
        *why = S("no days: \"days\" must be a list");
        return false;
    }
    struct calendar_day *days = NEW_ARRAY(a, struct calendar_day, (size_t)v->n);
    out->days = days;
    for (const struct json *e = jv_first(v); e; e = e->next) {
        if (!day_read(e, &days[out->days_n++])) {
            *why = str_printf(a, "day %zu: date, kind, name or certainty is missing or unknown", out->days_n);
            return false;
        }
    }
    return true;
}

static bool hours_list_read(struct arena *a, const struct json *v, struct calendar_source *out, struct str *why)
{
    size_t n = v && v->kind == JV_ARRAY ? (size_t)v->n : 0;
    struct hours *hours = NEW_ARRAY(a, struct hours, n + 1);
    out->hours = hours;
    for (const struct json *e = jv_first(v); e; e = e->next) {
        if (!hours_read(e, &hours[out->hours_n++])) {
            *why = str_printf(a, "hours %zu: from, to, weekdays or sessions cannot be read", out->hours_n);
            return false;
        }
    }
    return true;
}

bool calendar_file_read(struct arena *a, struct str text, struct calendar_source *out, struct str *why)
{
    struct json *v;
    const char *reason;
    struct calendar_source s = {.days = NULL};
    if (!json_parse(a, text, CALENDAR_FILE_MAX, &v, &reason)) {
        *why = str_printf(a, "not JSON: %s", reason);
        return false;
    }
    if (!days_read(a, json_get(v, "days"), &s, why) || !hours_list_read(a, json_get(v, "hours"), &s, why))
        return false;
    range_guess(&s);
    if (!member_day(v, "first", &s.first) || !member_day(v, "through", &s.through)) {
        *why = S("\"first\" or \"through\" is not a day");
        return false;
    }
    *out = s;
    return true;
}

bool calendar_file_build(struct arena *a, struct str text, const struct calendar **out, struct str *why)
{
    struct calendar_source s;
    struct day on;
    if (!calendar_file_read(a, text, &s, why))
        return false;
    struct hours usual = hours_default();
    if (s.hours_n == 0) {
        s.hours = &usual;
        s.hours_n = 1;
    }
    enum calendar_fault fault = calendar_build(a, &s, out, &on);
    if (fault)
        *why = calendar_fault_words(a, fault, on);
    return fault == CALENDAR_GOOD;
}
