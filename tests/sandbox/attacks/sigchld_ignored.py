# TRIES: burns CPU in short-lived children that are reaped by nobody | MODE: any | CORRECT: TLE/RE (reject)
import os, signal, time

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while True:
    if os.fork() == 0:
        end = time.process_time() + 0.2
        while time.process_time() < end:
            pass
        os._exit(0)
    time.sleep(0.1)
