/* desk.h: the front door of the one-stop shop: its routes, which app/rooms.c lists. */
#ifndef MOTCUA_SYSTEMS_DESK_H
#define MOTCUA_SYSTEMS_DESK_H

#include "web/route.h"

extern const struct room desk_api;   /* api.c: for programs */
extern const struct room desk_pages; /* pages.c: for people */
extern const struct room desk_prints; /* prints.c: forms, the book, results; for both */

#endif
