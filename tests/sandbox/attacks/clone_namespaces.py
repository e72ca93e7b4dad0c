# TRIES: new namespaces by clone and clone3, whose flags lie in memory | MODE: any | CORRECT: WA (reject)
import ctypes, struct

libc = ctypes.CDLL(None, use_errno=True)
for flag in (0x10000000, 0x20000000, 0x40000000, 0x20000, 0x08000000, 0x04000000, 0x02000000):
    result = libc.syscall(56, flag | 17, 0, 0, 0, 0)
    if result == 0:
        libc._exit(0)
    print(result, ctypes.get_errno())
    arguments = struct.pack("=8Q", flag, 0, 0, 0, 17, 0, 0, 0)
    result = libc.syscall(435, arguments, 64)
    if result == 0:
        libc._exit(0)
    print(result, ctypes.get_errno())
