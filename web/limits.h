/* limits.h: token buckets in a bounded table, by address, by login or any other
 * key. When the table is full the stalest bucket is reused, so memory never grows;
 * a flood of new keys can then only make the limiter more lenient to itself. */
#ifndef MOTCUA_WEB_LIMITS_H
#define MOTCUA_WEB_LIMITS_H

#include "base/moment.h"

struct limits;

struct limits *limits_new(struct arena *a, size_t buckets); /* power of two */
/* Takes one from the bucket of (kind, key), which holds `burst` and refills `per_minute`. false: none left. */
bool limits_take(struct limits *l, struct instant now, const char *kind, struct str key, unsigned burst,
                 unsigned per_minute);
/* Looks without taking. */
bool limits_would(const struct limits *l, struct instant now, const char *kind, struct str key, unsigned burst,
                  unsigned per_minute);
/* Forgets the bucket: a right password clears the count of its login. */
void limits_clear(struct limits *l, const char *kind, struct str key);

#endif
