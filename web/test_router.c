/* The router: what is found, what is refused, what a wrong table says. */
#include "web/testing.h"

#include "web/router.h"

static enum rc run(struct ctx *c, const struct req *r, struct out *o)
{
    (void)c;
    (void)r;
    (void)o;
    return OK;
}

struct code_input {
    struct str code;
};
INPUT(code_input, {"code", IN_PATH, FIELD_TEXT, .offset = offsetof(struct code_input, code)});
struct move_input {
    struct str code, act;
};
INPUT(move_input, {"code", IN_PATH, FIELD_TEXT, .offset = offsetof(struct move_input, code)},
      {"act", IN_PATH, FIELD_TEXT, .offset = offsetof(struct move_input, act)});
struct rest_input {
    struct str rest;
};
INPUT(rest_input, {"rest", IN_PATH, FIELD_TEXT, .offset = offsetof(struct rest_input, rest)});
struct form_input {
    struct str text;
};
INPUT(form_input, {"text", IN_FORM, FIELD_TEXT, .offset = offsetof(struct form_input, text)});

static const struct route table[] = {
    {"home", METHOD_GET, "/", PERM_PUBLIC, NULL, run},
    {"list", METHOD_GET, "/dossiers", PERM_SIGNED_IN, NULL, run},
    {"create", METHOD_POST, "/dossiers", PERM_SIGNED_IN, NULL, run},
    {"due", METHOD_GET, "/dossiers/due", PERM_SIGNED_IN, NULL, run},
    {"show", METHOD_GET, "/dossiers/{code}", PERM_SIGNED_IN, &code_input, run},
    {"move", METHOD_POST, "/dossiers/{code}/moves/{act}", PERM_SIGNED_IN, &move_input, run},
    {"delete", METHOD_DELETE, "/dossiers/{code}", PERM_SIGNED_IN, &code_input, run},
    {"files", METHOD_GET, "/files/{rest}", PERM_PUBLIC, &rest_input, run, ROUTE_TRAILING},
};
static const struct room room = {"test", table, COUNT(table)};

static struct router *router_of(struct arena *a, const struct room *r)
{
    struct router *rt = NULL;
    struct str why = S("");
    const struct room *const rooms[] = {r};
    if (router_new(a, rooms, 1, &rt, &why) != OK)
        fail_msg(STR_FMT, STR_ARG(why));
    return rt;
}

static void finds(void **state)
{
    (void)state;
    static const struct {
        enum method m;
        const char *path, *name, *v0, *v1;
    } rows[] = {
        {METHOD_GET, "/", "home"},
        {METHOD_HEAD, "/", "home"},
        {METHOD_GET, "/dossiers", "list"},
        {METHOD_POST, "/dossiers", "create"},
        {METHOD_GET, "/dossiers/due", "due"},
        {METHOD_GET, "/dossiers/H35.12-1", "show", "H35.12-1"},
        {METHOD_DELETE, "/dossiers/due", "delete", "due"}, /* the static way has no DELETE: the parameter takes it */
        {METHOD_POST, "/dossiers/a%2Fb/moves/accept", "move", "a/b", "accept"},
        {METHOD_GET, "/dossiers/%C4%91%E1%BA%A5t", "show", "\xc4\x91\xe1\xba\xa5t"},
        {METHOD_GET, "/files/a/b%20c/d", "files", "a/b c/d"},
        {METHOD_GET, "/files/a", "files", "a"},
    };
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)1 << 20);
    const struct router *rt = router_of(a, &room);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct route_match m;
        assert_int_equal(router_find(rt, a, rows[i].m, str_from(rows[i].path), &m), OK);
        assert_non_null(m.route);
        assert_string_equal(m.route->name, rows[i].name);
        assert_true(str_eqc(m.values_n > 0 ? m.values[0] : S(""), rows[i].v0 ? rows[i].v0 : ""));
        assert_true(str_eqc(m.values_n > 1 ? m.values[1] : S(""), rows[i].v1 ? rows[i].v1 : ""));
    }
}

static void refuses(void **state)
{
    (void)state;
    static const struct {
        enum method m;
        const char *path;
        enum rc rc;
        const char *allowed;
        bool slash;
    } rows[] = {
        {METHOD_GET, "/nowhere", OK, "", false},
        {METHOD_GET, "/dossiers/x/moves", OK, "", false},
        {METHOD_GET, "/dossiers//moves/x", OK, "", false},
        {METHOD_DELETE, "/dossiers", OK, "GET, POST, HEAD", false},
        {METHOD_POST, "/dossiers/x", OK, "GET, HEAD, DELETE", false},
        {METHOD_GET, "/dossiers/x/moves/y", OK, "POST", false},
        {METHOD_GET, "/dossiers/", OK, "", true},
        {METHOD_GET, "/nowhere/", OK, "", false},
        {METHOD_GET, "/dossiers/%00", INVALID, "", false},
        {METHOD_GET, "/dossiers/%zz", INVALID, "", false},
        {METHOD_GET, "/dossiers/%4", INVALID, "", false},
        {METHOD_GET, "/dossiers/%ff", INVALID, "", false},
        {METHOD_GET, "/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a", INVALID, "", false},
        {METHOD_GET, "dossiers", INVALID, "", false},
        {METHOD_GET, "", INVALID, "", false},
    };
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)1 << 20);
    const struct router *rt = router_of(a, &room);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct route_match m;
        assert_int_equal(router_find(rt, a, rows[i].m, str_from(rows[i].path), &m), rows[i].rc);
        assert_null(m.route);
        struct str allowed = methods_allowed(a, m.allowed);
        if (!str_eqc(allowed, rows[i].allowed))
            fail_msg("%s: allowed " STR_FMT, rows[i].path, STR_ARG(allowed));
        assert_int_equal(m.slash, rows[i].slash);
    }
}

static void wrong_tables(void **state)
{
    (void)state;
    static const struct {
        struct route r;
        const char *why;
    } rows[] = {
        {{"x", METHOD_GET, "/x", PERM_UNSET, NULL, run}, "no permission"},
        {{"x", METHOD_GET, "/x", PERM_PUBLIC, NULL, NULL}, "no handler"},
        {{"", METHOD_GET, "/x", PERM_PUBLIC, NULL, run}, "no name"},
        {{"x", METHOD_GET, "x", PERM_PUBLIC, NULL, run}, "begin with /"},
        {{"x", METHOD_GET, "/x/", PERM_PUBLIC, NULL, run}, "ends with /"},
        {{"x", METHOD_GET, "/x y", PERM_PUBLIC, NULL, run}, "neither plain"},
        {{"x", METHOD_GET, "/{code}", PERM_PUBLIC, NULL, run}, "not declared in its input"},
        {{"x", METHOD_GET, "/x", PERM_PUBLIC, &code_input, run}, "the path has not"},
        {{"x", METHOD_GET, "/x", PERM_PUBLIC, &form_input, run}, "GET has no form"},
        {{"x", METHOD_GET, "/x", PERM_PUBLIC, NULL, run, ROUTE_FILES}, "takes no body"},
        {{"x", METHOD_POST, "/x", PERM_PUBLIC, NULL, run, ROUTE_STATIC}, "public GET"},
        {{"x", METHOD_POST, "/x", PERM_PUBLIC, NULL, run, ROUTE_BODY_STREAM}, "belong together"},
        {{"other", METHOD_GET, "/dossiers", PERM_PUBLIC, NULL, run}, "are taken"},
        {{"list", METHOD_GET, "/other", PERM_PUBLIC, NULL, run}, "name is taken"},
    };
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)1 << 20);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct room one = {"wrong", &rows[i].r, 1};
        const struct room *const rooms[] = {&room, &one};
        struct router *rt = NULL;
        struct str why = S("");
        assert_int_equal(router_new(a, rooms, 2, &rt, &why), INVALID);
        if (str_search(why, str_from(rows[i].why), 0) == why.n)
            fail_msg("%s, not %s", str_c(a, why), rows[i].why);
    }
}

static void prints(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)4 << 20);
    struct ctx c = {.arena = a};
    struct out o = out_new(&c);
    routes_print(router_of(a, &room), &o);
    struct str s = buf_str(&o.body);
    assert_true(str_search(s,
                           S("{\"name\":\"move\",\"method\":\"POST\",\"path\":\"/dossiers/{code}/moves/"
                             "{act}\",\"permission\":\"SIGNED_IN\""),
                           0) < s.n);
    assert_true(str_search(s, S("\"roles\":[\"citizen\",\"business\",\"counter\""), 0) < s.n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds), cmocka_unit_test(refuses),
                                       cmocka_unit_test(wrong_tables), cmocka_unit_test(prints)};
    return cmocka_run_group_tests_name("router", tests, NULL, NULL);
}
