# TRIES: passes messages by locks on a file that all slots see | MODE: any | CORRECT: WA (reject)
import fcntl, os

descriptor = os.open("/usr/bin/env", os.O_RDONLY)
for lock in (
    lambda: fcntl.flock(descriptor, fcntl.LOCK_SH),
    lambda: fcntl.lockf(descriptor, fcntl.LOCK_SH),
    lambda: fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK),
):
    try:
        lock()
        print("LOCKED")
    except OSError as error:
        print(error.errno)
