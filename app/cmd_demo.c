#include "app/commands.h"
#include "app/demo.h"
#include "app/json.h"
#include "app/load.h"
#include "app/open.h"
#include "app/seed.h"
#include "base/text.h"
#include "core/setting/setting.h"
#include "format/digest.h"

static const char USAGE[] = "usage: motcua demo [--dossiers N] [--seed S] [--json]\n\n" PLACE_USAGE
                            "  --dossiers N    synthetic dossiers (default 300)\n"
                            "  --seed S        the same seed makes the same people and dossiers (default 1)\n"
                            "Fills an empty database with an invented province and prints its accounts. Exit 0, or 2 "
                            "with one line on stderr.\n";

static const char PASSWORD[] = "mot-cua-minh-hoa";
enum { LIVING_MOST = 240 };

/* One commune of 2025 where the whole journey can be walked,
 * the provincial centre and one department. Names are invented. */
static struct demo_account accounts[] = {
    {"citizen", "Lò Thị Mẩy (minh hoạ)", "", ROLE_CITIZEN, "", .assignment_id = 0},
    {"business", "Hợp tác xã Mường So (minh hoạ)", "", ROLE_BUSINESS, ""},
    {"counter", "Vàng Thị Dua (minh hoạ)", "Công chức một cửa", ROLE_COUNTER, "LC.P03408"},
    {"specialist", "Giàng A Páo (minh hoạ)", "Công chức tư pháp - hộ tịch", ROLE_SPECIALIST, "LC.P03408"},
    {"head", "Đỗ Thị Hằng (minh hoạ)", "Trưởng phòng Văn hóa - Xã hội", ROLE_HEAD, "LC.P03408"},
    {"leader", "Phùng Phù Tá (minh hoạ)", "Phó Chủ tịch", ROLE_LEADER, "LC.P03408"},
    {"clerk", "Tẩn Lở Mẩy (minh hoạ)", "Văn thư", ROLE_CLERK, "LC.P03408"},
    {"reform", "Nguyễn Văn Ánh (minh hoạ)", "Chuyên viên cải cách hành chính", ROLE_REFORM, "LC"},
    {"inspector", "Lý Chẩn Sài (minh hoạ)", "Thanh tra viên", ROLE_INSPECTOR, "LC"},
    {"admin", "Trần Thị Bích (minh hoạ)", "Quản trị hệ thống", ROLE_ADMIN, "LC"},
    {"specialist-2", "Hà Văn Ọi (minh hoạ)", "Công chức địa chính", ROLE_SPECIALIST, "LC.P03408"},
    {"counter-tinh", "Khoàng Thị Xó (minh hoạ)", "Chuyên viên một cửa", ROLE_COUNTER, "LC.TTPVHCC"},
    {"specialist-tinh", "Pờ Dần Xinh (minh hoạ)", "Chuyên viên", ROLE_SPECIALIST, "LC.STP"},
    {"head-tinh", "Mào Văn Nhọt (minh hoạ)", "Trưởng phòng", ROLE_HEAD, "LC.STP"},
    {"leader-tinh", "Quàng Thị Ưng (minh hoạ)", "Phó Giám đốc", ROLE_LEADER, "LC.STP"},
    {"clerk-tinh", "Chẻo Tả Mẩy (minh hoạ)", "Văn thư", ROLE_CLERK, "LC.STP"},
};

static enum rc load(struct ctx *c, const char *kind, const char *file)
{
    struct import_report report;
    TRY(load_seed(c, str_from(kind), seed_text(file), DAY_NONE, false, &report));
    return report.refused ? fail_detail(c, INVALID, "seed %s: %lld rows refused", file, (long long)report.refused) : OK;
}

static enum rc load_seed_forms(struct ctx *c)
{
    struct import_report report;
    struct str *texts;
    size_t n = seed_forms(c->arena, &texts);
    TRY(load_forms(c, texts, n, DAY_NONE, false, &report));
    for (size_t i = 0; i < report.changes_n; i++)
        if (strcmp(report.changes[i].what, "refused") == 0)
            return fail_detail(c, INVALID, "form " STR_FMT ": " STR_FMT, STR_ARG(report.changes[i].code),
                               STR_ARG(report.changes[i].detail));
    return OK;
}

static enum rc load_catalogue(struct ctx *c)
{
    TRY(load_seed_forms(c));
    TRY(load(c, "holidays", "holidays.json"));
    TRY(load(c, "agencies", "agencies.json"));
    TRY(load(c, "processes", "processes.json"));
    TRY(load(c, "procedures", "procedures.json"));
    return load(c, "procedures", "procedures-2025.json");
}

static enum rc add_person(struct ctx *c, struct demo_account *a, struct demo *d)
{
    bool citizen = a->role == ROLE_CITIZEN;
    const char *kind = citizen ? "citizen" : a->role == ROLE_BUSINESS ? "organisation" : "officer";
    struct person_new p = {.kind = kind,
                           .name = str_from(a->name),
                           .phone = str_printf(c->arena, "09120000%02d", (int)(a - accounts)),
                           .email = str_printf(c->arena, "%s@example.vn", a->login),
                           .address = S("Bản minh hoạ, phường Tân Phong, tỉnh Lai Châu"),
                           .id_number = citizen                    ? S("012185000011")
                                        : a->role == ROLE_BUSINESS ? S("6200012340")
                                                                   : demo_person_number(c, d),
                           .born_on = day_from_ymd(1985, 5, 12),
                           .assurance = 2};
    return person_create(c, &p, &a->person_id);
}

static enum rc add_account(struct ctx *c, struct demo_account *a, struct demo *d)
{
    a->password = str_from(PASSWORD);
    TRY(add_person(c, a, d));
    TRY(account_create(c, a->person_id, str_from(a->login), a->password, &a->account_id));
    if (a->agency_key[0]) {
        struct agency unit;
        bool found;
        TRY(agency_row_by_key(c, str_from(a->agency_key), &unit, &found));
        if (!found)
            return fail_detail(c, NOT_FOUND, "no agency %s", a->agency_key);
        a->agency_name = unit.name;
        TRY(assignment_create(c, a->person_id, a->role, unit.id, str_from(a->title), day_from_ymd(2020, 1, 1), DAY_NONE,
                              &a->assignment_id));
        TRY(actor_of_assignment(c, a->assignment_id, &a->actor));
    } else {
        a->actor = (struct actor){.person_id = a->person_id,
                                  .account_id = a->account_id,
                                  .role = a->role,
                                  .name = str_from(a->name),
                                  .login = str_from(a->login)};
    }
    return token_create(c, a->account_id, a->assignment_id, S("demo"), (struct instant){0}, &a->token);
}

static enum rc fill(struct ctx *c, void *self)
{
    struct demo *d = self;
    struct str is_demo;
    TRY(setting_get(c, "demo", &is_demo));
    if (str_eqc(is_demo, "1"))
        return fail_detail(c, CONFLICT,
                           "this database holds the demonstration province already; choose an empty --data");
    TRY(load_catalogue(c));
    TRY(setting_put(c, "demo", S("1")));
    TRY(setting_put(c, "default_unit", S("H35.102")));
    TRY(setting_put(c, "officer.totp", S("off")));
    for (size_t i = 0; i < d->accounts_n; i++)
        TRY(add_account(c, &d->accounts[i], d));
    int64_t living = d->dossiers < LIVING_MOST ? d->dossiers : LIVING_MOST;
    return demo_living(c, d, living);
}

static void print_text(const struct demo *d)
{
    printf("The demonstration province: %lld dossiers, every person and paper invented.\n"
           "Accounts (password of all: %s):\n",
           (long long)d->dossiers, PASSWORD);
    for (size_t i = 0; i < d->accounts_n; i++) {
        const struct demo_account *a = &d->accounts[i];
        printf("  %-16s %-11s %s%s%.*s\n", a->login, role_name(a->role), a->name, a->agency_name.n ? ", " : "",
               STR_ARG(a->agency_name));
    }
}

static void print_json(struct ctx *c, const struct demo *d)
{
    struct out o = json_start(c);
    json_open(&o, '{');
    json_put_i64(&o, "dossiers", d->dossiers);
    json_key(&o, "accounts");
    json_open(&o, '[');
    for (size_t i = 0; i < d->accounts_n; i++) {
        const struct demo_account *a = &d->accounts[i];
        json_open(&o, '{');
        json_put_str(&o, "login", str_from(a->login));
        json_put_str(&o, "password", a->password);
        json_put_str(&o, "token", a->token);
        json_put_str(&o, "role", str_from(role_name(a->role)));
        json_put_str(&o, "agency", a->agency_name);
        json_close(&o, '}');
    }
    json_close(&o, ']');
    json_close(&o, '}');
    json_print(&o);
}

int cmd_demo(int argc, char **argv)
{
    struct where where = {0};
    struct demo d = {.accounts = accounts, .accounts_n = COUNT(accounts), .dossiers = 300};
    const char *words[1];
    bool json = false;
    size_t words_n;
    int64_t seed = 1;
    const struct cli_option options[] = {PLACE_OPTIONS(where),
                                         {"dossiers", CLI_NUMBER, &d.dossiers},
                                         {"seed", CLI_NUMBER, &seed},
                                         {"json", CLI_FLAG, &json}};
    int code = cli_parse(argc, argv, USAGE, options, COUNT(options), words, 0, &words_n);
    if (code >= 0)
        return code;
    if (d.dossiers < 0 || d.dossiers > 20 * 1000 * 1000)
        return cli_fault("--dossiers is 0..20,000,000");
    d.seed = (uint64_t)seed * UINT64_C(0x9E3779B97F4A7C15) | 1;
    struct ctx *c = app_open(&where, true);
    if (!c)
        return 2;
    enum rc rc = app_write(c, fill, &d);
    if (rc == OK && d.dossiers > LIVING_MOST)
        rc = demo_bulk(c, &d, d.dossiers - LIVING_MOST);
    if (rc != OK)
        cli_fault("%s", app_fault(c));
    else if (json)
        print_json(c, &d);
    else
        print_text(&d);
    app_close(c);
    return rc == OK ? 0 : 2;
}
