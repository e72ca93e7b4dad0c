# TRIES: leaves word in times, mode and attributes of the scratch folders | MODE: any | CORRECT: WA (reject)
import os

seen = [int(os.stat(folder).st_mtime) for folder in ("/tmp", "/dev/shm", "/work")]
for folder in ("/tmp", "/dev/shm", "/work"):
    try:
        seen += os.listxattr(folder)
        os.utime(folder, (12345, 12345))
        os.setxattr(folder, "user.count", b"1")
    except OSError as error:
        print(error.errno)
print("3" if 12345 in seen or "user.count" in seen else "wrong")
