/* session_private.h: what guard.c and exchange.c share with session.c. Seen by web/ only. */
#ifndef MOTCUA_WEB_SESSION_PRIVATE_H
#define MOTCUA_WEB_SESSION_PRIVATE_H

#include "web/session.h"

bool session_key_is_ours(struct str key); /* the shape of a key, nothing more */
struct str session_hash(struct arena *a, struct str key);
const char *session_cookie_name(const struct site *site);
struct str session_cookie(struct arena *a, const struct site *site, const struct web_session *s); /* Set-Cookie */
struct str session_token(struct arena *a, struct web_session *s);
bool session_token_right(struct arena *a, const struct web_session *s, struct str token);
struct arena *request_arena(const struct request *rq);

#endif
