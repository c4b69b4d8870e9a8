#include "core/actor.h"

#define BIT(p) (UINT64_C(1) << PERM_##p)
_Static_assert(PERM_COUNT <= 64, "a set of permissions is one word");

/* Role by permission: the one place. docs/permissions.md is printed from it. */
static const struct {
    const char *name;
    uint64_t may;
} roles[ROLE_COUNT] = {
    [ROLE_NONE] = {"none", BIT(PUBLIC)},
    [ROLE_CITIZEN] = {"citizen", BIT(PUBLIC) | BIT(SIGNED_IN) | BIT(DOSSIER_FILE)},
    [ROLE_BUSINESS] = {"business", BIT(PUBLIC) | BIT(SIGNED_IN) | BIT(DOSSIER_FILE)},
    [ROLE_COUNTER] = {"counter",
                      BIT(PUBLIC) | BIT(SIGNED_IN) | BIT(DOSSIER_READ) | BIT(DOSSIER_INTAKE) | BIT(PERSONAL_READ)},
    [ROLE_SPECIALIST] = {"specialist",
                         BIT(PUBLIC) | BIT(SIGNED_IN) | BIT(DOSSIER_READ) | BIT(DOSSIER_HANDLE) | BIT(PERSONAL_READ)},
    [ROLE_HEAD] = {"head", BIT(PUBLIC) | BIT(SIGNED_IN) | BIT(DOSSIER_READ) | BIT(DOSSIER_ASSIGN) |
                               BIT(DOSSIER_HANDLE) | BIT(DOSSIER_CHECK)},
    [ROLE_LEADER] = {"leader", BIT(PUBLIC) | BIT(SIGNED_IN) | BIT(DOSSIER_READ) | BIT(DOSSIER_APPROVE) |
                                   BIT(DOSSIER_ASSIGN) | BIT(REPORT_READ)},
    [ROLE_CLERK] = {"clerk", BIT(PUBLIC) | BIT(SIGNED_IN) | BIT(DOSSIER_READ) | BIT(DOSSIER_RESULT)},
    [ROLE_REFORM] = {"reform", BIT(PUBLIC) | BIT(SIGNED_IN) | BIT(REPORT_READ)},
    [ROLE_INSPECTOR] = {"inspector",
                        BIT(PUBLIC) | BIT(SIGNED_IN) | BIT(DOSSIER_READ) | BIT(JOURNAL_READ) | BIT(REPORT_READ)},
    [ROLE_ADMIN] = {"admin", BIT(PUBLIC) | BIT(SIGNED_IN) | BIT(PROCEDURE_EDIT) | BIT(AGENCY_EDIT) | BIT(PEOPLE_EDIT) |
                                 BIT(CALENDAR_EDIT) | BIT(TRUST_EDIT) | BIT(SYSTEM_READ) | BIT(SYSTEM_EDIT)},
    [ROLE_SYSTEM] = {"system", ~UINT64_C(1)},
};

static const char *const perm_names[PERM_COUNT] = {
    [PERM_UNSET] = "UNSET",
#define PERM(name, what) [PERM_##name] = #name,
#include "core/perm.tbl.h"
#undef PERM
};

bool role_may(enum role role, enum perm perm)
{
    return role < ROLE_COUNT && perm > PERM_UNSET && perm < PERM_COUNT && (roles[role].may >> perm & 1);
}

bool actor_may(const struct actor *a, enum perm perm)
{
    if (!a)
        return perm == PERM_PUBLIC;
    if (!role_may(a->role, perm))
        return false;
    /* What everyone may is not lent. */
    return a->lent == 0 || perm == PERM_PUBLIC || perm == PERM_SIGNED_IN || (a->lent >> perm & 1);
}

const char *role_name(enum role role)
{
    return role < ROLE_COUNT ? roles[role].name : "none";
}

enum role role_by_name(struct str name)
{
    for (unsigned i = ROLE_CITIZEN; i < ROLE_COUNT; i++)
        if (str_eqc(name, roles[i].name))
            return (enum role)i;
    return ROLE_NONE;
}

const char *perm_name(enum perm perm)
{
    return perm < PERM_COUNT ? perm_names[perm] : "UNSET";
}

enum perm perm_by_name(struct str name)
{
    for (unsigned i = PERM_UNSET + 1; i < PERM_COUNT; i++)
        if (str_eqc(name, perm_names[i]))
            return (enum perm)i;
    return PERM_UNSET;
}
