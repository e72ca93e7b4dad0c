# TRIES: io_uring, bpf, perf, userfaultfd, keyring, memfd: kernel surface and uncounted memory | MODE: any | CORRECT: WA (reject)
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
for number in (425, 321, 298, 323, 248, 250, 319, 447, 310, 101, 272, 308, 165, 155, 161, 246, 175, 304, 300, 294):
    result = libc.syscall(number, 0, 0, 0, 0, 0)
    assert result == -1 and ctypes.get_errno() == 1, (number, result, ctypes.get_errno())
print("wrong")
