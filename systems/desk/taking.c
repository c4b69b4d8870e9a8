#include "systems/desk/taking.h"

#include "base/message.h"
#include "core/actor/store.h"
#include "core/dossier/dossier_queries.h"
#include "core/eform/check.h"
#include "core/setting/setting.h"
#include "format/digest.h"

static enum rc receives_for(struct ctx *c, int64_t agency_id, bool *out)
{
    struct agency_counter_row row;
    bool found;
    TRY(agency_counter(c, agency_id, &row, &found));
    *out = found && row.counter_id == c->actor->unit_id;
    return OK;
}

static enum rc own_place(struct ctx *c, const struct place *places, size_t places_n, int64_t *id)
{
    bool ours = false;
    for (size_t i = 0; i < places_n && !*id; i++)
        if (places_n == 1 || places[i].agency_id == c->actor->unit_id)
            *id = places[i].agency_id;
    if (!c->actor->unit_id)
        return OK;
    for (size_t i = 0; i < places_n && !*id; i++) {
        TRY(receives_for(c, places[i].agency_id, &ours));
        if (ours)
            *id = places[i].agency_id;
    }
    return OK;
}

enum rc desk_place_of(struct ctx *c, struct str asked, struct new_dossier *n)
{
    struct place *places;
    struct str fallback;
    size_t places_n;
    TRY(procedure_places(c, n->procedure, day_of(c->now), &places, &places_n));
    TRY(setting_get(c, "default_unit", &fallback));
    n->unit_id = 0;
    if (asked.n == 0)
        TRY(own_place(c, places, places_n, &n->unit_id));
    for (size_t i = 0; i < places_n && !n->unit_id; i++)
        if (str_eq(places[i].code, asked.n ? asked : fallback))
            n->unit_id = places[i].agency_id;
    return n->unit_id ? OK : fail(c, INVALID, MSG_dossier_choose_agency, S("unit"));
}

enum rc desk_person_of(struct ctx *c, const struct taken_person *p, int64_t *id)
{
    struct persons_by_number_row *known = NULL;
    struct str org;
    size_t known_n = 0;
    if (p->number.n)
        TRY(persons_by_number(c, p->number, &known, &known_n));
    if (known_n) {
        *id = known[0].id;
        return OK;
    }
    bool organisation = p->number.n && check_org_id(c->arena, p->number, &org) == CHECK_OK;
    return person_create(c,
                         &(struct person_new){.kind = organisation ? "organisation" : "citizen",
                                              .name = p->name,
                                              .id_number = p->number,
                                              .phone = p->phone,
                                              .email = p->email,
                                              .address = p->address},
                         id);
}

struct str desk_submit_key(struct ctx *c, struct str key)
{
    if (key.n == 0)
        return S("");
    return digest_hex(c->arena,
                      sha256(str_printf(c->arena, "%lld|" STR_FMT, (long long)c->actor->person_id, STR_ARG(key))));
}
