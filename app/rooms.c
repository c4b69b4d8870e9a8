#include "app/rooms.h"

#include "systems/account/account.h"
#include "systems/admin/admin.h"
#include "systems/desk/desk.h"
#include "systems/portal/portal.h"
#include "systems/signing/signing.h"
#include "web/room.h"

const struct room *const rooms[] = {
    &web_room,
    &portal_pages,
    &portal_own_papers,
    &portal_api,
    &portal_supplement,
    &portal_filing_start,
    &portal_filing_papers,
    &portal_filing_check,
    &portal_uploads,
    &account_pages,
    &account_security,
    &account_delegations,
    &desk_pages,
    &desk_list,
    &desk_intake,
    &desk_figures,
    &desk_prints,
    &desk_api,
    &signing_check,
    &admin_agencies,
    &admin_people,
    &admin_calendar,
    &admin_imports,
    &admin_trust,
    &admin_system,
};
const size_t rooms_n = COUNT(rooms);

const struct nav_rule nav_rules[] = {
    {MSG_nav_procedures, "/procedures", PERM_PUBLIC, .citizen = true},
    {MSG_nav_track, "/track", PERM_PUBLIC, .citizen = true},
    {MSG_nav_mine, "/mine", PERM_DOSSIER_FILE, .citizen = true},
    {MSG_nav_desk, "/desk", PERM_DOSSIER_READ, .officer = true, .key = "g b"},
    {MSG_nav_intake, "/desk/intake", PERM_DOSSIER_INTAKE, .officer = true, .key = "g t"},
    {MSG_nav_dossiers, "/desk/dossiers", PERM_DOSSIER_READ, .officer = true, .key = "g h"},
    {MSG_nav_figures, "/desk/figures", PERM_REPORT_READ, .officer = true, .key = "g s"},
    {MSG_nav_people, "/admin/people", PERM_PEOPLE_EDIT, .officer = true},
    {MSG_nav_agencies, "/admin/agencies", PERM_AGENCY_EDIT, .officer = true},
    {MSG_nav_calendar, "/admin/calendar", PERM_CALENDAR_EDIT, .officer = true},
    {MSG_admin_imports_title, "/admin/imports", PERM_PROCEDURE_EDIT, .officer = true},
    {MSG_nav_system, "/admin/system", PERM_SYSTEM_READ, .officer = true},
};
const size_t nav_rules_n = COUNT(nav_rules);
