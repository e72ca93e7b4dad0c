# TRIES: writes to its own input, which might be another run's | MODE: any | CORRECT: WA (reject)
import os

for attempt in (
    lambda: os.pwrite(0, b"9", 0),
    lambda: os.ftruncate(0, 1 << 30),
    lambda: open("/proc/self/fd/0", "r+b", buffering=0).write(b"9"),
):
    try:
        attempt()
        print("WROTE")
    except OSError as error:
        print(error.errno)
