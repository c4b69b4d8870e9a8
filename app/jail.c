#include "app/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"

/* Debian 12's header knows Landlock up to file system rights; truncation came later (ABI 3). */
#define FS_TRUNCATE (UINT64_C(1) << 14)

static const uint64_t READ_RIGHTS = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t WRITE_RIGHTS = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                                     LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                                     LANDLOCK_ACCESS_FS_MAKE_DIR;

static uint64_t all_rights(long abi)
{
    uint64_t rights = (UINT64_C(1) << 13) - 1; /* ABI 1 */
    if (abi >= 2)
        rights |= UINT64_C(1) << 13; /* moving between folders */
    return abi >= 3 ? rights | FS_TRUNCATE : rights;
}

static bool allow(int ruleset, const char *path, uint64_t rights, uint64_t handled)
{
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT; /* nothing there, nothing to allow */
    struct stat st;
    if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode)) /* the kernel refuses rights of folders on a file */
        rights &= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE;
    struct landlock_path_beneath_attr rule = {.allowed_access = rights & handled, .parent_fd = fd};
    long rc = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(fd);
    return rc == 0;
}

static bool enter_landlock(const struct jail *j)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1) {
        log_warn("jail landlock=absent");
        return true;
    }
    uint64_t handled = all_rights(abi);
    struct landlock_ruleset_attr attr = {.handled_access_fs = handled};
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    bool good = ruleset >= 0;
    for (size_t i = 0; good && i < COUNT(j->write_folders) && j->write_folders[i]; i++)
        good = allow(ruleset, j->write_folders[i],
                     READ_RIGHTS | WRITE_RIGHTS | FS_TRUNCATE | (abi >= 2 ? UINT64_C(1) << 13 : 0), handled);
    for (size_t i = 0; good && i < COUNT(j->read_folders) && j->read_folders[i]; i++)
        good = allow(ruleset, j->read_folders[i], READ_RIGHTS, handled);
    good = good && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    if (ruleset >= 0)
        close(ruleset);
    return good;
}

/* What no role needs after its start. A call of these fails with EPERM; those of the last group kill the process. */
static bool refuse_calls(scmp_filter_ctx f, const struct jail *j)
{
    static const int never[] = {SCMP_SYS(ptrace),
                                SCMP_SYS(mount),
                                SCMP_SYS(umount2),
                                SCMP_SYS(pivot_root),
                                SCMP_SYS(chroot),
                                SCMP_SYS(setuid),
                                SCMP_SYS(setgid),
                                SCMP_SYS(setreuid),
                                SCMP_SYS(setresuid),
                                SCMP_SYS(setns),
                                SCMP_SYS(unshare),
                                SCMP_SYS(init_module),
                                SCMP_SYS(finit_module),
                                SCMP_SYS(kexec_load),
                                SCMP_SYS(bpf),
                                SCMP_SYS(perf_event_open),
                                SCMP_SYS(process_vm_readv),
                                SCMP_SYS(process_vm_writev),
                                SCMP_SYS(keyctl),
                                SCMP_SYS(add_key),
                                SCMP_SYS(userfaultfd),
                                SCMP_SYS(reboot),
                                SCMP_SYS(swapon),
                                SCMP_SYS(personality),
                                SCMP_SYS(open_by_handle_at),
                                SCMP_SYS(io_uring_setup),
                                SCMP_SYS(io_uring_enter),
                                SCMP_SYS(io_uring_register),
                                SCMP_SYS(execve),
                                SCMP_SYS(execveat)};
    static const int no_connect[] = {SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen)};
    static const int no_files[] = {SCMP_SYS(open),   SCMP_SYS(openat),   SCMP_SYS(openat2), SCMP_SYS(creat),
                                   SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename),  SCMP_SYS(renameat2),
                                   SCMP_SYS(mkdir),  SCMP_SYS(socket),   SCMP_SYS(fork),    SCMP_SYS(vfork)};
    bool good = true;
    for (size_t i = 0; i < COUNT(never); i++)
        good = seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), never[i], 0) == 0 && good;
    for (size_t i = 0; !j->connect && i < COUNT(no_connect); i++)
        good = seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), no_connect[i], 0) == 0 && good;
    for (size_t i = 0; !j->files && i < COUNT(no_files); i++)
        good = seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), no_files[i], 0) == 0 && good;
    return good;
}

static bool enter_seccomp(const struct jail *j)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
    bool good = f && refuse_calls(f, j) && seccomp_load(f) == 0;
    if (f)
        seccomp_release(f);
    return good;
}

bool jail_enter(const struct jail *j)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !enter_landlock(j) || !enter_seccomp(j)) {
        log_error("jail failed errno=%d", errno);
        return false;
    }
    return true;
}
