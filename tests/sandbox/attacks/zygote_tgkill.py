# TRIES: signals the parent by every other system call that can | MODE: any | CORRECT: WA (reject)
import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)
parent = os.getppid()
print(libc.syscall(234, parent, parent, 9), libc.syscall(200, parent, 9), libc.syscall(129, parent, 9, bytes(128)))
try:
    descriptor = os.pidfd_open(parent)
    print(libc.syscall(424, descriptor, 9, None, 0))
except OSError as error:
    print(error.errno)
print("wrong")
