/* Opening dossiers: each way in is a scope. And the system's clockwork. */
#include "base/message.h"
#include "core/agency/agency_queries.h"
#include "core/dossier/dossier.h"
#include "core/dossier/rules.h"
#include "core/procedure/procedure_queries.h"
#include "format/digest.h"

enum rc dossier_open(struct ctx *c, const struct scope *s, struct str code, struct dossier *out)
{
    enum rc rc = dossier_in_reach(c, s, code, out);
    return rc == NOT_FOUND ? fail(c, NOT_FOUND, MSG_dossier_not_found, S("code")) : rc;
}

enum rc dossier_open_mine(struct ctx *c, const struct scope *s, struct str code, struct dossier *out)
{
    enum rc rc = s->person_id ? dossier_of_person(c, s, code, out) : NOT_FOUND;
    return rc == NOT_FOUND ? fail(c, NOT_FOUND, MSG_dossier_not_found, S("code")) : rc;
}

struct scope dossier_scope(const struct ctx *c, const struct scope *s)
{
    bool by_unit = actor_may(c->actor, PERM_DOSSIER_READ);
    return (struct scope){.unit_id = by_unit ? s->unit_id : 0, .person_id = s->person_id};
}

enum rc dossier_open_any(struct ctx *c, const struct scope *s, struct str code, struct dossier *out)
{
    return dossier_scope(c, s).unit_id ? dossier_open(c, s, code, out) : dossier_open_mine(c, s, code, out);
}

/* A wrong code and a wrong check value give the same answer, so that codes cannot be counted out. */
enum rc dossier_open_by_check(struct ctx *c, struct str code, struct str check, struct dossier *out)
{
    struct str value = dossier_check_typed(c->arena, check);
    enum rc rc = dossier_of_code(c, dossier_code_typed(c->arena, code), out);
    if (rc == OK && value.n && str_eq_const_time(out->check_value, value))
        return OK;
    return rc == OK || rc == NOT_FOUND ? fail(c, NOT_FOUND, MSG_dossier_not_found_or_check, S("code")) : rc;
}

enum rc dossier_open_by_id(struct ctx *c, int64_t id, struct dossier *out)
{
    return dossier_of_id(c, id, out);
}

void dossier_ahead(struct ctx *c, const struct dossier *d)
{
    catalogue_stamp_get_ahead(c);
    agency_row_ahead(c, d->unit_id);
    dossier_faults_ahead(c, d->id);
    dossier_fees_ahead(c, d->id);
    dossier_papers_ahead(c, d->id);
    dossier_results_ahead(c, d->id);
    dossier_steps_ahead(c, d->id);
    dossier_supplements_ahead(c, d->id);
}

static enum rc system_move(struct ctx *c, int64_t id, enum act act, int64_t *moved)
{
    struct dossier d;
    TRY(dossier_of_id(c, id, &d));
    TRY(dossier_move(c, &d, act, &(struct move_input){.version = d.version}));
    ++*moved;
    return OK;
}

enum rc dossier_clockwork(struct ctx *c, int64_t most, int64_t *moved)
{
    struct dossier_supplements_expired_row *expired;
    struct dossier_overdue_unmarked_row *late;
    size_t expired_n, late_n;
    *moved = 0;
    TRY(dossier_supplements_expired(c, c->now, most, &expired, &expired_n));
    for (size_t i = 0; i < expired_n; i++)
        TRY(system_move(c, expired[i].id, ACT_EXPIRE, moved));
    TRY(dossier_overdue_unmarked(c, c->now, most, &late, &late_n));
    for (size_t i = 0; i < late_n; i++)
        TRY(system_move(c, late[i].id, ACT_MARK_OVERDUE, moved));
    return OK;
}
