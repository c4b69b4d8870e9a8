/* scope.h: what the actor may see, as two values every guarded query binds. Only web/guard.c (for people) and
 * app/ (for the system's own jobs) make one; a handler receives it const and cannot widen it. */
#ifndef MOTCUA_DATA_SCOPE_H
#define MOTCUA_DATA_SCOPE_H

#include <stdint.h>

struct scope {
    int64_t unit_id;   /* the agency of the acting assignment; 0 for citizens: no unit row has id 0 */
    int64_t person_id; /* the person acting, or the one acted for */
};

#endif
