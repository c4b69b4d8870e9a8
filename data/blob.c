#include "data/blob.h"

#include "data/db_private.h"
#include "data/file.h"
#include "data_queries.h"
#include "format/digest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SWEEP_MAX = 1000, PUT_TRIES = 3 };

struct blob_writer {
    int64_t max, size;
    struct buf small; /* while it may still go into the database */
    struct sha256 digest;
    int fd;            /* -1 while in memory */
    const char *spool; /* NULL once the file stands in its place */
    struct str sha256; /* set by the first finish */
};

/* The folders of the store are made when the first file comes. */
static enum rc store_folder(struct ctx *c, const char *name, const char **out)
{
    struct str root = c->db->files;
    bool made = false;
    if (root.n == 0)
        return fail_detail(c, UNAVAILABLE, "no folder is set for the file store");
    *out = str_c(c->arena, str_printf(c->arena, STR_FMT "/%s", STR_ARG(root), name));
    if (access(*out, F_OK) == 0)
        return OK;
    const char *top = str_c(c->arena, root);
    TRY(file_make_folder(c, top, &made));
    TRY(file_make_folder(c, *out, &made));
    return file_sync_folder(c, top);
}

static bool is_sha256(struct str s)
{
    uint8_t bytes[32];
    return str_from_hex(s, bytes, sizeof bytes);
}

static enum rc file_of(struct ctx *c, struct str sha256, const char **folder, const char **path)
{
    char name[3] = {sha256.p[0], sha256.p[1], 0};
    TRY(store_folder(c, name, folder));
    *path = str_c(c->arena, str_printf(c->arena, "%s/" STR_FMT, *folder, STR_ARG(str_sub(sha256, 2, sha256.n))));
    return OK;
}

static void drop_spool(struct blob_writer *w)
{
    file_closep(&w->fd);
    if (w->spool)
        unlink(w->spool);
    w->spool = NULL;
}

static void close_writer(void *p)
{
    struct blob_writer *w = p;
    drop_spool(w);
    sha256_release(&w->digest);
}

enum rc blob_open_write(struct ctx *c, int64_t max, struct blob_writer **out)
{
    struct blob_writer *w = NEW(c->arena, struct blob_writer);
    *w = (struct blob_writer){.max = max, .fd = -1};
    sha256_init(&w->digest);
    w->small = buf_new(c->arena, BLOB_IN_DATABASE);
    arena_defer(c->arena, close_writer, w);
    *out = w;
    return OK;
}

/* The lock on the spool file says that its process lives; it goes when the process does (blob_sweep). */
static enum rc start_spool(struct ctx *c, struct blob_writer *w)
{
    const char *folder = NULL;
    TRY(store_folder(c, "tmp", &folder));
    struct str path = str_printf(c->arena, "%s/spool-XXXXXX", folder);
    char *name = memcpy(arena_alloc(c->arena, path.n + 1), path.p, path.n);
    w->fd = mkostemp(name, O_CLOEXEC);
    if (w->fd < 0)
        return fail_detail(c, UNAVAILABLE, "spool file: errno %d", errno);
    w->spool = name;
    if (flock(w->fd, LOCK_EX | LOCK_NB) != 0)
        return fail_detail(c, UNAVAILABLE, "spool file: errno %d", errno);
    return file_write(c, w->fd, buf_str(&w->small));
}

enum rc blob_write(struct ctx *c, struct blob_writer *w, struct str bytes)
{
    if (bytes.n > (uint64_t)(w->max - w->size))
        return fail_detail(c, INVALID, "more than %lld bytes", (long long)w->max);
    w->size += (int64_t)bytes.n;
    sha256_add(&w->digest, bytes);
    if (w->size <= BLOB_IN_DATABASE) {
        buf_put(&w->small, bytes);
        return OK;
    }
    TRY(db_fault(c));
    if (w->fd < 0)
        TRY(start_spool(c, w));
    return file_write(c, w->fd, bytes);
}

static enum rc has_row(struct ctx *c, struct str sha256, bool *has)
{
    struct blob_stat_row row;
    enum rc rc = blob_stat(c, sha256, &row);
    *has = rc == OK;
    return rc == NOT_FOUND ? OK : rc;
}

/* A new row, or the old one made young. An old row may be going just now in another process (blob_forget): then the
 * touch has waited for that, found nothing, and the content is put anew. *added 0: it was there. */
static enum rc put_row(struct ctx *c, const struct blob_ref *ref, struct str bytes, bool stored, int64_t *added)
{
    for (int i = 0; i < PUT_TRIES; i++) {
        int64_t touched = 0;
        bool has = false;
        TRY(blob_insert(c, ref->sha256, ref->size, bytes, stored, c->now, added));
        if (*added)
            return OK;
        TRY(blob_touch(c, c->now, ref->sha256, (struct instant){c->now.ms - 60 * MINUTE_MS}, &touched));
        if (touched == 0)
            TRY(has_row(c, ref->sha256, &has));
        if (touched || has)
            return OK;
    }
    return fail_detail(c, UNAVAILABLE, "a content came and went");
}

/* A file durable at `from` gets its row and its place. The row comes first: its key is what keeps blob_sweep, in
 * another
 * process, from taking the file for an orphan. */
static enum rc place(struct ctx *c, const char *from, const struct blob_ref *ref)
{
    const char *folder = NULL, *path = NULL;
    int64_t added = 0;
    TRY(file_of(c, ref->sha256, &folder, &path));
    TRY(put_row(c, ref, S(""), true, &added));
    if (added == 0)
        return unlink(from) == 0 ? OK : fail_detail(c, UNAVAILABLE, "unlink: errno %d", errno);
    enum rc rc = db_fault(c);
    if (rc == OK)
        rc = file_rename(c, from, path);
    if (rc == OK)
        rc = file_sync_folder(c, folder);
    if (rc != OK)
        db_spoil(c->db); /* the row must not stay without its file */
    return rc;
}

enum rc blob_finish(struct ctx *c, struct blob_writer *w, struct blob_ref *out)
{
    if (w->sha256.n == 0)
        w->sha256 = digest_hex(c->arena, sha256_final(&w->digest));
    struct blob_ref ref = {.sha256 = w->sha256, .size = w->size};
    int64_t added;
    if (w->fd < 0) {
        TRY(put_row(c, &ref, buf_str(&w->small), false, &added));
    } else if (w->spool) {
        TRY(file_sync(c, w->fd));
        TRY(place(c, w->spool, &ref));
        w->spool = NULL;
    } else {
        TRY(put_row(c, &ref, S(""), true, &added));
    }
    *out = ref;
    return OK;
}

enum rc blob_put(struct ctx *c, struct str bytes, struct blob_ref *out)
{
    struct blob_writer *w = NULL;
    TRY(blob_open_write(c, INT64_MAX, &w));
    TRY(blob_write(c, w, bytes));
    return blob_finish(c, w, out);
}

static enum rc read_whole(struct ctx *c, int fd, int64_t size, struct str *out)
{
    char *p = arena_alloc(c->arena, (size_t)size);
    size_t have = 0, n = 1;
    while (have < (size_t)size && n > 0) {
        TRY(file_read(c, fd, p + have, (size_t)size - have, &n));
        have += n;
    }
    *out = str_n(p, have);
    return have == (size_t)size ? OK : fail_detail(c, UNAVAILABLE, "a file of the store is shorter than it was");
}

enum rc blob_adopt(struct ctx *c, struct str path, struct blob_ref *out)
{
    struct blob_ref ref = {0};
    struct str bytes;
    int64_t added;
    const char *from = str_c(c->arena, path);
    CLEANUP(file_closep) int fd = -1;
    TRY(file_sha256(c, from, &ref.sha256, &ref.size));
    TRY(file_open(c, from, O_RDONLY, &fd));
    if (ref.size > BLOB_IN_DATABASE) {
        TRY(file_sync(c, fd));
        TRY(place(c, from, &ref));
    } else {
        TRY(read_whole(c, fd, ref.size, &bytes));
        TRY(put_row(c, &ref, bytes, false, &added));
        if (unlink(from) != 0)
            return fail_detail(c, UNAVAILABLE, "unlink: errno %d", errno);
    }
    *out = ref;
    return OK;
}

enum rc blob_temp_path(struct ctx *c, struct str name, struct str *path)
{
    const char *folder = NULL;
    for (size_t i = 0; i < name.n; i++) {
        char ch = name.p[i];
        if (!((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || ch == '-'))
            die("blob_temp_path: a name of letters, digits and '-' is wanted");
    }
    TRY(store_folder(c, "tmp", &folder));
    *path = str_printf(c->arena, "%s/keep-" STR_FMT, folder, STR_ARG(name));
    return OK;
}

static enum rc stat_of(struct ctx *c, struct str sha256, struct blob_stat_row *row)
{
    return is_sha256(sha256) ? blob_stat(c, sha256, row) : fail(c, NOT_FOUND, 0, S(""));
}

enum rc blob_head(struct ctx *c, struct str sha256, int64_t *size)
{
    struct blob_stat_row row;
    TRY(stat_of(c, sha256, &row));
    *size = row.size;
    return OK;
}

static void close_handle(void *p)
{
    file_closep(p);
}

enum rc blob_open(struct ctx *c, struct str sha256, struct blob *out)
{
    struct blob_stat_row row;
    struct blob_bytes_row small;
    const char *folder = NULL, *path = NULL;
    TRY(stat_of(c, sha256, &row));
    if (!row.stored) {
        TRY(blob_bytes(c, sha256, &small));
        *out = (struct blob){.size = row.size, .bytes = small.bytes, .fd = -1};
        return OK;
    }
    int *fd = NEW(c->arena, int);
    *fd = -1;
    TRY(file_of(c, sha256, &folder, &path));
    TRY(file_open(c, path, O_RDONLY, fd));
    arena_defer(c->arena, close_handle, fd);
    *out = (struct blob){.size = row.size, .fd = *fd};
    return OK;
}

enum rc blob_read(struct ctx *c, struct str sha256, struct str *out)
{
    struct blob b;
    TRY(blob_open(c, sha256, &b));
    if (b.fd >= 0)
        return read_whole(c, b.fd, b.size, out);
    *out = b.bytes;
    return OK;
}

enum rc blob_path(struct ctx *c, struct str sha256, struct str *out)
{
    struct blob_stat_row row;
    const char *folder = NULL, *path = NULL;
    TRY(stat_of(c, sha256, &row));
    if (!row.stored)
        return fail_detail(c, INVALID, "this content is kept in the database");
    TRY(file_of(c, sha256, &folder, &path));
    *out = str_from(path);
    return OK;
}

enum rc blob_forget(struct ctx *c, struct str sha256, struct instant before, bool *gone)
{
    struct blob_stat_row row;
    const char *folder = NULL, *path = NULL;
    int64_t n = 0;
    *gone = false;
    enum rc rc = stat_of(c, sha256, &row);
    if (rc != OK)
        return rc == NOT_FOUND ? OK : rc;
    TRY(blob_forget_row(c, sha256, before, &n));
    *gone = n > 0;
    if (!*gone || !row.stored)
        return OK;
    TRY(file_of(c, sha256, &folder, &path));
    const struct timespec now = {c->now.ms / 1000, 0}, times[] = {now, now};
    return utimensat(AT_FDCWD, path, times, 0) == 0 || errno == ENOENT
               ? OK
               : fail_detail(c, UNAVAILABLE, "file store: errno %d", errno);
}

static bool is_older(const char *path, int64_t ms, struct instant now)
{
    struct stat st;
    return stat(path, &st) == 0 && (int64_t)st.st_mtime * 1000 + ms < now.ms;
}

static void sweep_spool(struct ctx *c, const char *path, size_t *removed)
{
    CLEANUP(file_closep) int fd = open(path, O_RDWR | O_CLOEXEC);
    /* A minute: between its making and its lock a young file looks abandoned. */
    if (fd >= 0 && is_older(path, MINUTE_MS, c->now) && flock(fd, LOCK_EX | LOCK_NB) == 0 && unlink(path) == 0)
        (*removed)++;
}

static void sweep_spools(struct ctx *c, size_t *removed)
{
    const char *folder = str_c(c->arena, str_printf(c->arena, STR_FMT "/tmp", STR_ARG(c->db->files)));
    CLEANUP(file_close_folderp) DIR *d = opendir(folder);
    for (const struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d))
        if (str_starts(str_from(e->d_name), S("spool-")))
            sweep_spool(c, str_c(c->arena, str_printf(c->arena, "%s/%s", folder, e->d_name)), removed);
}

struct orphan {
    struct str sha256;
    const char *path;
};

static enum rc find_orphans(struct ctx *c, const char *two, struct orphan *all, size_t *n)
{
    const char *folder = str_c(c->arena, str_printf(c->arena, STR_FMT "/%s", STR_ARG(c->db->files), two));
    CLEANUP(file_close_folderp) DIR *d = opendir(folder);
    for (const struct dirent *e = d ? readdir(d) : NULL; e && *n < SWEEP_MAX; e = readdir(d)) {
        bool has = true;
        struct orphan o = {.sha256 = str_printf(c->arena, "%s%s", two, e->d_name)};
        o.path = str_c(c->arena, str_printf(c->arena, "%s/%s", folder, e->d_name));
        if (!is_sha256(o.sha256) || !is_older(o.path, DAY_MS, c->now))
            continue;
        TRY(has_row(c, o.sha256, &has));
        if (!has)
            all[(*n)++] = o;
    }
    return OK;
}

/* Holding the key of the missing row keeps out who would store the same content now; the savepoint gives it back. */
static enum rc remove_orphan(struct ctx *c, const struct orphan *o, size_t *removed)
{
    int64_t added = 0;
    TRY(db_savepoint(c));
    enum rc rc = blob_insert(c, o->sha256, 0, S(""), true, c->now, &added);
    if (rc == OK && added == 1 && unlink(o->path) == 0)
        (*removed)++;
    db_rollback_to(c);
    return rc;
}

static enum rc sweep_orphans(struct ctx *c, size_t *removed)
{
    struct orphan *all = NEW_ARRAY(c->arena, struct orphan, SWEEP_MAX);
    size_t n = 0;
    static const char hex[] = "0123456789abcdef";
    TRY(db_begin_read(c));
    for (int i = 0; i < 256; i++) {
        char two[3] = {hex[i / 16], hex[i % 16], 0};
        TRY(find_orphans(c, two, all, &n));
    }
    TRY(db_commit(c));
    if (n == 0)
        return OK;
    TRY(db_begin_write(c));
    for (size_t i = 0; i < n; i++)
        TRY(remove_orphan(c, &all[i], removed));
    return db_commit(c);
}

enum rc blob_sweep(struct ctx *c, size_t *removed)
{
    size_t n = 0, depth = db_depth(c->db);
    sweep_spools(c, &n);
    enum rc rc = sweep_orphans(c, &n);
    db_unwind(c, depth);
    if (removed)
        *removed = n;
    return rc;
}
