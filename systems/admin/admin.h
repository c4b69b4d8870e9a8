/* admin.h: the administrator's room: agencies, people and their roles, the calendar,
 * imports, adapters and queues. Its routes, which app/rooms.c lists. What an administrator
 * of a unit sees and changes lies at or below that unit (the queries bind :scope_unit);
 * what holds for the whole province asks for a unit that has none above it (admin_whole). */
#ifndef MOTCUA_SYSTEMS_ADMIN_H
#define MOTCUA_SYSTEMS_ADMIN_H

#include "web/route.h"

extern const struct room admin_agencies, admin_people, admin_calendar, admin_imports, admin_trust, admin_system;

#endif
