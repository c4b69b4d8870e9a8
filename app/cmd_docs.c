/* motcua docs: what is generated from the tables, so that the papers in docs/ cannot drift from the program. */
#include "app/commands.h"
#include "app/json.h"
#include "app/rooms.h"
#include "core/dossier/dossier.h"

static const char USAGE[] =
    "usage: motcua docs routes|permissions|states|openapi\n\n"
    "routes and openapi print JSON; permissions and states print the pages docs/permissions.md and docs/states.md.\n";

static struct router *make_router(struct arena *a)
{
    struct router *router;
    struct str why;
    if (router_new(a, rooms, rooms_n, &router, &why) != OK)
        die("routes: %.*s", STR_ARG(why));
    return router;
}

static void print_roles_head(void)
{
    fputs("| route | method | path | permission |", stdout);
    for (int r = ROLE_NONE; r < ROLE_SYSTEM; r++)
        printf(" %s |", r == ROLE_NONE ? "stranger" : role_name((enum role)r));
    fputs("\n|---|---|---|---|", stdout);
    for (int r = ROLE_NONE; r < ROLE_SYSTEM; r++)
        fputs("---|", stdout);
    putchar('\n');
}

static void print_permissions(struct arena *a)
{
    const struct router *router = make_router(a);
    puts("# Who may reach what\n\nPrinted from the route tables and the roles of `core/actor.c` by `motcua docs "
         "permissions`; `make check` compares.\n"
         "Within what a role may reach, a query shows only what lies within the reach of the acting unit or person.\n");
    print_roles_head();
    for (size_t i = 0; i < router_count(router); i++) {
        const struct route *r = router_at(router, i);
        printf("| %s | %s | `%s` | %s |", r->name, method_name(r->method), r->path, perm_name(r->may));
        for (int role = ROLE_NONE; role < ROLE_SYSTEM; role++)
            printf(" %s |", role_may((enum role)role, r->may) ? "yes" : "");
        putchar('\n');
    }
}

static const char *clock_word(enum clock_effect e)
{
    static const char *const words[] = {"keeps", "starts", "pauses", "resumes", "ends", "reception clock starts",
                                        "none"};
    return words[e];
}

static void print_row(const struct move *m)
{
    printf("| %s | %s | ", m->article, m->name);
    for (int s = 0; s < STATE_COUNT; s++)
        if (m->from >> s & 1)
            printf("%d %s ", s, state_key(s));
    printf("%s%s%s| ", m->from_sub[0] && m->from_sub[0] != '*' ? "(" : "", m->from_sub[0] != '*' ? m->from_sub : "",
           m->from_sub[0] && m->from_sub[0] != '*' ? ") " : "");
    if (m->to == STATE_DRAFT)
        fputs("stays", stdout);
    else
        printf("%d %s", (int)m->to, state_key((int64_t)m->to));
    printf(" | %s | %s | %s |\n", m->may == PERM_UNSET ? "the system" : perm_name(m->may), clock_word(m->clock),
           m->event ? m->event : "");
}

/* The drawing, in the words of the graph language that code forges draw themselves. */
static void print_drawing(void)
{
    puts("```mermaid\nstateDiagram-v2");
    for (size_t i = 0; i < moves_n; i++)
        for (int s = 0; s < STATE_COUNT; s++)
            if (moves[i].from >> s & 1 && moves[i].to != STATE_DRAFT)
                printf("  %s --> %s: %s %s\n", s ? state_key(s) : "[*]", state_key((int64_t)moves[i].to),
                       moves[i].article, moves[i].name);
    puts("```");
}

static void print_states(void)
{
    puts("# States and moves of a dossier\n\nPrinted from `core/dossier/moves.c` by `motcua docs states`; `make check` "
         "compares. Numbers are the national portal's.\n");
    print_drawing();
    puts("\n| article | move | from | to | who may | clock | event |\n|---|---|---|---|---|---|---|");
    for (size_t i = 0; i < moves_n; i++)
        print_row(&moves[i]);
}

static void print_routes(struct ctx *c, bool openapi)
{
    struct out o = json_start(c);
    struct router *router = make_router(c->arena);
    if (openapi)
        openapi_print(router, &o, S(""));
    else
        routes_print(router, &o);
    json_print(&o);
}

int cmd_docs(int argc, char **argv)
{
    const char *words[1];
    size_t words_n;
    int code = cli_parse(argc, argv, USAGE, NULL, 0, words, 1, &words_n);
    if (code >= 0)
        return code;
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)512 << 20);
    struct ctx c = {.arena = a, .lang = LANG_EN};
    struct str what = str_from(words_n ? words[0] : "");
    if (str_eqc(what, "permissions"))
        print_permissions(a);
    else if (str_eqc(what, "states"))
        print_states();
    else if (str_eqc(what, "routes") || str_eqc(what, "openapi"))
        print_routes(&c, str_eqc(what, "openapi"));
    else
        return cli_fault("say routes, permissions, states or openapi");
    return 0;
}
