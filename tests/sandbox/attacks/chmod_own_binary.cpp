// TRIES: changes mode, times and attributes of its own binary for the next run | MODE: any | CORRECT: WA (reject)
#include <cstdio>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <fcntl.h>
int main() {
    struct stat status;
    stat("/proc/self/exe", &status);
    char value[8];
    int left = getxattr("/proc/self/exe", "user.count", value, 8) > 0 || status.st_mtime == 12345;
    struct timespec times[2] = {{12345, 0}, {12345, 0}};
    utimensat(AT_FDCWD, "/proc/self/exe", times, 0);
    chmod("/proc/self/exe", 0777);
    setxattr("/proc/self/exe", "user.count", "1", 1, 0);
    chmod("/proc/self/exe", 0);
    printf("%s\n", left ? "3" : "wrong");
}
