# TRIES: kills the process that forked it | MODE: any | CORRECT: WA (reject)
import os, signal

for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGABRT, signal.SIGSEGV):
    try:
        os.kill(os.getppid(), number)
    except OSError as error:
        print(error.errno)
print("wrong")
