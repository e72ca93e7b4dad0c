# TRIES: system calls by the x32 numbers, which a filter may not know | MODE: any | CORRECT: RE (reject)
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
print(libc.syscall(0x40000000 + 41, 2, 1, 0))
print("3")
