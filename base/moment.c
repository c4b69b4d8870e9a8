#include "base/moment.h"

enum { ZONE_MINUTES = 7 * 60, DAY_MINUTES = 24 * 60 };

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return q - (a % b < 0);
}

struct day day_of(struct instant t)
{
    return (struct day){(int32_t)floor_div(t.ms + ZONE_MINUTES * MINUTE_MS, DAY_MS)};
}

struct minutes minute_of(struct instant t)
{
    int64_t local = t.ms + ZONE_MINUTES * MINUTE_MS;
    return (struct minutes){(int32_t)((local - floor_div(local, DAY_MS) * DAY_MS) / MINUTE_MS)};
}

struct instant instant_at(struct day d, struct minutes m)
{
    return (struct instant){(int64_t)d.n * DAY_MS + ((int64_t)m.n - ZONE_MINUTES) * MINUTE_MS};
}

/* Days since 1970-01-01 by the era arithmetic of the proleptic Gregorian calendar: years begin in March, so that the
 * leap day is the last of its year; 146,097 days make 400 years. */
struct day day_from_ymd(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (struct day){era * 146097 + day_of_era - 719468};
}

struct civil civil_of_day(struct day d)
{
    int z = d.n + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int day_of_era = z - era * 146097;
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int march_month = (5 * day_of_year + 2) / 153;
    int month = march_month < 10 ? march_month + 3 : march_month - 9;
    return (struct civil){.year = year_of_era + era * 400 + (month <= 2), .month = month,
        .day = day_of_year - (153 * march_month + 2) / 5 + 1};
}

struct civil civil_of(struct instant t)
{
    struct civil c = civil_of_day(day_of(t));
    int minute = minute_of(t).n;
    c.hour = minute / 60;
    c.minute = minute % 60;
    c.second = (int)(floor_div(t.ms, 1000) - floor_div(t.ms, MINUTE_MS) * 60);
    return c;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool ymd_is_real(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

int weekday_of(struct day d)
{
    int w = (d.n + 3) % 7; /* 1970-01-01 was a Thursday */
    return (w < 0 ? w + 7 : w) + 1;
}

/* `width` digits at *at; moves on. */
static bool digits(struct str s, size_t *at, int width, int *out)
{
    int v = 0;
    for (int i = 0; i < width; i++, (*at)++) {
        if (*at >= s.n || s.p[*at] < '0' || s.p[*at] > '9')
            return false;
        v = v * 10 + (s.p[*at] - '0');
    }
    *out = v;
    return true;
}

static bool literal(struct str s, size_t *at, char c)
{
    return *at < s.n && s.p[*at] == c && ++*at;
}

static bool day_at(struct str s, size_t *at, struct day *out)
{
    int y, m, d;
    if (!digits(s, at, 4, &y) || !literal(s, at, '-') || !digits(s, at, 2, &m) || !literal(s, at, '-') ||
        !digits(s, at, 2, &d) || !ymd_is_real(y, m, d))
        return false;
    *out = day_from_ymd(y, m, d);
    return true;
}

bool day_parse(struct str s, struct day *out)
{
    size_t at = 0;
    struct day d;
    if (!day_at(s, &at, &d) || at != s.n)
        return false;
    *out = d;
    return true;
}

/* Z, +07:00 or nothing (local). Minutes east of UTC. */
static bool zone_at(struct str s, size_t *at, int *east)
{
    int h, m;
    *east = ZONE_MINUTES;
    if (*at == s.n)
        return true;
    if (literal(s, at, 'Z')) {
        *east = 0;
        return *at == s.n;
    }
    int sign = literal(s, at, '+') ? 1 : literal(s, at, '-') ? -1 : 0;
    if (!sign || !digits(s, at, 2, &h) || !literal(s, at, ':') || !digits(s, at, 2, &m) || h > 14 || m > 59)
        return false;
    *east = sign * (h * 60 + m);
    return *at == s.n;
}

bool instant_parse(struct str s, struct instant *out)
{
    size_t at = 0;
    struct day d;
    int h, m, sec = 0, ms = 0, east;
    if (!day_at(s, &at, &d) || !(literal(s, &at, 'T') || literal(s, &at, ' ')) || !digits(s, &at, 2, &h) ||
        !literal(s, &at, ':') || !digits(s, &at, 2, &m))
        return false;
    if (literal(s, &at, ':') && !digits(s, &at, 2, &sec))
        return false;
    if (literal(s, &at, '.') && !digits(s, &at, 3, &ms))
        return false;
    if (h > 23 || m > 59 || sec > 59 || !zone_at(s, &at, &east))
        return false;
    out->ms = (int64_t)d.n * DAY_MS + ((int64_t)h * 60 + m - east) * MINUTE_MS + sec * INT64_C(1000) + ms;
    return true;
}

static void two_digits(char *p, int v)
{
    p[0] = (char)('0' + v / 10);
    p[1] = (char)('0' + v % 10);
}

void day_iso(struct buf *b, struct day d)
{
    struct civil c = civil_of_day(d);
    char rest[] = "-00-00";
    buf_u64_pad(b, (uint64_t)c.year, 4);
    two_digits(rest + 1, c.month);
    two_digits(rest + 4, c.day);
    buf_put(b, str_n(rest, sizeof rest - 1));
}

/* The first `n` letters of T00:00:00+07:00 behind the day. */
static void iso_part(struct buf *b, struct instant t, size_t n)
{
    struct civil c = civil_of(t);
    char clock[] = "T00:00:00+07:00";
    two_digits(clock + 1, c.hour);
    two_digits(clock + 4, c.minute);
    two_digits(clock + 7, c.second);
    day_iso(b, day_of(t));
    buf_put(b, str_n(clock, n));
}

void instant_iso_minute(struct buf *b, struct instant t)
{
    iso_part(b, t, 6);
}

void instant_iso(struct buf *b, struct instant t)
{
    iso_part(b, t, 15);
}

struct str day_iso_str(struct arena *a, struct day d)
{
    struct buf b = buf_new(a, 16);
    day_iso(&b, d);
    return buf_str(&b);
}

struct str instant_iso_str(struct arena *a, struct instant t)
{
    struct buf b = buf_new(a, 32);
    instant_iso(&b, t);
    return buf_str(&b);
}
