// TRIES: writes to its own binary through /proc/self/exe | MODE: any | CORRECT: WA (reject)
#include <cstdio>
#include <fcntl.h>
#include <cerrno>
int main() { int file = open("/proc/self/exe", O_RDWR); printf("%d %d\n", file, errno); }
