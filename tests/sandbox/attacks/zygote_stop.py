# TRIES: stops the parent and the first process, so that they hang without dying | MODE: any | CORRECT: WA (reject)
import os, signal

for pid in (1, os.getppid(), -1):
    try:
        os.kill(pid, signal.SIGSTOP)
    except OSError as error:
        print(error.errno)
print("wrong")
