# TRIES: takes the orphans for itself, hides CPU time in children that it never waits for | MODE: any | CORRECT: TLE (reject)
import ctypes, os, time

ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
for _ in range(2):
    if os.fork() == 0:
        if os.fork():
            os._exit(0)
        while True:
            pass
time.sleep(600)
