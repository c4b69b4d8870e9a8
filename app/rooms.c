#include "app/rooms.h"

#include "systems/account/account.h"
#include "systems/desk/desk.h"
#include "systems/portal/portal.h"
#include "web/room.h"

const struct room *const rooms[] = {&web_room,    &portal_pages, &portal_api, &portal_filing_start,
                                    &portal_filing_papers, &portal_filing_check, &account_pages,
                                    &desk_pages, &desk_api};
const size_t rooms_n = COUNT(rooms);

const struct nav_rule nav_rules[] = {
    {MSG_nav_procedures, "/procedures", PERM_PUBLIC, .citizen = true},
    {MSG_nav_track, "/track", PERM_PUBLIC, .citizen = true},
    {MSG_nav_mine, "/mine", PERM_DOSSIER_FILE, .citizen = true},
    {MSG_nav_desk, "/desk", PERM_DOSSIER_READ, .officer = true},
    {MSG_nav_dossiers, "/desk/dossiers", PERM_DOSSIER_READ, .officer = true},
};
const size_t nav_rules_n = COUNT(nav_rules);
