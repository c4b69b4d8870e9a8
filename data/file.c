#include "data/file.h"

#include "format/digest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024 };

void file_closep(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void file_close_folderp(DIR **folder)
{
    if (*folder)
        closedir(*folder);
    *folder = NULL;
}

static enum rc refused(struct ctx *c, const char *what, const char *path)
{
    return fail_detail(c, UNAVAILABLE, "%s %s: errno %d", what, path, errno);
}

enum rc file_open(struct ctx *c, const char *path, int flags, int *fd)
{
    *fd = open(path, flags | O_CLOEXEC, 0600);
    return *fd >= 0 ? OK : refused(c, "open", path);
}

enum rc file_write(struct ctx *c, int fd, struct str bytes)
{
    while (bytes.n > 0) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return refused(c, "write", "file");
        bytes = str_sub(bytes, (size_t)n, bytes.n);
    }
    return OK;
}

enum rc file_read(struct ctx *c, int fd, char *p, size_t cap, size_t *n)
{
    ssize_t got;
    do
        got = read(fd, p, cap);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return refused(c, "read", "file");
    *n = (size_t)got;
    return OK;
}

static void unmap(void *p)
{
    struct str *s = p;
    munmap((void *)(uintptr_t)s->p, s->n);
}

enum rc file_map(struct ctx *c, const char *path, struct str *out)
{
    struct stat st;
    CLEANUP(file_closep) int fd = -1;
    TRY(file_open(c, path, O_RDONLY, &fd));
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return fail_detail(c, INVALID, "%s is no file", path);
    *out = S("");
    if (st.st_size == 0)
        return OK;
    void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED)
        return fail_detail(c, UNAVAILABLE, "%s cannot be mapped", path);
    *out = str_n(p, (size_t)st.st_size);
    struct str *kept = NEW(c->arena, struct str);
    *kept = *out;
    arena_defer(c->arena, unmap, kept);
    return OK;
}

enum rc file_sync(struct ctx *c, int fd)
{
    return fsync(fd) == 0 ? OK : refused(c, "fsync", "file");
}

enum rc file_sync_folder(struct ctx *c, const char *path)
{
    CLEANUP(file_closep) int fd = -1;
    TRY(file_open(c, path, O_RDONLY | O_DIRECTORY, &fd));
    return file_sync(c, fd);
}

enum rc file_make_folder(struct ctx *c, const char *path, bool *made)
{
    *made = mkdir(path, 0700) == 0;
    return *made || errno == EEXIST ? OK : refused(c, "mkdir", path);
}

enum rc file_rename(struct ctx *c, const char *from, const char *to)
{
    return rename(from, to) == 0 ? OK : refused(c, "rename to", to);
}

/* Reads all of `in`, hashing; writes to `out` unless that is -1. */
static enum rc pump(struct ctx *c, int in, int out, struct str *sha256, int64_t *size)
{
    char chunk[CHUNK];
    CLEANUP(sha256_release) struct sha256 d;
    sha256_init(&d);
    *size = 0;
    for (;;) {
        size_t n = 0;
        TRY(file_read(c, in, chunk, sizeof chunk, &n));
        if (n == 0)
            break;
        sha256_add(&d, str_n(chunk, n));
        *size += (int64_t)n;
        if (out >= 0)
            TRY(file_write(c, out, str_n(chunk, n)));
    }
    *sha256 = digest_hex(c->arena, sha256_final(&d));
    return OK;
}

enum rc file_sha256(struct ctx *c, const char *path, struct str *sha256, int64_t *size)
{
    CLEANUP(file_closep) int fd = -1;
    TRY(file_open(c, path, O_RDONLY, &fd));
    return pump(c, fd, -1, sha256, size);
}

enum rc file_copy(struct ctx *c, const char *from, const char *to, struct str *sha256, int64_t *size)
{
    CLEANUP(file_closep) int in = -1;
    CLEANUP(file_closep) int out = -1;
    TRY(file_open(c, from, O_RDONLY, &in));
    TRY(file_open(c, to, O_WRONLY | O_CREAT | O_EXCL, &out));
    TRY(pump(c, in, out, sha256, size));
    return file_sync(c, out);
}

bool file_folder_is_empty(const char *path)
{
    DIR *d = opendir(path);
    if (!d)
        return errno == ENOENT;
    bool empty = true;
    for (const struct dirent *e = readdir(d); e && empty; e = readdir(d))
        empty = str_eqc(str_from(e->d_name), ".") || str_eqc(str_from(e->d_name), "..");
    closedir(d);
    return empty;
}
