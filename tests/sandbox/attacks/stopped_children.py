# TRIES: leaves stopped children behind | MODE: any | CORRECT: WA (reject)
import os, signal

for _ in range(8):
    if os.fork() == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
print("wrong", flush=True)
os._exit(0)
