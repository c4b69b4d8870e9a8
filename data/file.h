/* file.h: the few file calls of data/, each whole or failed: no short writes, no interrupted ones. */
#ifndef MOTCUA_DATA_FILE_H
#define MOTCUA_DATA_FILE_H

#include <dirent.h>

#include "base/ctx.h"

void file_closep(int *fd); /* for CLEANUP(file_closep) */
void file_close_folderp(DIR **folder);
NODISCARD enum rc file_open(struct ctx *c, const char *path, int flags, int *fd);
NODISCARD enum rc file_write(struct ctx *c, int fd, struct str bytes);
/* Up to cap bytes; *n is 0 at the end. */
NODISCARD enum rc file_read(struct ctx *c, int fd, char *p, size_t cap, size_t *n);
/* The bytes of a whole file, read-only, as long as c's arena lives: a large file never stands in memory of its own.
 * INVALID when it is no plain file. */
NODISCARD enum rc file_map(struct ctx *c, const char *path, struct str *out);
NODISCARD enum rc file_sync(struct ctx *c, int fd);
/* Makes names in a folder durable. */
NODISCARD enum rc file_sync_folder(struct ctx *c, const char *path);
NODISCARD enum rc file_make_folder(struct ctx *c, const char *path, bool *made); /* one level, 0700; may exist */
NODISCARD enum rc file_rename(struct ctx *c, const char *from, const char *to);
NODISCARD enum rc file_sha256(struct ctx *c, const char *path, struct str *sha256, int64_t *size);
/* Copies and makes durable; the hash is of what was read. Never onto an existing file. */
NODISCARD enum rc file_copy(struct ctx *c, const char *from, const char *to, struct str *sha256, int64_t *size);
/* True when the folder is missing or has no entries. */
bool file_folder_is_empty(const char *path);

#endif
