/* The journal on both engines: whatever is changed in it afterwards, in any column of any of its tables, is found and
 * named. The lists below are held against the database, so a new column does not come without its proof. */
#include "core/journal/journal.h"

#include "core/journal/journal_private.h"
#include "data/test_help.h"

enum { FIRST_RECORD = 4100, RECORDS = 3, ENTRIES = 4, LAST_SEALED = 3 };

struct change {
    const char *column, *to; /* SQL */
};

static const struct change of_entries[] = {
    {"id", "id + 500"},
    {"object_kind", "'person'"},
    {"object_id", "object_id + 50"},
    {"n", "n + 10"},
    {"done_at", "done_at + 1"},
    {"actor_id", "actor_id + 1"},
    {"behalf_id", "behalf_id + 1"},
    {"unit_id", "unit_id + 1"},
    {"act", "'b' || act"},
    {"public_part", "public_part || ' '"},
    {"private_part", "private_part || ' '"},
    {"salt", "salt || '0'"},
    {"private_hash", "private_hash || '0'"},
    {"prev_hash", "prev_hash || '0'"},
    {"entry_hash", "'0' || entry_hash"},
    {"seq", "seq + 100"},
    {"seq", "seq - 100"},
};

static const struct change of_records[] = {
    {"object_kind", "'person'"},       {"object_id", "object_id + 50"}, {"n", "n + 1"}, {"n", "n - 1"},
    {"head_hash", "'0' || head_hash"},
};

static const struct change of_seals[] = {
    {"tree_size", "tree_size + 1"},        {"tree_size", "tree_size - 1"}, {"root_hash", "'0' || root_hash"},
    {"frontier", "frontier || '.0'"},      {"sealed_at", "sealed_at + 1"}, {"prev_hash", "prev_hash || '0'"},
    {"head_hash", "substr(head_hash, 2)"},
};

/* The seals lie between the acts, and the newest act of each record lies under none. */
static void write_lives(struct ctx *c)
{
    struct json *open = jv_new(c->arena, JV_OBJECT), *personal = jv_new(c->arena, JV_OBJECT);
    int64_t sealed;
    jv_set(open, "state", jv_new_str(c->arena, S("received")));
    jv_set(personal, "name", jv_new_str(c->arena, S("Lò Thị Mẩy")));
    for (int64_t n = 1; n <= ENTRIES; n++) {
        for (int64_t i = 0; i < RECORDS; i++) {
            c->now.ms += 1000;
            assert_int_equal(journal_append(c, &(struct journal_entry){.kind = "dossier",
                                                                       .object_id = FIRST_RECORD + i,
                                                                       .act = n == 1 ? "create" : "accept",
                                                                       .open = open,
                                                                       .personal = personal}),
                             OK);
        }
        if (n <= LAST_SEALED)
            assert_int_equal(journal_seal(c, 100, &sealed), OK);
    }
}

static struct journal_report verified(struct ctx *c)
{
    struct journal_report r;
    assert_int_equal(journal_verify(c, &r), OK);
    return r;
}

static void exec(struct ctx *c, struct str sql)
{
    if (db_exec(c, str_c(c->arena, sql)) != OK)
        fail_msg(STR_FMT ": " STR_FMT, STR_ARG(sql), STR_ARG(c->fault.detail));
}

/* Makes the change, judges, takes it back. The fault must say `name` or `also`. */
static void must_find(struct ctx *c, struct str sql, struct str name, struct str also)
{
    assert_int_equal(db_savepoint(c), OK);
    exec(c, sql);
    struct journal_report r = verified(c);
    if (r.sound || (str_search(r.fault, name, 0) == r.fault.n && str_search(r.fault, also, 0) == r.fault.n))
        fail_msg("after " STR_FMT " the verifier said '" STR_FMT "', not " STR_FMT, STR_ARG(sql), STR_ARG(r.fault),
                 STR_ARG(name));
    db_rollback_to(c);
}

static bool has(const struct change *changes, size_t n, const char *column)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(changes[i].column, column) == 0)
            return true;
    return false;
}

static void must_be_all(struct ctx *c, const char *table, const struct change *changes, size_t n)
{
    size_t distinct = 0;
    for (size_t i = 0; i < n; i++)
        distinct += !has(changes, i, changes[i].column);
    const char *from =
        db_engine_of(c->db) == DB_SQLITE ? "pragma_table_info(" : "information_schema.columns WHERE table_name IN (";
    char text[160];
    snprintf(text, sizeof text, "SELECT COUNT(*) AS n FROM %s'%s')", from, table);
    assert_int_equal(number(c, text), distinct);
}

static void a_change_in_any_column_of_an_entry_is_named(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    assert_int_equal(db_begin_write(c), OK);
    write_lives(c);
    assert_true(verified(c).sound);
    assert_int_equal(verified(c).sealed, RECORDS * LAST_SEALED);
    must_be_all(c, "journal", of_entries, COUNT(of_entries));
    for (size_t i = 0; i < COUNT(of_entries); i++)
        for (int n = 1; n <= ENTRIES; n++) {
            struct str sql = str_printf(c->arena, "UPDATE journal SET %s = %s WHERE object_id = %d AND n = %d",
                                        of_entries[i].column, of_entries[i].to, FIRST_RECORD + 1, n);
            must_find(c, sql, S("4101"), S("seal"));
        }
    db_rollback(c);
}

static void a_change_in_any_column_of_a_records_end_is_named(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    assert_int_equal(db_begin_write(c), OK);
    write_lives(c);
    must_be_all(c, "journal_object", of_records, COUNT(of_records));
    for (size_t i = 0; i < COUNT(of_records); i++) {
        struct str sql = str_printf(c->arena, "UPDATE journal_object SET %s = %s WHERE object_id = %d",
                                    of_records[i].column, of_records[i].to, FIRST_RECORD + 1);
        must_find(c, sql, S("dossier 4101"), S("dossier 4101"));
    }
    db_rollback(c);
}

static void a_change_in_any_column_of_a_seal_is_named(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    assert_int_equal(db_begin_write(c), OK);
    write_lives(c);
    must_be_all(c, "journal_head", of_seals, COUNT(of_seals));
    for (size_t i = 0; i < COUNT(of_seals); i++)
        for (int k = 1; k <= LAST_SEALED; k++) {
            struct str sql = str_printf(c->arena, "UPDATE journal_head SET %s = %s WHERE tree_size = %d",
                                        of_seals[i].column, of_seals[i].to, RECORDS * k);
            must_find(c, sql, S("seal"), S("seal"));
        }
    db_rollback(c);
}

static void entries_that_change_places_are_named(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    static const char *const columns[] = {"id", "n", "seq"};
    assert_int_equal(db_begin_write(c), OK);
    write_lives(c);
    for (size_t i = 0; i < COUNT(columns); i++) {
        const char *k = columns[i];
        char first[64], second[64];
        snprintf(first, sizeof first, "SELECT %s AS n FROM journal WHERE object_id = 4100 AND n = 1", k);
        snprintf(second, sizeof second, "SELECT %s AS n FROM journal WHERE object_id = 4100 AND n = 2", k);
        long long a = number(c, first), b = number(c, second);
        struct str sql = str_printf(c->arena,
                                    "UPDATE journal SET %s = 77 WHERE object_id = 4100 AND %s = %lld;"
                                    "UPDATE journal SET %s = %lld WHERE object_id = 4100 AND %s = %lld;"
                                    "UPDATE journal SET %s = %lld WHERE object_id = 4100 AND %s = 77",
                                    k, k, a, k, a, k, b, k, b, k);
        must_find(c, sql, S("4100"), S("seal"));
    }
    db_rollback(c);
}

/* An older program's entries do not hold their own id: they stay sound, and the order under a seal still tells. */
static void older_entries_stay_sound_and_in_order(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    int64_t sealed;
    assert_int_equal(db_begin_write(c), OK);
    for (int64_t i = 0; i < RECORDS; i++) {
        struct journal_spelled s = {S("dossier"), 10 + i, 1, c->now.ms, 0, 0, 0, S("create"), S(""), S(""), S(""), 0};
        struct str hash = digest_hex(c->arena, journal_entry_digest(c, &s));
        exec(c, str_printf(
                    c->arena,
                    "INSERT INTO journal VALUES (%lld, 'dossier', %lld, 1, %lld, 0, 0, 0, 'create', '', '', '', '', "
                    "'', '" STR_FMT "', 0); INSERT INTO journal_object VALUES ('dossier', %lld, 1, '" STR_FMT "')",
                    (long long)(500 + i * 10), (long long)(10 + i), (long long)c->now.ms, STR_ARG(hash),
                    (long long)(10 + i), STR_ARG(hash)));
    }
    assert_int_equal(journal_seal(c, 100, &sealed), OK);
    assert_true(verified(c).sound);
    must_find(c, S("UPDATE journal SET id = 530 WHERE id = 500"), S("id"), S("id"));
    must_find(c, S("UPDATE journal SET id = 495 WHERE id = 520"), S("entry 495"), S("entry 495"));
    must_find(c, S("UPDATE journal SET seq = -seq, unit_id = 0 WHERE id = 520"), S("entry 520"), S("entry 520"));
    db_rollback(c);
}

static void forgetting_needs_an_act(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct journal_report r;
    assert_int_equal(db_begin_write(c), OK);
    write_lives(c);
    must_find(c, S("UPDATE journal SET private_part = '', salt = '' WHERE object_id = 4101 AND n = 2"),
              S("dossier 4101, number 2"), S("dossier 4101, number 2"));
    assert_int_equal(journal_erase(c, "dossier", 4101), OK);
    assert_true(verified(c).sound);
    assert_int_equal(journal_verify_record(c, "dossier", 4101, &r), OK);
    assert_true(r.sound);
    exec(c, S("UPDATE journal SET private_part = '', salt = '' WHERE object_id = 4102 AND n = 3"));
    assert_int_equal(journal_verify_record(c, "dossier", 4102, &r), OK);
    assert_true(!r.sound && r.fault_n == 3);
    db_rollback(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_change_in_any_column_of_an_entry_is_named, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(a_change_in_any_column_of_a_records_end_is_named, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(a_change_in_any_column_of_a_seal_is_named, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(entries_that_change_places_are_named, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(older_entries_stay_sound_and_in_order, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(forgetting_needs_an_act, fixture_open, fixture_close),
    };
    return run_on_both("journal", tests, COUNT(tests));
}
