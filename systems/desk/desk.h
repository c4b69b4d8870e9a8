/* desk.h: the routes of the one-stop desk, which app/rooms.c lists. */
#ifndef MOTCUA_SYSTEMS_DESK_H
#define MOTCUA_SYSTEMS_DESK_H

#include "web/route.h"

extern const struct room desk_pages;  /* bench, dossier, papers, journal, scan */
extern const struct room desk_list;   /* the list with its filters, and as a file */
extern const struct room desk_intake; /* the counter's intake and its slip */
extern const struct room desk_figures; /* sums over the units within reach */
extern const struct room desk_prints; /* forms, the book, results; for both */
extern const struct room desk_api;    /* the same for programs, under /api/v1 */

#endif
