# TRIES: leaves flags and a size on the pipes of its output | MODE: any | CORRECT: WA (reject)
import fcntl, os

for descriptor in (1, 2):
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_NONBLOCK | os.O_DIRECT)
        fcntl.fcntl(descriptor, 1031, 4096)
    except OSError:
        pass
os.write(1, b"wrong")
