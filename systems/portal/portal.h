/* portal.h: the front door of the online public services: its routes, which app/rooms.c lists. */
#ifndef MOTCUA_SYSTEMS_PORTAL_H
#define MOTCUA_SYSTEMS_PORTAL_H

#include "web/route.h"

extern const struct room portal_api;   /* api.c: for programs */
extern const struct room portal_pages; /* pages.c: for people */
extern const struct room portal_supplement; /* supplement.c: answering what was asked for */
extern const struct room portal_own_papers; /* own.c: papers and results of one's own dossiers */
extern const struct room portal_filing_start, portal_filing_papers, portal_filing_check; /* filing.h: who files */
extern const struct room portal_uploads; /* filing_upload.c: papers in pieces */

#endif
