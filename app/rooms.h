/* rooms.h: the list of rooms and the navigation that leads to them. */
#ifndef MOTCUA_APP_ROOMS_H
#define MOTCUA_APP_ROOMS_H

#include "web/router.h"
#include "web/shell.h"

extern const struct room *const rooms[];
extern const size_t rooms_n;
extern const struct nav_rule nav_rules[];
extern const size_t nav_rules_n;

#endif
