#include "app/cmd_due.h"

#include "app/seed.h"
#include "core/calendar/calendar_file.h"
#include "core/calendar/words.h"
#include "format/json.h"

static const char usage_text[] =
    "usage: motcua due --start INSTANT --for 'N UNIT' [--mode eod|clk] [--pause FROM..TO]...\n"
    "                  [--policy pause|restart|none] [--calendar FILE] [--json]\n"
    "\n"
    "Prints when a term that starts at INSTANT ends, by the working calendar: 2021-06-10T17:00\n"
    "\n"
    "  --start     when the complete dossier was accepted: 2021-06-07T09:15 (local time)\n"
    "  --for       the term: '3 WD', '0.5 WD', '8 WH', '15 CD', '1 MO', 'SD'\n"
    "              WD working days, WH working hours, CD calendar days, MO months,\n"
    "              SD the same day when accepted before 15:00, else the next working day\n"
    "  --mode      of working days: eod, at the close of the day (usual); clk, at the same clock time\n"
    "  --pause     a time during which the clock stood still; may be given again, in order\n"
    "  --policy    what a pause does: pause, the rest runs on (usual); restart, all of it again; none, nothing\n"
    "  --calendar  a calendar file instead of the built-in one (the form of seed/holidays.json)\n"
    "  --json      print one JSON object\n"
    "\n"
    "exit: 0 printed; 1 refused, the calendar does not reach; 2 usage, or the file cannot be read\n";

struct due_options {
    struct arena *arena;
    struct due_ask ask;
    struct span *pauses;
    struct str start, term, mode, policy, calendar; /* as typed; p is NULL when not given */
    bool json, help;
};

enum { EXIT_PRINTED, EXIT_REFUSED, EXIT_USAGE };

/* One line for the person; the exit code of a fault. */
static int complain(const char *what, struct str about)
{
    fprintf(stderr, "motcua due: %s%s" STR_FMT "\n", what, about.n ? ": " : "", STR_ARG(about));
    return EXIT_USAGE;
}

/* ---- the command line ---- */

static bool add_pause(struct due_options *o, struct str value)
{
    size_t dots = str_search(value, S(".."), 0);
    struct span *p = &o->pauses[o->ask.pauses_n];
    if (dots == value.n || !instant_parse(str_sub(value, 0, dots), &p->from) ||
        !instant_parse(str_sub(value, dots + 2, value.n), &p->to))
        return false;
    o->ask.pauses_n++;
    return true;
}

/* Where the value of a flag goes; NULL for a flag that is not known or takes none. */
static struct str *slot_of(struct due_options *o, struct str flag)
{
    const struct { const char *flag; struct str *slot; } slots[] = {
        {"--start", &o->start}, {"--for", &o->term}, {"--mode", &o->mode}, {"--policy", &o->policy},
        {"--calendar", &o->calendar},
    };
    for (size_t i = 0; i < COUNT(slots); i++) {
        if (str_eqc(flag, slots[i].flag))
            return slots[i].slot;
    }
    return NULL;
}

static int take_value(struct due_options *o, struct str flag, struct str value)
{
    if (str_eqc(flag, "--pause"))
        return add_pause(o, value) ? 0 : complain("--pause wants FROM..TO, two instants like 2021-06-07T09:15", value);
    struct str *slot = slot_of(o, flag);
    if (!slot)
        return complain("unknown option", flag);
    if (slot->p)
        return complain("given twice", flag);
    *slot = value;
    return 0;
}

/* --flag value or --flag=value. */
static int read_arguments(struct due_options *o, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct str value = str_from(argv[i]), flag = str_cut(&value, '=');
        bool joined = flag.n < str_from(argv[i]).n;
        if (!joined && (str_eqc(flag, "--help") || str_eqc(flag, "--json"))) {
            *(str_eqc(flag, "--help") ? &o->help : &o->json) = true;
            continue;
        }
        if (!slot_of(o, flag) && !str_eqc(flag, "--pause"))
            return complain("unknown option, see --help", str_from(argv[i]));
        if (!joined && i + 1 == argc)
            return complain("a value is missing after", flag);
        if (!joined)
            value = str_from(argv[++i]);
        int fault = take_value(o, flag, value);
        if (fault)
            return fault;
    }
    return 0;
}

static int read_values(struct due_options *o)
{
    if (!o->start.p || !o->term.p)
        return complain("--start and --for are needed, see --help", S(""));
    if (!instant_parse(o->start, &o->ask.start))
        return complain("--start wants an instant like 2021-06-07T09:15", o->start);
    if (!term_parse(o->term, &o->ask.term))
        return complain("--for wants a number and a unit of WH WD CD MO SD, like '3 WD'", o->term);
    if (o->mode.p && !due_mode_by_name(o->mode, &o->ask.mode))
        return complain("--mode wants eod or clk", o->mode);
    if (o->policy.p && !pause_policy_by_name(o->policy, &o->ask.policy))
        return complain("--policy wants pause, restart or none", o->policy);
    o->ask.pauses = o->pauses;
    return 0;
}

/* ---- the calendar ---- */

static bool read_file(struct arena *a, struct str path, struct str *out)
{
    FILE *f = fopen(str_c(a, path), "rb");
    if (!f)
        return false;
    struct buf b = buf_new(a, CALENDAR_FILE_MAX);
    char *p = buf_reserve(&b, CALENDAR_FILE_MAX);
    b.n = fread(p, 1, CALENDAR_FILE_MAX, f);
    bool good = !ferror(f) && fgetc(f) == EOF;
    *out = buf_str(&b);
    return fclose(f) == 0 && good;
}

static int open_calendar(const struct due_options *o, const struct calendar **out)
{
    struct str text = seed_text("holidays.json"), why;
    if (o->calendar.p && !read_file(o->arena, o->calendar, &text))
        return complain("the calendar file cannot be read", o->calendar);
    if (!calendar_file_build(o->arena, text, out, &why))
        return complain("the calendar file is not right", why);
    return 0;
}

/* ---- the answer ---- */

static struct str minute_text(struct arena *a, struct instant t)
{
    struct buf b = buf_new(a, 32);
    instant_iso_minute(&b, t);
    return buf_str(&b);
}

static void set_text(struct arena *a, struct json *o, const char *key, struct str s)
{
    jv_set(o, key, jv_new_str(a, s));
}

static void print_json(struct arena *a, const struct json *v)
{
    struct buf b = buf_new(a, 64u << 10);
    json_write_canonical(&b, v);
    printf(STR_FMT "\n", STR_ARG(buf_str(&b)));
}

static int print_refusal(const struct due_options *o, const struct due *due)
{
    struct str words = due_refusal_text(o->arena, LANG_EN, due);
    fprintf(stderr, "motcua due: " STR_FMT "\n", STR_ARG(words));
    bool reach = due->refusal == DUE_PAST_CALENDAR || due->refusal == DUE_BEFORE_CALENDAR;
    if (o->json && reach) {
        struct json *v = jv_new(o->arena, JV_OBJECT);
        jv_set(v, "due", jv_new(o->arena, JV_NULL));
        set_text(o->arena, v, "refused", due->refusal == DUE_PAST_CALENDAR ? S("past_calendar") : S("before_calendar"));
        set_text(o->arena, v, "calendar_edge", day_iso_str(o->arena, due->edge));
        set_text(o->arena, v, "reason", words);
        print_json(o->arena, v);
    }
    return reach ? EXIT_REFUSED : EXIT_USAGE;
}

static int print_due(const struct due_options *o, const struct calendar *cal, const struct due *due)
{
    struct arena *a = o->arena;
    if (due->projected)
        fprintf(stderr, "motcua due: the days off after %s are projected, not announced: this date may change\n",
                str_c(a, day_iso_str(a, calendar_announced(cal))));
    if (!o->json) {
        printf(STR_FMT "\n", STR_ARG(minute_text(a, due->at)));
        return EXIT_PRINTED;
    }
    struct json *v = jv_new(a, JV_OBJECT);
    struct buf term = buf_new(a, 32);
    term_write(&term, o->ask.term);
    set_text(a, v, "due", minute_text(a, due->at));
    set_text(a, v, "due_at", instant_iso_str(a, due->at));
    set_text(a, v, "due_without_pauses", minute_text(a, due->unpaused));
    set_text(a, v, "start", minute_text(a, o->ask.start));
    set_text(a, v, "for", buf_str(&term));
    set_text(a, v, "mode", o->ask.mode == DUE_CLK ? S("clk") : S("eod"));
    set_text(a, v, "policy", str_from(pause_policy_name(o->ask.policy)));
    set_text(a, v, "day_0", day_iso_str(a, due->day0));
    jv_set(v, "projected", jv_new_bool(a, due->projected));
    set_text(a, v, "calendar_through", day_iso_str(a, calendar_through(cal)));
    print_json(a, v);
    return EXIT_PRINTED;
}

static int run(struct due_options *o, int argc, char **argv)
{
    const struct calendar *cal;
    int fault = read_arguments(o, argc, argv);
    if (fault)
        return fault;
    if (o->help) {
        fputs(usage_text, stdout);
        return EXIT_PRINTED;
    }
    fault = read_values(o);
    if (!fault)
        fault = open_calendar(o, &cal);
    if (fault)
        return fault;
    struct due due = calendar_due(cal, &o->ask);
    return due.refusal ? print_refusal(o, &due) : print_due(o, cal, &due);
}

int cmd_due(int argc, char **argv)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)CALENDAR_FILE_MAX * 128);
    struct due_options o = {.arena = a, .pauses = NEW_ARRAY(a, struct span, (size_t)argc + 1)};
    return run(&o, argc, argv);
}
