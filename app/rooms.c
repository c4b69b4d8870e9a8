#include "app/rooms.h"

#include "systems/desk/desk.h"
#include "systems/portal/portal.h"
#include "web/room.h"

const struct room *const rooms[] = {&web_room, &portal_api, &desk_api};
const size_t rooms_n = COUNT(rooms);

const struct nav_rule nav_rules[] = {
    {MSG_nav_procedures, "/", PERM_PUBLIC, .citizen = true},
};
const size_t nav_rules_n = COUNT(nav_rules);
