/* room.h: what the web layer itself answers: the embedded files,
 * /api/v1/openapi.json, /health. app/rooms.c lists it first. */
#ifndef MOTCUA_WEB_ROOM_H
#define MOTCUA_WEB_ROOM_H

#include "web/route.h"

extern const struct room web_room;

#endif
