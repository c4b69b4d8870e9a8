#include "app/open.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/cli.h"
#include "base/message.h"

static const size_t COMMAND_MEMORY = (size_t)2 << 30;
static char clock_file[512];

void app_clock_from(const char *folder)
{
    snprintf(clock_file, sizeof clock_file, "%s/clock", folder);
}

/* Read anew each time: a test moves the clock while the program runs. Only demonstration databases come here. */
static int64_t clock_ahead(void)
{
    char text[32];
    int64_t ms = 0;
    int fd = clock_file[0] ? open(clock_file, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return 0;
    ssize_t n = read(fd, text, sizeof text);
    close(fd);
    return n > 0 && str_to_i64(str_trim(str_n(text, (size_t)n)), &ms) ? ms : 0;
}

struct instant app_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (struct instant){t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000 + clock_ahead()};
}

const char *app_fault(struct ctx *c)
{
    struct str text = c->fault.msg ? fault_text(c->arena, LANG_EN, &c->fault) : c->fault.detail;
    return str_c(c->arena, text.n ? text : S("fault without a reason"));
}

static bool make_folder(const char *path)
{
    char part[512];
    size_t n = strlen(path);
    if (n >= sizeof part)
        return false;
    for (size_t i = 1; i <= n; i++) {
        if (path[i] != '/' && path[i] != 0)
            continue;
        memcpy(part, path, i);
        part[i] = 0;
        mkdir(part, 0700);
    }
    return access(path, W_OK) == 0;
}

static void close_db(void *handle)
{
    db_close(handle);
}

static struct ctx *refuse(struct arena *a, struct str why)
{
    cli_fault("%.*s", STR_ARG(why));
    arena_free(a);
    return NULL;
}

struct ctx *app_open(const struct where *p, bool create)
{
    const char *folder = p->data ? p->data : "run/data";
    struct str why = S("");
    if (create && !make_folder(folder)) {
        cli_fault("the folder %s cannot be made or written", folder);
        return NULL;
    }
    struct arena *a = arena_new(COMMAND_MEMORY);
    struct ctx *c = NEW(a, struct ctx);
    *c = (struct ctx){.arena = a, .now = app_now(), .lang = LANG_EN};
    if (db_open(a, str_from(p->db ? p->db : folder), create, &c->db, &why) != OK)
        return refuse(a, why);
    arena_defer(a, close_db, c->db);
    if (p->db)
        db_set_files(c->db, str_printf(a, "%s/files", folder));
    if (create && db_migrate(c, &why) != OK)
        return refuse(a, why.n ? why : str_from(app_fault(c)));
    return c;
}

void app_close(struct ctx *c)
{
    arena_free(c->arena);
}

enum rc app_write(struct ctx *c, enum rc (*f)(struct ctx *c, void *self), void *self)
{
    TRY(db_begin_write(c));
    enum rc rc = f(c, self);
    if (rc != OK) {
        db_rollback(c);
        return rc;
    }
    return db_commit(c);
}
