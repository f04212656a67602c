/* Fails the N-th file operation below a folder: loaded before the C library (LD_PRELOAD), armed from
   the process itself. Counted are open for writing, read, write, fsync, truncate, rename, mkdir,
   unlink, rmdir, flock, sendfile and copy_file_range. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { COUNT = 0, FAIL = 1, SHORT = 2, KILL_BEFORE = 3, KILL_AFTER = 4 };

static char root[PATH_MAX];
static size_t root_length = 0;
static long wanted = 0;
static int mode = COUNT, failure = 0;
static atomic_long counted = 0;
static atomic_long log_end = 0;
static char names[1 << 22];
static __thread int inside = 0;

/* counting starts; `folder` "" ends it */
void fault_arm(const char *folder, long nth, int how, int error) {
  counted = 0;
  log_end = 0;
  memset(names, 0, sizeof names);
  wanted = nth;
  mode = how;
  failure = error;
  strncpy(root, folder, sizeof root - 1);
  root_length = strlen(root);
}
long fault_count(void) { return counted; }
const char *fault_names(void) { return names; }

static int below(const char *path) {
  return root_length && !strncmp(path, root, root_length) &&
         (path[root_length] == '/' || path[root_length] == 0);
}

static int of_fd(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, PATH_MAX - 1);
  if (n < 0) return 0;
  path[n] = 0;
  return below(path);
}

static int of_path(int folder, const char *name, char *path) {
  if (!root_length || !name) return 0;
  if (name[0] == '/') {
    snprintf(path, PATH_MAX, "%s", name);
    return below(path);
  }
  char base[PATH_MAX];
  if (folder == AT_FDCWD) {
    if (!getcwd(base, sizeof base)) return 0;
  } else {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t n = readlink(link, base, sizeof base - 1);
    if (n < 0) return 0;
    base[n] = 0;
  }
  snprintf(path, PATH_MAX, "%.2000s/%.2000s", base, name);
  return below(path);
}

/* what is to happen to this operation: 0 nothing, else the mode */
static int strike(const char *operation, const char *path) {
  long k = ++counted;
  char line[PATH_MAX + 16];
  int need = snprintf(line, sizeof line, "%s\t%s\n", operation, path);
  long at = atomic_fetch_add(&log_end, need);
  if (at + need < (long)sizeof names) memcpy(names + at, line, need);
  if (k != wanted || mode == COUNT) return 0;
  if (mode == KILL_BEFORE) kill(getpid(), SIGKILL);
  return mode;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define GUARDED(found, operation, result, call)                         \
  char path[PATH_MAX];                                                  \
  int how = 0;                                                          \
  if (!inside && root_length) {                                         \
    inside = 1;                                                         \
    int saved = errno;                                                  \
    if (found) how = strike(operation, path);                           \
    errno = saved;                                                      \
    inside = 0;                                                         \
  }                                                                     \
  if (how == FAIL) {                                                    \
    errno = failure;                                                    \
    return -1;                                                          \
  }                                                                     \
  result = call;                                                        \
  if (how == KILL_AFTER) kill(getpid(), SIGKILL);                       \
  return result;

#define SHORTER(n) (how == SHORT && (n) > 1 ? (n) / 2 : (n))

ssize_t write(int fd, const void *data, size_t n) {
  ssize_t r;
  GUARDED(of_fd(fd, path), "write", r, REAL(write)(fd, data, SHORTER(n)))
}
ssize_t pwrite(int fd, const void *data, size_t n, off_t at) {
  ssize_t r;
  GUARDED(of_fd(fd, path), "write", r, REAL(pwrite)(fd, data, SHORTER(n), at))
}
ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at) {
  ssize_t r;
  GUARDED(of_fd(fd, path), "write", r, REAL(pwrite64)(fd, data, SHORTER(n), at))
}
ssize_t writev(int fd, const struct iovec *parts, int n) {
  ssize_t r;
  GUARDED(of_fd(fd, path), "write", r, REAL(writev)(fd, parts, n))
}
ssize_t read(int fd, void *data, size_t n) {
  ssize_t r;
  GUARDED(of_fd(fd, path), "read", r, REAL(read)(fd, data, SHORTER(n)))
}
ssize_t pread(int fd, void *data, size_t n, off_t at) {
  ssize_t r;
  GUARDED(of_fd(fd, path), "read", r, REAL(pread)(fd, data, SHORTER(n), at))
}
ssize_t pread64(int fd, void *data, size_t n, off64_t at) {
  ssize_t r;
  GUARDED(of_fd(fd, path), "read", r, REAL(pread64)(fd, data, SHORTER(n), at))
}
ssize_t sendfile(int out, int in, off_t *at, size_t n) {
  ssize_t r;
  GUARDED(of_fd(out, path), "copy", r, REAL(sendfile)(out, in, at, n))
}
ssize_t sendfile64(int out, int in, off64_t *at, size_t n) {
  ssize_t r;
  GUARDED(of_fd(out, path), "copy", r, REAL(sendfile64)(out, in, at, n))
}
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t n, unsigned flags) {
  ssize_t r;
  GUARDED(of_fd(out, path), "copy", r, REAL(copy_file_range)(in, from, out, to, n, flags))
}
int fsync(int fd) {
  int r;
  GUARDED(of_fd(fd, path), "fsync", r, REAL(fsync)(fd))
}
int fdatasync(int fd) {
  int r;
  GUARDED(of_fd(fd, path), "fsync", r, REAL(fdatasync)(fd))
}
int ftruncate(int fd, off_t n) {
  int r;
  GUARDED(of_fd(fd, path), "truncate", r, REAL(ftruncate)(fd, n))
}
int ftruncate64(int fd, off64_t n) {
  int r;
  GUARDED(of_fd(fd, path), "truncate", r, REAL(ftruncate64)(fd, n))
}
int flock(int fd, int operation) {
  int r;
  GUARDED(of_fd(fd, path), "lock", r, REAL(flock)(fd, operation))
}
int rename(const char *from, const char *to) {
  int r;
  GUARDED(of_path(AT_FDCWD, to, path), "rename", r, REAL(rename)(from, to))
}
int renameat(int a, const char *from, int b, const char *to) {
  int r;
  GUARDED(of_path(b, to, path), "rename", r, REAL(renameat)(a, from, b, to))
}
int mkdir(const char *name, mode_t bits) {
  int r;
  GUARDED(of_path(AT_FDCWD, name, path), "mkdir", r, REAL(mkdir)(name, bits))
}
int mkdirat(int folder, const char *name, mode_t bits) {
  int r;
  GUARDED(of_path(folder, name, path), "mkdir", r, REAL(mkdirat)(folder, name, bits))
}
int unlink(const char *name) {
  int r;
  GUARDED(of_path(AT_FDCWD, name, path), "unlink", r, REAL(unlink)(name))
}
int unlinkat(int folder, const char *name, int flags) {
  int r;
  GUARDED(of_path(folder, name, path), "unlink", r, REAL(unlinkat)(folder, name, flags))
}
int rmdir(const char *name) {
  int r;
  GUARDED(of_path(AT_FDCWD, name, path), "rmdir", r, REAL(rmdir)(name))
}

#define WRITES(flags) (((flags) & O_ACCMODE) != O_RDONLY || ((flags) & O_CREAT))
#define BITS(flags)                                  \
  mode_t bits = 0;                                   \
  if ((flags) & (O_CREAT | __O_TMPFILE)) {           \
    va_list more;                                    \
    va_start(more, flags);                           \
    bits = va_arg(more, mode_t);                     \
    va_end(more);                                    \
  }

int open(const char *name, int flags, ...) {
  BITS(flags)
  int r;
  GUARDED(WRITES(flags) && of_path(AT_FDCWD, name, path), "open", r, REAL(open)(name, flags, bits))
}
int open64(const char *name, int flags, ...) {
  BITS(flags)
  int r;
  GUARDED(WRITES(flags) && of_path(AT_FDCWD, name, path), "open", r, REAL(open64)(name, flags, bits))
}
int openat(int folder, const char *name, int flags, ...) {
  BITS(flags)
  int r;
  GUARDED(WRITES(flags) && of_path(folder, name, path), "open", r,
          REAL(openat)(folder, name, flags, bits))
}
int openat64(int folder, const char *name, int flags, ...) {
  BITS(flags)
  int r;
  GUARDED(WRITES(flags) && of_path(folder, name, path), "open", r,
          REAL(openat64)(folder, name, flags, bits))
}
