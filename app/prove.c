#include "app/prove.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int worst;

static void say(const char *role, const char *what, bool good)
{
    printf("%s %s: %s\n", good ? "ok" : "not ok", role, what);
    if (!good)
        worst = 1;
}

static bool opens(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static bool execs(void)
{
    char name[] = "true", *argv[] = {name, NULL}, *env[] = {NULL};
    (void)execve("/bin/true", argv, env);
    return errno != EPERM;
}

static bool sockets(int family)
{
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/* As the file store does: written in one folder, moved into another. */
static bool keeps_file(const char *folder)
{
    static const char bytes[100 * 1024];
    char from[512], there[512], to[520];
    snprintf(from, sizeof from, "%s/prove-%d", folder, (int)getpid());
    snprintf(there, sizeof there, "%s/prove-%d.d", folder, (int)getpid());
    snprintf(to, sizeof to, "%s/moved", there);
    int fd = open(from, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = fd >= 0 && write(fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes && fsync(fd) == 0 &&
                mkdir(there, 0700) == 0 && rename(from, to) == 0 && unlink(to) == 0 && rmdir(there) == 0;
    if (fd >= 0)
        close(fd);
    return good;
}

int prove_jail(const char *role, const char *folder, bool connect)
{
    worst = 0;
    say(role, "cannot read /etc/passwd", !opens("/etc/passwd", O_RDONLY));
    say(role, "cannot read the environment of the first process", !opens("/proc/1/environ", O_RDONLY));
    say(role, "cannot list the root folder", !opens("/", O_RDONLY | O_DIRECTORY));
    say(role, "cannot write in /tmp", !opens("/tmp/motcua-prove", O_WRONLY | O_CREAT));
    say(role, "cannot start another program", !execs());
    say(role, "cannot be a debugger", ptrace(PTRACE_TRACEME, 0, NULL, NULL) == -1 && errno == EPERM);
    say(role, "cannot queue calls past the filter", syscall(SYS_io_uring_setup, 1, NULL) == -1 && errno == EPERM);
    if (connect)
        say(role, "opens sockets", sockets(AF_INET));
    else
        say(role, "cannot open a socket of any kind", !sockets(AF_INET) && !sockets(AF_INET6) && !sockets(AF_UNIX));
    if (folder)
        say(role, "keeps a large file in the data folder", keeps_file(folder));
    fflush(stdout);
    return worst;
}
