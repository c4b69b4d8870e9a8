/* actor.h: who acts. Roles carry permissions (a const table in actor.c, printed in docs/permissions.md); an assignment
 * gives a person a role in a unit between two days; a delegation lends an assignment. */
#ifndef MOTCUA_CORE_ACTOR_H
#define MOTCUA_CORE_ACTOR_H

#include "base/ctx.h"
#include "data/scope.h"

enum perm {
    PERM_UNSET, /* a route row that forgot: the program does not start */
#define PERM(name, what) PERM_##name,
#include "core/perm.tbl.h"
#undef PERM
    PERM_COUNT
};

enum role {
    ROLE_NONE, ROLE_CITIZEN, ROLE_BUSINESS, ROLE_COUNTER, ROLE_SPECIALIST, ROLE_HEAD, ROLE_LEADER, ROLE_CLERK,
    ROLE_REFORM, ROLE_INSPECTOR, ROLE_ADMIN, ROLE_SYSTEM, ROLE_COUNT
};

struct actor {
    int64_t person_id;       /* who is at the keyboard */
    int64_t account_id;
    int64_t assignment_id;   /* the acting assignment; 0 for citizens */
    int64_t unit_id;         /* its unit; 0 for citizens */
    int64_t behalf_of;       /* person acted for under a delegation or for an organisation; 0 none */
    int64_t delegation_id;
    enum role role;
    struct str name, login, unit_name, unit_code, behalf_name;
    uint64_t lent;           /* under a delegation that lends a part: bits 1 << PERM_x; 0 means all of the role */
    bool stepped_up;         /* proved a second time within the last five minutes */
};

bool role_may(enum role role, enum perm perm);
bool actor_may(const struct actor *a, enum perm perm); /* a may be NULL: only PERM_PUBLIC */
const char *role_name(enum role role);                 /* "counter": the word of the API and of docs/permissions.md */
enum role role_by_name(struct str name);               /* ROLE_NONE when unknown */
const char *perm_name(enum perm perm);
enum perm perm_by_name(struct str name);

#endif
