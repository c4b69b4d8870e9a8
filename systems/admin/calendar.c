/* The calendar: a year at a glance, one day of it, the hours of the province and of units. */
#include "admin_pages.h"
#include "admin_queries.h"
#include "core/calendar/calendar_file.h"
#include "core/calendar/store.h"
#include "systems/admin/admin.h"
#include "systems/admin/kit.h"
#include "systems/admin/views.h"

enum { MONTHS = 12, WEEK = 7, WEEKS_MAX = 6, YEAR_LEAST = 1900, YEAR_MOST = 2200, CLOCK_TEXT = 5 };
static const char *const day_kinds[] = {"plain", "holiday", "comp", "swap_off", "swap_work"};
static const char *const certainties[] = {"sourced", "memory-high", "projected"};

/* ---- the year ---- */

struct year_input {
    int64_t year;
    struct str done;
};
INPUT(year_input, {"year", IN_QUERY, FIELD_I64, .max = YEAR_MOST, .offset = offsetof(struct year_input, year)},
      {"done", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct year_input, done)});

static struct calendar_cell cell_of(struct ctx *c, const struct calendar *cal, struct day d, bool editable)
{
    struct day_info info = calendar_day_info(cal, d);
    struct calendar_cell cell = {.n = civil_of_day(d).day,
                                 .off = info.known && !info.works,
                                 .unknown = !info.known,
                                 .listed = info.known && info.kind != DAY_PLAIN,
                                 .today = d.n == day_of(c->now).n,
                                 .works = info.known && info.works && info.kind == DAY_SWAP_WORK};
    if (cell.listed)
        cell.name =
            str_printf(c->arena, STR_FMT ": " STR_FMT,
                       STR_ARG(say_word(c, "admin.day_kind.", str_from(day_kind_name(info.kind)))), STR_ARG(info.name));
    if (editable && info.known)
        cell.url = str_printf(c->arena, "/admin/calendar/day?on=" STR_FMT, STR_ARG(day_iso_str(c->arena, d)));
    return cell;
}

static struct calendar_month month_of(struct ctx *c, const struct calendar *cal, int year, int month, bool editable)
{
    struct day first = day_from_ymd(year, month, 1);
    int days = days_in_month(year, month), skip = weekday_of(first) - 1;
    struct calendar_week *weeks = NEW_ARRAY(c->arena, struct calendar_week, WEEKS_MAX);
    struct calendar_month m = {.weeks = weeks,
                               .weeks_n = (size_t)((skip + days + WEEK - 1) / WEEK),
                               .name = msg_text(c->arena, c->lang, MSG_admin_month, (struct msg_arg[]){ARG(month)}, 1)};
    for (size_t w = 0; w < m.weeks_n; w++) {
        struct calendar_cell *cells = NEW_ARRAY(c->arena, struct calendar_cell, WEEK);
        for (int i = 0; i < WEEK; i++) {
            int n = (int)w * WEEK + i - skip;
            cells[i] = n < 0 || n >= days ? (struct calendar_cell){.empty = true}
                                          : cell_of(c, cal, (struct day){first.n + n}, editable);
        }
        weeks[w] = (struct calendar_week){.days = cells, .days_n = WEEK};
    }
    return m;
}

static void entry_row(struct grid *g, struct ctx *c, struct day d, const struct day_info *info, bool editable)
{
    struct buf text = buf_new(c->arena, 60);
    struct str weekday = say_word(c, "weekday.", str_printf(c->arena, "%d", weekday_of(d)));
    buf_printf(&text, STR_FMT " " STR_FMT, STR_ARG(weekday), STR_ARG(day_text(c, d)));
    grid_row(g);
    if (editable)
        grid_link(g, buf_str(&text),
                  str_printf(c->arena, "/admin/calendar/day?on=" STR_FMT, STR_ARG(day_iso_str(c->arena, d))));
    else
        grid_text(g, buf_str(&text));
    grid_tag(g, info->works ? TONE_INFO : TONE_ERROR,
             say_word(c, "admin.day_kind.", str_from(day_kind_name(info->kind))));
    grid_text(g, info->name);
    grid_tag(g, info->certainty == CERTAINTY_PROJECTED ? TONE_WARN : TONE_PLAIN,
             say_word(c, "admin.certainty.", str_from(certainty_name(info->certainty))));
}

static struct table_view entries_of(struct ctx *c, const struct calendar *cal, int year, bool editable)
{
    static const enum msg heads[] = {MSG_admin_day, MSG_admin_day_kind_label, MSG_admin_day_name,
                                     MSG_admin_certainty_label, MSG_NONE};
    struct day first = day_from_ymd(year, 1, 1), last = day_from_ymd(year, MONTHS, 31);
    struct grid g = grid_new(c, (size_t)(last.n - first.n + 1), MSG_admin_days_title, MSG_admin_days_none, heads);
    for (struct day d = first; d.n <= last.n; d.n++) {
        struct day_info info = calendar_day_info(cal, d);
        if (info.known && info.kind != DAY_PLAIN)
            entry_row(&g, c, d, &info, editable);
    }
    return g.view;
}

static enum rc show_year(struct ctx *c, const struct req *r, struct out *o)
{
    const struct year_input *in = r->in;
    int year = in->year >= YEAR_LEAST ? (int)in->year : civil_of(c->now).year;
    bool editable = admin_is_whole(c);
    const struct calendar *cal;
    TRY(calendar_load(c, 0, &cal));
    struct calendar_month *months = NEW_ARRAY(c->arena, struct calendar_month, MONTHS);
    for (int m = 0; m < MONTHS; m++)
        months[m] = month_of(c, cal, year, m + 1, editable);
    struct acts a = acts_new(c, 3);
    if (editable)
        acts_link(&a, MSG_admin_day_put, S("/admin/calendar/day"))->primary = true;
    acts_link(&a, MSG_admin_hours_link, S("/admin/calendar/hours"));
    if (editable)
        acts_link(&a, MSG_admin_imports_holidays, S("/admin/imports?kind=holidays"));
    struct admin_calendar_view v = {.shell = shell_of(c, r, MSG_admin_calendar_title),
                                    .year = year,
                                    .months = months,
                                    .months_n = MONTHS,
                                    .actions = a.view,
                                    .entries = entries_of(c, cal, year, editable),
                                    .through = calendar_through(cal),
                                    .announced = calendar_announced(cal),
                                    .pager = {.previous = str_printf(c->arena, "year=%d", year - 1),
                                              .next = str_printf(c->arena, "year=%d", year + 1),
                                              .text = str_printf(c->arena, "%d", year)}};
    admin_notice(&v.shell, c, in->done);
    admin_calendar_html(o, &v);
    return OK;
}

/* ---- one day ---- */

struct day_input {
    struct day on;
    struct str kind, name, certainty, why;
};
#define DAY(member, type, needed, most, words)                                                                         \
    {                                                                                                                  \
#member, IN_FORM, type, .required = needed, .max = most, .label = words,                                       \
                                .offset = offsetof(struct day_input, member)                                           \
    }
INPUT(day_input, DAY(on, FIELD_DAY, true, 0, MSG_admin_day), DAY(kind, FIELD_TEXT, true, 20, MSG_admin_day_kind_label),
      DAY(name, FIELD_TEXT, false, ADMIN_TEXT, MSG_admin_day_name),
      DAY(certainty, FIELD_TEXT, true, 20, MSG_admin_certainty_label),
      DAY(why, FIELD_TEXT, true, ADMIN_WHY, MSG_sheet_why));

static enum rc show_day(struct ctx *c, const struct req *r, struct out *o)
{
    const struct calendar *cal;
    struct day on = day_of(c->now);
    TRY(admin_whole(c));
    TRY(calendar_load(c, 0, &cal));
    (void)day_parse(req_value(r, "on"), &on);
    struct day_info info = calendar_day_info(cal, on);
    struct str kind = str_from(info.known && info.kind != DAY_PLAIN ? day_kind_name(info.kind) : "holiday");
    struct form *f = form_new(c, r, MSG_admin_day_put, MSG_admin_save);
    f->view.back = S("/admin/calendar");
    f->view.lead = msg_text(c->arena, c->lang, MSG_admin_day_lead,
                            (struct msg_arg[]){ARG(calendar_first(cal)), ARG(calendar_through(cal))}, 2);
    struct admin_open_due_after_row due;
    TRY(admin_open_due_after(c, instant_at(on, (struct minutes){0}), &due));
    f->view.banner = (struct banner_view){
        TONE_INFO, S(""),
        msg_text(c->arena, c->lang, MSG_admin_day_effect, (struct msg_arg[]){ARG(due.n), ARG(on)}, 2)};
    form_day(f, "on", MSG_admin_day, on);
    form_choice(f, "kind", MSG_admin_day_kind_label, admin_words(c, "admin.day_kind.", day_kinds, COUNT(day_kinds)),
                COUNT(day_kinds), kind);
    form_ask(f, KIND_TEXT, "name", MSG_admin_day_name, info.known ? info.name : S(""))->required = false;
    form_choice(f, "certainty", MSG_admin_certainty_label,
                admin_words(c, "admin.certainty.", certainties, COUNT(certainties)), COUNT(certainties),
                str_from(certainty_name(info.certainty)));
    form_why(f);
    form_show(f, o);
    return OK;
}

static enum rc put_day(struct ctx *c, const struct req *r, struct out *o)
{
    const struct day_input *in = r->in;
    struct calendar_day day = {.on = in->on, .name = in->name};
    TRY(admin_whole(c));
    if (str_eqc(in->kind, "plain"))
        day.kind = DAY_PLAIN;
    else if (!day_kind_by_name(in->kind, &day.kind))
        fault_add(c, MSG_field_not_a_choice, S("kind"), S(""), S(""));
    if (!certainty_by_name(in->certainty, &day.certainty))
        fault_add(c, MSG_field_not_a_choice, S("certainty"), S(""), S(""));
    if (day.kind != DAY_PLAIN && in->name.n == 0)
        fault_add(c, MSG_field_required, S("name"), S(""), S(""));
    TRY(faults_rc(c));
    TRY(calendar_day_put(c, &day, in->why));
    return out_redirect(o, "/admin/calendar?year={}&done=day",
                        (struct str[]){AS_STR(c->arena, civil_of_day(in->on).year)}, 1);
}

/* ---- hours ---- */

struct hours_input {
    int64_t unit, weekdays;
    struct day valid_from, valid_to;
    struct str opens1, closes1, opens2, closes2, why, done;
};
#define HOURS(member, place, type, needed, most, words)                                                                \
    {                                                                                                                  \
#member, place, type, .required = needed, .max = most, .label = words,                                         \
                              .offset = offsetof(struct hours_input, member)                                           \
    }
INPUT(hours_input, HOURS(unit, IN_FORM, FIELD_I64, false, 0, MSG_person_unit),
      HOURS(valid_from, IN_FORM, FIELD_DAY, false, 0, MSG_admin_from),
      HOURS(valid_to, IN_FORM, FIELD_DAY, false, 0, MSG_admin_to),
      HOURS(opens1, IN_FORM, FIELD_TEXT, true, CLOCK_TEXT, MSG_admin_opens1),
      HOURS(closes1, IN_FORM, FIELD_TEXT, true, CLOCK_TEXT, MSG_admin_closes1),
      HOURS(opens2, IN_FORM, FIELD_TEXT, false, CLOCK_TEXT, MSG_admin_opens2),
      HOURS(closes2, IN_FORM, FIELD_TEXT, false, CLOCK_TEXT, MSG_admin_closes2),
      HOURS(why, IN_FORM, FIELD_TEXT, true, ADMIN_WHY, MSG_sheet_why));
static const struct field hours_list_fields[] = {HOURS(unit, IN_QUERY, FIELD_I64, false, 0, MSG_person_unit),
                                                 HOURS(done, IN_QUERY, FIELD_TEXT, false, 0, 0)};
static const struct input hours_list_input = {"hours_list_input", sizeof(struct hours_input), hours_list_fields,
                                              COUNT(hours_list_fields)};
static const struct field hours_drop_fields[] = {
    HOURS(unit, IN_QUERY, FIELD_I64, false, 0, MSG_person_unit),
    HOURS(valid_from, IN_QUERY, FIELD_DAY, false, 0, MSG_admin_from),
    HOURS(valid_to, IN_QUERY, FIELD_DAY, false, 0, MSG_admin_to),
    HOURS(weekdays, IN_QUERY, FIELD_I64, true, WEEKDAYS_ALL, MSG_admin_weekdays)};
static const struct input hours_drop_input = {"hours_drop_input", sizeof(struct hours_input), hours_drop_fields,
                                              COUNT(hours_drop_fields)};

/* The province's hours are the whole administrator's; a unit's, those of whoever administers it. */
static enum rc may_hours(struct ctx *c, const struct req *r, int64_t unit)
{
    struct agency a;
    bool found;
    if (unit == 0)
        return admin_whole(c);
    TRY(agency_within(c, r->scope, unit, &a, &found));
    return found ? OK : fail(c, NOT_FOUND, MSG_agency_not_found, S("unit"));
}

static struct str weekdays_text(struct ctx *c, unsigned days)
{
    struct str part[WEEK];
    size_t n = 0;
    for (int i = 0; i < WEEK; i++)
        if (days >> i & 1)
            part[n++] = say_word(c, "weekday.", str_printf(c->arena, "%d", i + 1));
    return str_join(c->arena, S(", "), part, n);
}

static struct str sessions_text(struct ctx *c, const struct hours *h)
{
    struct str part[SESSIONS_MAX];
    for (size_t i = 0; i < h->sessions_n; i++)
        part[i] = str_printf(c->arena, "%02d:%02d–%02d:%02d", h->session[i].opens.n / 60, h->session[i].opens.n % 60,
                             h->session[i].closes.n / 60, h->session[i].closes.n % 60);
    return str_join(c->arena, S(", "), part, h->sessions_n);
}

static struct str iso_or_none(struct ctx *c, struct day d)
{
    return d.n == DAY_NONE.n ? S("") : day_iso_str(c->arena, d);
}

static enum rc hours_table(struct ctx *c, int64_t unit, struct table_view *out)
{
    static const enum msg heads[] = {MSG_admin_from,     MSG_admin_to, MSG_admin_weekdays,
                                     MSG_admin_sessions, MSG_admin_do, MSG_NONE};
    struct hours *h;
    size_t n;
    TRY(calendar_hours_list(c, unit, &h, &n));
    struct grid g = grid_new(c, n, MSG_admin_hours_title, MSG_admin_hours_none, heads);
    for (size_t i = 0; i < n; i++) {
        struct str sessions = sessions_text(c, &h[i]);
        grid_row(&g);
        grid_text(&g, h[i].valid_from.n == DAY_NONE.n ? say(c, MSG_admin_always) : day_text(c, h[i].valid_from));
        grid_text(&g, h[i].valid_to.n == DAY_NONE.n ? say(c, MSG_admin_no_end) : day_text(c, h[i].valid_to));
        grid_text(&g, weekdays_text(c, h[i].weekdays));
        grid_text(&g, sessions);
        grid_act(&g, say(c, MSG_admin_remove),
                 str_printf(c->arena,
                            "/admin/calendar/hours/remove?unit=%lld&weekdays=%u&valid_from=" STR_FMT
                            "&valid_to=" STR_FMT,
                            (long long)unit, h[i].weekdays, STR_ARG(iso_or_none(c, h[i].valid_from)),
                            STR_ARG(iso_or_none(c, h[i].valid_to))),
                 sessions);
    }
    *out = g.view;
    return OK;
}

static struct option_row *weekday_options(struct ctx *c)
{
    struct option_row *o = NEW_ARRAY(c->arena, struct option_row, WEEK);
    for (int i = 0; i < WEEK; i++) {
        struct str n = str_printf(c->arena, "%d", i + 1);
        o[i] = (struct option_row){.value = n, .label = say_word(c, "weekday.", n), .chosen = i < 5};
    }
    return o;
}

static enum rc ask_unit(struct form *f, int64_t unit)
{
    struct option_row *units;
    size_t n;
    struct ctx *c = f->c;
    bool whole = admin_is_whole(c);
    TRY(admin_units(c, f->r->scope, day_of(c->now), whole ? MSG_admin_hours_province : MSG_NONE, &units, &n));
    form_choice(f, "unit", MSG_admin_hours_of, units, n, unit ? str_printf(c->arena, "%lld", (long long)unit) : S(""))
        ->required = !whole;
    return OK;
}

static void ask_sessions(struct form *f)
{
    form_ticks(f, "weekdays", MSG_admin_weekdays, weekday_options(f->c), WEEK);
    form_ask(f, KIND_TEXT, "opens1", MSG_admin_opens1, S("07:00"))->narrow = true;
    form_ask(f, KIND_TEXT, "closes1", MSG_admin_closes1, S("11:30"))->narrow = true;
    struct field_view *opens = form_ask(f, KIND_TEXT, "opens2", MSG_admin_opens2, S("13:30"));
    struct field_view *closes = form_ask(f, KIND_TEXT, "closes2", MSG_admin_closes2, S("17:00"));
    opens->narrow = closes->narrow = true;
    opens->required = closes->required = false;
}

static enum rc show_hours(struct ctx *c, const struct req *r, struct out *o)
{
    int64_t unit = 0;
    (void)str_to_i64(req_value(r, "unit"), &unit);
    if (unit == 0 && !admin_is_whole(c))
        unit = c->actor->unit_id;
    TRY(may_hours(c, r, unit));
    struct form *f = form_new(c, r, MSG_admin_hours_title, MSG_admin_save);
    f->view.back = S("/admin/calendar");
    f->view.lead = say(c, MSG_admin_hours_lead);
    TRY(ask_unit(f, unit));
    form_day(f, "valid_from", MSG_admin_from, DAY_NONE)->required = false;
    form_day(f, "valid_to", MSG_admin_to, DAY_NONE)->required = false;
    ask_sessions(f);
    form_why(f);
    TRY(hours_table(c, unit, &f->view.table));
    admin_notice(&f->view.shell, c, req_value(r, "done"));
    form_show(f, o);
    return OK;
}

/* "07:00"; false for anything else. */
static bool clock_parse(struct str s, struct minutes *out)
{
    int64_t h, m;
    struct str hour = str_cut(&s, ':');
    if (hour.n == 0 || hour.n > 2 || s.n != 2 || !str_to_i64(hour, &h) || !str_to_i64(s, &m) || h < 0 || h > 23 ||
        m < 0 || m > 59)
        return false;
    *out = (struct minutes){(int32_t)(h * 60 + m)};
    return true;
}

static void take_session(struct ctx *c, struct hours *h, struct str opens, struct str closes, const char *opens_name,
                         const char *closes_name)
{
    struct session s;
    bool good_open = clock_parse(opens, &s.opens), good_close = clock_parse(closes, &s.closes);
    if (!good_open)
        fault_add(c, MSG_admin_clock_wrong, str_from(opens_name), S(""), S(""));
    if (!good_close)
        fault_add(c, MSG_admin_clock_wrong, str_from(closes_name), S(""), S(""));
    if (good_open && good_close)
        h->session[h->sessions_n++] = s;
}

static void take_weekdays(struct ctx *c, const struct req *r, struct hours *h)
{
    struct str *values;
    size_t n = req_values(c, r, "weekdays", &values);
    int64_t day;
    for (size_t i = 0; i < n; i++)
        if (str_to_i64(values[i], &day) && day >= 1 && day <= WEEK)
            h->weekdays |= 1u << (day - 1);
    if (h->weekdays == 0)
        fault_add(c, MSG_field_required, S("weekdays"), S(""), S(""));
}

static enum rc put_hours(struct ctx *c, const struct req *r, struct out *o)
{
    const struct hours_input *in = r->in;
    struct hours h = {.of_unit = in->unit != 0, .valid_from = in->valid_from, .valid_to = in->valid_to};
    TRY(may_hours(c, r, in->unit));
    take_weekdays(c, r, &h);
    take_session(c, &h, in->opens1, in->closes1, "opens1", "closes1");
    if (in->opens2.n || in->closes2.n)
        take_session(c, &h, in->opens2, in->closes2, "opens2", "closes2");
    if (in->valid_from.n != DAY_NONE.n && in->valid_to.n != DAY_NONE.n && in->valid_to.n < in->valid_from.n)
        fault_add(c, MSG_actor_days_reversed, S("valid_to"), S(""), S(""));
    TRY(faults_rc(c));
    TRY(calendar_hours_put(c, in->unit, &h, in->why));
    return out_redirect(o, "/admin/calendar/hours?unit={}&done=hours", (struct str[]){AS_STR(c->arena, in->unit)}, 1);
}

static enum rc drop_hours(struct ctx *c, const struct req *r, struct out *o)
{
    const struct hours_input *in = r->in;
    struct hours h = {.of_unit = in->unit != 0,
                      .valid_from = in->valid_from,
                      .valid_to = in->valid_to,
                      .weekdays = (unsigned)in->weekdays};
    TRY(may_hours(c, r, in->unit));
    TRY(calendar_hours_put(c, in->unit, &h, say(c, MSG_admin_removed)));
    return out_redirect(o, "/admin/calendar/hours?unit={}&done=hours", (struct str[]){AS_STR(c->arena, in->unit)}, 1);
}

static const struct route routes[] = {
    {"admin.calendar", METHOD_GET, "/admin/calendar", PERM_CALENDAR_EDIT, &year_input, show_year, 0,
     "A year of days off and swapped days", NULL, NULL},
    {"admin.calendar.day.form", METHOD_GET, "/admin/calendar/day", PERM_CALENDAR_EDIT, NULL, show_day, 0,
     "The form of one day", NULL, NULL},
    {"admin.calendar.day", METHOD_POST, "/admin/calendar/day", PERM_CALENDAR_EDIT, &day_input, put_day, ROUTE_STEP_UP,
     "Lists a day, changes it or makes it an ordinary day", show_day, NULL},
    {"admin.calendar.hours.form", METHOD_GET, "/admin/calendar/hours", PERM_CALENDAR_EDIT, &hours_list_input,
     show_hours, 0, "The hours of the province or of a unit", NULL, NULL},
    {"admin.calendar.hours", METHOD_POST, "/admin/calendar/hours", PERM_CALENDAR_EDIT, &hours_input, put_hours,
     ROUTE_STEP_UP, "Sets the hours of some weekdays between two days", show_hours, NULL},
    {"admin.calendar.hours.remove", METHOD_POST, "/admin/calendar/hours/remove", PERM_CALENDAR_EDIT, &hours_drop_input,
     drop_hours, ROUTE_STEP_UP, "Removes a row of hours", show_hours, NULL},
};
const struct room admin_calendar = {"admin", routes, COUNT(routes)};
