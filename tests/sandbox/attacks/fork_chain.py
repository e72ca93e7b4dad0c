# TRIES: runs ahead of whoever kills it: a process that is always a new one | MODE: any | CORRECT: RE/TLE (reject)
import os, time

for _ in range(8):
    if os.fork() == 0:
        os.setsid()
        while True:
            if os.fork():
                os._exit(0)
time.sleep(600)
