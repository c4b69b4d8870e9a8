/* signing.h: signatures for people: anyone may have a signed file checked. Its routes, which app/rooms.c lists. */
#ifndef MOTCUA_SYSTEMS_SIGNING_H
#define MOTCUA_SYSTEMS_SIGNING_H

#include "web/route.h"

extern const struct room signing_check;

#endif
