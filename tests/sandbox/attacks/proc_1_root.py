# TRIES: reads through /proc/1/root, /proc/1/cwd and the descriptors of the first process | MODE: any | CORRECT: WA (reject)
import os

for path in ("/proc/1/root/etc/shadow", "/proc/1/cwd", "/proc/1/environ", "/proc/1/mem", "/proc/1/maps"):
    try:
        print(path, open(path, "rb").read(100))
    except OSError as error:
        print(path, error.errno)
for pid in (1, os.getppid()):
    try:
        print(os.listdir(f"/proc/{pid}/fd"), open(f"/proc/{pid}/fd/0", "rb").read(10))
    except OSError as error:
        print(error.errno)
