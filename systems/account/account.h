/* account.h: the door for people: signing in and out, opening a locked session; and
 * what is one's own: password, authenticator, sessions, delegations. Its routes, which
 * app/rooms.c lists. What a session is and how failures are counted: web/session.h. */
#ifndef MOTCUA_SYSTEMS_ACCOUNT_H
#define MOTCUA_SYSTEMS_ACCOUNT_H

#include "web/route.h"

extern const struct room account_pages, account_security, account_delegations;

#endif
