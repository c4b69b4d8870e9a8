/* Which agencies decide a procedure: the "places" of its body, as data: every agency of a kind (with a key suffix),
 * or one by
 * key. Nothing here knows how many levels there are. */
#include "core/agency/agency.h"
#include "core/procedure/procedure.h"

enum { PLACES_MAX = 600 };

static void add(struct place *list, size_t *n, struct place p)
{
    if (*n < PLACES_MAX)
        list[(*n)++] = p;
}

static enum rc by_key(struct ctx *c, struct str key, struct day on, struct place *list, size_t *n)
{
    struct agency a, parent = {0};
    bool found, has_parent = false;
    TRY(agency_row_by_key(c, key, &a, &found));
    if (!found || a.valid_from_on.n > on.n || (a.valid_to_on.n != DAY_NONE.n && a.valid_to_on.n < on.n))
        return OK;
    if (a.parent_id)
        TRY(agency_row(c, a.parent_id, &parent, &has_parent));
    add(list, n, (struct place){a.id, a.code, a.name, has_parent ? parent.name : S("")});
    return OK;
}

static enum rc by_kind(struct ctx *c, struct str kind, struct str suffix, struct day on, struct place *list, size_t *n)
{
    struct agency_rows_of_kind_row *rows;
    size_t rows_n;
    TRY(agency_rows_of_kind(c, kind, on, &rows, &rows_n));
    for (size_t i = 0; i < rows_n; i++)
        if (str_ends(rows[i].seed_key, suffix))
            add(list, n, (struct place){rows[i].id, rows[i].code, rows[i].name, rows[i].parent_name});
    return OK;
}

enum rc procedure_places(struct ctx *c, const struct procedure *p, struct day on, struct place **out, size_t *n)
{
    *out = NEW_ARRAY(c->arena, struct place, PLACES_MAX);
    *n = 0;
    for (const struct json *v = jv_first(json_get(p->body, "places")); v; v = v->next) {
        struct str key = jv_text_or(json_get(v, "key"), S(""));
        if (key.n)
            TRY(by_key(c, key, on, *out, n));
        else
            TRY(by_kind(c, jv_text_or(json_get(v, "kind"), S("")), jv_text_or(json_get(v, "suffix"), S("")), on, *out,
                        n));
    }
    return OK;
}
